"""Shapes of countries, from the TopoJSON of `world-atlas` (Natural Earth, public domain).

In: nothing. Out: polygons by ISO 3166-1 alpha-3, in degrees. The format is TopoJSON: arcs in whole steps from point to
point, scaled and moved by a transform, shared by the rings of neighbours; `~i` is arc `i` backwards.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dateline.data import load_json, load_table

Ring = NDArray[np.float64]
"""Longitudes and latitudes in degrees, one row a point; the last point is the first. Longitudes may go beyond 180."""

FILE = "world-atlas/countries-110m.json"


@dataclass(frozen=True, slots=True)
class Shape:
    """A country: its alpha-3 code, None where ISO 3166-1 has none, its name, and its polygons, outer ring first."""

    iso3: str | None
    name: str
    polygons: tuple[tuple[Ring, ...], ...]


@functools.cache
def load_shapes() -> tuple[Shape, ...]:
    """Give the shapes of all countries."""
    atlas = load_json(FILE)
    arcs = [_place(arc, atlas["transform"]) for arc in atlas["arcs"]]
    codes = {row["numeric"]: row["iso3"] for row in load_table("export/country_codes.tsv") if row["numeric"]}
    names = {row["name"]: row["iso3"] for row in load_table("export/country_codes.tsv")}
    shapes = []
    for item in atlas["objects"]["countries"]["geometries"]:
        name = item["properties"]["name"]
        iso3 = codes.get(item.get("id", "")) or names.get(name)
        groups = [item["arcs"]] if item["type"] == "Polygon" else item["arcs"]
        polygons = [[_unroll(_join(ring, arcs)) for ring in rings] for rings in groups]
        shapes.append(Shape(iso3, name, tuple(part for rings in polygons for part in _repeat(rings))))
    return tuple(shapes)


def _place(arc: list[list[int]], transform: dict[str, Any]) -> Ring:
    steps = np.cumsum(np.asarray(arc, dtype=np.float64)[:, :2], axis=0)
    placed: Ring = steps * np.asarray(transform["scale"]) + np.asarray(transform["translate"])
    return placed


def _unroll(ring: Ring) -> Ring:
    """Let a ring that crosses the date line go on beyond 180 degrees instead of back around the world."""
    steps = np.diff(ring[:, 0])
    turns = np.concatenate([[0.0], np.cumsum(np.where(steps > 180, -360.0, np.where(steps < -180, 360.0, 0.0)))])
    if not turns.any() or turns[-1] != 0:
        return ring  # it never crosses, or goes around a pole
    unrolled: Ring = ring + np.column_stack([turns, np.zeros(len(ring))])
    return unrolled


def _repeat(rings: list[Ring]) -> list[tuple[Ring, ...]]:
    """Give a polygon, and what of it lies beyond 180 degrees once more on the other side of the map."""
    found = [tuple(rings)]
    turn = np.array([360.0, 0.0])
    if rings[0][:, 0].max() > 180:
        found.append(tuple(ring - turn for ring in rings))
    if rings[0][:, 0].min() < -180:
        found.append(tuple(ring + turn for ring in rings))
    return found


def _join(indexes: list[int], arcs: list[Ring]) -> Ring:
    """Give a ring: its arcs one after another, each without the first point, which is the last of the one before."""
    pieces = [arcs[i] if i >= 0 else arcs[~i][::-1] for i in indexes]
    return np.concatenate([pieces[0], *(piece[1:] for piece in pieces[1:])])
