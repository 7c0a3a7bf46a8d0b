"""Readings and events from a store, for export.

In: a store's address and an `Order`. Out: readings with their wanted accounts, merged events, and the export's row in
the store's log. Filters that only the store can answer (sources, reviews, disagreements) choose the accounts there.
What reviewers have marked as sensitive, and the names of private people who come to harm or bear witness, are left out
of both unless the order asks for them.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

from dateline.export.merged import Evidence, MergedEvent
from dateline.export.run import Order
from dateline.export.sensitive import withhold
from dateline.filters import NAMED_BY_STORE, Filters
from dateline.records import Account, Entity, Reading
from dateline.store import ReportFilters, Store, StoredEvent

PAGE = 200


@dataclass(frozen=True, slots=True)
class Shelf:
    """A store as exports use it."""

    store: Store

    def read(self, order: Order, written: set[str]) -> Iterator[Reading]:
        """Give the readings; where the filters need it, with those accounts alone that the store's events name.

        Reports that are `written` already are not read again.
        What is left of the filters is for `select`: the fields that only the store knows have been applied here.
        """
        filters = order.filters
        wanted: dict[str, set[str]] | None = None
        if any(getattr(filters, name) for name in NAMED_BY_STORE):
            wanted = {}
            for event in self._iterate(filters):
                for account in event.accounts:
                    wanted.setdefault(account.report, set()).add(account.id)
        for reading in self._list(order, written):
            if wanted is None:
                yield reading
            elif reading.id in wanted:
                kept = tuple(event for event in reading.events if event.id in wanted[reading.id])
                yield replace(reading, events=kept)

    def _list(self, order: Order, written: set[str]) -> Iterator[Reading]:
        view, sensitive = order.filters.view, order.sensitive
        if not written:
            yield from self.store.readings(view=view, sensitive=sensitive)
            return
        cursor: str | None = None
        while True:
            page = self.store.reports(sort="added", limit=PAGE, cursor=cursor)
            new = tuple(row.id for row in page.items if row.id not in written)
            if new:
                yield from self.store.readings(ReportFilters(ids=new), view=view, sensitive=sensitive)
            cursor = page.next
            if cursor is None:
                return

    def merge(self, order: Order) -> Iterator[MergedEvent]:
        """Give the events, oldest first, with the accounts that each rests on."""
        for event in self._iterate(order.filters):
            readings = {account.report: account.reading for account in event.accounts}
            shown = readings if order.sensitive else self._cover(tuple(readings), order.filters.view)
            yield _make_event(event, readings, shown)

    def log(self, manifest: dict[str, Any]) -> None:
        """Write an export into the store's log."""
        self.store.log_export(manifest["format"], manifest["filters"], manifest["sha256"], manifest["rows"])

    def _iterate(self, filters: Filters) -> Iterator[StoredEvent]:
        cursor: str | None = None
        while True:
            page = self.store.events(filters, sort="date", limit=PAGE, cursor=cursor)
            for row in page.items:
                yield self.store.event(row.id)
            cursor = page.next
            if cursor is None:
                return

    def _cover(self, ids: tuple[str, ...], view: str) -> dict[str, Reading]:
        readings = self.store.readings(ReportFilters(ids=ids), view=view, sensitive=False)
        return {reading.id: withhold(reading)[0] for reading in readings}


@contextmanager
def open_store(url: str) -> Iterator[Shelf]:
    """Open a store that is there; raises `StoreError` where there is none."""
    with Store.open(url, create=False) as store:
        yield Shelf(store)


def _make_event(event: StoredEvent, readings: dict[str, Reading], shown: dict[str, Reading]) -> MergedEvent:
    covered: dict[str, Entity] = {}
    for key, reading in readings.items():
        after = {entity.id: entity for entity in shown[key].entities} if key in shown else {}
        for entity in reading.entities:
            if after.get(entity.id, entity) != entity:
                covered[entity.name] = after[entity.id]
    value = dict(event.value)
    names = {name: entity.name for name, entity in covered.items()} | _find_covered_sources(readings, shown)
    for side in ("actor", "recipient"):
        value[side] = [_cover_party(party, covered) for party in value.get(side) or ()]
    for field in ("speakers", "disagreements"):
        value[field] = _cover_names(value.get(field) or [], names)
    value["place"] = [place for place in value.get("place") or () if not _is_covered(place, covered)]
    evidence = []
    for account in event.accounts:
        reading = shown.get(account.report, readings[account.report])
        found = next((item for item in reading.events if item.id == account.id), None)
        if found is not None:
            evidence.append(_make_evidence(reading, found))
    return MergedEvent(value, tuple(evidence))


def _find_covered_sources(readings: dict[str, Reading], shown: dict[str, Reading]) -> dict[str, str]:
    """Give the words of sources that have no entity, with those that stand in their place."""
    found = {}
    for key, reading in readings.items():
        after = {item.id: item for item in shown[key].attributions} if key in shown else {}
        for item in reading.attributions:
            other = after.get(item.id)
            if item.source and other and other.source and other.source.quote != item.source.quote:
                found[item.source.quote] = other.source.quote
    return found


def _cover_names(value: Any, names: dict[str, str]) -> Any:
    """Replace names wherever they are the whole of a value."""
    if isinstance(value, str):
        return names.get(value, value)
    if isinstance(value, list | tuple):
        return [_cover_names(item, names) for item in value]
    if isinstance(value, dict):
        return {key: _cover_names(item, names) for key, item in value.items()}
    return value


def _cover_party(party: dict[str, Any], covered: dict[str, Entity]) -> dict[str, Any]:
    entity = covered.get(party["name"])
    if entity is None:
        return party
    return {**party, "name": entity.name, "country": entity.country, "role": entity.role}


def _is_covered(place: dict[str, Any], covered: dict[str, Entity]) -> bool:
    entity = covered.get(place["name"])
    return entity is not None and entity.place is None


def _make_evidence(reading: Reading, account: Account) -> Evidence:
    report = reading.report
    return Evidence(
        report_id=report.id,
        account_id=account.id,
        url=report.url,
        outlet=report.outlet,
        published=report.published,
        quote=account.sentence.quote,
        sentence_start=account.sentence.start,
        sentence_end=account.sentence.end,
        trigger=account.trigger.quote,
        trigger_start=account.trigger.start,
        trigger_end=account.trigger.end,
        modality=account.modality,
        claim=account.claim,
        coder=reading.coder.version if reading.coder else None,
    )
