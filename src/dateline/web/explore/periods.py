"""Time on a page: which stretch is drawn, in what steps, and where its ticks stand.

In: counts of a store and the filters' own limits. Out: a `Window` of whole periods, positions in it in per cent.
Periods are those of the store: `2014-05-17`, `2014-W20`, `2014-05`, `2014`.
"""

from __future__ import annotations

import calendar
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from dateline.filters import Filters
from dateline.intervals import find_days
from dateline.store import Count

STEPS = ("year", "month", "week", "day")
LONGEST = {"day": 100, "week": 550, "month": 4_800}
"""How many days are still drawn in steps of this kind."""
KEPT = 0.97
"""Without limits of its own a view begins and ends where so many of all sources lie: a stray year stretches nothing."""
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@dataclass(frozen=True, slots=True)
class Window:
    """Days from `first` to `last`, both inclusive, in steps of `by`.

    `outside` events lie before or after it though no filter says so; `whole` is the stretch with them.
    """

    first: date
    last: date
    by: str
    outside: int = 0
    whole: tuple[date, date] | None = None

    @property
    def days(self) -> int:
        """How many days there are."""
        return (self.last - self.first).days + 1

    def place(self, day: date) -> float:
        """Give where a day begins, in per cent of the width."""
        return 100 * (day - self.first).days / self.days

    def holds(self, day: date) -> bool:
        """Say whether a day lies inside."""
        return self.first <= day <= self.last


@dataclass(frozen=True, slots=True)
class Step:
    """One period in a window: its name, first and last day, and where it lies in per cent."""

    name: str
    first: date
    last: date
    left: float
    width: float

    @property
    def middle(self) -> float:
        """Where its middle lies."""
        return self.left + self.width / 2


@dataclass(frozen=True, slots=True)
class Tick:
    """A mark on the axis: where, its label, the period that it opens. `major` where a year or month begins."""

    at: float
    label: str
    since: str
    until: str
    major: bool


def choose_window(filters: Filters, counts: Sequence[Count], by: str | None = None) -> Window | None:
    """Give the stretch to draw: the filters' limits, else where nearly all events lie; None where nothing has a date.

    `by` asks for steps of a kind; steps too many to draw are made longer.
    """
    since = find_days(filters.since)[0] if filters.since else None
    until = find_days(filters.until)[1] if filters.until else None
    dated = [(span, count) for count in counts if count.period and (span := find_span(count.period))]
    inside = [
        item for item in dated if (since is None or item[0][1] >= since) and (until is None or item[0][0] <= until)
    ]
    outside, whole = 0, None
    if since is None or until is None:
        bounds = _trim([(span, count.sources) for span, count in inside])
        if bounds is None:
            return None
        whole = (since or inside[0][0][0], until or inside[-1][0][1])
        since, until = since or bounds[0], until or bounds[1]
        outside = sum(count.events for span, count in inside if span[1] < since or span[0] > until)
    if until < since:
        return None
    return Window(since, until, choose_step((until - since).days + 1, by), outside, whole if outside else None)


def choose_step(days: int, by: str | None = None) -> str:
    """Give the finest steps in which so many days can be drawn, or coarser ones where they are asked for."""
    finest = next((name for name in ("day", "week", "month") if days <= LONGEST[name]), "year")
    if by in STEPS and STEPS.index(by) <= STEPS.index(finest):
        return by
    return finest


def list_steps(window: Window) -> tuple[Step, ...]:
    """Give every period of a window, in order; the first and last may reach beyond it and are cut."""
    found = []
    day = window.first
    while day <= window.last:
        name = name_step(day, window.by)
        span = find_span(name)
        if span is None:
            break
        first, last = max(span[0], window.first), min(span[1], window.last)
        left = window.place(first)
        found.append(Step(name, first, last, left, window.place(last) + 100 / window.days - left))
        if span[1] >= date.max:
            break
        day = span[1] + timedelta(days=1)
    return tuple(found)


def name_step(day: date, by: str) -> str:
    """Give the period of a day in the store's form."""
    if by == "week":
        week = day.isocalendar()
        return f"{week.year:04d}-W{week.week:02d}"
    return day.isoformat()[: {"day": 10, "month": 7, "year": 4}[by]]


def find_span(period: str) -> tuple[date, date] | None:
    """Give the first and last day of a period; None where the calendar has none."""
    try:
        first, last = find_days(period)
    except ValueError:
        return None
    return (first, last) if first and last else None


def list_ticks(window: Window, most: int = 14) -> tuple[Tick, ...]:
    """Give the marks of an axis, few enough to be read: days, months or years, in round steps."""
    if window.days <= 45:
        every = next((n for n in (1, 2, 5, 7, 10) if window.days / n <= most), 14)
        days = [window.first + timedelta(days=n) for n in range(0, window.days, every)]
        return tuple(_make_tick(window, day, day, _name_day(day, day == days[0])) for day in days)
    months = (window.last.year - window.first.year) * 12 + window.last.month - window.first.month + 1
    if months <= 36:
        every = next((n for n in (1, 2, 3, 6, 12) if months / n <= most), 12)
        firsts = [d for d in _list_months(window) if (d.month - 1) % every == 0]
        return tuple(_make_tick(window, d, _end_month(d), _name_month(d, d == firsts[0])) for d in firsts)
    years = window.last.year - window.first.year + 1
    every = next((n for n in (1, 2, 5, 10, 20, 25, 50, 100, 200, 500) if years / n <= most), 1000)
    found = []
    for year in range(window.first.year, window.last.year + 1):
        if year % every == 0 and (begin := date(max(1, year), 1, 1)) and window.holds(begin):
            found.append(_make_tick(window, begin, date(year, 12, 31), f"{year}", major=True))
    return tuple(found)


def describe_window(window: Window) -> str:
    """Say what a window holds, in words: `6 February to 12 May 2023`."""
    first, last = window.first, window.last
    if first == last:
        return say_day(first)
    if (first.month, first.day, last.month, last.day) == (1, 1, 12, 31):
        return f"{first.year}" if first.year == last.year else f"{first.year} to {last.year}"
    if first.year == last.year:
        return f"{first.day} {calendar.month_name[first.month]} to {say_day(last)}"
    return f"{say_day(first)} to {say_day(last)}"


def say_day(day: date) -> str:
    """Give a day in words."""
    return f"{day.day} {calendar.month_name[day.month]} {day.year}"


def widen(window: Window) -> tuple[str, str]:
    """Give a window three times as long around the same middle, as `since` and `until`."""
    reach = timedelta(days=window.days)
    first = window.first - reach if window.first - date.min > reach else date.min
    last = window.last + reach if date.max - window.last > reach else date.max
    return first.isoformat(), last.isoformat()


def shift(window: Window, share: float) -> tuple[str, str] | None:
    """Give a window moved by a share of its length, None beyond the calendar."""
    days = round(window.days * share)
    try:
        moved = timedelta(days=days)
        return (window.first + moved).isoformat(), (window.last + moved).isoformat()
    except OverflowError:
        return None


def _trim(dated: Iterable[tuple[tuple[date, date], int]]) -> tuple[date, date] | None:
    ordered = sorted(dated)
    total = sum(sources for _, sources in ordered)
    if not total:
        return None
    spare = total * (1 - KEPT) / 2
    low, high = 0, len(ordered) - 1
    seen = 0
    while low < high and (seen := seen + ordered[low][1]) <= spare:
        low += 1
    seen = 0
    while high > low and (seen := seen + ordered[high][1]) <= spare:
        high -= 1
    return ordered[low][0][0], ordered[high][0][1]


def _list_months(window: Window) -> list[date]:
    found = []
    year, month = window.first.year, window.first.month
    while (day := date(year, month, 1)) <= window.last:
        if day >= window.first:
            found.append(day)
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
        if year > 9999:
            break
    return found


def _end_month(day: date) -> date:
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


def _make_tick(window: Window, first: date, last: date, label: str, *, major: bool = False) -> Tick:
    return Tick(window.place(first), label, first.isoformat(), last.isoformat(), major or label[-4:].isdigit())


def _name_month(day: date, first: bool) -> str:
    name = MONTHS[day.month - 1]
    return f"{name} {day.year}" if day.month == 1 or first else name


def _name_day(day: date, first: bool) -> str:
    name = f"{day.day} {MONTHS[day.month - 1]}"
    return f"{name} {day.year}" if first else name if day.day <= 7 or first else f"{day.day}"
