"""Copies: wire copy and near-copies across outlets, cut, re-led and re-bylined, and corrected versions of one story.

In: readings. Out: groups of copies, the earliest report first as the original, with reasons. Candidates come from
MinHash with banding (Broder 1997; `datasketch`) and from shared paragraphs; each is then checked by the exact share of
shingles that the shorter of the two has in the longer (containment), so that a copy inside another text is found and
two stories on one subject are not.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from dateline.merge.profiles import find_body, split_words
from dateline.records import Reading

CopyKind = Literal["copy", "version"]

SHINGLE = 5
"""Words in a shingle."""
PERMUTATIONS = 64
BANDS, ROWS = 32, 2
CONTAINED = 0.5
"""The least share of the shorter report's shingles that stands in the longer, for the two to be copies."""
SHARED = 60
"""Shared shingles from which a smaller share is a copy too: a long passage inside a long report."""
SHARED_PART = 0.3
FEWEST = 12
"""Reports with fewer shingles are compared whole: too short to tell a copy from a formula."""
CUT = 0.9
"""The share of two texts that stands in a third, from which both are cuts of it, whatever they share themselves."""
WITNESSES = 20
"""Members of a group that are asked whether another may join it."""
COMMON = 50
"""Paragraphs that more reports share than this are furniture, and bring no candidates."""


@dataclass(frozen=True, slots=True)
class CopyGroup:
    """Reports that are one text. `reports` are ids, the original first; `kind` is `copy`, or `version` where one
    outlet gives one story again, corrected or longer; `reasons` are in words.
    """

    kind: CopyKind
    reports: tuple[str, ...]
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Text:
    """A report as the comparison needs it: its shingles, its paragraphs, and who gave it."""

    report: str
    shingles: frozenset[int]
    paragraphs: tuple[int, ...]
    outlet: str | None
    agencies: tuple[str, ...]
    published: str | None
    corrected: bool


@dataclass(frozen=True, slots=True)
class _Link:
    """Two reports, by their places, that are copies: the share and number of shingles in common, and why."""

    first: int
    second: int
    part: float
    shared: int
    reason: str


def find_copies(readings: Iterable[Reading]) -> tuple[CopyGroup, ...]:
    """Give the groups of copies among reports, each of two reports or more; the order of reports is no matter.

    Two readings of one report count as one report. Groups stand in the order of their first report's id.
    """
    texts = sorted({r.id: _make_text(r) for r in readings}.values(), key=lambda text: text.report)
    links = [
        link for i, j in sorted(_find_candidates(texts)) if (link := _compare(texts[i], texts[j], i, j)) is not None
    ]
    found = list(_gather(texts, links))
    group_of = {member: number for number, members in enumerate(found) for member in members}
    reasons: dict[int, set[str]] = defaultdict(set)
    for link in links:
        if group_of.get(link.first, -1) == group_of.get(link.second):
            reasons[group_of[link.first]].add(link.reason)
    groups = [_make_group([texts[i] for i in members], reasons[number]) for number, members in enumerate(found)]
    return tuple(sorted(groups, key=lambda group: group.reports))


def measure_overlap(first: Reading, second: Reading) -> float:
    """Give the share of the shorter report's shingles that stands in the longer, from 0 to 1."""
    return _contain(_make_text(first).shingles, _make_text(second).shingles)


def _make_text(reading: Reading) -> _Text:
    body = find_body(reading)
    words = split_words(body)
    size = min(SHINGLE, max(1, len(words)))
    shingles = {_hash(" ".join(words[i : i + size])) for i in range(len(words) - size + 1)}
    paragraphs = []
    for paragraph in body.split("\n"):
        inside = split_words(paragraph)
        if len(inside) >= FEWEST:
            paragraphs.append(_hash(" ".join(inside)))
    report = reading.report
    return _Text(
        reading.id,
        frozenset(shingles),
        tuple(paragraphs),
        report.outlet,
        reading.agencies,
        report.updated or report.published,
        bool(report.corrections),
    )


def _hash(text: str) -> int:
    return int.from_bytes(hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "big")


def _find_candidates(texts: Sequence[_Text]) -> set[tuple[int, int]]:
    """Give the pairs that share a band of their sketches or a paragraph, each way once."""
    buckets: dict[tuple[int, ...], list[int]] = defaultdict(list)
    for place, text in enumerate(texts):
        for paragraph in set(text.paragraphs):
            buckets[(-1, paragraph)].append(place)
    for place, sketch in enumerate(_sketch(texts)):
        for band in range(BANDS):
            buckets[(band, *(int(v) for v in sketch[band * ROWS : (band + 1) * ROWS]))].append(place)
    found: set[tuple[int, int]] = set()
    for key, places in buckets.items():
        if key[0] == -1 and len(places) > COMMON:
            places = places[:1]
        # a large bucket is a chain: its members meet through the first of them, and each through its neighbour
        pairs = _all_pairs(places) if len(places) <= COMMON else _chain(places)
        found.update(pairs)
    return found


def _all_pairs(places: Sequence[int]) -> Iterator[tuple[int, int]]:
    return ((a, b) for at, a in enumerate(places) for b in places[at + 1 :])


def _chain(places: Sequence[int]) -> Iterator[tuple[int, int]]:
    yield from ((places[0], other) for other in places[1:])
    yield from pairwise(places[1:])


def _sketch(texts: Sequence[_Text]) -> Iterator[NDArray[np.uint64]]:
    from datasketch import MinHash

    blank = MinHash(num_perm=PERMUTATIONS, seed=1, hashfunc=int)
    for text in texts:
        sketch = blank.copy()
        # datasketch wants 32-bit hashes; the shingles are hashed already
        sketch.update_batch([shingle & 0xFFFFFFFF for shingle in sorted(text.shingles)])
        yield sketch.hashvalues


def _contain(first: frozenset[int], second: frozenset[int]) -> float:
    shorter = min(len(first), len(second))
    return len(first & second) / shorter if shorter else 0.0


def _compare(first: _Text, second: _Text, i: int = 0, j: int = 0) -> _Link | None:
    """Give the link between two reports, of places `i` and `j`, None where they are no copies."""
    shared = len(first.shingles & second.shingles)
    shorter = min(len(first.shingles), len(second.shingles))
    if not shorter:
        return None
    part = shared / shorter
    agency = bool(set(first.agencies) & set(second.agencies))
    least = 0.9 if shorter < FEWEST else CONTAINED - (0.15 if agency else 0.0)
    if part >= least or (shared >= SHARED and part >= SHARED_PART):
        credit = f", both credit {', '.join(sorted(set(first.agencies) & set(second.agencies)))}" if agency else ""
        return _Link(i, j, part, shared, f"{part:.0%} of the shorter stands in the longer{credit}")
    return None


def _gather(texts: Sequence[_Text], links: Sequence[_Link]) -> Iterator[tuple[int, ...]]:
    """Give the groups of two and more: the surest links first, each only where the groups' members agree.

    A text that was put together out of two others is a copy of each, and does not make them copies of one another: it
    goes with the one that it has more of.
    """
    groups: dict[int, list[int]] = {}
    for link in sorted(links, key=lambda link: (-link.part, -link.shared, link.first, link.second)):
        one, other = groups.get(link.first, [link.first]), groups.get(link.second, [link.second])
        if one is not other and _may_join(texts, one, other):
            joined = sorted(one + other)
            groups.update(dict.fromkeys(joined, joined))
    yield from sorted({group[0]: tuple(group) for group in groups.values()}.values())


def _may_join(texts: Sequence[_Text], one: Sequence[int], other: Sequence[int]) -> bool:
    """Say whether each member of one group is a copy of each of the other, or both are cuts of a third."""
    for i in one[:WITNESSES]:
        for j in other[:WITNESSES]:
            if _compare(texts[i], texts[j]) is None and not any(
                min(_cover(texts[i], texts[k]), _cover(texts[j], texts[k])) >= CUT
                for k in (*one[:WITNESSES], *other[:WITNESSES])
                if k not in (i, j)
            ):
                return False
    return True


def _cover(part: _Text, whole: _Text) -> float:
    """Give the share of a text's shingles that stands in another."""
    return len(part.shingles & whole.shingles) / len(part.shingles) if part.shingles else 0.0


def _make_group(texts: Sequence[_Text], reasons: set[str]) -> CopyGroup:
    """Put the earliest first (the longest, then the lowest id, of one day); an agency's own outlet before all."""
    ordered = sorted(texts, key=lambda text: (text.published or "9999", -len(text.shingles), text.report))
    outlets = {text.outlet for text in texts}
    same = len(outlets) == 1 and None not in outlets
    kind: CopyKind = "version" if same or any(text.corrected for text in texts) else "copy"
    return CopyGroup(kind, tuple(text.report for text in ordered), tuple(sorted(reasons)))
