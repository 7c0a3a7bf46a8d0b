"""Files of rows and columns, with their companion of provenance.

In: a format's maker of rows and a path. Out: a writer that takes readings one at a time. A cell holds one line; text
that a spreadsheet would run as a formula gets an apostrophe before it.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from dateline.export.codes import load_columns
from dateline.export.csv import neutralise
from dateline.export.provenance import COLUMNS as PROVENANCE
from dateline.export.provenance import make_provenance
from dateline.export.rows import Cell
from dateline.export.view import ReadingView, one_line
from dateline.records import Account, Reading

Row = tuple[str | int, Account, dict[str, Cell]]
"""The id of a row, the account that it tells of, and its cells by column; columns left out are empty."""


@dataclass(frozen=True, slots=True)
class Dialect:
    """How a format writes rows: its name in `data/export/columns.tsv`, its separator, and whether it has a header."""

    form: str
    separator: str = "\t"
    header: bool = True
    quotes: bool = True


class DelimitedWriter:
    """Writes the rows of a format and, beside them, `NAME.provenance.csv`."""

    def __init__(
        self, out: Path, make_rows: Callable[[ReadingView], Iterator[Row]], dialect: Dialect, *, append: bool = False
    ) -> None:
        self.make_rows, self.dialect = make_rows, dialect
        self.columns = tuple(load_columns(dialect.form))
        companion = find_companion(out)
        self.paths = (out, companion)
        new = not append or not out.exists() or out.stat().st_size == 0
        self.stream = _open(out, new)
        self.companion = _open(companion, new)
        if dialect.quotes:
            self.writer = csv.writer(self.stream, delimiter=dialect.separator, lineterminator="\n")
        else:
            self.writer = csv.writer(
                self.stream, delimiter=dialect.separator, lineterminator="\n", quoting=csv.QUOTE_NONE, quotechar=None
            )
        self.provenance = csv.writer(self.companion, lineterminator="\n")
        if new:
            if dialect.header:
                self.writer.writerow(self.columns)
            self.provenance.writerow(PROVENANCE)

    def write(self, reading: Reading) -> int:
        """Write the rows of one reading and say how many."""
        view = ReadingView(reading)
        number = 0
        for row_id, account, cells in self.make_rows(view):
            self.writer.writerow([self._clean(cells.get(column)) for column in self.columns])
            origin = make_provenance(view, account, row_id)
            self.provenance.writerow([neutralise(origin[column]) for column in PROVENANCE])
            number += 1
        self.companion.flush()
        self.stream.flush()
        return number

    def close(self) -> None:
        """Close both files."""
        self.stream.close()
        self.companion.close()

    def _clean(self, cell: Cell) -> Cell:
        if not isinstance(cell, str):
            return cell
        text = one_line(cell).strip()
        if not self.dialect.quotes:
            # nothing in this format can quote a quotation mark
            return text.replace('"', "'").replace(self.dialect.separator, " ")
        return neutralise(text)


def find_companion(out: Path) -> Path:
    """Give the path of the provenance that goes with an export."""
    return out.with_name(f"{out.name.removesuffix(out.suffix)}.provenance.csv")


def _open(path: Path, new: bool) -> TextIO:
    return path.open("w" if new else "a", encoding="utf-8", errors="backslashreplace", newline="")
