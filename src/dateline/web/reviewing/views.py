"""What a page of review shows: an account with its report's words marked, and every field with its choices.

In: an account as the store gives it, and what a form held where one was refused. Out: frozen records for templates.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from dateline.data import load_json
from dateline.export.segments import Mark, cut_segments
from dateline.extract.scheme import CONTEXTS
from dateline.readings import encode_reading
from dateline.records import CLAIMS, ENTITY_KINDS, EVENT_TYPES, MODALITIES, QUANTITY_KINDS, SECTORS
from dateline.store import StoredAccount
from dateline.web.reviewing.spans import write_span
from dateline.web.shown import hash_account

Json = dict[str, Any]
EMPTY_ROWS = 2
"""How many empty rows for numbers a form has."""
MARKED = ("actor", "recipient", "place")


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of the report: its words and what they are of the account, as classes."""

    text: str
    kinds: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """A value that a field may have; `group` parts the choices, `note` says more."""

    value: str
    label: str
    chosen: bool
    group: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class NumberRow:
    """A row for a number of the account."""

    kind: str
    words: str
    low: str
    high: str


@dataclass(frozen=True, slots=True)
class AccountView:
    """One account on the page, with the values of its form."""

    account: StoredAccount
    shown: str
    stretches: tuple[Stretch, ...]
    texts: Mapping[str, str]
    choices: Mapping[str, tuple[Choice, ...]]
    numbers: tuple[NumberRow, ...]
    entities: tuple[Json, ...]
    attributions: tuple[Json, ...]
    times: tuple[Json, ...]

    @property
    def report(self) -> Any:
        """The report that the account lies in."""
        return self.account.reading.report


def make_account_view(account: StoredAccount, given: Mapping[str, Sequence[str]] | None = None) -> AccountView:
    """Make the view of an account; `given` are values of a form that was refused, by name, to be kept."""
    reading = encode_reading(account.reading)
    record = next(item for item in reading["events"] if item["id"] == account.id)
    held = given or {}
    texts = {
        "trigger": write_span(reading["text"], *record["trigger"]),
        "also": "\n".join(write_span(reading["text"], *pair) for pair in record["also"]),
        "date": record["date"] or "",
    }
    texts = {name: held[name][0] if held.get(name) else value for name, value in texts.items()}
    involved = {*record["actor"], *record["recipient"], *record["place"]}
    sources = [item for item in reading["attributions"] if item["id"] in record["via"]]
    involved |= {item["entity"] for item in sources if item["entity"]}
    return AccountView(
        account=account,
        shown=hash_account(account),
        stretches=mark_text(reading, record),
        texts=texts,
        choices=_make_choices(reading, record, held),
        numbers=_make_numbers(reading["text"], record, held),
        entities=tuple(
            _describe_entity(reading["text"], item) for item in reading["entities"] if item["id"] in involved
        ),
        attributions=tuple(_describe_attribution(reading, item) for item in sources),
        times=tuple(
            {**item, "words": write_span(reading["text"], *item["span"])}
            for item in reading["times"]
            if item["id"] == record["time"]
        ),
    )


def make_empty_form(reading: Json, given: Mapping[str, Sequence[str]]) -> Json:
    """Give the values and choices of a form for an event that the program missed."""
    record: Json = {"type": None, "mode": [], "context": [], "actor": [], "recipient": [], "place": [], "via": [],
                    "time": None, "modality": "actual", "claim": "narrator", "quantity": []}  # fmt: skip
    return {
        "texts": {name: (given.get(name) or [""])[0] for name in ("trigger", "also", "date")},
        "choices": _make_choices(reading, record, given),
        "numbers": _make_numbers(reading["text"], record, given),
    }


def mark_text(reading: Json, record: Json | None) -> tuple[Stretch, ...]:
    """Give the report's text in stretches, marked with what they are of an account."""
    marks: list[Mark] = []
    if record:
        marks += _list_marks(reading, record)
    text = reading["text"]
    return tuple(
        Stretch(text[item.start : item.end], tuple(dict.fromkeys(mark.kind for mark in item.marks)))
        for item in cut_segments(len(text), marks)
    )


def _list_marks(reading: Json, record: Json) -> list[Mark]:
    def mark(pair: Sequence[int] | None, kind: str) -> list[Mark]:
        return [Mark(pair[0], pair[1], kind, kind)] if pair else []

    found = mark(record["sentence"], "sentence") + mark(record["trigger"], "trigger")
    for pair in record["also"]:
        found += mark(pair, "also")
    entities = {item["id"]: item for item in reading["entities"]}
    for side in MARKED:
        for name in record[side]:
            for pair in entities[name]["mentions"]:
                found += mark(pair, side)
    for item in reading["times"]:
        if item["id"] == record["time"]:
            found += mark(item["span"], "time")
    for item in record["quantity"]:
        found += mark(item["span"], "quantity")
    for item in reading["attributions"]:
        if item["id"] in record["via"]:
            found += mark(item["source"], "source") + mark(item["cue"], "cue")
    return found


def _make_choices(reading: Json, record: Json, held: Mapping[str, Sequence[str]]) -> dict[str, tuple[Choice, ...]]:
    def chosen(field: str) -> set[str]:
        if held:
            return set(held.get(field, ()))
        value = record[field]
        return {value} if isinstance(value, str) else set(value or ())

    text = reading["text"]
    entities = reading["entities"]
    found: dict[str, tuple[Choice, ...]] = {
        "type": _simple(EVENT_TYPES, chosen("type")),
        "mode": _make_modes(chosen("mode"), chosen("type")),
        "context": _simple(CONTEXTS, chosen("context")),
        "modality": _simple(MODALITIES, chosen("modality")),
        "claim": _simple(CLAIMS, chosen("claim")),
        "time": tuple(
            Choice(
                item["id"], _quote(text, item["span"]), item["id"] in chosen("time"), note=item["value"] or "undated"
            )
            for item in reading["times"]
        ),
        "via": tuple(
            Choice(
                item["id"], _name_source(reading, item), item["id"] in chosen("via"), note=_quote(text, item["content"])
            )
            for item in reading["attributions"]
        ),
    }
    for side in MARKED:
        mine = chosen(side)
        wanted = [item for item in entities if item["id"] in mine or (item["kind"] == "place") == (side == "place")]
        found[side] = tuple(
            Choice(item["id"], item["name"], item["id"] in mine, note=_describe_codes(item)) for item in wanted
        )
    return found


def _make_modes(chosen: set[str], types: set[str]) -> tuple[Choice, ...]:
    """Give the modes by type; one that the type does not have is chosen where it first stands."""
    plover = load_json("plover.json")
    mine = {name for code in types if code in plover for name in plover[code]["modes"]}
    found, taken = [], set(mine)
    for code in EVENT_TYPES:
        for name in plover[code]["modes"]:
            here = code in types or name not in taken
            found.append(Choice(name, _say(name), name in chosen and here, code))
            taken.add(name)
    return tuple(found)


def _make_numbers(text: str, record: Json, held: Mapping[str, Sequence[str]]) -> tuple[NumberRow, ...]:
    if held.get("number_words"):
        columns = [held.get(f"number_{name}", ()) for name in ("kind", "words", "low", "high")]
        return tuple(NumberRow(*row) for row in zip(*columns, strict=False))
    rows = [
        NumberRow(item["kind"], write_span(text, *item["span"]), _write(item["low"]), _write(item["high"]))
        for item in record["quantity"]
    ]
    return (*rows, *(NumberRow("", "", "", "") for _ in range(EMPTY_ROWS)))


def _describe_entity(text: str, item: Json) -> Json:
    return {
        **item,
        "sector": " ".join(item["sector"]),
        "words": "\n".join(write_span(text, *pair) for pair in item["mentions"]),
    }


def _describe_attribution(reading: Json, item: Json) -> Json:
    text = reading["text"]
    words = {name: write_span(text, *item[name]) if item[name] else "" for name in ("source", "cue", "content")}
    return {**item, "words": words, "name": _name_source(reading, item)}


def _name_source(reading: Json, item: Json) -> str:
    name = next((entity["name"] for entity in reading["entities"] if entity["id"] == item["entity"]), None)
    return name or (_quote(reading["text"], item["source"]) if item["source"] else "a source that is not named")


def _describe_codes(item: Json) -> str:
    if item["place"]:
        return ", ".join(part for part in (item["place"]["country"], item["place"]["precision"]) if part)
    return " ".join([*([item["country"]] if item["country"] else []), *item["sector"]])


def _simple(values: Sequence[str], chosen: set[str]) -> tuple[Choice, ...]:
    return tuple(Choice(value, _say(value), value in chosen) for value in values)


def _say(code: str) -> str:
    return code.lower().replace("_", " ").replace("-", " ") if code.islower() else code.capitalize()


def _quote(text: str, pair: Sequence[int]) -> str:
    words = " ".join(text[pair[0] : pair[1]].split())
    return words if len(words) <= 90 else f"{words[:60]} … {words[-25:]}"


def _write(number: float | None) -> str:
    return "" if number is None else f"{number:.15g}"


KINDS = {"entity": ENTITY_KINDS, "quantity": QUANTITY_KINDS, "sector": SECTORS,
         "precision": ("point", "city", "admin1", "country", "region")}  # fmt: skip
"""Codes that templates list."""
