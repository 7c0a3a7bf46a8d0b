"""Events of many reports in a notebook: filter, frame, plot, export.

In: readings. Out: `Events`, which holds them and answers with data frames, plots and files. Each event here is an
account: what one report tells of one event.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dateline import records
from dateline.api import Reading
from dateline.errors import InputError
from dateline.filters import Filters, select
from dateline.records import Account, Failure

if TYPE_CHECKING:
    import pandas as pd
    import polars as pl
    from matplotlib.axes import Axes

    from dateline.export.run import Summary


class Events:
    """The accounts of several readings, in the order of the readings and of their texts."""

    def __init__(self, readings: Iterable[records.Reading | Failure]) -> None:
        """Take readings, as `read_many` gives them; a `Failure` among them is kept in `failures`."""
        items = list(readings)
        self.readings = tuple(Reading.of(item) for item in items if isinstance(item, records.Reading))
        self.failures: tuple[Failure, ...] = tuple(item for item in items if isinstance(item, Failure))

    @classmethod
    def load(cls, *paths: str | Path) -> Events:
        """Load readings that `dateline read` wrote: files, folders or globs; raises `InputError` where none are."""
        from dateline.loading import read_readings

        events = cls(read_readings(str(path) for path in paths))
        if not events.readings and events.failures:
            raise InputError(f"{events.failures[0].report}: {events.failures[0].error}")
        return events

    def __len__(self) -> int:
        return sum(len(reading.events) for reading in self.readings)

    def __iter__(self) -> Iterator[Account]:
        return (account for reading in self.readings for account in reading.events)

    def __repr__(self) -> str:
        return f"<Events: {len(self):,} accounts of {len(self.readings):,} reports>"

    def filter(self, filters: Filters | None = None, **fields: Any) -> Events:
        """Give the accounts that `Filters` want: `events.filter(types=("PROTEST",), since="2020")`.

        Raises `FilterError` for an unknown field or value.
        """
        wanted = filters or Filters.from_dict(fields)
        return Events(select(self.readings, wanted))

    def to_pandas(self) -> pd.DataFrame:
        """Give a pandas data frame, one row an account; the columns are `dateline.export.rows.COLUMNS`."""
        from dateline.export.frame import to_dataframe

        return to_dataframe(self.readings)

    def to_polars(self) -> pl.DataFrame:
        """Give a polars data frame with the same columns (extra `exports`)."""
        from dateline.export.frame import to_polars

        return to_polars(self.readings)

    def plot_map(self, ax: Axes | None = None, *, world: bool = False) -> Axes:
        """Draw where the accounts happened (extra `exports`); `world` draws the whole world."""
        from dateline.plots.map import plot_map

        return plot_map(self.readings, ax, world=world)

    def plot_timeline(self, ax: Axes | None = None) -> Axes:
        """Draw when the accounts happened (extra `exports`)."""
        from dateline.plots.timeline import plot_timeline

        return plot_timeline(self.readings, ax)

    def export(self, form: str, out: str | Path, *, sensitive: bool = False, dated: str | None = None) -> Summary:
        """Export to a format (`docs/exports.md`), as `dateline export` does, with its manifest.

        Raises `InputError` for an unknown format or a place that holds something else.
        """
        from dateline.export.run import Order, export_readings

        return export_readings(self.readings, Order(form, Path(out), Filters(), sensitive, dated))

    def _repr_html_(self) -> str:
        """Show a few columns of the first accounts in a notebook."""
        columns = ["type", "mode", "actor", "recipient", "date", "place", "claim", "according_to", "quote", "url"]
        table = self.to_pandas()[columns].head(20)
        return f"<p>{len(self):,} accounts of {len(self.readings):,} reports</p>{table.to_html(index=False)}"
