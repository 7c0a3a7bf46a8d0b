"""Filters to statements: which events, and in what way they are found fastest.

In: `Filters`. Out: a `Plan`, which gives conditions over `event`. Each filter is a *condition* that can be asked of one
event (a probe) and that can list all its events (a list). SQLite keeps no statistics of single values, so the plan
counts each list, up to a limit: the shortest list leads where it is short, and else the events are walked in the order
that is asked for, each probed. Either way a page costs no more than a few ten thousand probes.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Select, and_, exists, func, literal_column, or_, select
from sqlalchemy.sql.elements import ColumnElement

from dateline.errors import FilterError
from dateline.filters import EARTH_KM, Box, Filters, Near, Range
from dateline.store.dialects import box_condition, find_ids
from dateline.store.filters import DISAGREEMENTS_ANY, FIRST_DAY, LAST_DAY, STATUSES, VIEWS, check_period
from dateline.store.remembering import REMEMBERED, Memory
from dateline.store.schema import (
    ACCOUNT,
    EVENT,
    EVENT_ACCOUNT,
    EVENT_FACET,
    EVENT_NUMBER,
    FACET,
    PLACE,
    REPORT,
    STORY,
    STORY_REPORT,
)
from dateline.store.words import parse_query

SHORT = 30_000
"""How many events a list may have to lead to a page of them: longer ones would have to be sorted first."""

LONG = 100_000
"""How many events a list may have to lead to a count, which looks at all of them in any case."""

_LISTED = 400  # more facets than this stay in the database
_SEVERAL = 8  # more facets than this are compared with those of an event, not each looked for
_NO_POINT = ("country", "region")  # a country's middle is no place to be near


@dataclass(frozen=True, slots=True)
class Condition:
    """One filter: `probe` over a row of `event`, `ids` lists event ids. `size` is counted, None where not."""

    probe: ColumnElement[bool]
    ids: Select[Any] | None = None
    facets: tuple[int, ...] = ()
    size: int | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """How to find the events of some filters. `lead` is the list to go through, None to walk all in order."""

    conditions: tuple[Condition, ...]
    lead: Condition | None
    visible: ColumnElement[bool]

    @property
    def where(self) -> list[ColumnElement[bool]]:
        """The conditions of a statement over `event`."""
        found = [self.visible]
        for condition in self.conditions:
            if condition is self.lead and condition.ids is not None:
                found.append(EVENT.c.id.in_(condition.ids))
            else:
                found.append(condition.probe)
        return found

    @property
    def short(self) -> bool:
        """Whether a short list leads."""
        return self.lead is not None

    def sort_column(self, column: ColumnElement[Any]) -> ColumnElement[Any]:
        """Give a column to sort by: under a leading list without its index, which would mean walking everything."""
        return literal_column(f"+{EVENT.name}.{column.key}", column.type) if self.short else column

    def find_walk(self) -> Condition | None:
        """Give the list of one facet to walk in place of all events, in the order of days that it is kept in.

        Only where another condition takes events away, so that one may have to go far for a page.
        """
        found = [condition for condition in self.conditions if len(condition.facets) == 1]
        if self.short or len(self.conditions) < 2 or not found:
            return None
        return min(found, key=lambda condition: condition.size or 0)

    def without(self, walked: Condition) -> list[ColumnElement[bool]]:
        """Give the conditions that are left when a list is walked."""
        return [self.visible, *(condition.probe for condition in self.conditions if condition is not walked)]


def make_plan(connection: Connection, filters: Filters, *, counting: bool = False) -> Plan:
    """Choose how to find the events of these filters; raises `FilterError` for values that cannot be meant.

    A longer list leads to a count than to a page. The same choice over an unchanged store is made once.
    """
    longest = LONG if counting else SHORT
    memory: Memory | None = connection.get_execution_options().get(REMEMBERED)
    if memory is None:
        return _make_plan(connection, filters, longest)
    return memory.get(connection, ("plan", filters, longest), lambda: _make_plan(connection, filters, longest))


def _make_plan(connection: Connection, filters: Filters, longest: int) -> Plan:
    conditions = [_count(connection, condition) for condition in _Conditions(connection, filters).find()]
    listed = [condition for condition in conditions if condition.size is not None]
    lead = min(listed, key=lambda condition: condition.size or 0, default=None)
    if lead is not None and (lead.size or 0) > longest:
        lead = None
    return Plan(tuple(conditions), lead, _visible(filters))


def hidden_ids(filters: Filters) -> Select[Any]:
    """Give the statement for the (few) events that a view does not show: to take out of counts over all."""
    if filters.view == "machine":
        return select(EVENT.c.id).where(EVENT.c.view == VIEWS["corrected"])
    rejected = and_(EVENT.c.view == VIEWS["corrected"], EVENT.c.status == "rejected")
    hidden = EVENT.c.view == VIEWS["machine"]
    return select(EVENT.c.id).where(hidden if "rejected" in filters.statuses else or_(hidden, rejected))


def _visible(filters: Filters) -> ColumnElement[bool]:
    """Say which events a view shows: never by the index of views, which holds nearly all of them.

    Only a corrected event can be rejected, so that the status is looked up for few and the rest comes from the indexes.
    """
    view = literal_column(f"+{EVENT.name}.view", EVENT.c.view.type)
    visible: ColumnElement[bool] = view.in_([number for number in (1, 2, 3) if number & VIEWS[filters.view]])
    if "rejected" in filters.statuses or filters.view == "machine":
        return visible
    return visible & or_(view != VIEWS["corrected"], EVENT.c.status != "rejected")


def _count(connection: Connection, condition: Condition) -> Condition:
    """Count a list as far as it matters: to beyond the longest that leads anywhere."""
    if condition.ids is None:
        return condition
    counted = select(func.count()).select_from(condition.ids.limit(LONG + 1).subquery())
    size = int(connection.execute(counted).scalar_one())
    return Condition(condition.probe, condition.ids, condition.facets, size)


class _Conditions:
    """Turns filters into conditions, one method a kind."""

    def __init__(self, connection: Connection, filters: Filters) -> None:
        self.connection, self.filters = connection, filters

    def find(self) -> list[Condition]:
        """Give the condition of every filter that is set."""
        filters = self.filters
        found: list[Condition] = []
        coded: Sequence[tuple[tuple[str, ...], tuple[str, ...]]] = (
            (("type",), filters.types),
            (("quad",), filters.quads),
            (("mode",), filters.modes),
            (("context",), filters.contexts),
            (("modality",), filters.modalities),
            (("claim",), filters.claims),
            (("actor_country",), filters.actor_countries),
            (("recipient_country",), filters.recipient_countries),
            (("actor_country", "recipient_country"), filters.party_countries),
            (("actor_sector",), filters.actor_sectors),
            (("recipient_sector",), filters.recipient_sectors),
            (("country",), filters.countries),
            (("outlet",), filters.outlets),
        )
        named: Sequence[tuple[tuple[str, ...], tuple[str, ...]]] = (
            (("actor",), filters.actors),
            (("recipient",), filters.recipients),
            (("actor", "recipient"), filters.parties),
            (("speaker",), filters.speakers),
        )
        found += [self._coded(kinds, values) for kinds, values in coded if values]
        found += [self._named(kinds, values) for kinds, values in named if values]
        found += [self._number(wanted) for wanted in filters.quantities]
        optional: Sequence[tuple[object, Callable[[], Condition]]] = (
            (filters.near, self._near),
            (filters.box, self._box),
            (filters.since or filters.until, self._period),
            (filters.disagreements, self._disagreements),
            (filters.statuses, self._statuses),
            (filters.text, self._text),
            (filters.story, self._story),
            (filters.report, self._report),
        )
        found += [make() for given, make in optional if given]
        return found + self._limits()

    def _facets(self, ids: Select[Any], known: tuple[int, ...] | None = None) -> Condition:
        wanted: Any = list(known) if known is not None else ids
        one = known[0] if known is not None and len(known) == 1 else None

        def hold(facet: ColumnElement[Any]) -> ColumnElement[bool]:
            held: ColumnElement[bool] = facet.in_(wanted) if one is None else facet == one
            return held

        mine = hold(EVENT_FACET.c.facet_id)
        # By a name of its own: counts over facets go through the same table around the probe.
        other = EVENT_FACET.alias("held")
        # An event has about a dozen facets: of many wanted ones, not each is looked for by the index.
        few = known is not None and len(known) <= _SEVERAL
        facet: Any = other.c.facet_id if few else literal_column("+held.facet_id")
        probe = exists().where(hold(facet), other.c.day == EVENT.c.day, other.c.event_id == EVENT.c.id)
        return Condition(probe, select(EVENT_FACET.c.event_id).where(mine), known or ())

    def _resolve(self, ids: Select[Any]) -> Condition:
        """Look a few facets up at once; many stay a list inside the statement."""
        found = tuple(self.connection.execute(ids.limit(_LISTED + 1)).scalars())
        return self._facets(ids, found if len(found) <= _LISTED else None)

    def _coded(self, kinds: tuple[str, ...], values: tuple[str, ...]) -> Condition:
        return self._resolve(select(FACET.c.id).where(FACET.c.kind.in_(kinds), FACET.c.value.in_(values)))

    def _named(self, kinds: tuple[str, ...], names: tuple[str, ...]) -> Condition:
        matching = []
        for number, name in enumerate(names):
            ids = find_ids(self.connection, "facet", parse_query(name)).subquery(f"names_{kinds[0]}_{number}")
            matching.append(FACET.c.id.in_(select(ids.c.id)))
        return self._resolve(select(FACET.c.id).where(FACET.c.kind.in_(kinds), or_(*matching)))

    def _number(self, wanted: Range) -> Condition:
        # An open end of what an event says reaches any number.
        conditions: list[ColumnElement[bool]] = [EVENT_NUMBER.c.kind == wanted.kind]
        if wanted.low is not None:
            conditions.append(or_(EVENT_NUMBER.c.high >= wanted.low, EVENT_NUMBER.c.high.is_(None)))
        if wanted.high is not None:
            conditions.append(or_(EVENT_NUMBER.c.low <= wanted.high, EVENT_NUMBER.c.low.is_(None)))
        probe = exists().where(EVENT_NUMBER.c.event_id == EVENT.c.id, *conditions)
        return Condition(probe, select(EVENT_NUMBER.c.event_id).where(*conditions))

    def _near(self) -> Condition:
        near = self.filters.near
        assert near is not None
        return self._places(and_(_surround(self.connection, near), _distance(near)))

    def _box(self) -> Condition:
        assert self.filters.box is not None
        return self._places(_inside(self.connection, self.filters.box))

    def _places(self, where: ColumnElement[bool]) -> Condition:
        return self._resolve(select(PLACE.c.id).where(where, PLACE.c.precision.not_in(_NO_POINT)))

    def _period(self) -> Condition:
        first, last = check_period(self.filters.since, self.filters.until)
        # An interval that began before still counts if it reaches in; none longer than a year is looked for.
        earliest = max(FIRST_DAY, first - 10_000)
        period: ColumnElement[bool] = and_(EVENT.c.day.between(earliest, last), EVENT.c.day_to >= first)
        if last == LAST_DAY and first == FIRST_DAY:
            period = EVENT.c.day > 0
        inner = EVENT.alias("period")
        ids = select(inner.c.id).where(inner.c.day.between(earliest, last), inner.c.day_to >= first)
        return Condition(period, ids)

    def _disagreements(self) -> Condition:
        fields = self.filters.disagreements
        wanted = select(FACET.c.id).where(FACET.c.kind == "disagrees")
        if DISAGREEMENTS_ANY not in fields:
            wanted = wanted.where(FACET.c.value.in_([field.partition(".")[0] for field in fields]))
        return self._resolve(wanted)

    def _statuses(self) -> Condition:
        wanted = self.filters.statuses
        for status in wanted:
            if status not in STATUSES:
                raise FilterError(f"statuses: {status!r} is none of {', '.join(STATUSES)}")
        probe = EVENT.c.status.in_(wanted)
        if "unreviewed" in wanted:
            return Condition(probe)
        facets = select(FACET.c.id).where(FACET.c.kind == "status", FACET.c.value.in_(wanted))
        return Condition(probe, select(EVENT_FACET.c.event_id).where(EVENT_FACET.c.facet_id.in_(facets)))

    def _text(self) -> Condition:
        matching = find_ids(self.connection, "account", parse_query(self.filters.text or "")).subquery("said")
        ids = (
            select(EVENT_ACCOUNT.c.event_id)
            .select_from(matching)
            .join(EVENT_ACCOUNT, EVENT_ACCOUNT.c.account_id == matching.c.id)
        )
        found = find_ids(self.connection, "account", parse_query(self.filters.text or ""))
        mine = select(EVENT_ACCOUNT.c.account_id).where(EVENT_ACCOUNT.c.event_id == EVENT.c.id)
        # from an event to its accounts, not from each account that matches
        account: Any = literal_column(f"+{EVENT_ACCOUNT.name}.account_id")
        probe = exists(mine.where(account.in_(found)))
        return Condition(probe, ids)

    def _story(self) -> Condition:
        reports = (
            select(STORY_REPORT.c.report_id)
            .join(STORY, STORY.c.id == STORY_REPORT.c.story_id)
            .where(STORY.c.uid == self.filters.story)
        )
        return self._of_reports(reports)

    def _report(self) -> Condition:
        return self._of_reports(select(REPORT.c.id).where(REPORT.c.uid == self.filters.report))

    def _of_reports(self, reports: Select[Any]) -> Condition:
        mine = ACCOUNT.c.report_id.in_(reports)
        joined = ACCOUNT.c.id == EVENT_ACCOUNT.c.account_id
        probe = exists().where(EVENT_ACCOUNT.c.event_id == EVENT.c.id, joined, mine)
        ids = select(EVENT_ACCOUNT.c.event_id).join(ACCOUNT, joined).where(mine)
        return Condition(probe, ids)

    def _limits(self) -> list[Condition]:
        filters, inner = self.filters, EVENT.alias("limit")
        found: list[Condition] = []
        for name, least in (("sources", filters.min_sources), ("reports", filters.min_reports)):
            if least is not None and least > 1:
                ids = select(inner.c.id).where(inner.c[name] >= least)
                found.append(Condition(EVENT.c[name] >= least, ids))
        if filters.min_confidence is not None or filters.max_confidence is not None:
            low = filters.min_confidence or 0.0
            high = 1.0 if filters.max_confidence is None else filters.max_confidence
            ids = select(inner.c.id).where(inner.c.confidence.between(low, high))
            found.append(Condition(EVENT.c.confidence.between(low, high), ids))
        return found


def _inside(connection: Connection, box: Box) -> ColumnElement[bool]:
    if box.west <= box.east:
        return box_condition(connection, box, PLACE)
    halves = (Box(box.south, box.west, box.north, 180.0), Box(box.south, -180.0, box.north, box.east))
    return or_(*(box_condition(connection, half, PLACE) for half in halves))


def _surround(connection: Connection, near: Near) -> ColumnElement[bool]:
    """Give the condition of the box around a circle on the sphere."""
    if not (-90 <= near.latitude <= 90 and -180 <= near.longitude <= 180 and near.radius_km > 0):
        raise FilterError(f"near: {near.latitude}, {near.longitude}, {near.radius_km} km is no circle on the Earth")
    angle = math.degrees(near.radius_km / EARTH_KM) + 1e-6
    south, north = max(-90.0, near.latitude - angle), min(90.0, near.latitude + angle)
    if angle >= 90 or south <= -90 or north >= 90:
        return _inside(connection, Box(south, -180.0, north, 180.0))
    wide = math.degrees(math.asin(min(1.0, math.sin(math.radians(angle)) / math.cos(math.radians(near.latitude)))))
    wide += 1e-6
    west, east = near.longitude - wide, near.longitude + wide
    if wide >= 180:
        west, east = -180.0, 180.0
    west, east = west + 360 if west < -180 else west, east - 360 if east > 180 else east
    return _inside(connection, Box(south, west, north, east))


def _distance(near: Near) -> ColumnElement[bool]:
    from dateline.store.rows import make_point

    x, y, z = make_point(near.latitude, near.longitude)
    least = math.cos(min(math.pi, near.radius_km / EARTH_KM))
    # A cosine near one keeps few digits: a metre's allowance decides no report.
    return PLACE.c.x * x + PLACE.c.y * y + PLACE.c.z * z >= least - 1e-13
