"""Dates of metadata.

In: a date as a file gives it. Out: `YYYY-MM-DD`, or a moment in UTC, or None where it names no day for certain: a
date of which day and month cannot be told apart is none.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from email.utils import parsedate_to_datetime

from dateline.data import load_json
from dateline.errors import InputError

_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})(?:[T ]?\d{4,6}Z?)?$")
_SLASHED = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})(?!\d)")
_DAY_FIRST = re.compile(r"\b(\d{1,2})(?:st|nd|rd|th)?[ -]([A-Za-z]{3,9})\.?,?[ -](\d{4})\b")
_MONTH_FIRST = re.compile(r"\b([A-Za-z]{3,9})\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})\b")
_MONTH_NAMES = tuple(load_json("times.json")["months"])


def normalise_date(value: object) -> str | None:
    """Give a day of metadata as `YYYY-MM-DD`; None if the value names none or leaves a doubt."""
    if isinstance(value, datetime | date):
        return value.isoformat()[:10]
    if not isinstance(value, str | int):
        return None
    text = str(value).strip()[:200]
    if match := _ISO.match(text) or _COMPACT.match(text):
        return _make_date(*match.groups())
    if match := _SLASHED.match(text):
        first, second, year = (int(number) for number in match.groups())
        if first > 12 or first == second:
            return _make_date(year, second, first)
        return _make_date(year, first, second) if second > 12 else None
    if match := _DAY_FIRST.search(text):
        return _make_date(match[3], _find_month(match[2]), match[1])
    if match := _MONTH_FIRST.search(text):
        return _make_date(match[3], _find_month(match[1]), match[2])
    try:
        return parsedate_to_datetime(text).date().isoformat()
    except (TypeError, ValueError, IndexError, OverflowError):
        return None


def normalise_moment(value: object) -> str | None:
    """Give a moment of metadata as `YYYY-MM-DDTHH:MM:SSZ`; without an hour and a zone the day, or None."""
    moment = value if isinstance(value, datetime) else _parse_moment(value)
    if moment is None or moment.tzinfo is None:
        return normalise_date(value)
    try:
        return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ").rjust(20, "0")
    except (OverflowError, ValueError):
        return normalise_date(value)


def _parse_moment(value: object) -> datetime | None:
    if not isinstance(value, str):
        return None
    text = value.strip()[:60]
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        pass
    try:
        return parsedate_to_datetime(text)
    except (TypeError, ValueError, IndexError, OverflowError):
        return None


def check_published(published: str | None) -> str | None:
    """Give a publication date that a user states as `YYYY-MM-DD`; raises `InputError` if it is no day."""
    if published is None:
        return None
    day = normalise_date(published)
    if day is None:
        raise InputError(f"published is {published!r}: give a day as YYYY-MM-DD")
    return day


def _find_month(name: str) -> int:
    name = name.lower()
    if len(name) >= 3:
        for number, month in enumerate(_MONTH_NAMES, 1):
            if month.startswith(name) or (name == "sept" and number == 9):
                return number
    return 0


def _make_date(year: str | int, month: str | int, day: str | int) -> str | None:
    try:
        return date(int(year), int(month), int(day)).isoformat()
    except ValueError:
        return None
