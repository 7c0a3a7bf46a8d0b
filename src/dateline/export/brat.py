"""brat standoff: a folder that brat opens, and that `brat_reading.read_brat` turns back into readings.

In: readings and a folder. Out: for each report `NAME.txt` (its text), `NAME.ann` (spans, events, attributes, groups of
mentions) and `NAME.json` (the reading without text and spans), and one `annotation.conf`. Offsets in brat count
characters as the text holds them, so they are the reading's own; a span over several lines is in fragments, one a line.
Each span's note says where it belongs (`events/2/trigger`), so that nothing is lost on the way back and what an
annotator has moved, removed or retyped is taken over.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from dateline.export.layers import Layer, take_apart
from dateline.export.streams import dump
from dateline.export.view import ReadingView
from dateline.records import CLAIMS, ENTITY_KINDS, EVENT_TYPES, MODALITIES, PART_KINDS, QUANTITY_KINDS, Account, Reading

_UNSAFE = re.compile(r"[^A-Za-z0-9._-]+")
_LINE = re.compile(r"[^\n\r]+")

ARGUMENTS = "Actor*:<ENTITY>, Recipient*:<ENTITY>, Place*:<ENTITY>, Time?:Time, Sentence?:Sentence, Quantity*:<ENTITY>"

CONFIGURATION = f"""\
[entities]
{chr(10).join(kind.capitalize() for kind in ENTITY_KINDS)}
Time
Source
Cue
Content
Sentence
Also
Published
{chr(10).join(f"Part_{kind}" for kind in PART_KINDS)}
{chr(10).join(f"Quantity_{kind}" for kind in QUANTITY_KINDS)}

[relations]
Said_by	Arg1:Content, Arg2:Source
Cued_by	Arg1:Content, Arg2:Cue
<OVERLAP>	Arg1:<ANY>, Arg2:<ANY>, <OVL-TYPE>:<ANY>

[events]
{chr(10).join(f"{name}	{ARGUMENTS}" for name in EVENT_TYPES)}

[attributes]
Modality	Arg:<EVENT>, Value:{"|".join(MODALITIES)}
Claim	Arg:<EVENT>, Value:{"|".join(CLAIMS)}
"""
"""brat's `annotation.conf`."""


class BratWriter:
    """Writes a folder for brat, three files a report."""

    def __init__(self, out: Path) -> None:
        out.mkdir(parents=True, exist_ok=True)
        self.out = out
        self.names: set[str] = set()
        (out / "annotation.conf").write_text(CONFIGURATION, "utf-8", newline="\n")
        self.paths: tuple[Path, ...] = (out / "annotation.conf",)

    def write(self, reading: Reading) -> int:
        """Write one reading and say how many accounts it has."""
        skeleton, layers = take_apart(reading)
        name = self._name(reading.id)
        files = {
            ".txt": reading.text,
            ".ann": "".join(f"{line}\n" for line in make_lines(reading, layers)),
            ".json": dump({**skeleton, "edges": _find_edges(reading.text, layers)}) + "\n",
        }
        for ending, text in files.items():
            path = self.out / f"{name}{ending}"
            path.write_text(text, "utf-8", errors="surrogatepass", newline="")
            self.paths += (path,)
        return len(reading.events)

    def close(self) -> None:
        """Write nothing: each report is whole."""

    def _name(self, report: str) -> str:
        base = _UNSAFE.sub("-", report).strip("-.")[:100] or "report"
        name, number = base, 1
        while name.lower() in self.names:
            number += 1
            name = f"{base}-{number}"
        self.names.add(name.lower())
        return name


def make_lines(reading: Reading, layers: list[Layer]) -> Iterator[str]:
    """Give the lines of an `.ann` file."""
    marks: dict[str, str] = {}
    for layer in layers:
        fragments = split_lines(reading.text, layer.start, layer.end)
        if not fragments:
            continue  # nothing but line breaks: the skeleton keeps it
        marks[layer.path] = f"T{len(marks) + 1}"
        where = ";".join(f"{start} {end}" for start, end in fragments)
        words = " ".join(reading.text[start:end] for start, end in fragments)
        yield f"{marks[layer.path]}\t{layer.label} {where}\t{words}"
    yield from _make_events(reading, marks)
    for i, attribution in enumerate(reading.attributions):
        for name, relation in (("source", "Said_by"), ("cue", "Cued_by")):
            if f"attributions/{i}/{name}" in marks and getattr(attribution, name):
                ends = f"Arg1:{marks[f'attributions/{i}/content']} Arg2:{marks[f'attributions/{i}/{name}']}"
                yield f"R{2 * i + (1 if name == 'source' else 2)}\t{relation} {ends}"
    for i, entity in enumerate(reading.entities):
        mentions = [marks[path] for j in range(len(entity.mentions)) if (path := f"entities/{i}/mentions/{j}") in marks]
        if len(mentions) > 1:
            yield f"*\tEquiv {' '.join(mentions)}"
    for number, (path, mark) in enumerate(marks.items(), 1):
        yield f"#{number}\tAnnotatorNotes {mark}\t{path}"


def split_lines(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Give the stretches of a span that lie within one line each."""
    return [(start + found.start(), start + found.end()) for found in _LINE.finditer(text[start:end])]


def _make_events(reading: Reading, marks: dict[str, str]) -> Iterator[str]:
    view = ReadingView(reading)
    number = 0
    for i, account in enumerate(reading.events):
        if f"events/{i}/trigger" not in marks:
            continue
        arguments = " ".join(f"{role}:{mark}" for role, mark in _find_arguments(view, account, i, marks))
        yield f"E{i + 1}\t{account.type}:{marks[f'events/{i}/trigger']} {arguments}".rstrip()
        for name, code in (("Modality", account.modality), ("Claim", account.claim)):
            number += 1
            yield f"A{number}\t{name} E{i + 1} {code}"


def _find_arguments(
    view: ReadingView, account: Account, place: int, marks: dict[str, str]
) -> Iterator[tuple[str, str]]:
    """Give the roles and marks of an event's arguments; a role that comes again is numbered, as brat wants it."""
    entities = {entity.id: (i, entity) for i, entity in enumerate(view.reading.entities)}
    times = {time.id: i for i, time in enumerate(view.reading.times)}
    found: list[tuple[str, str]] = []
    for role, ids in (("Actor", account.actor), ("Recipient", account.recipient), ("Place", account.place)):
        for entity_id in ids:
            i, entity = entities[entity_id]
            words = view.words_for(entity_id, account)
            if words is not None:
                found.append((role, f"entities/{i}/mentions/{entity.mentions.index(words)}"))
    if account.time:
        found.append(("Time", f"times/{times[account.time]}/span"))
    found.append(("Sentence", f"events/{place}/sentence"))
    found += [("Also", f"events/{place}/also/{j}") for j in range(len(account.also))]
    found += [("Quantity", f"events/{place}/quantity/{j}/span") for j in range(len(account.quantity))]
    counts: dict[str, int] = {}
    for role, path in found:
        if path in marks:
            counts[role] = counts.get(role, 0) + 1
            yield f"{role}{counts[role] if counts[role] > 1 else ''}", marks[path]


def _find_edges(text: str, layers: list[Layer]) -> dict[str, list[int]]:
    """Give, for spans that begin or end with line breaks, how many characters brat leaves out before and after."""
    edges: dict[str, list[int]] = {}
    for layer in layers:
        fragments = split_lines(text, layer.start, layer.end)
        if not fragments:
            edges[layer.path] = [layer.start, layer.end, 0]
        elif (fragments[0][0], fragments[-1][1]) != (layer.start, layer.end):
            edges[layer.path] = [fragments[0][0] - layer.start, layer.end - fragments[-1][1]]
    return edges
