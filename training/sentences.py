"""The sentences of `sentences.txt` as readings to train on: types, arguments and modality, nothing else.

In: lines with marks (the file's head explains them). Out: readings in the corpus format, several sentences to a text,
each with `partial: true`: what they leave out (attributions, modes, contexts, mentions) is no sign that there is none.
"""

from __future__ import annotations

import pathlib
import random
import re
from typing import Any

MARK = re.compile(r"\{(?P<role>[AVRP])(?P<events>\d*)(?::(?P<type>[A-Z]+)(?:/(?P<modality>\w+))?)? (?P<words>[^{}]+)\}")
TOGETHER = 8
"""How many sentences make one text."""


def load_sentences(path: pathlib.Path, seed: int = 1) -> list[dict[str, Any]]:
    """Give the readings of the file, its sentences in an order drawn by `seed`."""
    lines = [line for line in path.read_text("utf-8").splitlines() if line and not line.startswith("#")]
    random.Random(seed).shuffle(lines)
    return [
        make_reading(f"{path.stem}-{i // TOGETHER + 1}", lines[i : i + TOGETHER])
        for i in range(0, len(lines), TOGETHER)
    ]


def make_reading(name: str, lines: list[str]) -> dict[str, Any]:
    """Give the reading of some marked sentences as one text, a line each."""
    text = ""
    entities: list[dict[str, Any]] = []
    events: list[dict[str, Any]] = []
    for line in lines:
        acts: dict[str, dict[str, Any]] = {}
        sides: list[tuple[str, str, str]] = []
        last = 0
        for mark in MARK.finditer(line):
            text += line[last : mark.start()]
            span = [len(text), len(text) + len(mark["words"])]
            text += mark["words"]
            last = mark.end()
            if mark["role"] == "V":
                acts[mark["events"] or "1"] = make_event(f"v{len(events) + len(acts) + 1}", mark, span)
                continue
            id_ = f"e{len(entities) + 1}"
            kind = "place" if mark["role"] == "P" else "org"
            entities.append(
                {"id": id_, "name": mark["words"], "kind": kind, "country": None, "sector": [], "mentions": [span]}
            )
            sides += [(number, mark["role"], id_) for number in mark["events"] or "1"]
        for number, role, id_ in sides:
            if number in acts:
                acts[number][{"A": "actor", "R": "recipient", "P": "place"}[role]].append(id_)
        events += acts.values()
        text += line[last:] + "\n"
    return {
        "id": name,
        "text": text,
        "published": None,
        "entities": entities,
        "times": [],
        "attributions": [],
        "events": events,
        "partial": True,
    }


def make_event(name: str, mark: re.Match[str], span: list[int]) -> dict[str, Any]:
    """Give the event of a trigger's mark, its arguments still to come."""
    event: dict[str, Any] = {"id": name, "type": mark["type"], "trigger": span, "also": [], "mode": [], "context": []}
    event |= {"actor": [], "recipient": [], "place": [], "time": None, "quantity": []}
    return event | {"modality": mark["modality"] or "actual", "claim": "narrator", "via": []}
