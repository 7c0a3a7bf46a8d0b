"""What became of those whom a number counts, by the words around it: *killing four*, *120 wounded*, *32 left dead*.

In: the tokens of a number and of its noun. Out: one of `QUANTITY_KINDS`, or None where the words do not say. What was
done to people says more than what they are called: seven protesters who were shot dead count as killed.
"""

from __future__ import annotations

import functools
from typing import Any

from dateline.data import load_json
from dateline.data.quantity_kinds import kind_of_word

MAX_CLIMB = 4
WEAK = ("participants", "arrested")
"""Kinds that a noun tells of people to whom something else may have been done."""


@functools.cache
def quantity_words() -> dict[str, Any]:
    """Give `quantities.json`: the words of amounts."""
    tables: dict[str, Any] = load_json("quantities.json")
    return tables


def find_kind(first: Any, last: Any, noun: Any, after: str) -> str | None:
    """Give the kind of a number by the noun that it counts and by the words around; `after` are those behind it."""
    told = None if noun is None else kind_of_word(noun.lemma_) or kind_of_word(noun.lower_)
    if told == "participants" and noun.tag_ == "NNS" and noun.lemma_.lower() in quantity_words()["gatherings"]:
        return "other"  # *300 protests*, not *20,000 rally*
    if told is not None and told not in WEAK:
        return told
    if after.startswith("-strong"):
        return "participants"
    around = kind_of_context(first, last, noun)
    return told if around is None or (told and around in ("participants", "money")) else around


def kind_of_context(first: Any, last: Any, noun: Any) -> str | None:
    """Give the kind that the governing verb or the words after tell: *killing four*, *120 wounded*, *32 left dead*."""
    node = noun if noun is not None else first
    for child in node.rights:
        if child.dep_ in ("acl", "amod", "relcl") and (told := _kind_of_verb(child)):
            return told
    after = _kind_of_words_after(noun if noun is not None and noun.i > last.i else last)
    if after:
        return after
    for _ in range(MAX_CLIMB):
        head = node.head
        if head.i == node.i:
            break
        if head.pos_ in ("VERB", "AUX", "ADJ"):
            told = _kind_of_verb(head, node)
            if told:
                return told
            if head.pos_ == "VERB" and head.lemma_ not in quantity_words()["open_verbs"]:
                return _kind_of_subject(head, node, noun)
        elif head.pos_ == "NOUN" and node.dep_ == "prep" and node.lower_ == "of" and kind_of_word(head.lemma_):
            return kind_of_word(head.lemma_)
        node = head
    return _kind_of_subject(node, None, noun) if node.pos_ in ("VERB", "AUX") else None


def _kind_of_words_after(token: Any) -> str | None:
    """Give the kind that a participle or adjective just after tells, with auxiliaries between."""
    for node in token.doc[token.i + 1 : token.i + 6]:
        told = kind_of_word(node.lower_) or (kind_of_word(node.lemma_) if node.tag_ in ("VBN", "NNS", "NN") else None)
        if told and (node.tag_ in ("VBN", "VBD", "JJ", "RB") or node.lower_ in STATES):
            return None if told == "participants" else told
        if node.lower_ not in quantity_words()["between"]:
            return None
    return None


STATES = ("dead", "death", "wounded", "injured", "missing", "unaccounted")


def _kind_of_verb(verb: Any, below: Any = None) -> str | None:
    """Give the kind that a verb tells of its subject or object, by itself, by its phrase, or by a verb joined to it."""
    told = _kind_of_phrase(verb) or kind_of_word(verb.lemma_) or kind_of_word(verb.lower_)
    if told is None and verb.pos_ == "VERB" and below is not None and below.dep_ in ("nsubjpass", "nsubj"):
        joined = next((c for c in verb.rights if c.dep_ == "conj" and c.tag_ in ("VBN", "VBD")), None)
        told = None if joined is None else kind_of_word(joined.lemma_)
    if told == "votes" or (told == "participants" and below is not None and below.dep_ not in ("nsubj", "ROOT")):
        return None
    return told


def _kind_of_phrase(verb: Any) -> str | None:
    """Give the kind of a verb with its particle, object or complement: *rounded up*, *suffered burns*."""
    lemma = verb.lemma_.lower()
    phrases = quantity_words()["phrases"]
    for child in verb.rights:
        words = [lemma, child.lemma_.lower()]
        if child.dep_ == "prep":
            inner = next((c for c in child.rights if c.dep_ == "pobj"), None)
            words.append("" if inner is None else inner.lemma_.lower())
        if " ".join(words) in phrases:
            told: str = phrases[" ".join(words)]
            return told
    return None


def _kind_of_subject(verb: Any, below: Any, noun: Any) -> str | None:
    """Give the kind that the subject or object of a level tells: *the death toll rose to 87*."""
    words = quantity_words()
    lemma = verb.lemma_.lower()
    drawing = lemma in words["drawing"] and below is not None and below.dep_ == "dobj"
    if not drawing and (lemma not in words["levels"] or noun is not None):
        if lemma in words["spending"] and noun is None and below is not None and below.dep_ in ("dobj", "dative"):
            return "money"
        return None
    for child in verb.children:
        if child.dep_ in ("nsubj", "nsubjpass", "dobj") and (below is None or child.i != below.i):
            for node in (child, *child.lefts, *_find_inner(child)):
                told = kind_of_word(node.lemma_) or kind_of_word(node.lower_)
                if told:
                    return told
    return None


def _find_inner(noun: Any) -> list[Any]:
    """Give what *of* names behind a noun: the dead in *the number of dead*."""
    return [inner for c in noun.rights if c.lower_ == "of" for inner in c.rights]
