"""A full gazetteer in an SQLite file, made from a GeoNames dump.

In: `allCountries.txt` (19 columns, as https://download.geonames.org/export/dump/ describes them) and, where there is
one, `alternateNamesV2.txt`. Out: an index that finds places by any of their names in Latin letters. GeoNames data are
CC BY 4.0: say so wherever their coordinates are shown.

The dump is read once, line by line; a line that has too few columns or no coordinates is left out and counted.
"""

from __future__ import annotations

import functools
import hashlib
import itertools
import os
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from dateline.data import load_table
from dateline.data.gazetteer import Toponym, fold_name
from dateline.errors import InputError, SettingsError

BATCH = 20_000
FORM = "1"
"""Version of the index's tables."""
SCHEMA = """
CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID;
CREATE TABLE places (id INTEGER PRIMARY KEY, name TEXT, kind TEXT, country TEXT, area TEXT, latitude REAL,
                     longitude REAL, population INTEGER, radius REAL);
CREATE TABLE names (key TEXT, id INTEGER);
CREATE TABLE areas (code TEXT PRIMARY KEY, name TEXT) WITHOUT ROWID;
"""
REACHES = {"H": 30.0, "L": 15.0, "R": 10.0, "S": 1.0, "T": 10.0, "U": 50.0, "V": 15.0}
"""Reach in km by GeoNames feature class, for what is no town and no area."""
AREA_REACHES = {"ADM1": 150.0, "ADM2": 40.0, "ADM3": 15.0, "ADM4": 8.0}
LONGEST = 80
"""Characters of the longest name that is kept."""
Tell = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Built:
    """How many places and names went into an index, and how many lines were left out."""

    places: int
    names: int
    left_out: int


class GazetteerIndex:
    """An index made by `build_index`, opened for reading.

    Raises `SettingsError` where the file is missing or no index.
    """

    def __init__(self, path: str | Path) -> None:
        if not Path(path).is_file():
            raise SettingsError(f"no gazetteer at {path}: make one with `dateline gazetteer build`")
        try:
            self._base = sqlite3.connect(f"{Path(path).resolve().as_uri()}?mode=ro", uri=True, check_same_thread=False)
            meta = dict(self._base.execute("SELECT name, value FROM meta"))
        except sqlite3.Error as error:
            raise SettingsError(f"{path} is no gazetteer: make one with `dateline gazetteer build`") from error
        if meta.get("form") != FORM:
            raise SettingsError(f"the gazetteer {path} was made by another version: build it anew")
        self.hash = meta["hash"]
        self._areas: dict[str, str] = dict(self._base.execute("SELECT code, name FROM areas"))

    def find(self, name: str) -> tuple[Toponym, ...]:
        """Give the places of that name, largest first."""
        rows = self._base.execute(
            "SELECT DISTINCT p.* FROM names n JOIN places p ON p.id = n.id WHERE n.key = ? "
            "ORDER BY p.population DESC, p.id LIMIT 200",
            (fold_name(name),),
        )
        return tuple(Toponym(*row) for row in rows)

    def name_area(self, code: str) -> str | None:
        """Give the name of a first-level area by its code."""
        return self._areas.get(code)


def build_index(places: Path, out: Path, alternates: Path | None = None, tell: Tell = lambda count: None) -> Built:
    """Make an index from a dump; `tell` is called with the number of lines read now and then.

    The index is written beside `out` and put in its place when it is whole. Raises `InputError` where a file cannot be
    read or holds no place.
    """
    whole = out.with_name(out.name + ".part")
    whole.unlink(missing_ok=True)
    base = sqlite3.connect(whole)
    try:
        base.executescript("PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF;" + SCHEMA)
        digest = hashlib.sha256()
        left_out = _fill_places(base, places, alternates is None, digest, tell)
        if alternates is not None:
            left_out += _fill_names(base, alternates, digest, tell)
        base.execute("CREATE INDEX names_key ON names (key)")
        counts = [base.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in ("places", "names")]
        if not counts[0]:
            raise InputError(f"{places} holds no place: it takes the file allCountries.txt of GeoNames, unpacked")
        meta = [("form", FORM), ("hash", digest.hexdigest()[:16]), ("source", "GeoNames, CC BY 4.0")]
        base.executemany("INSERT INTO meta VALUES (?, ?)", meta)
        base.commit()
    except BaseException:
        base.close()
        whole.unlink(missing_ok=True)
        raise
    base.close()
    os.replace(whole, out)
    return Built(counts[0], counts[1], left_out)


def _fill_places(base: sqlite3.Connection, path: Path, with_names: bool, digest: hashlib._Hash, tell: Tell) -> int:
    left_out = 0
    for batch in _batches(_read_lines(path, digest), tell):
        places, names, areas = [], [], []
        for line in batch:
            row = line.split("\t")
            place = _read_place(row)
            if place is None:
                left_out += 1
                continue
            places.append(place)
            forms = [row[1], row[2], *(row[3].split(",") if with_names else ())]
            names += [(key, place[0]) for key in _fold_all(forms)]
            if row[7] == "ADM1":
                areas.append((place[4], row[1]))
        base.executemany("INSERT OR REPLACE INTO places VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", places)
        base.executemany("INSERT INTO names VALUES (?, ?)", names)
        base.executemany("INSERT OR REPLACE INTO areas VALUES (?, ?)", areas)
    return left_out


def _fill_names(base: sqlite3.Connection, path: Path, digest: hashlib._Hash, tell: Tell) -> int:
    """Add the other names: those of links, codes and postal addresses and the historic ones are no names here."""
    left_out = 0
    for batch in _batches(_read_lines(path, digest), tell):
        names = []
        for line in batch:
            row = line.split("\t")
            if len(row) < 4 or not row[1].isdigit():
                left_out += 1
            elif len(row[2]) <= 3 and not (len(row) > 7 and row[7] == "1"):
                names += [(key, int(row[1])) for key in _fold_all([row[3]])]
        base.executemany("INSERT INTO names SELECT ?1, ?2 WHERE EXISTS (SELECT 1 FROM places WHERE id = ?2)", names)
    return left_out


def _read_lines(path: Path, digest: hashlib._Hash) -> Iterator[str]:
    try:
        with path.open("rb") as file:
            for line in file:
                digest.update(line)
                yield line.decode("utf-8", "replace").rstrip("\r\n")
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror}") from error


def _batches(lines: Iterable[str], tell: Tell) -> Iterator[list[str]]:
    done = 0
    iterator = iter(lines)
    while batch := list(itertools.islice(iterator, BATCH)):
        yield batch
        done += len(batch)
        tell(done)


def _read_place(row: list[str]) -> tuple[object, ...] | None:
    """Give the row of a place: towns `P`, first-level areas `A`, lower ones `B`, all else `F`; None for countries."""
    if len(row) < 15 or not row[0].isdigit() or row[7].startswith("PCL"):
        return None
    try:
        latitude, longitude, people = float(row[4]), float(row[5]), int(row[14] or 0)
    except ValueError:
        return None
    country = _alpha3().get(row[8])
    if country is None or not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        return None
    kind = "P" if row[6] == "P" else "A" if row[7] == "ADM1" else "B" if row[6] == "A" else "F"
    reach = AREA_REACHES.get(row[7][:4], 20.0) if row[6] == "A" else REACHES.get(row[6], 10.0)
    if kind == "P":
        reach = round(min(40.0, 1.0 + people**0.5 / 60), 1)
    return int(row[0]), row[1], kind, country, f"{row[8]}.{row[10]}", latitude, longitude, people, reach


def _fold_all(names: Iterable[str]) -> list[str]:
    """Give the keys of those names that may stand in an English report."""
    latin = (name for name in names if 1 < len(name) <= LONGEST and all(ord(c) < 0x250 or c == "’" for c in name))
    return list(dict.fromkeys(key for name in latin if (key := fold_name(name))))


@functools.cache
def _alpha3() -> dict[str, str]:
    return {row["iso2"]: row["iso3"] for row in load_table("export/country_codes.tsv")}
