"""Where the places of a report are.

In: a document with entities. Out: the same with `place` (coordinates, precision, reach) and `country` for the places
that the gazetteer knows. Among places of one name the one that the report's country, the area named beside it, the
other places and its people speak for is taken. A place that no table knows stays as it is.

Coordinates are GeoNames' (CC BY 4.0); of areas, the centre of their people.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from dataclasses import replace

from dateline.data import load_table
from dateline.data.actors import load_countries, load_demonyms, load_place_nouns, load_states
from dateline.data.gazetteer import Toponym, find_places, load_gazetteer
from dateline.records import Document, Entity, Place, Precision
from dateline.resolve.context import DIRECTION, Context, find_context

AFTER = re.compile(r"\s*,\s*((?:[A-Z][\w.’'-]*)(?: (?:of |and )?[A-Z][\w.’'-]*){0,3})")
SECOND_LEVEL = re.compile(r"\b(county|parish|district|prefecture|borough|governorate|province|region|canton)\b", re.I)
FIRST_LEVEL = re.compile(r"\b(state|province|region|oblast|governorate|prefecture|county)\b", re.I)
MAX_ANCHORS = 30
NEAR_KM = 300.0
SUPPORT = 3.0
"""Weight of the other names' votes for an area."""


def resolve_places(document: Document) -> Document:
    """Fill `place` and `country` of the places."""
    if not any(entity.kind == "place" for entity in document.entities):
        return document
    context = find_context(document)
    chosen = choose_places(document, context)
    entities = tuple(_place(entity, chosen.get(entity.id), context) for entity in document.entities)
    return replace(document, entities=entities)


def choose_places(document: Document, context: Context) -> dict[str, Toponym]:
    """Give the place of the gazetteer for each place entity that it knows, by entity id."""
    options = {e.id: list_options(document.text, e) for e in document.entities if e.kind == "place"}
    support = _find_support(options)
    shares = {i: _share_areas(found) for i, found in options.items()}
    chosen: dict[str, Toponym] = {}
    for _ in range(2):
        anchors = [chosen[i] for i in sorted(chosen)][:MAX_ANCHORS]
        for i, found in options.items():
            if found:
                mine = chosen.get(i)
                others = [a for a in anchors if mine is None or a.geonames_id != mine.geonames_id]
                weights = {
                    a: support[a] - shares[i].get(a, 0.0) for a in {p.area: None for p, _ in found} if a in support
                }
                chosen[i] = choose(found, context, others, weights)
    return chosen


def find_full_context(document: Document) -> Context:
    """Weigh the countries of a report with its towns resolved: "London" speaks for Canada in a report from Ontario."""
    first = find_context(document)
    chosen = choose_places(document, first)
    return find_context(document, {i: (place.country, place.area) for i, place in chosen.items()})


def list_options(text: str, entity: Entity) -> list[tuple[Toponym, float]]:
    """Give the places that a name may be, each with a bonus for what stands beside it in the text."""
    name = entity.name
    shared = name in load_states() and name in load_countries()
    if (
        (not shared and (name in load_countries() or name in load_demonyms()))
        or not name[:1].isalpha()
        or not any(c.isupper() for c in name)
    ):
        return []
    found = list(find_places(load_states().get(name, name)))
    plain = DIRECTION.sub("", name)
    words = name.split()
    if not found and len(words) > 1 and words[-1].lower() in load_place_nouns():
        plain = " ".join(words[:-1])
    if not found and plain != name:
        found = list(find_places(plain))
    if not found and "," in name:
        found = list(find_places(name.split(",")[0]))
    beside = _read_beside(text, entity)
    return [(place, _weigh_beside(place, name, beside)) for place in found[:60]]


def _read_beside(text: str, entity: Entity) -> Counter[str]:
    """Give the names that follow the place after a comma ("Paris, Texas"), here and at its other mentions."""
    found: Counter[str] = Counter()
    for span in entity.mentions[:20]:
        match = AFTER.match(text, span.end)
        if match:
            words = match.group(1).split()
            for size in range(len(words), 0, -1):
                name = " ".join(words[:size])
                found.update({name, name.rstrip(".")})
    return found


def _weigh_beside(place: Toponym, name: str, beside: Counter[str]) -> float:
    bonus = 0.0
    area = load_gazetteer().name_area(place.area)
    for word in beside:
        state = load_states().get(word) or load_states().get(word.rstrip("."))
        if state and place.country == "USA":
            bonus = max(bonus, 8.0 if state == area else -2.0)
        elif load_countries().get(word) == place.country or (area and word == area):
            bonus = max(bonus, 7.0)
    lowered = name.lower()
    if place.kind == "A":
        bonus += 1.5 if FIRST_LEVEL.search(lowered) or name in load_states() else -0.5
        bonus += 4.0 if name in load_states() and place.country == "USA" else 0.0
    elif place.kind == "B":
        bonus += 1.0 if SECOND_LEVEL.search(lowered) else -1.5
    return bonus


def _share_areas(found: list[tuple[Toponym, float]]) -> dict[str, float]:
    """Spread a name's vote over the areas in which a place bears it; a rare name says more than a common one."""
    areas = dict.fromkeys(place.area for place, _ in found if "." in place.area)
    return {area: len(areas) ** -0.5 for area in areas}


def _find_support(options: dict[str, list[tuple[Toponym, float]]]) -> dict[str, float]:
    """Give the votes of all names for each first-level area."""
    support: dict[str, float] = {}
    for found in options.values():
        for area, weight in _share_areas(found).items():
            support[area] = support.get(area, 0.0) + weight
    return support


def choose(
    found: list[tuple[Toponym, float]],
    context: Context,
    anchors: list[Toponym],
    support: dict[str, float],
) -> Toponym:
    """Choose among places of one name: what stands beside, country, area, nearness, people."""
    total = sum(context.countries.values()) or 1.0
    best, best_score = found[0][0], -math.inf
    for place, bonus in found:
        score = bonus + 0.9 * math.log10(place.population + 100)
        score += 4.0 * min(0.6, context.countries.get(place.country, 0.0) / total) / 0.6
        score += min(2.5, 0.8 * context.areas.get(place.area, 0.0))
        score += SUPPORT * min(2.0, support.get(place.area, 0.0))
        near = sum(1 for other in anchors if measure_distance(place, other) < NEAR_KM)
        score += min(2.0, 0.6 * near)
        if score > best_score:
            best, best_score = place, score
    return best


def measure_distance(a: Toponym, b: Toponym) -> float:
    """Give the kilometres between two places, by the haversine formula."""
    lat1, lat2 = math.radians(a.latitude), math.radians(b.latitude)
    half = math.sin((lat2 - lat1) / 2) ** 2
    half += math.cos(lat1) * math.cos(lat2) * math.sin(math.radians(b.longitude - a.longitude) / 2) ** 2
    return 2 * 6371.0 * math.asin(min(1.0, math.sqrt(half)))


def _place(entity: Entity, found: Toponym | None, context: Context) -> Entity:
    if entity.kind != "place":
        return entity
    code = load_countries().get(entity.name) or load_demonyms().get(entity.name)
    region = _find_region(entity.name)
    if region is not None:
        return replace(entity, country=region.country or entity.country, place=region)
    if code and (entity.name not in load_states() or context.home != "USA"):
        place = find_country_place(code)
        return replace(entity, country=code, place=place)
    if found is not None:
        precision: Precision = "city" if found.kind == "P" else "admin1" if found.kind == "A" else "region"
        area = load_gazetteer().name_area(found.area)
        place = Place(
            found.geonames_id or None, found.name, area, found.country, found.latitude, found.longitude, precision,
            found.radius,
        )  # fmt: skip
        return replace(entity, country=found.country, place=place, inferred=_mark(entity))
    if entity.country is None and context.home:
        return replace(entity, country=context.home, inferred=_mark(entity))
    return entity


def _find_region(name: str) -> Place | None:
    """Give a region, sea or territory that is no country of its own."""
    for row in load_table("regions.tsv"):
        if row["name"] == name:
            return Place(
                None, name, None, row["country"] or None, float(row["latitude"]), float(row["longitude"]), "region",
                float(row["radius_km"]),
            )  # fmt: skip
    return None


def _mark(entity: Entity) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*entity.inferred, "country")))


def find_country_place(code: str) -> Place | None:
    """Give a country as a place: the centre and the reach of its people."""
    for row in load_table("country_points.tsv"):
        if row["code"] == code:
            return Place(
                int(row["geonames_id"]), row["name"], None, code, float(row["latitude"]), float(row["longitude"]),
                "country", float(row["radius_km"]),
            )  # fmt: skip
    return None
