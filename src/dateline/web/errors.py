"""Errors as answers: pages for people, problem details (RFC 9457) for programs.

In: what was raised. Out: a response with the fitting status; what goes wrong inside is logged and not shown.
"""

from __future__ import annotations

import logging
from http import HTTPStatus
from urllib.parse import urlencode

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, RedirectResponse, Response
from starlette.exceptions import HTTPException

from dateline.errors import DatelineError, FilterError, MissingError, StoreError
from dateline.web import deps

logger = logging.getLogger("dateline.web")

EXPLANATIONS = {
    400: "The request could not be understood.",
    403: "Your account may not do this.",
    404: "There is nothing at this address.",
    405: "This address does not take that kind of request.",
    409: "This cannot be done as things stand.",
    413: "What was sent is too large.",
    415: "What was sent is in a form that is not read here.",
    422: "Something in the request has an impossible value.",
    429: "Too many requests in a short time. Wait a moment, then try again.",
    500: "Something went wrong here. It has been written to the server's log.",
    503: "The store cannot be reached at the moment.",
}


def respond_error(request: Request, status: int, detail: str | None = None, **more: object) -> Response:
    """Answer with an error: a page, or problem details under `/api/`."""
    text = detail or EXPLANATIONS.get(status, "")
    title = HTTPStatus(status).phrase
    if is_api(request):
        body = {"type": "about:blank", "title": title, "status": status, "detail": text, **more}
        body["instance"] = request.url.path
        return JSONResponse(body, status, media_type="application/problem+json")
    return deps.render(request, "error.html", status_code=status, title=title, detail=text)


def is_api(request: Request) -> bool:
    """Say whether a program asks."""
    return request.url.path.startswith("/api/")


def add_handlers(app: FastAPI) -> None:
    """Tell the application how to answer what is raised."""

    @app.exception_handler(deps.LoginNeeded)
    def _ask_login(request: Request, _error: Exception) -> Response:
        if is_api(request):
            answer = respond_error(request, 401, "Log in, or send an API token: Authorization: Bearer dl_…")
            answer.headers["WWW-Authenticate"] = 'Bearer realm="dateline"'
            return answer
        wanted = request.url.path + (f"?{request.url.query}" if request.url.query else "")
        query = "" if request.method != "GET" or wanted == "/" else "?" + urlencode({"next": wanted})
        return RedirectResponse(f"/login{query}", 303)

    @app.exception_handler(deps.Refused)
    def _refuse(request: Request, error: Exception) -> Response:
        return respond_error(request, 403, str(error) or None)

    @app.exception_handler(DatelineError)
    def _explain(request: Request, error: Exception) -> Response:
        if isinstance(error, MissingError):
            return respond_error(request, 404, str(error))
        if isinstance(error, FilterError):
            return respond_error(request, 422 if is_api(request) else 400, str(error))
        if isinstance(error, StoreError):
            return respond_error(request, 409, str(error))
        return respond_error(request, 422, str(error))

    @app.exception_handler(RequestValidationError)
    def _explain_validation(request: Request, error: Exception) -> Response:
        assert isinstance(error, RequestValidationError)
        faults = [
            {"in": ".".join(str(part) for part in fault["loc"]), "what": str(fault["msg"])} for fault in error.errors()
        ]
        said = "; ".join(f"{fault['in']}: {fault['what']}" for fault in faults[:3])
        return respond_error(request, 422, said or None, errors=faults)

    @app.exception_handler(HTTPException)
    def _pass_on(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        known = HTTPStatus(error.status_code).phrase
        detail = error.detail if error.detail and error.detail != known else None
        answer = respond_error(request, error.status_code, detail)
        answer.headers.update(error.headers or {})
        return answer

    @app.exception_handler(Exception)
    def _fail(request: Request, error: Exception) -> Response:
        logger.error("%s %s failed", request.method, request.url.path, exc_info=error)
        return respond_error(request, 500)
