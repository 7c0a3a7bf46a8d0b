"""What is known of each word beside the text that the encoder reads: its place in the parse, and what the rules say.

In: a `Document` with syntax, entities, times, amounts, and the attributions and accounts of the rules. Out: one
category a word by table of `WORD_TABLES`; the model adds their embeddings to the encoder's output. Training and the
runtime build them by the same code.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from spacy.attrs import DEP, POS

from dateline.extract import scheme
from dateline.extract.pairs import find_root
from dateline.extract.windows import Words
from dateline.records import Account, Document, Span
from dateline.tokens import list_starts

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
    doc = document.syntax
    tokens = np.asarray(words.tokens, np.int64)
    starts = np.asarray(list_starts(doc), np.int64)[tokens]
    mentions = np.zeros(len(tokens), np.int64)
    for kind, spans in _list_mentions(document):
        for span in spans:
            word = find_root(doc, words, span)
            if word >= 0:
                mentions[word] = MENTIONS.index(kind)
    rules = np.zeros(len(tokens), np.int64)
    for word, account in hints.items():
        rules[word] = scheme.TYPES.index(account.type)
    columns = (
        _number(doc, POS, tokens, _SPEECH_NUMBERS),
        _number(doc, DEP, tokens, _DEPENDENCY_NUMBERS),
        np.array([_name_shape(text) for text in words.texts], np.int64),
        _mark(starts, ((PARTS.index(part.kind), part.span) for part in document.parts)),
        _mark(starts, _list_said(document)),
        mentions,
        rules,
        np.searchsorted(_DEPTHS, words.sentences, side="right"),
        np.zeros(len(tokens), np.int64),
    )
    return np.stack(columns, 1).reshape(len(tokens), len(WORD_TABLES))


def _number(doc: Any, attribute: int, tokens: Ints, numbers: Mapping[str, int]) -> Ints:
    """Give the number of each token's category, 0 where it has none."""
    if not len(tokens):
        return np.zeros(0, np.int64)
    codes, places = np.unique(doc.to_array(attribute)[tokens], return_inverse=True)
    strings = doc.vocab.strings
    return np.array([numbers.get(strings[code], 0) for code in codes.tolist()], np.int64)[places]


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
