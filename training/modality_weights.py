"""Learn what speaks for a modality other than `actual`, and write `modality_weights.json`.

    python -m training.modality_weights [--corpus DIR] [--bench DIR] [--cache FILE] [--out FILE]

In: annotated readings (the corpus's training part, the annotations kept as offsets, the reports written for training).
Out: a weight for each feature of `extract/modality.py` and modality by a multinomial logit, `actual` at 0. Acts that
did not happen are one in thirteen: `LEAN` is added for each other modality, so that more of them are found. Prints how
often the choice is right by cross-validation over reports. Only labels written for this project take part.
"""

from __future__ import annotations

import argparse
import json
import pathlib
from collections import Counter
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from dateline.annotate.times import find_times
from dateline.extract.claims import Finder
from dateline.extract.modality import OTHERS, judge_modality, list_features
from dateline.records import Document
from training.corpus import parse_documents
from training.date_weights import take_gold
from training.readings import find_readings, join_texts

Floats = npt.NDArray[np.float64]
Weights = dict[str, dict[str, float]]
PULL = 1.0
"""Strength of the pull of weights towards 0."""
LEAN = 0.5
ROUNDS = 300
RATE = 0.1
FOLDS = 5
PRIOR = {
    "own aux: planned": "planned",
    "verb above aux: planned": "planned",
    "modifier: planned": "planned",
    "governor near: planned": "planned",
    "own aux: hypothetical": "hypothetical",
    "own mark: hypothetical": "hypothetical",
    "modifier: hypothetical": "hypothetical",
    "governor near: hypothetical": "hypothetical",
    "own: no": "negated",
    "verb above: no": "negated",
    "governor near: negated": "negated",
}
"""What some features plainly say: their weights are pulled towards `SURE` for this modality, not towards 0."""
SURE = 3.0
HAND = {"planned": {"plain future": 1.0}, "hypothetical": {"plain future": -1.0}}
"""Added by hand: readers take a prediction for possible now and then, but *will* alone speaks of a plan."""
RAREST = 3
"""A feature seen in fewer accounts gets no weight."""


@dataclass(frozen=True, slots=True)
class Case:
    """An account: its features and its annotated modality."""

    report: str
    features: tuple[str, ...]
    modality: str


def make_cases(reading: dict[str, Any], document: Document) -> list[Case]:
    """Give the accounts of a report."""
    document = take_gold(find_times(document), reading)
    finder = Finder(document)
    cases = []
    for account in document.accounts:
        token = finder.token(account.trigger)
        features = list_features(account, token, finder.has_future(token))
        cases.append(Case(reading["id"], tuple(features), account.modality))
    return cases


def fit(cases: list[Case]) -> Weights:
    """Fit the weights by gradient ascent with momentum (Adam) on the likelihood of the annotated modalities."""
    seen = Counter(name for case in cases for name in set(case.features))
    names = sorted(name for name, number in seen.items() if number >= RAREST)
    index = {name: k for k, name in enumerate(names)}
    table = np.zeros((len(cases), len(names)))
    truth = np.zeros((len(cases), len(OTHERS)))
    for row, case in enumerate(cases):
        table[row, [index[name] for name in case.features if name in index]] = 1
        if case.modality != "actual":
            truth[row, [str(name) for name in OTHERS].index(case.modality)] = 1
    prior = np.array([[float(SURE) * (PRIOR.get(name) == modality) for modality in OTHERS] for name in names])
    weights = prior.copy()
    first, second = np.zeros_like(weights), np.zeros_like(weights)
    for step in range(1, ROUNDS + 1):
        odds = np.exp(table @ weights)
        gradient = table.T @ (truth - odds / (1 + odds.sum(1, keepdims=True))) - PULL * (weights - prior)
        first, second = 0.9 * first + 0.1 * gradient, 0.999 * second + 0.001 * gradient**2
        weights += RATE * first / (1 - 0.9**step) / (np.sqrt(second / (1 - 0.999**step)) + 1e-8)
    weights[index["bias"]] += LEAN
    for k, modality in enumerate(OTHERS):
        for name, weight in HAND.get(modality, {}).items():
            weights[index[name], k] += weight
    return {
        modality: {name: round(float(w), 3) for name, w in zip(names, weights[:, k], strict=True) if abs(w) >= 0.02}
        for k, modality in enumerate(OTHERS)
    }


def load_cases(corpus: pathlib.Path, bench: pathlib.Path, cache: pathlib.Path | None = None) -> list[Case]:
    """Load and parse the annotated reports and give their accounts."""
    here = pathlib.Path(__file__).parent
    readings = [
        *find_readings(corpus / "train"),
        *join_texts(here / "annotations", bench),
        *find_readings(here / "reports"),
    ]
    documents = parse_documents(readings, cache)
    return [case for r, d in zip(readings, documents, strict=True) for case in make_cases(r, d)]


def cross_validate(cases: list[Case]) -> Counter[tuple[str, str]]:
    """Count the pairs of annotated and chosen modality, each chosen by weights fitted on other reports."""
    reports = sorted({case.report for case in cases})
    counts: Counter[tuple[str, str]] = Counter()
    for fold in range(FOLDS):
        apart = set(reports[fold::FOLDS])
        weights = fit([case for case in cases if case.report not in apart])
        counts.update((c.modality, judge_modality(c.features, weights)) for c in cases if c.report in apart)
    return counts


def main() -> None:
    """Cross-validate, fit on all and write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpus", type=pathlib.Path, default=pathlib.Path("../shared/corpus"))
    parser.add_argument("--bench", type=pathlib.Path, default=pathlib.Path("../shared/bench"))
    parser.add_argument("--cache", type=pathlib.Path, help="a file for the parses")
    parser.add_argument("--out", type=pathlib.Path, default=pathlib.Path("src/dateline/data/modality_weights.json"))
    options = parser.parse_args()
    cases = load_cases(options.corpus, options.bench, options.cache)
    counts = cross_validate(cases)
    right = sum(number for (gold, ours), number in counts.items() if gold == ours)
    print(f"{len(cases)} accounts, {100 * right / len(cases):.1f} right")
    for name in OTHERS:
        gold = sum(number for (g, _), number in counts.items() if g == name)
        ours = sum(number for (_, o), number in counts.items() if o == name)
        hit = counts[name, name]
        print(f"{name}: {gold}, precision {100 * hit / max(ours, 1):.1f}, recall {100 * hit / max(gold, 1):.1f}")
    options.out.write_text(json.dumps(fit(cases), indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
