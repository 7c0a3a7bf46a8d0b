"""From the corpus to the shipped weights."""
