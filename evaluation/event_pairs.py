"""How well accounts of one event are joined across reports: pair F1 on links made by reading.

In: `evaluation/links/corpus.json` (which accounts of which reports of one story are one event; ids and offsets, no
text), `second.json` (the same by a second reader who had not seen the first) and the reports of the corpus. Out:
precision, recall and F1 over pairs of accounts, each story scored by a model that was fitted on the other stories, and
the agreement of the two readers.

    python -m evaluation.event_pairs CORPUS [--fit]

`--fit` fits the shipped coefficients on all stories and writes them to `data/merge_weights.json`.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable, Sequence
from itertools import combinations
from pathlib import Path
from typing import Any

from dateline.merge.candidates import find_candidates
from dateline.merge.cluster import cluster_pairs
from dateline.merge.compare import View, compare_accounts, make_views, must_differ
from dateline.merge.scoring import PairModel
from dateline.readings import decode_reading
from dateline.records import Reading
from evaluation.merging_page import write_block

LINKS = Path(__file__).parent / "links" / "corpus.json"
SECOND = LINKS.with_name("second.json")
WEIGHTS = Path(__file__).parents[1] / "src" / "dateline" / "data" / "merge_weights.json"
LEAST = 0.35

Key = tuple[str, str]
Pairs = set[tuple[Key, Key]]


def load_story(corpus: Path, story: dict[str, Any]) -> tuple[list[Reading], Pairs]:
    """Give the reports of a story as they were annotated, and the pairs of accounts that are one event."""
    readings = []
    for name in story["reports"]:
        path = next(corpus.glob(f"*/{name}.json"))
        readings.append(decode_reading(json.loads(path.read_text("utf-8"))))
    triggers = {(r.id, a.id): [a.trigger.start, a.trigger.end] for r in readings for a in r.events}
    names = {story["reports"][i]: reading.id for i, reading in enumerate(readings)}
    return readings, _list_pairs(story["events"], names, triggers)


def measure_agreement(stories: Sequence[dict[str, Any]], second: Sequence[dict[str, Any]]) -> tuple[int, float]:
    """Give how many pairs of reports two readers linked, and the pair F1 of one against the other."""
    known = {story["story"]: story for story in stories}
    reports = both = one = other = 0
    for story in second:
        mine = known[story["story"]]
        names = {name: name for name in mine["reports"]}
        first, again = _list_pairs(mine["events"], names, None), _list_pairs(story["events"], names, None)
        reports += len(names) * (len(names) - 1) // 2
        both, one, other = both + len(first & again), one + len(first), other + len(again)
    return reports, 2 * both / (one + other)


def _list_pairs(events: Any, names: dict[str, str], triggers: dict[Key, list[int]] | None) -> Pairs:
    pairs: Pairs = set()
    for event in events:
        keys = []
        for name, account, start, end in event:
            key = (names[name], account)
            if triggers is not None and triggers[key] != [start, end]:
                raise SystemExit(f"{name} {account}: the links were made for another trigger than {triggers[key]}")
            keys.append(key)
        pairs.update(_pairs(keys))
    return pairs


def _pairs(keys: Iterable[Key]) -> Pairs:
    return {(a, b) for a, b in combinations(sorted(keys), 2) if a[0] != b[0]}


def fit(data: Sequence[tuple[dict[str, float], bool]]) -> PairModel:
    """Fit a logistic model; needs scikit-learn."""
    from sklearn.feature_extraction import DictVectorizer
    from sklearn.linear_model import LogisticRegression

    vectorizer = DictVectorizer(sparse=False)
    values = vectorizer.fit_transform([features for features, _ in data])
    model = LogisticRegression(C=1.0, max_iter=2000).fit(values, [same for _, same in data])
    weights = {
        str(name): round(float(weight), 3)
        for name, weight in zip(vectorizer.get_feature_names_out(), model.coef_[0], strict=True)
    }
    return PairModel(round(float(model.intercept_[0]), 3), weights, LEAST)


def merge(views: Sequence[View], model: PairModel) -> Pairs:
    """Give the pairs of accounts that the clustering of this model puts together."""
    scores = {(i, j): model.score(compare_accounts(views[i], views[j])) for i, j in find_candidates(views)}
    apart = [(i, j) for i, j in combinations(range(len(views)), 2) if must_differ(views[i], views[j])]
    found: Pairs = set()
    for group in cluster_pairs(len(views), scores, apart, least=model.least):
        found |= _pairs(views[i].key for i in group)
    return found


def measure(corpus: Path, least: float = LEAST) -> dict[str, Any]:
    """Score every story by a model fitted on the others."""
    stories = json.loads(LINKS.read_text("utf-8"))
    loaded = [(story["story"], *load_story(corpus, story)) for story in stories]
    views = [make_views(readings) for _, readings, _ in loaded]
    rows = []
    for index, (name, readings, gold) in enumerate(loaded):
        model = fit([row for i, other in enumerate(loaded) if i != index for row in make_rows(views[i], other[2])])
        found = merge(views[index], PairModel(model.bias, model.weights, least))
        count = len(readings) * (len(readings) - 1) // 2
        rows.append(
            {
                "story": name,
                "pairs of reports": count,
                "found": len(found),
                "gold": len(gold),
                "right": len(found & gold),
                "missed": sorted(gold - found),
                "wrong": sorted(found - gold),
            }
        )
    right, found_all, gold_all = (sum(row[key] for row in rows) for key in ("right", "found", "gold"))
    return {
        "stories": rows,
        "pairs of reports": sum(row["pairs of reports"] for row in rows),
        "precision": right / found_all,
        "recall": right / gold_all,
        "f1": 2 * right / (found_all + gold_all),
    }


def make_rows(views: Sequence[View], gold: Pairs) -> list[tuple[dict[str, float], bool]]:
    """Give the features of every candidate pair of a story, with whether it is one event."""
    return [
        (compare_accounts(views[i], views[j]), (views[i].key, views[j].key) in gold) for i, j in find_candidates(views)
    ]


def main() -> None:
    """Measure, and fit where asked."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--fit", action="store_true")
    parser.add_argument("--misses", action="store_true", help="name each pair that is missed or wrong")
    parser.add_argument("--least", type=float, default=LEAST)
    arguments = parser.parse_args()
    result = measure(arguments.corpus, arguments.least)
    for row in result["stories"]:
        print(row["story"], row["pairs of reports"], "gold", row["gold"], "found", row["found"], "right", row["right"])
        if arguments.misses:
            print("  missed", row["missed"], "\n  wrong", row["wrong"])
    print({key: value for key, value in result.items() if key != "stories"})
    stories, second = (json.loads(path.read_text("utf-8")) for path in (LINKS, SECOND))
    read_again, agreement = measure_agreement(stories, second)
    write_block(
        "event pairs",
        [
            "**Accounts of one event** (`python -m evaluation.event_pairs CORPUS`; accounts as annotated by people, "
            "each story scored by a model fitted on the others, threshold chosen on the same stories): "
            f"{result['pairs of reports']} pairs of reports, precision {result['precision']:.1%}, recall "
            f"{result['recall']:.1%}, pair F1 {result['f1']:.1%}. The links of {read_again} pairs of reports, in "
            f"{len(second)} of {len(stories)} stories, were made again by a second reader without sight of the "
            f"first: agreement {agreement:.1%} (pair F1)."
        ],
    )
    if arguments.fit:
        loaded = [load_story(arguments.corpus, story) for story in stories]
        model = fit([row for readings, gold in loaded for row in make_rows(make_views(readings), gold)])
        value = json.loads(WEIGHTS.read_text("utf-8")) if WEIGHTS.exists() else {}
        value["events"] = {"bias": model.bias, "least": arguments.least, "weights": model.weights}
        WEIGHTS.write_text(json.dumps(value, indent=1, sort_keys=True) + "\n", "utf-8")


if __name__ == "__main__":
    main()
