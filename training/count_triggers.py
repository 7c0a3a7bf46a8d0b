"""Count how often each trigger of `triggers.tsv` tells of an event of its type, and write the column `prior`.

    python -m training.count_triggers FOLDER [--weight 3] [--add 2]

In: a folder of annotated readings (JSON) and the table in the package. Out: the same table with new priors,
and with rows for words that the annotators took for a trigger at least `--add` times. A prior is the
counted share, drawn towards the base weight as by `--weight` more mentions.
"""

from __future__ import annotations

import argparse
import pathlib
from collections import Counter
from typing import Any

import dateline.data
from dateline.extract.triggers import load_rules, match_rule
from training.corpus import parse_documents
from training.readings import find_readings

TABLE = pathlib.Path(dateline.data.__file__).parent / "triggers.tsv"
COLUMNS = ("lemma", "pos", "type", "mode", "condition", "base", "prior")
Key = tuple[str, str, str, str]


def mark_tokens(reading: dict[str, Any], doc: Any) -> dict[int, list[dict[str, Any]]]:
    """Give the events that each token is a trigger or later mention of."""
    marks: dict[int, list[dict[str, Any]]] = {}
    for event in reading["events"]:
        for start, end in [event["trigger"], *event["also"]]:
            first = next((t for t in doc if t.idx < end and t.idx + len(t.text) > start), None)
            if first is not None:
                marks.setdefault(first.i, []).append(event)
    return marks


def count(
    pairs: list[tuple[dict[str, Any], Any]],
) -> tuple[Counter[Key], Counter[Key], dict[Any, Any], Counter[Any]]:
    """Count right and all mentions by rule, and by word the types and all mentions of words without a rule."""
    right: Counter[Key] = Counter()
    total: Counter[Key] = Counter()
    other: dict[Any, list[dict[str, Any]]] = {}
    words: Counter[Any] = Counter()
    for reading, doc in pairs:
        marks = mark_tokens(reading, doc)
        for token in doc:
            pos = "NOUN" if token.pos_ == "PROPN" else token.pos_
            word = (token.lemma_.lower(), pos)
            rule = match_rule(token)
            if rule is None:
                words[word] += 1
                if token.i in marks and pos in ("VERB", "NOUN", "ADJ") and word not in load_rules():
                    other.setdefault(word, []).extend(marks[token.i])
                continue
            condition = rule.condition + (":" + "|".join(sorted(rule.words)) if rule.words != {""} else "")
            key = (*word, rule.type, condition)
            total[key] += 1
            right[key] += any(event["type"] == rule.type for event in marks.get(token.i, ()))
    return right, total, other, words


def rewrite(pairs: list[tuple[dict[str, Any], Any]], weight: float, add: int) -> str:
    """Give the new table as text."""
    right, total, other, words = count(pairs)
    rows = []
    for row in dateline.data.load_table("triggers.tsv"):
        name, _, rest = row["condition"].partition(":")
        condition = name + (":" + "|".join(sorted(rest.split("|"))) if rest else "")
        key = (row["lemma"], row["pos"], row["type"], condition)
        prior = (right[key] + weight * float(row["base"])) / (total[key] + weight)
        rows.append({**row, "prior": f"{prior:.3f}"})
    for word, events in sorted(other.items()):
        kind, number = Counter(event["type"] for event in events).most_common(1)[0]
        modes = Counter(m for event in events if event["type"] == kind for m in event["mode"])
        mode = " ".join(m for m, n in modes.most_common(1) if n * 2 > number)
        prior = (number + weight * 0.1) / (words[word] + weight)
        if number >= add and prior >= 0.3:
            rows.append(dict(zip(COLUMNS, (*word, kind, mode, "", "0.1", f"{prior:.3f}"), strict=True)))
    rows.sort(key=lambda row: (row["pos"], row["lemma"], not row["condition"], -float(row["prior"]), row["type"]))
    return (
        "\n".join("\t".join(row[c] for c in COLUMNS) for row in [dict(zip(COLUMNS, COLUMNS, strict=True)), *rows])
        + "\n"
    )


def main() -> None:
    """Read the arguments and write the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--weight", type=float, default=3.0)
    parser.add_argument("--add", type=int, default=2)
    options = parser.parse_args()
    readings = list(find_readings(options.folder))
    docs = [document.syntax for document in parse_documents(readings)]
    TABLE.write_text(rewrite(list(zip(readings, docs, strict=True)), options.weight, options.add), "utf-8")


if __name__ == "__main__":
    main()
