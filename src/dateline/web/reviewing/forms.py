"""Filled forms to decisions: what differs from the record that was shown becomes a correction, field by field.

In: a form's values by name, and the account (or entity, time, attribution) that it was about. Out: decisions, none
where nothing differs. Raises `StoreError` with the field's name. All decisions of a form are tried on a copy of the
reading before the first is kept, so that a form is taken whole or not at all.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from dateline.errors import StoreError
from dateline.readings import encode_reading
from dateline.records import Reading
from dateline.review.corrections import apply_decisions
from dateline.review.decisions import Decision, Numbered, Target
from dateline.store import StoredAccount
from dateline.web.decision_values import check_decision
from dateline.web.reviewing.spans import find_span

Form = Mapping[str, Sequence[str]]
Json = dict[str, Any]
LISTS = ("mode", "context", "actor", "recipient", "place", "via")
NEW_SIDES = ("actor", "recipient", "place")
_TRIAL = 10**15
"""Numbers of decisions on trial: higher than any that is kept."""


def one(form: Form, name: str) -> str:
    """Give a field's only value, stripped."""
    values = form.get(name) or ("",)
    return values[0].strip()


def read_account_form(form: Form, account: StoredAccount, person: str, round_name: str | None) -> list[Decision]:
    """Give a correction for each field of an account that the form changes."""
    reading = encode_reading(account.reading)
    record = next(item for item in reading["events"] if item["id"] == account.id)
    wanted = read_values(form, reading, record)
    reason = one(form, "reason") or None
    decisions = [
        Decision(
            kind="correct",
            person=person,
            target=account.target,
            field=field,
            value=value,
            reason=reason,
            round=round_name,
        )
        for field, value in wanted.items()
        if value != record[field]
    ]
    return try_decisions(decisions, account.reading, account.coder)


def read_values(form: Form, reading: Json, record: Json) -> Json:
    """Give the fields that a form holds, in the form of `docs/format.md`; new parties are objects in the lists."""
    text = reading["text"]
    near = tuple(record["sentence"]) if record.get("sentence") else None
    values: Json = {}
    if one(form, "trigger"):
        values["trigger"] = _find(text, "trigger", one(form, "trigger"), near)
    if "also" in form:
        values["also"] = [_find(text, "also", line, None) for line in one(form, "also").splitlines() if line.strip()]
    for field in ("type", "modality", "claim"):
        if one(form, field):
            values[field] = one(form, field)
    if "time" in form:
        values["time"] = one(form, "time") or None
    if "date" in form:
        values["date"] = one(form, "date") or None
    for field in LISTS:
        if field in form or f"has_{field}" in form:
            values[field] = _keep_order([item for item in form.get(field, ()) if item], record.get(field) or [])
    for side in NEW_SIDES:
        if one(form, f"new_{side}_name"):
            held: list[Any] = list(values.get(side) or record.get(side) or [])
            values[side] = [*held, _read_entity(form, text, side, near)]
    if "number_words" in form:
        values["quantity"] = _read_numbers(form, text, near)
    return values


def read_added_form(form: Form, reading: Reading, person: str) -> Decision:
    """Give the decision that adds an event which the program missed."""
    value = encode_reading(reading)
    values = read_values(form, value, {})
    if not values.get("type"):
        raise StoreError("type: an event needs one")
    if not values.get("trigger"):
        raise StoreError("trigger: select the word that carries the act")
    kept = {name: item for name, item in values.items() if item not in (None, [])}
    return Decision(
        kind="add",
        person=person,
        target=Target.of_report(reading.id),
        field="events",
        value=kept,
        reason=one(form, "reason") or None,
    )


def read_part_form(form: Form, account: StoredAccount, kind: str, part: str, person: str) -> list[Decision]:
    """Give the corrections of an entity, a time or an attribution that an account uses."""
    reading = encode_reading(account.reading)
    tables = {"entity": "entities", "time": "times", "attribution": "attributions"}
    if kind not in tables:
        raise StoreError(f"no such part: {kind[:20]!r}")
    record = next((item for item in reading[tables[kind]] if item["id"] == part), None)
    if record is None:
        raise StoreError(f"{kind}: {part[:60]!r} is not in the report")
    readers = {"entity": _read_entity_values, "time": _read_time_values, "attribution": _read_attribution_values}
    values = readers[kind](form, reading["text"])
    decisions = [
        Decision(
            kind="correct",
            person=person,
            target=Target(kind, ((account.report, account.coder, part),)),  # type: ignore[arg-type]
            field=field,
            value=value,
            reason=one(form, "reason") or None,
        )
        for field, value in values.items()
        if value != record[field]
    ]
    return try_decisions(decisions, account.reading, account.coder)


def try_decisions(decisions: Sequence[Decision], reading: Reading, coder: str) -> list[Decision]:
    """Check decisions and apply them to a copy; raises `StoreError` where they cannot stand together."""
    checked = [check_decision(decision) for decision in decisions]
    numbered = [Numbered(_TRIAL + place, replace(item, round=None)) for place, item in enumerate(checked)]
    apply_decisions(reading, numbered, coder)
    return checked


def _read_entity_values(form: Form, text: str) -> Json:
    values: Json = {}
    for field in ("name", "kind"):
        if one(form, field):
            values[field] = one(form, field)
    for field in ("country", "role"):
        if field in form:
            values[field] = one(form, field) or None
    if "sector" in form:
        values["sector"] = one(form, "sector").upper().replace(",", " ").split()
    if "mentions" in form:
        lines = [line for line in one(form, "mentions").splitlines() if line.strip()]
        values["mentions"] = [_find(text, "mentions", line, None) for line in lines]
    if "place_name" in form:
        values["place"] = _read_place(form) if one(form, "place_name") else None
    return values


def _read_place(form: Form) -> Json:
    number = one(form, "place_geonames")
    return {
        "geonames_id": int(number) if number.isascii() and number.isdigit() else None,
        "name": one(form, "place_name"),
        "admin1": one(form, "place_admin1") or None,
        "country": one(form, "place_country") or None,
        "latitude": _read_number(form, "place_latitude"),
        "longitude": _read_number(form, "place_longitude"),
        "precision": one(form, "place_precision"),
        "radius_km": _read_number(form, "place_radius"),
    }


def _read_time_values(form: Form, text: str) -> Json:
    values: Json = {}
    if one(form, "words"):
        values["span"] = _find(text, "words", one(form, "words"), None)
    if "value" in form:
        values["value"] = one(form, "value") or None
    return values


def _read_attribution_values(form: Form, text: str) -> Json:
    values: Json = {}
    for field in ("source", "cue"):
        if field in form:
            values[field] = _find(text, field, one(form, field), None) if one(form, field) else None
    if one(form, "content"):
        values["content"] = _find(text, "content", one(form, "content"), None)
    if one(form, "kind"):
        values["kind"] = one(form, "kind")
    return values


def _read_entity(form: Form, text: str, side: str, near: tuple[int, int] | None) -> Json:
    words = one(form, f"new_{side}_words") or one(form, f"new_{side}_name")
    found: Json = {
        "name": one(form, f"new_{side}_name"),
        "kind": one(form, f"new_{side}_kind") or ("place" if side == "place" else "org"),
        "mentions": [_find(text, f"new {side}", words, near)],
    }
    if one(form, f"new_{side}_country"):
        found["country"] = one(form, f"new_{side}_country").upper()
    return found


def _read_numbers(form: Form, text: str, near: tuple[int, int] | None) -> list[Json]:
    columns = [form.get(f"number_{name}", ()) for name in ("kind", "words", "low", "high")]
    if len({len(column) for column in columns}) > 1:
        raise StoreError("numbers: each row needs what is counted, words, and both ends")
    rows = []
    for kind, words, low, high in zip(*columns, strict=False):
        if not words.strip():
            continue
        span = _find(text, "numbers", words, near)
        rows.append({"kind": kind or "other", "span": span, "low": _number(low), "high": _number(high)})
    return rows


def _read_number(form: Form, name: str) -> float | None:
    return _number(one(form, name))


def _number(words: str) -> float | None:
    plain = words.strip().replace(",", "").replace(" ", "")
    if not plain:
        return None
    try:
        number = float(plain)
    except ValueError as error:
        raise StoreError(f"numbers: {words[:30]!r} is no number") from error
    return number


def _find(text: str, field: str, words: str, near: tuple[int, int] | None) -> list[int]:
    try:
        return list(find_span(text, words, near=near))
    except StoreError as error:
        raise StoreError(f"{field}: {error}") from error


def _keep_order(chosen: list[str], before: Sequence[str]) -> list[str]:
    """Keep the order that was there: boxes come in the order of the page."""
    held = list(dict.fromkeys(chosen))
    return [item for item in before if item in held] + [item for item in held if item not in before]
