"""The map: places as marks with rings of precision, near ones joined, countries shaded.

In: counts by place and type. Out: an `Atlas`: shapes as paths, marks in per cent of the drawing, and the same as plain
values for the page's script. An event that is known by its country alone shades the country: the middle of a country is
no place. What has neither point nor shape is counted and not drawn.
"""

from __future__ import annotations

import functools
import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from dateline.plots.shapes import Shape, load_shapes
from dateline.records import Place
from dateline.store import PlaceTypeCount
from dateline.web.explore.kinds import Mix, make_mix
from dateline.web.explore.projection import HEIGHT, WIDTH, Points, Projection, choose_projection
from dateline.web.explore.timeline import name_country

KM_PER_DEGREE = 111.2
LARGEST, SMALLEST = 20.0, 5.0
"""Radii of marks, in pixels."""
NEAR = 30.0
"""Marks nearer than this, in units of the drawing, are joined."""
LISTED = 100
NAMED = 24
"""So many marks have their names beside them."""
SHADES = 5


@dataclass(frozen=True, slots=True)
class Site:
    """A place with a point, and what happened there."""

    place: Place
    mix: Mix

    @property
    def vague(self) -> bool:
        """Whether the place is a district or province, drawn as its ring alone."""
        return self.place.precision == "admin1"


@dataclass(frozen=True, slots=True)
class Spot:
    """A mark: where in per cent, how large in pixels, the sites it stands for; `ring` in units of the drawing."""

    left: float
    top: float
    x: float
    y: float
    radius: float
    ring: float
    name: str
    named: str
    mix: Mix
    sites: tuple[Site, ...]

    @property
    def query(self) -> tuple[str, str]:
        """The filter that finds its events: around one place, or in the box that holds several."""
        if len(self.sites) == 1:
            place = self.sites[0].place
            return "near", f"{place.latitude:g},{place.longitude:g},{max(1.0, place.radius_km or 1.0):g}"
        latitudes = [site.place.latitude or 0.0 for site in self.sites]
        longitudes = _unwrap([site.place.longitude or 0.0 for site in self.sites])
        west, east = (math.remainder(x, 360) for x in (min(longitudes) - 0.01, max(longitudes) + 0.01))
        return "box", f"{min(latitudes) - 0.01:g},{west:g},{max(latitudes) + 0.01:g},{east:g}"


@dataclass(frozen=True, slots=True)
class Area:
    """A country that events are known by alone: `shape` is its name in the atlas, `shade` 0 to `SHADES`."""

    code: str
    name: str
    shape: str
    path: str
    shade: int
    mix: Mix


@dataclass(frozen=True, slots=True)
class Atlas:
    """What a map draws. `unplaced` are places without point or shape; `land` is the path of all other countries."""

    projection: Projection
    land: str
    areas: tuple[Area, ...]
    spots: tuple[Spot, ...]
    unplaced: tuple[Site, ...]

    @property
    def listed(self) -> tuple[Site, ...]:
        """The places with most sources, for the table beneath."""
        sites = [site for spot in self.spots for site in spot.sites]
        return tuple(sorted(sites, key=lambda site: -site.mix.sources)[:LISTED])

    @property
    def clustered(self) -> bool:
        """Whether a mark stands for several places."""
        return any(len(spot.sites) > 1 for spot in self.spots)


def draw_atlas(counts: Sequence[PlaceTypeCount], *, world: bool = False) -> Atlas:
    """Draw a map that shows all that has a place, or the world."""
    sites, countries, unplaced = gather_sites(counts)
    shapes = {shape.iso3: shape for shape in load_shapes() if shape.iso3}
    points = [(site.place.longitude or 0.0, site.place.latitude or 0.0) for site in sites]
    for code in countries:
        if code in shapes:
            points += _outline(shapes[code])
    projection = choose_projection([] if world else points)
    most = max((mix.sources for mix in countries.values()), default=1)
    areas = tuple(
        Area(
            code,
            name_country(code),
            shapes[code].name if code in shapes else "",
            draw_shape(shapes[code], projection) if code in shapes else "",
            max(1, math.ceil(SHADES * math.sqrt(mix.sources / most))) if code in shapes else 0,
            mix,
        )
        for code, mix in sorted(countries.items(), key=lambda item: (-item[1].sources, item[0]))
    )
    return Atlas(projection, draw_land(projection), areas, cluster_sites(sites, projection), tuple(unplaced))


def gather_sites(counts: Sequence[PlaceTypeCount]) -> tuple[list[Site], dict[str, Mix], list[Site]]:
    """Give places with points, countries by code, and places with neither, most sources first."""
    held: dict[Place, list[tuple[str, int, int]]] = defaultdict(list)
    for count in counts:
        held[count.place].append((count.type, count.events, count.sources))
    sites: list[Site] = []
    unplaced: list[Site] = []
    countries: dict[str, Mix] = {}
    for place, rows in held.items():
        mix = make_mix(rows)
        if place.precision == "country" and place.country:
            countries[place.country] = countries.get(place.country, Mix()) + mix
        elif place.precision in ("country", "region") or place.latitude is None or place.longitude is None:
            unplaced.append(Site(place, mix))
        else:
            sites.append(Site(place, mix))
    for found in (sites, unplaced):
        found.sort(key=lambda site: (-site.mix.sources, site.place.name, site.place.geonames_id or 0))
    return sites, countries, unplaced


def cluster_sites(sites: Sequence[Site], projection: Projection) -> tuple[Spot, ...]:
    """Join what would lie on each other: each place to the nearest mark with more sources, the largest first."""
    groups: list[tuple[float, float, list[Site]]] = []
    for site in sites:
        x, y = projection.place(site.place.longitude or 0.0, site.place.latitude or 0.0)
        near = min(groups, key=lambda group: math.hypot(group[0] - x, group[1] - y), default=None)
        if near is not None and math.hypot(near[0] - x, near[1] - y) < NEAR:
            near[2].append(site)
        else:
            groups.append((x, y, [site]))
    most = max((sum(s.mix.sources for s in group) for *_, group in groups), default=1)
    spots = [_make_spot(x, y, held, most, projection) for x, y, held in groups]
    spots.sort(key=lambda spot: -spot.mix.sources)
    return _name_spots([spot for spot in spots if 0 <= spot.left <= 100 and 0 <= spot.top <= 100])


def draw_shape(shape: Shape, projection: Projection) -> str:
    """Give the path of a country."""
    drawn: dict[str, None] = {}
    for rings in shape.polygons:
        for ring in rings:
            for placed in projection.place_ring(ring):
                drawn[_write_path(placed)] = None
    return "".join(drawn)


@functools.lru_cache(maxsize=64)
def draw_land(projection: Projection) -> str:
    """Give one path for all countries: those with events are drawn over it."""
    return "".join(draw_shape(shape, projection) for shape in load_shapes())


def describe_atlas(atlas: Atlas) -> dict[str, Any]:
    """Give plain values from which the page's script draws the same map."""
    projection = atlas.projection
    return {
        "projection": {
            "kind": projection.kind,
            "centre": [projection.longitude, projection.latitude],
            "scale": projection.scale,
            "shift": [projection.x, projection.y],
            "size": [WIDTH, HEIGHT],
        },
        "sites": [
            {
                "name": site.place.name,
                "at": [site.place.longitude, site.place.latitude],
                "km": site.place.radius_km or 0,
                "vague": site.vague,
                "events": site.mix.events,
                "sources": site.mix.sources,
                "conflict": site.mix.conflict_sources,
            }
            for spot in atlas.spots
            for site in spot.sites
        ],
    }


def _make_spot(x: float, y: float, sites: list[Site], most: int, projection: Projection) -> Spot:
    mix = sum((site.mix for site in sites), Mix())
    first = sites[0].place
    ring = 0.0
    if len(sites) == 1 and first.radius_km:
        ring = projection.measure(first.longitude or 0.0, first.latitude or 0.0) * first.radius_km / KM_PER_DEGREE
    radius = max(SMALLEST, LARGEST * math.sqrt(mix.sources / most))
    more = f" and {len(sites) - 1} more" if len(sites) > 1 else ""
    return Spot(
        left=round(100 * x / WIDTH, 3),
        top=round(100 * y / HEIGHT, 3),
        x=round(x, 1),
        y=round(y, 1),
        radius=round(radius, 1),
        ring=round(ring, 1),
        name=f"{first.name}{more}",
        named="",
        mix=mix,
        sites=tuple(sites),
    )


def _name_spots(spots: Sequence[Spot]) -> tuple[Spot, ...]:
    """Name the largest marks, to the right or left of them, but none over the name or mark of another."""
    taken = [(s.x - s.radius, s.x + s.radius, s.y - s.radius, s.y + s.radius) for s in spots]
    named = []
    for place, spot in enumerate(spots):
        length = spot.radius + 2 + 7.0 * len(spot.name)
        sides = {
            "right": (spot.x + spot.radius + 2, spot.x + length, spot.y - 8, spot.y + 8),
            "left": (spot.x - length, spot.x - spot.radius - 2, spot.y - 8, spot.y + 8),
        }
        others = [other for number, other in enumerate(taken) if number != place]
        side = next(
            (
                name
                for name, box in sides.items()
                if place < NAMED and box[0] > 0 and box[1] < WIDTH and not any(_touch(box, other) for other in others)
            ),
            "",
        )
        if side:
            taken.append(sides[side])
        named.append(replace(spot, named=side))
    return tuple(named)


def _touch(one: tuple[float, float, float, float], other: tuple[float, float, float, float]) -> bool:
    return one[0] < other[1] and other[0] < one[1] and one[2] < other[3] and other[2] < one[3]


def _outline(shape: Shape) -> list[tuple[float, float]]:
    """Give a few points of a country's largest part: far islands would make the map one of an ocean."""
    ring = max((rings[0] for rings in shape.polygons), key=len)
    return [(float(x), float(y)) for x, y in ring[:: max(1, len(ring) // 40)]]


def _write_path(points: Points) -> str:
    """Write a ring in whole units of a tenth, as steps from point to point."""
    tenths = points.round(1)
    if tenths[:, 0].max() < -WIDTH or tenths[:, 0].min() > 2 * WIDTH:
        return ""
    if tenths[:, 1].max() < -HEIGHT or tenths[:, 1].min() > 2 * HEIGHT:
        return ""
    words = " ".join(f"{x:g},{y:g}" for x, y in tenths)
    return f"M{words}Z"


def _unwrap(longitudes: list[float]) -> list[float]:
    first = longitudes[0]
    return [first + math.remainder(x - first, 360) for x in longitudes]
