"""The parts of a report: headline, byline, date line, captions, credits, agencies, body and boilerplate.

In: a `Document` with its text. Out: the same with `parts` (in order, without overlap, every line that is not
blank in at least one) and `agencies` (the wire services that the report credits, in order; a photo's do not
count). A line is judged by its form, then by its place: before the first paragraph stand the headlines, the
byline and the date line. Text that tells nothing of its parts is body.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from dateline.annotate.part_datelines import (
    find_datelines_inside,
    find_later_dateline,
    match_dateline,
    match_dateline_alone,
)
from dateline.annotate.part_patterns import (
    classify_line,
    find_sentence_start,
    find_services,
    match_ending,
    match_opening,
)
from dateline.records import Document, Part, PartKind, Span

LONGEST_HEADLINE = 250
LONGEST_CROSSHEAD = 60
LONGEST_CAPTION = 600

_CREDITING: tuple[PartKind, ...] = ("agency", "byline", "dateline", "boilerplate")
_TERMINAL = re.compile(r"[.!?:;,…][\"'”’)\]]*$|[\"”][)\]]?$")
_FULL_STOP = re.compile(r"(?<!\.\.)[.!][\"'”’)\]]*$")
_NAME = re.compile(
    r"(?:[A-ZÀ-Þ][\w'’.-]*[a-zß-ÿ.][\w'’-]*)(?: (?:(?:de|da|del|della|van|von|der|den|bin|ibn|al|el|la|le|of)|[A-ZÀ-Þ][\w'’.-]*)){1,4}"
)
_CAPTION_CREDIT = re.compile(
    r"\((?:AP|REUTERS|Reuters|AFP|EPA)(?: Photo|/)[^()]{0,60}\)"
    r"|\([\w .'’-]{2,40}/ ?(?:AP|Getty Images|AFP|Reuters|REUTERS)[^()]{0,60}\)"
    r"|[\[(] ?(?i:photo|picture|image|pic|file photo|photo credit|photo by) ?[:/][^\[\]()]{1,60}[\])]"
    r"|[\[(](?i:file photo|file picture)[\])]"
    r"|/FILE\.(?= )|©[^.()]{2,60}\([A-Z]+\)"
)
_BYLINE_INSIDE = re.compile(
    r"(?<=[.!?”] )By(?: [A-Z][\w'’-]+(?: [A-Z][\w'’-]+){1,3}(?:(?:/|, | and )[A-Z][\w'’-]+(?: [A-Z][\w'’-]+){0,3}){0,3}[.|])?(?= )"
)
_STAMP = re.compile(r"(?<=\w[ .?!”’\"'])(?:Published|Updated|Posted|Last updated)(?: ?:| on| at)? ?\d.{3,80}$")
_LINK_HEADER = re.compile(r"(?i:read|see|related|more|recommended|trending|most|top|latest|further|what to|don.t miss)\b")


@dataclass(slots=True)
class _Piece:
    """A stretch of a line on its way to a part; `line` counts the lines that are not blank."""

    start: int
    end: int
    kind: PartKind | None
    line: int


def find_parts(document: Document) -> Document:
    """Fill `parts` and `agencies`."""
    text = document.text
    pieces = _split_lines(text)
    pieces = _take_title(text, pieces, document.report.title)
    _take_headlines(text, pieces)
    pieces = _split_opening(text, pieces)
    _take_head_lines(text, pieces)
    _take_captions(text, pieces)
    _take_links(text, pieces)
    _take_crossheads(text, pieces)
    pieces = _split_captions(text, pieces)
    pieces = _split_roundups(text, pieces)
    parts = tuple(
        Part(piece.kind or "body", Span.of(text, piece.start, piece.end)) for piece in _trim(text, pieces)
    )
    return replace(document, parts=parts, agencies=_find_agencies(parts))


def _find_agencies(parts: tuple[Part, ...]) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for part in parts:
        if part.kind in _CREDITING and len(part.span.quote) <= LONGEST_CAPTION:
            found.update(dict.fromkeys(find_services(part.span.quote)))
    return tuple(found)


def _split_lines(text: str) -> list[_Piece]:
            """Give the lines that are not blank, what stands at their beginnings and ends taken off."""
            pieces: list[_Piece] = [] for number, match in enumerate(re.finditer(r"\S(?:[^\n]*\S)?", text)):
            start, end = match.span() kind = classify_line(text[start:end]) if kind is not None:
            pieces.append(_Piece(start, end, kind, number)) continue opening = match_opening(text[start:end])
            if opening is not None and start + opening[1] < end: pieces.append(_Piece(start, start +
            opening[1], opening[0], number)) start += opening[1] start += len(text[start:end]) -
            len(text[start:end].lstrip()) if opening[0] == "credit" and end - start <= LONGEST_HEADLINE and
            not _TERMINAL.search(text[start:end]): pieces.append(_Piece(start, end, "caption", number))
            continue tail: list[_Piece] = [] while (ending := match_ending(text[start:end])) is not None and
            len(tail) < 4: tail.append(_Piece(start + ending[1], end, ending[0], number)) end = start +
            len(text[start : start + ending[1]].rstrip()) pieces.append(_Piece(start, end, None, number))
            pieces += reversed(tail) return pieces


def _take_title(text: str, pieces: list[_Piece], title: str | None) -> list[_Piece]:
    """Take the title that the metadata gives as the headline, where the text opens with it."""
    key = _fold(title or "").strip().rstrip(".… ")
    if len(key) < 10:
        return pieces
    for index, piece in enumerate(pieces[:4]):
        line = _fold(text[piece.start : min(piece.end, piece.start + len(key) + 250)])
        if piece.kind in ("credit", "agency") or piece.line > 2:
            continue
        whole = len(line) >= 20 and key.startswith(line.rstrip(".… "))
        at = 0 if whole else line.find(key)
        if at < 0:
            continue
        end = piece.end if whole else _end_of_title(text, piece.start + at + len(key), piece.end)
        head = [_Piece(piece.start, piece.start + at, "boilerplate", piece.line)] if at else []
        end += len(text[end : piece.end]) - len(text[end : piece.end].lstrip())
        rest = [_Piece(end, piece.end, None, piece.line)] if end < piece.end else []
        for left in rest:
            left.kind = classify_line(text[left.start : left.end].strip())
        return [
            *pieces[:index],
            *head,
            _Piece(piece.start + at, end, "headline", piece.line),
            *rest,
            *pieces[index + 1 :],
        ]
    return pieces


def _end_of_title(text: str, end: int, limit: int) -> int:
    """Move past the punctuation after a title."""
    while end < limit and text[end] in ".!?…”\"'’)":
        end += 1
    return end if limit - end > 1 else limit


def _take_headlines(text: str, pieces: list[_Piece]) -> None:
            """Take the first line as a headline, where its form allows it and no title was found.""" if
            any(piece.kind == "headline" for piece in pieces[:6]): return first = next((piece for piece in
            pieces if piece.kind is None), None) if first is None or first.line > 3: return line =
            text[first.start : first.end] following = next((piece for piece in pieces if piece.line >
            first.line), None) if ( following is None or len(line) > LONGEST_HEADLINE or " " not in line or
            match_dateline(line, first=_is_paragraph(text, first)) or match_dateline_alone(line) ): return
            after = text[following.start : following.end] ends_sentence = bool(_FULL_STOP.search(line)) and
            not line.endswith("...") opens_report = following.kind == "byline" or match_dateline(after[:200],
            first=True) is not None if not ends_sentence or (opens_report and len(line) < 150): first.kind =
            "headline" stamp = _STAMP.search(line) if stamp: pieces.insert(pieces.index(first) + 1,
            _Piece(first.start + stamp.start(), first.end, "byline", first.line)) first.end = first.start +
            stamp.start()


def _split_opening(text: str, pieces: list[_Piece]) -> list[_Piece]:
                """Split date lines, bylines and headlines that are run together with a paragraph.""" result:
                list[_Piece] = [] first = True for piece in pieces: if piece.kind is not None:
                result.append(piece) continue if first: piece = _split_run_in(text, piece, result) line =
                text[piece.start : min(piece.end, piece.start + 400)] found = match_dateline(line, first=first
                and _is_paragraph(text, piece)) if found is not None and piece.start + found.end < piece.end:
                result.append(_Piece(piece.start, piece.start + found.place_end, "dateline", piece.line)) if
                found.agency_start is not None: agency = _Piece(piece.start + found.agency_start, piece.start
                + found.end, "agency", piece.line) result.append(agency) piece = _Piece(piece.start +
                found.end, piece.end, None, piece.line) first = False elif _is_paragraph(text, piece): first =
                False result.append(piece) return result


def _split_run_in(text: str, piece: _Piece, result: list[_Piece]) -> _Piece:
    """Move what precedes a byline or a date line within the first paragraph to `result`; give the rest."""
    line = text[piece.start : piece.end] has_headline = any(before.kind == "headline" for before in result)
    match = _BYLINE_INSIDE.search(line, 0, 400) if match and (match.end() - match.start() > 3 or
    match_dateline(line[match.end() :].lstrip()[:200], first=True)): before: PartKind = "caption" if
    has_headline else "headline" result.append(_Piece(piece.start, piece.start + match.start(), before,
    piece.line)) result.append(_Piece(piece.start + match.start(), piece.start + match.end(), "byline",
    piece.line)) start = piece.start + match.end() return _Piece(start + len(text[start : piece.end]) -
    len(text[start : piece.end].lstrip()), piece.end, None, piece.line) if not has_headline and
    match_dateline(line[:300], first=True) is None: at = find_later_dateline(line, 15, LONGEST_HEADLINE) if at
    is not None: result.append(_Piece(piece.start, piece.start + at, "headline", piece.line)) return
    _Piece(piece.start + at, piece.end, None, piece.line) return piece


    def _is_paragraph(text: str, piece: _Piece) -> bool: length = piece.end - piece.start return length >
    LONGEST_HEADLINE or (length > 40 and bool(_FULL_STOP.search(text[piece.end - 8 : piece.end])))


def _take_head_lines(text: str, pieces: list[_Piece]) -> None:
    """Judge the lines between the headline and the first paragraph: names, places, second headlines."""
    seen_headline = False
    for piece in pieces[:16]:
        if piece.kind == "headline":
            seen_headline = True
        if piece.kind is not None:
            continue
        if _is_paragraph(text, piece):
            return
        line = text[piece.start : piece.end]
        after = next((other for other in pieces if other.line > piece.line), None)
        if after is None:
            return
        if match_dateline_alone(line):
            piece.kind = "dateline"
        elif seen_headline and len(line) <= 50 and _NAME.fullmatch(line):
            piece.kind = "byline"
        elif seen_headline and ". " in line:
            return
        elif seen_headline and line.count(" ") >= 2 and not _TERMINAL.search(line):
            piece.kind = "headline"
        elif seen_headline and not _TERMINAL.search(line):
            piece.kind = "boilerplate" if line.count(" ") == 0 else "headline"


def _take_captions(text: str, pieces: list[_Piece]) -> None:
            """Take the line before a credit that stands alone as its caption.""" seen = False last =
            max((piece.line for piece in pieces if piece.kind is None), default=0) for before, piece, after in
            zip(pieces, pieces[1:], [*pieces[2:], None], strict=False): alone = after is None or after.line >
            piece.line if piece.kind == "credit" and alone and before.kind is None and before.line ==
            piece.line - 1: line = text[before.start : before.end] if len(line) <= LONGEST_CAPTION / 2 and
            line.count(". ") <= 2 and (not seen or line[0] not in "\"“'‘"): before.kind = "caption" elif
            piece.kind == "agency" and before.kind is None and before.line == piece.line < last: # A bare name
            at the end of a line within the report credits a photo, not the report. if
            text[piece.start].isalpha() and before.end - before.start <= LONGEST_CAPTION: before.kind,
            piece.kind = "caption", "credit" seen = seen or before.kind == "headline"


def _take_links(text: str, pieces: list[_Piece]) -> None:
    """Take the titles of other stories that follow a header such as "Related stories"."""
    header = False
    for piece in pieces:
        line = text[piece.start : piece.end]
        if piece.kind == "boilerplate" and len(line) <= 60 and _LINK_HEADER.match(line):
            header = not line.rstrip().lower().endswith("read more") or line.endswith(":")
        elif piece.kind is None and header and len(line) <= 160 and not _TERMINAL.search(line):
            piece.kind = "boilerplate"
        elif piece.kind != "boilerplate":
            header = False


def _take_crossheads(text: str, pieces: list[_Piece]) -> None:
    """Take lines without a sentence's end within the text: short ones are headlines, longer ones captions."""
    body = [piece for piece in pieces if piece.kind is None] open_ended = [piece for piece in body if not
    _TERMINAL.search(text[max(piece.start, piece.end - 8) : piece.end])] if len(body) < 3 or len(open_ended) >
    0.4 * len(body): return for piece in open_ended: line = text[piece.start : piece.end] if piece is body[-1]
    or (piece is body[0] and len(line) > LONGEST_CROSSHEAD) or not line[0].isupper() and line[0] not in
    "\"'“‘": continue if len(line) <= LONGEST_CROSSHEAD: piece.kind = "headline" elif len(line) <=
    LONGEST_HEADLINE: piece.kind = "caption"


def _split_captions(text: str, pieces: list[_Piece]) -> list[_Piece]:
            """Split captions that end with a photo's credit off the paragraphs that they are run together
            with.""" result: list[_Piece] = [] for piece in pieces: if piece.kind is not None:
            result.append(piece) continue line = text[piece.start : piece.end] position = 0 for match in
            _CAPTION_CREDIT.finditer(line): start = position if match.start() - position <= 320 else
            find_sentence_start(line, match.start()) if start >= match.start() or match.start() - start >
            LONGEST_CAPTION: continue if position < start: result.append(_Piece(piece.start + position,
            piece.start + start, None, piece.line)) result.append(_Piece(piece.start + start, piece.start +
            match.start(), "caption", piece.line)) result.append(_Piece(piece.start + match.start(),
            piece.start + match.end(), "credit", piece.line)) position = match.end()
            result.append(_Piece(piece.start + position, piece.end, None, piece.line)) return result


def _split_roundups(text: str, pieces: list[_Piece]) -> list[_Piece]:
            """Split paragraphs that hold several reports, each with its date line and agency.""" result:
            list[_Piece] = [] for piece in pieces: if piece.kind is not None: result.append(piece) continue
            line = text[piece.start : piece.end] position = 0 for start, found in find_datelines_inside(line):
            if start > position: result.append(_Piece(piece.start + position, piece.start + start, None,
            piece.line)) agency = start + (found.agency_start or found.place_end)
            result.append(_Piece(piece.start + start, piece.start + start + found.place_end, "dateline",
            piece.line)) result.append(_Piece(piece.start + agency, piece.start + start + found.end, "agency",
            piece.line)) position = start + found.end result.append(_Piece(piece.start + position, piece.end,
            None, piece.line)) return result


def _trim(text: str, pieces: list[_Piece]) -> list[_Piece]:
    """Take white space off the pieces' ends and leave out what is empty."""
    result: list[_Piece] = []
    for piece in pieces:
        start, end = piece.start, piece.end
        while start < end and text[start].isspace():
            start += 1
        while end > start and text[end - 1].isspace():
            end -= 1
        if start < end:
            result.append(_Piece(start, end, piece.kind, piece.line))
    return result


def _fold(text: str) -> str:
    """Give a text for comparison, character by character: small letters, plain quotes and dashes.""" table =
    str.maketrans("‘’“”–—‑\u00a0", "''\"\"--- ") return "".join(low if len(low := character.lower()) == 1 else
    character for character in text.translate(table))
