"""How a mention stands to a trigger word in the parse: one category a pair, an input of the argument linker.

In: spaCy's `Doc`, a trigger token and a mention's head token of the same sentence. Out: the number of a category of
`RELATIONS`: the mention is the trigger's subject, its agent after *by*, the object of the verb that governs it, and so
on. The categories follow the paths that PETRARCH and UniversalPetrarch read actors from, and leave the weighing to
training.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

Token = Any

_PREPOSITIONS = (
    "by", "against", "with", "to", "of", "in", "at", "from", "for", "on", "over", "between", "into", "about", "near",
)  # fmt: skip
_DIRECT = ("nsubj", "nsubjpass", "dobj", "dative", "poss", "compound", "amod", "nmod", "attr", "npadvmod")
_BELOW = ("xcomp", "ccomp", "conj", "advcl", "dobj", "prep", "acl", "other")
_ABOVE = ("nsubj", "nsubjpass", "dobj", "dative", "agent", "prep", "poss")

RELATIONS = (
    "apart",
    "before",
    "just before",
    "after",
    "just after",
    "itself",
    *(f"is {dep}" for dep in _DIRECT),
    "is other",
    *(f"is after {word}" for word in _PREPOSITIONS),
    "is after other",
    "is below",
    "has relcl",
    "has acl",
    "has trigger below",
    *(f"{above} over {below}" for above in _ABOVE for below in _BELOW),
)
"""The categories, by number. `X over Y`: the mention is the X of a word that the trigger depends on by way of Y."""

_NUMBERS = {name: i for i, name in enumerate(RELATIONS)}
_NEAR = 4
_DEEPEST = 12


def relate_words(
    doc: Any, tokens: Sequence[int], sentence: Sequence[int], pairs: tuple[Sequence[int], Sequence[int]]
) -> NDArray[np.int64]:
    """Give the category of each trigger word with each mention word: `[triggers, mentions]`.

    `tokens` and `sentence` are those of `windows.Words`; `pairs` holds the trigger words and the mention words.
    Words of different sentences are `apart`.
    """
    rows, columns = pairs
    result = np.zeros((len(rows), len(columns)), np.int64)
    by_sentence: dict[int, list[int]] = {}
    for k, column in enumerate(columns):
        by_sentence.setdefault(sentence[column], []).append(k)
    for i, row in enumerate(rows):
        near = by_sentence.get(sentence[row])
        if not near:
            continue
        trigger = doc[tokens[row]]
        path = _climb(trigger)
        for k in near:
            result[i, k] = _NUMBERS[_name_relation(trigger, path, doc[tokens[columns[k]]])]
    return result


def _climb(token: Token) -> dict[int, int]:
    """Give the words from a token up to its root, with their place on the way."""
    path = {token.i: 0}
    while token.head.i != token.i and len(path) < _DEEPEST:
        token = token.head
        if token.i in path:
            break
        path[token.i] = len(path)
    return path


def _name_relation(trigger: Token, path: dict[int, int], mention: Token) -> str:
    if mention.i == trigger.i:
        return "itself"
    while mention.dep_ in ("conj", "appos") and mention.head.i != mention.i and mention.head.i not in path:
        mention = mention.head  # a name in a list or an apposition stands where the list stands
    if mention.dep_ in ("conj", "appos") and mention.head.i in path and path[mention.head.i] > 0:
        mention = mention.head
    if mention.i in path:
        return _name_descent(trigger, path, mention)
    way = [mention]
    while way[-1].head.i not in path and way[-1].head.i != way[-1].i and len(way) < _DEEPEST:
        way.append(way[-1].head)
    meeting = way[-1].head
    name = _name_link(way)
    if meeting.i == trigger.i:
        return _name_direct(way, name)
    if meeting.i in path and len(way) <= 2 and name in _ABOVE:
        return f"{name} over {_name_step(trigger, path[meeting.i])}"
    return _name_side(trigger, mention)


def _name_descent(trigger: Token, path: dict[int, int], mention: Token) -> str:
    """Name the relation of a trigger that stands below the mention (*police who beat*, *the man accused of*)."""
    below = trigger
    for _ in range(path[mention.i] - 1):
        below = below.head
    if below.dep_ == "relcl":
        return "has relcl"
    return "has acl" if below.dep_ == "acl" else "has trigger below"


def _name_link(way: Sequence[Token]) -> str:
    """Name how the top of a way hangs on the word where it meets the trigger's."""
    top = way[-1]
    if len(way) == 1:
        return str(top.dep_)
    if top.dep_ == "agent" or (top.dep_ == "prep" and top.lower_ == "by"):
        return "agent"
    return "prep" if top.dep_ in ("prep", "dative") else str(top.dep_)


def _name_direct(way: Sequence[Token], name: str) -> str:
    if len(way) == 1:
        return f"is {name}" if name in _DIRECT else "is other"
    if len(way) == 2 and name in ("agent", "prep"):
        word = "by" if name == "agent" else way[-1].lower_
        return f"is after {word}" if word in _PREPOSITIONS else "is after other"
    return "is below"


def _name_step(trigger: Token, steps: int) -> str:
    below = trigger
    for _ in range(steps - 1):
        below = below.head
    return str(below.dep_) if below.dep_ in _BELOW else "other"


def _name_side(trigger: Token, mention: Token) -> str:
    if mention.i < trigger.i:
        return "just before" if trigger.i - mention.i <= _NEAR else "before"
    return "just after" if mention.i - trigger.i <= _NEAR else "after"
