"""Learn which attributions an account rests on, and write `via_weights.json`.

    python -m training.via_weights --model FILE [--ids FILE] [--corpus DIR] [--bench DIR] [--cache FILE] [--out FILE]

In: a reader, and the annotated reports that it was not trained on, listed in `--ids` by their ids: its scores are among
the features. Out: a weight for each feature of `extract/via_features.py` by logistic regression: the options of each
account that is found with its type are the attributions around its mentions, right if the annotated `via` names their
source for these words. Prints how often all of an account's options are judged right by cross-validation over reports,
beside the rules of `extract/claims.py`.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np

from dateline.evaluate.scoring import load_scorer
from dateline.extract.claims import Finder, choose_chain, weigh_chain
from dateline.extract.via_features import Features, ViaFinder
from dateline.records import Account, Attribution
from training.fitting import fit_logistic, make_table
from training.matching import Match, match_readings
from training.readings import load_annotated, make_unseen_parser

PULL = 5.0
"""Strength of the pull of weights towards 0."""
OFTEN = 4
"""Features of fewer options than these are left out."""
LEAN = 1.2
"""Added to the bias: a source left out costs an account its only one, and most accounts rest on none."""
FOLDS = 5


@dataclass(frozen=True, slots=True)
class Case:
    """An account: its report, its options, which of them are right, and which the rules choose."""

    report: str
    options: tuple[tuple[Attribution, Features], ...]
    right: tuple[bool, ...]
    ruled: tuple[bool, ...]


def is_named(one: Attribution, event: dict[str, Any], told: dict[str, Any], entities: dict[str, str]) -> bool:
    """Say whether an event's `via` names an attribution: the source's words meet, and the content is the same by half
    or the source's entity is the annotated one. `told` gives annotated attributions by id, `entities` theirs by ours.
    """
    for id_ in event["via"]:
        source, (start, end) = told[id_]["source"], told[id_]["content"]
        if source is None or one.source is None:
            meets = source is None and one.source is None
        else:
            meets = max(source[0], one.source.start) < min(source[1], one.source.end)
        shared = max(0, min(end, one.content.end) - max(start, one.content.start))
        same = 2 * shared >= end - start + one.content.end - one.content.start - shared
        known = source is not None and start <= event["trigger"][0] < end
        if meets and (same or (known and entities.get(one.entity or "") == told[id_]["entity"])):
            return True
    return False


def make_cases(match: Match) -> Iterable[Case]:
    """Give the found accounts of a report that stand in attributions."""
    told = {one["id"]: one for one in match.reading["attributions"]}
    entities = {ours: gold for gold, ours in match.ours.items()}
    vias, finder = ViaFinder(match.document), Finder(match.document)
    for number, event in match.events.items():
        account: Account = match.document.accounts[number]
        options = tuple(vias.list_options(account))
        if options:
            right = tuple(is_named(one, event, told, entities) for one, _ in options)
            chosen = choose_chain(account, finder.find_told(account), finder.mentions)
            yield Case(match.reading["id"], options, right, tuple(one in chosen for one, _ in options))


def learn(cases: list[Case]) -> dict[str, float]:
    """Fit the weights of a logistic regression, the bias moved by `LEAN`."""
    rows = [features for case in cases for _, features in case.options]
    truth = np.array([right for case in cases for right in case.right], float)
    counts = Counter(name for features in rows for name in features)
    names = sorted(name for name, count in counts.items() if count >= OFTEN or name == "bias")
    weights = fit_logistic(make_table(rows, names), truth, PULL)
    weights[names.index("bias")] += LEAN
    return {name: round(float(w), 3) for name, w in zip(names, weights, strict=True) if abs(w) >= 0.01}


def judge(cases: list[Case], weights: dict[str, float]) -> list[bool]:
    """Say for each account whether all of its options are judged right."""
    chosen = [weigh_chain(case.options, weights) for case in cases]
    return [
        tuple(one in kept for one, _ in case.options) == case.right for case, kept in zip(cases, chosen, strict=True)
    ]


def validate(cases: list[Case]) -> tuple[list[bool], list[bool]]:
    """Say for each account, in the order of the reports, whether its options are judged right by weights of other
    reports, and whether by the rules."""
    reports = sorted({case.report for case in cases})
    mine: dict[int, bool] = {}
    for fold in range(FOLDS):
        apart = set(reports[fold::FOLDS])
        weights = learn([case for case in cases if case.report not in apart])
        held = [k for k, case in enumerate(cases) if case.report in apart]
        mine |= dict(zip(held, judge([cases[k] for k in held], weights), strict=True))
    return [mine[k] for k in range(len(cases))], [case.ruled == case.right for case in cases]


def main() -> None:
    """Cross-validate, fit on all and write."""
    options = make_unseen_parser(__doc__, "via_weights.json").parse_args()
    readings = load_annotated(options.corpus, options.bench, options.ids)
    matches = match_readings(readings, load_scorer(options.corpus), options.cache, options.model)
    cases = [case for match in matches if match.document.accounts for case in make_cases(match)]
    mine, rules = validate(cases)
    for name, kept in (("resting on a source", True), ("resting on none", False)):
        judged = [(a, b) for a, b, case in zip(mine, rules, cases, strict=True) if any(case.right) is kept]
        ours, theirs = (100 * sum(column) / max(len(judged), 1) for column in zip(*judged, strict=True))
        print(f"{len(judged)} accounts {name}: right {ours:.1f}, by the rules {theirs:.1f}")
    options.out.write_text(json.dumps(learn(cases), indent=1, sort_keys=True) + "\n", "utf-8")


if __name__ == "__main__":
    main()
