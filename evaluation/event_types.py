"""Measure the event type alone, on sentences whose source and target are marked.

    python -m evaluation.event_types FILE.jsonl

In: lines with `text`, `marked` (the same text with `<s>` and `<t>` around the two sides) and `type`, as in
the PLV sentences (Hu et al., ACL 2024). Out: accuracy and macro-F1 over 15 types: CONCEDE and RETREAT are
one, `YIELD`. Each sentence is read as a report of its own, with the marked sides given (`name_type`).
"""

from __future__ import annotations

import json
import re
import sys
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from dateline.annotate.parts import find_parts
from dateline.annotate.quantities import find_amounts
from dateline.annotate.syntax import ParseSyntax
from dateline.annotate.times import find_times
from dateline.extract import scheme
from dateline.extract.decode import score_types
from dateline.extract.encoder import load_encoder
from dateline.extract.frame import Frame, sigmoid
from dateline.extract.pairs import describe_pairs, index_hints, list_columns
from dateline.pipeline import EXTRACT, run_steps
from dateline.records import Document, Entity, Report, Span

Pair = tuple[int, int]
MERGED = {"CONCEDE": "YIELD", "RETREAT": "YIELD"}
_TAG = re.compile(r"</?[st]>")


def find_marks(marked: str) -> tuple[str, dict[str, Pair]]:
    """Give the text without its marks and the spans of `s` and `t` in it."""
    text, last = "", 0
    marks: dict[str, Pair] = {}
    opened: dict[str, int] = {}
    for tag in _TAG.finditer(marked):
        text += marked[last : tag.start()]
        last = tag.end()
        name = tag[0][-2]
        if tag[0].startswith("</"):
            marks.setdefault(name, (opened.get(name, len(text)), len(text)))
        else:
            opened[name] = len(text)
    return text + marked[last:], marks


def name_type(document: Document, marks: dict[str, Pair]) -> str | None:
    """Give the type of what the marked source does to the marked target, read with the two given.

    Every word stands as a trigger with what the encoder makes of it: its type, and how well the two marked sides fit
    it as actor and recipient. The type that all words together speak most for is the answer; None where the sentence
    holds no word.
    """
    sides = [
        Entity(name, name, "org", (Span.of(document.text, *marks[name]),))
        for name in ("s", "t")
        if name in marks and marks[name][0] < marks[name][1]
    ]
    document = run_steps(replace(document, entities=tuple(sides)), EXTRACT["rules"])
    encoded = load_encoder().encode(document)
    words = encoded.words
    if not words.tokens:
        return None
    document = replace(document, encoded=encoded)
    frame = Frame(document)
    hints = index_hints(document, frame.starts)
    types = score_types(frame)
    score = np.log(types[:, 1:] + 1e-9)
    columns = list_columns(replace(document, times=(), amounts=()), words)
    rows = list(range(len(words.tokens)))
    if columns.ids:
        tables = describe_pairs(document, words, rows, columns, hints)
        links = encoded.judge_pairs(rows, columns, tables)
        for k, owner in enumerate(columns.owner.tolist()):
            role = 0 if columns.ids[owner] == "s" else 1
            score = score + np.log(sigmoid(links[:, k, role]) + 1e-3)[:, None]
    return scheme.TYPES[1 + int(np.logaddexp.reduce(score, axis=0).argmax())]


def count_types(pairs: list[tuple[str, str | None]]) -> dict[str, Any]:
    """Give accuracy, macro-F1, the share without an answer and the commonest confusions of (gold, ours)."""
    right, gold, ours = Counter[str](), Counter[str](), Counter[str]()
    wrong: Counter[tuple[str, str]] = Counter()
    for want, got in pairs:
        gold[want] += 1
        if got is not None:
            ours[got] += 1
        if want == got:
            right[want] += 1
        else:
            wrong[want, got or "none"] += 1
    f1 = {name: 2 * right[name] / (gold[name] + ours[name]) for name in sorted(gold)}
    total = max(len(pairs), 1)
    return {
        "sentences": len(pairs),
        "accuracy": right.total() / total,
        "macro_f1": sum(f1.values()) / max(len(f1), 1),
        "without_account": sum(got is None for _, got in pairs) / total,
        "f1": f1,
        "confusions": [[want, got, n] for (want, got), n in wrong.most_common(12)],
    }


def measure(path: Path) -> dict[str, Any]:
    """Read every sentence of the file and score the types."""
    parse = ParseSyntax()
    pairs: list[tuple[str, str | None]] = []
    for line in path.read_text("utf-8").splitlines():
        row = json.loads(line)
        text, marks = find_marks(row["marked"])
        found = name_type(run_steps(Document(Report.of(text)), (find_parts, parse, find_times, find_amounts)), marks)
        pairs.append((row["type"], MERGED.get(found, found) if found else None))
    return count_types(pairs)


def main() -> None:
    """Measure the file that the command line names, print."""
    print(json.dumps(measure(Path(sys.argv[1])), indent=1))


if __name__ == "__main__":
    main()
