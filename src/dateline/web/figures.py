"""Figures by source as a small chart: who holds which range, along one axis.

In: ranges with their holders. Out: a `Chart` whose positions are percentages of the axis, so that the template can draw
it as SVG without a size of its own. From zero on a linear axis, or by powers of ten where the figures lie far apart.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from dateline.web.words import write_number, write_range

FAR_APART = 60
"""From this ratio of the largest to the smallest figure the axis goes by powers of ten."""

LEAST = 0.001
"""What is smaller stands at nought."""

_STEPS = (1.0, 2.0, 2.5, 5.0, 10.0)


@dataclass(frozen=True, slots=True)
class Holder:
    """Who holds a figure: the source named, or None for the report's own voice, and the outlets that carry it."""

    speaker: str | None
    outlets: tuple[str, ...]
    reports: int


@dataclass(frozen=True, slots=True)
class Bar:
    """One range and its holders. `start` and `end` are percentages; an open end is marked."""

    low: float | None
    high: float | None
    start: float
    end: float
    holders: tuple[Holder, ...]

    @property
    def words(self) -> str:
        """The range in words."""
        return write_range(self.low, self.high)

    @property
    def is_point(self) -> bool:
        """Whether it is one number."""
        return self.low is not None and self.low == self.high


@dataclass(frozen=True, slots=True)
class Chart:
    """The figures of one kind: bars from the lowest up, ticks (percentage, words), the agreed range in percentages."""

    kind: str
    bars: tuple[Bar, ...]
    ticks: tuple[tuple[float, str], ...]
    agreed: tuple[float, float] | None
    agreed_words: str
    logarithmic: bool


def make_charts(quantities: Sequence[dict[str, Any]], accounts: Sequence[dict[str, Any]]) -> list[Chart]:
    """Give a chart for each kind of figure that an event's accounts have; accounts as the API describes them."""
    kinds = dict.fromkeys(item["kind"] for account in accounts for item in account["quantity"])
    agreed = {item["kind"]: (item["low"], item["high"]) for item in quantities}
    return [make_chart(kind, agreed.get(kind), accounts) for kind in kinds]


def make_chart(
    kind: str, agreed: tuple[float | None, float | None] | None, accounts: Sequence[dict[str, Any]]
) -> Chart:
    """Give the chart of one kind."""
    held: dict[tuple[float | None, float | None], list[dict[str, Any]]] = {}
    for account in accounts:
        for item in account["quantity"]:
            if item["kind"] == kind:
                held.setdefault((item["low"], item["high"]), []).append(account)
    axis = _Axis([end for ends in held for end in ends if end is not None])
    bars = [Bar(low, high, *axis.place(low, high), _find_holders(found)) for (low, high), found in held.items()]
    bars.sort(key=lambda bar: (bar.start, bar.end))
    return Chart(
        kind,
        tuple(bars),
        axis.ticks,
        axis.place(*agreed) if agreed else None,
        write_range(*agreed) if agreed else "",
        axis.logarithmic,
    )


def _find_holders(accounts: Iterable[dict[str, Any]]) -> tuple[Holder, ...]:
    """Group accounts by whom they give as their source, those with most reports first."""
    by_speaker: dict[str | None, list[dict[str, Any]]] = {}
    for account in accounts:
        by_speaker.setdefault(" and ".join(account["speakers"]) or None, []).append(account)
    holders = [
        Holder(
            speaker,
            tuple(dict.fromkeys(account["outlet"] or "an unknown outlet" for account in found)),
            len({account["report"] for account in found}),
        )
        for speaker, found in by_speaker.items()
    ]
    return tuple(sorted(holders, key=lambda holder: (-holder.reports, holder.speaker or "")))


class _Axis:
    """Where a number stands, in percent of the axis."""

    def __init__(self, numbers: Sequence[float]) -> None:
        positive = [number for number in numbers if number >= LEAST]
        top = max(positive, default=1.0)
        least = min(positive, default=1.0)
        self.logarithmic = top / least >= FAR_APART
        if self.logarithmic:
            self.first, self.last = float(math.floor(math.log10(least))), float(math.ceil(math.log10(top) + 1e-9))
            powers = range(int(self.first), int(self.last) + 1)
            self.ticks = tuple((self.at(10.0**power), write_number(10.0**power)) for power in powers)
            return
        step = _find_step(top)
        count = math.ceil(top / step - 1e-9)
        self.first, self.last = 0.0, step * count
        self.ticks = tuple((self.at(step * i), write_number(step * i)) for i in range(count + 1))

    def at(self, number: float) -> float:
        value = math.log10(max(number, 10.0**self.first)) if self.logarithmic else max(number, 0.0)
        return round(min(100.0, max(0.0, 100 * (value - self.first) / (self.last - self.first))), 2)

    def place(self, low: float | None, high: float | None) -> tuple[float, float]:
        return (0.0 if low is None else self.at(low), 100.0 if high is None else self.at(high))


def _find_step(top: float) -> float:
    """Give a round step that leads from nought to the top in at most five."""
    power = 10.0 ** math.floor(math.log10(top / 5))
    step = next(step * power for step in _STEPS if step * power * 5 >= top - 1e-9)
    return max(step, 1.0) if float(top).is_integer() else step
