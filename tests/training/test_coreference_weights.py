"""How the weights of antecedents are learned."""

from __future__ import annotations

from typing import Any

from training.coreference_weights import find_best, gather, learn

from dateline.annotate.syntax import load_pipeline
from dateline.records import Document, Report

TEXT = "Mayor Anna Berg spoke in Oslo. She praised the council. The mayor then left."


def annotate() -> tuple[dict[str, Any], Document]:
    def span(quote: str) -> list[int]:
        return [TEXT.index(quote), TEXT.index(quote) + len(quote)]

    entities = [
        {"id": "e1", "mentions": [span("Anna Berg"), span("She"), span("The mayor")]},
        {"id": "e2", "mentions": [span("the council")]},
    ]
    return {"id": "t", "entities": entities}, Document(Report("t", TEXT), syntax=load_pipeline()(TEXT))


def test_annotated_choices_are_learned() -> None:
    reading, document = annotate()
    cases = gather([reading], [document])
    assert set(cases) == {"d", "he"}
    assert [case.values.count("right") for case in cases["he"]] == [1]
    weights = learn(cases["he"])
    assert find_best(cases["he"][0], weights) == "right"
