"""What became of those whom a number counts, by the words around it: *killing four*, *120 wounded*, *32 left dead*.

In: the tokens of a number and of its noun. Out: one of `QUANTITY_KINDS`, or None where the words do not say.
"""

from __future__ import annotations

import functools
from typing import Any

from dateline.data import load_json
from dateline.data.quantity_kinds import kind_of_word


@functools.cache
def quantity_words() -> dict[str, Any]:
    """Give `quantities.json`: the words of amounts."""
    tables: dict[str, Any] = load_json("quantities.json")
    return tables


def kind_of_context(first: Any, last: Any, noun: Any) -> str | None:
    """Give the kind that the governing verb or the words after tell: *killing four*, *120 wounded*, *32 left dead*."""
    node = noun if noun is not None else first
    for child in node.rights:
        if child.dep_ in ("acl", "amod", "relcl") and (told := _kind_of_verb(child)):
            return told
    after = _kind_of_words_after(noun if noun is not None and noun.i > last.i else last)
    if after:
        return after
    for _ in range(4):
        head = node.head
        if head.i == node.i:
            break
        if head.pos_ in ("VERB", "AUX", "ADJ"):
            told = _kind_of_verb(head)
            if told:
                return told
            if head.pos_ == "VERB" and head.lemma_ not in quantity_words()["open_verbs"]:
                break
        elif head.pos_ == "NOUN" and node.dep_ == "prep" and node.lower_ == "of" and kind_of_word(head.lemma_):
            return kind_of_word(head.lemma_)
        node = head
    return None


def _kind_of_words_after(token: Any) -> str | None:
    """Give the kind that a participle or adjective just after tells, with auxiliaries between."""
    for node in token.doc[token.i + 1 : token.i + 5]:
        told = kind_of_word(node.lower_) or (kind_of_word(node.lemma_) if node.tag_ in ("VBN", "NNS", "NN") else None)
        if told and (node.tag_ in ("VBN", "VBD", "JJ", "RB") or node.lower_ in ("dead", "death", "wounded", "injured")):
            return None if told == "participants" else told
        if node.lower_ not in quantity_words()["between"]:
            return None
    return None


def _kind_of_verb(verb: Any) -> str | None:
    told = kind_of_word(verb.lemma_)
    if told in ("participants", "votes") or (
        verb.lemma_ == "round" and not any(c.lower_ == "up" for c in verb.children)
    ):
        return None
    return told
