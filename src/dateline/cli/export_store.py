"""Readings and events from a store, for export.

In: a store's address and an `Order`. Out: readings with their wanted accounts, merged events, and the export's row in
the store's log. Filters that only the store can answer (sources, reviews, disagreements) choose the accounts there.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

from dateline.export.run import Order
from dateline.filters import NAMED_BY_STORE, Filters
from dateline.records import Reading
from dateline.store import Store, StoredEvent

PAGE = 200


@dataclass(frozen=True, slots=True)
class Shelf:
    """A store as exports use it."""

    store: Store

    def iterate(self, filters: Filters) -> Iterator[StoredEvent]:
        """Give every event that the filters want, with its accounts, oldest first."""
        cursor: str | None = None
        while True:
            page = self.store.events(filters, sort="date", limit=PAGE, cursor=cursor)
            for row in page.items:
                yield self.store.event(row.id)
            cursor = page.next
            if cursor is None:
                return

    def log(self, manifest: dict[str, Any]) -> None:
        """Write an export into the store's log."""
        self.store.log_export(manifest["format"], manifest["filters"], manifest["sha256"], manifest["rows"])


@contextmanager
def open_store(url: str) -> Iterator[Shelf]:
    """Open a store that is there; raises `StoreError` where there is none."""
    with Store.open(url, create=False) as store:
        yield Shelf(store)


def read_store(shelf: Shelf, order: Order) -> Iterator[Reading]:
    """Give the readings of a store; where the filters need it, with those accounts alone that its events name.

    What is left of the filters is for `select`: the fields that only the store knows have been applied here.
    """
    filters = order.filters
    wanted: dict[str, set[str]] | None = None
    if any(getattr(filters, name) for name in NAMED_BY_STORE):
        wanted = {}
        for event in shelf.iterate(filters):
            for account in event.accounts:
                wanted.setdefault(account.report, set()).add(account.id)
    for reading in shelf.store.readings(view=filters.view, sensitive=order.sensitive):
        if wanted is None:
            yield reading
        elif reading.id in wanted:
            kept = tuple(event for event in reading.events if event.id in wanted[reading.id])
            yield replace(reading, events=kept)
