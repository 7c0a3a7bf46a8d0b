"""Merged events in and out of JSON, in the form of `docs/merging.md`, and the JSON Schema of that form.

In: an `Event` or its JSON value. Out: the other.
"""

from __future__ import annotations

from typing import Any

from dateline.errors import RecordError
from dateline.records import (
    CLAIMS,
    ENTITY_KINDS,
    EVENT_TYPES,
    MODALITIES,
    Disagreement,
    Event,
    Figure,
    Held,
    Party,
    Place,
)

Json = dict[str, Any]

_LISTS = ("mode", "context", "speakers")
_PLAIN = ("id", "type", "reports", "sources", "date", "modality", "claim", "quad", "intensity", "confidence")


def encode_event(event: Event) -> Json:
    """Give the JSON value of an event."""
    return {
        **{name: getattr(event, name) for name in _PLAIN},
        **{name: list(getattr(event, name)) for name in _LISTS},
        "actor": [_encode_party(party) for party in event.actor],
        "recipient": [_encode_party(party) for party in event.recipient],
        "place": [{name: getattr(place, name) for name in Place.__slots__} for place in event.place],
        "quantity": [{"kind": q.kind, "low": q.low, "high": q.high} for q in event.quantity],
        "accounts": [{"report": report, "account": account} for report, account in event.accounts],
        "disagreements": [
            {
                "field": d.field,
                "values": [
                    {"value": h.value, "accounts": list(h.accounts), "speakers": list(h.speakers)} for h in d.values
                ],
            }
            for d in event.disagreements
        ],
        "method": dict(event.method),
    }


def decode_event(value: Json) -> Event:
    """Build an event from its JSON value; raises `RecordError` where it breaks the form."""
    try:
        fields: Json = {name: value.get(name) for name in _PLAIN}
        fields.update({name: tuple(value.get(name) or ()) for name in _LISTS})
        return Event(
            **fields,
            actor=tuple(_decode_party(party) for party in value["actor"]),
            recipient=tuple(_decode_party(party) for party in value["recipient"]),
            place=tuple(Place(**place) for place in value["place"]),
            quantity=tuple(Figure(q["kind"], q["low"], q["high"]) for q in value["quantity"]),
            accounts=tuple((item["report"], item["account"]) for item in value["accounts"]),
            disagreements=tuple(
                Disagreement(
                    d["field"],
                    tuple(Held(h["value"], tuple(h["accounts"]), tuple(h["speakers"])) for h in d["values"]),
                )
                for d in value["disagreements"]
            ),
            method=tuple(sorted(value["method"].items())),
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise RecordError(f"no event: {type(error).__name__} {error}") from error


def make_event_schema() -> Json:
    """Give the JSON Schema (draft 2020-12) of a merged event."""
    words: Json = {"type": ["string", "null"]}
    number: Json = {"type": ["number", "null"]}
    names: Json = {"type": "array", "items": {"type": "string"}}
    positions: Json = {"type": "array", "items": {"type": "integer", "minimum": 0}}
    party = _object(name={"type": "string"}, kind={"enum": list(ENTITY_KINDS)}, country=words, sector=names, role=words)
    place = _object(
        geonames_id={"type": ["integer", "null"]}, name={"type": "string"}, admin1=words, country=words,
        latitude=number, longitude=number, precision={"enum": ["point", "city", "admin1", "country", "region"]},
        radius_km=number,
    )  # fmt: skip
    held = _object(value={}, accounts=positions, speakers=names)
    schema = _object(
        id={"type": "string"},
        type={"enum": list(EVENT_TYPES)},
        reports={"type": "integer", "minimum": 1},
        sources={"type": "integer", "minimum": 1},
        date=words,
        modality={"enum": list(MODALITIES)},
        claim={"enum": list(CLAIMS)},
        quad=words,
        intensity=number,
        confidence=number,
        mode=names,
        context=names,
        speakers=names,
        actor={"type": "array", "items": party},
        recipient={"type": "array", "items": party},
        place={"type": "array", "items": place},
        quantity={"type": "array", "items": _object(kind={"type": "string"}, low=number, high=number)},
        accounts={
            "type": "array",
            "minItems": 1,
            "items": _object(report={"type": "string"}, account={"type": "string"}),
        },
        disagreements={
            "type": "array",
            "items": _object(field={"type": "string"}, values={"type": "array", "items": held, "minItems": 2}),
        },
        method={"type": "object", "additionalProperties": {"type": "string"}},
    )
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "Event", **schema}


def _encode_party(party: Party) -> Json:
    return {
        "name": party.name,
        "kind": party.kind,
        "country": party.country,
        "sector": list(party.sector),
        "role": party.role,
    }


def _decode_party(value: Json) -> Party:
    return Party(value["name"], value["kind"], value["country"], tuple(value["sector"]), value["role"])


def _object(**properties: Any) -> Json:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }
