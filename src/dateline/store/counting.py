"""Counts: over time, by facet, by place, between parties, and of the store as a whole.

In: filters. Out: numbers of events (each counted once, however many reports tell of it) and of independent sources. The
same question over an unchanged store is answered from memory: the head of the log says whether it is unchanged.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from sqlalchemy import Connection, Select, func, literal_column, null, select, text

from dateline.errors import FilterError
from dateline.filters import Filters
from dateline.records import Place
from dateline.store.dialects import find_ids
from dateline.store.items import Count, Dealing, Facet, Link, PlaceCount, PlaceTypeCount
from dateline.store.querying import Plan, hidden_ids, make_plan
from dateline.store.schema import (
    ACCOUNT,
    AUDIT,
    DECISION,
    EVENT,
    EVENT_FACET,
    FACET,
    PLACE,
    RAW,
    READING,
    REPORT,
    STORY,
)
from dateline.store.words import Query, Term, parse_query

PERIODS = ("day", "week", "month", "year")
SPLITS = ("type", "quad", "country", "modality", "claim", "outlet")
KINDS = (
    "type", "quad", "mode", "context", "modality", "claim", "country", "actor", "actor_country", "actor_sector",
    "recipient", "recipient_country", "recipient_sector", "speaker", "outlet", "dyad", "quantity", "status",
    "disagrees", "place",
)  # fmt: skip


def count_periods(
    connection: Connection, filters: Filters, *, by: str = "month", split: str | None = None
) -> tuple[Count, ...]:
    """Count events and their sources by period of their first day, and by a facet where `split` names one."""
    if by not in PERIODS:
        raise FilterError(f"by: {by!r} is none of {', '.join(PERIODS)}")
    if split is not None and split not in SPLITS:
        raise FilterError(f"split: {split!r} is none of {', '.join(SPLITS)}")
    plan = make_plan(connection, filters, counting=True)
    if split not in (None, "type") and not plan.short:
        return _sum_up(_count_many(connection, plan, filters, str(split)), by)
    value: Any = null() if split is None else EVENT.c.type if split == "type" else FACET.c.value
    columns = (
        EVENT.c.day,
        value.label("value"),
        func.count().label("events"),
        func.sum(EVENT.c.sources).label("sources"),
    )
    statement = select(*columns).where(*plan.where)
    if split not in (None, "type"):
        statement = (
            statement.select_from(EVENT)
            .join(EVENT_FACET, EVENT_FACET.c.event_id == EVENT.c.id)
            .join(FACET, (FACET.c.id == EVENT_FACET.c.facet_id) & (FACET.c.kind == split))
        )
    grouped = statement.group_by(EVENT.c.day) if split is None else statement.group_by(EVENT.c.day, value)
    rows = connection.execute(grouped)
    return _sum_up(((row.day, row.value if split else None, row.events, int(row.sources)) for row in rows), by)


def _count_many(
    connection: Connection, plan: Plan, filters: Filters, split: str
) -> Iterator[tuple[int, str | None, int, int]]:
    """Give day, value, events and sources of many events: from the lists of facets, which are in the order of days.

    An event has one source unless it is merged: what others have more comes from the few that have more.
    """
    named = connection.execute(select(FACET.c.id, FACET.c.value).where(FACET.c.kind == split))
    values = {row.id: row.value for row in named}
    mine = EVENT_FACET.c.facet_id.in_(select(FACET.c.id).where(FACET.c.kind == split))
    counted = (
        select(EVENT_FACET.c.facet_id, EVENT_FACET.c.day, func.count())
        .where(mine, *_find_matching(plan, filters))
        .group_by(EVENT_FACET.c.facet_id, EVENT_FACET.c.day)
    )
    for facet, day, events in connection.execute(counted):
        yield day, values[facet], events, events
    merged = (
        select(EVENT_FACET.c.facet_id, EVENT.c.day, func.sum(EVENT.c.sources - 1))
        .select_from(EVENT)
        .join(EVENT_FACET, EVENT_FACET.c.event_id == EVENT.c.id)
        .where(mine, EVENT.c.sources > 1, *plan.where)
        .group_by(EVENT_FACET.c.facet_id, EVENT.c.day)
    )
    for facet, day, more in connection.execute(merged):
        yield day, values[facet], 0, int(more)


def _sum_up(rows: Iterable[tuple[int, str | None, int, int]], by: str) -> tuple[Count, ...]:
    events: Counter[tuple[str | None, str | None]] = Counter()
    sources: Counter[tuple[str | None, str | None]] = Counter()
    names: dict[int, str | None] = {}
    for day, value, number, told in rows:
        if day not in names:
            names[day] = name_period(day, by)
        events[names[day], value] += number
        sources[names[day], value] += told
    ordered = sorted(events, key=lambda key: (key[0] or "", key[1] or ""))
    return tuple(Count(period, value, events[period, value], sources[period, value]) for period, value in ordered)


def name_period(day: int, by: str) -> str | None:
    """Give the period that a day (`YYYYMMDD`) falls in: `2014-05-17`, `2014-W20`, `2014-05`, `2014`."""
    if not day:
        return None
    year, month, number = day // 10_000, day // 100 % 100, day % 100
    if by == "week":
        week = date(year, month, number).isocalendar()
        return f"{week.year:04d}-W{week.week:02d}"
    return {"day": f"{year:04d}-{month:02d}-{number:02d}", "month": f"{year:04d}-{month:02d}", "year": f"{year:04d}"}[
        by
    ]


def count_facets(connection: Connection, filters: Filters, kind: str, *, limit: int = 50) -> tuple[Facet, ...]:
    """Count the values of a facet among events, the most frequent first."""
    counted = _count_kind(connection, filters, kind, limit)
    rows = connection.execute(
        select(FACET.c.value, FACET.c.label, counted.c.events)
        .join(counted, counted.c.facet_id == FACET.c.id)
        .order_by(counted.c.events.desc(), FACET.c.value)
    )
    return tuple(Facet(row.value, row.label, row.events) for row in rows)


def count_places(connection: Connection, filters: Filters, *, limit: int = 2000) -> tuple[PlaceCount, ...]:
    """Count events by place, the most frequent first."""
    counted = _count_kind(connection, filters, "place", limit)
    rows = connection.execute(
        select(PLACE, counted.c.events)
        .join(counted, counted.c.facet_id == PLACE.c.id)
        .order_by(counted.c.events.desc(), PLACE.c.id)
    )
    return tuple(
        PlaceCount(Place(**{name: getattr(row, name) for name in Place.__slots__}), row.events) for row in rows
    )


def count_links(connection: Connection, filters: Filters, *, limit: int = 200) -> tuple[Link, ...]:
    """Count events between each actor and recipient, the most frequent first."""
    found = []
    for facet in count_facets(connection, filters, "dyad", limit=limit):
        actor, _, recipient = facet.value.partition("\t")
        found.append(Link(actor, recipient, facet.events))
    return tuple(found)


def count_place_types(connection: Connection, filters: Filters, *, limit: int = 500) -> tuple[PlaceTypeCount, ...]:
    """Count events and their sources by type at each of the places with most events, in the order of those."""
    ids, rows = _count_types(connection, filters, "place", limit)
    places = {
        row.id: Place(**{name: getattr(row, name) for name in Place.__slots__})
        for row in connection.execute(select(PLACE).where(PLACE.c.id.in_(ids)))
    }
    return tuple(PlaceTypeCount(places[key], kind, events, sources) for key, kind, events, sources in rows)


def count_dealings(connection: Connection, filters: Filters, *, limit: int = 200) -> tuple[Dealing, ...]:
    """Count events and their sources by type between each actor and recipient, in the order of all their events."""
    ids, rows = _count_types(connection, filters, "dyad", limit)
    named = connection.execute(select(FACET.c.id, FACET.c.value).where(FACET.c.id.in_(ids)))
    names = {row.id: row.value.partition("\t") for row in named}
    return tuple(Dealing(names[key][0], names[key][2], kind, events, sources) for key, kind, events, sources in rows)


def suggest_values(connection: Connection, kind: str, prefix: str, limit: int = 10) -> tuple[str, ...]:
    """Give labels of a facet that have a word so beginning, the shortest first."""
    _check_kind(kind)
    parsed = parse_query(prefix)
    terms = [Term(term.words, prefix=False) for group in parsed.groups for term in group]
    terms[-1] = Term(terms[-1].words, prefix=True)
    matching = find_ids(connection, "facet", Query(tuple((term,) for term in terms))).subquery("named")
    rows = connection.execute(
        select(FACET.c.label)
        .where(FACET.c.kind == kind, FACET.c.id.in_(select(matching.c.id)))
        .group_by(FACET.c.label)
        .order_by(func.length(FACET.c.label), FACET.c.label)
        .limit(limit)
    )
    return tuple(rows.scalars())


def count_all(connection: Connection) -> dict[str, int]:
    """Give the numbers of the store as a whole."""

    def number(statement: Select[Any]) -> int:
        return int(connection.execute(statement).scalar() or 0)

    numbers = {
        "reports": number(select(func.count()).select_from(REPORT)),
        "readings": number(select(func.count()).select_from(READING)),
        "accounts": number(select(func.count()).select_from(ACCOUNT).where(ACCOUNT.c.corrected == 0)),
        "events": number(select(func.count()).select_from(EVENT).where(EVENT.c.view != 2)),
        "merged": number(select(func.count()).select_from(EVENT).where(EVENT.c.view != 2, EVENT.c.accounts > 1)),
        "stories": number(select(func.count()).select_from(STORY)),
        "outlets": number(select(func.count(func.distinct(REPORT.c.outlet)))),
        "decisions": number(select(func.count()).select_from(DECISION)),
        "raw_bytes": number(select(func.sum(RAW.c.size))),
        "log_rows": number(select(func.count()).select_from(AUDIT)),
    }
    if connection.dialect.name == "sqlite":
        size = text("SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()")
    else:
        size = text("SELECT pg_database_size(current_database())")
    return {**numbers, "bytes": int(connection.execute(size).scalar() or 0)}


def _count_kind(connection: Connection, filters: Filters, kind: str, limit: int) -> Any:
    """Give the statement for the number of events by facet of one kind."""
    _check_kind(kind)
    plan = make_plan(connection, filters, counting=True)
    mine = select(FACET.c.id).where(FACET.c.kind == kind)
    events = func.count().label("events")
    counted = select(EVENT_FACET.c.facet_id, events)
    if plan.short:
        counted = (
            counted.select_from(EVENT)
            .join(EVENT_FACET, EVENT_FACET.c.event_id == EVENT.c.id)
            .join(FACET, FACET.c.id == EVENT_FACET.c.facet_id)
            # each facet of these few events is looked up: a list of all of the kind may be long
            .where(*plan.where, FACET.c.kind.concat("") == kind)
        )
    else:
        counted = counted.where(EVENT_FACET.c.facet_id.in_(mine), *_find_matching(plan, filters))
    return (
        counted.group_by(EVENT_FACET.c.facet_id).order_by(events.desc(), EVENT_FACET.c.facet_id).limit(limit).subquery()
    )


def _count_types(
    connection: Connection, filters: Filters, kind: str, limit: int
) -> tuple[list[int], list[tuple[int, str, int, int]]]:
    """Give the most frequent facets of a kind, and rows of facet, type, events and sources in their order."""
    counted = _count_kind(connection, filters, kind, limit)
    ids = list(connection.execute(select(counted.c.facet_id).order_by(counted.c.events.desc())).scalars())
    plan = make_plan(connection, filters, counting=True)
    # few events: from them to their facets, not from every event of the facets
    facet: Any = literal_column(f"+{EVENT_FACET.name}.facet_id") if plan.short else EVENT_FACET.c.facet_id
    columns = (EVENT_FACET.c.facet_id, EVENT.c.type, func.count().label("events"), func.sum(EVENT.c.sources))
    statement = (
        select(*columns)
        .select_from(EVENT_FACET)
        .join(EVENT, EVENT.c.id == EVENT_FACET.c.event_id)
        .where(facet.in_(ids), *plan.where)
        .group_by(EVENT_FACET.c.facet_id, EVENT.c.type)
    )
    order = {key: place for place, key in enumerate(ids)}
    rows = sorted(connection.execute(statement), key=lambda row: (order[row.facet_id], row.type))
    return ids, [(row.facet_id, row.type, row.events, int(row[3])) for row in rows]


def _find_matching(plan: Plan, filters: Filters) -> list[Any]:
    """Give conditions over `event_facet` that its events are wanted ones: whole lists, each gone through once."""
    found: list[Any] = [EVENT_FACET.c.event_id.not_in(hidden_ids(filters))]
    for condition in plan.conditions:
        if condition.ids is not None:
            found.append(EVENT_FACET.c.event_id.in_(condition.ids))
        else:
            found.append(EVENT_FACET.c.event_id.in_(select(EVENT.c.id).where(condition.probe)))
    return found


def _check_kind(kind: str) -> None:
    if kind not in KINDS:
        raise FilterError(f"kind: {kind!r} is none of {', '.join(KINDS)}")
