"""One item of review at a time: an event with its accounts, to accept, correct, reject, split, merge, add to, grade."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from dateline.errors import DatelineError, MissingError, StoreError
from dateline.filters import Filters
from dateline.readings import encode_reading
from dateline.review.decisions import Decision, Target
from dateline.store import EventRow, Store, StoredAccount, StoredDecision, StoredEvent
from dateline.store.keys import dump_json
from dateline.web import deps
from dateline.web.deciding import decide, find_event_of
from dateline.web.pages.review_common import FormHere, ReviewerHere, StoreHere, find_status, show
from dateline.web.reviewing.forms import (
    one,
    read_account_form,
    read_added_form,
    read_part_form,
    try_decisions,
)
from dateline.web.reviewing.places import Where
from dateline.web.reviewing.views import make_account_view, make_empty_form, mark_text
from dateline.web.rounds import hide_blind
from dateline.web.shown import check_shown, hash_account, hash_event, hash_reading
from dateline.web.users import User
from dateline.web.words import write_day

router = APIRouter(include_in_schema=False)
CANDIDATES = 12
AGREED = ("type", "mode", "context", "actor", "recipient", "date", "place", "quantity", "modality", "claim")


@router.get("/review/item/{event}")
def show_item(request: Request, event: str, store: StoreHere, user: ReviewerHere) -> Response:
    """Show an item."""
    where = Where.of(request.query_params.multi_items())
    return render_item(request, store.event(event), where, _number(request.query_params.get("account")))


@router.post("/review/item/{event}", dependencies=[deps.Csrf])
def decide_item(request: Request, event: str, form: FormHere, store: StoreHere, user: ReviewerHere) -> Response:
    """Accept, reject, split or grade an item, or mark one of its parties."""
    where = Where.of_text(one(form, "where"))
    stored = store.event(event)
    action = one(form, "action")
    try:
        check_shown(one(form, "shown"), hash_event(stored))
        decision, shown = _make_decision(form, stored, user, action)
        done = decide(store, [decision], shown, reason_required=_asks_reason(request, action))
    except StoreError as error:
        return _show_again(request, store, event, where, form, error)
    said = _join(done)
    if action in ("accept", "reject"):
        return RedirectResponse(f"/review/next?{where.query(did=said)}", 303)
    return _go_to_item(find_event_of(store, _key(stored.accounts[0])), where, said)


@router.post("/review/item/{event}/correct", dependencies=[deps.Csrf])
def correct_item(request: Request, event: str, form: FormHere, store: StoreHere, user: ReviewerHere) -> Response:
    """Correct an account, a part of one, or the value that accounts of an event are to agree on."""
    where = Where.of_text(one(form, "where"))
    stored = store.event(event)
    try:
        check_shown(one(form, "shown"), hash_event(stored))
        account = _find_account(stored, form)
        decisions, shown = _make_corrections(form, stored, account, user)
        if not decisions:
            raise StoreError("nothing differs from what is there: change a field, or accept")
        done = decide(store, decisions, shown, reason_required=deps.get_settings(request).reason_required)
    except StoreError as error:
        return _show_again(request, store, event, where, form, error)
    return _go_to_item(event, where, _join(done), account=one(form, "account"))


@router.get("/review/merge/{event}")
def show_merge(request: Request, event: str, store: StoreHere, user: ReviewerHere) -> Response:
    """Show what else may tell of the same event, and one of it beside this."""
    where = Where.of(request.query_params.multi_items())
    stored = store.event(event)
    other = request.query_params.get("with")
    return show(
        request,
        "review/merge.html",
        item=stored,
        shown=hash_event(stored),
        other=store.event(other) if other else None,
        other_shown=hash_event(store.event(other)) if other else None,
        candidates=find_candidates(store, stored.row),
        where=where,
        fault=None,
    )


@router.post("/review/merge/{event}", dependencies=[deps.Csrf])
def merge_items(request: Request, event: str, form: FormHere, store: StoreHere, user: ReviewerHere) -> Response:
    """Make one event of two."""
    where = Where.of_text(one(form, "where"))
    stored, other = store.event(event), store.event(one(form, "with"))
    check_shown(one(form, "shown"), hash_event(stored))
    check_shown(one(form, "other_shown"), hash_event(other))
    target = _name([*stored.accounts, *other.accounts])
    decision = Decision(kind="merge", person=user.name, target=target, reason=one(form, "reason") or None)
    done = decide(store, [decision], None, reason_required=deps.get_settings(request).reason_required)
    return _go_to_item(find_event_of(store, _key(stored.accounts[0])), where, _join(done))


@router.get("/review/add")
def show_add(request: Request, store: StoreHere, user: ReviewerHere, report: str = "") -> Response:
    """Show a report with a form for an event that the program missed."""
    return _render_add(request, store, report, {}, None)


@router.post("/review/add", dependencies=[deps.Csrf])
def add_event(request: Request, form: FormHere, store: StoreHere, user: ReviewerHere) -> Response:
    """Add an event to a report."""
    report = one(form, "report")
    reading = store.reading(report)
    if reading is None:
        raise MissingError("the report is unread: there is nothing to add to")
    try:
        shown = one(form, "shown")
        check_shown(shown, hash_reading(reading))
        decision = read_added_form(form, reading, user.name)
        checked = try_decisions([decision], reading, store.coder_in_force(report))
        done = decide(store, checked, shown, reason_required=deps.get_settings(request).reason_required)
    except StoreError as error:
        return _render_add(request, store, report, form, error)
    made = find_event_of(store, (report, store.coder_in_force(report), f"r{done[0].id}"))
    return _go_to_item(made, Where(Filters()), _join(done))


def render_item(
    request: Request,
    stored: StoredEvent,
    where: Where,
    number: int = 0,
    form: Mapping[str, Sequence[str]] | None = None,
    error: DatelineError | None = None,
) -> Response:
    """Give the page of an item; after a refusal with what the form held and why."""
    store, user = deps.get_store(request), deps.get_user(request)
    number = number if 0 <= number < len(stored.accounts) else 0
    page = where.list(store, 1)
    skip = where.moved(page.next) if page.items and page.items[0].id == stored.id and page.next else where.moved(None)
    given = form if form and one(form, "form") == "account" else None
    view = make_account_view(stored.accounts[number], given)
    agreed = [item["field"] for item in stored.value["disagreements"] if _field_of(item["field"]) in AGREED]
    return show(
        request,
        "review/item.html",
        status_code=find_status(error) if isinstance(error, StoreError) else 200,
        item=stored,
        shown=hash_event(stored),
        view=view,
        number=number,
        where=where,
        skip=skip,
        fault=str(error) if error else None,
        history=hide_blind(store, stored.decisions, user),
        told=group_by_sentence(stored.accounts),
        agreed=agreed,
        values={field: list_held(stored.accounts, _field_of(field)) for field in agreed},
        grades=_load_grades(store, stored),
        given=form or {},
        round=None,
    )


def group_by_sentence(accounts: Sequence[StoredAccount]) -> list[tuple[str, list[tuple[int, StoredAccount]]]]:
    """Give each wording once with the accounts that have it, by their places, in the order of the first."""
    found: dict[str, list[tuple[int, StoredAccount]]] = {}
    for at, account in enumerate(accounts):
        found.setdefault(account.sentence, []).append((at, account))
    return list(found.items())


def list_held(accounts: Sequence[StoredAccount], field: str) -> list[tuple[int, list[str | None], Any]]:
    """Give each value of a field once: the place of the first account that holds it, all outlets that do, the value."""
    found: dict[str, tuple[int, list[str | None], Any]] = {}
    for at, account in enumerate(accounts):
        held = account.value[field]
        _, outlets, _ = found.setdefault(dump_json(held), (at, [], held))
        outlets.append(account.reading.report.outlet)
    return list(found.values())


def find_candidates(store: Store, row: EventRow) -> list[EventRow]:
    """Give events that may be the same: of one type, and within three days, or in the same reports."""
    found: dict[str, EventRow] = {}
    if row.day:
        day = date.fromisoformat(write_day(row.day))
        near = [(day + timedelta(days=days)).isoformat() for days in (-3, 3)]
        filters = Filters(types=(row.type,), since=near[0], until=near[1])
        found.update((item.id, item) for item in store.events(filters, sort="-sources", limit=CANDIDATES * 2).items)
    same = store.events(Filters(report=row.report, types=(row.type,)), limit=CANDIDATES)
    found.update((item.id, item) for item in same.items)
    found.pop(row.id, None)
    countries = {place.country for place in row.place}
    ordered = sorted(found.values(), key=lambda item: not countries & {place.country for place in item.place})
    return ordered[:CANDIDATES]


def _make_decision(
    form: Mapping[str, Sequence[str]], stored: StoredEvent, user: User, action: str
) -> tuple[Decision, str | None]:
    reason = one(form, "reason") or None
    whole = stored.accounts[0].target if len(stored.accounts) == 1 else Target.of_event(stored)
    shown = hash_account(stored.accounts[0]) if len(stored.accounts) == 1 else hash_event(stored)
    if action in ("accept", "reject"):
        kind: Any = "confirm" if action == "accept" else "reject"
        return Decision(kind=kind, person=user.name, target=whole, reason=reason), shown
    if action in ("accept_account", "reject_account"):
        account = _find_account(stored, form)
        kind = "confirm" if action == "accept_account" else "reject"
        return Decision(kind=kind, person=user.name, target=account.target, reason=reason), hash_account(account)
    if action == "split":
        chosen = [stored.accounts[i] for i in sorted({_number(v) for v in form.get("part", ())}) if i >= 0]
        if not 0 < len(chosen) < len(stored.accounts):
            raise StoreError("split: choose some of the accounts, not all")
        return Decision(kind="split", person=user.name, target=_name(chosen), reason=reason), None
    if action == "grade":
        return _make_grade(form, stored, whole, user), None
    if action == "mark":
        account = _find_account(stored, form)
        target = Target.of_entity(account.report, account.coder, one(form, "entity"))
        field = one(form, "field") or "name"
        return Decision(kind="mark", person=user.name, target=target, field=field, reason=reason), None
    raise StoreError(f"action: {action[:20]!r} is none of accept, reject, split, grade, mark")


def _make_grade(form: Mapping[str, Sequence[str]], stored: StoredEvent, whole: Target, user: User) -> Decision:
    on = one(form, "on")
    account = _find_account(stored, form)
    if on == "outlet":
        if not account.reading.report.outlet:
            raise StoreError("grade: the report names no outlet")
        target = Target.of_outlet(account.reading.report.outlet)
    else:
        target = Target.of_report(account.report) if on == "report" else whole
    field = "information" if on == "event" else "source"
    reason = one(form, "reason") or None
    return Decision(kind="grade", person=user.name, target=target, field=field, value=one(form, "grade"), reason=reason)


def _make_corrections(
    form: Mapping[str, Sequence[str]], stored: StoredEvent, account: StoredAccount, user: User
) -> tuple[list[Decision], str | None]:
    kind = one(form, "form")
    if kind == "account":
        return read_account_form(form, account, user.name, None), hash_account(account)
    if kind == "agreed":
        field = _field_of(one(form, "field"))
        if field not in AGREED:
            raise StoreError(f"field: {field[:20]!r} is none that accounts agree on")
        decision = Decision(
            kind="correct",
            person=user.name,
            target=Target.of_event(stored),
            field=field,
            value=account.value[field],
            reason=one(form, "reason") or None,
        )
        return [decision], hash_event(stored)
    return read_part_form(form, account, kind, one(form, "part"), user.name), None


def _render_add(
    request: Request, store: Store, report: str, form: Mapping[str, Sequence[str]], error: DatelineError | None
) -> Response:
    reading = store.reading(report)
    if reading is None:
        raise MissingError("the report is unread: there is nothing to add to")
    value = encode_reading(reading)
    return show(
        request,
        "review/add.html",
        status_code=find_status(error) if isinstance(error, StoreError) else 200,
        report=reading.report,
        shown=hash_reading(reading),
        stretches=mark_text(value, None),
        form=make_empty_form(value, form),
        fault=str(error) if error else None,
    )


def _show_again(
    request: Request,
    store: Store,
    event: str,
    where: Where,
    form: Mapping[str, Sequence[str]],
    error: StoreError,
) -> Response:
    return render_item(request, store.event(event), where, _number(one(form, "account")), form, error)


def _go_to_item(event: str, where: Where, did: str, account: str | None = None) -> Response:
    return RedirectResponse(f"/review/item/{event}?{where.query(did=did, account=account)}", 303)


def _name(accounts: Sequence[StoredAccount]) -> Target:
    return Target("event", tuple(_key(account) for account in accounts))


def _key(account: StoredAccount) -> tuple[str, str, str]:
    return account.report, account.coder, account.id


def _find_account(stored: StoredEvent, form: Mapping[str, Sequence[str]]) -> StoredAccount:
    number = _number(one(form, "account"))
    if not 0 <= number < len(stored.accounts):
        raise StoreError("account: there is none of this number")
    return stored.accounts[number]


def _load_grades(store: Store, stored: StoredEvent) -> dict[str, str]:
    account = stored.accounts[0]
    whole = account.target if len(stored.accounts) == 1 else Target.of_event(stored)
    targets = {"event": whole, "report": Target.of_report(account.report)}
    if account.reading.report.outlet:
        targets["outlet"] = Target.of_outlet(account.reading.report.outlet)
    grades = store.grades(*targets.values())
    return {name: grades[target] for name, target in targets.items() if target in grades}


def _asks_reason(request: Request, action: str) -> bool:
    return deps.get_settings(request).reason_required and action not in ("grade",)


def _field_of(name: str) -> str:
    return name.partition(".")[0]


def _join(done: Sequence[StoredDecision]) -> str:
    return ",".join(str(item.id) for item in done)


def _number(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 6 else 0
