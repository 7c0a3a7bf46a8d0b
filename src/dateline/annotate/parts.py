"""The parts of a report: headline, byline, date line, captions, credits, agencies, body and boilerplate.

In: a `Document` with its text. Out: the same with `parts` (in order, without overlap, every line that is not
blank in at least one) and `agencies` (the wire services that the report credits, in order; photos do not
count). A line is judged by its form, then by its place: before the first paragraph stand the headlines, the
byline and the date line. Text that tells nothing of its parts is body.
"""

from __future__ import annotations

from dataclasses import replace

from dateline.annotate.part_patterns import find_services
from dateline.annotate.part_pieces import (
    Piece,
    split_captions,
    split_lines,
    split_opening,
    split_roundups,
    take_title,
    trim_pieces,
)
from dateline.annotate.part_places import (
    take_captions,
    take_crossheads,
    take_head_lines,
    take_headline,
    take_links,
)
from dateline.records import Document, Part, PartKind, Span

_CREDITING: tuple[PartKind, ...] = ("agency", "byline", "dateline", "boilerplate")
_LONGEST_CREDIT = 600


def find_parts(document: Document) -> Document:
    """Fill `parts` and `agencies`."""
    text = document.text
    pieces: list[Piece] = split_lines(text)
    pieces = take_title(text, pieces, document.report.title)
    pieces = take_headline(text, pieces)
    pieces = split_opening(text, pieces)
    take_head_lines(text, pieces)
    take_captions(text, pieces)
    take_links(text, pieces)
    take_crossheads(text, pieces)
    pieces = split_captions(text, pieces)
    pieces = split_roundups(text, pieces)
    parts = tuple(
        Part(piece.kind or "body", Span.of(text, piece.start, piece.end)) for piece in trim_pieces(text, pieces)
    )
    return replace(document, parts=parts, agencies=_find_agencies(parts))


def _find_agencies(parts: tuple[Part, ...]) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for part in parts:
        if part.kind in _CREDITING and len(part.span.quote) <= _LONGEST_CREDIT:
            found.update(dict.fromkeys(find_services(part.span.quote)))
    return tuple(found)
