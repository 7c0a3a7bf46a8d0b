"""Stories: reports of one main happening, in batch and one after another.

In: readings. Out: groups of reports. A pair is scored over words, names, numbers and leads (TF-IDF cosines over
the top of each report), once against all reports at hand and once against the reports on the same subject alone:
there, what two earthquakes or two arrests have in common weighs nothing, and the names and places that tell them
apart weigh most. A small calibrated model joins the scores, average-link clustering makes the groups.

A group depends on the set of reports alone, never on their order: `StoryIndex` keeps the profiles of a window of days
and groups them as a batch would.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from dateline.intervals import find_days
from dateline.merge.cluster import Pair, cluster_pairs
from dateline.merge.profiles import Profile, hash_ids, make_profile
from dateline.merge.scoring import load_model
from dateline.merge.story_features import measure_pairs
from dateline.records import Reading

WINDOW = 30
"""Days between two reports from which they are never compared; reports without a date are compared with all."""


@dataclass(frozen=True, slots=True)
class Story:
    """Reports of one main happening: their ids in order; `id` is a hash of them, `first` and `last` days published."""

    id: str
    reports: tuple[str, ...]
    title: str | None
    first: str | None
    last: str | None


class StoryIndex:
    """Reports as they come: each joins a story or opens one.

    `add` gives the id of every report of the story that the new one is in now; `stories` gives them all. Whatever the
    order of adding, the stories are those that `group_stories` gives for the same reports. `forget` drops reports
    published before a day, to hold a long stream to a window.
    """

    def __init__(self, window: int | None = None) -> None:
        self.window = window
        self._profiles: dict[str, Profile] = {}
        self._titles: dict[str, str | None] = {}
        self._stories: tuple[Story, ...] | None = ()

    def add(self, reading: Reading) -> Story:
        """Take a report in and give the story it is in; a report that is there already changes nothing new."""
        self.extend([reading])
        return next(story for story in self.stories() if reading.id in story.reports)

    def extend(self, readings: Iterable[Reading]) -> None:
        """Take several reports in, grouped when they are next asked for."""
        for reading in readings:
            self._profiles[reading.id] = make_profile(reading)
            self._titles[reading.id] = reading.report.title
            self._stories = None

    def forget(self, before: str) -> tuple[str, ...]:
        """Drop the reports published wholly before a day (ISO) and give their ids."""
        limit = date.fromisoformat(before)
        old = [key for key, p in self._profiles.items() if (last := find_days(p.published)[1]) and last < limit]
        for key in old:
            del self._profiles[key], self._titles[key]
            self._stories = None
        return tuple(sorted(old))

    def stories(self) -> tuple[Story, ...]:
        """Give the stories, in the order of their first reports' ids."""
        if self._stories is None:
            profiles = [self._profiles[key] for key in sorted(self._profiles)]
            self._stories = tuple(
                _make_story([profiles[i] for i in group], self._titles) for group in _group(profiles, self.window)
            )
        return self._stories


def group_stories(readings: Iterable[Reading], *, window: int | None = None) -> tuple[Story, ...]:
    """Give the stories of reports, whatever their order; a report alone is a story too.

    `window` is the number of days between two reports from which they are never one story by themselves; None: no
    limit, for a collection whose dates of publication cannot be trusted.
    """
    index = StoryIndex(window)
    index.extend(readings)
    return index.stories()


def score_pairs(profiles: Sequence[Profile], window: int | None = None) -> dict[Pair, float]:
    """Give the probability that two reports are one story, for the pairs that have words in common."""
    model = load_model("stories")
    found = {}
    for (i, j), features in measure_pairs(profiles).items():
        if window is None or not _is_far(profiles[i], profiles[j], window):
            found[i, j] = model.score(features)
    return found


def _group(profiles: Sequence[Profile], window: int | None) -> tuple[tuple[int, ...], ...]:
    return cluster_pairs(len(profiles), score_pairs(profiles, window), least=load_model("stories").least)


def _is_far(first: Profile, second: Profile, window: int) -> bool:
    (a, b), (c, d) = find_days(first.published), find_days(second.published)
    return bool((b and c and (c - b).days > window) or (d and a and (a - d).days > window))


def _make_story(profiles: Sequence[Profile], titles: dict[str, str | None]) -> Story:
    ordered = sorted(profiles, key=lambda p: (find_days(p.published)[0] or date.max, p.report))
    ids = tuple(p.report for p in ordered)
    days = sorted(p.published for p in profiles if p.published)
    title = next((titles[key] for key in ids if titles[key]), None)
    return Story(hash_ids(ids), ids, title, days[0] if days else None, days[-1] if days else None)
