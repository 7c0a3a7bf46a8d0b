"""Events, counts and facets as the API gives them.

In: plain values of the store. Out: pydantic models. `docs/store.md` says what the fields mean.
"""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field

from dateline.records import Claim, EntityKind, Modality
from dateline.web.api.models import Model, PlaceModel, SpanPair
from dateline.web.codes import EventType, QuantityKind

Status = Literal["unreviewed", "confirmed", "corrected", "rejected", "added", "merged", "split"]


class PartyModel(Model):
    """An actor or recipient as an event shows it."""

    name: str
    country: str | None
    sector: list[str]
    role: str | None
    kind: EntityKind | None


class FigureModel(Model):
    """A number as a range, inclusive at both ends, null where open."""

    kind: QuantityKind
    low: float | None
    high: float | None


class EventRowModel(Model):
    """One event in a list. `report` to `trigger` are of its leading account; `day` is `YYYYMMDD` or 0."""

    id: str
    type: EventType
    quad: str | None
    mode: list[str]
    context: list[str]
    date: str | None
    day: int
    actor: list[PartyModel]
    recipient: list[PartyModel]
    place: list[PlaceModel]
    quantity: list[FigureModel]
    modality: Modality
    claim: Claim
    confidence: float | None
    intensity: float | None
    accounts: int
    reports: int
    sources: int
    disagreements: list[str]
    status: Status
    view: Literal["machine", "corrected", "both"]
    report: str
    title: str | None
    outlet: str | None
    sentence: str
    trigger: SpanPair


class HeldModel(Model):
    """A value, and the positions of the accounts that hold it in the event's list."""

    value: Any
    accounts: list[int]


class DisagreementModel(Model):
    """A field on which accounts differ."""

    field: str
    values: list[HeldModel]


class StoredAccountModel(Model):
    """One account of an event: where it lies, its sentence, and its value as the event's form has it."""

    report: str
    coder: str
    id: str
    title: str | None
    outlet: str | None
    url: str | None
    published: str | None
    sentence: str
    sentence_span: SpanPair
    trigger: SpanPair
    corrected: bool
    type: EventType
    date: str | None
    actor: list[PartyModel]
    recipient: list[PartyModel]
    place: list[PlaceModel]
    quantity: list[FigureModel]
    modality: Modality
    claim: Claim
    speakers: list[str]
    confidence: float | None
    shown: str = Field(description="What a decision on this account sends back.")


class TargetModel(Model):
    """What a decision is on: ids are `[report, coder, id]` inside a reading, `[id]` for the rest."""

    kind: Literal["account", "entity", "time", "attribution", "event", "report", "outlet", "decision"]
    ids: list[list[str]] = Field(min_length=1, max_length=500)


class DecisionModel(Model):
    """A decision with its id, person and time. `undone_by` is the decision that took it back."""

    id: int
    at: str
    kind: Literal["confirm", "correct", "reject", "add", "merge", "split", "grade", "mark", "agree", "disagree", "undo"]
    person: str
    target: TargetModel
    field: str | None
    value: Any
    reason: str | None
    round: str | None
    undone_by: int | None
    in_force: bool
    shown: str = Field(description="What a second reader sends back with `agree` or `disagree`.")


class EventModel(Model):
    """An event in full. `shown` stands for all that is given here: a decision on it sends it back."""

    event: EventRowModel
    method: dict[str, str]
    speakers: list[str]
    disagreements: list[DisagreementModel]
    accounts: list[StoredAccountModel]
    decisions: list[DecisionModel]
    shown: str


class TotalModel(Model):
    """How many there are; `exact` is false where counting stopped at the cap."""

    number: int
    exact: bool


class CountModel(Model):
    """How many events, and independent sources, a period has; null stands for events without a date."""

    period: str | None
    value: str | None
    events: int
    sources: int


class FacetModel(Model):
    """A value of a filter and how many events have it."""

    value: str
    label: str
    events: int


class PlaceCountModel(Model):
    """A place and how many events it has."""

    place: PlaceModel
    events: int


class LinkModel(Model):
    """An actor, a recipient and how many events lie between them."""

    actor: str
    recipient: str
    events: int


class ListOf(Model):
    """The common head of short lists that come whole."""


class Counts(ListOf):
    """Counts over time."""

    items: list[CountModel]


class Facets(ListOf):
    """Values of a facet, most frequent first."""

    items: list[FacetModel]


class Places(ListOf):
    """Places, most frequent first."""

    items: list[PlaceCountModel]


class Links(ListOf):
    """Who deals with whom, most frequent first."""

    items: list[LinkModel]


class Suggestions(ListOf):
    """Values that have a word so beginning."""

    items: list[str]
