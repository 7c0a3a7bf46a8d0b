"""Learn what speaks for a time as the date of an act, and write `date_weights.json`.

    python -m training.date_weights --model FILE [--ids FILE] [--corpus DIR] [--bench DIR] [--cache FILE] [--out FILE]

In: a reader, and the annotated reports that it was not trained on, listed in `--ids` by their ids. Out: a weight for
each feature of `resolve/date_features.py` and for the encoder's score by a conditional logit (McFadden 1974), and the
same without that score: of the times of an account that the program found and of no date the annotated one is chosen;
where several times have the annotated value each is right. Prints how often the choice is right by cross-validation
over reports. Only labels written for this project take part.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from dateline.evaluate.scoring import load_scorer
from dateline.records import Account, Attribution, Document, Modality, Span
from dateline.resolve.date_features import Features, Finder
from dateline.resolve.dates import choose_date, list_options
from training.fitting import Floats, fit_choice
from training.matching import Match, match_readings
from training.readings import load_annotated, make_unseen_parser

PULL = 2.0
"""Strength of the pull of weights towards 0."""
FOLDS = 5
RULED = 1.5
"""Weight of a time that the rules chose before, set by hand: it is used where no encoder reads."""


@dataclass(frozen=True, slots=True)
class Case:
    """An account: the features of its options (the last is no date), their values and the annotated value."""

    report: str
    options: tuple[Features, ...]
    values: tuple[str | None, ...]
    date: str | None
    links: tuple[float, ...]


def take_gold(document: Document, reading: dict[str, Any]) -> Document:
    """Give the document the annotated accounts and attributions, without times of theirs."""

    def span(pair: list[int] | None) -> Span | None:
        return Span.of(document.text, *pair) if pair else None

    attributions = [
        Attribution(a["id"], span(a["source"]), a["entity"], span(a["cue"]), content, a.get("kind") or "indirect")
        for a in reading["attributions"]
        if (content := span(a["content"]))
    ]
    accounts = []
    for event in reading["events"]:
        trigger = Span.of(document.text, *event["trigger"])
        also = tuple(Span.of(document.text, *pair) for pair in event["also"])
        modality: Modality = event.get("modality") or "actual"
        accounts.append(
            Account(
                event["id"], event["type"], trigger, trigger, also=also, modality=modality,
                actor=tuple(event["actor"]), recipient=tuple(event["recipient"]),
            )
        )  # fmt: skip
    return replace(document, accounts=tuple(accounts), attributions=tuple(attributions))


def make_cases(match: Match) -> list[Case]:
    """Give the accounts of a report that were found, with the times to choose from."""
    finder = Finder(match.document)
    cases = []
    for number, event in match.events.items():
        links = match.document.links.get(match.document.accounts[number].id, {})
        candidates, dates, none = list_options(finder, number, links)
        features = (*(c.features for c in candidates), none)
        scores = (*(c.link for c in candidates), 0.0)
        cases.append(Case(match.reading["id"], features, (*dates, None), event["date"] or None, scores))
    return cases


def drop(cases: list[Case], name: str) -> list[Case]:
    """Give the cases without one of their features."""
    return [
        replace(case, options=tuple({n: x for n, x in option.items() if n != name} for option in case.options))
        for case in cases
    ]


def fit(cases: Sequence[Case], names: Sequence[str], pull: float = PULL) -> Floats:
    """Fit the weights to the annotated dates; `pull` is the strength of the pull towards 0."""
    right = [[value == case.date for value in case.values] for case in cases]
    return fit_choice([case.options for case in cases], right, names, pull)


def judge(cases: list[Case], weights: dict[str, float]) -> tuple[list[bool], list[bool]]:
    """Say for each account with a date whether it gets that date, and for each without whether it gets none."""
    dated: list[bool] = []
    undated: list[bool] = []
    for case in cases:
        value, _ = choose_date(case.options[:-1], case.values[:-1], case.options[-1], weights)
        (dated if case.date else undated).append(value == case.date)
    return dated, undated


def validate(cases: list[Case]) -> tuple[list[bool], list[bool]]:
    """Judge each case by weights learnt from the reports of the other folds."""
    names = list_names(cases)
    reports = sorted({case.report for case in cases})
    dated: list[bool] = []
    undated: list[bool] = []
    for fold in range(FOLDS):
        apart = set(reports[fold::FOLDS])
        weights = fit([c for c in cases if c.report not in apart], names)
        right, none = judge([c for c in cases if c.report in apart], dict(zip(names, weights, strict=True)))
        dated += right
        undated += none
    return dated, undated


def list_names(cases: list[Case]) -> list[str]:
    """Give the names of all features."""
    return sorted({name for case in cases for features in case.options for name in features})


def learn(cases: list[Case]) -> dict[str, float]:
    """Give the weights of the features by their names; small ones are left out."""
    names = list_names(cases)
    fitted = {name: round(float(w), 3) for name, w in zip(names, fit(cases, names), strict=True)}
    return {name: weight for name, weight in fitted.items() if abs(weight) >= 0.02}


def main() -> None:
    """Cross-validate, fit on all and write."""
    options = make_unseen_parser(__doc__, "date_weights.json").parse_args()
    readings = load_annotated(options.corpus, options.bench, options.ids)
    matches = match_readings(readings, load_scorer(options.corpus), options.cache, options.model)
    read = [case for match in matches for case in make_cases(match)]
    weights = {}
    for name, cases in (("read", read), ("ruled", drop(read, "reader"))):
        dated, undated = validate(cases)
        print(f"{name}: {len(cases)} accounts of {len({case.report for case in cases})} reports")
        print(f"date right {100 * np.mean(dated):.1f} of {len(dated)}, none told {100 * np.mean(undated):.1f}")
        weights[name] = learn(cases)
    weights["ruled"]["told by the rules"] = RULED
    options.out.write_text(json.dumps(weights, indent=1, sort_keys=True) + "\n", "utf-8")


if __name__ == "__main__":
    main()
