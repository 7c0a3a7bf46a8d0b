"""What many steps ask of every token, read from spaCy's `Doc` at once instead of token by token.

In: a parsed `Doc`, which no step changes. Out: one value a token, in order; offsets are those of the report's text.
Each table is made when it is first asked for, kept for the last two reports, and changed by nobody.
"""

from __future__ import annotations

import functools
from bisect import bisect_right
from collections.abc import Iterator
from typing import Any

from spacy.attrs import IDX, LEMMA, LENGTH

from dateline.data.actors import LONGEST, load_sayings


def is_sayer(token: Any) -> bool:
    """Say whether a word is the subject of a verb of saying."""
    return token.dep_ == "nsubj" and token.head.lemma_.lower() in load_sayings()


@functools.lru_cache(maxsize=2)
def list_starts(doc: Any) -> list[int]:
    """Give the offset at which each token begins."""
    starts: list[int] = doc.to_array(IDX).tolist() if len(doc) else []
    return starts


@functools.lru_cache(maxsize=2)
def list_ends(doc: Any) -> list[int]:
    """Give the offset at which each token ends, half-open."""
    lengths = doc.to_array(LENGTH).tolist() if len(doc) else []
    return [start + length for start, length in zip(list_starts(doc), lengths, strict=True)]


@functools.lru_cache(maxsize=2)
def join_text(doc: Any) -> str:
    """Give the text of a `Doc`, which spaCy puts together from its tokens each time."""
    text: str = doc.text
    return text


@functools.lru_cache(maxsize=2)
def list_texts(doc: Any) -> list[str]:
    """Give the words of each token, without the blank behind it."""
    text = join_text(doc)
    return [text[start:end] for start, end in zip(list_starts(doc), list_ends(doc), strict=True)]


@functools.lru_cache(maxsize=2)
def list_lemmas(doc: Any) -> list[str]:
    """Give the lemma of each token in small letters."""
    numbers = doc.to_array(LEMMA).tolist() if len(doc) else []
    lemmas = {number: doc.vocab.strings[number].lower() for number in set(numbers)}
    return [lemmas[number] for number in numbers]


@functools.lru_cache(maxsize=2)
def _keep_roots(doc: Any) -> dict[tuple[int, int], int]:
    """Give the table of the head tokens that `find_head` has found; one a `Doc`."""
    return {}


OF = frozenset({"of", "to", "in", "for"})
"""Words between an office and what it is of."""
INSIDE = OF | {"on", "the", "and"}
"""Lower-case words inside an office: "Minister of Health and Sport of"."""


def find_token(doc: Any, offset: int) -> int:
    """Give the token at an offset; the first for what lies before all tokens."""
    return max(bisect_right(list_starts(doc), offset) - 1, 0)


def find_tokens(doc: Any, start: int, end: int) -> tuple[int, int]:
    """Give the first and the last token, both included, of a stretch of the text."""
    return find_token(doc, start), find_token(doc, end - 1)


def find_head(doc: Any, start: int, end: int) -> int:
    """Give the head token of a stretch of the text, widened to whole tokens; -1 where it holds none."""
    known = _keep_roots(doc)
    found = known.get((start, end))
    if found is None:
        span = doc.char_span(start, end, alignment_mode="expand")
        found = known[start, end] = -1 if span is None or not len(span) else int(span.root.i)
    return found


def list_phrases(doc: Any, at: int) -> Iterator[str]:
    """Give the words of up to `LONGEST` tokens that hold a token, the longest first: "South Sudanese"."""
    for size in range(LONGEST, 0, -1):
        for first in range(max(0, at - size + 1), min(at, len(doc) - size) + 1):
            yield doc[first : first + size].text


def find_top(doc: Any, first: int, last: int) -> Any:
    """Give the token among `first` to `last` (inclusive) whose head lies outside them."""
    return next(
        (doc[i] for i in range(first, last + 1) if doc[i].head.i == i or not first <= doc[i].head.i <= last),
        doc[last],
    )


def end_office(doc: Any, start: int) -> int:
    """Give the last token of what stands in capitals behind an office: "Envoy of Norway to the United Nations"."""
    at = start - 1
    if not doc[at].is_title:
        return at
    while at + 1 < len(doc) and (doc[at + 1].lower_ in INSIDE or (doc[at + 1].is_title and doc[at + 1].is_alpha)):
        at += 1
    return at


def find_happening(link: Any) -> Any:
    """Give the word of the happening after *after* or *before*: its object, or the verb of its clause."""
    if link.dep_ in ("mark", "advmod") and link.head.i > link.i:
        return link.head
    for child in link.rights:
        if child.dep_ in ("pobj", "pcomp"):
            return child
    if link.head.i > link.i:
        return link.head
    for token in link.doc[link.i + 1 : link.i + 7]:
        if token.pos_ in ("PUNCT", "SPACE"):
            return None
        if token.pos_ == "NOUN" and not (token.dep_ == "compound" and token.head.i > token.i):
            return token
    return None
