"""What kind of act an event is: the four quads of PLOVER, as names of classes and in words.

In: types and quads. Out: short names that style sheets colour by, cooperation or conflict.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable
from dataclasses import dataclass

from dateline.data import load_json

QUADS = {
    "verbal cooperation": "vcoop",
    "material cooperation": "mcoop",
    "verbal conflict": "vconf",
    "material conflict": "mconf",
}
"""Quads and the classes that they are coloured by."""


@dataclass(frozen=True, slots=True)
class Mix:
    """Events and their independent sources, parted into cooperation and conflict."""

    cooperation: int = 0
    conflict: int = 0
    cooperation_sources: int = 0
    conflict_sources: int = 0

    @property
    def events(self) -> int:
        """How many events there are."""
        return self.cooperation + self.conflict

    @property
    def sources(self) -> int:
        """How many sources tell of them, counted for each event."""
        return self.cooperation_sources + self.conflict_sources

    @property
    def share(self) -> float:
        """The share of conflict among the sources, 0 to 1."""
        return self.conflict_sources / self.sources if self.sources else 0.0

    @property
    def tone(self) -> str:
        """The class of what most is: `coop`, `conf` or `both`."""
        return "conf" if self.share >= 2 / 3 else "coop" if self.share <= 1 / 3 else "both"

    def __add__(self, other: Mix) -> Mix:
        return Mix(
            self.cooperation + other.cooperation,
            self.conflict + other.conflict,
            self.cooperation_sources + other.cooperation_sources,
            self.conflict_sources + other.conflict_sources,
        )


def make_mix(counts: Iterable[tuple[str, int, int]]) -> Mix:
    """Give the mix of types with their events and sources."""
    mix = Mix()
    for kind, events, sources in counts:
        conflict = is_conflict(kind)
        mix += Mix(0, events, 0, sources) if conflict else Mix(events, 0, sources, 0)
    return mix


@functools.cache
def find_quad(kind: str) -> str:
    """Give the class of a type's quad."""
    coded = load_json("plover.json").get(kind)
    return QUADS.get(coded["quad"], "none") if coded else "none"


def is_conflict(kind: str) -> bool:
    """Say whether a type is one of conflict."""
    return find_quad(kind).endswith("conf")
