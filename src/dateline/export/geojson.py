"""GeoJSON (RFC 7946): one feature an account, for maps and GIS.

In: readings and a path. Out: a FeatureCollection. An account whose place is a point, a town or a first-level division
has a point, with `radius_km` saying how far from it the place may reach; one whose place is a country, a region or
unknown has no geometry (null, as the RFC allows), for its middle would be taken for the place of the event.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from dateline.export.rows import make_row
from dateline.export.spots import find_spot
from dateline.export.streams import ListStream
from dateline.export.view import ReadingView
from dateline.records import Account, Reading

LEFT_OUT = ("latitude", "longitude", "precision")
"""Columns that the geometry and `place_precision` say better."""


def make_feature(view: ReadingView, account: Account) -> dict[str, Any]:
    """Give the feature of an account: all its columns are properties, unknown ones null."""
    row = make_row(view, account)
    spot = find_spot(view, account)
    place = spot.place if spot else None
    point = spot.point if spot else None
    properties = {name: cell for name, cell in row.items() if name not in LEFT_OUT}
    return {
        "type": "Feature",
        "id": row["row_id"],
        "geometry": {"type": "Point", "coordinates": [point[1], point[0]]} if point else None,
        "properties": {
            **properties,
            "place_precision": place.precision if place else None,
            "radius_km": place.radius_km if place else None,
        },
    }


class GeoJsonWriter:
    """Writes features as readings come."""

    def __init__(self, out: Path) -> None:
        self.paths = (out,)
        self.list = ListStream(out, {"type": "FeatureCollection"}, "features")

    def write(self, reading: Reading) -> int:
        """Write the features of one reading and say how many."""
        view = ReadingView(reading)
        for account in view.accounts:
            self.list.add(make_feature(view, account))
        return len(view.accounts)

    def close(self) -> None:
        """End the collection."""
        self.list.close()
