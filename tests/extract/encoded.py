"""Parsed reports with an encoder that says nothing, for tests to put words into its mouth."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from dateline.annotate.syntax import ParseSyntax
from dateline.extract import scheme
from dateline.extract.encoder import Encoded
from dateline.extract.joining import FORM_PAIRS
from dateline.extract.windows import number_words
from dateline.records import Document, Report, Span


def cut(text: str, quote: str, number: int = 1) -> Span:
    """Give the place of a quote in a text, the first or a later one."""
    at = -1
    for _ in range(number):
        at = text.index(quote, at + 1)
    return Span.of(text, at, at + len(quote))


def encode_nothing(text: str) -> Document:
    """Parse a text, with an encoder's output of zeros."""
    document = ParseSyntax()(Document(Report.of(text)))
    words = number_words(document.syntax)
    count, links = len(words.tokens), len(scheme.LINKS)
    biases: dict[str, Any] = {
        "distance": np.zeros((scheme.DISTANCES, links), np.float32),
        "sentence": np.zeros((scheme.SENTENCES, links), np.float32),
        "coref forms": np.zeros((FORM_PAIRS, 1), np.float32),
        "coref same": np.zeros((2, 1), np.float32),
    }
    vectors = np.zeros((count, scheme.OUTPUT_SIZE), np.float32)
    return replace(document, encoded=Encoded(words, vectors, biases, np.zeros((count, 9), np.int64)))


def point(document: Document, link: str, word: str, at: str, strength: float = 8) -> None:
    """Let the link of one word point at another; in the text the first of each."""
    words, vectors = document.encoded.words.texts, document.encoded.vectors
    start = scheme.LINKS.index(link) * scheme.LINK_SIZE
    vectors[words.index(word), scheme.SLICES["from"].start + start] = strength
    vectors[words.index(at), scheme.SLICES["to"].start + start] = 8
