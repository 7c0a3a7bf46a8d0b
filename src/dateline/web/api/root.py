"""All routes of the API under one prefix, and their OpenAPI description.

In: the modules of this package. Out: `router`, and `make_openapi`, which describes these routes and no page.
"""

from __future__ import annotations

import functools
from typing import Annotated, Any

from fastapi import APIRouter, FastAPI, Query
from fastapi.responses import JSONResponse

from dateline.version import __version__
from dateline.web.api import events, exports, reading, reports, review
from dateline.web.api.answers import Admin, StoreHere, Unchanged
from dateline.web.api.models import Problem
from dateline.web.api.problems import ProblemRoute, describe
from dateline.web.api.review_models import AuditRowModel

PREFIX = "/api/v1"
_WORDS = (
    "Reports, what was read in them, the events they tell of, and what reviewers decided. Errors are problem details "
    "(RFC 9457); lists are paged by `cursor` and `Link: rel=next`; answers carry an `ETag`."
)

router = APIRouter(prefix=PREFIX, route_class=ProblemRoute)
for _module in (reports, events, review, exports, reading):
    router.include_router(_module.router)


@router.get("/log", dependencies=[Unchanged], responses=describe(304, 401, 403, 422, 429), tags=["log"])
def get_log(
    store: StoreHere,
    user: Admin,
    after: Annotated[int, Query(ge=0, le=2**53)] = 0,
    limit: Annotated[int, Query(ge=1, le=1000)] = 100,
) -> list[AuditRowModel]:
    """Give rows of the store's log after a number: for admins, because it tells who did what."""
    return list(store.audit(after=after, limit=limit))  # type: ignore[arg-type]


@router.get("/openapi.json", include_in_schema=False)
def get_openapi() -> JSONResponse:
    """Give the description of the API."""
    return JSONResponse(make_openapi())


@functools.cache
def make_openapi() -> dict[str, Any]:
    """Describe the API: OpenAPI 3.1."""
    app = FastAPI(title="Dateline", version=__version__, description=_WORDS)
    app.include_router(router)
    schema = app.openapi()
    parts = schema.setdefault("components", {})
    schemas = parts.setdefault("schemas", {})
    described = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
    schemas.update(described.pop("$defs", {}))
    schemas["Problem"] = described
    for name in ("HTTPValidationError", "ValidationError"):
        schemas.pop(name, None)
    parts["securitySchemes"] = {
        "token": {"type": "http", "scheme": "bearer", "description": "An API token from the account page."},
        "session": {"type": "apiKey", "in": "cookie", "name": "dateline_session"},
    }
    schema["security"] = [{}, {"token": []}, {"session": []}]
    return schema
