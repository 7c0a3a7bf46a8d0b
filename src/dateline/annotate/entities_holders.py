"""The holders of offices whose names follow without a comma: "Prime Minister of the United Kingdom Ellen Marsh".

In: the tokens of a report and the names that the tables give. Out: the token ranges of such holders' names. The
statistical model tends to make one name of what the office is of and of who holds it, or to overlook the holder.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from dateline.data.actors import (
    load_countries,
    load_demonyms,
    load_given_names,
    load_nouns,
    load_org_heads,
    load_place_nouns,
    load_states,
    load_titles,
    load_words,
)
from dateline.tokens import INSIDE, OF

REACH = 12
"""Tokens that an office may begin before the name of what it is of."""
MAX_PARTS = 4


def find_holders(tokens: list[Any], bodies: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Give the token ranges of the names right behind what an office is of; `bodies` are the ranges of the latter."""
    found = []
    for start, end in bodies:
        stop = _end_name(tokens, end)
        if stop is not None and _ends_office(tokens, start):
            found.append((end, stop))
    return found


def _end_name(tokens: list[Any], start: int) -> int | None:
    """Give where the name of a person that begins at a token ends, or None where there is none."""
    particles, end = load_words("particle"), start
    while end < len(tokens) and end - start <= MAX_PARTS:
        token = tokens[end]
        inner = end > start and (token.lower_ in particles or (token.text == "-" and not token.whitespace_))
        if not (inner or (token.is_title and token.is_alpha and not _is_other(token))):
            break
        end += 1
    while end > start and not tokens[end - 1].is_title:
        end -= 1
    if not 2 <= end - start <= MAX_PARTS or tokens[start].is_sent_start:
        return None
    after = tokens[end] if end < len(tokens) else None
    if after is not None and after.text[:1].isupper() and after.is_alpha and not after.is_sent_start:
        return None
    return end if _is_person(tokens, start, end) else None


def _is_other(token: Any) -> bool:
    """Say whether a capitalised word is no part of a person's name."""
    known = token.text in load_org_heads() or token.text in load_titles() or token.text in load_states()
    named = token.text in load_countries() or token.text in load_demonyms() or token.lower_ in load_words("not_name")
    common = token.lower_ in load_nouns() or token.lower_ in load_place_nouns() or token.ent_type_ in ("DATE", "TIME")
    return known or named or common


def _is_person(tokens: list[Any], start: int, end: int) -> bool:
    """Say whether words behind an office are a person: a known given name, or all of them proper nouns."""
    if tokens[start].text in load_given_names():
        return True
    return all(token.pos_ == "PROPN" for token in tokens[start:end] if token.is_title)


def _ends_office(tokens: list[Any], start: int) -> bool:
    """Say whether an office's name leads up to a token: a person's title in capitals, then words in capitals."""
    at = start - 1
    while at >= 0 and tokens[at].lower_ == "the":
        at -= 1
    if at < 0 or tokens[at].lower_ not in OF:
        return False
    while at >= 0 and start - at <= REACH:
        token = tokens[at]
        if token.is_title and _is_office(token):
            return True
        if not (token.lower_ in INSIDE or (token.is_title and token.is_alpha)):
            return False
        at -= 1
    return False


def _is_office(token: Any) -> bool:
    noun = load_nouns().get(token.lower_)
    return (noun is not None and noun.kind != "org" and token.text not in load_org_heads()) or (
        token.text in load_titles()
    )
