"""Learn what speaks for a place as the one where an act happens, and write `site_weights.json`.

    python -m training.site_weights --model FILE [--ids FILE] [--corpus DIR] [--bench DIR] [--cache FILE] [--out FILE]

In: a reader, and the annotated reports that it was not trained on, listed in `--ids` by their ids. Out: a weight for
each feature of `resolve/site_features.py` and for the encoder's score by logistic regression: every place that the
program finds in a report is a candidate for every account that it finds with its type, right if it stands for one
of the annotated places. Prints precision, recall and F1 of the places of these accounts by cross-validation over
reports. Only labels written for this project take part.
"""

from __future__ import annotations

import json
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from dateline.evaluate.scoring import load_scorer
from dateline.resolve.site_features import Features, SiteFinder
from dateline.resolve.sites import choose_sites, list_sites
from dateline.weighing import weigh
from training.fitting import fit_logistic, make_table
from training.matching import Match, match_readings
from training.readings import load_annotated, make_unseen_parser

Floats = npt.NDArray[np.float64]
PULL = 3.0
"""Strength of the pull of weights towards 0."""
FOLDS = 5


@dataclass(frozen=True, slots=True)
class Case:
    """An account: its report, the features of the report's places, which are right, and how many are annotated."""

    report: str
    options: tuple[Features, ...]
    right: tuple[bool, ...]
    wanted: int


def make_cases(match: Match) -> list[Case]:
    """Give the accounts of a report that were found, with its places as candidates."""
    finder = SiteFinder(match.document)
    cases = []
    for number, event in match.events.items():
        places = {match.ours[id_] for id_ in event["place"] if id_ in match.ours}
        sites = list_sites(finder, number)
        right = tuple(id_ in places for id_ in sites)
        cases.append(Case(match.reading["id"], tuple(sites.values()), right, len(set(event["place"]))))
    return cases


def judge(cases: list[Case], weights: dict[str, float]) -> tuple[int, int, int]:
    """Give how many places are right, given and annotated."""
    right = given = 0
    for case in cases:
        scores = {str(k): weigh(features, weights) for k, features in enumerate(case.options)}
        chosen = choose_sites(scores)
        given += len(chosen)
        right += sum(case.right[int(k)] for k in chosen)
    return right, given, sum(case.wanted for case in cases)


def learn(cases: list[Case]) -> dict[str, float]:
    """Give the weights of the features by their names; small ones are left out."""
    rows = [features for case in cases for features in case.options]
    truth = np.array([right for case in cases for right in case.right], float)
    names = sorted({name for features in rows for name in features})
    weights = fit_logistic(make_table(rows, names), truth, PULL)
    fitted = {name: round(float(w), 3) for name, w in zip(names, weights, strict=True)}
    return {name: weight for name, weight in fitted.items() if abs(weight) >= 0.02}


def main() -> None:
    """Cross-validate, fit on all and write."""
    options = make_unseen_parser(__doc__, "site_weights.json").parse_args()
    readings = load_annotated(options.corpus, options.bench, options.ids)
    matches = match_readings(readings, load_scorer(options.corpus), options.cache, options.model)
    cases = [case for match in matches if match.document.accounts for case in make_cases(match)]
    reports = sorted({case.report for case in cases})
    right = given = wanted = 0
    for fold in range(FOLDS):
        apart = set(reports[fold::FOLDS])
        weights = learn([case for case in cases if case.report not in apart])
        counts = judge([case for case in cases if case.report in apart], weights)
        right, given, wanted = right + counts[0], given + counts[1], wanted + counts[2]
    print(f"{len(cases)} accounts of {len(reports)} reports: P {100 * right / given:.1f} R {100 * right / wanted:.1f}")
    print(f"F1 {200 * right / (given + wanted):.1f}")
    options.out.write_text(json.dumps(learn(cases), indent=1, sort_keys=True) + "\n", "utf-8")


if __name__ == "__main__":
    main()
