"""Parquet: one row, one report.

In: a Parquet file. Out: a `Report` for each row, or a `Failure` that names the row. Columns are found as those of a
CSV are. Only the columns that mean a field are read, a few rows at a time.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from dateline.errors import InputError
from dateline.records import Failure, Report
from dateline.sources.build import METADATA, make_failure
from dateline.sources.csv import SAMPLE_ROWS, find_text_column
from dateline.sources.fields import find_key, map_columns, read_fields
from dateline.sources.files import File, Options

BATCH = 64
"""Rows that are held at a time."""


def is_parquet(file: File) -> bool:
    """Say whether a file opens as Parquet."""
    return file.head.startswith(b"PAR1")


def read_parquet(file: File, options: Options) -> Iterator[Report | Failure]:
    """Read the rows of a Parquet file; raises `InputError` where it is damaged or has no column of text."""
    import pyarrow
    from pyarrow.parquet import ParquetFile

    with file.open() as stream:
        try:
            table = ParquetFile(stream)
            columns, wanted = _choose_columns(table, options)
            number = 0
            for batch in table.iter_batches(batch_size=BATCH, columns=wanted):
                for row in _list_rows(batch):
                    number += 1
                    where = f"{file.name}:{number}"
                    if row is None:
                        yield Failure(where, "source", "a row whose text is no UTF-8, or whose date is in no calendar")
                    else:
                        yield _read_row(row, where, columns, options)
        except (pyarrow.ArrowException, OSError, OverflowError) as error:
            raise InputError(f"a damaged Parquet file: {' '.join(str(error).split())[:100]}") from error


def _list_rows(batch: Any) -> Iterator[dict[str, Any] | None]:
    """Give the rows of a batch; None for one whose bytes are no text, or whose moments no calendar has."""
    try:
        yield from batch.to_pylist()
    except (ValueError, OverflowError):
        for place in range(batch.num_rows):
            try:
                yield batch.slice(place, 1).to_pylist()[0]
            except (ValueError, OverflowError):
                yield None


def _choose_columns(table: Any, options: Options) -> tuple[dict[str, str], list[str]]:
    """Give the column of each field that is known, and all columns that are to be read."""
    names = [str(name) for name in table.schema_arrow.names]
    columns = map_columns(names, options.mapping)
    if "text" not in columns:
        named = find_key(names, "text")
        columns["text"] = named or _find_text(table, names)
    for field in METADATA:
        key = find_key([name for name in names if name not in columns.values()], field)
        if field not in columns and key:
            columns[field] = key
    return columns, sorted(set(columns.values()))


def _find_text(table: Any, names: list[str]) -> str:
    batch = next(table.iter_batches(batch_size=SAMPLE_ROWS), None)
    rows = [row for row in _list_rows(batch) if row] if batch is not None else []
    cells = [[row[name] if isinstance(row[name], str) else "" for name in names] for row in rows]
    return find_text_column(names, cells)


def _read_row(row: dict[str, Any], where: str, columns: dict[str, str], options: Options) -> Report | Failure:
    try:
        return read_fields(row, where, columns=columns, published=options.published)
    except InputError as error:
        return make_failure(where, error)
