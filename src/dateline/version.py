"""The version of the program, apart so that a stage can name it without loading anything else."""

__version__ = "0.1.0"
