"""Checking what is derived: made again from kept rows and compared.

In: a reading transaction. Out: a `Fault` for each derived row that is not what the kept rows give. Accounts, states and
events are planned anew in chunks, in the way that writing plans them; full-text indexes are compared by the database.
"""

from __future__ import annotations

import json
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import Connection, func, select, text
from sqlalchemy.exc import DBAPIError

from dateline.errors import StoreError
from dateline.records import Place
from dateline.store.contents import READINGS, Shelf, Views, build_reading, reading_columns
from dateline.store.database import in_chunks
from dateline.store.events import Built, Fuse, Planner
from dateline.store.filters import find_days
from dateline.store.items import Fault
from dateline.store.merging import load_in_force, plan_lists, resolve_accounts
from dateline.store.rows import derive_facts, list_places, make_point
from dateline.store.schema import (
    ACCOUNT,
    DECISION,
    EVENT,
    EVENT_ACCOUNT,
    EVENT_BODY,
    EVENT_FACET,
    EVENT_NUMBER,
    FACET,
    GROUPED,
    MERGE_ITEM,
    PLACE,
    READING,
    REPORT,
    REPORT_STATE,
)
from dateline.store.writing import NO_CONFIDENCE

Point = tuple[float | None, float | None, float | None]
InForce = Mapping[int, tuple[str, str, Any]]
"""Kind, id and value of what is in force, by the number of its item."""

_CHUNK = 200
_UNASKED = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_READONLY)
"""Answers of SQLite that say nothing of an index."""


def check_derived(connection: Connection, fuse: Fuse | None) -> Iterator[Fault]:
    """Give every fault of derived rows."""
    wanted = load_in_force(connection)
    yield from _check_groups(connection, wanted)
    yield from _check_lists(connection, wanted)
    shelf = Shelf(connection, anew=True)  # what is there, not what was there
    planner = Planner(connection, shelf, fuse)
    seen: set[int] = set()
    places: defaultdict[str, set[Place]] = defaultdict(set)
    ids = connection.execute(select(REPORT_STATE.c.report_id).order_by(REPORT_STATE.c.report_id)).scalars().all()
    for chunk in in_chunks(ids, _CHUNK):
        views = shelf.views(chunk)
        yield from _check_states(connection, views)
        for view in views.values():
            yield from _check_accounts(connection, view)
        rows, built = planner.plan(chunk)
        yield from _check_events(connection, rows - seen, built)
        for event in built:
            for value, place in event.places:
                places[value].add(place)
        seen |= rows
        shelf.forget()
    every = set(connection.execute(select(EVENT.c.id)).scalars())
    for key in sorted(every - seen):
        yield Fault(f"event row {key}", "added: no account is in it")
    yield from _check_places(connection, places)
    yield from _check_texts(connection)


def _check_states(connection: Connection, views: dict[int, Views]) -> Iterator[Fault]:
    newest = dict(
        connection.execute(
            select(READING.c.report_id, func.max(READING.c.id))
            .where(READING.c.report_id.in_(list(views)))
            .group_by(READING.c.report_id)
        ).all()
    )
    states = {
        row.report_id: row
        for row in connection.execute(
            select(REPORT_STATE, REPORT.c.published.label("told"), REPORT.c.text)
            .join(REPORT, REPORT.c.id == REPORT_STATE.c.report_id)
            .where(REPORT_STATE.c.report_id.in_(list(views)))
        )
    }
    for key, view in views.items():
        state = states[key]
        published = view.machine.report.published if view.machine else state.told
        if (state.published, state.day, state.words) != (published, find_days(published)[0], len(state.text.split())):
            yield Fault(f"report {view.report}", "changed: its state has another day or another number of words")
        if view.machine_id != newest.get(key):
            yield Fault(f"report {view.report}", "changed: its state does not name the newest reading")
        if state.accounts != len(view.machine_facts or {}):
            yield Fault(f"report {view.report}", "changed: its state has another number of accounts")


def _check_accounts(connection: Connection, view: Views) -> Iterator[Fault]:
    expected: Counter[tuple[Any, ...]] = Counter()
    readings = [(view.machine_id, view.machine), (view.base_id, view.base)]
    for key, reading in dict(readings).items():
        for facts in derive_facts(reading) if reading is not None else ():
            expected[key, 0, facts.uid, facts.type, *facts.trigger, facts.sentence] += 1
    for uid, facts in (view.corrected_facts or {}).items():
        if (view.base_facts or {}).get(uid) != facts:
            expected[view.base_id, 1, uid, facts.type, *facts.trigger, facts.sentence] += 1
    columns = ("reading_id", "corrected", "uid", "type", "trigger_start", "trigger_end", "sentence")
    mine = [key for key, reading in readings if reading is not None]
    found: Counter[tuple[Any, ...]] = Counter(
        tuple(row)
        for row in connection.execute(
            select(*(ACCOUNT.c[name] for name in columns)).where(ACCOUNT.c.reading_id.in_(mine))
        )
    )
    for row in expected - found:
        yield Fault(f"account {view.report}/{row[2]}", "removed or changed: its reading gives another row")
    for row in found - expected:
        yield Fault(f"account {view.report}/{row[2]}", "added or changed: its reading gives no such row")


def _check_events(connection: Connection, rows: set[int], built: list[Built]) -> Iterator[Fault]:
    found = _load_events(connection, rows)
    expected = {_describe(event): event for event in built}
    for described, key in found.items():
        if described not in expected:
            yield Fault(f"event {described[0]}", f"changed or added: its accounts give another (row {key})")
    # A row that differs was named above; chunks overlap, and an earlier one may have compared it.
    for described, event in expected.items():
        if described not in found and not _exists(connection, event):
            yield Fault(f"event {event.uid}", "removed: its accounts belong to no such event")


def _exists(connection: Connection, event: Built) -> bool:
    statement = select(EVENT.c.id).where(EVENT.c.uid == event.uid, EVENT.c.view == event.view)
    return connection.execute(statement.limit(1)).first() is not None


def _describe(event: Built) -> tuple[Any, ...]:
    first, last = event.days
    confidence = event.value["confidence"]
    return (
        event.uid, event.view, event.value["type"], first, last, NO_CONFIDENCE if confidence is None else confidence,
        len(event.accounts), event.reports, event.sources, len(event.disagreements), event.status, event.lead,
        event.body, tuple(sorted(event.accounts)),
        tuple(sorted({(first, kind, value) for kind, value, _ in event.facets})),
        tuple(sorted(_describe_number(*number) for number in event.numbers)),
    )  # fmt: skip


def _describe_number(kind: str, low: float | None, high: float | None) -> tuple[str, str, str]:
    return kind, "" if low is None else repr(float(low)), "" if high is None else repr(float(high))


def _load_events(connection: Connection, rows: set[int]) -> dict[tuple[Any, ...], int]:
    """Give event rows, each with all its parts in the form of `_describe`."""
    found: dict[tuple[Any, ...], int] = {}
    for chunk in in_chunks(sorted(rows)):
        accounts: dict[int, list[int]] = {key: [] for key in chunk}
        facets: dict[int, list[tuple[int, str, str]]] = {key: [] for key in chunk}
        numbers: dict[int, list[tuple[str, str, str]]] = {key: [] for key in chunk}
        for row in connection.execute(select(EVENT_ACCOUNT).where(EVENT_ACCOUNT.c.event_id.in_(chunk))):
            accounts[row.event_id].append(row.account_id)
        statement = select(EVENT_FACET.c.event_id, EVENT_FACET.c.day, FACET.c.kind, FACET.c.value).join(
            FACET, FACET.c.id == EVENT_FACET.c.facet_id
        )
        for row in connection.execute(statement.where(EVENT_FACET.c.event_id.in_(chunk))):
            facets[row.event_id].append((row.day, row.kind, row.value))
        for row in connection.execute(select(EVENT_NUMBER).where(EVENT_NUMBER.c.event_id.in_(chunk))):
            numbers[row.event_id].append(_describe_number(row.kind, row.low, row.high))
        events = select(EVENT, EVENT_BODY.c.body).outerjoin(EVENT_BODY, EVENT_BODY.c.event_id == EVENT.c.id)
        for row in connection.execute(events.where(EVENT.c.id.in_(chunk))):
            described = (
                row.uid, row.view, row.type, row.day, row.day_to, row.confidence, row.accounts, row.reports,
                row.sources, row.disagreements, row.status, row.lead_id, row.body,
                tuple(sorted(accounts[row.id])), tuple(sorted(facets[row.id])), tuple(sorted(numbers[row.id])),
            )  # fmt: skip
            found[described] = row.id
    return found


def _check_groups(connection: Connection, wanted: InForce) -> Iterator[Fault]:
    """Compare the merge in force with what replaying its steps gives."""
    events = {key: value for key, (kind, _, value) in wanted.items() if kind == "event"}
    keys = {(item[0], item[1], item[2]) for value in events.values() for item in value["accounts"]}
    rows = resolve_accounts(connection, keys)
    expected = {
        (rows[item[0], item[1], item[2]], key)
        for key, value in events.items()
        for item in value["accounts"]
        if (item[0], item[1], item[2]) in rows
    }
    found = {(row.account_id, row.item_id) for row in connection.execute(select(GROUPED))}
    for account, item in sorted(expected ^ found):
        yield Fault(f"merge item {item}", f"changed: account row {account} is joined otherwise than the merges say")


def _check_lists(connection: Connection, wanted: InForce) -> Iterator[Fault]:
    """Compare stories and copies with what the merges in force make of them."""
    for table, rows in plan_lists(connection, wanted).items():
        expected, found = set(rows), {tuple(row) for row in connection.execute(select(table))}
        for row in sorted(expected - found, key=str):
            yield Fault(f"{table.name} row {row[0]}", "removed or changed: the merges in force give another row")
        for row in sorted(found - expected, key=str):
            yield Fault(f"{table.name} row {row[0]}", "added or changed: the merges in force give no such row")


def _check_places(connection: Connection, places: Mapping[str, set[Place]]) -> Iterator[Fault]:
    """Compare places and their points with those of the events, and where they differ with all that ever told of one.

    A place stays as the first account that told of it had it, of which perhaps no event is left.
    """
    doubted: dict[str, Place] = {}
    points: dict[int, str] = {}
    of_filter = (FACET.c.id == PLACE.c.id) & (FACET.c.kind == "place")
    unfiltered = select(PLACE.c.id).outerjoin(FACET, of_filter).where(FACET.c.id.is_(None))
    for key in connection.execute(unfiltered).scalars():
        yield Fault(f"place row {key}", "added: no value of a filter is there for it")
    statement = select(PLACE, FACET.c.value.label("facet")).select_from(FACET).outerjoin(PLACE, of_filter)
    for row in connection.execute(statement.where(FACET.c.kind == "place")):
        if row.id is None:
            yield Fault(f"place {row.facet}", "removed: a filter knows the value, and no place is there for it")
            continue
        if row.latitude is not None and row.longitude is not None:
            points[row.id] = row.facet
        if not _are_near((row.x, row.y, row.z), make_point(row.latitude, row.longitude)):
            yield Fault(f"place {row.facet}", "changed: its point is not that of its latitude and longitude")
            continue
        place = Place(row.geonames_id, row.name, row.admin1, row.country, row.latitude, row.longitude, row.precision,
                      row.radius_km)  # fmt: skip
        if place not in places.get(row.facet, ()):
            doubted[row.facet] = place
    if connection.dialect.name == "sqlite":
        found = set(connection.execute(text("SELECT id FROM place_tree")).scalars())
        for key in sorted(points.keys() - found):
            yield Fault(f"place {points[key]}", "removed: the index of points has none for it")
        for key in sorted(found - points.keys()):
            yield Fault(f"place_tree row {key}", "added: no place with a point is there for it")
    if doubted:
        told = set(_list_places_told(connection))
        for facet in sorted(key for key, place in doubted.items() if (key, place) not in told):
            yield Fault(f"place {facet}", "changed: no reading, decision or merge tells of such a place")


def _list_places_told(connection: Connection) -> Iterator[tuple[str, Place]]:
    """Give every place that a reading, a decision or a merge tells of, in force or not, with its key."""
    streamed = connection.execution_options(yield_per=100)
    for row in streamed.execute(select(*reading_columns()).select_from(READINGS)):
        for facts in derive_facts(build_reading(row)):
            yield from facts.places
    for column in (DECISION.c.body, MERGE_ITEM.c.body):
        for body in streamed.execute(select(column)).scalars():
            yield from _find_places(json.loads(body))


def _find_places(value: Any) -> Iterator[tuple[str, Place]]:
    """Give the places anywhere in a JSON value."""
    if isinstance(value, dict):
        if {"name", "precision"} <= value.keys() <= set(Place.__slots__):
            yield from list_places({"place": [value]})
        value = list(value.values())
    for item in value if isinstance(value, list) else ():
        yield from _find_places(item)


def _are_near(point: Point, other: Point) -> bool:
    """Say whether two points are one but for the last digits, which another machine may work out otherwise."""
    return all(
        (a is None) == (b is None) and (a is None or b is None or abs(a - b) < 1e-9)
        for a, b in zip(point, other, strict=True)
    )


def _check_texts(connection: Connection) -> Iterator[Fault]:
    """Let SQLite compare its full-text indexes with their tables; PostgreSQL's are counted."""
    for name, table in (("report", "report"), ("account", "account"), ("facet", "facet")):
        if connection.dialect.name == "sqlite":
            try:
                connection.execute(text(f"INSERT INTO {name}_text ({name}_text, rank) VALUES ('integrity-check', 1)"))
            except DBAPIError as error:
                if getattr(error.orig, "sqlite_errorcode", 0) & 0xFF in _UNASKED:
                    raise StoreError(
                        f"index {name}_text could not be checked, for SQLite writes while it does so ({error.orig}): "
                        "verify where and when the store can be written, or with --quick"
                    ) from error
                yield Fault(f"index {name}_text", f"it does not fit its table: {error.orig}")
            continue
        missing = connection.execute(
            text(
                f"SELECT count(*) FROM {table} t FULL JOIN {name}_text s ON s.id = t.id "
                "WHERE s.id IS NULL OR t.id IS NULL"
            )
        ).scalar_one()
        if missing:
            yield Fault(f"index {name}_text", f"{missing} rows are not those of its table")
