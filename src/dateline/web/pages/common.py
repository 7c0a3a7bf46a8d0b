"""What several pages need: rows as the one who asks may see them, and which event an account belongs to.

In: a request and rows of the store. Out: the same rows, covered for readers; look-ups that no call of the store gives.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from fastapi import Request
from sqlalchemy import literal_column, select

from dateline.records import Reading
from dateline.store import EventRow, ReportFilters, ReportRow, SearchHit, Store, StoryRow
from dateline.store.schema import ACCOUNT, EVENT, EVENT_ACCOUNT, REPORT
from dateline.web import deps

SHOWN = {"machine": (1, 3), "corrected": (2, 3)}
"""Which values of `event.view` each view holds."""

AccountKey = tuple[str, str]
"""A report's id and an account's id."""


def show_rows(request: Request, rows: Sequence[EventRow], view: str = "corrected") -> Sequence[EventRow]:
    """Give rows of events as the one who asks may see them."""
    return rows if deps.sees_sensitive(request) else deps.get_masker(request).rows(rows, view)


def show_reports(request: Request, rows: Sequence[ReportRow]) -> Sequence[ReportRow]:
    """Give rows of reports as the one who asks may see them."""
    return rows if deps.sees_sensitive(request) else deps.get_masker(request).report_rows(rows)


def show_hits(request: Request, hits: Sequence[SearchHit]) -> Sequence[SearchHit]:
    """Give what a search found as the one who asks may see it."""
    return hits if deps.sees_sensitive(request) else deps.get_masker(request).hits(hits)


def show_reading(request: Request, store: Store, report: str, view: str) -> Reading | None:
    """Give a report's reading as the one who asks may see it; None where it is unread."""
    if deps.sees_sensitive(request):
        return store.reading(report, view=view)
    return deps.get_masker(request).reading(report, view)


def show_readings(request: Request, store: Store, reports: Iterable[str], view: str) -> dict[str, Reading]:
    """Give readings by their reports, as the one who asks may see them."""
    filters = ReportFilters(ids=tuple(reports))
    if not filters.ids:
        return {}
    if deps.sees_sensitive(request):
        return {reading.id: reading for reading in store.readings(filters, view=view)}
    return deps.get_masker(request).readings(filters, view)


def find_events(store: Store, reports: Sequence[str], view: str) -> dict[AccountKey, tuple[str, int]]:
    """Give, for each account of some reports, the event it belongs to and how many reports tell of it."""
    # looked at, not looked for: the index of views holds nearly all events
    shown = literal_column(f"+{EVENT.name}.view", EVENT.c.view.type)
    statement = (
        select(REPORT.c.uid, ACCOUNT.c.uid.label("account"), EVENT.c.uid.label("event"), EVENT.c.reports)
        .join(ACCOUNT, ACCOUNT.c.report_id == REPORT.c.id)
        .join(EVENT_ACCOUNT, EVENT_ACCOUNT.c.account_id == ACCOUNT.c.id)
        .join(EVENT, EVENT.c.id == EVENT_ACCOUNT.c.event_id)
        .where(shown.in_(SHOWN[view]))
    )
    found: dict[AccountKey, tuple[str, int]] = {}
    with store.connect() as connection:
        for start in range(0, len(reports), 500):
            for row in connection.execute(statement.where(REPORT.c.uid.in_(reports[start : start + 500]))):
                found[row.uid, row.account] = (row.event, row.reports)
    return found


def pick_view(view: str) -> str:
    """Give a view's name: whatever else is asked for, the corrected one."""
    return "machine" if view == "machine" else "corrected"


def show_stories(request: Request, store: Store, rows: Sequence[StoryRow]) -> Sequence[StoryRow]:
    """Give rows of stories as the one who asks may see them: a story's title is that of one of its reports."""
    if deps.sees_sensitive(request) or not rows:
        return rows
    return deps.get_masker(request).stories(rows)
