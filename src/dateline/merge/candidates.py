"""Which pairs of accounts are worth comparing.

In: views of accounts. Out: pairs of positions. Two accounts are a candidate if they stand in different reports and
share a blocking key: a word of a participant's name, a stem of a trigger, or a rare type with a day. Buckets of keys
that too many accounts share are passed over, for such a key tells nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from dateline.merge.compare import View

LARGEST = 200
"""Accounts that share a key, beyond which the key is passed over."""


def find_candidates(views: Sequence[View], stories: Mapping[str, int] | None = None) -> list[tuple[int, int]]:
    """Give the pairs `(i, j)`, i < j, to compare, in order.

    `stories` gives the story of each report: accounts of one story share keys by word and by trigger; accounts of two
    stories must agree on type, day and a name. None: all reports are of one story.
    """
    buckets: dict[tuple[object, ...], list[int]] = defaultdict(list)
    for place, view in enumerate(views):
        for key in _make_keys(view, None if stories is None else stories.get(view.report)):
            buckets[key].append(place)
    found: set[tuple[int, int]] = set()
    for key, places in buckets.items():
        if len(places) > LARGEST and key[0] == "across":
            continue
        for at, i in enumerate(places):
            found.update((i, j) for j in places[at + 1 :] if views[i].report != views[j].report)
    return sorted(found)


def _make_keys(view: View, story: int | None) -> Iterator[tuple[object, ...]]:
    yield ("type", story, view.type)
    for stem in view.stems:
        yield ("stem", story, stem)
    if view.day is not None:
        yield ("day", story, view.day)
        for word in view.actor | view.recipient | view.places:
            yield ("across", view.type, view.day, word)
