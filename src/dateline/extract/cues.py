"""Cues: the words that link a source to its content, and the noun phrase of the source.

In: spaCy tokens. Out: which frames a cue takes (table `cue_verbs.tsv`), its span without adverbs, and its
subject.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import Any

from dateline.data import load_table

Token = Any
"""A spaCy token: the library ships no types for strict checking."""

_RELATIVES = {"who", "which", "that", "whom"}
_SUBJECTS = ("nsubj", "nsubjpass", "csubj")


@dataclass(frozen=True, slots=True)
class Frame:
    """What a cue may take: letters of `cue_verbs.tsv` and prepositions."""

    letters: str
    prepositions: frozenset[str]


@functools.lru_cache(maxsize=1)
def load_cues() -> dict[tuple[str, str], Frame]:
    """Give the frames of each cue by lemma and part of speech."""
    return {
        (row["lemma"], row["pos"]): Frame(row["frames"] or "", frozenset((row["prepositions"] or "").split()))
        for row in load_table("cue_verbs.tsv")
    }


def bound_sentence(token: Token) -> tuple[int, int]:
    """Give the first token index of a token's sentence and the one after its last.

    spaCy's own `sent` looks through the whole report at each call.
    """
    doc, start, end = token.doc, token.i, token.i + 1
    while start > 0 and not doc[start].is_sent_start:
        start -= 1
    while end < len(doc) and not doc[end].is_sent_start:
        end += 1
    return start, end


def find_frame(token: Token) -> Frame | None:
    """Give the frames of a token that is a cue."""
    return load_cues().get((token.lemma_.lower(), token.pos_))


def measure_cue(token: Token) -> tuple[int, int]:
    """Give the first and last token index of a cue: auxiliaries that stand next to it, the verb, its particle."""
    start = end = token.i
    while start > 0 and token.doc[start - 1].dep_ in ("aux", "auxpass") and token.doc[start - 1].head == token:
        start -= 1
    if end + 1 < len(token.doc) and token.doc[end + 1].dep_ == "prt" and token.doc[end + 1].head == token:
        end += 1
    return start, end


def find_subject(token: Token, depth: int = 4) -> Token | None:
    """Give the head of the noun phrase that is a verb's subject, through conjunction, control and relatives."""
    for child in token.children:
        if child.dep_ == "agent":
            return next((c for c in child.children if c.dep_ == "pobj"), None)
    for child in token.children:
        if child.dep_ in _SUBJECTS:
            if child.lower_ in _RELATIVES and token.dep_ == "relcl":
                return token.head
            return child
    if not depth:
        return None
    if token.dep_ == "acl" and token.tag_ in ("VBG", "TO", "VB"):
        noun = token.head
        if noun.dep_ in ("dobj", "attr", "oprd") and noun.head.pos_ == "VERB":
            return find_subject(noun.head, depth - 1) or noun
        return noun
    if token.dep_ == "pcomp" and token.head.head.pos_ == "VERB":
        charged = [c for c in token.head.head.children if c.dep_ in ("dobj", "nsubjpass")]
        if token.head.head.dep_ == "acl" and token.head.head.tag_ == "VBN":
            charged = charged or [token.head.head.head]
        if charged and token.head.lower_ in ("of", "with", "for", "from", "in"):
            return charged[0]
    if token.dep_ in ("conj", "xcomp", "advcl", "pcomp", "prep", "dep", "aux", "acomp") and token.head != token:
        head = token.head
        if token.dep_ == "advcl" and token.tag_ != "VBG":
            return None
        return find_subject(head, depth - 1) if head.pos_ in ("VERB", "AUX", "ADP", "SCONJ", "ADJ") else None
    return None


def measure_phrase(head: Token, *, stop: int | None = None) -> tuple[int, int]:
    """Give the first and last token index of a noun phrase with its apposition and relative clause.

    `stop` is a token (the cue) that the phrase may not reach.
    """
    start, end = head.left_edge.i, head.right_edge.i
    if stop is not None and start <= stop <= end:
        if stop > head.i:
            end = stop - 1
        else:
            start = stop + 1
    doc = head.doc
    while end > head.i and (doc[end].is_punct or doc[end].is_space or doc[end].lower_ in _RELATIVES):
        end -= 1
    while start < head.i and (doc[start].is_punct or doc[start].is_space or doc[start].dep_ == "cc"):
        start += 1
    return start, end
