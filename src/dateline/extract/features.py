"""What is known of each word beside the text that the encoder reads: its place in the parse, and what the rules say.

In: a `Document` with syntax, entities, times, amounts, and the attributions and accounts of the rules. Out: one
category a word by table of `WORD_TABLES`; the model adds their embeddings to the encoder's output. Training and the
runtime build them by the same code.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from dateline.extract import scheme
from dateline.extract.pairs import find_root
from dateline.extract.windows import Words
from dateline.records import Account, Document, Span

Ints = NDArray[np.int64]

PARTS_OF_SPEECH = (
    "", "ADJ", "ADP", "ADV", "AUX", "CCONJ", "DET", "INTJ", "NOUN", "NUM", "PART", "PRON", "PROPN", "PUNCT", "SCONJ",
    "SYM", "VERB", "X",
)  # fmt: skip
DEPENDENCIES = (
    "", "ROOT", "acl", "acomp", "advcl", "advmod", "agent", "amod", "appos", "attr", "aux", "auxpass", "case", "cc",
    "ccomp", "compound", "conj", "csubj", "dative", "det", "dobj", "mark", "neg", "nmod", "npadvmod", "nsubj",
    "nsubjpass", "nummod", "oprd", "parataxis", "pcomp", "pobj", "poss", "prep", "prt", "punct", "relcl", "xcomp",
)  # fmt: skip
SHAPES = ("other", "lower", "title", "upper", "digit")
PARTS = ("", "headline", "caption", "body", "boilerplate", "byline", "credit", "dateline", "agency")
SAID = ("", "content", "source", "cue")
MENTIONS = ("", "person", "org", "group", "place", "time", "amount")
MANNERS = ("corpus", "annotations", "reports", "sentences")
"""Where a training text comes from, so that what is annotated more densely there is not expected elsewhere: what is
read is always taken for text like the corpus's."""
_DEPTHS = np.array([1, 2, 3, 6, 11, 21])
WORD_TABLES = {
    "speech": len(PARTS_OF_SPEECH),
    "dependency": len(DEPENDENCIES),
    "shape": len(SHAPES),
    "part": len(PARTS),
    "said": len(SAID),
    "mention": len(MENTIONS),
    "rules": len(scheme.TYPES),
    "depth": len(_DEPTHS) + 1,
    "manner": len(MANNERS),
}
"""The embeddings of a word's categories and how many categories each has; the order is that of the columns."""

_SPEECH_NUMBERS = {name: i for i, name in enumerate(PARTS_OF_SPEECH)}
_DEPENDENCY_NUMBERS = {name: i for i, name in enumerate(DEPENDENCIES)}


def describe_words(document: Document, words: Words, hints: Mapping[int, Account]) -> Ints:
    """Give the categories of every word: `[words, WORD_TABLES]`. `hints` has the rules' account at a word."""
    tokens = [document.syntax[i] for i in words.tokens]
    starts = np.array([token.idx for token in tokens], np.int64)
    mentions = np.zeros(len(tokens), np.int64)
    for kind, spans in _list_mentions(document):
        for span in spans:
            word = find_root(document.syntax, words, span)
            if word >= 0:
                mentions[word] = MENTIONS.index(kind)
    rules = np.zeros(len(tokens), np.int64)
    for word, account in hints.items():
        rules[word] = scheme.TYPES.index(account.type)
    columns = (
        np.array([_SPEECH_NUMBERS.get(token.pos_, 0) for token in tokens], np.int64),
        np.array([_DEPENDENCY_NUMBERS.get(token.dep_, 0) for token in tokens], np.int64),
        np.array([_name_shape(token.text) for token in tokens], np.int64),
        _mark(starts, ((PARTS.index(part.kind), part.span) for part in document.parts)),
        _mark(starts, _list_said(document)),
        mentions,
        rules,
        np.searchsorted(_DEPTHS, np.asarray(words.sentence, np.int64), side="right"),
        np.zeros(len(tokens), np.int64),
    )
    return np.stack(columns, 1).reshape(len(tokens), len(WORD_TABLES))


def _list_mentions(document: Document) -> Iterable[tuple[str, Sequence[Span]]]:
    yield from ((entity.kind, entity.mentions) for entity in document.entities)
    yield from (("time", (time.span,)) for time in document.times)
    yield from (("amount", (amount.span,)) for amount in document.amounts)


def _list_said(document: Document) -> Iterable[tuple[int, Span]]:
    """Give contents first, so that the source and the cue of a nested attribution show within them."""
    found = document.attributions
    yield from ((SAID.index("content"), one.content) for one in found)
    yield from ((SAID.index("source"), one.source) for one in found if one.source)
    yield from ((SAID.index("cue"), one.cue) for one in found if one.cue)


def _mark(starts: Ints, marks: Iterable[tuple[int, Span]]) -> Ints:
    result = np.zeros(len(starts), np.int64)
    for number, span in marks:
        first, last = np.searchsorted(starts, [span.start, span.end])
        result[first:last] = number
    return result


def _name_shape(text: str) -> int:
    if text[:1].isdigit():
        return SHAPES.index("digit")
    if text.islower():
        return SHAPES.index("lower")
    if text.isupper() and len(text) > 1:
        return SHAPES.index("upper")
    return SHAPES.index("title" if text[:1].isupper() else "other")
