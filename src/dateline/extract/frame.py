"""What decoding shares: a document's words and their places in the text.

In: a `Document` with the encoder's output. Out: a `Frame` over it, and the functions that turn scores to probabilities.
"""

from __future__ import annotations

import functools
from bisect import bisect_left, bisect_right
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dateline.extract.encoder import Encoded
from dateline.extract.pairs import find_root
from dateline.records import Document, Span
from dateline.tokens import list_ends, list_starts

Floats = NDArray[np.float32]
UNREAD = ("boilerplate", "byline", "credit")
"""Parts of a report in which no event and no attribution is looked for."""


def sigmoid(values: Floats) -> Floats:
    """Give the logistic function of each value."""
    return np.asarray(1 / (1 + np.exp(-np.clip(values, -30, 30))), np.float32)


def softmax(values: Floats) -> Floats:
    """Give the softmax over the last axis."""
    shifted = np.exp(values - values.max(-1, keepdims=True))
    return np.asarray(shifted / shifted.sum(-1, keepdims=True), np.float32)


class Frame:
    """What decoding needs of a document: its words' places in the text and its entities' words."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.encoded: Encoded = document.encoded
        self.doc: Any = document.syntax
        words = self.encoded.words
        starts, ends = list_starts(self.doc), list_ends(self.doc)
        self.starts = [starts[i] for i in words.tokens]
        self.ends = [ends[i] for i in words.tokens]
        self.readable = np.ones(len(words.tokens), bool)
        for part in document.parts:
            if part.kind in UNREAD:
                inside = range(*np.searchsorted(self.starts, [part.span.start, part.span.end]).tolist())
                self.readable[list(inside)] = False

    def root(self, span: Span) -> int:
        """Give the head word of a span of the text, -1 where it holds no word."""
        return find_root(self.doc, self.encoded.words, span)

    @functools.cached_property
    def owners(self) -> dict[int, str]:
        """The entity of each head word of a mention; the longer mention wins a word, and a body before its place."""
        best: dict[int, tuple[int, bool, str]] = {}
        for entity in self.document.entities:
            for mention in entity.mentions:
                word = self.root(mention)
                rank = mention.end - mention.start, entity.kind != "place"
                if word >= 0 and (word not in best or best[word][:2] < rank):
                    best[word] = (*rank, entity.id)
        return {word: entity for word, (*_, entity) in best.items()}

    def cover(self, span: Span) -> list[int]:
        """Give the words of a span of the text."""
        first = bisect_right(self.starts, span.start) - 1
        return list(range(max(first, 0), bisect_left(self.starts, span.end)))

    def span(self, first: int, last: int) -> Span:
        """Give the text from word `first` to word `last`, both included."""
        return Span.of(self.document.text, self.starts[first], self.ends[last])
