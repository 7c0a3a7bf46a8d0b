"""Learn what speaks for an antecedent, and write `coreference_weights.json`.

    python -m training.coreference_weights [--corpus DIR] [--bench DIR] [--out FILE] [--cache FILE]

In: annotated readings (the corpus's training part, the annotations kept as offsets, the reports written for training).
Out: a weight for each feature of `annotate/coreference_choice.py`, one set for each sort of mention, by a conditional
logit: of the entities before a mention, and a new one, the annotated one is chosen. Mentions that no annotation covers
take no part. Prints how often the choice is right by cross-validation over reports, beside the choice of the rules.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Callable
from typing import Any

from dateline.annotate.coreference import link_mentions
from dateline.annotate.coreference_choice import Option, name_sort
from dateline.annotate.coreference_clusters import Cluster, Mention
from dateline.annotate.entities import find_entities
from dateline.records import Document
from dateline.weighing import weigh
from training.corpus import parse_documents
from training.date_weights import Case, fit
from training.readings import load_annotated, make_parser

FOLDS = 5
RIGHT, WRONG = "right", "wrong"


class Teacher:
    """Chooses as annotated, and keeps what there was to choose."""

    def __init__(self, reading: dict[str, Any], document: Document) -> None:
        self.report: str = reading["id"]
        self.cases: defaultdict[str, list[Case]] = defaultdict(list)
        self._doc = document.syntax
        self._spans = [
            (start, end, entity["id"], self._find_root(start, end))
            for entity in reading["entities"]
            for start, end in entity["mentions"]
        ]
        self._known: dict[int, str | None] = {}

    def _find_root(self, start: int, end: int) -> int | None:
        found = self._doc.char_span(start, end, alignment_mode="expand")
        return found.root.i if found is not None and len(found) else None

    def find_gold(self, mention: Mention) -> str | None:
        """Give the annotated entity that a mention means, or None."""
        if mention.i not in self._known:
            span = mention.entity.mentions[0]
            best, found = 0.0, None
            for start, end, entity, root in self._spans:
                shared = min(end, span.end) - max(start, span.start)
                if shared <= 0:
                    continue
                share = shared / max(end - start, span.end - span.start)
                if (share >= 0.5 or root == mention.head.i) and share > best:
                    best, found = share, entity
            self._known[mention.i] = found
        return self._known[mention.i]

    def _find_most(self, cluster: Cluster | None) -> str | None:
        votes = Counter(gold for m in cluster.mentions if (gold := self.find_gold(m))) if cluster else Counter()
        return max(sorted(votes.items()), key=lambda item: item[1])[0] if votes else None

    def choose(self, mention: Mention, options: list[Option]) -> int | None:
        """Choose the annotated entity; where none is annotated, what the rules would."""
        gold = self.find_gold(mention)
        if gold is None:
            return next((option.target for option in options if "rule" in option.features), None)
        right = [self._find_most(option.cluster) == gold for option in options]
        right[0] = not any(right[1:])
        features = tuple(option.features for option in options)
        values = tuple(RIGHT if here else WRONG for here in right)
        self.cases[name_sort(mention)].append(Case(self.report, features, values, RIGHT, (0.0,) * len(values)))
        return next(option.target for option, here in zip(options, right, strict=True) if here)


def find_best(case: Case, weights: dict[str, float]) -> str | None:
    """Give whether the choice by weights is right."""
    scores = [weigh(features, weights) for features in case.options]
    return case.values[scores.index(max(scores))]


def find_ruled(case: Case) -> str | None:
    """Give whether the rules' choice is right."""
    return next((v for f, v in zip(case.options, case.values, strict=True) if "rule" in f), case.values[0])


def learn(cases: list[Case]) -> dict[str, float]:
    """Fit the weights of one sort of mention."""
    names = sorted({name for case in cases for features in case.options for name in features})
    weights = dict(zip(names, fit(cases, names), strict=True))
    return {name: round(float(weight), 3) for name, weight in weights.items() if abs(weight) >= 0.02}


def validate(cases: list[Case], learn: Callable[[list[Case]], dict[str, float]]) -> tuple[float, float]:
    """Give the share of right choices by cross-validation over reports, and that of the rules; `learn` fits weights."""
    reports = sorted({case.report for case in cases})
    right = 0
    for fold in range(FOLDS):
        apart = set(reports[fold::FOLDS])
        weights = learn([case for case in cases if case.report not in apart])
        right += sum(find_best(case, weights) == RIGHT for case in cases if case.report in apart)
    return right / len(cases), sum(find_ruled(case) == RIGHT for case in cases) / len(cases)


def gather(readings: list[dict[str, Any]], documents: list[Document]) -> dict[str, list[Case]]:
    """Give the choices of all reports by sort of mention."""
    found: defaultdict[str, list[Case]] = defaultdict(list)
    for reading, document in zip(readings, documents, strict=True):
        document = find_entities(document)
        teacher = Teacher(reading, document)
        link_mentions(document, teacher.choose)
        for sort, cases in teacher.cases.items():
            found[sort] += cases
    return found


def main() -> None:
    """Cross-validate, fit on all and write."""
    options = make_parser(__doc__, "coreference_weights.json").parse_args()
    readings = load_annotated(options.corpus, options.bench)
    cases = gather(readings, parse_documents(readings, options.cache))
    weights = {}
    for sort, group in sorted(cases.items()):
        mine, rules = validate(group, learn)
        print(f"{sort:5s} {len(group):6d} mentions, right {100 * mine:.1f}, by the rules alone {100 * rules:.1f}")
        weights[sort] = learn(group)
    options.out.write_text(json.dumps(weights, indent=1, sort_keys=True) + "\n", "utf-8")


if __name__ == "__main__":
    main()
