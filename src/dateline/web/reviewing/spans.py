"""Spans as people write them: the words themselves, with a number where they stand more than once.

In: a report's text and words as a form has them: `opened fire`, `he#2` (the second time), `They have ... of us all`
(from the first words to the last). Out: offsets; and from offsets the same words again. White space is all one: a line
break in the text is a space in a form. Raises `StoreError` that says which words are not there, or stand there often.
"""

from __future__ import annotations

import re

from dateline.errors import StoreError

LONG = 80
"""Longer spans are written by their first and last words."""
MAX_WORDS = 3_000
_NUMBERED = re.compile(r"^(.*\S)\s*#(\d{1,4})$", re.DOTALL)
_ENDS = re.compile(r"\s\.\.\.\s|\s…\s")


def write_span(text: str, start: int, end: int) -> str:
    """Give the words of a span as a form has them; `find_span` gives the same span back."""
    words = _flatten(text[start:end])
    if len(words) > LONG:
        head, tail = _find_ends(text, start, end)
        short = f"{head} ... {tail}"
        if _try(text, short) == (start, end):
            return short
    if _try(text, words) == (start, end) and not _NUMBERED.match(words) and not _ENDS.search(words):
        return words
    return f"{words}#{len(_find_all(text, words, end=start + 1))}"


def find_span(text: str, given: str, *, near: tuple[int, int] | None = None) -> tuple[int, int]:
    """Give the offsets of words in a text; of several places the only one within `near`, where there is one.

    Raises `StoreError`.
    """
    words = _flatten(given)
    if not words:
        raise StoreError("no words are given")
    if len(words) > MAX_WORDS:
        raise StoreError("the words are too many: give the first and the last with ... between them")
    numbered = _NUMBERED.match(words)
    if numbered and _find_all(text, numbered[1]):
        return _pick(text, numbered[1], int(numbered[2]))
    found = _find_all(text, words)
    if found:
        inside = [span for span in found if near and near[0] <= span[0] and span[1] <= near[1]]
        if len(found) == 1 or len(inside) == 1:
            return found[0] if len(found) == 1 else inside[0]
        raise StoreError(f"{_cut(words)} stands in the text {len(found)} times: say which, as {_cut(words)}#2")
    ends = _ENDS.split(words, maxsplit=1)
    if len(ends) == 2:
        start = find_span(text, ends[0], near=near)
        later = [span for span in _find_all(text, ends[1]) if span[0] >= start[1]]
        if later:
            return start[0], later[0][1]
    raise StoreError(f"{_cut(words)} is not in the text: select the words there")


def _pick(text: str, words: str, number: int) -> tuple[int, int]:
    found = _find_all(text, words)
    if not 1 <= number <= len(found):
        raise StoreError(f"{_cut(words)} stands in the text {len(found)} times, not {number}")
    return found[number - 1]


def _find_all(text: str, words: str, end: int | None = None) -> list[tuple[int, int]]:
    """Give every place of the words, overlapping ones too, that begins before `end`."""
    pieces = words.split()
    if not pieces:
        return []
    pattern = re.compile(r"\s+".join(map(re.escape, pieces)))
    found, start = [], 0
    while match := pattern.search(text, start):
        if end is not None and match.start() >= end:
            break
        found.append(match.span())
        start = match.start() + 1
    return found


def _find_ends(text: str, start: int, end: int) -> tuple[str, str]:
    pieces = text[start:end].split()
    for number in range(3, len(pieces) // 2):
        head, tail = " ".join(pieces[:number]), " ".join(pieces[-number:])
        if len(_find_all(text, head)) == 1:
            return head, tail
    return " ".join(pieces[:3]), " ".join(pieces[-3:])


def _try(text: str, words: str) -> tuple[int, int] | None:
    try:
        return find_span(text, words)
    except StoreError:
        return None


def _flatten(words: str) -> str:
    return " ".join(words.split())


def _cut(words: str) -> str:
    return f"“{words[:60]}…”" if len(words) > 60 else f"“{words}”"
