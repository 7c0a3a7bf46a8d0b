"""What the value of a decision may be: one type for each field that people correct, add, grade or mark.

In: a decision as a form or the API gives it. Out: the same with its value checked and in plain form. The store checks
that a corrected reading holds together; here each value is checked by itself, so that nothing odd is kept: no text with
control characters, no unknown code, no list without end. Raises `StoreError` with the field's name.
"""

from __future__ import annotations

import functools
from dataclasses import replace
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, ConfigDict, Field, StringConstraints, TypeAdapter, ValidationError
from typing_extensions import TypedDict

from dateline.errors import StoreError
from dateline.extract.scheme import CONTEXTS, MODES
from dateline.intervals import find_days
from dateline.records import DATE_PATTERN, SECTORS, AttributionKind, Claim, EntityKind, Modality, Precision
from dateline.review.decisions import Decision
from dateline.web.codes import EventType, QuantityKind

STRICT = ConfigDict(extra="forbid")


def _check_text(value: str) -> str:
    if any(ord(letter) < 32 or ord(letter) == 127 for letter in value):
        raise ValueError("control characters")
    return value


def _check_date(value: str) -> str:
    if not DATE_PATTERN.match(value) or find_days(value) == (None, None):
        raise ValueError("no date: write 2020, 2020-05, 2020-W21, 2020-05-17, or an interval FROM/TO")
    return value


def _check_span(value: list[int]) -> list[int]:
    if not 0 <= value[0] < value[1]:
        raise ValueError("no span: it ends before it begins")
    return value


def _known(codes: tuple[str, ...], what: str) -> AfterValidator:
    def check(value: str) -> str:
        if value not in codes:
            raise ValueError(f"{value!r} is no {what}")
        return value

    return AfterValidator(check)


Text = Annotated[str, StringConstraints(min_length=1, max_length=300), AfterValidator(_check_text)]
Id = Annotated[str, StringConstraints(min_length=1, max_length=200), AfterValidator(_check_text)]
Date = Annotated[str, StringConstraints(max_length=40), AfterValidator(_check_date)]
Span = Annotated[list[int], Field(min_length=2, max_length=2), AfterValidator(_check_span)]
Mode = Annotated[str, _known(MODES, "mode of PLOVER")]
Context = Annotated[str, _known(CONTEXTS, "context of PLOVER")]
Sector = Annotated[str, _known(SECTORS, "sector")]
Country = Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")]
Number = Annotated[float, Field(allow_inf_nan=False, ge=0, le=1e15)]
Latitude = Annotated[float, Field(allow_inf_nan=False, ge=-90, le=90)]
Longitude = Annotated[float, Field(allow_inf_nan=False, ge=-180, le=180)]
Link = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9:._/#-]{1,200}$")]


class PlaceValue(TypedDict):
    """A place."""

    __pydantic_config__ = STRICT  # type: ignore[misc]
    geonames_id: int | None
    name: Text
    admin1: Text | None
    country: Country | None
    latitude: Latitude | None
    longitude: Longitude | None
    precision: Precision
    radius_km: Number | None


class QuantityValue(TypedDict):
    """A number of an account."""

    __pydantic_config__ = STRICT  # type: ignore[misc]
    kind: QuantityKind
    span: Span
    low: Number | None
    high: Number | None


class FigureValue(TypedDict):
    """A number of an event."""

    __pydantic_config__ = STRICT  # type: ignore[misc]
    kind: QuantityKind
    low: Number | None
    high: Number | None


class PartyValue(TypedDict):
    """A party of an event."""

    __pydantic_config__ = STRICT  # type: ignore[misc]
    name: Text
    kind: EntityKind
    country: Country | None
    sector: Annotated[list[Sector], Field(max_length=8)]
    role: Text | None


class EntityValue(TypedDict, total=False):
    """A new entity."""

    __pydantic_config__ = STRICT  # type: ignore[misc]
    name: Annotated[Text, Field()]
    kind: EntityKind
    mentions: Annotated[list[Span], Field(min_length=1, max_length=200)]
    country: Country | None
    sector: Annotated[list[Sector], Field(max_length=8)]
    role: Text | None
    place: PlaceValue | None
    link: Link | None


class TimeValue(TypedDict):
    """A new time."""

    __pydantic_config__ = STRICT  # type: ignore[misc]
    span: Span
    value: Date | None


class AttributionValue(TypedDict, total=False):
    """A new attribution."""

    __pydantic_config__ = STRICT  # type: ignore[misc]
    source: Span | None
    entity: Id | None
    cue: Span | None
    content: Span
    kind: AttributionKind


Entities = Annotated[list[Id | EntityValue], Field(max_length=50)]
Attributions = Annotated[list[Id | AttributionValue], Field(max_length=20)]
Modes = Annotated[list[Mode], Field(max_length=8)]
Contexts = Annotated[list[Context], Field(max_length=8)]
Spans = Annotated[list[Span], Field(max_length=100)]
Quantities = Annotated[list[QuantityValue], Field(max_length=50)]


class AccountValue(TypedDict, total=False):
    """A new account: `type` and `trigger` must be there."""

    __pydantic_config__ = STRICT  # type: ignore[misc]
    type: EventType
    trigger: Span
    sentence: Span
    also: Spans
    mode: Modes
    context: Contexts
    actor: Entities
    recipient: Entities
    time: Id | None
    date: Date | None
    place: Entities
    quantity: Quantities
    modality: Modality
    claim: Claim
    via: Attributions


_FIELDS: dict[tuple[str, str], dict[str, Any]] = {
    ("correct", "account"): {
        "type": EventType, "mode": Modes, "context": Contexts, "trigger": Span, "also": Spans, "actor": Entities,
        "recipient": Entities, "place": Entities, "via": Attributions, "time": Id | None, "date": Date | None,
        "quantity": Quantities, "modality": Modality, "claim": Claim, "sentence": Span,
    },
    ("correct", "entity"): {
        "name": Text, "kind": EntityKind, "country": Country | None,
        "sector": Annotated[list[Sector], Field(max_length=8)], "role": Text | None, "place": PlaceValue | None,
        "link": Link | None, "mentions": Annotated[list[Span], Field(min_length=1, max_length=200)],
    },
    ("correct", "time"): {"span": Span, "value": Date | None},
    ("correct", "attribution"): {
        "source": Span | None, "entity": Id | None, "cue": Span | None, "content": Span, "kind": AttributionKind,
    },
    ("correct", "event"): {
        "type": EventType, "mode": Modes, "context": Contexts, "date": Date | None,
        "actor": Annotated[list[PartyValue], Field(max_length=50)],
        "recipient": Annotated[list[PartyValue], Field(max_length=50)],
        "place": Annotated[list[PlaceValue], Field(max_length=50)],
        "quantity": Annotated[list[FigureValue], Field(max_length=50)],
        "modality": Modality, "claim": Claim,
    },
    ("add", "report"): {
        "events": AccountValue, "entities": EntityValue, "times": TimeValue, "attributions": AttributionValue,
    },
    ("grade", "source"): {"source": Literal["A", "B", "C", "D", "E", "F"]},
    ("grade", "information"): {"information": Literal["1", "2", "3", "4", "5", "6"]},
}  # fmt: skip
_NEEDED = {"events": ("type", "trigger"), "entities": ("name", "kind", "mentions"), "attributions": ("content",)}


def check_decision(decision: Decision) -> Decision:
    """Give the decision with its value in plain form; raises `StoreError` where it cannot be."""
    for words, what in ((decision.reason, "reason"), (decision.round, "round"), (decision.person, "person")):
        if words is not None and any(ord(letter) < 32 and letter not in "\n\r\t" for letter in words):
            raise StoreError(f"{what}: control characters")
    if decision.kind not in ("correct", "add", "grade"):
        if decision.value is not None:
            raise StoreError(f"value: {decision.kind} takes none")
        if decision.field is not None and decision.kind != "mark":
            raise StoreError(f"field: {decision.kind} takes none")
        return decision
    target = decision.field or "" if decision.kind == "grade" else decision.target.kind
    adapter = _make_adapter(decision.kind, target, decision.field or "")
    try:
        value = adapter.validate_python(decision.value, strict=False)
    except ValidationError as error:
        raise StoreError(f"{decision.field}: {_explain(error)}") from error
    if decision.kind == "add":
        missing = [name for name in _NEEDED.get(decision.field or "", ()) if name not in value]
        if missing:
            raise StoreError(f"{decision.field}: {missing[0]} is needed")
    for item in value if isinstance(value, list) else ():
        _check_new(decision.field or "", item)
    return replace(decision, value=value)


def _check_new(field: str, item: object) -> None:
    if isinstance(item, dict) and field in ("actor", "recipient", "place", "via"):
        needed = ("content",) if field == "via" else ("name", "kind")
        for name in needed:
            if name not in item:
                raise StoreError(f"{field}: a new record needs {name}")


def _explain(error: ValidationError) -> str:
    first = error.errors(include_input=False, include_url=False)[0]
    where = ".".join(str(part) for part in first["loc"][:4])
    return f"{where}: {first['msg']}" if where else str(first["msg"])


@functools.cache
def _make_adapter(kind: str, target: str, field: str) -> TypeAdapter[Any]:
    fields = _FIELDS.get((kind, target), {})
    if field not in fields:
        raise StoreError(f"no field {field!r} to {kind}: known are {', '.join(fields)}")
    return TypeAdapter(fields[field])
