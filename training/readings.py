"""The annotated readings that the reader is trained on, wherever their texts lie.

In: a folder of readings in the corpus format, or annotations as offsets alone with the benchmark files that hold
their texts. Out: readings with text, as JSON values.
"""

from __future__ import annotations

import argparse
import json
import pathlib
from collections.abc import Iterator
from typing import Any

BENCH_FILES = {
    "polnear": "attribution/polnear_train.jsonl",
    "timebank": "times/timebank.jsonl",
    "aquaint": "times/aquaint.jsonl",
    "lgl": "places/lgl.jsonl",
    "ecbplus": "stories/ecbplus_dev.jsonl",
    "g5w": "stories/g5w_a.jsonl",
    "trnews": "places/trnews_a.jsonl",
}
UNREAD = pathlib.Path(__file__).parent / "unread.txt"
"""The ids of the written reports that nothing learns from, to measure on."""


def find_readings(folder: pathlib.Path) -> Iterator[dict[str, Any]]:
    """Give the readings of a folder of the corpus, in the order of their names."""
    for path in sorted(folder.glob("*.json")):
        yield json.loads(path.read_text("utf-8"))


def make_parser(description: str | None, out: str) -> argparse.ArgumentParser:
    """Give the command line of a module that learns `out`, a file of `dateline/data`, from annotated reports."""
    parser = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpus", type=pathlib.Path, default=pathlib.Path("../shared/corpus"))
    parser.add_argument("--bench", type=pathlib.Path, default=pathlib.Path("../shared/bench"))
    parser.add_argument("--cache", type=pathlib.Path, help="a file for the parses")
    parser.add_argument("--out", type=pathlib.Path, default=pathlib.Path("src/dateline/data") / out)
    return parser


def make_unseen_parser(description: str | None, out: str, *, model: bool = True) -> argparse.ArgumentParser:
    """Give the command line of a module that learns from reports that a reader was not trained on.

    `model` says whether it needs that reader.
    """
    parser = make_parser(description, out)
    parser.add_argument("--model", required=model, help="a reader that was not trained on the reports of --ids")
    parser.add_argument("--ids", type=pathlib.Path, default=pathlib.Path(__file__).parent / "later.txt")
    return parser


def load_annotated(corpus: pathlib.Path, bench: pathlib.Path, ids: pathlib.Path | None = None) -> list[dict[str, Any]]:
    """Give the whole reports annotated for learning: the corpus's training part, those kept as offsets, our own.

    `ids` is a file that lists the only ones wanted, one a line; without it those kept to measure on (`UNREAD`) are left
    out.
    """
    here = pathlib.Path(__file__).parent
    readings = [
        *find_readings(corpus / "train"),
        *join_texts(here / "annotations", bench),
        *find_readings(here / "reports"),
    ]
    listed = list_ids(ids or UNREAD)
    if missing := sorted(listed - {reading["id"] for reading in readings}):
        raise SystemExit(f"{ids or UNREAD}: {len(missing)} ids are of no annotated report, the first {missing[0]}")
    return [reading for reading in readings if (reading["id"] in listed) == (ids is not None)]


def list_ids(path: pathlib.Path) -> frozenset[str]:
    """Give the ids of reports that a file lists, one a line."""
    return frozenset(path.read_text("utf-8").split())


def join_texts(annotations: pathlib.Path, bench: pathlib.Path) -> Iterator[dict[str, Any]]:
    """Give the annotations kept as offsets, joined to their texts in the benchmark files."""
    texts: dict[str, dict[str, str]] = {}
    for path in sorted(annotations.glob("*.json")):
        reading = json.loads(path.read_text("utf-8"))
        source = reading["source_set"]
        if source not in texts:
            lines = (bench / BENCH_FILES[source]).read_text("utf-8").rstrip("\n").split("\n")
            texts[source] = {(row := json.loads(line))["id"]: row["text"] for line in lines}
        yield {**reading, "text": texts[source][reading["source_id"]]}
