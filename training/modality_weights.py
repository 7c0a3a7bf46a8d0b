"""Learn what speaks for a modality other than `actual`, and write `modality_weights.json`.

    python -m training.modality_weights [--model FILE [--ids FILE]] [--corpus DIR] [--bench DIR] [--out FILE]

In: annotated readings (the corpus's training part, the annotations kept as offsets, the reports written for training).
Out: a weight for each feature of `extract/modality.py` and modality by a multinomial logit, `actual` at 0. Acts that
did not happen are one in thirteen: `LEAN` is added for each other modality, so that more of them are found. Prints how
often the choice is right by cross-validation over reports. Only labels written for this project take part.

With a reader, `--model`, and the reports that it was not trained on, `--ids`, the weights are learnt from these,
together with those of the reader's log-odds, and stand beside the ones for reading without an encoder.
"""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

from dateline.annotate.times import find_times
from dateline.extract.claims import Finder
from dateline.extract.encoder import Encoder, load_encoder
from dateline.extract.modality import OTHERS, judge_modality, list_features, name_reader, read_modality, tell_reader
from dateline.pipeline import ANNOTATE, HINT, run_steps
from dateline.records import Document
from training.corpus import parse_documents
from training.date_weights import take_gold
from training.readings import load_annotated, make_unseen_parser

Floats = npt.NDArray[np.float64]
Weights = dict[str, dict[str, float]]
PULL = 1.0
"""Strength of the pull of weights towards 0."""
LEAN = {"ruled": 0.5, "read": 1.0}
"""How far other modalities are favoured: more of them are found, and more of what happened is missed."""
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
SURE = {"ruled": 3.0, "read": 1.5}
READER = 0.7
"""Where the weights of the encoder's log-odds are pulled to."""
HAND = {"planned": {"plain future": 1.0}, "hypothetical": {"plain future": -1.0}}
"""Added by hand: readers take a prediction for possible now and then, but *will* alone speaks of a plan."""
LEAST = 0.05
"""Weights nearer to 0 than this are left out."""
RAREST = 6
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
        encoded = encoder.encode(run_steps(document, (*ANNOTATE, *HINT)))
    document = take_gold(find_times(document), reading)
    finder = Finder(document)
    cases = []
    for account in document.accounts:
        token = finder.token(account.trigger)
        features = list_features(account, token, finder.has_future(token))
        read = read_modality(encoded, token) if encoded is not None else None
        cases.append(Case(reading["id"], tuple(features), account.modality, read))
    return cases


def make_table(cases: list[Case], names: list[str]) -> csr_matrix:
    """Give the features of all cases, a column for each name; others are left out."""
    index = {name: k for k, name in enumerate(names)}
    rows: list[int] = []
    columns: list[int] = []
    values: list[float] = []
    for row, case in enumerate(cases):
        found = [(name, 1.0) for name in case.features]
        found += tell_reader(case.read).items() if case.read is not None else ()
        for name, value in found:
            if name in index:
                rows.append(row)
                columns.append(index[name])
                values.append(value)
    return csr_matrix((values, (rows, columns)), shape=(len(cases), len(names)))


def fit(cases: list[Case]) -> Weights:
    """Fit the weights to the likelihood of the annotated modalities."""
    sort = "read" if any(case.read is not None for case in cases) else "ruled"
    seen = Counter(name for case in cases for name in set(case.features))
    names = sorted(name for name, number in seen.items() if number >= RAREST)
    prior = np.array([[SURE[sort] * (PRIOR.get(name) == modality) for modality in OTHERS] for name in names])
    if sort == "read":
        names += [name_reader(modality) for modality in OTHERS]
        prior = np.concatenate([prior, READER * np.eye(len(OTHERS))])
    table = make_table(cases, names)
    truth = np.array([[float(case.modality == modality) for modality in OTHERS] for case in cases])

    def judge_weights(flat: Floats) -> tuple[float, Floats]:
        weights = flat.reshape(prior.shape)
        scores = table @ weights
        top = np.maximum(scores.max(1), 0)
        odds = np.exp(scores - top[:, None])
        total = odds.sum(1) + np.exp(-top)
        loss = (np.log(total) + top).sum() - (truth * scores).sum() + PULL / 2 * ((weights - prior) ** 2).sum()
        return float(loss), (table.T @ (odds / total[:, None] - truth) + PULL * (weights - prior)).ravel()

    weights = minimize(judge_weights, prior.ravel(), jac=True, method="L-BFGS-B").x.reshape(prior.shape)
    weights[names.index("bias")] += LEAN[sort]
    for k, modality in enumerate(OTHERS if sort == "ruled" else ()):
        for name, weight in HAND.get(modality, {}).items():
            weights[names.index(name), k] += weight
    return {
        modality: {name: round(float(w), 3) for name, w in zip(names, weights[:, k], strict=True) if abs(w) >= LEAST}
        for k, modality in enumerate(OTHERS)
    }


def judge(case: Case, weights: Weights) -> str:
    """Choose by weights."""
    return judge_modality(case.features, weights, case.read)


def cross_validate(cases: list[Case]) -> Counter[tuple[str, str]]:
    """Count the pairs of annotated and chosen modality, each chosen by weights learnt on other reports."""
    reports = sorted({case.report for case in cases})
    counts: Counter[tuple[str, str]] = Counter()
    for fold in range(FOLDS):
        apart = set(reports[fold::FOLDS])
        weights = fit([case for case in cases if case.report not in apart])
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
    options = make_unseen_parser(__doc__, "modality_weights.json", model=False).parse_args()
    encoder = load_encoder(options.model) if options.model else None
    readings = load_annotated(options.corpus, options.bench, options.ids if options.model else None)
    documents = parse_documents(readings, options.cache)
    cases = [case for r, d in zip(readings, documents, strict=True) for case in make_cases(r, d, encoder)]
    tell(cross_validate(cases))
    known = json.loads(options.out.read_text("utf-8"))
    found = known | {"read" if encoder else "ruled": fit(cases)}
    options.out.write_text(json.dumps(found, indent=1, sort_keys=True) + "\n", "utf-8")


if __name__ == "__main__":
    main()
