"""Move the weights of what speaks for a place towards what annotated reports ask for; write `place_weights.json`.

    python -m training.place_weights [--corpus DIR] [--bench DIR] [--out FILE]

In: annotated readings whose place entities have a country. Out: the weights of `resolve/place_features.py`: a
conditional logit over the places of a name, of which those in the annotated country are right, with the weights chosen
by hand as the mean of the prior. Prints the share of names put in the right country by cross-validation over reports,
before and after. Only labels written for this project take part.
"""

from __future__ import annotations

import json
import pathlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from dateline.annotate.coreference import link_mentions
from dateline.annotate.entities import find_entities
from dateline.records import Document, Entity, Span
from dateline.resolve.context import find_context
from dateline.resolve.place_features import Features, Surroundings, describe_place
from dateline.resolve.places import choose_places, count_votes, list_options
from dateline.weighing import weigh
from training.corpus import parse_documents
from training.fitting import fit_choice
from training.readings import find_readings, join_texts, make_parser

Floats = npt.NDArray[np.float64]
PULL = 4.0
"""Strength of the pull towards the weights chosen by hand."""
FOLDS = 5
HAND = {
    "people": 0.9, "its state beside it": 8.0, "another state beside it": -2.0, "its country or area beside it": 7.0,
    "area named so": 1.5, "area": -0.5, "state of the USA": 4.0, "county named so": 1.0, "county": -1.5, "capital": 1.0,
    "country of the report": 4.0, "area of the report": 0.8, "area of other names": 3.0, "near other places": 0.6,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Case:
    """A name of a report: the features of the places that bear it, and which of them are right."""

    report: str
    options: tuple[Features, ...]
    right: tuple[bool, ...]


def make_cases(reading: dict[str, Any], document: Document) -> list[Case]:
    """Give the names of a report that several countries know, one of which is the annotated one."""
    found = link_mentions(find_entities(document))
    others = tuple(entity for entity in found.entities if entity.kind != "place")
    gold = {
        f"g{i}": (_make_place(f"g{i}", document, entity), entity["country"])
        for i, entity in enumerate(reading["entities"])
        if entity["kind"] == "place" and entity["mentions"]
    }
    document = replace(found, entities=(*others, *(entity for entity, _ in gold.values())))
    context = find_context(document)
    chosen = choose_places(document, context)
    listed = {name: list_options(document.text, entity) for name, (entity, _) in gold.items()}
    votes = count_votes(listed)
    cases = []
    for name, (_, country) in gold.items():
        options = listed[name]
        right = tuple(place.country == country for place, _ in options)
        if country and any(right) and not all(right):
            anchors = tuple(place for i, place in sorted(chosen.items()) if i != name)
            around = Surroundings(context, anchors, votes[name])
            features = tuple({**of_name, **describe_place(place, around)} for place, of_name in options)
            cases.append(Case(reading["id"], features, right))
    return cases


def _make_place(name: str, document: Document, entity: dict[str, Any]) -> Entity:
    spans = tuple(Span.of(document.text, *pair) for pair in entity["mentions"])
    named = next((span for span in spans if span.quote[:1].isupper()), spans[0])
    return Entity(name, " ".join(named.quote.split()), "place", spans)


def fit(cases: Sequence[Case], names: Sequence[str]) -> Floats:
    """Fit the weights, drawn towards those chosen by hand."""
    prior = np.array([HAND[name] for name in names])
    return fit_choice([case.options for case in cases], [case.right for case in cases], names, PULL, prior)


def judge(cases: Iterable[Case], weights: dict[str, float]) -> list[bool]:
    """Say for each name whether its best place is right."""
    found = []
    for case in cases:
        scores = [weigh(row, weights) for row in case.options]
        found.append(case.right[int(np.argmax(scores))])
    return found


def load_cases(corpus: pathlib.Path, bench: pathlib.Path, cache: pathlib.Path | None = None) -> list[Case]:
    """Load and parse the annotated reports and give their names."""
    readings = [
        *find_readings(corpus / "train"),
        *join_texts(pathlib.Path("training/annotations"), bench),
        *find_readings(pathlib.Path("tests/reports")),
    ]
    documents = parse_documents(readings, cache)
    return [case for r, d in zip(readings, documents, strict=True) for case in make_cases(r, d)]


def main() -> None:
    """Cross-validate, fit on all and write."""
    options = make_parser(__doc__, "place_weights.json").parse_args()
    cases = load_cases(options.corpus, options.bench, options.cache)
    names = list(HAND)
    reports = sorted({case.report for case in cases})
    before = judge(cases, HAND)
    after: list[bool] = []
    for fold in range(FOLDS):
        apart = set(reports[fold::FOLDS])
        weights = fit([c for c in cases if c.report not in apart], names)
        after += judge([c for c in cases if c.report in apart], dict(zip(names, weights, strict=True)))
    print(f"{len(cases)} names of {len(reports)} reports")
    print(f"country right {100 * np.mean(before):.1f} by hand, {100 * np.mean(after):.1f} cross-validated")
    fitted = {name: round(float(w), 3) for name, w in zip(names, fit(cases, names), strict=True)}
    options.out.write_text(json.dumps(fitted, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
