"""Learn what the pieces of names tell: a multinomial logit over classes that all count alike.

In: rows of pieces and a class. Out: a `PieceTable`, with the pieces that stand in few rows left out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Any

import numpy as np
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.linear_model import LogisticRegression

from dateline.data.name_pieces import PieceTable

FOLDS = 5
OFTEN = 2
"""Pieces of fewer rows than these are left out."""
PULL = 1.0
ROUNDS = 300
Row = tuple[Collection[str], str]
"""The pieces of a name, and its class."""


def learn(rows: Iterable[Row], kept: Collection[str] = ()) -> PieceTable:
    """Fit the weights; the pieces `kept` count however rare they are."""
    rows = list(rows)
    names = [name for _, name in rows]
    counts = Counter(names)
    often = Counter(piece for pieces, _ in rows for piece in pieces)
    known = sorted({piece for piece, count in often.items() if count >= OFTEN}.union(often.keys() & set(kept)))
    cutter = CountVectorizer(analyzer=sorted, binary=True, vocabulary=known)
    table = cutter.fit_transform([pieces for pieces, _ in rows])
    model = LogisticRegression(C=1 / PULL, max_iter=ROUNDS)
    model.fit(table, names, sample_weight=[len(rows) / len(counts) / counts[name] for name in names])
    weights, biases = model.coef_.T, model.intercept_
    if len(counts) == 2:  # of two classes it gives one column alone
        weights, biases = np.hstack([-weights, weights]) / 2, np.hstack([-biases, biases]) / 2
    return PieceTable(
        tuple(map(str, model.classes_)),
        {piece: row for row, piece in enumerate(cutter.get_feature_names_out())},
        weights.astype(np.float32),
        biases.astype(np.float32),
    )


def learn_apart(
    readings: Sequence[dict[str, Any]], learn_some: Callable[[Iterable[dict[str, Any]]], PieceTable]
) -> Mapping[str, PieceTable]:
    """Give for each report, by its id, a table that `learn_some` learnt from the reports of other folds."""
    order = sorted(reading["id"] for reading in readings)
    found: dict[str, PieceTable] = {}
    for fold in range(FOLDS):
        apart = frozenset(order[fold::FOLDS])
        found |= dict.fromkeys(apart, learn_some(reading for reading in readings if reading["id"] not in apart))
    return found


def is_full(name: str) -> bool:
    """Say whether a name is one of two to five words that begins and ends in capitals, and no description."""
    words = name.split()
    if not 2 <= len(words) <= 5 or not (words[0][:1].isupper() and words[-1][:1].isupper()):
        return False
    return all(word[:1].isupper() or (len(word) < 4 and word.islower()) for word in words)
