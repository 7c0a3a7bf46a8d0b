"""What is known of two trigger words, to tell whether they tell of one happening.

In: the words' lemmas, types and categories (`features`), and the accounts that the rules found at them. Out: a table of
numbers a pair, which one linear layer weighs beside the encoder's own link. Training and the runtime build it by the
same code.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from dateline.extract import scheme
from dateline.extract.features import PARTS, PARTS_OF_SPEECH, WORD_TABLES
from dateline.records import Account

Floats = NDArray[np.float32]

NAMES = (
    "same lemma", "same type", "both nouns", "noun and verb", "one in a headline", "same sentence",
    "actor shared", "actors differ", "recipient shared", "recipients differ",
    *(f"both {name}" for name in scheme.TYPES[1:]),
)  # fmt: skip
"""The columns. Those from `both nouns` on count for pairs of one type alone."""

_SPEECH = list(WORD_TABLES).index("speech")
_PART = list(WORD_TABLES).index("part")
_TOPS = (PARTS.index("headline"), PARTS.index("caption"))


def compare_triggers(
    rows: Sequence[int],
    labels: Sequence[int],
    lemmas: Sequence[str],
    words: tuple[NDArray[np.int64], Sequence[int]],
    hints: Mapping[int, Account],
) -> Floats:
    """Give `[rows, rows, NAMES]`, symmetric.

    `labels` and `lemmas` are those of the trigger words `rows`; `words` holds the categories of every word
    (`features.describe_words`) and its sentence.
    """
    features, sentence = words
    at = np.asarray(rows, np.int64)
    label, lemma = np.asarray(labels), np.asarray(lemmas, dtype=np.str_)
    noun = np.isin(features[at, _SPEECH], (PARTS_OF_SPEECH.index("NOUN"), PARTS_OF_SPEECH.index("PROPN")))
    top = np.isin(features[at, _PART], _TOPS)
    place = np.asarray(sentence, np.int64)[at]
    one = label[:, None] == label[None, :]
    columns = [
        lemma[:, None] == lemma[None, :],
        one,
        one & noun[:, None] & noun[None, :],
        one & (noun[:, None] != noun[None, :]),
        one & (top[:, None] != top[None, :]),
        one & (place[:, None] == place[None, :]),
    ]
    for role in ("actor", "recipient"):
        shared, differ = _compare_parties([getattr(hints[w], role) if w in hints else () for w in rows])
        columns += [one & shared, one & differ]
    columns += [one & (label == k)[:, None] for k in range(1, len(scheme.TYPES))]
    return np.stack(columns, -1).astype(np.float32)


def _compare_parties(parties: Sequence[tuple[str, ...]]) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Say of each pair whether both name parties and share one, or share none."""
    ids = sorted({id_ for one in parties for id_ in one})
    table = np.zeros((len(parties), len(ids) or 1), np.int64)
    for i, one in enumerate(parties):
        for id_ in one:
            table[i, ids.index(id_)] = 1
    told = np.array([bool(one) for one in parties])
    both = told[:, None] & told[None, :]
    shared = np.asarray(table @ table.T > 0)
    return both & shared, both & ~shared
