"""What all pages of review share: who may see them, forms as plain values, the word on what was just decided."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import Depends, Request
from fastapi.responses import HTMLResponse

from dateline.errors import MissingError, StoreError
from dateline.store import Store, StoredDecision
from dateline.web import deps
from dateline.web.reviewing.guidance import load_guidance
from dateline.web.reviewing.views import KINDS
from dateline.web.rounds import hide_blind
from dateline.web.shown import ChangedError
from dateline.web.users import User

MAX_FIELDS = 4_000
MAX_AT_ONCE = 60
"""How many decisions one form may take back."""


async def read_form(request: Request) -> dict[str, list[str]]:
    """Give a form's values by name; files are passed over."""
    form = await request.form(max_fields=MAX_FIELDS)
    values: dict[str, list[str]] = {}
    for name, value in form.multi_items():
        if isinstance(value, str):
            if "\0" in value:
                raise StoreError(f"{name[:40]}: a NUL character")
            values.setdefault(name, []).append(value)
    return values


FormHere = Annotated[dict[str, list[str]], Depends(read_form)]
StoreHere = Annotated[Store, Depends(deps.get_store)]
ReviewerHere = Annotated[User, Depends(deps.require("reviewer"))]


def show(request: Request, template: str, *, status_code: int = 200, **context: Any) -> HTMLResponse:
    """Give a page of review, with guidance, codes, and what was just decided."""
    return deps.render(
        request,
        template,
        status_code=status_code,
        guidance=load_guidance(),
        kinds=KINDS,
        did=find_done(request),
        reason_required=deps.get_settings(request).reason_required,
        **context,
    )


def find_done(request: Request) -> list[StoredDecision]:
    """Give the decisions that the address says were just made, as far as they are the asker's own."""
    user, store = deps.get_user(request), deps.get_store(request)
    found = []
    for number in list_ids(request.query_params.get("did") or ""):
        try:
            stored = store.decision(number)
        except MissingError:
            continue
        if stored.decision.person == user.name and hide_blind(store, [stored], user):
            found.append(stored)
    return found


def list_ids(text: str) -> list[int]:
    """Give the numbers in a list such as `12,13`; what is none is passed over."""
    parts = text.split(",")[:MAX_AT_ONCE]
    return [int(part) for part in parts if part.isascii() and part.isdigit() and len(part) <= 15]


def find_status(error: StoreError) -> int:
    """Give the status that a refused form is answered with."""
    return 409 if isinstance(error, ChangedError) else 404 if isinstance(error, MissingError) else 422
