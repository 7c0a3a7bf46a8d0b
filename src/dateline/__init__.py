"""Dateline reads news reports into event data that people can check.

`read("text or path", published="2020-09-14")` gives a `Reading`; `read_many(iterable)` gives one for each report.
"""

__version__ = "0.1.0"
