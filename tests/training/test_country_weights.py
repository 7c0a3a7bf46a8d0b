"""Learning what speaks for a country as an actor's."""

from __future__ import annotations

from typing import Any

from training.coreference_weights import find_best
from training.country_weights import Teacher, learn

from dateline.records import Document, Entity, Report, Span
from dateline.resolve.country_features import CountryOption


def make_reading(text: str, words: str, country: str | None) -> dict[str, Any]:
    start = text.index(words)
    entity = {"id": "e1", "kind": "group", "country": country, "mentions": [[start, start + len(words)]]}
    return {"id": text[:8], "text": text, "entities": [entity]}


def teach(text: str, country: str | None) -> Teacher:
    document = Document(Report("t", text))
    start = text.index("farmers")
    entity = Entity("c1", "farmers", "group", (Span.of(document.text, start, start + 7),), country="CHL")
    teacher = Teacher(make_reading(text, "two farmers", country))
    options = [
        CountryOption(None, {"none": 1.0}),
        CountryOption("BOL", {"near": 1.0}),
        CountryOption("CHL", {"rule": 1.0}),
    ]
    assert teacher.choose(entity, options).code == "CHL"  # it leaves what the rules chose
    return teacher


def test_the_annotated_country_is_learnt() -> None:
    cases = [case for number in range(12) for case in teach(f"{number:02d}: two farmers left.", "BOL").cases]
    assert len(cases) == 12
    weights = learn(cases)
    assert weights["near"] > weights["rule"]
    assert all(find_best(case, weights) == "right" for case in cases)


def test_actors_that_no_annotation_covers_take_no_part() -> None:
    text = "Two priests met two farmers."
    teacher = Teacher(make_reading(text, "Two priests", "CHL"))
    entity = Entity("c1", "farmers", "group", (Span.of(text, 20, 27),), country="CHL")
    teacher.choose(entity, [CountryOption(None), CountryOption("CHL")])
    assert teacher.cases == []
