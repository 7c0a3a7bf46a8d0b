"""The kinds that pieces have by their place: headline, names and places before the text, captions, links.

In: a report's text and its pieces. Out: the pieces with more kinds. Part of `annotate.parts`.
"""

from __future__ import annotations

import re

from dateline.annotate.part_datelines import match_dateline, match_dateline_alone
from dateline.annotate.part_pieces import (
    FULL_STOP,
    LONGEST_CAPTION,
    LONGEST_HEADLINE,
    TERMINAL,
    Piece,
    get_end,
    is_paragraph,
)

LONGEST_CROSSHEAD = 60
HEAD = 16
"""How many pieces may stand before the first paragraph."""

_PARTICLES = "de|da|del|della|van|von|der|den|bin|ibn|al|el|la|le|of"
_NAME = re.compile(rf"(?:[A-ZÀ-Þ][\w'’.-]*[a-zß-ÿ.][\w'’-]*)(?: (?:(?:{_PARTICLES})|[A-ZÀ-Þ][\w'’.-]*)){{1,4}}")
_STAMP = re.compile(r"(?<=[\w.?!”’\"'] )(?:Published|Updated|Posted|Last updated)(?: ?:| on| at)? ?\d.{3,80}$")
_LINK_HEADER = re.compile(
    r"(?:read|see|related|more|recommended|trending|most|top|latest|further|what to|don.t miss)\b",
    re.IGNORECASE,
)


def take_headline(text: str, pieces: list[Piece]) -> list[Piece]:
    """Take the first line as a headline, where its form allows it and no title was found."""
    index = next((index for index, piece in enumerate(pieces) if piece.kind is None), None)
    if index is None or pieces[index].line > 3 or any(piece.kind == "headline" for piece in pieces[:6]):
        return pieces
    first = pieces[index]
    if not _is_headline(text, first, pieces[index + 1 :]):
        return pieces
    first.kind = "headline"
    stamp = _STAMP.search(text[first.start : first.end])
    if not stamp:
        return pieces
    at = first.start + stamp.start()
    byline = Piece(at, first.end, "byline", first.line)
    return [*pieces[:index], Piece(first.start, at, "headline", first.line), byline, *pieces[index + 1 :]]


def _is_headline(text: str, piece: Piece, others: list[Piece]) -> bool:
    following = next((other for other in others if other.line > piece.line), None)
    if following is None or piece.end - piece.start > LONGEST_HEADLINE:
        return False
    line = text[piece.start : piece.end]
    if (
        " " not in line
        or match_dateline(line, first=is_paragraph(text, piece)) is not None
        or match_dateline_alone(line) is not None
    ):
        return False
    if not FULL_STOP.search(line) or line.endswith("..."):
        return True
    # A headline with a full stop is one only where a byline or a date line comes next.
    after = text[following.start : min(following.end, following.start + 200)]
    opens_report = following.kind == "byline" or match_dateline(after, first=True) is not None
    return opens_report and len(line) < 150


def take_head_lines(text: str, pieces: list[Piece]) -> None:
    """Judge the lines between the headline and the first paragraph: names, places, second headlines."""
    seen_headline = False
    for piece in pieces[:HEAD]:
        seen_headline = seen_headline or piece.kind == "headline"
        if piece.kind is not None:
            continue
        line = text[piece.start : piece.end]
        if is_paragraph(text, piece) or piece.line == pieces[-1].line:
            return
        if match_dateline_alone(line):
            piece.kind = "dateline"
        elif not seen_headline:
            continue
        elif len(line) <= 50 and _NAME.fullmatch(line):
            piece.kind = "byline"
        elif ". " in line:
            return
        elif not TERMINAL.search(line):
            piece.kind = "headline" if " " in line else "boilerplate"


def take_captions(text: str, pieces: list[Piece]) -> None:
    """Take the line before a credit that stands alone, or one that ends with an agency, as a caption."""
    seen_headline = False
    last = max((piece.line for piece in pieces if piece.kind is None), default=0)
    for index in range(1, len(pieces)):
        before, piece = pieces[index - 1], pieces[index]
        length = before.end - before.start
        alone = index + 1 == len(pieces) or pieces[index + 1].line > piece.line
        if before.kind is not None or length > LONGEST_CAPTION:
            seen_headline = seen_headline or before.kind == "headline"
        elif piece.kind == "credit" and alone and before.line == piece.line - 1:
            line = text[before.start : before.end]
            quoted = seen_headline and line[:1] in ('"', "“", "'", "‘")
            if length <= LONGEST_CAPTION / 2 and line.count(". ") <= 2 and not quoted:
                before.kind = "caption"
        elif piece.kind == "agency" and before.line == piece.line < last and text[piece.start].isalpha():
            # A bare name at the end of a line within the report credits a photo, not the report.
            before.kind, piece.kind = "caption", "credit"


def take_links(text: str, pieces: list[Piece]) -> None:
    """Take the titles of other stories that follow a header such as "Related stories"."""
    header = False
    for piece in pieces:
        length = piece.end - piece.start
        if piece.kind == "boilerplate" and length <= 60 and _LINK_HEADER.match(text, piece.start, piece.end):
            line = text[piece.start : piece.end].lower()
            header = not line.endswith("read more")
        elif piece.kind is None and header and length <= 160 and not TERMINAL.search(get_end(text, piece)):
            piece.kind = "boilerplate"
        elif piece.kind != "boilerplate":
            header = False


def take_crossheads(text: str, pieces: list[Piece]) -> None:
    """Take lines without a sentence's end within the text: short ones are headlines, longer ones captions."""
    body = [piece for piece in pieces if piece.kind is None and piece.start < piece.end]
    open_ended = [piece for piece in body if not TERMINAL.search(get_end(text, piece))]
    if len(body) < 3 or len(open_ended) > 0.4 * len(body):
        return
    for piece in open_ended:
        length = piece.end - piece.start
        opening = text[piece.start]
        if piece is body[-1] or not (opening.isupper() or opening in "\"'“‘"):
            continue
        if length <= LONGEST_CROSSHEAD:
            piece.kind = "headline"
        elif length <= LONGEST_HEADLINE and piece is not body[0]:
            piece.kind = "caption"
