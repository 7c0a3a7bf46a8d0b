"""The features of a pair of reports: cosines of their words, names, numbers and leads.

In: profiles. Out: for each pair with enough words in common, its features from 0 to 1. Weights of terms count the
reports at hand and a small background of general news (`data/merge_background.tsv`), so that two reports alone can be
compared too. `near` features weigh terms by the reports on the same subject alone.
"""

from __future__ import annotations

import functools
import math
from collections import Counter
from collections.abc import Mapping, Sequence

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from dateline.data import load_table
from dateline.merge.cluster import Pair, cluster_pairs
from dateline.merge.profiles import Profile

CHANNELS = ("words", "names", "numbers", "lead", "lead_names", "bigrams")
NEAR = ("words", "names", "lead", "bigrams")
FLOOR = 0.03
"""The least cosine of words for a pair to be compared at all."""
SUBJECT = 0.07
"""The mean cosine of words from which groups of reports are on one subject."""
NEIGHBOURS = 3
LEVELS = {"words": 0.15, "bigrams": 0.05}
"""The least level of the nearest neighbours: among few reports the nearest may be on something else altogether."""

Floats = NDArray[np.float64]


def measure_pairs(profiles: Sequence[Profile]) -> dict[Pair, dict[str, float]]:
    """Give the features of pairs `(i, j)`, i < j, in order. The order of profiles has no part in the values."""
    if len(profiles) < 2:
        return {}
    columns: dict[str, Floats] = {}
    rows, others, words = _find_pairs(_weigh(profiles, "words"))
    for channel in CHANNELS:
        columns[channel] = words if channel == "words" else _dot(_weigh(profiles, channel), rows, others)
    for channel in ("words", "bigrams"):
        columns[f"close_{channel}"] = _relate(columns[channel], rows, others, len(profiles), LEVELS[channel])
    columns.update(_measure_near(profiles, rows, others, words))
    values = np.round(np.stack(list(columns.values()), axis=1), 6)
    names = tuple(columns)
    return {
        (int(i), int(j)): dict(zip(names, map(float, row), strict=True))
        for i, j, row in zip(rows, others, values, strict=True)
    }


def _weigh(profiles: Sequence[Profile], channel: str) -> sp.csr_matrix:
    """Give unit rows of (1 + log count) * idf."""
    background, reports = load_background()
    counts = _count(profiles, channel)
    known = background.get(channel, {})
    terms = _list_terms(profiles, channel)
    spread = np.bincount(counts.indices, minlength=len(terms)).astype(float)
    spread += np.array([known.get(term, 0) for term in terms], dtype=float)
    return _scale(counts, np.log((1 + len(profiles) + reports) / (1 + spread)))


def _list_terms(profiles: Sequence[Profile], channel: str) -> list[str]:
    return sorted({term for profile in profiles for term in profile.terms[channel]})


def _count(profiles: Sequence[Profile], channel: str) -> sp.csr_matrix:
    columns = {term: at for at, term in enumerate(_list_terms(profiles, channel))}
    rows, terms, values = [], [], []
    for row, profile in enumerate(profiles):
        for term, number in sorted(profile.terms[channel].items()):
            rows.append(row)
            terms.append(columns[term])
            values.append(1 + math.log(number))
    return sp.csr_matrix((values, (rows, terms)), shape=(len(profiles), len(columns)))


def _scale(counts: sp.csr_matrix, idf: Floats) -> sp.csr_matrix:
    weighed = counts.multiply(idf).tocsr()
    norms = np.sqrt(np.asarray(weighed.multiply(weighed).sum(axis=1)).ravel())
    norms[norms == 0] = 1
    return sp.csr_matrix(sp.diags(1 / norms) @ weighed)


def _find_pairs(words: sp.csr_matrix) -> tuple[NDArray[np.int64], NDArray[np.int64], Floats]:
    """Give the pairs over the floor with their cosines, a block of rows at a time."""
    parts = []
    for start in range(0, words.shape[0], 512):
        block = sp.coo_matrix(words[start : start + 512] @ words.T)
        keep = (block.row + start < block.col) & (block.data > FLOOR)
        parts.append((block.row[keep] + start, block.col[keep], block.data[keep]))
    rows, others, values = (np.concatenate(part) for part in zip(*parts, strict=True))
    order = np.lexsort((others, rows))
    return rows[order].astype(np.int64), others[order].astype(np.int64), values[order]


def _dot(matrix: sp.csr_matrix, rows: NDArray[np.int64], others: NDArray[np.int64]) -> Floats:
    parts = [
        np.asarray(matrix[rows[at : at + 20_000]].multiply(matrix[others[at : at + 20_000]]).sum(axis=1)).ravel()
        for at in range(0, len(rows), 20_000)
    ]
    return np.concatenate(parts) if parts else np.zeros(0)


def _relate(values: Floats, rows: NDArray[np.int64], others: NDArray[np.int64], size: int, least: float) -> Floats:
    """Give each cosine in relation to the nearest neighbours of both reports: long reports have lower ones."""
    nearest: list[list[float]] = [[] for _ in range(size)]
    for i, j, value in zip(rows, others, values, strict=True):
        nearest[i].append(float(value))
        nearest[j].append(float(value))
    means = (sum(sorted(found, reverse=True)[:NEIGHBOURS]) / NEIGHBOURS for found in nearest)
    level = np.array([max(least, mean) for mean in means])
    return np.asarray(values / np.sqrt(level[rows] * level[others]))


def _measure_near(
    profiles: Sequence[Profile], rows: NDArray[np.int64], others: NDArray[np.int64], words: Floats
) -> dict[str, Floats]:
    """Give the cosines among reports on one subject, with terms weighed by these reports alone."""
    pairs = {(int(i), int(j)): float(v) for i, j, v in zip(rows, others, words, strict=True)}
    subjects = cluster_pairs(len(profiles), pairs, least=SUBJECT)
    subject = np.zeros(len(profiles), dtype=np.int64)
    for number, members in enumerate(subjects):
        subject[list(members)] = number
    together = subject[rows] == subject[others]
    found = {"near": together.astype(float)}
    for channel in NEAR:
        column = np.zeros(len(rows))
        matrix = _weigh_near(profiles, channel, subjects)
        column[together] = _dot(matrix, rows[together], others[together])
        found[f"near_{channel}"] = column
    return found


def _weigh_near(profiles: Sequence[Profile], channel: str, subjects: Sequence[tuple[int, ...]]) -> sp.csr_matrix:
    counts = _count(profiles, channel)
    weighed: list[sp.csr_matrix] = []
    order = [place for members in subjects for place in members]
    for members in subjects:
        part = counts[list(members)]
        spread = np.bincount(part.indices, minlength=counts.shape[1])
        weighed.append(_scale(part, np.log((len(members) + 1) / (spread + 0.5))))
    back = np.argsort(np.array(order))
    return sp.csr_matrix(sp.vstack(weighed))[back]


@functools.cache
def load_background() -> tuple[Mapping[str, Mapping[str, int]], int]:
    """Give in how many of the background's reports each term stands, by channel, and how many reports there are."""
    table: dict[str, Counter[str]] = {}
    reports = 0
    for row in load_table("merge_background.tsv"):
        if row["channel"] == "reports":
            reports = int(row["reports"])
        else:
            table.setdefault(row["channel"], Counter())[row["term"]] = int(row["reports"])
    return table, reports
