"""What to ask a store for: filters over reports, and dates as the numbers that the tables hold.

In: values as callers give them. Out: `ReportFilters`, checked when built, and days as `YYYYMMDD`. Filters over events
are those of `dateline.filters`, the same for files and stores. Wrong values raise `FilterError` with the field's name.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date as calendar_date
from typing import Any

from dateline.errors import FilterError
from dateline.filters import Box, Filters, Near, Range
from dateline.intervals import find_days as find_interval
from dateline.records import DATE_PATTERN

__all__ = ["STATUSES", "VIEWS", "Box", "Filters", "Near", "Range", "ReportFilters", "check_period", "find_days"]

VIEWS = {"machine": 1, "corrected": 2}
STATUSES = ("unreviewed", "confirmed", "corrected", "rejected", "added", "merged", "split")
DISAGREEMENTS_ANY = "any"
FIRST_DAY, LAST_DAY = 10101, 99991231


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportFilters:
    """Which reports. `since` and `until` are days of publication, `coder` the id of one that has read them.

    `unread` True are those that no coder has read; `reviewed` True those with a decision in force.
    """

    outlets: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    since: str | None = None
    until: str | None = None
    story: str | None = None
    coder: str | None = None
    unread: bool | None = None
    reviewed: bool | None = None
    ids: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        _check_tuples(self)
        check_period(self.since, self.until)

    def to_dict(self) -> dict[str, Any]:
        """Give the fields that are set, as plain values."""
        found: dict[str, Any] = {}
        for field in fields(self):
            value = getattr(self, field.name)
            if value != field.default:
                found[field.name] = list(value) if isinstance(value, tuple) else value
        return found

    @classmethod
    def from_dict(cls, value: Mapping[str, Any]) -> ReportFilters:
        """Build from plain values; raises `FilterError` for an unknown field."""
        known = {field.name: field.default for field in fields(cls)}
        given: dict[str, Any] = {}
        for name, item in value.items():
            if name not in known:
                raise FilterError(f"{name}: no such filter: known are {', '.join(known)}")
            given[name] = tuple(item) if isinstance(item, list) else item
        return cls(**given)


def find_days(value: str | None) -> tuple[int, int]:
    """Give the first and last day (`YYYYMMDD`) of a date value as readings have it; (0, 0) where there is none.

    An open end becomes the other end's: an event "since May" is found in May.
    """
    if not value or not DATE_PATTERN.match(value):
        return 0, 0
    first, last = find_interval(value)
    first, last = first or last, last or first
    if first is None or last is None:
        return 0, 0
    return (_number(first), _number(last)) if first <= last else (_number(last), _number(first))


def check_period(since: str | None, until: str | None) -> tuple[int, int]:
    """Give the first and the last day asked for; raises `StoreError` where one is no date."""
    days = []
    for name, value, place, default in (("since", since, 0, FIRST_DAY), ("until", until, 1, LAST_DAY)):
        found = find_days(value) if value else (default, default)
        if value and not found[0]:
            raise FilterError(f"{name}: {value!r} is no date: give a year, a month or a day, such as 2014-05-17")
        days.append(found[place])
    if days[0] > days[1]:
        raise FilterError(f"since {since} lies after until {until}")
    return days[0], days[1]


def _number(day: calendar_date) -> int:
    return day.year * 10_000 + day.month * 100 + day.day


def _check_tuples(filters: Any) -> None:
    for field in fields(filters):
        if "tuple" in str(field.type) and not isinstance(getattr(filters, field.name), tuple):
            raise FilterError(f"{field.name}: a tuple of values is needed")
