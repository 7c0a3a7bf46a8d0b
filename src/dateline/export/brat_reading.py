"""brat standoff back to readings.

In: a folder that `brat.BratWriter` wrote and annotators may have changed. Out: readings. What the `.ann` files say
counts: spans moved, types of events and kinds of entities changed, modality and claim, arguments of events, spans and
events removed. A new span of an entity's kind becomes an entity, a new event an account in the line that it stands in.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from dateline.errors import InputError
from dateline.export.layers import put_together
from dateline.records import ENTITY_KINDS, EVENT_TYPES, Reading

KINDS = {kind.capitalize(): kind for kind in ENTITY_KINDS}
ROLES = {"Actor": "actor", "Recipient": "recipient", "Place": "place"}


@dataclass
class Standoff:
    """What an `.ann` file holds: marks with label and offsets, events with trigger and arguments, attributes, notes."""

    marks: dict[str, tuple[str, int, int]] = field(default_factory=dict)
    events: dict[str, tuple[str, list[tuple[str, str]]]] = field(default_factory=dict)
    attributes: dict[tuple[str, str], str] = field(default_factory=dict)
    paths: dict[str, str] = field(default_factory=dict)


def read_brat(folder: Path) -> Iterator[Reading]:
    """Give the readings of a folder, in the order of their names; raises `InputError` where a file is no standoff."""
    for path in sorted(folder.glob("*.ann")):
        yield read_standoff(path)


def read_standoff(path: Path) -> Reading:
    """Read one report's `.ann` with the `.txt` and `.json` beside it."""
    try:
        text = path.with_suffix(".txt").read_bytes().decode("utf-8", "surrogatepass")
        skeleton = json.loads(path.with_suffix(".json").read_text("utf-8", errors="surrogatepass"))
        standoff = _parse(path.read_bytes().decode("utf-8", "surrogatepass"))
    except OSError as error:
        raise InputError(f"{path}: {error.filename} is missing: a report has an .ann, a .txt and a .json") from error
    except (ValueError, IndexError) as error:
        raise InputError(f"{path}: no brat standoff: {error}") from error
    edges = skeleton.pop("edges", {})
    spans = {place: [edge[0], edge[1]] for place, edge in edges.items() if len(edge) == 3}
    for mark, place in standoff.paths.items():
        if mark in standoff.marks:
            _, start, end = standoff.marks[mark]
            before, after = edges.get(place, (0, 0))[:2]
            spans[place] = [start - before, end + after]
    _add_new(skeleton, standoff, spans, text)
    _update(skeleton, standoff)
    return put_together(skeleton, text, spans)


def _parse(text: str) -> Standoff:
    found = Standoff()
    for line in text.split("\n"):
        if not line.strip():
            continue
        mark, _, rest = line.partition("\t")
        body, _, tail = rest.partition("\t")
        if mark.startswith("T"):
            label, _, where = body.partition(" ")
            numbers = [[int(n) for n in fragment.split()] for fragment in where.split(";")]
            found.marks[mark] = (label, min(n[0] for n in numbers), max(n[1] for n in numbers))
        elif mark.startswith("E"):
            (_, trigger), *arguments = [_split(item) for item in body.split()]
            found.events[mark] = (trigger, arguments)
        elif mark.startswith("A"):
            name, event, code = body.split()
            found.attributes[event, name] = code
        elif mark.startswith("#") and "/" in tail:
            found.paths[body.split()[1]] = tail.strip()
        elif mark.startswith("#") and tail.strip() == "published_span":
            found.paths[body.split()[1]] = "published_span"
    return found


def _split(item: str) -> tuple[str, str]:
    role, _, mark = item.partition(":")
    return role.rstrip("0123456789"), mark


def _add_new(skeleton: dict[str, Any], standoff: Standoff, spans: dict[str, list[int]], text: str) -> None:
    """Make records of the marks that no note ties to one."""
    triggers = {trigger for trigger, _ in standoff.events.values()}
    for mark, (label, start, end) in standoff.marks.items():
        if mark in standoff.paths:
            continue
        if label in KINDS:
            place = len(skeleton["entities"])
            skeleton["entities"].append(
                {"id": f"brat-{mark}", "name": " ".join(text[start:end].split()), "kind": KINDS[label]}
                | {"mentions": [None]}
            )
            standoff.paths[mark] = f"entities/{place}/mentions/0"
            spans[standoff.paths[mark]] = [start, end]
        elif label in EVENT_TYPES and mark in triggers:
            place = len(skeleton["events"])
            lists = ("mode", "context", "also", "actor", "recipient", "place", "quantity", "via")
            empty: dict[str, Any] = {name: [] for name in lists}
            skeleton["events"].append({"id": f"brat-{mark}", "type": label, "time": None, "date": None, **empty})
            standoff.paths[mark] = f"events/{place}/trigger"
            spans[standoff.paths[mark]] = [start, end]
            line = (text.rfind("\n", 0, start) + 1, text.find("\n", end))
            spans[f"events/{place}/sentence"] = [line[0], line[1] if line[1] > 0 else len(text)]


def _update(skeleton: dict[str, Any], standoff: Standoff) -> None:
    """Take over what the standoff says of kinds, types, attributes and arguments."""
    owners = {mark: path.split("/") for mark, path in standoff.paths.items()}
    for mark, (label, _, _) in standoff.marks.items():
        owner = owners.get(mark, [])
        if owner[:1] == ["entities"] and label in KINDS:
            skeleton["entities"][int(owner[1])]["kind"] = KINDS[label]
        elif owner[:1] == ["events"] and owner[-1] == "trigger" and label in EVENT_TYPES:
            skeleton["events"][int(owner[1])]["type"] = label
    marked = {int(owner[1]) for mark, owner in owners.items() if owner[0] == "entities" and mark in standoff.marks}
    bare = {entity["id"] for i, entity in enumerate(skeleton["entities"]) if i not in marked}
    coded = set()
    for name, (trigger, arguments) in standoff.events.items():
        owner = owners.get(trigger, [])
        if owner[:1] != ["events"]:
            continue
        event = skeleton["events"][int(owner[1])]
        coded.add(event["id"])
        for attribute in ("Modality", "Claim"):
            if (name, attribute) in standoff.attributes:
                event[attribute.lower()] = standoff.attributes[name, attribute]
        for role, key in ROLES.items():
            ids = [_find_id(skeleton, owners.get(mark)) for held, mark in arguments if held == role]
            kept = [i for i in event[key] if i in bare]  # an entity without mentions has no mark to be named by
            event[key] = list(dict.fromkeys([i for i in ids if i] + kept))
    skeleton["events"] = [
        event if event["id"] in coded or not standoff.events else {**event, "trigger": None}
        for event in skeleton["events"]
    ]


def _find_id(skeleton: dict[str, Any], owner: list[str] | None) -> str | None:
    if not owner or owner[0] != "entities":
        return None
    found: str = skeleton["entities"][int(owner[1])]["id"]
    return found
