"""`/exports`: every format of `dateline export`, filtered, streamed and written into the log."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path as FilePath
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Path, Query
from fastapi.responses import StreamingResponse
from starlette.concurrency import iterate_in_threadpool, run_in_threadpool

from dateline.export.forms import FORMS
from dateline.export.merged import FORMS as MERGED
from dateline.export.run import Order
from dateline.web.api.answers import Anyone, StoreHere, check_sensitive
from dateline.web.api.problems import ProblemRoute, describe
from dateline.web.api.queries import ExportQuery
from dateline.web.api.review_models import FormModel
from dateline.web.exporting import MEDIA_TYPES, PACKED, Exporter

router = APIRouter(tags=["exports"], prefix="/exports", route_class=ProblemRoute)
FormName = Literal[
    "jsonl", "csv", "parquet", "polecat", "acled", "gdelt", "icews", "geojson", "graphml", "ftm", "webannotation",
    "prov", "brat", "spacy", "rocrate",
]  # fmt: skip
_BINARY: dict[str, Any] = {"schema": {"type": "string", "format": "binary"}}
_TYPES = sorted({PACKED, *(media.partition(";")[0] for media in MEDIA_TYPES.values())})


@router.get("", responses=describe(401, 403, 422, 429))
def list_forms(user: Anyone) -> list[FormModel]:
    """Give the formats."""
    return [
        FormModel(
            name=form.name,
            words=form.words,
            merged=form.name in MERGED,
            media_type=MEDIA_TYPES.get(form.name, PACKED),
        )
        for form in FORMS.values()
    ]


@router.get(
    "/{form}",
    response_class=StreamingResponse,
    responses=describe(401, 403, 422, 429, 503)
    | {200: {"description": "The export.", "content": dict.fromkeys(_TYPES, _BINARY)}},
)
async def export(
    form: Annotated[FormName, Path()], query: Annotated[ExportQuery, Query()], store: StoreHere, user: Anyone
) -> StreamingResponse:
    """Export accounts, or merged events, in a format; formats of several files come as a ZIP file."""
    check_sensitive(user, query.sensitive)
    order = Order(form, FilePath("export"), query.filters(), query.sensitive, by_store=True)
    exporter = Exporter(store, order, user.name, merged=query.merged, package=query.package)
    pieces = exporter.stream()
    # What is wrong with the filters shows at the first piece, while it can still be said.
    first = await run_in_threadpool(next, pieces, b"")

    async def body() -> AsyncIterator[bytes]:
        try:
            yield first
            async for piece in iterate_in_threadpool(pieces):
                yield piece
        finally:
            pieces.close()  # type: ignore[attr-defined]

    headers = {
        "Content-Disposition": f'attachment; filename="{exporter.name}"',
        "Cache-Control": "private, no-store",
    }
    return StreamingResponse(body(), media_type=exporter.media_type, headers=headers)
