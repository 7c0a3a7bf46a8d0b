"""Leaving out what people marked as sensitive.

In: a reading and its marks. Out: the reading without the marked values. A marked entity's mentions are covered in the
text with one `█` for each character, so that every offset still holds and nothing else moves.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dateline.readings import decode_reading, encode_reading
from dateline.records import Reading

COVER = "█"
WITHHELD = "[withheld]"
_EMPTY: dict[str, Any] = {"role": None, "country": None, "sector": [], "place": None}


def redact_reading(reading: Reading, marks: Mapping[tuple[str, str], frozenset[str]]) -> Reading:
    """Give the reading without what is marked; `marks` are fields by kind of target (`entity`, `account`) and id."""
    if not marks:
        return reading
    value = encode_reading(reading)
    covered: list[list[int]] = []
    for entity in value["entities"]:
        fields = marks.get(("entity", entity["id"]), frozenset())
        if not fields:
            continue
        if fields & {"name", "all"}:
            entity["name"], entity["link"] = WITHHELD, None
            covered += entity["mentions"]
        for field, empty in _EMPTY.items():
            if fields & {field, "all"}:
                entity[field] = empty
                _leave_out(entity, field)
    for account in value["events"]:
        fields = marks.get(("account", account["id"]), frozenset())
        if "all" in fields:
            fields = frozenset({"actor", "recipient", "place", "date", "quantity"})
            covered.append(account["sentence"])
        _empty_account(account, fields)
    value["text"] = _cover(value["text"], covered)
    if value["title"] is not None and covered:
        value["title"] = _cover_words(value["title"], [reading.text[start:end] for start, end in covered])
    return decode_reading(value)


def _leave_out(record: dict[str, Any], field: str) -> None:
    """Leave out what says how a field came about: it may say the value too."""
    for name in ("resolution", "conflicts"):
        if name in record:
            record[name] = [item for item in record[name] if item["field"] != field]


def _empty_account(account: dict[str, Any], fields: frozenset[str]) -> None:
    for field in fields:
        _leave_out(account, field)
        if field == "date":
            account["date"] = account["time"] = None
        else:
            account[field] = []


def _cover(text: str, spans: list[list[int]]) -> str:
    letters = list(text)
    for start, end in spans:
        letters[start:end] = [letter if letter == "\n" else COVER for letter in letters[start:end]]
    return "".join(letters)


def _cover_words(title: str, quotes: list[str]) -> str:
    for quote in sorted(quotes, key=len, reverse=True):
        title = title.replace(quote, COVER * len(quote))
    return title
