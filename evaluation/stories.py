"""How well reports are grouped into stories: B-cubed on ECB+ (topics 1 to 35) and G5W (half A), cross-validated.

In: the folder of the benchmark with `ecbplus_dev.jsonl` and `g5w_a.jsonl`. Out: B-cubed precision, recall and F1; the
share of pairs of different stories on one topic that are put together, and of pairs of one story that are; for G5W in
a batch and one report after another. Each fold of topics is scored by coefficients fitted on the others.

    python -m evaluation.stories BENCH [--fit] [--background REPORTS]

`--background` counts the words of general news from reports (JSON files with `text`) into `data/merge_background.tsv`;
`--fit` fits the shipped coefficients on all and writes them to `data/merge_weights.json`. Both need scikit-learn.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Sequence
from itertools import combinations
from pathlib import Path
from typing import Any

from dateline.merge.cluster import Pair, cluster_pairs
from dateline.merge.profiles import Profile, make_profile
from dateline.merge.scoring import PairModel
from dateline.merge.story_features import CHANNELS, measure_pairs
from dateline.records import Reading, Report
from evaluation.event_pairs import WEIGHTS
from evaluation.merging_page import write_block

BACKGROUND = WEIGHTS.with_name("merge_background.tsv")
FOLDS = 5
G5W_WEIGHT = 4
LEAST = 0.62
FEWEST = 3
"""Words that fewer reports of the background have are left out of its table."""

Scored = tuple[dict[Pair, dict[str, float]], list[str], list[str]]


def load(path: Path) -> tuple[list[Profile], list[str], list[str]]:
    """Give profiles of the reports of a benchmark file, their stories and their topics, by the reports' ids."""
    rows = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    rows.sort(key=lambda row: row["id"])
    profiles = [
        make_profile(Reading(Report(id=r["id"], text=r["text"], title=r.get("title"), published=r["published"])))
        for r in rows
    ]
    return profiles, [r["story"] for r in rows], [str(r["topic"]) for r in rows]


def fit(data: Sequence[tuple[dict[str, float], bool, float]]) -> PairModel:
    """Fit the model on features, whether they are of one story, and weights; features are scaled inside."""
    import numpy as np
    from sklearn.linear_model import LogisticRegression

    names = sorted({name for features, _, _ in data for name in features})
    values = np.array([[features.get(name, 0.0) for name in names] for features, _, _ in data])
    mean, spread = values.mean(0), values.std(0) + 1e-9
    model = LogisticRegression(C=1.0, max_iter=2000).fit(
        (values - mean) / spread, [same for _, same, _ in data], sample_weight=[weight for _, _, weight in data]
    )
    weights = model.coef_[0] / spread
    bias = float(model.intercept_[0] - (weights * mean).sum())
    return PairModel(round(bias, 4), {n: round(float(w), 4) for n, w in zip(names, weights, strict=True)}, LEAST)


def cross_validate(sets: Sequence[Scored], weights: Sequence[float], least: float) -> list[list[int]]:
    """Give the group of each report of each set; a pair is scored by a model that saw neither of its topics."""
    folds = []
    for number, (_, stories, topics) in enumerate(sets):
        keys = topics if number == 0 else stories
        fold_of = {key: place % FOLDS for place, key in enumerate(sorted(set(keys)))}
        folds.append([fold_of[key] for key in keys])
    scores: list[dict[Pair, float]] = [{} for _ in sets]
    for held in range(FOLDS):
        data = [
            (features, stories[i] == stories[j], weight)
            for (pairs, stories, _), fold, weight in zip(sets, folds, weights, strict=True)
            for (i, j), features in pairs.items()
            if held not in (fold[i], fold[j])
        ]
        model = fit(data)
        for (pairs, _, _), fold, found in zip(sets, folds, scores, strict=True):
            found.update({p: model.score(f) for p, f in pairs.items() if held in (fold[p[0]], fold[p[1]])})
    return [label(len(row[1]), found, least) for row, found in zip(sets, scores, strict=True)]


def label(size: int, scores: dict[Pair, float], least: float) -> list[int]:
    """Give the group of each item by number."""
    groups = [0] * size
    for number, members in enumerate(cluster_pairs(size, scores, least=least)):
        for member in members:
            groups[member] = number
    return groups


def score(found: Sequence[int], stories: Sequence[str], topics: Sequence[str]) -> dict[str, float]:
    """Give B-cubed (Bagga and Baldwin 1998) and the rates over pairs."""
    both, ours, gold = Counter(zip(found, stories, strict=True)), Counter(found), Counter(stories)
    precision = sum(n * n / ours[f] for (f, _), n in both.items()) / len(found)
    recall = sum(n * n / gold[s] for (_, s), n in both.items()) / len(found)
    pairs = list(combinations(range(len(found)), 2))
    one = [found[i] == found[j] for i, j in pairs if stories[i] == stories[j]]
    other = [found[i] == found[j] for i, j in pairs if stories[i] != stories[j] and topics[i] == topics[j]]
    return {
        "b3_precision": precision,
        "b3_recall": recall,
        "b3_f1": 2 * precision * recall / (precision + recall),
        "joined": sum(one) / len(one),
        "wrongly_merged": sum(other) / max(1, len(other)),
    }


def write_background(reports: Sequence[str]) -> None:
    """Count in how many reports each term stands."""
    counts: dict[str, Counter[str]] = {channel: Counter() for channel in CHANNELS}
    for number, text in enumerate(reports):
        profile = make_profile(Reading(Report(id=str(number), text=text)))
        for channel in CHANNELS:
            counts[channel].update(profile.terms[channel].keys())
    lines = ["channel\tterm\treports", f"reports\t\t{len(reports)}"]
    for channel, found in counts.items():
        lines += [f"{channel}\t{term}\t{n}" for term, n in sorted(found.items()) if n >= FEWEST]
    BACKGROUND.write_text("\n".join(lines) + "\n", "utf-8")


def measure(bench: Path, least: float = LEAST) -> tuple[dict[str, Any], list[Scored]]:
    """Measure both sets; gives the figures and what was scored."""
    sets: list[Scored] = []
    for name in ("ecbplus_dev", "g5w_a"):
        profiles, stories, topics = load(bench / "stories" / f"{name}.jsonl")
        sets.append((measure_pairs(profiles), stories, topics))
    groups = cross_validate(sets, (1.0, G5W_WEIGHT), least)
    figures = {
        name: score(found, row[1], row[2]) for name, found, row in zip(("ecbplus", "g5w"), groups, sets, strict=True)
    }
    return figures, sets


def describe(figures: dict[str, Any]) -> list[str]:
    """Give the lines of the page."""
    lines = [
        "**Stories** (`python -m evaluation.stories BENCH`), cross-validated over topics; the threshold and the weight "
        "of the second set were chosen on the same reports. A stream gives what a batch gives, by construction and by "
        "test.",
        "",
        "| set | B-cubed P | R | F1 | pairs of one story joined | pairs of another story on one topic merged |",
        "|---|---|---|---|---|---|",
    ]
    for name, row in figures.items():
        keys = ("b3_precision", "b3_recall", "b3_f1", "joined", "wrongly_merged")
        lines.append(f"| {name} | " + " | ".join(f"{row[key]:.3f}" for key in keys) + " |")
    return lines


def main() -> None:
    """Measure, and fit where asked."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("bench", type=Path)
    parser.add_argument("--background", type=Path)
    parser.add_argument("--fit", action="store_true")
    parser.add_argument("--least", type=float, nargs="*", default=[LEAST])
    arguments = parser.parse_args()
    if arguments.background:
        files = sorted(arguments.background.glob("*.json"))
        write_background([json.loads(file.read_text("utf-8"))["text"] for file in files])
    for least in arguments.least:
        figures, sets = measure(arguments.bench, least)
        print(least, {name: {k: round(v, 4) for k, v in row.items()} for name, row in figures.items()}, flush=True)
    write_block("stories", describe(figures))
    if arguments.fit:
        model = fit(
            [
                (features, stories[i] == stories[j], weight)
                for (pairs, stories, _), weight in zip(sets, (1.0, G5W_WEIGHT), strict=True)
                for (i, j), features in pairs.items()
            ]
        )
        value = json.loads(WEIGHTS.read_text("utf-8")) if WEIGHTS.exists() else {}
        value["stories"] = {"bias": model.bias, "least": arguments.least[-1], "weights": model.weights}
        WEIGHTS.write_text(json.dumps(value, indent=1, sort_keys=True) + "\n", "utf-8")


if __name__ == "__main__":
    main()
