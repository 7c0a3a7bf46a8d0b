"""Quotations: where quoted words begin and end.

In: a report's text. Out: half-open offsets that hold the marks. One pass over the marks: an odd or missing
mark costs at most its own line, except that a quotation left open at the end of a paragraph goes on where
the next paragraph opens with a mark, as newspapers print long speeches.
"""

from __future__ import annotations

import re
from bisect import bisect_right

_MARK = re.compile(r"``|''|[\"“”„«»‘’']|\n")
_LONGEST_SINGLE = 1200
_CLOSERS = {"”", "»", "''"}


def find_quotations(text: str) -> list[tuple[int, int]]:
    """Give the quotations of `text` in order, none inside another; offsets are code points, marks included."""
    found: list[tuple[int, int]] = []
    opened: int | None = None
    for mark in _MARK.finditer(text):
        sign, at = mark.group(), mark.start()
        if sign == "\n":
            if opened is not None:
                _add(found, text, opened, at, closed=False)
            opened = None
        elif sign in ("‘", "’", "'"):
            continue
        elif opened is None:
            if sign not in _CLOSERS:
                opened = at
        elif sign in _CLOSERS or (sign == '"' and not _opens(text, at)) or sign == "“":
            if sign == "“":
                _add(found, text, opened, at, closed=False)
                opened = at
            else:
                _add(found, text, opened, mark.end(), closed=True)
                opened = None
    if opened is not None:
        _add(found, text, opened, len(text), closed=False)
    return sorted(_merge_paragraphs(text, found) + _find_single(text, found))


def _opens(text: str, at: int) -> bool:
    before = text[at - 1] if at else "\n"
    after = text[at + 1] if at + 1 < len(text) else "\n"
    return (before.isspace() or before in "([—–-") and after.isalnum()


def _add(found: list[tuple[int, int]], text: str, start: int, end: int, *, closed: bool) -> None:
    end = len(text[start:end].rstrip()) + start
    if end - start > 2:
        found.append((start, end if closed else -end))


def _merge_paragraphs(text: str, found: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Join a quotation left open (a negative end) with one that opens the next paragraph."""
    merged: list[tuple[int, int]] = []
    for start, end in found:
        if merged and merged[-1][1] < 0:
            first, last = merged[-1][0], -merged[-1][1]
            if start - last <= 4 and not text[last:start].strip() and "\n" in text[last:start]:
                merged[-1] = (first, end)
                continue
        merged.append((start, end))
    return [(start, abs(end)) for start, end in merged]


def _find_single(text: str, double: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Find quotations in single marks, outside double ones; an apostrophe is no mark."""
    spans = [(start, abs(end)) for start, end in double]
    starts = [start for start, _ in spans]
    closers = [m.start() for m in re.finditer(r"(?<=\S)['’](?![\w'’])", text)]
    found: list[tuple[int, int]] = []
    last = 0
    for mark in re.finditer(r"(?<![\w'’‘])['‘](?=\w)", text):
        at = mark.start()
        inside = bisect_right(starts, at) - 1
        if at < last or (inside >= 0 and at < spans[inside][1]):
            continue
        close = bisect_right(closers, at)
        while close + 1 < len(closers) and _is_possessive(text, closers[close]) and closers[close + 1] - at < 200:
            close += 1
        if close < len(closers) and closers[close] - at <= _LONGEST_SINGLE:
            end = closers[close] + 1
            if "\n" not in text[at:end] and end - at > 3:
                found.append((at, end))
                last = end
    return found


def _is_possessive(text: str, at: int) -> bool:
    return text[at - 1] == "s" and text[at + 1 : at + 3].strip().islower()
