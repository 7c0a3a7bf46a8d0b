"""Measure false alarms: how often the program finds an event in a sentence that tells of none.

In: gold readings and ours of the same reports. Out: over the sentences in which no gold event has a trigger
or a later mention, the share in which we have one, and how many events we find for each hundred of them.
"""

from __future__ import annotations

from types import ModuleType
from typing import Any

Json = dict[str, Any]


def measure_readings(scorer: ModuleType, gold: list[Json], readings: dict[str, Json]) -> dict[str, float]:
    """Give the sentences without gold events, the share of them with one of ours, and ours per hundred."""
    empty = alarmed = events = 0
    for value in gold:
        bounds = scorer.sentences(value["text"])
        told = {scorer.sentence_of(s[0], bounds) for v in value["events"] for s in (v["trigger"], *v["also"])}
        ours = readings.get(value["id"], {"events": []})
        at = [scorer.sentence_of(v["trigger"][0], bounds) for v in ours["events"]]
        free = set(range(len(bounds))) - told
        empty += len(free)
        alarmed += len(free & set(at))
        events += sum(i in free for i in at)
    return {
        "sentences": empty,
        "with_false_event": alarmed / max(empty, 1),
        "false_events_per_hundred": 100 * events / max(empty, 1),
    }
