"""Lines to pieces: what is run together on one line is taken apart.

In: a report's text. Out: its lines as pieces in order, with the kinds that their forms tell. Part of
`annotate.parts`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from dateline.annotate.part_datelines import (
    find_datelines_inside,
    find_later_dateline,
    match_dateline,
)
from dateline.annotate.part_patterns import (
    classify_line,
    find_sentence_start,
    match_ending,
    match_opening,
)
from dateline.records import PartKind

LONGEST_HEADLINE = 250
LONGEST_CAPTION = 600

TERMINAL = re.compile(r"[.!?:;,…][\"'”’)\]]*$|[\"”][)\]]?$")
"""What a paragraph ends with, and a headline does not."""
FULL_STOP = re.compile(r"(?<!\.\.)[.!][\"'”’)\]]*$")

_LOOK_BACK = 8
_SHORTEST_SPLIT = 12
_CAPTION_CREDIT = re.compile(
    r"\((?:AP|REUTERS|Reuters|AFP|EPA)(?: Photo|/)[^()]{0,60}\)"
    r"|\([\w .'’-]{2,40}/ ?(?:AP|Getty Images|AFP|Reuters|REUTERS)[^()]{0,60}\)"
    r"|[\[(] ?(?i:photo|picture|image|pic|file photo|photo credit|photo by) ?[:/][^\[\]()]{1,60}[\])]"
    r"|[\[(](?i:file photo|file picture)[\])]"
    r"|/FILE\.(?= )|©[^.()]{2,60}\([A-Z]+\)"
)
_BYLINE_INSIDE = re.compile(
    r"(?<=[.!?”] )By(?: [A-Z][\w'’-]+(?: [A-Z][\w'’-]+){1,3}"
    r"(?:(?:/|, | and )[A-Z][\w'’-]+(?: [A-Z][\w'’-]+){0,3}){0,3}[.|])?(?= )"
)
_FOLDED = str.maketrans("‘’“”–—‑\u00a0", "''\"\"--- ")


@dataclass(slots=True)
class Piece:
    """A stretch of a line on its way to a part; `line` counts the lines that are not blank."""

    start: int
    end: int
    kind: PartKind | None
    line: int


def is_paragraph(text: str, piece: Piece) -> bool:
    """Say whether a piece is a paragraph of running text by its length and its end."""
    length = piece.end - piece.start
    return length > LONGEST_HEADLINE or (length > 40 and bool(FULL_STOP.search(get_end(text, piece))))


def get_end(text: str, piece: Piece) -> str:
    """Give the last characters of a piece."""
    return text[max(piece.start, piece.end - _LOOK_BACK) : piece.end]


def split_lines(text: str) -> list[Piece]:
    """Give the lines that are not blank, what stands at their beginnings and ends taken off."""
    pieces: list[Piece] = []
    for number, match in enumerate(re.finditer(r"\S(?:[^\n]*\S)?", text)):
        pieces += _split_line(text, *match.span(), number)
    return pieces


def _split_line(text: str, start: int, end: int, number: int) -> list[Piece]:
    kind = classify_line(text[start:end])
    if kind is not None:
        return [Piece(start, end, kind, number)]
    if end - start < _SHORTEST_SPLIT:
        return [Piece(start, end, None, number)]
    pieces: list[Piece] = []
    opening = match_opening(text[start:end])
    if opening is not None and start + opening[1] < end:
        pieces.append(Piece(start, start + opening[1], opening[0], number))
        start = _skip_spaces(text, start + opening[1], end)
        short = end - start <= LONGEST_HEADLINE
        if opening[0] == "credit" and short and not TERMINAL.search(text[start:end]):
            return [*pieces, Piece(start, end, "caption", number)]
    tail: list[Piece] = []
    while (ending := match_ending(text[start:end])) is not None and len(tail) < 4:
        tail.append(Piece(start + ending[1], end, ending[0], number))
        end = start + len(text[start : start + ending[1]].rstrip())
    return [*pieces, Piece(start, end, None, number), *reversed(tail)]


def take_title(text: str, pieces: list[Piece], title: str | None) -> list[Piece]:
    """Take the title that the metadata give as the headline, where the text opens with it."""
    key = _fold(title or "").strip().rstrip(".… ")
    if len(key) < 10:
        return pieces
    for index, piece in enumerate(pieces[:4]):
        if piece.kind in ("credit", "agency") or piece.line > 2:
            continue
        line = _fold(text[piece.start : min(piece.end, piece.start + len(key) + 250)])
        whole = len(line) >= 20 and key.startswith(line.rstrip(".… "))
        at = 0 if whole else line.find(key)
        if at >= 0:
            end = piece.end if whole else _end_of_title(text, piece.start + at + len(key), piece.end)
            return [*pieces[:index], *_cut_title(text, piece, at, end), *pieces[index + 1 :]]
    return pieces


def _cut_title(text: str, piece: Piece, at: int, end: int) -> list[Piece]:
    """Split a piece into what precedes the title, the title and the rest."""
    cut = [Piece(piece.start + at, end, "headline", piece.line)]
    if at:
        cut.insert(0, Piece(piece.start, piece.start + at, "boilerplate", piece.line))
    start = _skip_spaces(text, end, piece.end)
    if start < piece.end:
        cut.append(Piece(start, piece.end, classify_line(text[start : piece.end]), piece.line))
    return cut


def _end_of_title(text: str, end: int, limit: int) -> int:
    """Move past the punctuation after a title."""
    while end < limit and text[end] in ".!?…”\"'’)":
        end += 1
    return end if limit - end > 1 else limit


def split_opening(text: str, pieces: list[Piece]) -> list[Piece]:
    """Split date lines, bylines and headlines that are run together with a paragraph."""
    result: list[Piece] = []
    first, has_headline = True, False
    for piece in pieces:
        if piece.kind is not None:
            has_headline = has_headline or piece.kind == "headline"
            result.append(piece)
            continue
        rest = _split_run_in(text, piece, result, has_headline) if first else piece
        has_headline = has_headline or rest is not piece
        line = text[rest.start : min(rest.end, rest.start + 400)]
        found = match_dateline(line, first=first and is_paragraph(text, rest))
        if found is not None and rest.start + found.end < rest.end:
            place_end, end = rest.start + found.place_end, rest.start + found.end
            result.append(Piece(rest.start, place_end, "dateline", rest.line))
            if found.agency_start is not None:
                result.append(Piece(rest.start + found.agency_start, end, "agency", rest.line))
            rest = Piece(end, rest.end, None, rest.line)
            first = False
        elif is_paragraph(text, rest):
            first = False
        result.append(rest)
    return result


def _split_run_in(text: str, piece: Piece, result: list[Piece], has_headline: bool) -> Piece:
    """Move what precedes a byline or a date line within the first paragraph to `result`; give the rest."""
    line = text[piece.start : min(piece.end, piece.start + 1000)]
    match = _BYLINE_INSIDE.search(line, 0, 400)
    if match:
        named = match.end() - match.start() > len("By")
        after = line[match.end() :].lstrip()
        if named or match_dateline(after[:200], first=True):
            start = piece.start + match.start()
            end = piece.start + match.end()
            kind: PartKind = "caption" if has_headline else "headline"
            result.append(Piece(piece.start, start, kind, piece.line))
            result.append(Piece(start, end, "byline", piece.line))
            return Piece(_skip_spaces(text, end, piece.end), piece.end, None, piece.line)
    if not has_headline and match_dateline(line[:300], first=True) is None:
        at = find_later_dateline(line, 15, LONGEST_HEADLINE)
        if at is not None:
            result.append(Piece(piece.start, piece.start + at, "headline", piece.line))
            return Piece(piece.start + at, piece.end, None, piece.line)
    return piece


def split_captions(text: str, pieces: list[Piece]) -> list[Piece]:
    """Split captions that end with a photo's credit off the paragraphs that they are run together with."""
    result: list[Piece] = []
    for piece in pieces:
        if piece.kind is not None:
            result.append(piece)
            continue
        line = text[piece.start : piece.end]
        position = 0
        for match in _CAPTION_CREDIT.finditer(line):
            start, end = position, match.start()
            if end - start > 320:
                start = max(start, find_sentence_start(line, end))
            if start >= end or end - start > LONGEST_CAPTION:
                continue
            if position < start:
                result.append(Piece(piece.start + position, piece.start + start, None, piece.line))
            result.append(Piece(piece.start + start, piece.start + end, "caption", piece.line))
            result.append(Piece(piece.start + end, piece.start + match.end(), "credit", piece.line))
            position = match.end()
        result.append(Piece(piece.start + position, piece.end, None, piece.line))
    return result


def split_roundups(text: str, pieces: list[Piece]) -> list[Piece]:
    """Split paragraphs that hold several reports, each with its date line and agency."""
    result: list[Piece] = []
    for piece in pieces:
        if piece.kind is not None:
            result.append(piece)
            continue
        position = piece.start
        for start, found in find_datelines_inside(text[piece.start : piece.end]):
            at = piece.start + start
            agency = at + (found.agency_start or found.place_end)
            result.append(Piece(position, at, None, piece.line))
            result.append(Piece(at, at + found.place_end, "dateline", piece.line))
            result.append(Piece(agency, at + found.end, "agency", piece.line))
            position = at + found.end
        result.append(Piece(position, piece.end, None, piece.line))
    return result


def trim_pieces(text: str, pieces: list[Piece]) -> list[Piece]:
    """Take white space off the pieces' ends and leave out what is empty."""
    result: list[Piece] = []
    for piece in pieces:
        start, end = _skip_spaces(text, piece.start, piece.end), piece.end
        while end > start and text[end - 1].isspace():
            end -= 1
        if start < end:
            result.append(Piece(start, end, piece.kind, piece.line))
    return result


def _skip_spaces(text: str, start: int, end: int) -> int:
    while start < end and text[start].isspace():
        start += 1
    return start


def _fold(text: str) -> str:
    """Give a text for comparison, character by character: small letters, plain quotes and dashes."""
    lowered = ((character.lower(), character) for character in text.translate(_FOLDED))
    return "".join(low if len(low) == 1 else character for low, character in lowered)
