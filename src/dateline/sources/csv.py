"""A table: one row, one report.

In: the lines of a CSV file (comma, semicolon, tab or bar). Out: a `Report` for each row, or a `Failure` that
names the row's line. The user names the columns, or the column of text is found by its name, else it is the one with
the longest texts; without one the table raises `InputError` naming its columns.
"""

from __future__ import annotations

import csv
import itertools
from collections.abc import Iterable, Iterator

from dateline.errors import InputError
from dateline.records import Failure, Report
from dateline.sources.build import MAX_CHARACTERS, make_failure
from dateline.sources.fields import describe_names, find_key, map_columns, read_fields
from dateline.sources.files import Options

SAMPLE_ROWS = 50
"""Rows that are looked at to find the column of text."""
MIN_MEAN = 60
"""Characters that a column of text without a name that says so has on average, with at least eight words."""


def read_table(lines: Iterable[str], name: str, options: Options | None = None) -> Iterator[Report | Failure]:
    """Read a table whose first line names its columns; raises `InputError` where it has no column of text."""
    options = options or Options()
    csv.field_size_limit(4 * MAX_CHARACTERS)
    stream = iter(lines)
    first = next((line for line in stream if line.strip()), "")
    separator = find_separator(first)
    rows = csv.reader(itertools.chain([first], stream), delimiter=separator)
    header = [column.strip() for column in next(rows, [])]
    columns = map_columns(header, options.mapping)
    numbered = _number_rows(rows, name)
    sample = list(itertools.islice(numbered, SAMPLE_ROWS))
    filled = [row for _, row in sample if not isinstance(row, Failure)]
    if "text" not in columns:
        columns["text"] = find_text_column(header, filled)
    for line, row in itertools.chain(sample, numbered):
        if isinstance(row, Failure):
            yield row
        elif any(cell.strip() for cell in row[len(header) :]):
            reason = (
                f"the row has {len(row)} cells and the header {len(header)}: put a text that holds commas into quotes"
            )
            yield Failure(f"{name}:{line}", "source", reason)
        elif any(cell.strip() for cell in row):
            yield _read_row(dict(zip(header, row, strict=False)), columns, f"{name}:{line}", options)


def find_separator(line: str) -> str:
    """Give the separator that occurs most often in the line of column names."""
    return max(",\t;|", key=line.count)


def looks_like_table(text: str) -> bool:
    """Say whether a text is a table: its first line names a column of text, and others."""
    first, _, rest = text.lstrip().partition("\n")
    separator = find_separator(first)
    columns = [column.strip(" \"'\r") for column in first.split(separator)]
    short = all(0 < len(column) <= 40 and " " not in column.strip() for column in columns)
    return short and len(columns) > 1 and find_key(columns, "text") is not None and separator in rest


def find_text_column(header: list[str], rows: list[list[str]]) -> str:
    """Give the name of the column of text; raises `InputError` naming the columns where there is none."""
    named = find_key(header, "text")
    if named is not None:
        return named
    best, best_mean = "", 0.0
    for index, column in enumerate(header):
        cells = [row[index] for row in rows if index < len(row) and row[index].strip()]
        if not cells or not column:
            continue
        mean = sum(map(len, cells)) / len(cells)
        words = sum(cell.count(" ") + 1 for cell in cells) / len(cells)
        if mean > best_mean and mean >= MIN_MEAN and words >= 8:
            best, best_mean = column, mean
    if not best:
        raise InputError(f"no column of text among {describe_names(header)}: name the column text, body or content")
    return best


def _number_rows(rows: Iterator[list[str]], name: str) -> Iterator[tuple[int, list[str] | Failure]]:
    """Give each row with the line on which it begins; a row that cannot be read is a failure."""
    while True:
        line = getattr(rows, "line_num", 0) + 1
        try:
            row = next(rows)
        except StopIteration:
            return
        except csv.Error as error:
            yield line, Failure(f"{name}:{line}", "source", f"the row cannot be read: {error}")
            continue
        yield line, row


def _read_row(row: dict[str, str], columns: dict[str, str], where: str, options: Options) -> Report | Failure:
    try:
        if columns["text"] not in row:
            raise InputError(f"the row has no column {columns['text']!r}: it is too short")
        return read_fields(row, where, columns=columns, published=options.published)
    except InputError as error:
        return make_failure(where, error)
