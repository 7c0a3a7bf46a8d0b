"""Search: reports by their words, with the words found marked in title and snippet.

In: a search text and limits of outlet and time. Out: a page of reports, the best first.
"""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response

from dateline.errors import FilterError
from dateline.store import Page, ReportFilters, SearchHit, Store
from dateline.web import deps
from dateline.web.deps import StoreDep, UserDep
from dateline.web.pages.common import show_hits

router = APIRouter(include_in_schema=False)

LIMIT = 20
MAX_TEXT = 500


@router.get("/search")
def show_search(request: Request, store: StoreDep, user: UserDep, q: str = "", cursor: str | None = None) -> Response:
    """Give what a search finds, or the form alone."""
    return deps.render_kept(request, "search.html", lambda: describe(request, store, q, cursor))


def describe(request: Request, store: Store, q: str, cursor: str | None) -> dict[str, Any]:
    """Give what the page of a search shows."""
    asked = deps.parse_filters(request)
    text = q.strip()[:MAX_TEXT]
    filters = ReportFilters(outlets=asked.outlets, since=asked.since, until=asked.until, story=asked.story)
    page: Page[SearchHit] = Page((), None)
    fault = None
    if text:
        try:
            page = store.search(text, filters, limit=LIMIT, cursor=cursor)
        except FilterError as error:
            fault = str(error)
    return {
        "q": text,
        "hits": show_hits(request, page.items),
        "next": page.next,
        "cursor": cursor,
        "fault": fault,
        "filters": asked,
        "query": deps.filters_query(asked, q=text or None),
        "outlets": store.facets(deps.EVERY_EVENT, "outlet", limit=200),
    }
