from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from dateline.errors import RecordError
from dateline.kinds import check_kinds
from dateline.readings import dump_reading, encode_reading, load_reading
from tests.export.builders import make_reading

Change = Callable[[dict[str, Any]], None]


def test_a_reading_of_the_right_kinds_passes() -> None:
    reading = make_reading()
    check_kinds(reading)
    assert load_reading(dump_reading(reading)) == reading


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda v: v.update(title=5), "report.title cannot be 5"),
        (lambda v: v.update(outlet={}), "report.outlet"),
        (lambda v: v.update(published_span=[]), "no reading: IndexError"),
        (lambda v: v.update(authors="Ana"), "authors must be a list"),
        (lambda v: v["events"][0].update(mode="riot"), "mode must be a list"),
        (lambda v: v["events"][0].update(mode=[5]), "account.mode"),
        (lambda v: v["events"][0].update(confidence="high"), "account.confidence cannot be 'high'"),
        (lambda v: v["events"][0].update(confidence=True), "account.confidence cannot be True"),
        (lambda v: v["events"][0].update(confidence=float("inf")), "account.confidence"),
        (lambda v: v["entities"][0].update(name=None), "entity.name"),
        (lambda v: v["entities"][0].update(sector=[5]), "entity.sector"),
    ],
)
def test_what_is_of_another_kind_is_named(change: Change, words: str) -> None:
    value = encode_reading(make_reading())
    change(value)
    with pytest.raises(RecordError, match=words):
        load_reading(json.dumps(value))


def test_json_without_end_is_no_reading() -> None:
    with pytest.raises(RecordError, match="no JSON"):
        load_reading('{"text": ' + "[" * 200_000)
