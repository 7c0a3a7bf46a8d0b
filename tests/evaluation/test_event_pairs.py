"""The links between accounts that two readers made, and the measure of their agreement."""

from __future__ import annotations

import json
from typing import Any

import pytest
from evaluation.event_pairs import LINKS, SECOND, measure_agreement


def make_story(*events: list[list[Any]]) -> dict[str, Any]:
    return {"story": "strike", "reports": ["a", "b", "c"], "events": list(events)}


def test_agreement_is_the_f1_of_linked_pairs() -> None:
    first = make_story([["a", "v1", 0, 4], ["b", "v1", 3, 9], ["c", "v2", 1, 5]])
    second = make_story([["a", "v1", 0, 4], ["b", "v1", 3, 9]], [["a", "v3", 8, 9], ["c", "v4", 2, 7]])
    reports, agreement = measure_agreement([first], [second])
    # three pairs by the first, two by the second, one of them by both
    assert (reports, agreement) == (3, pytest.approx(2 / 5))


def test_links_within_one_report_count_for_nothing() -> None:
    story = make_story([["a", "v1", 0, 4], ["a", "v2", 9, 12], ["b", "v1", 3, 9]])
    other = make_story([["a", "v1", 0, 4], ["b", "v1", 3, 9]], [["a", "v2", 9, 12], ["c", "v1", 0, 2]])
    assert measure_agreement([story], [other])[1] == pytest.approx(2 * 1 / (2 + 2))


def test_both_readers_linked_every_story_and_no_account_twice() -> None:
    first, second = (json.loads(path.read_text("utf-8")) for path in (LINKS, SECOND))
    reports = {story["story"]: set(story["reports"]) for story in first}
    assert {story["story"] for story in second} == set(reports)
    for story in (*first, *second):
        keys = [(name, account) for event in story["events"] for name, account, _, _ in event]
        assert len(keys) == len(set(keys)), story["story"]
        assert {name for name, _ in keys} <= reports[story["story"]]
        assert all(len({name for name, *_ in event}) > 1 for event in story["events"])
