"""Average-link clustering of scored pairs, with pairs that must stay apart.

In: how many items, the probability of each scored pair (a pair that is not named has none), pairs that must not meet.
Out: groups of items. Average-link (UPGMA: Sokal and Michener 1958) joins first the two groups whose pairs have the
highest mean probability; a group that holds a must-not pair is never made. Ties go to the lowest items, so that
the result depends on the pairs alone.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Mapping

Pair = tuple[int, int]


def cluster_pairs(
    size: int, scores: Mapping[Pair, float], must_not: Iterable[Pair] = (), *, least: float = 0.5
) -> tuple[tuple[int, ...], ...]:
    """Give the groups of items 0 to `size` - 1, each sorted, in the order of their first items.

    `scores` are by pair `(i, j)` with i < j, from 0 to 1; two groups join while the mean over all their pairs is
    at least `least`. Items should stand in an order that does not depend on how they came, for ties go by it.
    """
    members: dict[int, tuple[int, ...]] = {i: (i,) for i in range(size)}
    # sums of probabilities between groups, and the groups that must not join
    sums: dict[int, dict[int, float]] = {i: {} for i in range(size)}
    apart: dict[int, set[int]] = {i: set() for i in range(size)}
    for i, j in must_not:
        apart[i].add(j)
        apart[j].add(i)
    heap: list[tuple[float, int, int]] = []
    for (i, j), exact in sorted(scores.items()):
        score = round(exact, 9)
        sums[i][j] = sums[j][i] = score
        if score >= least and j not in apart[i]:
            heap.append((-score, i, j))
    heapq.heapify(heap)
    while heap:
        negative, i, j = heapq.heappop(heap)
        if i not in members or j not in members or j in apart[i]:
            continue
        if -negative != _mean(sums, members, i, j):
            continue  # the score of groups that have grown since
        _join(i, j, members, sums, apart)
        for other in sorted(sums[i]):
            mean = _mean(sums, members, i, other)
            if mean >= least and other not in apart[i]:
                heapq.heappush(heap, (-mean, min(i, other), max(i, other)))
    return tuple(members[key] for key in sorted(members))


def _mean(sums: Mapping[int, Mapping[int, float]], members: Mapping[int, tuple[int, ...]], i: int, j: int) -> float:
    # rounded, for sums taken in another order differ in their last digits
    return round(sums[i].get(j, 0.0) / (len(members[i]) * len(members[j])), 9)


def _join(
    i: int,
    j: int,
    members: dict[int, tuple[int, ...]],
    sums: dict[int, dict[int, float]],
    apart: dict[int, set[int]],
) -> None:
    """Put group `j` into group `i`, the one with the lower first item."""
    members[i] = tuple(sorted(members[i] + members.pop(j)))
    for other, value in sums.pop(j).items():
        del sums[other][j]
        if other != i:
            sums[i][other] = sums[other][i] = sums[i].get(other, 0.0) + value
    for other in apart.pop(j):
        apart[other].discard(j)
        apart[other].add(i)
        apart[i].add(other)
