"""Date values to days: the first and the last day of what `records.DATE_PATTERN` describes.

In: a date value of a reading (`2020`, `2020-05`, `2020-W21`, `2020-05-17`, or an interval `FROM/TO`, open at `..`).
Out: its first and last day, both inclusive, None where the interval is open.
"""

from __future__ import annotations

import re
from datetime import date, timedelta

Days = tuple[date | None, date | None]

_WEEK = re.compile(r"^(\d{4})-W(\d{2})$")


def find_days(value: str | None) -> Days:
    """Give the first and the last day of a date value; (None, None) for None and for days no calendar has."""
    if not value:
        return None, None
    start, _, end = value.partition("/")
    try:
        return _find_days(start)[0], _find_days(end or start)[1]
    except (ValueError, OverflowError):
        return None, None


def find_day(value: str | None) -> date | None:
    """Give the day of a date value that is one day, else None."""
    first, last = find_days(value)
    return first if first is not None and first == last else None


def overlap(value: str | None, since: str | None, until: str | None) -> bool:
    """Say whether a date value has a day in `since` to `until`; an unknown date has none unless both are None."""
    if since is None and until is None:
        return True
    first, last = find_days(value)
    if first is None and last is None:
        return False
    lower, upper = find_days(since)[0], find_days(until)[1]
    return (lower is None or last is None or last >= lower) and (upper is None or first is None or first <= upper)


def _find_days(text: str) -> Days:
    if text == "..":
        return None, None
    if week := _WEEK.match(text):
        monday = date.fromisocalendar(int(week[1]), int(week[2]), 1)
        return monday, monday + timedelta(days=6)
    numbers = [int(part) for part in text.split("-")]
    if len(numbers) == 3:
        day = date(*numbers)
        return day, day
    if len(numbers) == 2:
        year, month = numbers
        following = date(year + month // 12, month % 12 + 1, 1) if (year, month) != (9999, 12) else None
        return date(year, month, 1), following - timedelta(days=1) if following else date.max
    return date(numbers[0], 1, 1), date(numbers[0], 12, 31)
