"""The pages of review: the queue, what was decided, and the way back; single items lie in `review_items` and so on.

In: a reviewer's request. Out: pages that work without a script and by the keyboard alone. Every form carries the hash
of what was shown, and a record that has changed since is shown again instead of being decided on (409).
"""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from dateline.errors import MissingError
from dateline.filters import Filters
from dateline.store import Store
from dateline.web import deps
from dateline.web.deciding import find_event_of, undo
from dateline.web.pages import review_items, review_rounds, review_second
from dateline.web.pages.review_common import FormHere, ReviewerHere, StoreHere, list_ids, show
from dateline.web.reviewing.forms import one
from dateline.web.reviewing.places import SORTS, Where
from dateline.web.rounds import hide_blind

router = APIRouter(include_in_schema=False)
router.include_router(review_items.router)
router.include_router(review_second.router)
router.include_router(review_rounds.router)

SHOWN = 20
LISTED = 100


@router.get("/review")
def show_queue(request: Request, store: StoreHere, user: ReviewerHere) -> Response:
    """Show the beginning of the queue."""
    where = Where.of(request.query_params.multi_items())
    page = where.list(store, SHOWN)
    return show(
        request,
        "review/queue.html",
        where=where,
        rows=page.items,
        next=where.moved(page.next) if page.next else None,
        sorts=SORTS,
        total=store.count_events(_unreviewed(where), cap=10_000),
    )


@router.get("/review/next")
def go_next(request: Request, store: StoreHere, user: ReviewerHere) -> Response:
    """Go to the item at the place in the address; back to the queue where there is none."""
    where = Where.of(request.query_params.multi_items())
    page = where.list(store, 1)
    did = request.query_params.get("did")
    if not page.items:
        return RedirectResponse(f"/review?{where.moved(None).query(did=did, end='1')}", 303)
    return RedirectResponse(f"/review/item/{page.items[0].id}?{where.query(did=did)}", 303)


@router.get("/review/decisions")
def show_decisions(request: Request, store: StoreHere, user: ReviewerHere, mine: str = "") -> Response:
    """Show what was decided, newest first, each with a way back."""
    found = store.decisions(person=user.name if mine else None, limit=None if mine else LISTED * 5)
    shown = hide_blind(store, found, user)[-LISTED:]
    return show(request, "review/decisions.html", decisions=shown[::-1], mine=bool(mine))


@router.post("/review/undo", dependencies=[deps.Csrf])
def take_back(request: Request, form: FormHere, store: StoreHere, user: ReviewerHere) -> Response:
    """Take decisions back, the last first."""
    where = Where.of_text(one(form, "where"))
    ids = list_ids(one(form, "decision"))
    required = deps.get_settings(request).reason_required
    reason = one(form, "reason") or ("taken back at once" if required and one(form, "event") else None)
    done, keys = [], []
    for number in sorted(ids, reverse=True):
        stored = store.decision(number)
        if not hide_blind(store, [stored], user):
            raise MissingError(f"no decision {number} in the store")
        keys += [(item[0], item[1], item[2]) for item in stored.decision.target.ids if len(item) == 3]
        done.append(undo(store, number, user.name, reason, reason_required=required).id)
    said = ",".join(map(str, done))
    event = _find_event(store, keys) if one(form, "event") else None
    if event:
        return RedirectResponse(f"/review/item/{event}?{where.query(did=said)}", 303)
    return RedirectResponse(f"/review/decisions?{urlencode({'did': said})}", 303)


def _find_event(store: Store, keys: list[tuple[str, str, str]]) -> str | None:
    """Give the event that holds the first of these accounts now: undoing may change an event's id."""
    for key in keys:
        try:
            return find_event_of(store, key)
        except MissingError:
            continue
    return None


def _unreviewed(where: Where) -> Filters:
    return replace(where.filters, statuses=("unreviewed",))
