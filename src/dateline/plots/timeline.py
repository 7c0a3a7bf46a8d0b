"""A timeline of accounts: a lane a type, a point a day, a bar where the date is an interval.

In: readings. Out: `Axes` over days. Hollow points are accounts that are planned, hypothetical, denied or did not
happen. Accounts without a date, or with one that is open at an end, are not drawn, and the title counts them.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING

from dateline.export.view import ReadingView
from dateline.intervals import find_days
from dateline.plots.style import add_legend, count, find_colour, is_fact, make_axes
from dateline.records import EVENT_TYPES, Account, Reading

if TYPE_CHECKING:
    from matplotlib.axes import Axes

Dated = tuple[date, date, Account]

STEP = 0.16
"""How far apart, in lanes, accounts of one day and type stand."""


def plot_timeline(readings: Iterable[Reading], ax: Axes | None = None) -> Axes:
    """Draw when accounts happened, as the reports say. Raises `SettingsError` without matplotlib."""
    dated, total = gather(readings)
    lanes = [name for name in EVENT_TYPES if any(account.type == name for _, _, account in dated)]
    ax = make_axes(ax, 9, 1.2 + 0.36 * max(1, len(lanes)))
    ax.xaxis_date()
    stacked: dict[tuple[str, date, date], int] = {}
    for first, last, account in dated:
        level = stacked.setdefault((account.type, first, last), 0)
        stacked[account.type, first, last] += 1
        place = lanes.index(account.type) - STEP * (level % 5 - (2 if level > 4 else 0))
        _draw(ax, first, last, place, account)
    _keep_in_calendar(ax)
    ax.set_yticks(range(len(lanes)), lanes, fontsize="small", parse_math=False)
    ax.set_ylim(len(lanes) - 0.4, -0.9)
    for side in ("top", "right", "left"):
        ax.spines[side].set_visible(False)
    ax.tick_params(axis="y", length=0)
    ax.grid(axis="x", color="#e5e5e5", linewidth=0.6)
    ax.set_axisbelow(True)
    hollow = "" if all(is_fact(account) for _, _, account in dated) else " (hollow: did not happen, or not yet)"
    words = f"{count(len(dated), 'account')} of {total:,} with a date{hollow}"
    ax.set_title(words, loc="left", fontsize="medium")
    add_legend(ax, {account.quad for _, _, account in dated}, loc="lower right", ncols=2, bbox_to_anchor=(1, 1))
    return ax


def gather(readings: Iterable[Reading]) -> tuple[list[Dated], int]:
    """Give the accounts that have a first and a last day, in the order of both, and the number of all accounts."""
    found: list[tuple[date, date, str, Account]] = []
    total = 0
    for reading in readings:
        for account in ReadingView(reading).accounts:
            total += 1
            first, last = find_days(account.date)
            if first and last:
                found.append((first, last, f"{reading.id} {account.id}", account))
    found.sort(key=lambda item: item[:3])
    return [(first, last, account) for first, last, _, account in found], total


def _keep_in_calendar(ax: Axes) -> None:
    """Cut the axis where matplotlib's calendar ends: its margins would go beyond the years 1 and 9999."""
    from matplotlib.dates import date2num

    first, last = (float(date2num(day)) for day in (date.min, date.max))  # type: ignore[no-untyped-call]
    start, end = ax.get_xlim()
    ax.set_xlim(max(start, first), min(end, last))


def _draw(ax: Axes, first: date, last: date, place: float, account: Account) -> None:
    from matplotlib.dates import date2num

    colour = find_colour(account.quad)
    filled = is_fact(account)
    start, end = (float(date2num(day)) for day in (first, last))  # type: ignore[no-untyped-call]
    if first == last:
        face = colour if filled else "white"
        ax.plot([start], [place], marker="o", color=colour, markerfacecolor=face, markersize=5)
        return
    # to the end of the last day; the marks keep an interval in sight that is short beside the whole
    style = {"linewidth": 4, "alpha": 0.55 if filled else 0.25, "marker": "|", "markersize": 5}
    ax.plot([start, end + (last < date.max)], [place, place], color=colour, **style)  # type: ignore[arg-type]
