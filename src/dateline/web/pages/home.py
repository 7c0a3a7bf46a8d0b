"""The first page: what is new since a day, where accounts differ most, what the program is least sure of.

In: filters in the address, `since` among them. Out: four short lists, each with the way to the whole of it.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response

from dateline.filters import Filters
from dateline.store import EventRow, ReportFilters, Store
from dateline.web import deps
from dateline.web.deps import StoreDep, UserDep
from dateline.web.pages.common import show_reports, show_rows
from dateline.web.queries import list_pairs
from dateline.web.users import User

router = APIRouter(include_in_schema=False)

Rows = tuple[EventRow, ...]
SHOWN = 7
DAYS = 7
"""How far back the page looks where no day is asked for, from the newest report."""


@router.get("/")
def show_home(request: Request, store: StoreDep, user: UserDep) -> Response:
    """Give the first page."""
    return deps.render_kept(request, "home.html", lambda: describe(request, store, user))


def describe(request: Request, store: Store, user: User) -> dict[str, Any]:
    """Give what the first page shows."""
    asked = deps.parse_filters(request)
    since = asked.since or find_since(store)
    filters = replace(asked, since=since, view="corrected")
    wide = replace(filters, since=asked.since)
    reports = store.reports(ReportFilters(since=since, outlets=filters.outlets), limit=SHOWN)
    newest, disputed, unsure = find_rows(store, filters, wide)
    return {
        "stats": store.stats(),
        "since": since,
        "filters": asked,
        "kept": [pair for pair in list_pairs(asked) if pair[0] not in ("since", "country", "text")],
        "query": deps.filters_query(filters),
        "wide_query": deps.filters_query(wide),
        "total": store.count_events(filters),
        "newest": show_rows(request, newest),
        "disputed": show_rows(request, disputed),
        "unsure": show_rows(request, unsure),
        "reports": show_reports(request, reports.items),
        "countries": store.facets(replace(filters, countries=()), "country", limit=60),
        "may_review": user.may("reviewer"),
    }


def find_rows(store: Store, filters: Filters, wide: Filters) -> tuple[Rows, Rows, Rows]:
    """Give the newest, the most disputed and the least certain events."""
    newest = store.events(filters, sort="-sources", limit=SHOWN)
    # All in the order of their disagreements: asking for the disputed alone would bring them all together first.
    disputed = store.events(wide, sort="-disagreements", limit=SHOWN)
    unsure = store.queue(wide, sort="uncertain", limit=SHOWN)
    return newest.items, tuple(row for row in disputed.items if row.disagreements), unsure.items


def find_since(store: Store) -> str | None:
    """Give the day to look back to: some days before the newest report, None in an empty store."""
    page = store.reports(limit=1)
    published = page.items[0].published if page.items else None
    if not published or len(published) < 10:
        return None
    try:
        return (date.fromisoformat(published[:10]) - timedelta(days=DAYS)).isoformat()
    except (ValueError, OverflowError):
        return None
