"""Writing: rows gathered in one transaction and inserted in bulk.

In: events, accounts, facets. Out: rows in their tables, and in the full-text and spatial indexes. Ids are given here,
one after another, which is safe because no other writer is in its transaction at the same time.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, Table, delete, select

from dateline.records import Place
from dateline.store.audit import AuditWriter
from dateline.store.database import in_chunks, insert_rows, next_id
from dateline.store.dialects import index_places, index_texts, unindex_accounts
from dateline.store.events import Built
from dateline.store.rows import FacetKey, Facts, make_point
from dateline.store.schema import (
    ACCOUNT,
    EVENT,
    EVENT_ACCOUNT,
    EVENT_BODY,
    EVENT_FACET,
    EVENT_NUMBER,
    FACET,
    METADATA,
    PLACE,
)

FacetIds = dict[FacetKey, int]

_ORDER = {table.name: number for number, table in enumerate(METADATA.sorted_tables)}

NO_CONFIDENCE = -1.0
"""What stands in `event.confidence` where an event has none."""

MAX_REMEMBERED = 400_000
"""How many facets a store remembers the ids of."""


class Writer:
    """One write transaction. Nothing is in the tables before `flush`."""

    def __init__(self, connection: Connection, facets: FacetIds) -> None:
        self.connection = connection
        self.audit = AuditWriter(connection)
        self.known = facets
        self.learnt: FacetIds = {}
        self._next: dict[str, int] = {}
        self._rows: dict[str, tuple[Table, list[tuple[Any, ...]]]] = {}
        self._texts: dict[str, list[Sequence[Any]]] = {}
        self._points: list[tuple[int, float, float]] = []
        self._events: list[tuple[int, Built]] = []

    def new_id(self, table: Table) -> int:
        """Give the next free id of a table."""
        number = self._next.get(table.name)
        if number is None:
            number = next_id(self.connection, table)
        self._next[table.name] = number + 1
        return number

    def put(self, table: Table, *row: Any) -> None:
        """Add a row, its values in the order of the table's columns."""
        self._rows_of(table).append(row)

    def put_text(self, name: str, *row: Any) -> None:
        """Make a row findable by its words."""
        self._texts.setdefault(name, []).append(row)

    def put_account(self, report_id: int, reading_id: int, facts: Facts, *, corrected: bool = False) -> int:
        """Add an account and give its row."""
        key = self.new_id(ACCOUNT)
        start, end = facts.trigger
        self.put(ACCOUNT, key, report_id, reading_id, int(corrected), facts.uid, facts.type, start, end, facts.sentence)
        self.put_text("account", key, facts.sentence)
        return key

    def put_event(self, event: Built) -> None:
        """Add an event."""
        self._events.append((self.new_id(EVENT), event))

    def flush(self) -> None:
        """Insert what was gathered, the log's rows too."""
        if self._events:
            self._put_events()
        if EVENT_FACET.name in self._rows:
            # In the order of the key: neighbours go into the same page of the tree.
            self._rows[EVENT_FACET.name][1].sort()
        # What others refer to comes first, whatever was gathered first.
        for table, rows in sorted(self._rows.values(), key=lambda pair: _ORDER[pair[0].name]):
            insert_rows(self.connection, table, rows)
        for name, texts in self._texts.items():
            index_texts(self.connection, name, texts)
        index_places(self.connection, self._points)
        self._rows.clear()
        self._texts.clear()
        self._points.clear()
        self._events.clear()
        self.audit.flush()

    def drop_events(self, ids: Iterable[int]) -> None:
        """Take events out of all their tables."""
        for chunk in in_chunks(sorted(ids)):
            for table in (EVENT_BODY, EVENT_ACCOUNT, EVENT_FACET, EVENT_NUMBER):
                self.connection.execute(delete(table).where(table.c.event_id.in_(chunk)))
            self.connection.execute(delete(EVENT).where(EVENT.c.id.in_(chunk)))

    def drop_corrected_accounts(self, report_id: int) -> None:
        """Take the corrected accounts of a report out: they are about to be made again."""
        mine = (ACCOUNT.c.report_id == report_id) & (ACCOUNT.c.corrected == 1)
        rows = [tuple(row) for row in self.connection.execute(select(ACCOUNT.c.id, ACCOUNT.c.sentence).where(mine))]
        unindex_accounts(self.connection, rows)
        self.connection.execute(delete(ACCOUNT).where(mine))

    def _rows_of(self, table: Table) -> list[tuple[Any, ...]]:
        return self._rows.setdefault(table.name, (table, []))[1]

    def _put_events(self) -> None:
        labels: dict[tuple[str, str], str] = {}
        places: dict[str, Place] = {}
        new: set[FacetKey] = set()
        for _, event in self._events:
            if unknown := event.facets.difference(self.known).difference(self.learnt):
                new |= unknown
                labels.update(((kind, value), label) for kind, value, label in unknown)
                places.update(event.places)
        ids = self._find_facets(labels, places)
        self.learnt.update((key, ids[key[0], key[1]]) for key in new)
        for key, event in self._events:
            self._put_event_rows(key, event)

    def _put_event_rows(self, key: int, event: Built) -> None:
        first, last = event.days
        value, known, learnt = event.value, self.known, self.learnt
        confidence = value["confidence"]
        self.put(
            EVENT, key, event.uid, event.view, value["type"], first, last,
            NO_CONFIDENCE if confidence is None else confidence,
            len(event.accounts), event.reports, event.sources, len(event.disagreements), event.status, event.lead,
        )  # fmt: skip
        self.put(EVENT_BODY, key, event.body)
        self._rows_of(EVENT_ACCOUNT).extend([(key, account) for account in event.accounts])
        # Two labels of one place are one facet.
        facets = {known.get(facet) or learnt[facet] for facet in event.facets}
        self._rows_of(EVENT_FACET).extend([(facet, first, key) for facet in facets])
        if event.numbers:
            self._rows_of(EVENT_NUMBER).extend([(key, *number) for number in event.numbers])

    def _find_facets(self, labels: dict[tuple[str, str], str], places: dict[str, Place]) -> dict[tuple[str, str], int]:
        """Give the ids of facets; new ones are added, places with their points."""
        ids: dict[tuple[str, str], int] = {}
        wanted: dict[str, list[str]] = {}
        for kind, value in labels:
            wanted.setdefault(kind, []).append(value)
        for kind, values in wanted.items():
            for chunk in in_chunks(values):
                rows = self.connection.execute(
                    select(FACET.c.id, FACET.c.value).where(FACET.c.kind == kind, FACET.c.value.in_(chunk))
                )
                ids.update(((kind, row.value), row.id) for row in rows)
        # In a fixed order, so that the same additions give the same rows.
        for kind, value in sorted(key for key in labels if key not in ids):
            ids[kind, value] = number = self.new_id(FACET)
            label = labels[kind, value]
            self.put(FACET, number, kind, value, label)
            self.put_text("facet", number, label.replace("\t", " "))
            if kind == "place":
                self._put_place(number, places[value])
        return ids

    def _put_place(self, key: int, place: Place) -> None:
        x, y, z = make_point(place.latitude, place.longitude)
        self.put(
            PLACE, key, place.name, place.geonames_id, place.admin1, place.country, place.latitude, place.longitude,
            place.precision, place.radius_km, x, y, z,
        )  # fmt: skip
        if place.latitude is not None and place.longitude is not None:
            self._points.append((key, place.latitude, place.longitude))
