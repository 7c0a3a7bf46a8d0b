"""Measure the attributions on a benchmark of source, cue and content (PolNeAR's form).

In: JSON lines of reports with `text` and `annotators`, a list of attributions for each annotator, every attribution
with lists of spans for `source`, `cue` and `content`. Out: precision, recall and F1 of linked triples, over all
annotators: a triple is found if the contents overlap by half (intersection over union) and the sources touch, or
both are without one.

    python evaluation/attribution.py FILE.jsonl...

The convention: a part in several pieces counts as the stretch from its first to its last character. A quotation that
its cue interrupts is one attribution in two pieces there, and two attributions in our readings: ours of one source and
one cue are joined before they are counted.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from dateline.pipeline import read
from dateline.records import Attribution, Report
from dateline.settings import load_settings

Stretch = tuple[int, int]
Pair = tuple[Stretch | None, Stretch]


def join_pieces(spans: list[list[int]]) -> Stretch | None:
    """Give the stretch from the first to the last character of a part's pieces."""
    return (min(a for a, _ in spans), max(b for _, b in spans)) if spans else None


def join_halves(attributions: Sequence[Attribution]) -> list[Pair]:
    """Give the sources and contents of a reading, the halves of an interrupted quotation as one."""
    joined: dict[object, Pair] = {}
    for number, one in enumerate(attributions):
        key = number if one.cue is None else (one.source, one.cue)
        source = (one.source.start, one.source.end) if one.source else None
        first, last = one.content.start, one.content.end
        if key in joined:
            _, (start, end) = joined[key]
            first, last = min(first, start), max(last, end)
        joined[key] = (source, (first, last))
    return list(joined.values())


def overlap(a: Stretch, b: Stretch) -> int:
    """Give how many characters two stretches share."""
    return max(0, min(a[1], b[1]) - max(a[0], b[0]))


def score_pair(gold: Pair, found: Pair) -> float:
    """Give the overlap of the contents, or 0 where it is under one half or the sources do not touch."""
    shared = overlap(gold[1], found[1])
    union = gold[1][1] - gold[1][0] + found[1][1] - found[1][0] - shared
    sources = gold[0] is found[0] or bool(gold[0] and found[0] and overlap(gold[0], found[0]))
    return shared / union if sources and shared * 2 >= union else 0.0


def count_matches(gold: list[Pair], found: list[Pair]) -> int:
    """Match one to one, best overlap first, and count."""
    pairs = [(score_pair(g, f), i, j) for i, g in enumerate(gold) for j, f in enumerate(found)]
    left: set[int] = set()
    right: set[int] = set()
    for score, i, j in sorted(pairs, key=lambda p: (-p[0], p[1], p[2])):
        if score > 0 and i not in left and j not in right:
            left.add(i)
            right.add(j)
    return len(left)


def measure(path: str | Path) -> dict[str, float]:
    """Read every report of a file of JSON lines and measure its attributions."""
    settings = load_settings()
    right = gold_total = found_total = 0
    for line in Path(path).read_text("utf-8").splitlines():
        row: dict[str, Any] = json.loads(line)
        reading = read(Report(id=str(row["id"]), text=row["text"]), settings)
        found = join_halves(reading.attributions)
        for annotator in row["annotators"]:
            gold: list[Pair] = [
                (join_pieces(a["source"]), content) for a in annotator if (content := join_pieces(a["content"]))
            ]
            right += count_matches(gold, found)
            gold_total += len(gold)
            found_total += len(found)
    precision = right / found_total if found_total else 0.0
    recall = right / gold_total if gold_total else 0.0
    f1 = 2 * right / (found_total + gold_total) if found_total + gold_total else 0.0
    return {"precision": precision, "recall": recall, "f1": f1, "gold": gold_total, "predicted": found_total}


def main() -> None:
    """Read the arguments and print one line a file."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="+", type=Path)
    for path in parser.parse_args().files:
        result = measure(path)
        shown = "  ".join(f"{name} {100 * result[name]:.1f}" for name in ("precision", "recall", "f1"))
        print(f"{path.name}: {shown}  gold {result['gold']}  predicted {result['predicted']}")


if __name__ == "__main__":
    main()
