"""In which region of the world a person's name is at home: one clue to the country of someone of whom none is told.

In: a name, and countries. Out: for each country how much the pieces of the name speak for its region of naming
(`name_regions.tsv`), in log-odds over all regions alike, by weights (`name_origins.npz`) that `python -m
training.name_origins` learns from the names of annotated people. A name says where it is common and not whose citizen
its bearer is: it only weighs between countries that the report speaks of anyway, and never against what the text tells.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence

from dateline.data import load_table
from dateline.data.name_pieces import PieceTable, cut_name, load_pieces

FILE = "name_origins.npz"
MOST = 4.0
"""The most that a name may speak for or against a region, in log-odds."""
NAMED = frozenset({"name", "name, mixed"})
"""The features by a person's name."""


def describe_name(name: str, codes: Sequence[str | None], table: PieceTable | None = None) -> list[dict[str, float]]:
    """Give what a person's name says of each of some countries, as features.

    A region whose countries have many people with names from elsewhere has a feature of its own beside.
    """
    odds = judge_name(name) if table is None else table.judge(cut_name(name))
    rows: list[dict[str, float]] = []
    for code in codes:
        region, mixed = load_regions().get(code or "", ("", False))
        if region in odds:
            value = max(-MOST, min(MOST, odds[region]))
            rows.append({"name": value, "name, mixed": value} if mixed else {"name": value})
        else:
            rows.append({})
    return rows


@functools.lru_cache(maxsize=4096)
def judge_name(name: str) -> Mapping[str, float]:
    """Give the log-odds of each region for a name. Callers do not change them."""
    return load_pieces(FILE).judge(cut_name(name))


def has_family_name_first(name: str) -> bool:
    """Say whether a name is most likely of a region where the family name stands first."""
    odds = judge_name(name)
    return bool(odds) and max(odds, key=odds.__getitem__) in _load_family_first()


def is_foreign_name(name: str) -> bool:
    """Say whether a name speaks against the region where English is spoken."""
    return judge_name(name).get("english", 0.0) < 0


@functools.cache
def _load_family_first() -> frozenset[str]:
    return frozenset(row["region"] for row in load_table("name_regions.tsv") if row["family_first"])


@functools.cache
def load_regions() -> dict[str, tuple[str, bool]]:
    """Give the region of naming of each country, and whether many of its people have names of other regions."""
    return {
        code: (row["region"], bool(row["mixed"]))
        for row in load_table("name_regions.tsv")
        for code in row["countries"].split(";")
    }
