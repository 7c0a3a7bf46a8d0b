"""Stories: a list, and one story with its reports and events.

In: a story's id. Out: its reports in the order of their publication, the events they tell of, and the way to compare.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response

from dateline.filters import Filters
from dateline.store import ReportRow, Store
from dateline.web import deps
from dateline.web.deps import StoreDep, UserDep
from dateline.web.pages.common import show_reports, show_rows, show_stories

router = APIRouter(include_in_schema=False)

SORTS = {"-date": "Newest first", "date": "Oldest first", "-reports": "Most reports first"}
EVENTS = 60


@router.get("/stories")
def list_stories(
    request: Request, store: StoreDep, user: UserDep, sort: str = "-date", cursor: str | None = None
) -> Response:
    """Give the stories of the store."""
    chosen = sort if sort in SORTS else "-date"

    def describe() -> dict[str, Any]:
        page = store.stories(sort=chosen, limit=40, cursor=cursor)
        rows = show_stories(request, store, page.items)
        return {"rows": rows, "next": page.next, "cursor": cursor, "sort": chosen, "sorts": SORTS}

    return deps.render_kept(request, "stories.html", describe)


@router.get("/stories/{story:path}")
def show_story(request: Request, story: str, store: StoreDep, user: UserDep) -> Response:
    """Give a story."""
    return deps.render_kept(request, "story.html", lambda: describe_story(request, store, story))


def describe_story(request: Request, store: Store, story: str) -> dict[str, Any]:
    """Give what the page of a story shows."""
    stored = store.story(story)
    events = store.events(Filters(story=story), sort="date", limit=EVENTS)
    reports = show_reports(request, stored.reports)
    return {
        "row": show_stories(request, store, [stored.row])[0],
        "reports": reports,
        "pair": pick_pair(reports),
        "events": show_rows(request, events.items),
        "more": events.next is not None,
    }


def pick_pair(rows: Sequence[ReportRow]) -> tuple[str, str] | None:
    """Give two reports to set side by side first: of different outlets, and no copies of one text."""
    for i, one in enumerate(rows):
        for other in rows[i + 1 :]:
            if one.outlet != other.outlet and one.words != other.words:
                return one.id, other.id
    return (rows[0].id, rows[1].id) if len(rows) > 1 else None
