"""`/review`: the queue, decisions and their undoing, grades, blind rounds and how far people agree."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query, Request, Response

from dateline.errors import MissingError, StoreError
from dateline.review.decisions import Decision, Target
from dateline.store import StoredDecision
from dateline.web import deps
from dateline.web.api.answers import (
    MaskerHere,
    Reviewer,
    StoreHere,
    Unchanged,
    give_page,
)
from dateline.web.api.event_models import DecisionModel, EventRowModel, StoredAccountModel
from dateline.web.api.events import describe_account, give_decision
from dateline.web.api.models import PageOf
from dateline.web.api.problems import ProblemRoute, describe
from dateline.web.api.queries import DecisionsQuery, QueueQuery
from dateline.web.api.review_models import (
    AgreementModel,
    DecisionRequest,
    GradeModel,
    RoundModel,
    RoundRequest,
    SettleRequest,
    UndoRequest,
)
from dateline.web.deciding import decide, undo
from dateline.web.rounds import Round, check_finished, find_round, hide_blind, list_rounds
from dateline.web.sensitive import NOTHING
from dateline.web.settings import WebSettings

router = APIRouter(tags=["review"], prefix="/review", route_class=ProblemRoute)
Number = Annotated[int, Path(ge=1, le=2**53, description="A decision's number.")]
RoundName = Annotated[str, Path(max_length=100)]
Settings = Annotated[WebSettings, Depends(deps.get_settings)]
_LISTS = describe(304, 401, 403, 422, 429)
_ONE = describe(304, 401, 403, 404, 422, 429)
_CHANGES = describe(401, 403, 404, 409, 413, 422, 429)


@router.get("/queue", dependencies=[Unchanged], responses=_LISTS)
def get_queue(
    request: Request,
    response: Response,
    query: Annotated[QueueQuery, Query()],
    store: StoreHere,
    user: Reviewer,
    masker: MaskerHere,
) -> PageOf[EventRowModel]:
    """Give events that nobody has decided on: the least certain, the most disputed or the newest first."""
    page = store.queue(query.filters(), sort=query.sort, limit=query.limit, cursor=query.cursor)
    rows = page.items if query.sensitive else masker.rows(page.items, query.view)
    return give_page(request, response, page, rows)  # type: ignore[return-value]


@router.get("/decisions", dependencies=[Unchanged], responses=_LISTS)
def list_decisions(query: Annotated[DecisionsQuery, Query()], store: StoreHere, user: Reviewer) -> list[DecisionModel]:
    """Give decisions in their order; blind ones of others only when it is time."""
    found = store.decisions(report=query.report, person=query.person, needs_second=query.needs_second)
    if query.kind:
        found = tuple(item for item in found if item.decision.kind in query.kind)
    if query.needs_second:
        found = tuple(item for item in found if item.decision.person != user.name)
    shown = hide_blind(store, found, user)
    return [give_decision(item, []) for item in shown[-query.limit :]]  # type: ignore[misc]


@router.get("/decisions/{number}", dependencies=[Unchanged], responses=_ONE)
def get_decision(number: Number, store: StoreHere, user: Reviewer) -> DecisionModel:
    """Give one decision."""
    return give_decision(_find_visible(store, number, user), [])  # type: ignore[return-value]


@router.post("/decisions", status_code=201, dependencies=[deps.Csrf], responses=_CHANGES)
def add_decision(
    body: DecisionRequest, response: Response, store: StoreHere, user: Reviewer, settings: Settings
) -> DecisionModel:
    """Keep a decision and put it in force."""
    decision = make_decision(body, user.name)
    if decision.target.kind == "decision":
        _find_visible(store, int(decision.target.ids[0][0]), user)
    stored = decide(store, [decision], body.shown, reason_required=settings.reason_required)[0]
    response.headers["Location"] = f"/api/v1/review/decisions/{stored.id}"
    return give_decision(stored, [])  # type: ignore[return-value]


@router.post("/decisions/{number}/undo", status_code=201, dependencies=[deps.Csrf], responses=_CHANGES)
def undo_decision(
    number: Number, body: UndoRequest, store: StoreHere, user: Reviewer, settings: Settings
) -> DecisionModel:
    """Take a decision back; taking that back brings it back."""
    _find_visible(store, number, user)
    stored = undo(store, number, user.name, body.reason, reason_required=settings.reason_required)
    return give_decision(stored, [])  # type: ignore[return-value]


@router.get("/grades", dependencies=[Unchanged], responses=_LISTS)
def list_grades(store: StoreHere, user: Reviewer) -> list[GradeModel]:
    """Give the grades in force of outlets, reports, accounts and events."""
    return [
        {  # type: ignore[misc]
            "target": {"kind": target.kind, "ids": [list(item) for item in target.ids]},
            "grade": grade,
        }
        for target, grade in store.grades().items()
    ]


@router.get("/rounds", dependencies=[Unchanged], responses=_LISTS)
def get_rounds(store: StoreHere, user: Reviewer) -> list[RoundModel]:
    """Give the blind rounds."""
    return [_give_round(item) for item in list_rounds(store)]  # type: ignore[misc]


@router.post("/rounds", status_code=201, dependencies=[deps.Csrf], responses=_CHANGES)
def open_round(body: RoundRequest, store: StoreHere, user: Reviewer) -> RoundModel:
    """Open a blind round."""
    keys = [(item[0], item[1], item[2]) for item in body.accounts]
    store.open_round(body.name, list(dict.fromkeys(keys)), body.people, user.name)
    return _give_round(find_round(store, body.name))  # type: ignore[return-value]


@router.get("/rounds/{name}", dependencies=[Unchanged], responses=_ONE)
def get_round(name: RoundName, store: StoreHere, user: Reviewer) -> RoundModel:
    """Give a blind round and how far each is."""
    return _give_round(find_round(store, name))  # type: ignore[return-value]


@router.get("/rounds/{name}/tasks", dependencies=[Unchanged], responses=_ONE)
def get_tasks(name: RoundName, store: StoreHere, user: Reviewer) -> list[StoredAccountModel]:
    """Give the accounts of a round that are left for who asks."""
    return [describe_account(item, NOTHING) for item in store.round_tasks(name, user.name)]  # type: ignore[misc]


@router.get("/rounds/{name}/agreement", dependencies=[Unchanged], responses=_ONE | describe(409))
def get_agreement(name: RoundName, store: StoreHere, user: Reviewer) -> list[AgreementModel]:
    """Give how far the people of a round agree, once who asks has nothing left to decide."""
    check_finished(find_round(store, name), user)
    return list(store.agreement(name))  # type: ignore[arg-type]


@router.post("/rounds/{name}/settle", status_code=201, dependencies=[deps.Csrf], responses=_CHANGES)
def settle(name: RoundName, body: SettleRequest, store: StoreHere, user: Reviewer) -> list[DecisionModel]:
    """Put one person's blind decisions on an account in force."""
    check_finished(find_round(store, name), user)
    key = (body.account[0], body.account[1], body.account[2])
    return [give_decision(item, []) for item in store.settle(name, key, body.person, by=user.name)]  # type: ignore[misc]


def make_decision(body: DecisionRequest, person: str) -> Decision:
    """Build a decision from what was sent; raises `StoreError`."""
    target = Target(body.target.kind, tuple(tuple(item) for item in body.target.ids))
    if target.kind == "decision" and not (target.ids[0][0].isascii() and target.ids[0][0].isdigit()):
        raise StoreError("target: a decision is named by its number")
    if target.kind == "decision" and int(target.ids[0][0]) > 2**53:
        raise MissingError(f"no decision {target.ids[0][0]} in the store")
    return Decision(
        kind=body.kind,
        person=person,
        target=target,
        field=body.field,
        value=body.value,
        reason=body.reason or None,
        round=body.round,
    )


def _find_visible(store: Any, number: int, user: Any) -> StoredDecision:
    stored: StoredDecision = store.decision(number)
    if not hide_blind(store, [stored], user):
        raise MissingError(f"no decision {number} in the store")
    return stored


def _give_round(held: Round) -> dict[str, Any]:
    return {
        "name": held.name,
        "people": list(held.people),
        "accounts": len(held.accounts),
        "by": held.by,
        "done": [{"person": person, "done": number} for person, number in held.done],
    }
