"""Crossing spans to segments: what lets marks overlap freely on a page.

In: a text and marks (a span with a kind and a key). Out: segments that cover the text once, in order; each border of a
mark is a border of a segment, and a segment lists the marks that cover it.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Mark:
    """A stretch of text that means something: `kind` says what, `key` which. Offsets are half-open."""

    start: int
    end: int
    kind: str
    key: str


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch between two borders, with the marks that cover it, in the order in which they begin."""

    start: int
    end: int
    marks: tuple[Mark, ...]


def cut_segments(length: int, marks: Iterable[Mark]) -> Iterator[Segment]:
    """Cut a text of `length` characters at all borders of marks; parts of marks outside the text are left out."""
    inside = sorted(
        (m for m in marks if max(m.start, 0) < min(m.end, length)),
        key=lambda m: (m.start, -m.end, m.kind, m.key),
    )
    borders = {0, length}
    for mark in inside:
        borders.update((max(mark.start, 0), min(mark.end, length)))
    points = sorted(borders)
    active: list[Mark] = []
    following = 0
    for start, end in itertools.pairwise(points):
        active = [mark for mark in active if mark.end > start]
        while following < len(inside) and inside[following].start <= start:
            active.append(inside[following])
            following += 1
        yield Segment(start, end, tuple(active))
