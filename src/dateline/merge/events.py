"""Events of many reports: accounts of one happening joined, every account kept.

In: readings. Out: events, each a view over accounts. Accounts of reports on one story are compared pair by pair
(`compare`), scored by a calibrated model (`scoring`) and clustered by average link; those that must differ never meet.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import combinations

from dateline.merge.candidates import find_candidates
from dateline.merge.cluster import cluster_pairs
from dateline.merge.compare import View, compare_accounts, make_views, must_differ
from dateline.merge.copies import CopyGroup, find_copies
from dateline.merge.fuse import Teller, count_by_source, fuse_accounts
from dateline.merge.scoring import load_model
from dateline.merge.stories import Story, group_stories
from dateline.records import Event, Reading


def merge_accounts(
    readings: Iterable[Reading],
    *,
    stories: Sequence[Story] | None = None,
    copies: Sequence[CopyGroup] | None = None,
) -> tuple[Event, ...]:
    """Give the events of reports; every account is in exactly one of them, alone where no other tells of the same.

    The order of the readings is no matter; of several readings of one report the last counts. `stories` and `copies`
    are found where they are not given. Events stand in the order of their first accounts.
    """
    known = {reading.id: reading for reading in readings}
    kept = [known[key] for key in sorted(known)]
    stories = group_stories(kept) if stories is None else stories
    copies = find_copies(kept) if copies is None else copies
    sources = count_by_source(kept, {report: group.reports[0] for group in copies for report in group.reports})
    views = make_views(kept)
    tellers = {
        (reading.id, account.id): Teller(reading, account, sources[reading.id])
        for reading in kept
        for account in reading.events
    }
    return tuple(fuse_accounts([tellers[views[i].key] for i in group]) for group in _cluster(views, stories))


def explain_pair(first: Reading, second: Reading) -> list[tuple[str, str, float, tuple[tuple[str, float], ...]]]:
    """Give each candidate pair of accounts of two reports, its probability and what spoke for and against."""
    model, views = load_model("events"), make_views([first, second])
    rows = []
    for i, j in find_candidates(views):
        features = compare_accounts(views[i], views[j])
        rows.append((views[i].account.id, views[j].account.id, model.score(features), model.explain(features)))
    return rows


def _cluster(views: Sequence[View], stories: Sequence[Story]) -> tuple[tuple[int, ...], ...]:
    model = load_model("events")
    story = {report: number for number, group in enumerate(stories) for report in group.reports}
    scores = {(i, j): model.score(compare_accounts(views[i], views[j])) for i, j in find_candidates(views, story)}
    # only accounts that some path of scores may bring together need a word on whether they may
    places: dict[str, list[int]] = defaultdict(list)
    for place, view in enumerate(views):
        places[view.report].append(place)
    apart = {pair for same in places.values() for pair in combinations(same, 2)}
    apart.update((i, j) for i, j in scores if must_differ(views[i], views[j]))
    return cluster_pairs(len(views), scores, apart, least=model.least)
