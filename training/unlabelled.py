"""The reports that a teacher reads: those of the benchmark files that are neither annotated nor kept to measure on."""

from __future__ import annotations

import importlib.util
import json
import pathlib
import random
from collections.abc import Callable, Iterator
from typing import Any

from training.overlap import load_kept
from training.readings import BENCH_FILES

HERE = pathlib.Path(__file__).parent
NUMBER = 1450
"""Reports that the teacher reads, at most."""


def choose_texts(bench: pathlib.Path, corpus: pathlib.Path, number: int = NUMBER) -> list[dict[str, Any]]:
    """Give so many of the reports, the same ones every time, as readings without events."""
    texts = list(find_texts(bench, corpus))
    random.Random(1).shuffle(texts)
    return texts[:number]


def find_texts(bench: pathlib.Path, corpus: pathlib.Path) -> Iterator[dict[str, Any]]:
    """Give all the reports that may be used."""
    taken = {
        (reading["source_set"], reading["source_id"])
        for path in sorted((HERE / "annotations").glob("*.json"))
        for reading in [json.loads(path.read_text("utf-8"))]
    }
    held_out = set((bench / "heldout-fingerprints.txt").read_text("utf-8").split())
    kept = load_kept(corpus)
    fingerprints = load_fingerprints(bench / "check_contamination.py")
    for name, file in BENCH_FILES.items():
        for line in (bench / file).read_text("utf-8").rstrip("\n").split("\n"):
            row = json.loads(line)
            if (name, row["id"]) in taken or any(one in held_out for one, _ in fingerprints(row["text"])):
                continue
            if kept.find_shared(row["text"]):
                continue
            yield {"id": f"{name}-{row['id']}", "text": row["text"], "published": row.get("published")}


def load_fingerprints(script: pathlib.Path) -> Callable[[str], Iterator[tuple[str, str]]]:
    """Give the benchmark's own function from a text to its sentences' fingerprints."""
    spec = importlib.util.spec_from_file_location("check_contamination", script)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    found: Callable[[str], Iterator[tuple[str, str]]] = module.fingerprints
    return found
