"""Parquet: one row an account, typed, for DuckDB, polars, pandas, R and Spark.

In: readings. Out: a file with the columns of `dateline.export.rows.COLUMNS` under a fixed schema: the same columns and
types whatever the readings hold. Rows are written a group at a time, so that memory stays small.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from dateline.export.rows import COLUMNS, DATES, NUMBERS, OFFSETS, WHOLE, Cell, encode_row, make_rows
from dateline.records import Reading
from dateline.version import __version__

GROUP = 20_000
"""Rows in a row group."""


def make_schema() -> pa.Schema:
    """Give the schema: numbers float64, offsets and whole numbers int64, days date32, all else strings."""
    types = {
        **dict.fromkeys(COLUMNS, pa.string()),
        **dict.fromkeys(NUMBERS, pa.float64()),
        **dict.fromkeys(OFFSETS + WHOLE, pa.int64()),
        **dict.fromkeys(DATES, pa.date32()),
    }
    fields = [pa.field(name, types[name], nullable=name not in OFFSETS) for name in COLUMNS]
    return pa.schema(fields, metadata={"created_by": f"dateline {__version__}"})


class ParquetWriter:
    """Writes the accounts of readings; the file is whole once `close` has been called."""

    def __init__(self, out: Path) -> None:
        self.paths = (out,)
        self.schema = make_schema()
        self.writer = pq.ParquetWriter(out, self.schema, compression="zstd")
        self.rows: list[dict[str, Any]] = []

    def write(self, reading: Reading) -> int:
        """Take the accounts of one reading and say how many there are."""
        rows = [_type_row(row) for row in make_rows(reading)]
        self.rows += rows
        if len(self.rows) >= GROUP:
            self._flush()
        return len(rows)

    def close(self) -> None:
        """Write what waits and the end of the file."""
        self._flush()
        self.writer.close()

    def _flush(self) -> None:
        if self.rows:
            self.writer.write_table(pa.Table.from_pylist(self.rows, schema=self.schema))
            self.rows = []


def _type_row(row: dict[str, Cell]) -> dict[str, Any]:
    typed: dict[str, Any] = encode_row(row)
    for name in DATES:
        typed[name] = date.fromisoformat(typed[name]) if typed[name] else None
    for name in NUMBERS:
        typed[name] = None if typed[name] is None else float(typed[name])
    return typed
