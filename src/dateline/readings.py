"""Readings in and out of JSON, exactly in the form of `docs/format.md`, and the JSON Schema of that form.

In: a `Reading` or its JSON value. Out: the other. Spans are `[start, end]` in JSON; the words come back from the
text when the JSON is read, so that a reading is checked against its text each time it is loaded. The same reading
gives the same bytes.
"""

from __future__ import annotations

import json
from typing import Any

from dateline.errors import RecordError
from dateline.kinds import check_kinds
from dateline.records import (
    CLAIMS,
    DATE_PATTERN,
    DATE_PRECISIONS,
    ENTITY_KINDS,
    EVENT_TYPES,
    MODALITIES,
    MOMENT_PATTERN,
    PART_KINDS,
    PRECISIONS,
    QUANTITY_KINDS,
    SECTORS,
    Account,
    Attribution,
    Coder,
    Conflict,
    Entity,
    Part,
    Place,
    Quantity,
    Reading,
    Report,
    Resolution,
    Span,
    Time,
)

Json = dict[str, Any]


def encode_reading(reading: Reading) -> Json:
    """Give the JSON value of a reading."""
    report = reading.report
    return {
        "id": report.id,
        "text": report.text,
        "title": report.title,
        "outlet": report.outlet,
        "url": report.url,
        "language": report.language,
        "published": report.published,
        "published_from": report.published_from,
        "published_span": _pair(report.published_span),
        "updated": report.updated,
        "fetched": report.fetched,
        "authors": list(report.authors),
        "section": report.section,
        "rights": report.rights,
        "corrections": list(report.corrections),
        "source": report.source,
        "parts": [{"kind": part.kind, "span": _pair(part.span)} for part in reading.parts],
        "agencies": list(reading.agencies),
        "entities": [_encode_entity(entity) for entity in reading.entities],
        "times": [{"id": t.id, "span": _pair(t.span), "value": t.value} for t in reading.times],
        "attributions": [
            {
                "id": a.id,
                "kind": a.kind,
                "source": _pair(a.source),
                "entity": a.entity,
                "cue": _pair(a.cue),
                "content": _pair(a.content),
            }
            for a in reading.attributions
        ],
        "events": [_encode_account(account) for account in reading.events],
        "coder": None
        if reading.coder is None
        else {"version": reading.coder.version, "parts": dict(reading.coder.parts)},
    }


def dump_reading(reading: Reading, *, indent: int | None = None) -> str:
    """Give the JSON text of a reading: the same reading, the same bytes."""
    return json.dumps(encode_reading(reading), ensure_ascii=False, indent=indent)


def load_reading(text: str) -> Reading:
    """Read the JSON text of a reading; raises `RecordError` where it is none."""
    try:
        value = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise RecordError(f"no JSON: {error}") from error
    if not isinstance(value, dict) or not isinstance(value.get("text"), str):
        raise RecordError("no reading: an object with the report's `text` is needed")
    return decode_reading(value)


def decode_reading(value: Json) -> Reading:
    """Build a reading from its JSON value; fields that the corpus leaves out are null or empty.

    Raises `RecordError` where the value breaks the format or a span lies outside the text.
    """
    try:
        reading = _decode(value)
    except (KeyError, IndexError, TypeError, ValueError, AttributeError, OverflowError, RecursionError) as error:
        raise RecordError(f"no reading: {type(error).__name__} {error}") from error
    check_kinds(reading)
    return reading


def decode_report(value: Json) -> Report:
    """Build the report alone from a reading's JSON value, its text unchanged; raises `RecordError` where it is none."""
    report = _decode_report(value)
    check_kinds(report)
    return report


def _decode_report(value: Json) -> Report:
    text = value["text"]
    published = value.get("published")
    return Report(
        id=value["id"],
        text=text,
        title=value.get("title"),
        outlet=value.get("outlet"),
        url=value.get("url"),
        language=value.get("language"),
        published=published,
        published_from=value.get("published_from") or ("metadata" if published else None),
        published_span=_span(text, value.get("published_span")),
        updated=value.get("updated"),
        fetched=value.get("fetched"),
        authors=_list(value, "authors"),
        section=value.get("section"),
        rights=value.get("rights"),
        corrections=_list(value, "corrections"),
        source=value.get("source"),
    )


def _list(value: Json, name: str) -> tuple[Any, ...]:
    found = value.get(name) or ()
    if isinstance(found, str):
        raise TypeError(f"{name} must be a list, not {found!r}")
    return tuple(found)


def _pair(span: Span | None) -> list[int] | None:
    return None if span is None else [span.start, span.end]


def _span(text: str, pair: list[int] | None) -> Span | None:
    return None if pair is None else Span.of(text, pair[0], pair[1])


def _encode_entity(entity: Entity) -> Json:
    place = entity.place
    return {
        "id": entity.id,
        "name": entity.name,
        "kind": entity.kind,
        "country": entity.country,
        "sector": list(entity.sector),
        "role": entity.role,
        "mentions": [_pair(span) for span in entity.mentions],
        "place": None if place is None else {name: getattr(place, name) for name in Place.__slots__},
        "link": entity.link,
        "inferred": list(entity.inferred),
        "resolution": _encode_resolution(entity.resolution),
        "conflicts": [
            {
                "field": c.field,
                "said": c.said,
                "span": _pair(c.span),
                "table": c.table,
                "held": c.held,
                "kept": c.kept,
            }
            for c in entity.conflicts
        ],
    }


def _encode_resolution(resolution: tuple[Resolution, ...]) -> list[Json]:
    return [{name: getattr(item, name) for name in Resolution.__slots__} for item in resolution]


def _decode_resolution(value: Json) -> tuple[Resolution, ...]:
    return tuple(Resolution(**item) for item in value.get("resolution") or ())


def _encode_account(account: Account) -> Json:
    return {
        "id": account.id,
        "type": account.type,
        "mode": list(account.mode),
        "context": list(account.context),
        "trigger": _pair(account.trigger),
        "also": [_pair(span) for span in account.also],
        "actor": list(account.actor),
        "recipient": list(account.recipient),
        "time": account.time,
        "date": account.date,
        "place": list(account.place),
        "quantity": [{"kind": q.kind, "span": _pair(q.span), "low": q.low, "high": q.high} for q in account.quantity],
        "modality": account.modality,
        "claim": account.claim,
        "via": list(account.via),
        "quad": account.quad,
        "intensity": account.intensity,
        "confidence": account.confidence,
        "resolution": _encode_resolution(account.resolution),
        "sentence": _pair(account.sentence),
    }


def _decode(value: Json) -> Reading:
    text = value["text"]

    def span(pair: list[int]) -> Span:
        return Span.of(text, pair[0], pair[1])

    def span_or_none(pair: list[int] | None) -> Span | None:
        return _span(text, pair)

    coder = value.get("coder")
    return Reading(
        report=_decode_report(value),
        parts=tuple(Part(p["kind"], span(p["span"])) for p in value.get("parts") or ()),
        agencies=_list(value, "agencies"),
        entities=tuple(
            Entity(
                id=e["id"],
                name=e["name"],
                kind=e["kind"],
                mentions=tuple(span(m) for m in e["mentions"]),
                country=e.get("country"),
                sector=_list(e, "sector"),
                role=e.get("role"),
                place=Place(**e["place"]) if e.get("place") else None,
                link=e.get("link"),
                inferred=_list(e, "inferred"),
                resolution=_decode_resolution(e),
                conflicts=tuple(Conflict(**{**c, "span": span(c["span"])}) for c in e.get("conflicts") or ()),
            )
            for e in value.get("entities") or ()
        ),
        times=tuple(Time(t["id"], span(t["span"]), t.get("value")) for t in value.get("times") or ()),
        attributions=tuple(
            Attribution(
                id=a["id"],
                source=span_or_none(a.get("source")),
                entity=a.get("entity"),
                cue=span_or_none(a.get("cue")),
                content=span(a["content"]),
                kind=a.get("kind") or "indirect",
            )
            for a in value.get("attributions") or ()
        ),
        events=tuple(_decode_account(text, v) for v in value.get("events") or ()),
        coder=Coder(coder["version"], tuple(coder["parts"].items())) if coder else None,
    )


def _decode_account(text: str, value: Json) -> Account:
    trigger = Span.of(text, *value["trigger"])
    return Account(
        id=value["id"],
        type=value["type"],
        trigger=trigger,
        sentence=_span(text, value.get("sentence")) or trigger,
        mode=_list(value, "mode"),
        context=_list(value, "context"),
        also=tuple(Span.of(text, *pair) for pair in value.get("also") or ()),
        actor=_list(value, "actor"),
        recipient=_list(value, "recipient"),
        time=value.get("time"),
        date=value.get("date"),
        place=_list(value, "place"),
        quantity=tuple(
            Quantity(q["kind"], Span.of(text, *q["span"]), q.get("low"), q.get("high"))
            for q in value.get("quantity") or ()
        ),
        modality=value.get("modality") or "actual",
        claim=value.get("claim") or "narrator",
        via=_list(value, "via"),
        quad=value.get("quad"),
        intensity=value.get("intensity"),
        confidence=value.get("confidence"),
        resolution=_decode_resolution(value),
    )


def make_schema() -> Json:
    """Give the JSON Schema (draft 2020-12) of a reading as the program writes it."""
    span = {"$ref": "#/$defs/span"}
    span_or_null = {"anyOf": [span, {"type": "null"}]}
    date = {"anyOf": [{"type": "string", "pattern": DATE_PATTERN.pattern}, {"type": "null"}]}
    moment = {"type": ["string", "null"], "pattern": MOMENT_PATTERN.pattern}
    ids = {"type": "array", "items": {"type": "string"}}
    words: Json = {"type": ["string", "null"]}
    number: Json = {"type": ["number", "null"]}
    place = _schema_object(
        geonames_id={"type": ["integer", "null"]},
        name={"type": "string"},
        admin1=words,
        country=words,
        latitude=number,
        longitude=number,
        precision={"enum": list(PRECISIONS)},
        radius_km=number,
    )
    share: Json = {"type": ["number", "null"], "minimum": 0, "maximum": 1}
    resolution = _schema_object(
        field={"enum": ["country", "sector", "place", "date"]},
        by={"type": "string"},
        confidence=share,
        precision={"enum": [*PRECISIONS, *DATE_PRECISIONS, None]},
        value=words,
    )
    conflict = _schema_object(
        field={"type": "string"},
        said={"type": "string"},
        span=span,
        table={"type": "string"},
        held={"type": "string"},
        kept={"enum": ["text", "table"]},
    )
    entity = _schema_object(
        id={"type": "string"},
        name={"type": "string"},
        kind={"enum": list(ENTITY_KINDS)},
        country={"type": ["string", "null"], "pattern": "^[A-Z]{3}$"},
        sector={"type": "array", "items": {"enum": list(SECTORS)}},
        role=words,
        mentions={"type": "array", "items": span, "minItems": 1},
        place={"anyOf": [place, {"type": "null"}]},
        link=words,
        inferred=ids,
        resolution={"type": "array", "items": resolution},
        conflicts={"type": "array", "items": conflict},
    )
    quantity = _schema_object(kind={"enum": list(QUANTITY_KINDS)}, span=span, low=number, high=number)
    event = _schema_object(
        id={"type": "string"},
        type={"enum": list(EVENT_TYPES)},
        mode=ids,
        context=ids,
        trigger=span,
        also={"type": "array", "items": span},
        actor=ids,
        recipient=ids,
        time=words,
        date=date,
        place=ids,
        quantity={"type": "array", "items": quantity},
        modality={"enum": list(MODALITIES)},
        claim={"enum": list(CLAIMS)},
        via=ids,
        quad=words,
        intensity=number,
        confidence=share,
        resolution={"type": "array", "items": resolution},
        sentence=span,
    )
    attribution = _schema_object(
        id={"type": "string"},
        kind={"enum": ["direct", "indirect", "mixed"]},
        source=span_or_null,
        entity=words,
        cue=span_or_null,
        content=span,
    )
    coder = _schema_object(version={"type": "string"}, parts={"type": "object"})
    schema = _schema_object(
        id={"type": "string"},
        text={"type": "string"},
        title=words,
        outlet=words,
        url=words,
        language=words,
        published=date,
        published_from={"enum": ["metadata", "text", None]},
        published_span=span_or_null,
        updated=moment,
        fetched=moment,
        authors=ids,
        section=words,
        rights=words,
        corrections=ids,
        source=words,
        parts={"type": "array", "items": _schema_object(kind={"enum": list(PART_KINDS)}, span=span)},
        agencies=ids,
        entities={"type": "array", "items": entity},
        times={
            "type": "array",
            "items": _schema_object(id={"type": "string"}, span=span, value=date),
        },
        attributions={"type": "array", "items": attribution},
        events={"type": "array", "items": event},
        coder={"anyOf": [coder, {"type": "null"}]},
    )
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Reading",
        "description": "One news report, read by Dateline. Offsets count code points of `text`, half-open.",
        **schema,
        "$defs": {
            "span": {
                "type": "array",
                "prefixItems": [{"type": "integer", "minimum": 0}, {"type": "integer", "minimum": 1}],
                "minItems": 2,
                "maxItems": 2,
            }
        },
    }


def _schema_object(**properties: Any) -> Json:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }
