"""`/reports`, `/readings`, `/search`, `/stories`, `/coders`, `/stats`: what came in and what was read in it."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request, Response

from dateline.errors import MissingError
from dateline.export.sensitive import withhold
from dateline.readings import encode_reading
from dateline.records import Reading
from dateline.store import ReportFilters
from dateline.web.api.answers import (
    Anyone,
    MaskerHere,
    StoreHere,
    Unchanged,
    check_sensitive,
    give_page,
)
from dateline.web.api.models import (
    PageOf,
    ReadingModel,
    ReportModel,
    ReportRowModel,
    SearchHitModel,
    StoredCoderModel,
    StoryModel,
    StoryRowModel,
)
from dateline.web.api.problems import ProblemRoute, describe
from dateline.web.api.queries import (
    ReadingQuery,
    ReadingsQuery,
    ReportsQuery,
    SearchQuery,
    SensitiveQuery,
    StoriesQuery,
)

router = APIRouter(tags=["reports"], route_class=ProblemRoute)
REPORT_FIELDS = (
    "id", "text", "title", "outlet", "url", "language", "published", "published_from", "published_span", "updated",
    "fetched", "authors", "section", "rights", "corrections", "source",
)  # fmt: skip
ReportId = Annotated[str, Path(description="A report's id.", max_length=2000)]
_LISTS = describe(304, 401, 403, 422, 429)
_ONE = describe(304, 401, 403, 404, 422, 429)


@router.get("/reports", dependencies=[Unchanged], responses=_LISTS)
def list_reports(
    request: Request,
    response: Response,
    query: Annotated[ReportsQuery, Query()],
    store: StoreHere,
    user: Anyone,
    masker: MaskerHere,
) -> PageOf[ReportRowModel]:
    """Give a page of reports."""
    page = store.reports(query.report_filters(), sort=query.sort, limit=query.limit, cursor=query.cursor)
    rows = page.items if check_sensitive(user, query.sensitive) else masker.report_rows(page.items)
    return give_page(request, response, page, rows)  # type: ignore[return-value]


@router.get("/readings", dependencies=[Unchanged], responses=_LISTS)
def list_readings(
    request: Request,
    response: Response,
    query: Annotated[ReadingsQuery, Query()],
    store: StoreHere,
    user: Anyone,
    masker: MaskerHere,
) -> PageOf[ReadingModel]:
    """Give a page of readings, whole, in the order of adding; unread reports are passed over."""
    page = store.reports(query.report_filters(), sort="added", limit=query.limit, cursor=query.cursor)
    wanted = ReportFilters(ids=tuple(row.id for row in page.items))
    if not page.items:
        found = {}
    elif check_sensitive(user, query.sensitive):
        found = {reading.id: reading for reading in store.readings(wanted, view=query.view)}
    else:
        found = masker.readings(wanted, query.view)
    items = [encode_reading(found[row.id]) for row in page.items if row.id in found]
    return give_page(request, response, page, items)  # type: ignore[return-value]


@router.get("/reports/{report:path}/reading", dependencies=[Unchanged], responses=_ONE)
def get_reading(
    report: ReportId,
    query: Annotated[ReadingQuery, Query()],
    store: StoreHere,
    user: Anyone,
    masker: MaskerHere,
) -> ReadingModel:
    """Give a report's reading."""
    if query.coder is not None:
        check_sensitive(user, True)
    if check_sensitive(user, query.sensitive) or query.coder is not None:
        reading = store.reading(report, view=query.view, coder=query.coder)
    else:
        reading = masker.reading(report, query.view)
    if reading is None:
        raise MissingError(f"report {report!r} has no such reading: it is unread, or unread by this coder")
    return encode_reading(reading)  # type: ignore[return-value]


@router.get("/reports/{report:path}", dependencies=[Unchanged], responses=_ONE)
def get_report(
    report: ReportId,
    query: Annotated[SensitiveQuery, Query()],
    store: StoreHere,
    user: Anyone,
    masker: MaskerHere,
) -> ReportModel:
    """Give a report: its text, where it came from and who has read it."""
    stored = store.report(report)
    reading = store.reading(report) if check_sensitive(user, query.sensitive) else masker.reading(report)
    if reading is None:
        unread = Reading(stored.report)
        reading = unread if query.sensitive else withhold(unread)[0]
    plain: dict[str, Any] = encode_reading(reading)
    return {  # type: ignore[return-value]
        "report": {name: plain[name] for name in REPORT_FIELDS},
        "raws": [{"sha256": sha256, "position": position} for sha256, position in stored.raws],
        "coders": list(stored.coders),
        "added": stored.added,
        "note": stored.note,
        "story": stored.story,
        "copies": list(stored.copies),
        "reading_is_old": stored.reading_is_old,
    }


@router.get("/search", dependencies=[Unchanged], responses=_LISTS)
def search(
    request: Request,
    response: Response,
    query: Annotated[SearchQuery, Query()],
    store: StoreHere,
    user: Anyone,
    masker: MaskerHere,
) -> PageOf[SearchHitModel]:
    """Give the reports that hold the words, the best first."""
    page = store.search(query.q, query.report_filters(), limit=query.limit, cursor=query.cursor)
    hits = page.items if check_sensitive(user, query.sensitive) else masker.hits(page.items)
    return give_page(request, response, page, hits)  # type: ignore[return-value]


@router.get("/stories", dependencies=[Unchanged], responses=_LISTS, tags=["stories"])
def list_stories(
    request: Request,
    response: Response,
    query: Annotated[StoriesQuery, Query()],
    store: StoreHere,
    user: Anyone,
    masker: MaskerHere,
) -> PageOf[StoryRowModel]:
    """Give a page of stories: reports of one happening."""
    page = store.stories(sort=query.sort, limit=query.limit, cursor=query.cursor)
    rows = page.items if check_sensitive(user, query.sensitive) else masker.stories(page.items)
    return give_page(request, response, page, rows)  # type: ignore[return-value]


@router.get("/stories/{story:path}", dependencies=[Unchanged], responses=_ONE, tags=["stories"])
def get_story(
    story: Annotated[str, Path(max_length=2000)],
    query: Annotated[SensitiveQuery, Query()],
    store: StoreHere,
    user: Anyone,
    masker: MaskerHere,
) -> StoryModel:
    """Give a story with its reports."""
    stored = store.story(story)
    if check_sensitive(user, query.sensitive):
        return {"row": stored.row, "reports": list(stored.reports)}  # type: ignore[return-value]
    return {"row": masker.stories([stored.row])[0], "reports": masker.report_rows(stored.reports)}  # type: ignore[return-value]


@router.get("/coders", dependencies=[Unchanged], responses=_LISTS)
def list_coders(store: StoreHere, user: Anyone) -> list[StoredCoderModel]:
    """Give all that made readings."""
    return [
        {  # type: ignore[misc]
            "id": item.id,
            "coder": {"version": item.coder.version, "parts": dict(item.coder.parts)} if item.coder else None,
            "readings": item.readings,
        }
        for item in store.coders()
    ]


@router.get("/stats", dependencies=[Unchanged], responses=_LISTS)
def get_stats(store: StoreHere, user: Anyone) -> dict[str, int]:
    """Give the numbers of the store as a whole."""
    return store.stats()
