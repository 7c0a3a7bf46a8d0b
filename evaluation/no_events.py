"""Measure false alarms: how often the program finds an event in a sentence that tells of none.

Two measures. `measure_readings`: gold readings and ours of the same reports in, out comes over the sentences in which
no gold event has a trigger or a later mention the share in which we have one, and how many events we find for each
hundred of them. `measure`: the folder of public benchmarks in, out comes the same share over the sentences of
`no_event_sentences.json`, overall and by subject. A reader chose those from reports of disasters, sport, business and
the like, by the annotation guidelines, and a second look threw out what does tell of an event; many have words that
sound like one (a fighter's attack, a refused offer for shares). The file holds places in the texts, no texts. Each
report is read whole, as a user would have it read. None of these reports is trained on.

    python -m evaluation.no_events [--bench DIR] [--show]
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np

from dateline.evaluate.scoring import ROUNDS, SEED, bound_ratio, show
from dateline.pipeline import read
from dateline.records import Account, Report
from dateline.settings import load_settings

Json = dict[str, Any]
ReadReport = Callable[[Report], Sequence[Account]]

CHOSEN = Path(__file__).with_name("no_event_sentences.json")
ALL = "all"
DAY = re.compile(r"\d{4}-\d\d-\d\d")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence without an event: the benchmark's file, the report's id, half-open offsets, what it is about."""

    file: str
    id: str
    start: int
    end: int
    subject: str


def load_sentences(path: Path = CHOSEN) -> tuple[Sentence, ...]:
    """Load the chosen sentences."""
    rows = json.loads(path.read_text("utf-8"))
    return tuple(Sentence(r["file"], r["id"], r["span"][0], r["span"][1], r["subject"]) for r in rows)


def measure(bench: Path, sentences: Sequence[Sentence] | None = None, accounts_of: ReadReport | None = None) -> Json:
    """Read the reports of the chosen sentences and count the sentences in which an account has its trigger.

    Gives for `all` and for each subject `sentences`, `with_false_event` (a share), `low` and `high` of its 95%
    interval (bootstrap over reports), and `alarms`: file, report and offsets of each false trigger with its type.
    Raises `FileNotFoundError` where a benchmark is not there and `KeyError` where it lacks a report.
    """
    sentences = load_sentences() if sentences is None else sentences
    accounts_of = accounts_of or _read_accounts()
    by_report: dict[tuple[str, str], list[Sentence]] = {}
    for sentence in sentences:
        by_report.setdefault((sentence.file, sentence.id), []).append(sentence)
    rows = {name: _load_rows(bench / name) for name in sorted({sentence.file for sentence in sentences})}
    counts: dict[str, list[tuple[int, int]]] = {}
    alarms: list[Json] = []
    for (file, id_), chosen in by_report.items():
        row = rows[file][id_]
        accounts = accounts_of(Report(id_, row["text"], published=_find_day(row)))
        found = [[a for a in accounts if s.start <= a.trigger.start < s.end] for s in chosen]
        alarms += [
            {"file": file, "id": id_, "trigger": [a.trigger.start, a.trigger.end], "type": a.type}
            for inside in found
            for a in inside
        ]
        for name in (ALL, *sorted({s.subject for s in chosen})):
            hits = [bool(inside) for s, inside in zip(chosen, found, strict=True) if name in (ALL, s.subject)]
            counts.setdefault(name, []).append((sum(hits), len(hits)))
    return {**{name: _sum_up(pairs) for name, pairs in counts.items()}, "alarms": alarms}


def _read_accounts() -> ReadReport:
    settings = load_settings()
    return lambda report: read(report, settings).events


def _find_day(row: Json) -> str | None:
    found = DAY.match(row.get("published") or "")  # some sets give a moment, some another form
    return found[0] if found else None


def _load_rows(path: Path) -> dict[str, Json]:
    lines = path.read_text("utf-8").rstrip("\n").split("\n")
    return {str(row["id"]): row for row in map(json.loads, lines)}


def _sum_up(pairs: list[tuple[int, int]]) -> Json:
    hits, sizes = (np.array(column, float) for column in zip(*pairs, strict=True))
    draws = np.random.default_rng(SEED).integers(0, len(sizes), (ROUNDS, len(sizes)))
    low, high = bound_ratio(hits, sizes, draws)
    return {
        "sentences": int(sizes.sum()),
        "with_false_event": float(hits.sum() / sizes.sum()),
        "low": low,
        "high": high,
    }


def measure_readings(scorer: ModuleType, gold: list[Json], readings: dict[str, Json]) -> dict[str, float]:
    """Give the sentences without gold events, the share of them with one of ours, and ours per hundred."""
    empty = alarmed = events = 0
    for value in gold:
        bounds = scorer.sentences(value["text"])
        told = {scorer.sentence_of(s[0], bounds) for v in value["events"] for s in (v["trigger"], *v["also"])}
        ours = readings.get(value["id"], {"events": []})
        at = [scorer.sentence_of(v["trigger"][0], bounds) for v in ours["events"]]
        free = set(range(len(bounds))) - told
        empty += len(free)
        alarmed += len(free & set(at))
        events += sum(i in free for i in at)
    return {
        "sentences": empty,
        "with_false_event": alarmed / max(empty, 1),
        "false_events_per_hundred": 100 * events / max(empty, 1),
    }


def tell(result: Json) -> list[str]:
    """Give a line for all sentences and one for each subject."""
    return [
        f"{name}: {show(row['with_false_event'])}% [{show(row['low'])}, {show(row['high'])}] of {row['sentences']}"
        for name, row in result.items()
        if name != "alarms"
    ]


def main() -> int:
    """Measure over the chosen sentences and print; with `--show` print each false trigger in its surroundings."""
    parser = argparse.ArgumentParser(prog="python -m evaluation.no_events", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("--bench", type=Path, default=Path("../shared/bench"))
    parser.add_argument("--show", action="store_true", help="print the false triggers: this quotes the reports")
    options = parser.parse_args()
    try:
        result = measure(options.bench)
    except (OSError, KeyError) as error:
        print(f"skipped: no chosen sentences to read in {options.bench}: {error}")
        return 0
    print("\n".join(tell(result)))
    for alarm in result["alarms"] if options.show else ():
        start, end = alarm["trigger"]
        text = _load_rows(options.bench / alarm["file"])[alarm["id"]]["text"]
        around = f"{text[max(0, start - 90) : start]}[[{text[start:end]}]]{text[end : end + 90]}"
        print(alarm["type"], alarm["file"], alarm["id"], " ".join(around.split()), sep=" | ")
    return 0


if __name__ == "__main__":
    sys.exit(main())
