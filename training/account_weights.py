"""Learn what speaks for an account, and write `account_weights.json`.

    python -m training.account_weights --model FILE [--ids FILE] [--corpus DIR] [--bench DIR] [--cache FILE]

In: a reader, and the annotated reports that it was not trained on, listed in `--ids` by their ids (those of
`training/later.txt` came after the reader of commit 30465b3): on what a reader has learnt by heart it is too sure of
itself. Out: a weight for each feature of `extract/credence.py` by logistic regression: every account that the reader
holds for possible is right if it is matched to an annotated event of its type. Prints the best F1 of events by
cross-validation over reports (of one story in several), beside that of the encoder's own probability.
"""

from __future__ import annotations

import json
import pathlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from types import ModuleType
from typing import Any

import numpy as np
import numpy.typing as npt

from dateline.evaluate.scoring import load_scorer
from dateline.extract.claims import judge_claims
from dateline.extract.credence import Features
from dateline.extract.decode import ReadByEncoder
from dateline.extract.encoder import load_encoder
from dateline.pipeline import run_steps
from dateline.records import Account, Document
from dateline.weighing import weigh
from training.corpus import read_by_rules
from training.fitting import fit_logistic, make_table
from training.matching import find_events
from training.readings import load_annotated, make_unseen_parser

PULL = 3.0
"""Strength of the pull of weights towards 0."""
OFTEN = 10
"""Features of fewer accounts than these are left out."""
FOLDS = 5


@dataclass(frozen=True, slots=True)
class Case:
    """A report: the features of its accounts, which are right, and how many events are annotated."""

    accounts: tuple[Features, ...]
    right: tuple[bool, ...]
    wanted: int


def make_case(reading: dict[str, Any], document: Document, model: str, scorer: ModuleType) -> Case:
    """Read one report, parsed and read by the rules, and judge the accounts found."""
    rated: dict[int, Features] = {}

    def rate(account: Account, features: Features) -> float:
        rated[account.trigger.start] = features
        return 1.0

    read = ReadByEncoder(model, load_encoder().thresholds, rate)
    found = run_steps(document, (read, judge_claims))
    matched = find_events(reading, found, scorer)
    features = tuple(rated[account.trigger.start] for account in found.accounts)
    right = tuple(number in matched for number in range(len(found.accounts)))
    return Case(features, right, len(reading["events"]))


def load_cases(
    readings: list[dict[str, Any]], model: str, scorer: ModuleType, cache: pathlib.Path | None = None
) -> Iterator[Case]:
    """Read annotated reports and give their accounts."""
    for reading, document in zip(readings, read_by_rules(readings, cache), strict=True):
        yield make_case(reading, document, model, scorer)


def learn(cases: list[Case]) -> dict[str, float]:
    """Give the weights of the features by their names; rare ones and small weights are left out."""
    rows = [features for case in cases for features in case.accounts]
    truth = np.array([right for case in cases for right in case.right], float)
    counts = Counter(name for features in rows for name in features)
    names = sorted(name for name, count in counts.items() if count >= OFTEN)
    weights = fit_logistic(make_table(rows, names), truth, PULL)
    return {name: round(float(w), 4) for name, w in zip(names, weights, strict=True) if abs(w) >= 0.005}


def find_best(scores: npt.NDArray[Any], truth: npt.NDArray[Any], wanted: int) -> float:
    """Give the best F1 that a threshold of the scores reaches."""
    hits = np.cumsum(truth[np.argsort(-scores, kind="stable")])
    return float((2 * hits / (np.arange(1, len(truth) + 1) + wanted)).max())


def validate(cases: list[Case]) -> tuple[float, float]:
    """Give the best F1 of events by the weights of other reports, and by the encoder's own probability."""
    mine: list[float] = []
    own: list[float] = []
    truth: list[bool] = []
    for fold in range(FOLDS):
        weights = learn([case for k, case in enumerate(cases) if k % FOLDS != fold])
        for case in cases[fold::FOLDS]:
            mine += [weigh(features, weights) for features in case.accounts]
            own += [features["likely"] for features in case.accounts]
            truth += case.right
    wanted = sum(case.wanted for case in cases)
    right = np.array(truth, float)
    return find_best(np.array(mine), right, wanted), find_best(np.array(own), right, wanted)


def main() -> None:
    """Cross-validate, fit on all and write."""
    options = make_unseen_parser(__doc__, "account_weights.json").parse_args()
    readings = load_annotated(options.corpus, options.bench, options.ids)
    cases = list(load_cases(readings, options.model, load_scorer(options.corpus), options.cache))
    mine, own = validate(cases)
    print(f"{sum(len(case.right) for case in cases)} accounts of {len(cases)} reports")
    print(f"events, best F1 {100 * mine:.1f}, by the encoder's own probability {100 * own:.1f}")
    options.out.write_text(json.dumps(learn(cases), indent=1, sort_keys=True) + "\n", "utf-8")


if __name__ == "__main__":
    main()
