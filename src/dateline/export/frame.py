"""pandas: readings to a data frame, one row an account.

In: one or more readings. Out: a `DataFrame` with the columns of `dateline.export.rows.COLUMNS`, the same columns for
no accounts at all. pandas is loaded when a frame is asked for, not before.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from dateline.export.rows import COLUMNS, make_rows
from dateline.records import Reading

if TYPE_CHECKING:
    import pandas as pd

_NUMBERS = ("intensity", "latitude", "longitude", "confidence")
_OFFSETS = ("trigger_start", "trigger_end", "sentence_start", "sentence_end")


def to_dataframe(readings: Reading | Iterable[Reading]) -> pd.DataFrame:
    """Give the accounts of one or many readings as a data frame.

    Numbers are `float64`, offsets `int64`, all else is text as pandas keeps it; an unknown value is missing.
    """
    import pandas as pd

    several = [readings] if isinstance(readings, Reading) else readings
    rows = [row for reading in several for row in make_rows(reading)]
    frame = pd.DataFrame(rows, columns=list(COLUMNS))
    types = {**dict.fromkeys(_NUMBERS, "float64"), **dict.fromkeys(_OFFSETS, "int64")}
    return frame.astype(types)
