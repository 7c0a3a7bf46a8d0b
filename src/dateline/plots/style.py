"""What all plots share: colours of the quads, how matplotlib is loaded, how an account is named.

Colours are of the Okabe-Ito palette, which people with every kind of colour vision can tell apart.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dateline.errors import SettingsError
from dateline.records import Account

if TYPE_CHECKING:
    from matplotlib.axes import Axes

QUAD_COLOURS = {
    "verbal cooperation": "#56B4E9",
    "material cooperation": "#0072B2",
    "verbal conflict": "#E69F00",
    "material conflict": "#D55E00",
}
NO_QUAD = "#777777"
LAND, COAST, SHADE = "#f2f0eb", "#b8b4aa", "#c9b8a0"


def find_colour(quad: str | None) -> str:
    """Give the colour of a quad."""
    return QUAD_COLOURS.get(quad or "", NO_QUAD)


def make_axes(ax: Axes | None, width: float, height: float) -> Axes:
    """Give the axes, or new ones of this size in inches; raises `SettingsError` without matplotlib."""
    if ax is not None:
        return ax
    pyplot = load_pyplot()
    _, new = pyplot.subplots(figsize=(width, height), layout="constrained")
    axes: Axes = new
    return axes


def load_pyplot() -> Any:
    """Give `matplotlib.pyplot`; raises `SettingsError` where matplotlib is not installed."""
    try:
        from matplotlib import pyplot
    except ImportError as error:
        raise SettingsError("matplotlib is not installed: pip install 'dateline[exports]'") from error
    return pyplot


def add_legend(ax: Axes, quads: set[str | None], **place: Any) -> None:
    """Add a legend of the quads that are drawn, in the order of the palette."""
    from matplotlib.lines import Line2D

    handles = [
        Line2D([], [], marker="o", linestyle="", color=colour, label=quad)
        for quad, colour in QUAD_COLOURS.items()
        if quad in quads
    ]
    if handles:
        ax.legend(handles=handles, fontsize="small", frameon=False, **place)


def is_fact(account: Account) -> bool:
    """Say whether the account is told as something that happened."""
    return account.modality == "actual" and account.claim != "denied"


def count(number: int, noun: str) -> str:
    """Write a number with its noun."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"
