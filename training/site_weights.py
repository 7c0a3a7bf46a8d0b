"""Learn what speaks for a place as the one where an act happens, and write `site_weights.json`.

    python -m training.site_weights [--corpus DIR] [--bench DIR] [--cache FILE] [--out FILE]

In: annotated readings (the corpus's training part, the annotations kept as offsets). Out: a weight for each feature of
`resolve/site_features.py` by logistic regression: every place that the program finds in a report is a candidate for
every annotated account, right if it stands for one of its annotated places. Prints precision, recall and F1 of the
places of the corpus's reports by cross-validation over reports, by these features alone. The weight of the encoder's
score is set by hand (`resolve/sites.py`). Only labels written for this project take part.
"""

from __future__ import annotations

import json
import pathlib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from types import ModuleType
from typing import Any

import numpy as np
import numpy.typing as npt

from dateline.evaluate.scoring import load_scorer
from dateline.pipeline import ANNOTATE, EXTRACT, run_steps
from dateline.records import Account, Document
from dateline.resolve.actors import resolve_actors
from dateline.resolve.places import resolve_places
from dateline.resolve.site_features import Features, SiteFinder
from training.corpus import parse_documents
from training.date_weights import take_gold
from training.readings import find_readings, join_texts, make_parser

Floats = npt.NDArray[np.float64]
PULL = 3.0
"""Strength of the pull of weights towards 0."""
STEPS = 60
FOLDS = 5
LIMIT = -1.0
"""The log-odds from which a place counts as given in cross-validation."""


@dataclass(frozen=True, slots=True)
class Case:
    """An account: its report, the features of the report's places, which are right, and how many are annotated."""

    report: str
    options: tuple[Features, ...]
    right: tuple[bool, ...]
    wanted: int


def make_cases(reading: dict[str, Any], document: Document, scorer: ModuleType) -> list[Case]:
    """Give the accounts of a report with its places as candidates."""
    document = run_steps(document, (*ANNOTATE, EXTRACT["rules"][0]))
    found = [
        {"id": e.id, "kind": e.kind, "mentions": [[m.start, m.end] for m in e.mentions]} for e in document.entities
    ]
    ours = {gold: id_ for id_, gold in scorer.align_entities(reading["entities"], found).items()}
    gold = take_gold(document, reading)
    accounts = tuple(_rename(account, ours) for account in gold.accounts)
    document = resolve_places(resolve_actors(replace(document, accounts=accounts)))
    finder = SiteFinder(document)
    cases = []
    for number, event in enumerate(reading["events"]):
        places = {ours[id_] for id_ in event["place"] if id_ in ours}
        candidates = finder.list_candidates(number)
        right = tuple(id_ in places for id_ in candidates)
        cases.append(Case(reading["id"], tuple(candidates.values()), right, len(set(event["place"]))))
    return cases


def _rename(account: Account, ours: dict[str, str]) -> Account:
    def give(ids: Iterable[str]) -> tuple[str, ...]:
        return tuple(ours[id_] for id_ in ids if id_ in ours)

    return replace(account, actor=give(account.actor), recipient=give(account.recipient))


def make_table(cases: list[Case], names: list[str]) -> tuple[Floats, Floats]:
    """Give the features of all candidates and which are right."""
    index = {name: k for k, name in enumerate(names)}
    options = [features for case in cases for features in case.options]
    table = np.zeros((len(options), len(names)))
    for row, features in enumerate(options):
        for name, value in features.items():
            table[row, index[name]] = value
    return table, np.array([right for case in cases for right in case.right], float)


def fit(table: Floats, truth: Floats, pull: float = PULL) -> Floats:
    """Fit the weights of a logistic regression by Newton's method."""
    weights = np.zeros(table.shape[1])
    for _ in range(STEPS):
        p = 1 / (1 + np.exp(-table @ weights))
        gradient = table.T @ (truth - p) - pull * weights
        curve = (table * (p * (1 - p))[:, None]).T @ table + pull * np.eye(len(weights))
        step = np.linalg.solve(curve, gradient)
        weights = weights + step
        if np.abs(step).max() < 1e-4:
            break
    return weights


def judge(cases: list[Case], weights: Floats, names: list[str]) -> tuple[int, int, int]:
    """Give how many places are right, given and annotated."""
    table, truth = make_table(cases, names)
    given = table @ weights > LIMIT
    return int((given & (truth > 0)).sum()), int(given.sum()), sum(case.wanted for case in cases)


def load_cases(corpus: pathlib.Path, bench: pathlib.Path, cache: pathlib.Path | None = None) -> list[Case]:
    """Load and parse the annotated reports and give their accounts."""
    scorer = load_scorer(corpus)
    readings = [*find_readings(corpus / "train"), *join_texts(pathlib.Path("training/annotations"), bench)]
    documents = parse_documents(readings, cache)
    return [case for r, d in zip(readings, documents, strict=True) for case in make_cases(r, d, scorer)]


def main() -> None:
    """Cross-validate, fit on all and write."""
    options = make_parser(__doc__, "site_weights.json").parse_args()
    cases = load_cases(options.corpus, options.bench, options.cache)
    names = sorted({name for case in cases for features in case.options for name in features})
    corpus = sorted({reading["id"] for reading in find_readings(options.corpus / "train")})
    right = given = wanted = 0
    for fold in range(FOLDS):
        apart = set(corpus[fold::FOLDS])
        weights = fit(*make_table([c for c in cases if c.report not in apart], names))
        counts = judge([c for c in cases if c.report in apart], weights, names)
        right, given, wanted = right + counts[0], given + counts[1], wanted + counts[2]
    print(f"{len(cases)} accounts; of the corpus's: P {100 * right / given:.1f} R {100 * right / wanted:.1f}")
    print(f"F1 {200 * right / (given + wanted):.1f}")
    fitted = {name: round(float(w), 3) for name, w in zip(names, fit(*make_table(cases, names)), strict=True)}
    kept = {name: weight for name, weight in fitted.items() if abs(weight) >= 0.02}
    options.out.write_text(json.dumps(dict(sorted(kept.items())), indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
