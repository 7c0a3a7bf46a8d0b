"""Blind rounds: several people decide on the same accounts, unseen by each other; then how far they agree."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from dateline.errors import MissingError, StoreError
from dateline.review.decisions import Decision
from dateline.store import Store, StoredAccount
from dateline.web import deps
from dateline.web.deciding import decide, load_account
from dateline.web.pages.review_common import FormHere, ReviewerHere, StoreHere, find_status, show
from dateline.web.reviewing.forms import one, read_account_form
from dateline.web.reviewing.places import SORTS, Where
from dateline.web.reviewing.views import make_account_view
from dateline.web.rounds import Round, check_finished, find_round, list_rounds, load_said
from dateline.web.shown import check_shown, hash_account
from dateline.web.users import User

router = APIRouter(include_in_schema=False)
MAX_ACCOUNTS = 500


@router.get("/review/rounds")
def show_rounds(request: Request, store: StoreHere, user: ReviewerHere) -> Response:
    """Show the rounds, and a form to open one."""
    accounts = deps.get_accounts(request)
    people = [person.name for person in accounts.people() if person.role != "reader"] if accounts else []
    return show(
        request, "review/rounds.html", rounds=list_rounds(store), sorts=SORTS, people=people, fault=None, given={}
    )


@router.post("/review/rounds", dependencies=[deps.Csrf])
def open_round(request: Request, form: FormHere, store: StoreHere, user: ReviewerHere) -> Response:
    """Open a round over the first accounts of the queue."""
    people = list(dict.fromkeys(form.get("people", ()))) or one(form, "names").replace(",", " ").split()
    name = one(form, "name")
    try:
        keys = _choose_accounts(store, one(form, "sort") or "uncertain", one(form, "number"))
        if not name or len(name) > 100 or not name.isprintable():
            raise StoreError("name: give the round a short name")
        store.open_round(name, keys, people, user.name)
    except StoreError as error:
        return show(
            request,
            "review/rounds.html",
            status_code=422,
            rounds=list_rounds(store),
            sorts=SORTS,
            people=people,
            fault=str(error),
            given=form,
        )
    return RedirectResponse(f"/review/rounds/{quote(name, safe='')}", 303)


@router.get("/review/rounds/{name:path}/agreement")
def show_agreement(request: Request, name: str, store: StoreHere, user: ReviewerHere) -> Response:
    """Show how far people agree, and where they do not, with a way to put one word in force."""
    held = find_round(store, name)
    check_finished(held, user)
    return show(
        request,
        "review/agreement.html",
        round=held,
        figures=store.agreement(name),
        differing=_list_differing(store, held),
        address=_address(name),
        fault=None,
    )


@router.post("/review/rounds/{name:path}/settle", dependencies=[deps.Csrf])
def settle(request: Request, name: str, form: FormHere, store: StoreHere, user: ReviewerHere) -> Response:
    """Put one person's decisions on an account in force."""
    held = find_round(store, name)
    check_finished(held, user)
    key = _find_key(held, form)
    done = store.settle(name, key, one(form, "person"), by=user.name)
    said = ",".join(str(item.id) for item in done)
    return RedirectResponse(f"{_address(name)}/agreement?did={said}", 303)


@router.get("/review/rounds/{name:path}")
def show_task(request: Request, name: str, store: StoreHere, user: ReviewerHere) -> Response:
    """Show the next account of a round that is left for who asks."""
    return _render_task(request, store, find_round(store, name), user)


@router.post("/review/rounds/{name:path}", dependencies=[deps.Csrf])
def decide_task(request: Request, name: str, form: FormHere, store: StoreHere, user: ReviewerHere) -> Response:
    """Accept, correct or reject an account, unseen by the others."""
    held = find_round(store, name)
    account = load_account(store, _find_key(held, form))
    try:
        check_shown(one(form, "shown"), hash_account(account))
        decisions = _read_decisions(form, account, user, name)
        done = decide(
            store, decisions, hash_account(account), reason_required=deps.get_settings(request).reason_required
        )
    except StoreError as error:
        return _render_task(request, store, held, user, form, error)
    return RedirectResponse(f"{_address(name)}?did={','.join(str(item.id) for item in done)}", 303)


def _read_decisions(form: dict[str, list[str]], account: StoredAccount, user: User, name: str) -> list[Decision]:
    reason = one(form, "reason") or None
    action = one(form, "action")
    if action in ("accept", "reject"):
        kind: Any = "confirm" if action == "accept" else "reject"
        return [Decision(kind=kind, person=user.name, target=account.target, reason=reason, round=name)]
    found = read_account_form(form, account, user.name, name)
    if not found:
        raise StoreError("nothing differs from what is there: change a field, or accept")
    return found


def _render_task(
    request: Request,
    store: Store,
    held: Round,
    user: User,
    form: dict[str, list[str]] | None = None,
    error: StoreError | None = None,
) -> Response:
    tasks = store.round_tasks(held.name, user.name) if user.name in held.people else ()
    account = tasks[0] if tasks else None
    given = form if form and one(form, "form") == "account" else None
    return show(
        request,
        "review/task.html",
        status_code=find_status(error) if error else 200,
        round=held,
        left=len(tasks),
        view=make_account_view(account, given) if account else None,
        key=held.accounts.index((account.report, account.coder, account.id)) if account else None,
        address=_address(held.name),
        fault=str(error) if error else None,
        given=form or {},
    )


def _choose_accounts(store: Store, sort: str, number: str) -> list[tuple[str, str, str]]:
    if not (number.isascii() and number.isdigit() and 1 <= int(number[:6]) <= MAX_ACCOUNTS):
        raise StoreError(f"number: how many accounts, from 1 to {MAX_ACCOUNTS}")
    wanted = int(number[:6])
    where = Where.of([("sort", sort)])
    keys: list[tuple[str, str, str]] = []
    for row in where.list(store, wanted).items:
        lead = store.event(row.id).accounts[0]
        keys.append((lead.report, lead.coder, lead.id))
    if not keys:
        raise StoreError("the queue is empty: there is nothing to decide on")
    return keys


def _find_key(held: Round, form: dict[str, list[str]]) -> tuple[str, str, str]:
    text = one(form, "key")
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 6 else -1
    if not 0 <= number < len(held.accounts):
        raise MissingError("no such account in the round")
    return held.accounts[number]


def _list_differing(store: Store, held: Round) -> list[dict[str, Any]]:
    """Give the accounts on which people said different things, with what each said."""
    said = load_said(store, held.name)
    found = []
    for place, key in enumerate(held.accounts):
        answers = said.get(key, {})
        words = {
            person: sorted((item.decision.kind, item.decision.field or "", repr(item.decision.value)) for item in items)
            for person, items in answers.items()
        }
        if len({repr(word) for word in words.values()}) < 2:
            continue
        try:
            account = load_account(store, key)
        except MissingError:
            continue
        settled = any(item.in_force for items in answers.values() for item in items)
        found.append({"key": place, "account": account, "answers": answers, "settled": settled})
    return found


def _address(name: str) -> str:
    return f"/review/rounds/{quote(name, safe='')}"
