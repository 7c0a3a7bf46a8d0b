"""Measure the event type alone, on sentences whose source and target are marked.

    python -m evaluation.event_types FILE.jsonl

In: lines with `text`, `marked` (the same text with `<s>` and `<t>` around the two sides) and `type`, as in
the PLV sentences (Hu et al., ACL 2024). Out: accuracy and macro-F1 over 15 types: CONCEDE and RETREAT are
one, `YIELD`. Each sentence is read as a report of its own and one of its accounts answers for it
(`choose_account`); none is an error.
"""

from __future__ import annotations

import json
import re
import sys
from collections import Counter
from pathlib import Path
from typing import Any

from dateline.pipeline import read
from dateline.records import Account, Reading, Report
from dateline.settings import load_settings

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


def choose_account(reading: Reading, marks: dict[str, Pair]) -> Account | None:
    """Give the account that answers: most sides on the marks, then most confident, then first."""
    mentions = {entity.id: entity.mentions for entity in reading.entities}

    def lies_on(ids: tuple[str, ...], mark: str) -> bool:
        if mark not in marks:
            return False
        start, end = marks[mark]
        return any(span.start < end and start < span.end for i in ids for span in mentions[i])

    def rank(account: Account) -> tuple[int, float, int]:
        right = 2 * lies_on(account.actor, "s") + 2 * lies_on(account.recipient, "t")
        loose = lies_on(account.recipient, "s") + lies_on(account.actor, "t")
        return right + loose, account.confidence or 0.0, -account.trigger.start

    return max(reading.events, key=rank, default=None)


def score_types(pairs: list[tuple[str, str | None]]) -> dict[str, Any]:
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
    settings = load_settings()
    pairs: list[tuple[str, str | None]] = []
    for line in path.read_text("utf-8").splitlines():
        row = json.loads(line)
        text, marks = find_marks(row["marked"])
        account = choose_account(read(Report.of(text), settings), marks)
        pairs.append((row["type"], None if account is None else MERGED.get(account.type, account.type)))
    return score_types(pairs)


def main() -> None:
    """Measure the file that the command line names, print."""
    print(json.dumps(measure(Path(sys.argv[1])), indent=1))


if __name__ == "__main__":
    main()
