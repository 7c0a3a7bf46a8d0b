"""Learn what speaks for two trigger words telling of one happening, and write `sameness_weights.json`.

    python -m training.sameness_weights --model FILE [--ids FILE] [--corpus DIR] [--bench DIR] [--out FILE]

In: a reader, and annotated readings that it has not been trained on (`--ids`, one a line), so that its scores there
are worth what they are worth on a new report. Out: a weight for each feature of
`extract/happening_features.py` by logistic regression, apart for pairs of words of one type and of two. The pairs are
those of the words that the reader takes for triggers, where both stand in an annotated event; they tell of one
happening if it is the same event. A pair of which one word stands in none counts a little as of one happening: a false
trigger does less harm in another's account than in one of its own. Prints how well pairs are told by cross-validation
over reports, beside the encoder's own score. Only labels written for this project take part.
"""

from __future__ import annotations

import json
import pathlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from dateline.extract.decode import THRESHOLDS, link_words, list_triggers, score_types
from dateline.extract.decode_attributions import decode_attributions, mend_attributions
from dateline.extract.encoder import load_encoder
from dateline.extract.frame import Frame
from dateline.extract.happening_features import PairTable, describe_happenings
from dateline.extract.happenings import KINDS, score_base, weigh_pairs
from dateline.extract.joining import join_entities
from dateline.extract.pairs import index_hints
from dateline.records import Document
from training.account_weights import find_best
from training.corpus import read_by_rules
from training.fitting import fit_logistic
from training.readings import load_annotated, make_unseen_parser

Floats = npt.NDArray[np.float64]
Weights = dict[str, dict[str, float]]
PULL = 10.0
"""Strength of the pull of weights towards 0, with each feature at unit spread."""
LENT = 0.05
"""How much a pair counts of which one word stands in no annotated event, chosen on the development reports and by
cross-validation."""
FOLDS = 5


@dataclass(frozen=True, slots=True)
class Case:
    """A report: the pairs of its trigger words, which tell of one happening, and how much each counts (1 or less)."""

    report: str
    table: PairTable
    right: npt.NDArray[np.bool_]
    weight: Floats


def make_case(reading: Mapping[str, Any], document: Document, model: str | None = None) -> Case | None:
    """Give the pairs of the trigger words of a report that the rules have read, none where it has fewer than two."""
    encoder = load_encoder(model)
    limits = {**THRESHOLDS, **encoder.thresholds}
    document = join_entities(replace(document, encoded=encoder.encode(document)), limits)
    attribute = mend_attributions if document.attributions else decode_attributions
    document = attribute(document, limits)
    frame = Frame(document)
    types = score_types(frame)
    words = list_triggers(types, limits)
    if len(words) < 2:
        return None
    hints = index_hints(document, frame.starts)
    base = score_base(frame, words, types, hints)
    table = describe_happenings(frame, words, types, base, link_words(frame, hints, words))
    event = np.array([_find_event(reading, frame.starts[word], frame.ends[word]) for word in words])
    first, second = event[table.first], event[table.second]
    both, one = (first >= 0) & (second >= 0), (first >= 0) != (second >= 0)
    kept = both | one
    weight = np.where(both, 1.0, LENT)[kept]
    return Case(reading["id"], _keep(table, kept), (one | (first == second))[kept], weight)


def _find_event(reading: Mapping[str, Any], start: int, end: int) -> int:
    """Give the number of the annotated event that a word tells of, -1 for none."""
    for number, event in enumerate(reading["events"]):
        if any(a < end and start < b for a, b in (event["trigger"], *event["also"])):
            return number
    return -1


def _keep(table: PairTable, kept: npt.NDArray[np.bool_]) -> PairTable:
    return replace(
        table,
        first=table.first[kept],
        second=table.second[kept],
        values=table.values[kept],
        one_type=table.one_type[kept],
    )


def learn(cases: Sequence[Case], only: Sequence[str] | None = None) -> Weights:
    """Give the weights of the features by kind of pair; `only` names the features to use, all by default."""
    names = cases[0].table.names
    chosen = [k for k, name in enumerate(names) if only is None or name in only]
    values = np.concatenate([case.table.values for case in cases]).astype(float)[:, chosen]
    right = np.concatenate([case.right for case in cases]).astype(float)
    weight = np.concatenate([case.weight for case in cases])
    one = np.concatenate([case.table.one_type for case in cases])
    weights: Weights = {}
    for kind, rows in zip(KINDS, (one, ~one), strict=True):
        fitted = fit(values[rows], right[rows], weight[rows]) if rows.any() else np.zeros(len(chosen))
        weights[kind] = {names[k]: round(float(w), 4) for k, w in zip(chosen, fitted, strict=True)}
    return weights


def fit(values: Floats, right: Floats, weight: Floats) -> Floats:
    """Fit a logistic regression; the first column is the constant, which hardly anything pulls.

    `weight` says how much each row counts.
    """
    spread = values.std(0)
    spread[spread < 1e-6] = 1.0
    pulls = np.full(values.shape[1], PULL)
    pulls[0] = 1e-3
    weights = fit_logistic(values / spread, right, pulls, counts=weight)
    return np.asarray(weights / spread)


def validate(cases: Sequence[Case], only: Sequence[str] | None = None) -> tuple[float, float]:
    """Give by cross-validation the mean log-loss of a pair and the best F1 of the pairs of one happening."""
    scores: list[Floats] = []
    right: list[Floats] = []
    for fold in range(FOLDS):
        weights = learn([case for k, case in enumerate(cases) if k % FOLDS != fold], only)
        for case in cases[fold::FOLDS]:
            known = case.weight == 1
            scores.append(np.asarray(weigh_pairs(case.table, weights)[known], np.float64))
            right.append(case.right[known].astype(float))
    score, truth = np.concatenate(scores), np.concatenate(right)
    loss = float(np.mean(np.logaddexp(0, np.where(truth > 0, -score, score))))
    return loss, find_best(score, truth, int(truth.sum()))


def load_cases(
    readings: list[dict[str, Any]], model: str | None = None, cache: pathlib.Path | None = None
) -> Iterator[Case]:
    """Read annotated reports and give their pairs."""
    for reading, document in zip(readings, read_by_rules(readings, cache), strict=True):
        case = make_case(reading, document, model)
        if case is not None:
            yield case


def main() -> None:
    """Cross-validate, fit on all and write."""
    options = make_unseen_parser(__doc__, "sameness_weights.json").parse_args()
    readings = load_annotated(options.corpus, options.bench, options.ids)
    cases = list(load_cases(readings, options.model, options.cache))
    known = np.concatenate([case.right[case.weight == 1] for case in cases])
    print(f"{len(known)} pairs of {len(cases)} reports, {known.sum()} of one happening")
    for name, only in (("the encoder's own score", ("bias", "base")), ("all features", None)):
        loss, best = validate(cases, only)
        print(f"{name}: log-loss {loss:.4f}, best F1 {100 * best:.1f}, cross-validated")
    options.out.write_text(json.dumps(learn(cases), indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
