"""Learn what speaks for a sector as someone's first, and write `sector_weights.json`.

    python -m training.sector_weights [--corpus DIR] [--bench DIR] [--cache FILE] [--out FILE]

In: annotated readings (the corpus's training part, the annotations kept as offsets, reports written for training), read
by the whole program. Out: for each feature of `resolve/sector_features.py` its weight for each sector, by multinomial
logistic regression over the entities that an annotated one stands for. The encoder's probabilities take no part, as it
has seen these reports. Prints how often the likeliest sector is right on reports left out, beside that of the rules.
Only labels written for this project take part.
"""

from __future__ import annotations

import json
import pathlib
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from dateline.evaluate.scoring import load_scorer
from dateline.pipeline import ANNOTATE, EXTRACT, run_steps
from dateline.resolve.actors import resolve_actors
from dateline.resolve.sector_features import describe_entities
from dateline.resolve.sectors import Weights, rate_sectors
from training.corpus import parse_documents
from training.matching import tell
from training.readings import load_annotated, make_parser

OFTEN = 4
"""Features of fewer entities than these are left out."""
STRENGTH = 0.3
"""Inverse strength of the pull of weights towards 0, chosen on reports that no weight was learnt from."""
LEAST = 0.15
"""Weights nearer to 0 than this are left out."""
APART = 5
"""Every so manyth report is left out to judge the weights."""


@dataclass(frozen=True, slots=True)
class Case:
    """An entity: its report, its features, the rules' first sector and the annotated ones."""

    report: str
    features: frozenset[str]
    given: str
    sectors: tuple[str, ...]


def list_cases(
    readings: Iterable[dict[str, Any]], corpus: pathlib.Path, cache: pathlib.Path | None = None
) -> list[Case]:
    """Read the reports and give the entities that an annotated one stands for."""
    scorer, readings = load_scorer(corpus), list(readings)
    cases: list[Case] = []
    for reading, document in zip(readings, parse_documents(readings, cache), strict=True):
        found = resolve_actors(run_steps(document, (*ANNOTATE, *EXTRACT["trained"])))
        same = scorer.align_entities(reading["entities"], tell(found)["entities"])
        gold = {entity["id"]: tuple(entity["sector"]) for entity in reading["entities"]}
        cases += [
            Case(reading["id"], features, entity.sector[0], sectors)
            for entity, features in describe_entities(found)
            if (sectors := gold.get(same.get(entity.id, ""), ()))
        ]
    return cases


def learn(cases: Iterable[Case]) -> Weights:
    """Fit the weights; small ones are left out."""
    from sklearn.feature_extraction import DictVectorizer
    from sklearn.linear_model import LogisticRegression

    cases = list(cases)
    counts = Counter(name for case in cases for name in case.features)
    rows: list[Mapping[str, float]] = [
        {name: 1.0 for name in sorted(case.features) if counts[name] >= OFTEN} for case in cases
    ]
    vectorizer = DictVectorizer()
    model = LogisticRegression(C=STRENGTH, max_iter=300)
    model.fit(vectorizer.fit_transform(rows), [case.sectors[0] for case in cases])
    weights: dict[str, dict[str, float]] = {}
    for name, column in zip(vectorizer.get_feature_names_out(), model.coef_.T, strict=True):
        row = {sector: round(float(x), 2) for sector, x in zip(model.classes_, column, strict=True) if abs(x) >= LEAST}
        if row:
            weights[str(name)] = row
    weights[""] = {str(s): round(float(x), 2) for s, x in zip(model.classes_, model.intercept_, strict=True)}
    return weights


def judge(cases: Iterable[Case], weights: Weights) -> tuple[int, int, int]:
    """Give how often the likeliest sector is right, how often the rules' is, and of how many."""
    right = rules = total = 0
    for case in cases:
        rates = rate_sectors(case.features, weights)
        right += max(sorted(rates), key=rates.__getitem__) in case.sectors
        rules += case.given in case.sectors
        total += 1
    return right, rules, total


def main() -> None:
    """Judge on reports left out, fit on all and write."""
    options = make_parser(__doc__, "sector_weights.json").parse_args()
    cases = list_cases(load_annotated(options.corpus, options.bench), options.corpus, options.cache)
    write(cases, options.out)


def write(cases: list[Case], out: pathlib.Path) -> None:
    """Say how good the weights are on reports left out, and write those learnt from all."""
    apart = set(sorted({case.report for case in cases})[::APART])
    weights = learn(case for case in cases if case.report not in apart)
    right, rules, total = judge((case for case in cases if case.report in apart), weights)
    print(f"{len(cases)} entities; of {total} apart right {100 * right / total:.1f}, rules {100 * rules / total:.1f}")
    rows = (f" {json.dumps(name)}: {json.dumps(row, sort_keys=True)}" for name, row in sorted(learn(cases).items()))
    out.write_text("{\n" + ",\n".join(rows) + "\n}\n", "utf-8")


if __name__ == "__main__":
    main()
