"""Projections: from degrees to a drawing, chosen for what is to be seen.

In: points in degrees. Out: a `Projection` with its name, centre, scale and shift as d3-geo takes them, so that the
page's script draws the same picture. A world is drawn in Equal Earth (Šavrič, Patterson and Jenny 2018), a continent
in Lambert's azimuthal equal-area projection about its middle, and a country in Mercator's, where a circle stays a
circle.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Points = NDArray[np.float64]
"""Longitudes and latitudes in degrees, or x and y of a drawing: one row a point."""

WIDTH, HEIGHT = 960, 540
EDGE = 46
"""How much of the drawing is left free around what is to be seen."""
WORLD, COUNTRY = 55.0, 9.0
"""Angles in degrees from the middle beyond which the world is drawn, and within which a country."""
LEAST = 1.6
"""No drawing reaches less far than so many degrees from its middle."""
FAR = 120.0
"""In the azimuthal projection points further than so many degrees from the middle are drawn at that distance."""

_A1, _A2, _A3, _A4 = 1.340264, -0.081106, 0.000893, 0.003796
_M = math.sqrt(3) / 2


@dataclass(frozen=True, slots=True)
class Projection:
    """`kind` is `equalEarth`, `azimuthalEqualArea` or `mercator`; the centre in degrees; scale and shift in units."""

    kind: str
    longitude: float
    latitude: float
    scale: float = 1.0
    x: float = 0.0
    y: float = 0.0

    def place(self, longitude: float, latitude: float) -> tuple[float, float]:
        """Give where a point lies in the drawing."""
        placed = self.place_all(np.array([[longitude, latitude]]))[0]
        return float(placed[0]), float(placed[1])

    def place_all(self, points: Points) -> Points:
        """Give where points lie in the drawing."""
        if self.kind == "azimuthalEqualArea":
            raw = _azimuthal(points, self.longitude, self.latitude)
        else:
            raw = _FLAT[self.kind](_turn(points, self.longitude), np.radians(points[:, 1]))
        placed: Points = raw * np.array([self.scale, -self.scale]) + np.array([self.x, self.y])
        return placed

    def place_ring(self, ring: Points) -> Iterator[Points]:
        """Give where a ring lies: once, or on both sides of a map that is cut through it."""
        if self.kind == "azimuthalEqualArea":
            if _measure_angles(ring, self.longitude, self.latitude).min() < FAR - 1:
                yield self.place_all(ring)
            return
        turned = ring[:, 0] - self.longitude
        # a ring that is cut goes on beyond the edge of the world, where the drawing's outline hides it
        for turn in (-720.0, -360.0, 0.0, 360.0, 720.0):
            moved = turned + turn
            if moved.max() > -180 and moved.min() < 180:
                raw = _FLAT[self.kind](np.radians(moved), np.radians(ring[:, 1]))
                yield raw * np.array([self.scale, -self.scale]) + np.array([self.x, self.y])

    def outline(self) -> str:
        """Give the path of the world's edge; nothing where none is in sight."""
        if self.kind != "equalEarth":
            return ""
        latitudes = np.radians(np.linspace(-90, 90, 46))
        west = _equal_earth(np.full(46, -math.pi), latitudes)
        east = _equal_earth(np.full(46, math.pi), latitudes[::-1])
        placed = np.concatenate([west, east]) * np.array([self.scale, -self.scale]) + np.array([self.x, self.y])
        return "M" + " ".join(f"{x:.1f},{y:.1f}" for x, y in placed) + "Z"

    def measure(self, longitude: float, latitude: float) -> float:
        """Give the length of a degree of latitude around a point, in units of the drawing."""
        south, north = max(-89.9, latitude - 0.1), min(89.9, latitude + 0.1)
        (x1, y1), (x2, y2) = self.place(longitude, south), self.place(longitude, north)
        return math.hypot(x2 - x1, y2 - y1) / (north - south)


def choose_projection(points: Sequence[tuple[float, float]]) -> Projection:
    """Give the projection in which points, as longitude and latitude, fill the drawing; the world for none."""
    if not points:
        return _fit(Projection("equalEarth", 0.0, 0.0), _outline(0.0), 12)
    longitude, latitude, reach = find_middle(points)
    if reach > WORLD:
        centre = _find_meridian(points)
        return _fit(Projection("equalEarth", centre, 0.0), _outline(centre), 12)
    circle = make_circle(longitude, latitude, max(LEAST, reach * 0.35))
    shown = np.array([*points, *circle])
    if reach <= COUNTRY and abs(latitude) < 70:
        return _fit(Projection("mercator", longitude, 0.0), shown)
    return _fit(Projection("azimuthalEqualArea", longitude, latitude), shown)


def find_middle(points: Iterable[tuple[float, float]]) -> tuple[float, float, float]:
    """Give the middle of points on the sphere, and the angle in degrees to the furthest of them."""
    radians = np.radians(np.array(list(points), dtype=np.float64))
    vectors = np.column_stack(
        [
            np.cos(radians[:, 1]) * np.cos(radians[:, 0]),
            np.cos(radians[:, 1]) * np.sin(radians[:, 0]),
            np.sin(radians[:, 1]),
        ]
    )
    middle = (vectors.max(axis=0) + vectors.min(axis=0)) / 2
    length = float(np.linalg.norm(middle))
    if length < 1e-9:
        return 0.0, 0.0, 180.0
    middle = middle / length
    reach = math.degrees(math.acos(max(-1.0, min(1.0, float((vectors @ middle).min())))))
    latitude = math.degrees(math.asin(max(-1.0, min(1.0, float(middle[2])))))
    return round(math.degrees(math.atan2(middle[1], middle[0])), 4), round(latitude, 4), reach


def make_circle(longitude: float, latitude: float, degrees: float, steps: int = 24) -> list[tuple[float, float]]:
    """Give points at an angle around a point."""
    found = []
    one, angle = math.radians(latitude), math.radians(degrees)
    for turn in (2 * math.pi * step / steps for step in range(steps)):
        other = math.asin(math.sin(one) * math.cos(angle) + math.cos(one) * math.sin(angle) * math.cos(turn))
        east = math.atan2(
            math.sin(turn) * math.sin(angle) * math.cos(one), math.cos(angle) - math.sin(one) * math.sin(other)
        )
        found.append((longitude + math.degrees(east), math.degrees(other)))
    return found


def _outline(centre: float) -> Points:
    """Give points along the edge of a world that is cut opposite of a meridian, without the empty far south."""
    latitudes = np.linspace(-54, 82, 30)
    sides = [np.column_stack([np.full(30, centre + turn), latitudes]) for turn in (-179.999, 0.0, 179.999)]
    return np.concatenate(sides)


def _find_meridian(points: Sequence[tuple[float, float]]) -> float:
    """Give the meridian opposite of the widest empty stretch, where that is wide; else Greenwich."""
    ordered = sorted(longitude for longitude, _ in points)
    gaps = [(b - a, a) for a, b in zip(ordered, [*ordered[1:], ordered[0] + 360], strict=True)]
    width, west = max(gaps)
    cut = west + width / 2
    if width < 60 or abs(math.remainder(cut - 180, 360)) < 60:
        return 0.0
    return round(math.remainder(cut + 180, 360) / 10) * 10.0


def _fit(projection: Projection, points: Points, edge: float = EDGE) -> Projection:
    raw = projection.place_all(points)
    left, top, right, bottom = map(float, (*raw.min(axis=0), *raw.max(axis=0)))
    wide, high = max(1e-9, right - left), max(1e-9, bottom - top)
    scale = min((WIDTH - 2 * edge) / wide, (HEIGHT - 2 * edge) / high)
    return Projection(
        projection.kind,
        projection.longitude,
        projection.latitude,
        round(scale, 3),
        round(WIDTH / 2 - scale * (left + right) / 2, 3),
        round(HEIGHT / 2 - scale * (top + bottom) / 2, 3),
    )


def _turn(points: Points, centre: float) -> Points:
    """Give longitudes from a centre, in radians, each by the shorter way."""
    turned = points[:, 0] - centre
    shifted: Points = np.radians(turned - 360 * np.round(turned / 360))
    return shifted


def _equal_earth(east: Points, north: Points) -> Points:
    theta = np.arcsin(_M * np.sin(north))
    square = theta * theta
    sixth = square * square * square
    x = east * np.cos(theta) / (_M * (_A1 + 3 * _A2 * square + sixth * (7 * _A3 + 9 * _A4 * square)))
    y = theta * (_A1 + _A2 * square + sixth * (_A3 + _A4 * square))
    return np.column_stack([x, y])


def _mercator(east: Points, north: Points) -> Points:
    limited = np.clip(north, math.radians(-85), math.radians(85))
    return np.column_stack([east, np.log(np.tan(math.pi / 4 + limited / 2))])


def _measure_angles(points: Points, longitude: float, latitude: float) -> Points:
    east, north, one = np.radians(points[:, 0] - longitude), np.radians(points[:, 1]), math.radians(latitude)
    cosine = math.sin(one) * np.sin(north) + math.cos(one) * np.cos(north) * np.cos(east)
    angles: Points = np.degrees(np.arccos(np.clip(cosine, -1, 1)))
    return angles


def _azimuthal(points: Points, longitude: float, latitude: float) -> Points:
    east, north, one = np.radians(points[:, 0] - longitude), np.radians(points[:, 1]), math.radians(latitude)
    x = np.cos(north) * np.sin(east)
    y = math.cos(one) * np.sin(north) - math.sin(one) * np.cos(north) * np.cos(east)
    angle = np.radians(np.minimum(_measure_angles(points, longitude, latitude), FAR))
    length = np.maximum(np.hypot(x, y), 1e-12)
    reach = 2 * np.sin(angle / 2)
    return np.column_stack([x / length * reach, y / length * reach])


_FLAT = {"equalEarth": _equal_earth, "mercator": _mercator}
