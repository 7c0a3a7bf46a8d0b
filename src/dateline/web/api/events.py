"""`/events`, `/counts`, `/facets`, `/suggest`, `/places`, `/links`: what the reports tell of."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Path, Query, Request, Response

from dateline.store import StoredDecision, StoredEvent
from dateline.web.api.answers import Anyone, MaskerHere, StoreHere, Unchanged, check_sensitive, give_page
from dateline.web.api.event_models import (
    Counts,
    EventModel,
    EventRowModel,
    Facets,
    Links,
    Places,
    Suggestions,
    TotalModel,
)
from dateline.web.api.models import PageOf
from dateline.web.api.problems import ProblemRoute, describe
from dateline.web.api.queries import (
    CountsQuery,
    EventsQuery,
    FacetQuery,
    LinksQuery,
    PlacesQuery,
    SuggestQuery,
    TotalQuery,
    ViewQuery,
)
from dateline.web.sensitive import NOTHING, Cover, cover_value
from dateline.web.shown import hash_account, hash_decision, hash_event

router = APIRouter(tags=["events"], route_class=ProblemRoute)
Kind = Literal[
    "type", "quad", "mode", "context", "modality", "claim", "country", "actor", "actor_country", "actor_sector",
    "recipient", "recipient_country", "recipient_sector", "speaker", "outlet", "dyad", "quantity", "status",
    "disagrees", "place",
]  # fmt: skip
_LISTS = describe(304, 401, 403, 422, 429)
_ONE = describe(304, 401, 403, 404, 422, 429)


@router.get("/events", dependencies=[Unchanged], responses=_LISTS)
def list_events(
    request: Request,
    response: Response,
    query: Annotated[EventsQuery, Query()],
    store: StoreHere,
    user: Anyone,
    masker: MaskerHere,
) -> PageOf[EventRowModel]:
    """Give a page of events."""
    page = store.events(query.filters(), sort=query.sort, limit=query.limit, cursor=query.cursor)
    rows = page.items if check_sensitive(user, query.sensitive) else masker.rows(page.items, query.view)
    return give_page(request, response, page, rows)  # type: ignore[return-value]


@router.get("/events/total", dependencies=[Unchanged], responses=_LISTS)
def count_events(query: Annotated[TotalQuery, Query()], store: StoreHere, user: Anyone) -> TotalModel:
    """Count events, up to a cap."""
    return store.count_events(query.filters(), cap=query.cap)  # type: ignore[return-value]


@router.get("/events/{event}", dependencies=[Unchanged], responses=_ONE)
def get_event(
    event: Annotated[str, Path(max_length=300)],
    query: Annotated[ViewQuery, Query()],
    store: StoreHere,
    user: Anyone,
    masker: MaskerHere,
) -> EventModel:
    """Give an event in full: its accounts, what they disagree on, and every decision on them."""
    stored = store.event(event, view=query.view)
    if check_sensitive(user, query.sensitive):
        return describe_event(stored, stored.row, {})  # type: ignore[return-value]
    row, covers = masker.event(stored, query.view)
    return describe_event(stored, row, covers)  # type: ignore[return-value]


@router.get("/counts", dependencies=[Unchanged], responses=_LISTS)
def count_periods(query: Annotated[CountsQuery, Query()], store: StoreHere, user: Anyone) -> Counts:
    """Count events and their sources over time."""
    return {"items": store.counts(query.filters(), by=query.by, split=query.split)}  # type: ignore[return-value]


@router.get("/facets/{kind}", dependencies=[Unchanged], responses=_ONE)
def count_facets(
    kind: Kind, query: Annotated[FacetQuery, Query()], store: StoreHere, user: Anyone, masker: MaskerHere
) -> Facets:
    """Count the values of a facet among events, most frequent first."""
    found = store.facets(query.filters(), kind, limit=query.limit)
    items = found if check_sensitive(user, query.sensitive) else masker.facets(kind, found)
    return {"items": items}  # type: ignore[return-value]


@router.get("/suggest/{kind}", dependencies=[Unchanged], responses=_ONE)
def suggest(
    kind: Kind, query: Annotated[SuggestQuery, Query()], store: StoreHere, user: Anyone, masker: MaskerHere
) -> Suggestions:
    """Give values of a facet that have a word so beginning."""
    found = store.suggest(kind, query.prefix, query.limit)
    if not check_sensitive(user, query.sensitive) and kind in ("actor", "recipient", "speaker", "dyad"):
        found = tuple(masker.names(found))
    return {"items": found}  # type: ignore[return-value]


@router.get("/places", dependencies=[Unchanged], responses=_LISTS)
def count_places(query: Annotated[PlacesQuery, Query()], store: StoreHere, user: Anyone) -> Places:
    """Count events by place."""
    return {"items": store.places(query.filters(), limit=query.limit)}  # type: ignore[return-value]


@router.get("/links", dependencies=[Unchanged], responses=_LISTS)
def count_links(query: Annotated[LinksQuery, Query()], store: StoreHere, user: Anyone, masker: MaskerHere) -> Links:
    """Count events between each actor and recipient."""
    found = store.links(query.filters(), limit=query.limit)
    return {"items": found if check_sensitive(user, query.sensitive) else masker.links(found)}  # type: ignore[return-value]


def describe_event(stored: StoredEvent, row: Any, covers: dict[str, Cover]) -> dict[str, Any]:
    """Give an event in the form of `EventModel`; `covers` say what is left out of each report."""
    value = stored.value
    every = [cover for cover in covers.values() if cover != NOTHING]
    gone = {name for cover in every for names in cover.fields.values() for name in names}
    return {
        "event": row,
        "method": {str(name): str(rule) for name, rule in value["method"].items()},
        "speakers": cover_value(value["speakers"], every),
        "disagreements": [
            {
                "field": item["field"],
                "values": [
                    {"value": cover_value(held["value"], every), "accounts": list(held["accounts"])}
                    for held in item["values"]
                ],
            }
            for item in value["disagreements"]
            if str(item["field"]).partition(".")[0] not in gone
        ],
        "accounts": [describe_account(account, covers.get(account.report, NOTHING)) for account in stored.accounts],
        "decisions": [give_decision(item, every) for item in stored.decisions],
        "shown": hash_event(stored),
    }


def describe_account(account: Any, cover: Cover) -> dict[str, Any]:
    """Give an account in the form of `StoredAccountModel`, covered."""
    report = account.reading.report
    speakers = account.value["speakers"]
    found = next(item for item in account.reading.events if item.id == account.id)
    gone = cover.fields.get(account.id, frozenset())
    places = [place for place in account.value["place"] if place["name"] not in cover.places]
    return {
        "report": account.report,
        "coder": account.coder,
        "id": account.id,
        "title": cover.text(report.title) if report.title else report.title,
        "outlet": report.outlet,
        "url": report.url,
        "published": report.published,
        "sentence": cover.text(account.sentence),
        "sentence_span": [found.sentence.start, found.sentence.end],
        "trigger": [found.trigger.start, found.trigger.end],
        "corrected": account.corrected,
        "type": account.value["type"],
        "date": None if "date" in gone else account.value["date"],
        "actor": [] if "actor" in gone else _cover_parties(account.value["actor"], cover),
        "recipient": [] if "recipient" in gone else _cover_parties(account.value["recipient"], cover),
        "place": [] if "place" in gone else places,
        "quantity": [] if "quantity" in gone else account.value["quantity"],
        "modality": account.value["modality"],
        "claim": account.value["claim"],
        "speakers": cover_value(speakers, [cover]) if cover != NOTHING else speakers,
        "confidence": account.value["confidence"],
        "shown": hash_account(account),
    }


def _cover_parties(parties: list[dict[str, Any]], cover: Cover) -> list[dict[str, Any]]:
    return [
        {
            "name": shown.name,
            "kind": shown.kind,
            "country": shown.country,
            "sector": list(shown.sector),
            "role": shown.role,
        }
        if (shown := cover.parties.get(party["name"]))
        else party
        for party in parties
    ]


def give_decision(stored: StoredDecision, covers: list[Cover]) -> dict[str, Any]:
    """Give a decision in the form of `DecisionModel`."""
    decision = stored.decision
    reason: Any = cover_value(decision.reason, covers) if covers else decision.reason
    return {
        "id": stored.id,
        "at": stored.at,
        "kind": decision.kind,
        "person": decision.person,
        "target": {"kind": decision.target.kind, "ids": [list(item) for item in decision.target.ids]},
        "field": decision.field,
        "value": cover_value(decision.value, covers) if covers else decision.value,
        "reason": reason,
        "round": decision.round,
        "undone_by": stored.undone_by,
        "in_force": stored.in_force,
        "shown": hash_decision(stored),
    }
