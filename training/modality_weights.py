"""Learn what speaks for a modality other than `actual`, and write `modality_weights.json`.

    python -m training.modality_weights [--ids FILE] [--corpus DIR] [--bench DIR] [--cache FILE] [--out FILE]

In: annotated readings (the corpus's training part, the annotations kept as offsets, the reports written for training).
Out: a weight for each feature of `extract/modality.py` and modality by a multinomial logit, `actual` at 0. Acts that
did not happen are one in thirteen: `LEAN` is added for each other modality, so that more of them are found. Prints how
often the choice is right by cross-validation over reports. Only labels written for this project take part.

`--ids` fits how much the shipped reader's own log-odds count beside those sums, on the reports that FILE lists by their
ids: such as the reader was not trained on; the features' weights stay as they are.
"""

from __future__ import annotations

import json
import pathlib
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from dateline.annotate.times import find_times
from dateline.extract.claims import Finder
from dateline.extract.encoder import Encoder, load_encoder
from dateline.extract.modality import MIXED, OTHERS, add_features, judge_modality, list_features, read_modality
from dateline.pipeline import ANNOTATE, EXTRACT, run_steps
from dateline.records import Document
from training.corpus import parse_documents
from training.date_weights import take_gold
from training.readings import load_annotated, make_parser

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
MIXED_LEAN, MIXED_ROUNDS = 1.0, 2000
"""The same as `LEAN` where the encoder's log-odds are added, and steps of the fit of how much they count."""
RAREST = 3
"""A feature seen in fewer accounts gets no weight."""


@dataclass(frozen=True, slots=True)
class Case:
    """An account: its features and its annotated modality."""

    report: str
    features: tuple[str, ...]
    modality: str
    read: tuple[float, ...] | None = None
    """The encoder's log-odds of `OTHERS`."""


def make_cases(reading: dict[str, Any], document: Document, encoder: Encoder | None = None) -> list[Case]:
    """Give the accounts of a report, with what an encoder says of them."""
    encoded = None
    if encoder is not None:
        encoded = encoder.encode(run_steps(run_steps(document, ANNOTATE), EXTRACT["rules"]))
    document = take_gold(find_times(document), reading)
    finder = Finder(document)
    cases = []
    for account in document.accounts:
        token = finder.token(account.trigger)
        features = list_features(account, token, finder.has_future(token))
        read = read_modality(encoded, token) if encoded is not None else None
        cases.append(Case(reading["id"], tuple(features), account.modality, read))
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


def fit_mixed(cases: list[Case], weights: Weights) -> dict[str, float]:
    """Fit how much the sums of the features and the encoder's log-odds count, and what is added to each modality."""
    kept = [case for case in cases if case.read is not None]
    sums = np.array([add_features(case.features, weights) for case in kept])
    read = np.array([case.read for case in kept])
    truth = np.array([[float(case.modality == name) for name in OTHERS] for case in kept])
    found = np.array([1.0, *[0.0] * (1 + len(OTHERS))])
    start = found.copy()
    for step in range(MIXED_ROUNDS):
        odds = np.exp(np.clip(found[0] * sums + found[1] * read + found[2:], -20, 20))
        error = truth - odds / (1 + odds.sum(1, keepdims=True))
        gradient = np.array([(error * sums).sum(), (error * read).sum(), *error.sum(0)]) - PULL * (found - start)
        found += 3 / len(kept) * gradient / (1 + 2 * step / MIXED_ROUNDS)
    found[2:] += MIXED_LEAN
    names = ("words", "reader", *OTHERS)
    return {name: round(float(value), 3) for name, value in zip(names, found, strict=True)}


def judge(case: Case, weights: Weights) -> str:
    """Choose by weights."""
    return judge_modality(case.features, weights, case.read if MIXED in weights else None)


def cross_validate(cases: list[Case], learn: Callable[[list[Case]], Weights]) -> Counter[tuple[str, str]]:
    """Count the pairs of annotated and chosen modality, each chosen by weights learnt on other reports."""
    reports = sorted({case.report for case in cases})
    counts: Counter[tuple[str, str]] = Counter()
    for fold in range(FOLDS):
        apart = set(reports[fold::FOLDS])
        weights = learn([case for case in cases if case.report not in apart])
        counts.update((c.modality, judge(c, weights)) for c in cases if c.report in apart)
    return counts


def tell(counts: Counter[tuple[str, str]]) -> None:
    """Print how often choices are right."""
    total, others = sum(counts.values()), sum(n for (gold, _), n in counts.items() if gold != "actual")
    right = sum(number for (gold, ours), number in counts.items() if gold == ours)
    found = sum(counts[name, name] for name in OTHERS)
    print(f"{total} accounts, {100 * right / total:.1f} right; of {others} not actual {100 * found / others:.1f}")
    for name in OTHERS:
        gold = sum(number for (g, _), number in counts.items() if g == name)
        ours = sum(number for (_, o), number in counts.items() if o == name)
        hit = counts[name, name]
        print(f"{name}: {gold}, precision {100 * hit / max(ours, 1):.1f}, recall {100 * hit / max(gold, 1):.1f}")


def main() -> None:
    """Cross-validate, fit on all and write."""
    parser = make_parser(__doc__, "modality_weights.json")
    parser.add_argument("--ids", type=pathlib.Path, help="reports that the reader was not trained on, one a line")
    options = parser.parse_args()
    readings = load_annotated(options.corpus, options.bench, options.ids)
    known: Weights = json.loads(options.out.read_text("utf-8"))
    if options.ids:
        plain = {name: row for name, row in known.items() if name != MIXED}
        encoder = load_encoder()

        def learn(cases: list[Case]) -> Weights:
            return plain | {MIXED: fit_mixed(cases, plain)}
    else:
        encoder = None

        def learn(cases: list[Case]) -> Weights:
            return fit(cases)

    documents = parse_documents(readings, options.cache)
    cases = [case for r, d in zip(readings, documents, strict=True) for case in make_cases(r, d, encoder)]
    tell(cross_validate(cases, learn))
    kept = {MIXED: known[MIXED]} if MIXED in known else {}
    options.out.write_text(json.dumps(kept | learn(cases), indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
