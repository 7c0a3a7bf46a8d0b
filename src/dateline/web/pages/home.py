"""The first page."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import Response

from dateline.web import deps
from dateline.web.deps import StoreDep, UserDep

router = APIRouter(include_in_schema=False)


@router.get("/")
def show_home(request: Request, store: StoreDep, user: UserDep) -> Response:
    """Give the first page."""
    return deps.render(request, "home.html", stats=store.stats())
