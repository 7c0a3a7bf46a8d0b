"""The packaged gazetteer: places by name, in one sorted text that is searched in place.

In: a name. Out: the places that bear it. Built by `training/build_gazetteer.py` from GeoNames data (CC BY 4.0); loaded
on first use, about 20 MB, without a table of objects.
"""

from __future__ import annotations

import functools
import json
import unicodedata
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Protocol

from dateline.data import read_bytes


@dataclass(frozen=True, slots=True)
class Toponym:
    """A place of the gazetteer: `kind` is `P` (town), `A` (first-level area), `B` (lower area) or `F` (anything else).

    Latitude and longitude in degrees, `radius` in kilometres (of a town: guessed from its people), `area` the code of
    its first-level area.
    """

    geonames_id: int
    name: str
    kind: str
    country: str
    area: str
    latitude: float
    longitude: float
    population: int
    radius: float


class Gazetteer:
    """Names and places in one block of sorted lines."""

    def __init__(self, data: bytes) -> None:
        head, _, self._body = data.partition(b"\n")
        self._areas: dict[str, str] = json.loads(head)

    def find(self, name: str) -> tuple[Toponym, ...]:
        """Give the places of that name, largest first."""
        key = fold_name(name).encode()
        if not key or b"\t" in key or b"\n" in key:
            return ()
        body, prefix, at = self._body, key + b"\t", self._seek(key + b"\t")
        found = []
        while body.startswith(prefix, at):
            end = body.index(b"\n", at)
            found.append(_parse(body[at:end].decode()))
            at = end + 1
        return tuple(sorted(dict.fromkeys(found), key=lambda place: (-place.population, place.geonames_id)))

    def name_area(self, code: str) -> str | None:
        """Give the name of a first-level area by its code."""
        return self._areas.get(code)

    def _seek(self, prefix: bytes) -> int:
        """Give the offset of the first line that is not before the prefix."""
        body, low, high = self._body, 0, len(self._body)
        while low < high:
            start = body.rfind(b"\n", 0, (low + high) // 2) + 1
            if start < low:
                start = low
            end = body.find(b"\n", start)
            end = len(body) if end < 0 else end
            if body[start : start + len(prefix)] < prefix and body[start:end] < prefix:
                low = end + 1
            else:
                high = start
        return low


def _parse(line: str) -> Toponym:
    key, name, gid, kind, country, area, lat, lon, people, radius = line.split("\t")
    inhabitants = int(people)
    reach = float(radius) if radius else round(min(40.0, 1.0 + inhabitants**0.5 / 60), 1)
    return Toponym(int(gid or 0), name or key.title(), kind, country, area, float(lat), float(lon), inhabitants, reach)


def fold_name(name: str) -> str:
    """Give a place name in the form that is searched: lower case, no accents, full stops or apostrophes, one space."""
    plain = (
        name
        if name.isascii()
        else "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c))
    )
    plain = plain.lower()
    for old, new in ((".", ""), ("'", ""), ("’", ""), ("‘", ""), ("-", " "), ("ı", "i"), ("ø", "o"), ("ł", "l")):
        plain = plain.replace(old, new)
    words = plain.split()
    if words and words[0] == "st":
        words[0] = "saint"
    return " ".join(words)


class Source(Protocol):
    """Where places are looked up: the packaged gazetteer or an index that the user has built."""

    def find(self, name: str) -> tuple[Toponym, ...]:
        """Give the places of that name, largest first."""

    def name_area(self, code: str) -> str | None:
        """Give the name of a first-level area by its code."""


_CURRENT: ContextVar[str] = ContextVar("gazetteer", default="")


@contextmanager
def use_gazetteer(path: str) -> Iterator[None]:
    """Look places up in the index at a path within this block; an empty path means the packaged gazetteer."""
    token = _CURRENT.set(path)
    try:
        yield
    finally:
        _CURRENT.reset(token)


def load_gazetteer() -> Source:
    """Give the gazetteer in use, loaded once a process: the packaged one, or that of `use_gazetteer`."""
    return _load(_CURRENT.get())


@functools.cache
def _load(path: str) -> Source:
    if path:
        from dateline.data.gazetteer_index import GazetteerIndex

        return GazetteerIndex(path)
    return Gazetteer(zlib.decompress(read_bytes("gazetteer.bin")))


def find_places(name: str) -> tuple[Toponym, ...]:
    """Give the places of a name in the gazetteer in use, largest first; remembers the last few thousand names."""
    return _find(_CURRENT.get(), name)


@functools.lru_cache(maxsize=4096)
def _find(path: str, name: str) -> tuple[Toponym, ...]:
    return _load(path).find(name)
