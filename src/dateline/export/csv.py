"""CSV: one row an account, for spreadsheets and statistics.

In: readings and a text stream. Out: rows with the columns of `dateline.export.rows.COLUMNS`. Text that a spreadsheet
would run as a formula gets an apostrophe before it, so that a hostile report does nothing when the file is opened.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable
from typing import TextIO

from dateline.export.rows import COLUMNS, Cell, make_rows
from dateline.records import Reading

FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""Openings that a spreadsheet takes for a formula."""


def write_csv(readings: Iterable[Reading], stream: TextIO) -> None:
    """Write a header and the accounts of readings, each reading as it comes."""
    write_header(stream)
    for reading in readings:
        write_rows(reading, stream)


def write_header(stream: TextIO) -> None:
    """Write the names of the columns."""
    csv.writer(stream, lineterminator="\n").writerow(COLUMNS)


def write_rows(reading: Reading, stream: TextIO) -> None:
    """Write the accounts of one reading."""
    writer = csv.writer(stream, lineterminator="\n")
    for row in make_rows(reading):
        writer.writerow([neutralise(row[name]) for name in COLUMNS])


def neutralise(cell: Cell) -> Cell:
    """Put an apostrophe before text that opens like a formula; numbers stay as they are."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA) else cell
