"""Counts over time: a strip of all events, and a panel for each type and country.

In: counts by period, a window. Out: bars in per cent. A bar's whole height says how many independent sources tell of
the events of a period, its dark part how many events there are: copies of one text count once.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from dateline.records import EVENT_TYPES
from dateline.store import Count
from dateline.web.explore.kinds import find_quad
from dateline.web.explore.periods import Step, Window, list_steps
from dateline.web.explore.timeline import name_lane

MOST_PANELS = 16


@dataclass(frozen=True, slots=True)
class Bar:
    """One period: where and how wide, how high for sources and for events, in per cent of the panel."""

    left: float
    width: float
    sources_high: float
    events_high: float
    events: int
    sources: int
    step: Step


@dataclass(frozen=True, slots=True)
class Panel:
    """One chart. `value` is what the filter takes, empty for all events."""

    name: str
    value: str
    quad: str
    bars: tuple[Bar, ...]
    events: int
    sources: int
    peak: Bar | None

    @property
    def paths(self) -> tuple[str, str]:
        """The bars of sources and of events as one path each, 1000 wide and 100 high."""
        sources, events = [], []
        for bar in self.bars:
            left, width = round(bar.left * 10, 1), round(bar.width * 10, 1)
            sources.append(f"M{left:g},100v-{bar.sources_high:g}h{width:g}V100z")
            events.append(f"M{left:g},100v-{bar.events_high:g}h{width:g}V100z")
        return "".join(sources), "".join(events)

    @property
    def top(self) -> int:
        """What the whole height stands for."""
        return max((bar.sources for bar in self.bars), default=0)


def draw_strip(window: Window, counts: Sequence[Count]) -> Panel:
    """Draw all events over a window."""
    return _draw(window, "all events", "", "all", [count for count in counts if count.period])


def draw_panels(window: Window, counts: Sequence[Count], by: str) -> tuple[Panel, ...]:
    """Draw a panel for each type in the order of PLOVER, or each country by its sources."""
    held: dict[str, list[Count]] = defaultdict(list)
    for count in counts:
        if count.period and count.value:
            held[count.value].append(count)
    panels = [
        _draw(window, name_lane(value, by), value, find_quad(value) if by == "type" else "place", rows)
        for value, rows in held.items()
    ]
    panels = [panel for panel in panels if panel.bars]
    if by == "type":
        return tuple(sorted(panels, key=lambda panel: EVENT_TYPES.index(panel.value)))
    return tuple(sorted(panels, key=lambda panel: (-panel.sources, panel.name))[:MOST_PANELS])


def _draw(window: Window, name: str, value: str, quad: str, counts: Sequence[Count]) -> Panel:
    steps = {step.name: step for step in list_steps(window)}
    inside = [(steps[count.period], count) for count in counts if count.period in steps]
    top = max((count.sources for _, count in inside), default=1)
    bars = tuple(
        Bar(
            left=round(step.left, 3),
            width=round(step.width * 0.84, 3),
            sources_high=round(100 * count.sources / top, 2),
            events_high=round(100 * count.events / top, 2),
            events=count.events,
            sources=count.sources,
            step=step,
        )
        for step, count in sorted(inside, key=lambda item: item[0].first)
    )
    peak = max(bars, key=lambda bar: bar.sources, default=None)
    return Panel(name, value, quad, bars, sum(b.events for b in bars), sum(b.sources for b in bars), peak)
