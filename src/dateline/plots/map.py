"""A map of accounts: points where they happened, rings for how far off they may be, shades for whole countries.

In: readings. Out: `Axes` in degrees (equirectangular, true to scale in the middle). An account whose place is known
only as a country shades the country: its middle would be taken for a place. One whose place is a region or unknown is
not drawn, and the title counts it.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dateline.export.spots import Spot, find_spot
from dateline.export.view import ReadingView, one_line
from dateline.plots.shapes import Shape, load_shapes
from dateline.plots.style import COAST, LAND, SHADE, add_legend, count, find_colour, make_axes
from dateline.records import Reading

if TYPE_CHECKING:
    from matplotlib.axes import Axes

KM_PER_DEGREE = 111.32
"""Of latitude, in the mean."""
NAMED = 12
"""Places that are named beside their points, the most told of."""


@dataclass(frozen=True, slots=True)
class Dot:
    """A place with a point: degrees, how far it may reach, the quad most told of there, and how many accounts."""

    name: str
    latitude: float
    longitude: float
    radius_km: float
    quad: str | None
    number: int


def plot_map(readings: Iterable[Reading], ax: Axes | None = None, *, world: bool = False) -> Axes:
    """Draw where accounts happened. The extent holds all that is drawn, or the world.

    Raises `SettingsError` without matplotlib.
    """
    dots, countries, total = gather(readings)
    ax = make_axes(ax, 9, 5.2)
    most = max(countries.values(), default=1)
    for shape in load_shapes():
        number = countries.get(shape.iso3 or "", 0)
        _draw_country(ax, shape, 0.25 + 0.65 * number / most if number else 0.0)
    for dot in sorted(dots, key=lambda dot: -dot.number):
        _draw_dot(ax, dot)
    _set_extent(ax, dots, countries, world=world)
    _name_dots(ax, dots)
    drawn = sum(dot.number for dot in dots) + sum(countries.values())
    ax.set_title(f"{count(drawn, 'account')} of {total:,} with a place to draw", loc="left", fontsize="medium")
    add_legend(ax, {dot.quad for dot in dots}, loc="lower left")
    ax.text(
        1, -0.01, "Places: GeoNames, CC BY 4.0. Shapes: Natural Earth.", transform=ax.transAxes,
        ha="right", va="top", fontsize="x-small", color="#666666",
    )  # fmt: skip
    return ax


def gather(readings: Iterable[Reading]) -> tuple[list[Dot], Counter[str], int]:
    """Give the dots, the accounts that are known by country alone, and the number of all accounts."""
    found: dict[tuple[float, float], list[tuple[Spot, str | None]]] = {}
    countries: Counter[str] = Counter()
    total = 0
    for reading in readings:
        view = ReadingView(reading)
        for account in view.accounts:
            total += 1
            spot = find_spot(view, account)
            if spot and spot.point:
                found.setdefault(spot.point, []).append((spot, account.quad))
            elif spot and spot.place and spot.place.precision == "country" and spot.country:
                countries[spot.country.iso3] += 1
    return [_make_dot(point, held) for point, held in found.items()], countries, total


def _make_dot(point: tuple[float, float], held: list[tuple[Spot, str | None]]) -> Dot:
    place = held[0][0].place
    quads = Counter(quad for _, quad in held)
    quad = min(quads, key=lambda quad: (-quads[quad], quad or ""))
    name = place.name if place else held[0][0].entity.name
    return Dot(name, *point, (place.radius_km if place else None) or 0.0, quad, len(held))


def _draw_country(ax: Axes, shape: Shape, shade: float) -> None:
    from matplotlib.colors import to_rgba
    from matplotlib.patches import PathPatch
    from matplotlib.path import Path

    for rings in shape.polygons:
        path = Path.make_compound_path(*(Path(ring, closed=True) for ring in rings))
        patch = PathPatch(path, facecolor=LAND, edgecolor=COAST, linewidth=0.5)
        patch.set_gid(f"country:{shape.iso3}")
        ax.add_patch(patch)
        if shade:
            ax.add_patch(PathPatch(path, facecolor=to_rgba(SHADE, shade), edgecolor=COAST, linewidth=0.5))


def _draw_dot(ax: Axes, dot: Dot) -> None:
    from matplotlib.patches import Ellipse

    colour = find_colour(dot.quad)
    # no circle is larger than the globe: a dotted line without end takes minutes to draw
    height = min(180.0, 2 * dot.radius_km / KM_PER_DEGREE)
    width = min(360.0, height / max(0.05, math.cos(math.radians(dot.latitude))))
    ax.add_patch(
        Ellipse((dot.longitude, dot.latitude), width, height, facecolor="none", edgecolor=colour, linestyle=":")
    )
    ax.scatter(
        [dot.longitude], [dot.latitude], s=18 + 14 * dot.number, color=colour, alpha=0.75, linewidths=0, zorder=3
    )


def _name_dots(ax: Axes, dots: list[Dot]) -> None:
    """Name the places most told of, but none over the name of another."""
    west, east = ax.get_xlim()
    south, north = ax.get_ylim()
    # about the size of a letter on the map, in degrees
    wide, high = (east - west) / 95, (north - south) / 26
    taken: list[tuple[float, float, float]] = []
    for dot in sorted(dots, key=lambda dot: (-dot.number, dot.name))[:NAMED]:
        name = one_line(dot.name)
        left, right, middle = dot.longitude, dot.longitude + wide * len(name), dot.latitude
        if any(left < end and begin < right and abs(middle - at) < high for begin, end, at in taken):
            continue
        taken.append((left, right, middle))
        ax.annotate(
            name,
            (dot.longitude, dot.latitude),
            xytext=(5, 4),
            textcoords="offset points",
            fontsize="small",
            clip_on=True,
            parse_math=False,
        )


def _set_extent(ax: Axes, dots: list[Dot], countries: Counter[str], *, world: bool) -> None:
    points = [(dot.longitude, dot.latitude) for dot in dots]
    for shape in load_shapes():
        if shape.iso3 in countries:
            # the largest part: the far islands of a country would make the map one of an ocean
            ring = max((rings[0] for rings in shape.polygons), key=len)
            points += [(float(x), float(y)) for x, y in ring]
    west, east, south, north = -180.0, 180.0, -60.0, 85.0
    if points and not world:
        longitudes, latitudes = zip(*points, strict=True)
        edge = max(2.0, 0.12 * max(max(longitudes) - min(longitudes), max(latitudes) - min(latitudes)))
        west, east = max(-180, min(longitudes) - edge), min(180, max(longitudes) + edge)
        south, north = max(-90, min(latitudes) - edge), min(90, max(latitudes) + edge)
    ax.set_xlim(west, east)
    ax.set_ylim(south, north)
    ax.set_aspect(1 / max(0.2, math.cos(math.radians((south + north) / 2))))
    ax.set_xticks([])
    ax.set_yticks([])
