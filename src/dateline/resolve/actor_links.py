"""Whose an actor is: the entities that stand in the phrases around its mentions.

In: an entity, the syntax and a `MentionIndex`. Out: the ids of the entities that it belongs to, the closest relation
first: the possessor ("Putin's spokesman"), what stands before a name ("Pentagon spokesman Rob Manning"), phrases with
of, for or from, then the place ("rebels in Aleppo").
"""

from __future__ import annotations

from typing import Any

from dateline.mentions import MentionIndex
from dateline.records import Entity
from dateline.resolve.roles import BEFORE_NAMES, is_studied
from dateline.tokens import find_token, find_tokens

BELONGING = frozenset({"of", "for", "from", "with"})
PLACED = frozenset({"in", "at", "near"})
NEAR = 4
"""Tokens after "in" within which the place comes."""
MAX_MENTIONS, MAX_TITLE, MAX_RIGHT = 6, 10, 14
"""Mentions of one entity that are read, and tokens before and after one that may belong to its phrase."""


def find_related(entity: Entity, doc: Any, index: MentionIndex) -> list[str]:
    """Give the ids of the entities that this one belongs to, without itself, the closest relation first."""
    return [id_ for id_, _ in find_relations(entity, doc, index)]


def find_relations(entity: Entity, doc: Any, index: MentionIndex) -> list[tuple[str, str]]:
    """Give the ids of the entities that this one belongs to and by what: "beside", "belonging" or "placed"."""
    near: list[str] = []
    belonging: list[str] = []
    placed: list[str] = []
    for span in entity.mentions[:MAX_MENTIONS]:
        first, last = find_tokens(doc, span.start, span.end)
        head = doc[first : last + 1].root
        if head.pos_ == "PRON":
            continue
        near += _list_inside(index, doc, max(_find_title(doc, first), head.left_edge.i - 1), last)
        placed += _read_after(doc, last, index, PLACED)
        heads = [head, *(child for child in head.children if child.dep_ == "appos")]
        heads += [head.head] if head.dep_ == "appos" else []
        for token in heads:
            if token is not head:
                near += _list_inside(index, doc, token.left_edge.i, token.i)
            for child in token.rights:
                if child.dep_ == "prep" and child.i > last - (token is not head) * len(doc):
                    found = _list_inside(index, doc, child.i, min(child.right_edge.i, child.i + MAX_RIGHT))
                    if child.lower_ in BELONGING:
                        belonging += found
                    elif child.lower_ in PLACED:
                        placed += found
    relations: dict[str, str] = {}
    for ids, relation in ((near, "beside"), (belonging, "belonging"), (placed, "placed")):
        for id_ in ids:
            relations.setdefault(id_, relation)
    return [(id_, relation) for id_, relation in relations.items() if id_ != entity.id]


def find_employers(entity: Entity, doc: Any, index: MentionIndex) -> list[str]:
    """Give what a person is said to be of, right after the name: "Ann Berg of the Meteors party"."""
    found: list[str] = []
    for span in entity.mentions[:MAX_MENTIONS]:
        found += _read_after(doc, find_token(doc, span.end - 1), index, BELONGING)
    return found


def _read_after(doc: Any, last: int, index: MentionIndex, links: frozenset[str]) -> list[str]:
    """Give what follows a mention after one of `links`, whatever the parser says: "told residents in Oslo"."""
    if last + 2 >= len(doc) or doc[last + 1].lower_ not in links:
        return []
    for i in range(last + 2, min(last + 2 + NEAR, len(doc))):
        found = index.headed_by(i)
        if found:
            return list(found)
        if doc[i].pos_ not in ("DET", "ADJ", "NOUN", "PROPN"):
            return []
    return []


def _find_title(doc: Any, first: int) -> int:
    """Give where the title before a name begins."""
    at = first
    while at > 0 and first - at < MAX_TITLE and doc[at - 1].tag_ in BEFORE_NAMES and "\n" not in doc[at - 1].text:
        at -= 1
    return at


def _list_inside(index: MentionIndex, doc: Any, first: int, last: int) -> list[str]:
    return [id_ for i in range(max(0, first), last + 1) if not is_studied(doc[i]) for id_ in index.headed_by(i)]
