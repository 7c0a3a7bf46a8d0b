"""The command line: what people and scripts call.

In: arguments. Out: readings on standard output or in files, progress and a summary on standard error, an exit code.
"""
