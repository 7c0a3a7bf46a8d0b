"""The shipped weights, each with a card."""
