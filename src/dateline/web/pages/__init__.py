"""The pages: one module an area, each with a `router`."""
