"""The measures of entities: B-cubed and the list of stray mentions, on a made-up reading."""

from __future__ import annotations

import collections
from typing import Any

import pytest
from evaluation.entities import align, list_strays, measure_chains

TEXT = "Keller resigned. She spoke. The mayor left."
KELLER, SHE, MAYOR = (0, 6), (17, 20), (28, 37)
GOLD: dict[str, Any] = {
    "id": "t",
    "text": TEXT,
    "entities": [{"id": "e1", "name": "Keller", "kind": "person", "mentions": [KELLER, SHE, MAYOR]}],
}


def test_bcubed_counts_what_is_left_apart() -> None:
    found = [
        {"id": "c1", "kind": "person", "mentions": [KELLER, SHE]},
        {"id": "c2", "kind": "person", "mentions": [MAYOR]},
    ]
    count: collections.defaultdict[str, float] = collections.defaultdict(float)
    measure_chains(GOLD, found, count)
    assert count["chain"] == 3
    assert count["chain precision"] == pytest.approx(3)
    assert count["chain recall"] == pytest.approx(2 / 3 + 2 / 3 + 1 / 3)


def test_stray_mentions_are_listed_with_where_they_are() -> None:
    found = [{"id": "c1", "kind": "person", "mentions": [KELLER]}, {"id": "c2", "kind": "person", "mentions": [MAYOR]}]
    strays = list_strays(GOLD, found, align(GOLD["entities"], found))
    assert [line.split()[0] for line in strays] == ["UNSEEN", "APART"]
    assert "The mayor" in strays[1]
