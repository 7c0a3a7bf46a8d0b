"""Texts that hold the words of a report which is kept to measure on: one wire story is printed by many papers.

In: the corpus's development reports. Out: whether another text shares a stretch with one of them: such a text teaches
nothing (`training/unlabelled.py`, `training/sources.py`). The benchmark's own check covers what is held out.
"""

from __future__ import annotations

import pathlib
import re
from collections import Counter
from collections.abc import Iterable
from typing import Any

from training.readings import find_readings

RUN = 8
"""Words in a row that two texts have in common by descent, not by chance."""
FEWEST = 8
LEAST = 0.1
"""Runs in common, and their share of the shorter text's, that make two texts tell in the same words: a paragraph. One
quoted sentence is less."""
Runs = frozenset[tuple[str, ...]]


def list_runs(text: str) -> Runs:
    """Give all runs of `RUN` words of a text, in lower case and without what stands between them."""
    words = re.findall(r"\w+", text.lower())
    return frozenset(tuple(words[i : i + RUN]) for i in range(len(words) - RUN + 1))


class Kept:
    """The texts that are kept to measure on. What several of them hold is a paper's own lines, not a story's."""

    def __init__(self, readings: Iterable[dict[str, Any]]) -> None:
        found = {reading["id"]: list_runs(reading["text"]) for reading in readings}
        times = Counter(run for runs in found.values() for run in runs)
        self.runs = {id_: frozenset(run for run in runs if times[run] == 1) for id_, runs in found.items()}

    def find_shared(self, text: str) -> str | None:
        """Give the id of a kept text whose words, in part, this one has too, or None."""
        own = list_runs(text)
        for id_, runs in self.runs.items():
            if len(own & runs) >= max(FEWEST, LEAST * min(len(own), len(runs))):
                return id_
        return None


def load_kept(corpus: pathlib.Path) -> Kept:
    """Give the corpus's development reports."""
    return Kept(find_readings(corpus / "dev"))
