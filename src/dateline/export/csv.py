"""CSV: one row an account, for spreadsheets and statistics.

In: readings and a text stream. Out: rows with the columns of `dateline.export.rows.COLUMNS`. Text that a spreadsheet
would run as a formula gets an apostrophe before it, so that a hostile report does nothing when the file is opened.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable
from pathlib import Path
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


class CsvWriter:
    """Writes rows to a file. `mark` puts the byte order mark first, without which spreadsheets misread accents."""

    def __init__(self, out: Path, *, append: bool = False, mark: bool = True) -> None:
        self.paths = (out,)
        new = not append or not out.exists() or out.stat().st_size == 0
        encoding = "utf-8-sig" if new and mark else "utf-8"
        self.stream = out.open("w" if new else "a", encoding=encoding, errors="backslashreplace", newline="")
        if new:
            write_header(self.stream)

    def write(self, reading: Reading) -> int:
        """Write the rows of one reading and say how many."""
        write_rows(reading, self.stream)
        self.stream.flush()
        return len(reading.events)

    def close(self) -> None:
        """Close the file."""
        self.stream.close()
