"""Calendar values: the arithmetic under the time grammar.

In: the publication date as an `Anchor`, and what an expression says. Out: a value in the forms of
`docs/format.md`: day `2020-09-13`, month `2020-09`, year `2020`, ISO week `2020-W37`, or an interval of these.
Nothing here reads a clock.
"""

from __future__ import annotations

import calendar
import datetime as dt
import functools
import re
from dataclasses import dataclass
from typing import Literal

from dateline.data import load_table

Sense = Literal["past", "future", "intended", "present", "scheduled", "unknown"]

WEEKDAY_WEIGHTS: dict[str, tuple[float, float]] = {
    "past": (1, 6.5), "present": (1, 2.5), "unknown": (1, 2.5), "future": (8, 1), "intended": (5, 1),
    "scheduled": (4, 1),
}  # fmt: skip
DATE_WEIGHTS: dict[str, tuple[float, float]] = {
    "past": (1, 8), "present": (1, 2.5), "unknown": (1, 2.5), "future": (4, 1), "scheduled": (1, 1)
}  # fmt: skip
"""How much a distance before and after the publication date counts, by the sense of the sentence: the nearest
after weighing is meant. A past sense of a date still yields where the past reading lies far off (*has approved a march
for Dec. 23*, in early December), that of a weekday does not. What is `intended` on a weekday of a noun or a purpose
may have happened the day before (*signed the order to launch it on Tuesday*); days and months know no such sense."""

_PARTIAL = re.compile(r"^(\d{4})(?:-(\d{2})(?:-(\d{2}))?|-W(\d{2}))?$")


@dataclass(frozen=True, slots=True)
class Anchor:
    """The publication date as far as it is known: `day` for a full date, else `month`, `week` or `year` alone.

    `value` is the date as given, None where nothing is known.
    """

    value: str | None
    year: int | None = None
    month: int | None = None
    day: dt.date | None = None
    monday: dt.date | None = None


YEARS = range(1000, 9000)
"""Years of publication that can be meant: some programs write the year 1 where they know none."""


def make_anchor(published: str | None) -> Anchor:
    """Read a publication date: a day, month, year, week or interval (its beginning counts); no date gives none."""
    first = (published or "").split("/")[0].split("T")[0]
    found = _PARTIAL.match(first)
    if not found:
        return Anchor(None)
    year = int(found[1])
    if year not in YEARS:
        return Anchor(None)
    try:
        if found[3]:
            day = dt.date(year, int(found[2]), int(found[3]))
            return Anchor(first, year, day.month, day)
        if found[4]:
            monday = dt.date.fromisocalendar(year, int(found[4]), 1)
            return Anchor(first, year, (monday + dt.timedelta(3)).month, None, monday)
        if found[2] and not 1 <= int(found[2]) <= 12:
            return Anchor(None)
    except ValueError:
        return Anchor(None)
    return Anchor(first, year, int(found[2]) if found[2] else None)


def make_day(year: int, month: int, day: int) -> dt.date | None:
    """Give the date, or None where the calendar has no such day."""
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


def give_week(day: dt.date) -> str:
    """Give the ISO week of a day, as `2020-W37`."""
    year, week, _ = day.isocalendar()
    return f"{year}-W{week:02d}"


def give_month(year: int, month: int) -> str:
    """Give a month's value; `month` may lie outside 1 to 12 and counts on into other years."""
    year, month = year + (month - 1) // 12, (month - 1) % 12 + 1
    return f"{year:04d}-{month:02d}"


def join_interval(low: str | None, high: str | None) -> str | None:
    """Give the interval from the beginning of one value to the end of another, None where either is unknown."""
    if not low or not high:
        return None
    low, high = low.split("/")[0], high.split("/")[-1]
    if low[:4].isdigit() and high[:4].isdigit() and low > high and low[:4] >= high[:4]:
        return None
    return low if low == high else f"{low}/{high}"


def find_bounds(value: str) -> tuple[dt.date, dt.date] | None:
    """Give the first and last day of a day, week, month or year; None for another value or one outside the calendar."""
    found = _PARTIAL.match(value)
    if not found:
        return None
    year = int(found[1])
    try:
        if found[3]:
            day = dt.date(year, int(found[2]), int(found[3]))
            return day, day
        if found[4]:
            monday = dt.date.fromisocalendar(year, int(found[4]), 1)
            return monday, monday + dt.timedelta(6)
        if found[2]:
            month = int(found[2])
            return dt.date(year, month, 1), dt.date(year, month, calendar.monthrange(year, month)[1])
        return dt.date(year, 1, 1), dt.date(year, 12, 31)
    except ValueError:
        return None


def resolve_weekday(anchor: Anchor, weekday: int, sense: Sense) -> str | None:
    """Give the day that a weekday's name means: today, the last or the coming one, by sense and nearness."""
    if anchor.monday:
        return (anchor.monday + dt.timedelta(weekday)).isoformat()
    if not anchor.day:
        return anchor.value
    back = (anchor.day.weekday() - weekday) % 7
    if not back:
        return anchor.value
    ahead = 7 - back
    past = back * WEEKDAY_WEIGHTS[sense][0] <= ahead * WEEKDAY_WEIGHTS[sense][1]
    try:
        return (anchor.day + dt.timedelta(-back if past else ahead)).isoformat()
    except OverflowError:
        return None


def resolve_month(anchor: Anchor, month: int, sense: Sense) -> str | None:
    """Give the month that its bare name means, by sense and nearness; None without a publication year."""
    if anchor.year is None:
        return None
    if anchor.month is None:
        return f"{anchor.year:04d}-{month:02d}"
    back = (anchor.month - month) % 12
    past = not back or back * DATE_WEIGHTS[sense][0] <= (12 - back) * DATE_WEIGHTS[sense][1]
    return give_month(anchor.year, anchor.month - back if past else anchor.month + 12 - back)


def resolve_month_day(anchor: Anchor, month: int, day: int, sense: Sense) -> str | None:
    """Give the date that a day and month without a year mean, by sense and nearness to publication."""
    if anchor.year is None:
        return None
    here = anchor.day or (anchor.monday and anchor.monday + dt.timedelta(3))
    if not here:
        near = make_day(anchor.year, month, day)
        return near.isoformat() if near else None
    return pick_nearest([make_day(here.year + n, month, day) for n in (-1, 0, 1)], here, sense)


def pick_nearest(days: list[dt.date | None], here: dt.date, sense: Sense) -> str | None:
    """Give the day nearest to `here`, either side weighed by the sense; None where there is none."""

    def weigh(day: dt.date) -> float:
        away = (day - here).days
        return away * DATE_WEIGHTS[sense][1] if away > 0 else -away * DATE_WEIGHTS[sense][0]

    known = [day for day in days if day]
    return min(known, key=weigh).isoformat() if known else None


def shift_anchor(anchor: Anchor, unit: str, count: int) -> str | None:
    """Give the value that lies `count` units from publication, as fine as the unit."""
    if anchor.day:
        return shift_value(anchor.day.isoformat(), unit, count, fine=False)
    if anchor.monday:
        base = anchor.monday + dt.timedelta(3)
        if unit == "day":
            return None if count else anchor.value
        return shift_value(base.isoformat(), unit, count, fine=False)
    if anchor.value is None:
        return None
    if unit in ("year", "decade") or (unit == "month" and anchor.month):
        return shift_value(anchor.value, unit, count, fine=False)
    return None if count else anchor.value


def shift_value(value: str, unit: str, count: int, *, fine: bool) -> str | None:
    """Give the value `count` units after (before, if negative) another.

    With `fine`, weeks counted from a day give a day; otherwise a week. A unit finer than the value gives the value
    itself: three days after some day of a month lie, as far as is known, in that month.
    """
    value = value.split("/")[0]
    found = _PARTIAL.match(value)
    if not found:
        return None
    year = int(found[1]) + {"year": count, "decade": 10 * count, "century": 100 * count}.get(unit, 0)
    if not 1 <= year <= 9999:
        return None
    if unit in ("year", "decade", "century"):
        return f"{year:04d}"
    bounds = find_bounds(value)
    if not bounds or abs(count) > 40000:
        return None
    if unit == "month":
        return give_month(bounds[0].year, bounds[0].month + count) if found[2] or found[4] else value
    try:
        day = bounds[0] + dt.timedelta(count * (7 if unit == "week" else 1))
    except OverflowError:
        return None
    if found[3]:
        return day.isoformat() if unit == "day" or fine else give_week(day)
    return give_week(day) if found[4] and unit == "week" else value


@functools.cache
def find_holiday(name: str, year: int, country: str | None = None) -> dt.date | None:
    """Give the day of a holiday in a year by its rule in `holidays.tsv`; None where the table does not say.

    `country` is the alpha-3 code of the country whose holiday is meant; without its own rule the common one holds.
    """
    rules = _holiday_rules().get(name.lower().replace("’", "'"), {})
    rule = (rules.get(country or "") or rules.get("", "")).split()
    if not rule:
        return None
    kind, rest = rule[0], rule[1:]
    if kind == "same":
        return find_holiday(" ".join(rest), year)
    if kind == "listed":
        return next((dt.date.fromisoformat(day) for day in rest if day.startswith(f"{year}-")), None)
    if kind in ("easter", "orthodox"):
        return (find_easter if kind == "easter" else find_orthodox_easter)(year) + dt.timedelta(int(rest[0]))
    if kind == "thanksgiving":
        return _nth_weekday(year, 11, 3, 4) + dt.timedelta(int(rest[0]))
    if kind == "election":
        return _nth_weekday(year, 11, 0, 1) + dt.timedelta(1)
    if kind == "nth":
        return _nth_weekday(year, int(rest[0]), int(rest[1]), int(rest[2]))
    month, day = kind.split("-")
    return make_day(year, int(month), int(day))


def list_holiday_countries(name: str) -> frozenset[str]:
    """Give the countries that keep a holiday of that name on a day of their own."""
    return frozenset(_holiday_rules().get(name.lower().replace("’", "'"), {})) - {""}


@functools.cache
def _holiday_rules() -> dict[str, dict[str, str]]:
    rules: dict[str, dict[str, str]] = {}
    for row in load_table("holidays.tsv"):
        rules.setdefault(row["name"].lower(), {})[row["country"] or ""] = row["rule"]
    return rules


def _nth_weekday(year: int, month: int, weekday: int, count: int) -> dt.date:
    if count < 0:
        last = dt.date(year, month, calendar.monthrange(year, month)[1])
        return last - dt.timedelta((last.weekday() - weekday) % 7)
    first = dt.date(year, month, 1)
    return first + dt.timedelta((weekday - first.weekday()) % 7 + 7 * (count - 1))


def find_easter(year: int) -> dt.date:
    """Give Easter Sunday of the western churches (the Meeus/Jones/Butcher rule)."""
    a, b, c = year % 19, year // 100, year % 100
    d, e = divmod(b, 4)
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    m = (32 + 2 * e + 2 * i - h - k) % 7
    n = (a + 11 * h + 22 * m) // 451
    month, day = divmod(h + m - 7 * n + 114, 31)
    return dt.date(year, month, day + 1)


def find_orthodox_easter(year: int) -> dt.date:
    """Give Easter Sunday of the eastern churches in the Gregorian calendar, 1900 to 2099 (Meeus)."""
    a, b, c = year % 4, year % 7, year % 19
    d = (19 * c + 15) % 30
    e = (2 * a + 4 * b - d + 34) % 7
    month, day = divmod(d + e + 114, 31)
    return dt.date(year, month, day + 1) + dt.timedelta(13)
