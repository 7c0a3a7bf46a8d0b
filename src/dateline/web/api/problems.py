"""Errors of the API as RFC 9457 problem details, and how OpenAPI describes them.

In: what handlers raise. Out: `application/problem+json` with the status that fits, never a traceback and never what the
caller sent. `ProblemRoute` is the class of every route of the API.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from http import HTTPStatus
from typing import Any

from fastapi import HTTPException, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException as StarletteHTTPException
from starlette.requests import ClientDisconnect

from dateline.errors import DatelineError, InputError, MissingError, RecordError
from dateline.web import deps
from dateline.web.reader import BusyError
from dateline.web.shown import ChangedError

MEDIA_TYPE = "application/problem+json"
Handler = Callable[[Request], Awaitable[Response]]


class ProblemError(HTTPException):
    """A problem with a word of its own: `kind` is the end of its type, `urn:dateline:KIND`."""

    def __init__(self, status: int, detail: str, *, kind: str | None = None, headers: dict[str, str] | None = None):
        super().__init__(status, detail, headers)
        self.kind = kind


class NotModifiedError(Exception):
    """The caller holds what would be given: answered with 304."""

    def __init__(self, headers: Mapping[str, str]) -> None:
        super().__init__()
        self.headers = headers


class ProblemRoute(APIRoute):
    """A route whose every error is a problem."""

    def get_route_handler(self) -> Any:
        """Give the handler, which answers where the route's own raises."""
        original = super().get_route_handler()

        async def handle(request: Request) -> Response:
            try:
                if "\0" in request.scope["path"]:
                    return make_problem(request, 422, "the address holds a NUL character", kind="invalid")
                response: Response = await original(request)
                return response
            except Exception as error:
                answer = _answer(request, error)
                if answer is None:
                    raise
                return answer

        return handle


def describe(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """Give the responses of a handler for OpenAPI: these problems, and 304 without a body."""
    found: dict[int | str, dict[str, Any]] = {}
    for status in (400, *statuses):
        if status == 304:
            found[304] = {"description": "What the caller holds is still what would be given."}
            continue
        found[status] = {
            "description": HTTPStatus(status).phrase,
            "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
        }
    return found


def make_problem(
    request: Request,
    status: int,
    detail: str | None,
    *,
    kind: str | None = None,
    errors: list[dict[str, str]] | None = None,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """Give the answer for a problem."""
    body: dict[str, Any] = {
        "type": f"urn:dateline:{kind}" if kind else "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "instance": _plain(request.url.path),
    }
    if detail:
        body["detail"] = _plain(detail)
    if errors:
        body["errors"] = errors
    return JSONResponse(body, status, headers=dict(headers or {}), media_type=MEDIA_TYPE)


def _answer(request: Request, error: Exception) -> Response | None:
    """Give the answer for an error, None for one that nobody foresaw."""
    if isinstance(error, NotModifiedError):
        return Response(status_code=304, headers=dict(error.headers))
    if isinstance(error, RequestValidationError):
        return _answer_invalid(request, error)
    if isinstance(error, deps.LoginNeeded):
        words = "log in, or send an API token: Authorization: Bearer dl_…"
        headers = {"WWW-Authenticate": 'Bearer realm="dateline"'}
        return make_problem(request, 401, words, kind="login", headers=headers)
    if isinstance(error, deps.Refused):
        return make_problem(request, 403, str(error), kind="refused")
    if isinstance(error, StarletteHTTPException):
        kind = error.kind if isinstance(error, ProblemError) else None
        return make_problem(request, error.status_code, str(error.detail), kind=kind, headers=error.headers)
    if isinstance(error, ClientDisconnect):
        return make_problem(request, 413, "more was sent than is taken", kind="large")
    return _answer_dateline(request, error) if isinstance(error, DatelineError) else None


def _answer_dateline(request: Request, error: DatelineError) -> Response:
    if isinstance(error, MissingError):
        return make_problem(request, 404, str(error), kind="missing")
    if isinstance(error, ChangedError):
        return make_problem(request, 409, str(error), kind="changed")
    if isinstance(error, BusyError):
        return make_problem(request, 503, str(error), kind="busy", headers={"Retry-After": "60"})
    kind = "unreadable" if isinstance(error, InputError | RecordError) else "impossible"
    return make_problem(request, 422, str(error), kind=kind)


def _answer_invalid(request: Request, error: RequestValidationError) -> Response:
    found = [
        {"in": _plain(".".join(str(part)[:100] for part in item["loc"])), "what": _plain(str(item["msg"])[:300])}
        for item in error.errors()[:20]
    ]
    detail = f"{found[0]['in']}: {found[0]['what']}" if found else None
    return make_problem(request, 422, detail, kind="invalid", errors=found)


def _plain(text: str) -> str:
    return text.encode("utf-8", "replace").decode()
