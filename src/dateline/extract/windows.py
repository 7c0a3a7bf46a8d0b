"""A report's words cut into windows for the encoder.

In: spaCy's `Doc`. Out: `Words` (which tokens are words, and the sentence of each) and `Window`s of wordpieces. A
window holds whole sentences up to `MAX_PIECES`, led by the sentence before it as context; every word is read in
exactly one window, so that a report costs one pass.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from spacy.attrs import IS_SPACE, SENT_START

from dateline.tokens import list_texts

MAX_PIECES = 254
MAX_CONTEXT = 60


@dataclass(frozen=True)
class Words:
    """The tokens of a report that are words.

    `tokens[w]` is the index of word `w` among spaCy's tokens, `of_token` the way back (-1 for white space), and
    `sentence[w]` the number of its sentence.
    """

    tokens: tuple[int, ...]
    of_token: tuple[int, ...]
    sentence: tuple[int, ...]
    texts: tuple[str, ...]

    @functools.cached_property
    def sentences(self) -> NDArray[np.int64]:
        """`sentence` as an array."""
        return np.asarray(self.sentence, np.int64)


@dataclass(frozen=True, slots=True)
class Window:
    """One stretch of wordpieces: their ids, and `(word, position)` for each word that is read here."""

    pieces: tuple[int, ...]
    words: tuple[tuple[int, int], ...]


def number_words(doc: Any) -> Words:
    """Give the words of a parsed report."""
    tokens: list[int] = []
    of_token: list[int] = []
    sentence: list[int] = []
    texts: list[str] = []
    number = -1
    marks = doc.to_array([SENT_START, IS_SPACE]).tolist() if len(doc) else []
    for i, (text, (begins, blank)) in enumerate(zip(list_texts(doc), marks, strict=True)):
        if begins == 1 or number < 0:
            number += 1
        if blank:
            of_token.append(-1)
            continue
        of_token.append(len(tokens))
        tokens.append(i)
        sentence.append(number)
        texts.append(text)
    return Words(tuple(tokens), tuple(of_token), tuple(sentence), tuple(texts))


def cut_windows(
    words: Words, tokenizer: Any, most: int = MAX_PIECES, known: dict[str, tuple[int, ...]] | None = None
) -> list[Window]:
    """Cut the words into windows of at most `most` wordpieces beside the two special ones.

    `tokenizer` is a `tokenizers.Tokenizer` with BERT's special tokens. `known` holds the wordpieces of words that it
    has cut before, and gets those of the new ones.
    """
    pieces = _find_pieces(words.texts, tokenizer, {} if known is None else known)
    begin, end = tokenizer.token_to_id("[CLS]"), tokenizer.token_to_id("[SEP]")
    windows: list[Window] = []
    context: list[tuple[int, ...]] = []
    current: list[int] = []
    size = 0

    def close() -> None:
        nonlocal context, current, size
        if not current:
            return
        ids: list[int] = [begin]
        for piece in context:
            ids.extend(piece)
        places: list[tuple[int, int]] = []
        for word in current:
            places.append((word, len(ids)))
            ids.extend(pieces[word])
        windows.append(Window((*ids, end), tuple(places)))
        context = _last_sentence(current, words.sentence, pieces)
        current, size = [], sum(map(len, context))

    for run in _runs(words.sentence):
        length = sum(len(pieces[word]) for word in run)
        if current and size + length > most:
            close()
        if size + length > most >= length:  # what stood before leaves no room for the whole sentence
            context, size = [], 0
        for word in run:  # a sentence longer than a window is cut
            if current and size + len(pieces[word]) > most:
                close()
            current.append(word)
            size += len(pieces[word])
    close()
    return windows


def _find_pieces(texts: Sequence[str], tokenizer: Any, known: dict[str, tuple[int, ...]]) -> list[tuple[int, ...]]:
    """Give each word's wordpieces; a word of none (an odd symbol) and a very long one are kept short."""
    unknown = (tokenizer.token_to_id("[UNK]"),)
    new = [text for text in dict.fromkeys(texts) if text not in known]
    encoded = tokenizer.encode_batch([text[:60] for text in new], add_special_tokens=False) if new else ()
    known.update((text, tuple(one.ids[:12]) or unknown) for text, one in zip(new, encoded, strict=True))
    return [known[text] for text in texts]


def _runs(sentence: Sequence[int]) -> list[list[int]]:
    runs: list[list[int]] = []
    for word, number in enumerate(sentence):
        if runs and sentence[runs[-1][-1]] == number:
            runs[-1].append(word)
        else:
            runs.append([word])
    return runs


def _last_sentence(
    current: Sequence[int], sentence: Sequence[int], pieces: Sequence[tuple[int, ...]]
) -> list[tuple[int, ...]]:
    kept: list[tuple[int, ...]] = []
    size = 0
    for word in reversed(current):
        size += len(pieces[word])
        if sentence[word] != sentence[current[-1]] or size > MAX_CONTEXT:
            break
        kept.append(pieces[word])
    return kept[::-1]
