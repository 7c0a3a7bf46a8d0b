"""Hand-made readings for the tests of exports."""

from __future__ import annotations

from typing import Any

from dateline.readings import decode_reading
from dateline.records import Reading

TEXT = (
    "Ministers meet in Oslo\n\n"
    "OSLO (Wire) - Police in Oslo arrested at least 40 marchers on Sunday, the Justice Ministry said.\n"
    "A union claimed that, according to a witness, officers beat two students.\n"
    "The mayor will not visit Bergen."
)


def locate(text: str, words: str, after: str = "") -> list[int]:
    """Give the offsets of words in a text, the first after some others."""
    start = text.index(words, text.index(after) if after else 0)
    return [start, start + len(words)]


def make_value(**changes: Any) -> dict[str, Any]:
    """Give the JSON value of a reading with three accounts."""
    at = lambda words, after="": locate(TEXT, words, after)  # noqa: E731
    value: dict[str, Any] = {
        "id": "r1",
        "text": TEXT,
        "title": "Ministers meet in Oslo",
        "outlet": "The Wire",
        "url": "https://wire.example/1",
        "published": "2021-05-03",
        "parts": [
            {"kind": "headline", "span": at("Ministers meet in Oslo")},
            {"kind": "dateline", "span": at("OSLO (Wire) - ")},
        ],
        "entities": [
            {"id": "e1", "name": "Police of Oslo", "kind": "org", "country": "NOR", "sector": ["COP"],
             "mentions": [at("Police in Oslo"), at("officers")]},
            {"id": "e2", "name": "marchers", "kind": "group", "country": "NOR", "sector": ["CVL"],
             "mentions": [at("at least 40 marchers")]},
            {"id": "e3", "name": "Oslo", "kind": "place", "country": "NOR",
             "mentions": [at("Oslo"), at("Oslo", "Police")],
             "place": {"geonames_id": 3143244, "name": "Oslo", "admin1": "Oslo", "country": "NOR",
                       "latitude": 59.9127, "longitude": 10.7461, "precision": "city", "radius_km": 15.0}},
            {"id": "e4", "name": "Justice Ministry", "kind": "org", "country": "NOR", "sector": ["GOV"],
             "mentions": [at("the Justice Ministry")]},
            {"id": "e5", "name": "a union", "kind": "org", "sector": ["LAB"], "mentions": [at("A union")]},
            {"id": "e6", "name": "a witness", "kind": "person", "mentions": [at("a witness")]},
            {"id": "e7", "name": "students", "kind": "group", "mentions": [at("two students")]},
            {"id": "e8", "name": "Mayor of Oslo", "kind": "person", "mentions": [at("The mayor")],
             "inferred": ["country"], "country": "NOR",
             "resolution": [{"field": "country", "by": "leaders", "confidence": 0.95}],
             "conflicts": [{"field": "country", "said": "SWE", "span": at("Oslo", "Police"), "table": "leaders",
                            "held": "NOR", "kept": "table"}]},
        ],
        "times": [{"id": "t1", "span": at("Sunday"), "value": "2021-05-02"}],
        "attributions": [
            {"id": "a1", "source": at("the Justice Ministry"), "entity": "e4", "cue": at("said"),
             "content": at("Police in Oslo arrested at least 40 marchers on Sunday"), "kind": "indirect"},
            {"id": "a2", "source": at("A union"), "entity": "e5", "cue": at("claimed"),
             "content": at("according to a witness, officers beat two students"), "kind": "indirect"},
            {"id": "a3", "source": at("a witness"), "entity": "e6", "cue": at("according to"),
             "content": at("officers beat two students"), "kind": "indirect"},
        ],
        "events": [
            {"id": "v2", "type": "ASSAULT", "mode": ["beat"], "trigger": at("beat"), "actor": ["e1"],
             "recipient": ["e7"], "claim": "alleged", "via": ["a2", "a3"],
             "sentence": at("A union claimed that, according to a witness, officers beat two students.")},
            {"id": "v1", "type": "COERCE", "mode": ["arrest"], "context": ["rights_freedoms"],
             "trigger": at("arrested"), "actor": ["e1"], "recipient": ["e2"], "time": "t1",
             "date": "2021-05-02", "place": ["e3"], "claim": "attributed", "via": ["a1"],
             "quantity": [{"kind": "arrested", "span": at("at least 40"), "low": 40, "high": None}],
             "quad": "material conflict", "intensity": -7.2, "confidence": 0.9,
             "resolution": [{"field": "date", "by": "expression", "confidence": 0.75, "precision": "day"},
                            {"field": "place", "by": "reader", "confidence": 0.5, "precision": "city", "value": "e3"}],
             "sentence": at(
                 "Police in Oslo arrested at least 40 marchers on Sunday, the Justice Ministry said.")},
            {"id": "v3", "type": "CONSULT", "mode": ["visit"], "trigger": at("visit"), "actor": ["e8"],
             "modality": "negated", "sentence": at("The mayor will not visit Bergen.")},
        ],
        "coder": {"version": "0.0", "parts": {"reader": "rules"}},
    }  # fmt: skip
    return {**value, **changes}


def make_reading(**changes: Any) -> Reading:
    """Give a reading with three accounts."""
    return decode_reading(make_value(**changes))


def make_hostile(words: str) -> Reading:
    """Give a reading whose every free field and text hold the same words."""
    text = f"{words} said {words} hit {words}."
    end = len(words)
    second = [end + 6, end + 6 + end]
    third = [second[1] + 5, second[1] + 5 + end]
    trigger = [second[1] + 1, second[1] + 4]
    entities = [
        {"id": f"{words}{i}", "name": words, "kind": "place", "role": words, "mentions": [span], "link": words,
         "inferred": [words], "resolution": [{"field": "place", "by": words, "confidence": 0.5}],
         "conflicts": [{"field": words, "said": words, "span": span, "table": words, "held": words, "kept": "table"}]}
        for i, span in enumerate(([0, end], second, third))
    ]  # fmt: skip
    return decode_reading({
        "id": words, "text": text, "title": words, "outlet": words, "url": words, "language": words,
        "agencies": [words], "entities": entities,
        "attributions": [
            {"id": words, "source": [0, end], "entity": None, "cue": [end + 1, end + 5],
             "content": [second[0], third[1]]}
        ],
        "events": [
            {"id": words, "type": "ASSAULT", "mode": [words], "context": [words], "trigger": trigger,
             "sentence": [0, len(text)], "actor": [f"{words}1"], "recipient": [f"{words}2"],
             "place": [f"{words}2"], "via": [words], "quad": words,
             "quantity": [{"kind": "other", "span": third, "low": None, "high": None}]}
        ],
        "coder": {"version": words, "parts": {words: words}},
    })  # fmt: skip
