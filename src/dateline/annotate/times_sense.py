"""The sense of a sentence at a time expression: does it look back or ahead?

In: spaCy's `Doc` and the expression's place in it. Out: `past`, `future`, `present` (in headlines, of what has
happened), `scheduled` (in the present tense elsewhere: *the talks resume on Monday*) or `unknown`. The verb or noun
that the expression hangs on decides, through its auxiliaries and, for infinitives and participles, through what it
depends on; `time_verbs.tsv` lists verbs that put their complement ahead (*scheduled to*) and those that leave it
in their own time (*managed to*).
"""

from __future__ import annotations

import functools
from typing import Any

from dateline.annotate.times_grammar import word_tables
from dateline.annotate.times_values import Sense
from dateline.data import load_table
from dateline.tokens import find_top

MAX_CLIMB = 12
ENDS = frozenset({".", "?", "!"})
_LIMITS = frozenset({"for", "until", "till", "by"})
_FAILED = frozenset({"would", "could"})
"""Modals that, denied, tell what did not come about: *could not be reached on Tuesday*, *would not say*."""
_PAST_MODALS = frozenset({"would", "could", "might", "should", "'d", "’d"})


@functools.cache
def _classes() -> dict[str, str]:
    return {row["lemma"]: row["class"] for row in load_table("time_verbs.tsv") if row["class"] != "saying"}


def judge_sense(doc: Any, first: int, last: int) -> Sense:
    """Say whether tokens `first` to `last` (inclusive) stand in a past or a future sense."""
    tokens = range(first, last + 1)
    head = find_top(doc, first, last)
    if head.head.lower_ == "for" and head.head.pos_ == "ADP" and _is_date(doc[first]):  # a march called for Saturday
        return "future"
    node, of_noun = head, False
    for _ in range(MAX_CLIMB):
        if node.pos_ in ("NOUN", "PROPN"):
            if _is_planned_noun(node, first, last):
                return "future"
            of_noun = of_noun or node.i not in tokens
        if node.i not in tokens and _is_verb(node):
            return _judge_finite(node, of_noun)
        if node.i not in tokens and _classes().get(node.lemma_.lower()) == "planned" and node.pos_ == "ADJ":
            return "future"
        if node.head.i == node.i:
            break
        if node.pos_ == "ADP" and node.lower_ in ("until", "till"):
            return "future"
        node = node.head
    return _judge_finite(node, of_noun) if _is_verb(node) and node.i not in tokens else "unknown"


def is_intended(doc: Any, first: int, last: int) -> bool:
    """Say whether what a weekday dates is meant, not told, for that day, so that it may have passed.

    That is so of a noun that something is said of (*Tuesday's ruling will hurt*) and of the purpose of something past
    (*signed the order to launch it on Tuesday*).
    """
    day = find_top(doc, first, last)
    node = day.head
    if node.pos_ == "ADP":
        if node.lower_ in _LIMITS:
            return False
        node = node.head
    for _ in range(MAX_CLIMB):
        if node.pos_ not in ("NOUN", "PROPN", "ADP") or node.head.i == node.i:
            break
        if day.dep_ == "poss" or node.dep_ in ("nsubj", "nsubjpass"):
            return True
        node = node.head
    if not any(child.tag_ == "TO" for child in node.lefts):
        return False
    above = node.head
    if node.dep_ in ("acl", "relcl"):
        return above.pos_ in ("NOUN", "PROPN", "PRON")
    planned = _classes().get(above.lemma_.lower()) == "planned"
    return node.dep_ in ("advcl", "csubj") and above.tag_ == "VBD" and not planned


def _judge_finite(verb: Any, of_noun: bool) -> Sense:
    """Judge the verb that a time hangs on: in the present tense of a sentence, not of a headline, it tells what is to
    come, unless the time is that of a noun (*the attack on Friday shows*)."""
    sense = _judge_verb(verb, MAX_CLIMB)
    ahead = sense == "present" and verb.tag_ in ("VBZ", "VBP") and not of_noun
    return "scheduled" if ahead and any(token.text in ENDS for token in verb.sent[-3:]) else sense


def _is_date(token: Any) -> bool:
    """Say whether a token begins a weekday, a month or a day, not a holiday."""
    tables, word = word_tables(), token.lower_.rstrip(".")
    return word.isdigit() or any(word in tables[name] for name in ("weekdays", "months", "month_abbreviations"))


def _is_verb(token: Any) -> bool:
    return token.pos_ in ("VERB", "AUX") or token.tag_ in ("VBD", "VBZ", "VBP", "VBN", "VBG", "VB")


def _is_planned_noun(noun: Any, first: int, last: int) -> bool:
    return any(
        child.dep_ in ("amod", "acl", "compound")
        and not first <= child.i <= last
        and (_classes().get(child.lower_) == "planned" or _classes().get(child.lemma_) == "planned")
        for child in noun.lefts
    )


def _judge_verb(verb: Any, depth: int) -> Sense:
    helpers = [child for child in verb.lefts if child.dep_ in ("aux", "auxpass")]
    words = {child.lower_ for child in helpers}
    tags = {child.tag_ for child in helpers}
    planned = _classes().get(verb.lemma_.lower()) == "planned" and not _is_made(verb)
    if words & _FAILED and any(child.dep_ == "neg" for child in verb.lefts):
        return "past"
    if "MD" in tags:
        return "past" if "have" in words and words & _PAST_MODALS else "future"
    if "TO" in tags:
        return _judge_infinitive(verb, words, depth)
    if verb.tag_ == "VBN" or verb.tag_ == "VBD":
        past: Sense = "past"
        arranged = planned and (verb.tag_ == "VBN" or helpers) and not any(c.dep_ == "prt" for c in verb.rights)
        return "future" if arranged else past
    if verb.tag_ == "VBG":
        if tags & {"VBZ", "VBP"}:
            return "future" if planned or "been" not in words else "past"
        if "VBD" in tags:
            return "past"
        return "future" if planned else _judge_above(verb, depth)
    if verb.tag_ in ("VBZ", "VBP"):
        return "present"
    if verb.tag_ == "VB":
        if words & {"did"}:
            return "past"
        return "present" if words & {"do", "does"} else _judge_above(verb, depth)
    return "unknown"


def _is_made(verb: Any) -> bool:
    """Say whether a verb tells what something was made: *set free*, *set alight* plan nothing."""
    return any(child.dep_ in ("acomp", "oprd") for child in verb.rights)


def _judge_infinitive(verb: Any, words: set[str], depth: int) -> Sense:
    above = verb.head
    if "have" in words:
        return "past"
    if above.i == verb.i or depth <= 0:
        return "future"
    if _classes().get(above.lemma_.lower()) == "carried" and (_is_verb(above) or above.pos_ in ("ADJ", "NOUN")):
        return _judge_verb(above, depth - 1) if _is_verb(above) else _judge_above(above, depth - 1)
    if verb.dep_ == "advcl" and _is_verb(above) and _judge_verb(above, depth - 1) == "past":
        return "past"
    return "future"


def _judge_above(token: Any, depth: int) -> Sense:
    node = token
    for _ in range(max(depth, 0)):
        if node.head.i == node.i:
            return "unknown"
        node = node.head
        if _is_verb(node):
            return _judge_verb(node, depth - 1)
    return "unknown"
