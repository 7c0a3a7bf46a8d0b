"""Times told from another happening: *three days after the vote*, *the day after he was shot*, *the eve of the summit*.

In: the text, its syntax and the times found so far as `(start, end, value)`. Out: further times of the same shape, only
those whose happening the report dates: by a time in the same phrase or clause, or by one that hangs on the same word
elsewhere (*The vote was held on March 18*). Without such a time there is no value and the words stay a duration.
"""

from __future__ import annotations

import bisect
import functools
import re
from typing import Any

from dateline.annotate import times_values as values
from dateline.annotate.patterns import match_any
from dateline.annotate.times_grammar import word_tables
from dateline.tokens import find_happening, find_top, list_starts

Found = tuple[int, int, str | None]
MAX_CLIMB = 6
MAX_REACH = 90
"""Longest expression, in characters."""
LEAST_STEM = 4
_COUNTED = re.compile(r"(?:day|week|month|year)s? (?:after|before|following|prior to) |eve of ", re.IGNORECASE)
"""What every expression holds; few reports do."""


@functools.cache
def _compile() -> re.Pattern[str]:
    tables = word_tables()
    number = rf"(?P<num>\d{{1,3}}|{match_any(tables['numbers'])}|the)"
    hedge = rf"(?:{match_any(tables['hedges'])} )?"
    return re.compile(
        rf"\b(?:{hedge}{number} (?P<unit>day|week|month|year)s? (?P<way>after|before|following|prior to)"
        r"|(?:the )?(?P<eve>eve) of)(?= )",
        re.IGNORECASE,
    )


def find_anchored(text: str, doc: Any, known: list[Found]) -> list[Found]:
    """Find the times that count from a happening which the report dates."""
    if not _COUNTED.search(text):
        return []
    matches = [m for m in _compile().finditer(text) if not any(s < m.end() and m.start() < e for s, e, _ in known)]
    if not matches:
        return []
    starts = list_starts(doc)
    dated = _list_dated(doc, starts, known)
    found: list[Found] = []
    for match in matches:
        item = _resolve(match, doc, starts, known, dated)
        if item is not None:
            found.append(item)
    return found


def _resolve(
    match: re.Match[str], doc: Any, starts: list[int], known: list[Found], dated: list[tuple[str, int, str]]
) -> Found | None:
    link = doc[bisect.bisect_left(starts, match.end()) - 1]
    happening = find_happening(link)
    if happening is None or happening.idx < match.end():
        return None
    base = _find_base(happening, known, dated)
    if base is None or len(base) != 10:
        return None
    if match["eve"]:
        unit, count = "day", -1
    else:
        words = " ".join(match["num"].lower().split())
        count = 1 if words == "the" else int(words) if words.isdigit() else int(word_tables()["numbers"][words])
        unit, count = match["unit"].lower(), count if match["way"].lower() in ("after", "following") else -count
    value = values.shift_value(base, unit, count, fine=True)
    end = happening.idx + len(happening)
    if end - match.start() > MAX_REACH or any(s < end and match.start() < e for s, e, _ in known):
        end = match.end()
    return (match.start(), end, value) if value else None


def _find_base(happening: Any, known: list[Found], dated: list[tuple[str, int, str]]) -> str | None:
    """Give the day of a happening: a time within its phrase, else the nearest one that dates the same word."""
    low = happening.left_edge.idx
    high = happening.right_edge.idx + len(happening.right_edge)
    inside = [value for start, end, value in known if low <= start and end <= high and value]
    if inside:
        return inside[0] if len(inside) == 1 else None
    name = happening.lemma_.lower()
    same = [(abs(at - happening.idx), value) for lemma, at, value in dated if _is_same(name, lemma)]
    return min(same)[1] if same else None


def _list_dated(doc: Any, starts: list[int], known: list[Found]) -> list[tuple[str, int, str]]:
    """Give the words that the times found so far hang on: lemma, offset and day."""
    dated = []
    for start, end, value in known:
        if not value or len(value) != 10:
            continue
        first = max(bisect.bisect_right(starts, start) - 1, 0)
        last = max(bisect.bisect_left(starts, end) - 1, first)
        node = find_top(doc, first, last)
        for _ in range(MAX_CLIMB):
            if node.head.i == node.i:
                break
            node = node.head
            if node.pos_ in ("NOUN", "PROPN", "VERB") and not first <= node.i <= last:
                dated.append((node.lemma_.lower(), node.idx, value))
                dated += [
                    (child.lemma_.lower(), child.idx, value)
                    for child in node.children
                    if node.pos_ == "VERB" and child.dep_ in ("nsubjpass", "nsubj", "dobj") and child.pos_ == "NOUN"
                ]
                break
    return dated


def _is_same(a: str, b: str) -> bool:
    """Say whether two words may name one happening: the same word, or a verb and its noun (*vote*, *voting*)."""
    if a == b:
        return True
    size = min(len(a), len(b))
    stem = max(LEAST_STEM, size - 1)
    return size >= LEAST_STEM and a[:stem] == b[:stem]
