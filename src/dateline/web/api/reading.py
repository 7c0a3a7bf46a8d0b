"""`POST /read` and `/jobs`: texts and files in, readings out, at once or in the background with progress.

Nothing is ever fetched: `url` says where a text is from and is only written down.
"""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import AsyncIterator
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import FileResponse, StreamingResponse
from pydantic import Field, StringConstraints, ValidationError
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData, UploadFile

from dateline.readings import encode_reading
from dateline.records import Failure
from dateline.settings import Settings, load_settings
from dateline.store import Incoming, Raw
from dateline.web import deps
from dateline.web.api.answers import Anyone, StoreHere
from dateline.web.api.models import Model, ReadModel
from dateline.web.api.problems import ProblemError, ProblemRoute, describe
from dateline.web.api.queries import Query as Parameters
from dateline.web.api.review_models import JobModel
from dateline.web.jobs import Job, Jobs
from dateline.web.reader import Reader, Upload, make_label
from dateline.web.users import User

router = APIRouter(tags=["reading"], route_class=ProblemRoute)
MAX_FILES = 1_000
MAX_TEXT = Settings().max_characters
HEARTBEAT = 15.0
"""Seconds after which a stream of progress says that it is still there."""
POLL = 0.2

_MAKING = threading.Lock()

Line = Annotated[str, StringConstraints(max_length=2000, pattern=r"^[^\x00-\x1f\x7f]*$")]
Published = Annotated[str, StringConstraints(pattern=r"^\d{4}-\d{2}-\d{2}$")]


class TextRequest(Model):
    """A text to read, and what is known about it. `url` is only written down: nothing is fetched."""

    text: Annotated[str, Field(min_length=1, max_length=MAX_TEXT)]
    title: Line | None = None
    outlet: Line | None = None
    url: Line | None = None
    published: Published | None = Field(default=None, description="A day; without it relative times keep no date.")


class KeepQuery(Parameters):
    """Whether what is read is added to the store."""

    keep: bool = Field(default=False, description="Add what is read to the store: for reviewers alone.")


def get_reader(request: Request) -> Reader:
    """Give what reads; made at first use."""
    state = request.app.state
    with _MAKING:
        if not hasattr(state, "reader"):
            state.reader = Reader(load_settings())
    reader: Reader = state.reader
    return reader


def get_jobs(request: Request) -> Jobs:
    """Give the server's jobs; made at first use."""
    state, reader = request.app.state, get_reader(request)
    with _MAKING:
        if not hasattr(state, "jobs"):
            state.jobs = Jobs(state.store, reader)
    jobs: Jobs = state.jobs
    return jobs


ReaderHere = Annotated[Reader, Depends(get_reader)]
JobsHere = Annotated[Jobs, Depends(get_jobs)]
JobId = Annotated[str, Path(max_length=40)]
_FILES: dict[str, Any] = {
    "type": "object",
    "properties": {
        "file": {"type": "array", "items": {"type": "string", "format": "binary"}, "minItems": 1},
        "published": {"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}$"},
    },
    "required": ["file"],
}
_ONE_FILE: dict[str, Any] = {
    **_FILES,
    "properties": {**_FILES["properties"], "file": {"type": "string", "format": "binary"}},
}
_TEXT = TextRequest.model_json_schema()
_READS = describe(401, 403, 413, 415, 422, 429, 503)


@router.post(
    "/read",
    dependencies=[deps.Csrf],
    responses=_READS,
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {"application/json": {"schema": _TEXT}, "multipart/form-data": {"schema": _ONE_FILE}},
        }
    },
)
async def read(
    request: Request, query: Annotated[KeepQuery, Query()], reader: ReaderHere, store: StoreHere, user: Anyone
) -> ReadModel:
    """Read a text (JSON) or the reports in a file (`multipart/form-data`, field `file`)."""
    _check_keep(user, query.keep)
    uploads = await _take_uploads(request, most=1)
    found = await run_in_threadpool(reader.read, uploads[0])
    if query.keep:
        raw = Raw(uploads[0].data, uploads[0].name) if uploads[0].data else None
        items = [Incoming(item, raw, place) for place, item in enumerate(found) if not isinstance(item, Failure)]
        added = await run_in_threadpool(lambda: list(store.add_many(items)))
        found += [Failure(item.report, "store", item.error) for item in added if item.error]
    return {  # type: ignore[return-value]
        "readings": [encode_reading(item) for item in found if not isinstance(item, Failure)],
        "failures": [_give_failure(item) for item in found if isinstance(item, Failure)],
    }


@router.post(
    "/jobs/read",
    status_code=202,
    dependencies=[deps.Csrf],
    responses=_READS,
    openapi_extra={"requestBody": {"required": True, "content": {"multipart/form-data": {"schema": _FILES}}}},
)
async def start_job(
    request: Request, response: Response, query: Annotated[KeepQuery, Query()], jobs: JobsHere, user: Anyone
) -> JobModel:
    """Read many files in the background; `/jobs/ID/events` tells how far it is."""
    _check_keep(user, query.keep)
    uploads = await _take_uploads(request, most=MAX_FILES)
    job = jobs.start(user.name, uploads, keep=query.keep)
    response.headers["Location"] = f"/api/v1/jobs/{job.id}"
    return give_job(job)  # type: ignore[return-value]


@router.get("/jobs", responses=describe(401, 403, 422, 429))
def list_jobs(jobs: JobsHere, user: Anyone) -> list[JobModel]:
    """Give the jobs of who asks, newest first; an admin's list holds all."""
    return [give_job(job) for job in jobs.list(None if user.may("admin") else user.name)]  # type: ignore[misc]


@router.get("/jobs/{job}", responses=describe(401, 403, 404, 422, 429))
def get_job(job: JobId, jobs: JobsHere, user: Anyone) -> JobModel:
    """Say where a job stands."""
    return give_job(_find_job(jobs, job, user))  # type: ignore[return-value]


@router.post("/jobs/{job}/stop", dependencies=[deps.Csrf], responses=describe(401, 403, 404, 422, 429))
def stop_job(job: JobId, jobs: JobsHere, user: Anyone) -> JobModel:
    """Ask a job to stop after the report at hand."""
    jobs.stop(_find_job(jobs, job, user).id)
    return give_job(_find_job(jobs, job, user))  # type: ignore[return-value]


@router.get(
    "/jobs/{job}/readings",
    response_class=FileResponse,
    responses=describe(401, 403, 404, 422, 429)
    | {
        200: {
            "description": "The readings so far, one a line.",
            "content": {"application/x-ndjson": {"schema": {"type": "string"}}},
        }
    },
)
def get_job_readings(job: JobId, jobs: JobsHere, user: Anyone) -> Response:
    """Give the readings of a job as JSON lines, as far as it is."""
    path = jobs.path(_find_job(jobs, job, user).id)
    headers = {"Content-Disposition": 'attachment; filename="readings.jsonl"', "Cache-Control": "private, no-store"}
    # A copy of what is there now: the file may be growing.
    data = path.read_bytes() if path else b""
    return Response(data[: data.rfind(b"\n") + 1], media_type="application/x-ndjson", headers=headers)


@router.get(
    "/jobs/{job}/events",
    response_class=StreamingResponse,
    responses=describe(401, 403, 404, 422, 429)
    | {
        200: {
            "description": "Server-sent events: `progress` and at last `end`, each with the job as JSON.",
            "content": {"text/event-stream": {"schema": {"type": "string"}}},
        }
    },
)
async def watch_job(request: Request, job: JobId, jobs: JobsHere, user: Anyone) -> StreamingResponse:
    """Tell of a job's progress as it comes; `Last-Event-ID` goes on where a stream broke off."""
    _find_job(jobs, job, user)
    given = request.headers.get("last-event-id", "")
    seen = int(given) if given.isascii() and given.isdigit() and len(given) < 10 else -1
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    return StreamingResponse(_tell(jobs, job, seen), media_type="text/event-stream", headers=headers)


async def _tell(jobs: Jobs, key: str, seen: int) -> AsyncIterator[str]:
    quiet = 0.0
    while (job := jobs.get(key)) is not None:
        if job.version > seen or job.ended:
            seen, quiet = job.version, 0.0
            name = "end" if job.ended else "progress"
            yield f"id: {job.version}\nevent: {name}\ndata: {json.dumps(give_job(job))}\n\n"
        if job.ended:
            return
        await asyncio.sleep(POLL)
        quiet += POLL
        if quiet >= HEARTBEAT:
            quiet = 0.0
            yield ": still there\n\n"


def give_job(job: Job) -> dict[str, Any]:
    """Give a job in the form of `JobModel`."""
    names = ("id", "person", "state", "keep", "total", "done", "failed", "added", "error", "version")
    return {**{name: getattr(job, name) for name in names}, "failures": [_give_failure(f) for f in job.failures]}


def _give_failure(failure: Failure) -> dict[str, str]:
    return {"report": failure.report, "step": failure.step, "error": failure.error}


def _find_job(jobs: Jobs, key: str, user: User) -> Job:
    job = jobs.get(key)
    if job is None or (job.person != user.name and not user.may("admin")):
        raise ProblemError(404, f"no job {key!r}: jobs are forgotten when the server ends", kind="missing")
    return job


def _check_keep(user: User, keep: bool) -> None:
    if keep and not user.may("reviewer"):
        raise ProblemError(403, "adding to the store is for reviewers", kind="refused")


async def _take_uploads(request: Request, *, most: int) -> list[Upload]:
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind == "multipart/form-data":
        return await _take_files(await request.form(max_files=most, max_fields=10, max_part_size=100_000))
    if kind == "application/json" and most == 1:
        return [_take_text(await request.body())]
    wanted = "application/json or multipart/form-data" if most == 1 else "multipart/form-data"
    raise ProblemError(415, f"send {wanted}", kind="form")


def _take_text(body: bytes) -> Upload:
    try:
        asked = TextRequest.model_validate_json(body)
    except ValidationError as error:
        raise RequestValidationError(
            [{**item, "loc": ("body", *item["loc"])} for item in error.errors(include_input=False, include_url=False)]
        ) from error
    values = {name: getattr(asked, name) or None for name in ("title", "outlet", "url", "published")}
    return Upload(b"", "text", text=asked.text, **values)


async def _take_files(form: FormData) -> list[Upload]:
    published = form.get("published")
    if published is not None and not (isinstance(published, str) and len(published) <= 40):
        raise ProblemError(422, "published: a day, such as 2014-05-17", kind="invalid")
    known = {"file", "published", deps.CSRF_FIELD}
    if odd := sorted(set(form) - known):
        raise ProblemError(422, f"no such field: {odd[0][:60]!r}", kind="invalid")
    uploads = []
    for item in form.getlist("file"):
        if not isinstance(item, UploadFile):
            raise ProblemError(422, "file: a file is needed, not a value", kind="invalid")
        uploads.append(Upload(await item.read(), make_label(item.filename), published=published or None))
    if not uploads:
        raise ProblemError(422, "file: at least one is needed", kind="invalid")
    return uploads
