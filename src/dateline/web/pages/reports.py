"""Reports: a list, and one report with what was read in it.

In: a report's id. Out: its text in parts with events and attributions marked, the events beside it, and the other
reports of its story. The marks and the margin are those of the single-file page (`dateline.export.html`).
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response
from markupsafe import Markup

from dateline.errors import MissingError
from dateline.export.html import render_heading, render_types
from dateline.export.html_events import render_attributions, render_events
from dateline.export.html_text import Keys, render_text
from dateline.export.view import ReadingView
from dateline.records import Reading
from dateline.review import Target
from dateline.store import ReportFilters, Store, StoredReport
from dateline.web import deps
from dateline.web.deps import StoreDep, UserDep
from dateline.web.pages.common import find_events, pick_view, show_reading, show_reports
from dateline.web.queries import write_filters
from dateline.web.words import write_reports

router = APIRouter(include_in_schema=False)

SORTS = {
    "-published": "Newest first",
    "published": "Oldest first",
    "-accounts": "Most events first",
    "-added": "Last added",
}
OTHERS = 12


@router.get("/reports")
def list_reports(
    request: Request,
    store: StoreDep,
    user: UserDep,
    sort: str = "-published",
    cursor: str | None = None,
    unread: str = "",
) -> Response:
    """Give the reports of the store."""
    asked = deps.parse_filters(request)
    filters = ReportFilters(
        outlets=asked.outlets, since=asked.since, until=asked.until, story=asked.story, unread=True if unread else None
    )
    chosen = sort if sort in SORTS else "-published"

    def describe() -> dict[str, Any]:
        page = store.reports(filters, sort=chosen, limit=40, cursor=cursor)
        return {
            "rows": show_reports(request, page.items),
            "next": page.next,
            "cursor": cursor,
            "query": write_filters(asked, sort=chosen if chosen != "-published" else None, unread=unread or None),
            "filters": asked,
            "sort": chosen,
            "sorts": SORTS,
            "unread": unread,
            "outlets": store.facets(
                replace(asked, outlets=(), since=None, until=None, story=None), "outlet", limit=200
            ),
        }

    return deps.render_kept(request, "reports.html", describe)


@router.get("/reports/{report:path}")
def show_report(request: Request, report: str, store: StoreDep, user: UserDep, view: str = "corrected") -> Response:
    """Give a report with what was read in it."""
    view = pick_view(view)

    def describe() -> dict[str, Any]:
        stored = store.report(report)
        reading = show_reading(request, store, report, view)
        return {
            "view": view,
            "others": find_others(request, store, stored),
            "story": find_story(store, stored),
            "grades": find_grades(store, stored),
            **describe_report(request, store, stored, reading, view),
        }

    return deps.render_kept(request, "report.html", describe)


def describe_report(
    request: Request, store: Store, stored: StoredReport, reading: Reading | None, view: str
) -> dict[str, Any]:
    """Give what the page shows of a report and its reading, escaped."""
    unread = reading is None
    shown = reading or Reading(replace(stored.report, published_span=None))
    if unread and not deps.sees_sensitive(request):
        # Nobody has read it, so nothing can say which names in it are to be covered.
        shown = Reading(replace(shown.report, text="", title=None))
    looked = ReadingView(shown)
    keys = Keys(looked)
    events = find_events(store, [stored.report.id], view)
    links = {account: (f"/events/{event}", write_reports(reports)) for (_, account), (event, reports) in events.items()}
    return {
        "stored": stored,
        "report": shown.report,
        "reading": shown,
        "unread": unread,
        "hidden": unread and not shown.report.text,
        "heading": Markup(render_heading(looked)),
        "text": Markup(render_text(looked, keys)),
        "events": Markup(render_events(looked, keys, links)),
        "types": Markup(render_types(looked)),
        "attributions": Markup(render_attributions(looked, keys)),
    }


def find_others(request: Request, store: Store, stored: StoredReport) -> list[dict[str, object]]:
    """Give the other reports of the story, with which of them are copies."""
    if stored.story is None:
        rows = store.reports(ReportFilters(ids=stored.copies), limit=OTHERS).items if stored.copies else ()
    else:
        rows = store.reports(ReportFilters(story=stored.story), sort="published", limit=OTHERS + 1).items
    shown = show_reports(request, [row for row in rows if row.id != stored.report.id][:OTHERS])
    return [{"row": row, "copy": row.id in stored.copies} for row in shown]


def find_story(store: Store, stored: StoredReport) -> object:
    """Give the row of the report's story, None where it is in none."""
    if stored.story is None:
        return None
    try:
        return store.story(stored.story).row
    except MissingError:
        return None


def find_grades(store: Store, stored: StoredReport) -> dict[str, str]:
    """Give the grades of the report and of its outlet."""
    targets = {"report": Target.of_report(stored.report.id)}
    if stored.report.outlet:
        targets["outlet"] = Target.of_outlet(stored.report.outlet)
    grades = store.grades(*targets.values())
    return {name: grades[target] for name, target in targets.items() if target in grades}
