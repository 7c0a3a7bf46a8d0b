"""Readings of invented reports that have what formats find hard: several parties, intervals, countries, odd lines."""

from __future__ import annotations

from typing import Any

from dateline.readings import decode_reading
from dateline.records import Reading
from tests.export.builders import locate, make_reading

TEXT = (
    "Bus depot bombed as talks near\n\n"
    "CORVEN, Texas (Wire) – A bomb killed 12 people, among them the driver Ilka Marsh, at the\n"
    "bus depot in Corven in the first week of March, sheriff's deputies said.\n"
    'The rebels of the "Green Dawn" and the army fought with rifles in Velland in March.\n'
    "About 3,000 students and nurses marched against the mayor and the governor on 9 March.\n"
    "Velland will send tents next month, its government promised.\n"
    "Witness Tom Brill, reachable at brill@post.example, said the army denied shelling Corven."
)


def _place(name: str, country: str, precision: str, **values: Any) -> dict[str, Any]:
    place = {"geonames_id": None, "name": name, "admin1": None, "country": country, "precision": precision}
    return {**place, "latitude": 10.0, "longitude": 20.0, "radius_km": 7.0, **values}


def make_sample_value() -> dict[str, Any]:
    """Give the JSON value of a reading with five accounts."""
    at = lambda words, after="": locate(TEXT, words, after)  # noqa: E731
    lines = [at(line) for line in TEXT.split("\n") if line]
    bomb = [lines[1][0] + len("CORVEN, Texas (Wire) – "), lines[2][1]]
    corven = _place("Corven", "USA", "city", geonames_id=77, admin1="Texas", latitude=31.5, longitude=-97.1)
    people = [
        {
            "id": "army",
            "name": "army of Velland",
            "kind": "org",
            "country": "ESP",
            "sector": ["MIL"],
            "mentions": [at("the army"), at("the army", "said the")],
        },
        {
            "id": "dawn",
            "name": "Green Dawn",
            "kind": "org",
            "sector": ["REB"],
            "mentions": [at('The rebels of the "Green Dawn"')],
        },
        {
            "id": "ilka",
            "name": "Ilka Marsh",
            "kind": "person",
            "role": "driver",
            "mentions": [at("the driver Ilka Marsh")],
        },
        {"id": "tom", "name": "Tom Brill", "kind": "person", "sector": ["CVL"], "mentions": [at("Witness Tom Brill")]},
        {
            "id": "students",
            "name": "students",
            "kind": "group",
            "country": "USA",
            "sector": ["EDU"],
            "mentions": [at("students")],
        },
        {
            "id": "nurses",
            "name": "nurses",
            "kind": "group",
            "country": "USA",
            "sector": ["MED"],
            "mentions": [at("nurses")],
        },
        {
            "id": "mayor",
            "name": "the mayor",
            "kind": "person",
            "country": "USA",
            "sector": ["GOV"],
            "mentions": [at("the mayor")],
        },
        {
            "id": "governor",
            "name": "the governor",
            "kind": "person",
            "country": "USA",
            "sector": ["GOV"],
            "mentions": [at("the governor")],
        },
        {
            "id": "velland",
            "name": "Government of Velland",
            "kind": "org",
            "country": "ESP",
            "sector": ["GOV", "IGO"],
            "mentions": [at("its government")],
        },
        {
            "id": "corven",
            "name": "Corven",
            "kind": "place",
            "country": "USA",
            "place": corven,
            "mentions": [at("CORVEN"), at("Corven"), at("Corven", "shelling")],
        },
        {
            "id": "land",
            "name": "Velland",
            "kind": "place",
            "country": "ESP",
            "mentions": [at("Velland")],
            "place": _place("Velland", "ESP", "country", geonames_id=5),
        },
    ]
    events = [
        {
            "id": "b",
            "type": "ASSAULT",
            "mode": ["explosives"],
            "context": ["terrorism"],
            "trigger": at("bomb", "A "),
            "also": [at("bombed")],
            "recipient": ["ilka"],
            "time": "t1",
            "date": "2021-03-01/2021-03-07",
            "place": ["corven"],
            "sentence": bomb,
            "quad": "material conflict",
            "intensity": -9.0,
            "confidence": 0.8,
            "quantity": [{"kind": "killed", "span": at("12 people"), "low": 12, "high": 12}],
        },
        {
            "id": "f",
            "type": "ASSAULT",
            "mode": [],
            "trigger": at("fought"),
            "actor": ["dawn"],
            "recipient": ["army"],
            "date": "2021-03",
            "place": ["land"],
            "sentence": lines[3],
            "quad": "material conflict",
            "intensity": -9.0,
        },
        {
            "id": "m",
            "type": "PROTEST",
            "mode": ["demo"],
            "trigger": at("marched"),
            "actor": ["students", "nurses"],
            "recipient": ["mayor", "governor"],
            "time": "t2",
            "date": "2021-03-09",
            "place": ["corven"],
            "sentence": lines[4],
            "quad": "material conflict",
            "intensity": -5.0,
            "confidence": 0.95,
            "quantity": [{"kind": "participants", "span": at("About 3,000"), "low": 2500, "high": 3500}],
        },
        {
            "id": "p",
            "type": "AID",
            "trigger": at("will send tents"),
            "actor": ["velland"],
            "modality": "planned",
            "sentence": lines[5],
            "quad": "material cooperation",
            "intensity": 10.0,
        },
        {
            "id": "d",
            "type": "ASSAULT",
            "mode": ["heavy-weapons"],
            "trigger": at("shelling"),
            "actor": ["army"],
            "claim": "denied",
            "via": ["a1", "a2"],
            "sentence": lines[6],
            "quad": "material conflict",
            "intensity": -9.5,
        },
    ]
    said = [
        {
            "id": "a1",
            "kind": "indirect",
            "source": at("Witness Tom Brill"),
            "entity": "tom",
            "cue": at("said", "example"),
            "content": at("the army denied shelling Corven"),
        },
        {
            "id": "a2",
            "kind": "indirect",
            "source": at("the army", "example"),
            "entity": "army",
            "cue": at("denied"),
            "content": at("shelling Corven"),
        },
    ]
    return {
        "id": "sample",
        "text": TEXT,
        "title": "Bus depot bombed; Ilka Marsh dead",
        "outlet": "Corven Post",
        "url": "https://post.example/depot?a=1&b=2",
        "language": "en",
        "published": "2021-03-10",
        "parts": [
            {"kind": "headline", "span": lines[0]},
            {"kind": "dateline", "span": at("CORVEN, Texas (Wire) – ")},
            {"kind": "body", "span": [lines[0][1], len(TEXT)]},  # begins with line breaks
        ],
        "agencies": ["Wire"],
        "entities": people,
        "events": events,
        "attributions": said,
        "times": [
            {"id": "t1", "span": at("the first week of March"), "value": "2021-03-01/2021-03-07"},
            {"id": "t2", "span": at("9 March"), "value": "2021-03-09"},
        ],
        "coder": {"version": "0.0", "parts": {"reader": "rules"}},
    }


def make_sample() -> Reading:
    """Give a reading with five accounts."""
    return decode_reading(make_sample_value())


def make_all() -> list[Reading]:
    """Give several readings: the two invented ones and one without events."""
    empty = decode_reading({"id": "quiet", "text": "Nothing happened.", "published": "2021-03-11"})
    return [make_reading(), make_sample(), empty]
