"""What two trigger words, what hangs on them and the words around them say of whether they tell of one happening.

In: a `Frame`, its likely trigger words and the pairs of them. Out: a column of numbers for each named feature
(`happening_features.py` joins them to the others).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from spacy.attrs import LEMMA, POS

from dateline.extract.frame import Frame

Ints = NDArray[np.int64]

_CONTENT = ("NOUN", "PROPN", "VERB", "ADJ", "NUM")
_NEAR = 6
"""Words on either side of a trigger that count as those around it."""
_REACH = 60
"""Words on either side of a trigger that count as those of its sentence, so that no report needs much memory."""
_OTHER = frozenset(
    ("another", "second", "third", "other", "new", "earlier", "previous", "separate", "further", "last", "next", "more",
     "similar", "first", "former", "past", "recent", "future", "latest", "subsequent", "additional", "fresh")
)  # fmt: skip
_BACK = frozenset(("this", "that", "these", "those", "such", "same"))


@dataclass(frozen=True, slots=True)
class WordPairs:
    """The pairs to compare: places of the first and the second word of each."""

    first: Ints
    second: Ints

    def both(self, table: NDArray[Any]) -> NDArray[Any]:
        """Say whether a mark stands at both."""
        return np.asarray(table[self.first] & table[self.second])

    def differ(self, table: NDArray[Any]) -> NDArray[Any]:
        """Say whether the values of both differ."""
        return np.asarray(table[self.first] != table[self.second])

    def same(self, table: NDArray[Any]) -> NDArray[Any]:
        """Say whether the values of both are the same."""
        return np.asarray(table[self.first] == table[self.second])

    def least(self, table: NDArray[Any]) -> NDArray[Any]:
        """Give the smaller of both values."""
        return np.asarray(np.minimum(table[self.first], table[self.second]))

    def most(self, table: NDArray[Any]) -> NDArray[Any]:
        """Give the greater of both values."""
        return np.asarray(np.maximum(table[self.first], table[self.second]))

    def product(self, table: NDArray[Any], other: NDArray[Any] | None = None) -> NDArray[Any]:
        """Give the inner product of the rows of the two words."""
        return np.asarray((table @ (table if other is None else other).T)[self.first, self.second])

    def cosine(self, table: NDArray[Any]) -> NDArray[Any]:
        """Give the cosine of the rows of the two words, 0 where one is empty."""
        size = np.sqrt((table * table).sum(-1))
        return self.product(table / np.maximum(size, 1e-6)[:, None])


def compare_words(frame: Frame, at: Ints, pair: WordPairs) -> dict[str, NDArray[Any]]:
    """The words themselves, their determiners, what hangs on them, and the words around."""
    doc = frame.doc
    tokens = np.asarray(frame.encoded.words.tokens, np.int64)[at]
    table = doc.to_array([LEMMA, POS])
    trigger = [doc[t] for t in tokens.tolist()]
    lemma = np.array([t.lemma_.lower() for t in trigger], dtype=np.str_)
    stem = np.array([t.lemma_.lower()[:5] for t in trigger], dtype=np.str_)
    noun = np.array([t.pos_ in ("NOUN", "PROPN") for t in trigger])
    plural = np.array([t.tag_ in ("NNS", "NNPS") for t in trigger])
    marks = [_read_modifiers(t) for t in trigger]
    definite, back, other, number, bare = (np.array([m[k] for m in marks]) & noun for k in range(5))
    same = pair.same(lemma)
    later_noun = noun[pair.second]
    found: dict[str, NDArray[Any]] = {
        "same lemma": same,
        "same stem": pair.same(stem) & ~same,
        "both nouns": pair.both(noun),
        "noun after verb": ~noun[pair.first] & later_noun,
        "verb after noun": noun[pair.first] & ~later_noun,
        "one plural": pair.differ(plural) & pair.both(noun),
        "both plural": pair.both(plural),
        "later plural": plural[pair.second] & ~plural[pair.first],
        "later definite": definite[pair.second],
        "later points back": back[pair.second],
        "later bare": bare[pair.second],
        "later indefinite": later_noun & ~definite[pair.second] & ~back[pair.second],
        "later other": other[pair.second],
        "first other": other[pair.first],
        "later number": number[pair.second],
        "same lemma definite": same & definite[pair.second],
        "same lemma, both verbs": same & ~noun[pair.first] & ~later_noun,
        "same lemma, both nouns": same & pair.both(noun),
    }
    found |= _compare_syntax(doc, tokens, pair)
    return found | _compare_surroundings(doc, tokens, table, pair)


def _read_modifiers(token: Any) -> tuple[bool, bool, bool, bool, bool]:
    """Say of a noun whether it is definite, points back, is told as another, has a number, has nothing of its own."""
    definite = back = other = number = False
    bare = True
    for child in token.children:
        word = child.lower_
        if child.dep_ in ("det", "poss"):
            definite |= word == "the" or child.dep_ == "poss"
            back |= word in _BACK
            other |= word in _OTHER
        elif child.dep_ == "nummod":
            number = True
        elif child.dep_ in ("amod", "advmod"):
            other |= word in _OTHER
            back |= word in _BACK
        if child.dep_ in ("prep", "compound", "poss", "acl", "relcl", "nummod", "amod"):
            bare = False
    return definite, back, other, number, bare


def _compare_syntax(doc: Any, tokens: Ints, pair: WordPairs) -> dict[str, NDArray[Any]]:
    """How one hangs on the other in the parse."""
    above = np.full((len(tokens), 3), -1, np.int64)
    deps = []
    place = {token: k for k, token in enumerate(tokens.tolist())}
    for k, token in enumerate(tokens.tolist()):
        node, path = doc[token], []
        for step in range(3):
            if node.head.i == node.i:
                break
            path.append(node.dep_)
            node = node.head
            above[k, step] = place.get(node.i, -1)
        deps.append(path)
    found = {}
    steps = np.zeros((len(tokens), len(tokens)), np.int64)
    names = ("conj", "xcomp", "ccomp", "advcl", "dobj", "pobj", "acl", "relcl", "compound", "nsubj")
    kind = np.full((len(tokens), len(tokens)), -1, np.int64)
    for k, row in enumerate(above.tolist()):
        for step, other in enumerate(row):
            if other >= 0 and steps[k, other] == 0:
                steps[k, other] = steps[other, k] = step + 1
                dep = deps[k][step] if deps[k][step] != "prep" else "pobj"
                kind[k, other] = kind[other, k] = names.index(dep) if dep in names else len(names)
                break
    direct = kind[pair.first, pair.second]
    for k, name in enumerate((*names, "other")):
        found[f"hangs: {name}"] = direct == k
    found["hangs closely"] = steps[pair.first, pair.second] == 1
    return found


def _compare_surroundings(doc: Any, tokens: Ints, table: NDArray[Any], pair: WordPairs) -> dict[str, NDArray[Any]]:
    """Names and other content words that stand around both, and in the sentences of both."""
    strings = doc.vocab.strings
    content = np.isin(table[:, 1], [strings[p] for p in _CONTENT])
    names = table[:, 1] == strings["PROPN"]
    sentence = np.cumsum(doc.to_array(["SENT_START"]).astype(np.int64) == 1)
    _, lemma = np.unique(table[:, 0], return_inverse=True)
    count = np.zeros((lemma.max() + 1,), np.float32)
    np.add.at(count, lemma, 1)
    worth = (1 / np.sqrt(count)).astype(np.float32)  # a word that is all over the report tells little
    steps = np.arange(-_REACH, _REACH + 1)
    around = tokens[:, None] + steps
    inside = (around >= 0) & (around < len(table)) & (steps != 0)
    around = np.clip(around, 0, len(table) - 1)
    inside &= sentence[around] == sentence[tokens][:, None]
    found = {}
    for name, reach in (("around", _NEAR), ("in the sentence", _REACH)):
        near = inside & (np.abs(steps) <= reach)
        for what, chosen in (("words", content & ~names), ("names", names)):
            bag = np.zeros((len(tokens), len(count)), np.float32)
            rows, places = np.nonzero(near & chosen[around])
            found_lemmas = lemma[around[rows, places]]
            bag[rows, found_lemmas] = worth[found_lemmas]
            found[f"{what} {name}"] = pair.cosine(bag)
    return found
