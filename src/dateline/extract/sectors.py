"""Sectors by the encoder: what the words around all its mentions show someone to be.

In: a `Document` with entities and the encoder's output. Out: the same with `sectors`, the encoder's log-probabilities
of each entity. Each mention says how likely each sector is and how much it tells; an entity's scores are the mean of
its mentions' so weighted.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from dateline.extract.encoder import Encoded
from dateline.extract.frame import Floats, softmax
from dateline.extract.pairs import Columns
from dateline.records import Document


def judge_sectors(document: Document, columns: Columns) -> Document:
    """Give each entity of `columns` the encoder's log-probabilities of `SECTORS`."""
    if not columns.ids:
        return document
    scores = score_sectors(document.encoded, columns)
    rows = {id_: tuple(row) for id_, row in zip(columns.ids, scores.round(3).tolist(), strict=True)}
    return replace(document, sectors=rows)


def score_sectors(encoded: Encoded, columns: Columns) -> Floats:
    """Give the log-probabilities of each candidate: `[candidates, SECTORS]`."""
    edges = columns.edges
    raw = encoded.head("sector")[columns.words]
    telling = np.exp(np.clip(encoded.head("telling")[columns.words], -15, 15))
    scores = np.add.reduceat(raw * telling, edges, axis=0) / np.add.reduceat(telling, edges, axis=0)
    return np.asarray(np.log(softmax(scores.astype(np.float32)) + 1e-6), np.float32)
