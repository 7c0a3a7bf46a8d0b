"""What every answer of the API has in common: who may see what, entity tags, links to the next page.

In: a request with its user and store. Out: headers, `304 Not Modified`, and records as JSON models.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Annotated, Any, TypeVar

from fastapi import Depends, Request, Response

from dateline.store import Page, Store
from dateline.version import __version__
from dateline.web import deps
from dateline.web.api.problems import NotModifiedError, ProblemError
from dateline.web.sensitive import Masker
from dateline.web.users import User

T = TypeVar("T")

StoreHere = Annotated[Store, Depends(deps.get_store)]


MaskerHere = Annotated[Masker, Depends(deps.get_masker)]
Anyone = Annotated[User, Depends(deps.require("reader"))]
Reviewer = Annotated[User, Depends(deps.require("reviewer"))]
Admin = Annotated[User, Depends(deps.require("admin"))]


def check_sensitive(user: User, wanted: bool) -> bool:
    """Say whether sensitive fields are given; raises 403 where somebody asks who may not."""
    if wanted and not user.may("reviewer"):
        raise ProblemError(403, "sensitive fields are for reviewers alone", kind="sensitive")
    return wanted


def check_unchanged(request: Request, response: Response, store: StoreHere, user: Anyone) -> None:
    """Set the entity tag, and answer 304 where the caller holds it.

    The tag is of the store's log, the address and what the person may see: every change of a store is a row of its log.
    """
    words = f"{store.head()} {__version__} {request.url.path}?{request.url.query} {user.role} {user.name}"
    tag = f'W/"{hashlib.sha256(words.encode("utf-8", "surrogatepass")).hexdigest()[:32]}"'
    headers = {"ETag": tag, "Cache-Control": "private, no-cache", "Vary": "Cookie, Authorization"}
    given = request.headers.get("if-none-match", "")
    if tag.removeprefix("W/") in [item.strip().removeprefix("W/") for item in given.split(",")]:
        raise NotModifiedError(headers)
    response.headers.update(headers)


Unchanged = Depends(check_unchanged)


def link_next(request: Request, response: Response, cursor: str | None) -> None:
    """Set `Link: rel=next` where there is a next page."""
    if cursor is not None:
        address = request.url.include_query_params(cursor=cursor)
        response.headers["Link"] = f'<{address.path}?{address.query}>; rel="next"'


def give_page(request: Request, response: Response, page: Page[T], items: Sequence[Any]) -> dict[str, Any]:
    """Give a page in the form of `PageOf`, with its link."""
    link_next(request, response, page.next)
    return {"items": list(items), "next": page.next}
