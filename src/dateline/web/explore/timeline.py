"""The timeline: a lane a type or country, a mark a period or event, sized by independent sources.

In: counts by period and lane, or the events themselves where there are few; a window. Out: lanes of marks in per cent
of the width and pixels of height. Where marks of one day would lie on each other they are stacked.
"""

from __future__ import annotations

import functools
import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from dateline.data import load_table
from dateline.intervals import find_days
from dateline.records import EVENT_TYPES
from dateline.store import Count, EventRow
from dateline.web.explore.kinds import find_quad
from dateline.web.explore.periods import Window, list_steps, say_day

LANES = ("type", "country")
MOST_LANES = 16
FEW = 200
"""So many events are drawn one by one."""
ROW = 40
"""Height of a lane of marks by period, in pixels."""
LARGEST, SMALLEST, LARGEST_EVENT = 17.0, 3.5, 11.0
"""Radii of marks of periods and of single events, in pixels."""
REST = "other"


@dataclass(frozen=True, slots=True)
class Mark:
    """One circle: where in per cent and pixels, how large, what it stands for.

    `since` and `until` are the period to go to, `event` the id of a single event; `width` is the length of an interval
    in per cent, 0 for a day.
    """

    left: float
    top: float
    radius: float
    quad: str
    words: str
    events: int
    sources: int
    since: str = ""
    until: str = ""
    event: str = ""
    width: float = 0.0
    hollow: bool = False
    period: str = ""


@dataclass(frozen=True, slots=True)
class Lane:
    """A row of marks. `value` is what the filter takes, None for all that is left over."""

    name: str
    value: str | None
    quad: str
    events: int
    sources: int
    height: int
    marks: tuple[Mark, ...]


@dataclass(frozen=True, slots=True)
class Timeline:
    """Lanes over a window; `single` says that every mark is one event; `undated` events are not drawn."""

    window: Window
    lanes: tuple[Lane, ...]
    single: bool
    by: str
    undated: int


def draw_counts(window: Window, counts: Sequence[Count], by: str) -> Timeline:
    """Draw counts that are split by type or country: a mark for each period with events."""
    steps = {step.name: step for step in list_steps(window)}
    held: dict[str, dict[str, tuple[int, int]]] = defaultdict(dict)
    undated = 0
    for count in counts:
        if count.period is None:
            undated += count.events
        elif count.period in steps:
            held[count.value or "?"][count.period] = (count.events, count.sources)
    kept = _rank(held, by)
    largest = max((n for rows in kept.values() for _, n in rows.values()), default=1)
    lanes = []
    for value, rows in kept.items():
        quad = find_quad(value) if by == "type" else "place"
        marks = tuple(
            Mark(
                left=steps[period].middle,
                top=ROW / 2,
                radius=size(sources, largest),
                quad=quad,
                words=f"{period}: {_tell(events, sources)}",
                events=events,
                sources=sources,
                since=steps[period].first.isoformat(),
                until=steps[period].last.isoformat(),
                period=period,
            )
            for period, (events, sources) in sorted(rows.items())
        )
        total = (sum(n for n, _ in rows.values()), sum(n for _, n in rows.values()))
        lanes.append(Lane(name_lane(value, by), None if value == REST else value, quad, *total, ROW, marks))
    return Timeline(window, tuple(lanes), False, by, undated)


def draw_events(window: Window, rows: Sequence[EventRow], by: str) -> Timeline:
    """Draw single events, each in its lane or lanes; a country's lane has what happened there."""
    held: dict[str, list[tuple[date, date, EventRow]]] = defaultdict(list)
    undated = 0
    for row in rows:
        first, last = find_days(row.date)
        first = first or last
        if first is None:
            undated += 1
            continue
        last = last or first
        if last < window.first or first > window.last:
            continue
        values = [row.type] if by == "type" else sorted({p.country for p in row.place if p.country}) or ["?"]
        for value in values:
            held[value].append((max(first, window.first), min(last, window.last), row))
    totals = {value: {"": (len(rows), sum(r.sources for *_, r in rows))} for value, rows in held.items()}
    kept = list(_rank(totals, by, rest=False))
    largest = max((row.sources for value in kept for *_, row in held[value]), default=1)
    lanes = tuple(_draw_lane(window, value, sorted(held[value], key=_order), by, largest) for value in kept)
    return Timeline(window, lanes, True, by, undated)


def size(sources: int, most: int, largest: float = LARGEST) -> float:
    """Give the radius whose area stands for so many sources."""
    share = math.sqrt(sources / most) if most else 0.0
    return round(max(SMALLEST, largest * share), 1)


def name_lane(value: str, by: str) -> str:
    """Give a lane's name: a type in small letters, a country by its name."""
    if value == REST:
        return "all others"
    if value == "?":
        return "no country"
    if by == "type":
        return value.lower()
    return name_country(value)


def name_country(code: str) -> str:
    """Give a country's name, or the code where no table has one."""
    return _load_names().get(code, code)


@functools.cache
def _load_names() -> Mapping[str, str]:
    return {row["iso3"]: row["name"] for row in load_table("export/country_codes.tsv")}


def _rank(
    held: Mapping[str, Mapping[str, tuple[int, int]]], by: str, *, rest: bool = True
) -> dict[str, dict[str, tuple[int, int]]]:
    """Give types in the order of PLOVER, countries by their sources; what is too much becomes one lane."""
    if by == "type":
        return {value: dict(held[value]) for value in EVENT_TYPES if value in held}
    ordered = sorted(held, key=lambda value: (-sum(n for _, n in held[value].values()), value))
    if len(ordered) <= MOST_LANES or not rest:
        return {value: dict(held[value]) for value in ordered[:MOST_LANES]}
    kept = {value: dict(held[value]) for value in ordered[: MOST_LANES - 1]}
    others: dict[str, tuple[int, int]] = {}
    for value in ordered[MOST_LANES - 1 :]:
        for period, (events, sources) in held[value].items():
            before = others.get(period, (0, 0))
            others[period] = (before[0] + events, before[1] + sources)
    return {**kept, REST: others}


def _order(item: tuple[date, date, EventRow]) -> tuple[date, date, str]:
    return item[0], item[1], item[2].id


def _draw_lane(window: Window, value: str, held: Sequence[tuple[date, date, EventRow]], by: str, largest: int) -> Lane:
    """Stack marks that would touch, on the widest page that is likely, so that they never lie on each other there."""
    ends: list[float] = []
    tops: list[tuple[int, float]] = []
    for first, last, row in held:
        radius = size(row.sources, largest, LARGEST_EVENT)
        left = window.place(first)
        reach = max(window.place(last) + 100 / window.days, left + 2 * radius / 9)
        level = next((n for n, end in enumerate(ends) if end <= left), len(ends))
        if level >= 5:
            level = min(range(5), key=lambda n: ends[n])
        if level == len(ends):
            ends.append(0.0)
        ends[level] = max(ends[level], reach)
        tops.append((level, radius))
    rows = max((level for level, _ in tops), default=0) + 1
    tallest = max((radius for _, radius in tops), default=SMALLEST)
    pitch = max(9.0, 1.35 * tallest) if rows > 1 else ROW
    height = max(ROW - 8, round(2 * tallest + 8 + pitch * (rows - 1)))
    marks = tuple(
        _mark_event(window, item, radius, height / 2 + pitch * (level - (rows - 1) / 2), by)
        for item, (level, radius) in zip(held, tops, strict=True)
    )
    quad = find_quad(value) if by == "type" else "place"
    total = sum(row.sources for *_, row in held)
    return Lane(name_lane(value, by), None if value == "?" else value, quad, len(held), total, height, marks)


def _mark_event(window: Window, item: tuple[date, date, EventRow], radius: float, top: float, by: str) -> Mark:
    first, last, row = item
    span = window.place(last) + 100 / window.days - window.place(first)
    whole = first == last
    when = say_day(first) if whole else row.date or ""
    who = ", ".join(party.name for party in row.actor) or "someone"
    whom = ", ".join(party.name for party in row.recipient)
    words = f"{when}: {row.type.lower()}, {who}{f' → {whom}' if whom else ''}; {_tell(1, row.sources)}"
    return Mark(
        left=window.place(first) + (span / 2 if whole else 0),
        top=round(top, 1),
        radius=radius,
        quad=find_quad(row.type),
        words=words,
        events=1,
        sources=row.sources,
        event=row.id,
        width=0.0 if whole else span,
        hollow=row.modality != "actual" or row.claim == "denied",
    )


def _tell(events: int, sources: int) -> str:
    many = "" if events == 1 else "s"
    return f"{events:,} event{many}, {sources:,} source{'' if sources == 1 else 's'}"
