"""Comparing: the outlets of a story by what they claim, and two reports side by side.

In: a story's id, or two reports' ids. Out: a matrix of who reports, attributes, denies and omits; two texts with their
events marked, and what they share and differ in.
"""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response
from markupsafe import Markup

from dateline.export.html import render_heading
from dateline.export.html_text import Keys, render_text
from dateline.export.view import ReadingView
from dateline.filters import Filters
from dateline.store import ReportRow, Store
from dateline.web import deps
from dateline.web.comparing import SIGNS, make_matrix, pair_accounts
from dateline.web.deps import StoreDep, UserDep
from dateline.web.pages.common import find_events, show_reading, show_readings, show_reports, show_rows, show_stories

router = APIRouter(include_in_schema=False)

MAX_EVENTS = 80
MAX_REPORTS = 200
STORIES = 30


@router.get("/compare")
def show_compare(request: Request, store: StoreDep, user: UserDep, a: str = "", b: str = "") -> Response:
    """Give two reports side by side; without two, stories to choose from."""
    if a and b:
        return deps.render_kept(request, "pair.html", lambda: describe_pair(request, store, a, b))

    def describe() -> dict[str, Any]:
        page = store.stories(sort="-reports", limit=STORIES)
        return {"rows": show_stories(request, store, page.items), "a": a, "b": b}

    return deps.render_kept(request, "compare.html", describe)


@router.get("/compare/stories/{story:path}")
def show_matrix(request: Request, story: str, store: StoreDep, user: UserDep) -> Response:
    """Give the outlets of a story by what they claim."""
    return deps.render_kept(request, "matrix.html", lambda: describe_matrix(request, store, story))


def describe_matrix(request: Request, store: Store, story: str) -> dict[str, Any]:
    """Give what the page of a story's outlets by their claims shows."""
    stored = store.story(story)
    page = store.events(Filters(story=story), sort="-reports", limit=MAX_EVENTS)
    events = sorted(page.items, key=lambda row: (row.day, row.id))
    reports = stored.reports[:MAX_REPORTS]
    ids = [row.id for row in reports]
    readings = show_readings(request, store, ids, "corrected")
    matrix = make_matrix(
        (readings[key] for key in ids if key in readings),
        find_events(store, ids, "corrected"),
        [row.id for row in events],
    )
    return {
        "row": show_stories(request, store, [stored.row])[0],
        "events": show_rows(request, events),
        "matrix": matrix,
        "signs": SIGNS,
        "more": page.next is not None or len(stored.reports) > MAX_REPORTS,
    }


def describe_pair(request: Request, store: Store, a: str, b: str) -> dict[str, Any]:
    """Give what the page of two reports side by side shows."""
    stored = [store.report(key) for key in (a, b)]
    readings = [show_reading(request, store, key, "corrected") for key in (a, b)]
    sides: list[dict[str, object] | None] = []
    views: list[tuple[ReadingView, Keys]] = []
    for reading, prefix in zip(readings, ("a-", "b-"), strict=True):
        if reading is None:
            sides.append(None)
            continue
        view = ReadingView(reading)
        keys = Keys(view, prefix)
        views.append((view, keys))
        text = Markup(render_text(view, keys).replace("<h1", "<h2").replace("</h1>", "</h2>"))
        heading = Markup(render_heading(view).replace("<h1", "<h2").replace("</h1>", "</h2>"))
        sides.append({"report": reading.report, "heading": heading, "text": text})
    pairs = pair_accounts(views[0], views[1], find_events(store, [a, b], "corrected")) if len(views) == 2 else []
    return {
        "sides": sides,
        "stored": stored,
        "pairs": pairs,
        "shared": sum(1 for pair in pairs if pair.left and pair.right),
        "others": find_others(request, store, stored[0].story),
        "a": a,
        "b": b,
    }


def find_others(request: Request, store: Store, story: str | None) -> list[ReportRow]:
    """Give the reports of the story, to set another beside."""
    return list(show_reports(request, store.story(story).reports[:MAX_REPORTS])) if story else []
