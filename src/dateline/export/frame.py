"""Data frames: readings to pandas and polars, one row an account.

In: one or more readings. Out: a frame with the columns of `dateline.export.rows.COLUMNS`, the same columns for no
accounts at all. pandas and polars are loaded when a frame is asked for, not before; polars comes with the extra
`exports`.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from dateline.errors import SettingsError
from dateline.export.rows import COLUMNS, DATES, NUMBERS, OFFSETS, WHOLE, Cell, encode_row, make_rows
from dateline.records import Reading

if TYPE_CHECKING:
    import pandas as pd
    import polars as pl


def to_dataframe(readings: Reading | Iterable[Reading]) -> pd.DataFrame:
    """Give the accounts of one or many readings as a pandas data frame.

    Numbers are `float64`, offsets `int64`, whole numbers that may be missing `Int64`, first and last days `datetime64`,
    all else is text as pandas keeps it; an unknown value is missing.
    """
    import pandas as pd

    frame = pd.DataFrame(_list_rows(readings), columns=list(COLUMNS))
    types = {**dict.fromkeys(NUMBERS, "float64"), **dict.fromkeys(OFFSETS, "int64"), **dict.fromkeys(WHOLE, "Int64")}
    frame = frame.astype(types)
    for name in DATES:
        # by seconds: nanoseconds end in 2262, and a report may tell of 1453
        frame[name] = frame[name].astype("datetime64[s]")
    return frame


def to_polars(readings: Reading | Iterable[Reading]) -> pl.DataFrame:
    """Give the accounts of one or many readings as a polars data frame; raises `SettingsError` without polars.

    Numbers are `Float64`, offsets and whole numbers `Int64`, first and last days `Date`, all else is `String`.
    """
    try:
        import polars as pl
    except ImportError as error:
        raise SettingsError("polars is not installed: pip install 'dateline[exports]'") from error
    schema: dict[str, pl.DataType] = {
        name: pl.Float64() if name in NUMBERS else pl.Int64() if name in OFFSETS + WHOLE else pl.String()
        for name in COLUMNS
    }
    frame = pl.DataFrame(_list_rows(readings), schema=schema)
    return frame.with_columns(pl.col(name).str.to_date("%Y-%m-%d") for name in DATES)


def _list_rows(readings: Reading | Iterable[Reading]) -> list[dict[str, Cell]]:
    several = [readings] if isinstance(readings, Reading) else readings
    return [encode_row(row) for reading in several for row in make_rows(reading)]
