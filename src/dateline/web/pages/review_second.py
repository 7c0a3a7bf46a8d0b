"""The second reader: decisions that nobody else has looked at, one at a time, to agree or disagree with."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from dateline.errors import MissingError, StoreError
from dateline.review.decisions import Decision, Target
from dateline.store import Store, StoredAccount, StoredDecision
from dateline.web import deps
from dateline.web.deciding import decide, find_event_of, load_account
from dateline.web.pages.review_common import FormHere, ReviewerHere, StoreHere, find_status, show
from dateline.web.reviewing.forms import one
from dateline.web.reviewing.views import make_account_view
from dateline.web.rounds import hide_blind
from dateline.web.shown import hash_decision

router = APIRouter(include_in_schema=False)


@router.get("/review/second")
def list_second(request: Request, store: StoreHere, user: ReviewerHere) -> Response:
    """Show the decisions of others that wait for a second reader."""
    found = _list_waiting(store, user)
    return show(request, "review/second.html", decisions=found[:100], total=len(found))


@router.get("/review/second/{number}")
def show_second(request: Request, number: int, store: StoreHere, user: ReviewerHere) -> Response:
    """Show one decision with the words it is about."""
    return _render(request, store, _find(store, number, user), None)


@router.post("/review/second/{number}", dependencies=[deps.Csrf])
def answer_second(request: Request, number: int, form: FormHere, store: StoreHere, user: ReviewerHere) -> Response:
    """Agree or disagree with a decision."""
    stored = _find(store, number, user)
    action = one(form, "action")
    try:
        if action not in ("agree", "disagree"):
            raise StoreError("action: agree or disagree")
        kind: Any = action
        target = Target.of_decision(number)
        decision = Decision(kind=kind, person=user.name, target=target, reason=one(form, "reason") or None)
        done = decide(store, [decision], one(form, "shown"), reason_required=deps.get_settings(request).reason_required)
    except StoreError as error:
        return _render(request, store, stored, error)
    left = _list_waiting(store, user)
    there = f"/review/second/{left[0].id}" if left else "/review/second"
    return RedirectResponse(f"{there}?did={done[0].id}", 303)


def _list_waiting(store: Store, user: Any) -> list[StoredDecision]:
    found = [item for item in store.decisions(needs_second=True) if item.decision.person != user.name]
    return hide_blind(store, found, user)


def _find(store: Store, number: int, user: Any) -> StoredDecision:
    if not 0 < number < 10**15:
        raise MissingError("no such decision")
    stored = store.decision(number)
    if not hide_blind(store, [stored], user):
        raise MissingError(f"no decision {number} in the store")
    return stored


def _render(request: Request, store: Store, stored: StoredDecision, error: StoreError | None) -> Response:
    account, event = _find_account(store, stored)
    return show(
        request,
        "review/second_item.html",
        status_code=find_status(error) if error else 200,
        decision=stored,
        shown=hash_decision(stored),
        view=make_account_view(account) if account else None,
        event=event,
        fault=str(error) if error else None,
    )


def _find_account(store: Store, stored: StoredDecision) -> tuple[StoredAccount | None, str | None]:
    """Give the account that a decision is about, where it is still in force, and its event."""
    item = stored.decision.target.ids[0]
    if stored.decision.kind == "add" and stored.decision.field == "events":
        item = (item[0], store.coder_in_force(item[0]), f"r{stored.id}")
    if len(item) != 3:
        return None, None
    key = (item[0], item[1], item[2])
    try:
        event = find_event_of(store, key)
    except MissingError:
        return None, None
    try:
        return load_account(store, key), event
    except MissingError:
        return None, event  # rejected: the event's page shows it
