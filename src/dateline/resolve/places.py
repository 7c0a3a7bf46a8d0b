"""Where the places of a report are.

In: a document with entities. Out: the same with `place` (coordinates, precision, reach) and `country` for the places
that the gazetteer knows. Among places of one name the one that the report's country, the area named beside it, the
other places and its people speak for is taken. A place that no table knows stays as it is.

Coordinates are GeoNames' (CC BY 4.0); of areas, the centre of their people.
"""

from __future__ import annotations

import functools
import math
import re
from collections import Counter
from dataclasses import replace

from dateline.data import load_json, load_table
from dateline.data.actors import drop_article, load_countries, load_demonyms, load_place_nouns, load_states
from dateline.data.gazetteer import Toponym, find_places, load_gazetteer
from dateline.records import Document, Entity, Place, Precision
from dateline.resolve.confidence import add_rule
from dateline.resolve.conflicts import find_place_conflicts
from dateline.resolve.context import DIRECTION, Context, find_context
from dateline.resolve.place_features import Features, Surroundings, describe_name, describe_place
from dateline.weighing import weigh

AFTER = re.compile(r"\s*,\s*((?:[A-Z][\w.’'-]*)(?: (?:of |and )?[A-Z][\w.’'-]*){0,3})")
MAX_ANCHORS = 30
PRECISIONS: dict[str, Precision] = {"P": "city", "A": "admin1"}
POINT_KM = 5.0
"""Reach up to which a building, square or airport counts as a point."""
MAX_OPTIONS = 60
"""Places of one name that are weighed, the largest first."""
Option = tuple[Toponym, Features]


def resolve_places(document: Document) -> Document:
    """Fill `place` and `country` of the places."""
    if not any(entity.kind == "place" for entity in document.entities):
        return document
    context = find_context(document)
    shares: dict[str, float] = {}
    chosen = choose_places(document, context, shares)
    entities = tuple(
        _tell_rules(document.text, _place(entity, chosen.get(entity.id), context), shares.get(entity.id))
        for entity in document.entities
    )
    return replace(document, entities=entities)


def choose_places(document: Document, context: Context, likely: dict[str, float] | None = None) -> dict[str, Toponym]:
    """Give the place of the gazetteer for each place entity that it knows, by entity id.

    `likely` takes the share of the odds that each has among the places of its name, where there are several.
    """
    options = {e.id: list_options(document.text, e) for e in document.entities if e.kind == "place"}
    votes = count_votes(options)
    chosen: dict[str, Toponym] = {}
    for last in (False, True):
        anchors = [chosen[i] for i in sorted(chosen)][:MAX_ANCHORS]
        for i, found in options.items():
            if found:
                mine = chosen.get(i)
                others = tuple(a for a in anchors if mine is None or a.geonames_id != mine.geonames_id)
                around = Surroundings(context, others, votes[i])
                chosen[i] = choose(found, around)
                if likely is not None and last and len(found) > 1:
                    likely[i] = share_odds(found, around, chosen[i])
    return chosen


def list_options(text: str, entity: Entity) -> list[Option]:
    """Give the places that a name may be, each with what its name and the words beside it in the text say of it."""
    name = entity.name
    shared = name in load_states() and name in load_countries()
    if (
        (not shared and (name in load_countries() or name in load_demonyms()))
        or not name[:1].isalpha()
        or not any(c.isupper() for c in name)
        or _find_region(name) is not None
    ):
        return []
    short = load_area_names().get(name)
    found = list(find_places(short[0] if short else load_states().get(name, name)))
    if short:
        found = [place for place in found if place.country == short[1]]
    plain = DIRECTION.sub("", name)
    words = name.split()
    if not found and len(words) > 1 and words[-1].lower() in load_place_nouns():
        plain = " ".join(words[:-1])
    if not found and plain != name:
        found = list(find_places(plain))
    if not found and "," in name:
        found = list(find_places(name.split(",")[0]))
    beside = _read_beside(text, entity)
    return [(place, describe_name(place, name, beside)) for place in found[:MAX_OPTIONS]]


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


def _share_areas(found: list[Option]) -> dict[str, float]:
    """Spread a name's vote over the areas in which a place bears it; a rare name says more than a common one."""
    areas = dict.fromkeys(place.area for place, _ in found if "." in place.area)
    return {area: len(areas) ** -0.5 for area in areas}


def count_votes(options: dict[str, list[Option]]) -> dict[str, dict[str, float]]:
    """Give for each name the votes of the report's other names for the first-level areas in which a place bears it."""
    shares = {i: _share_areas(found) for i, found in options.items()}
    support: dict[str, float] = {}
    for of_name in shares.values():
        for area, weight in of_name.items():
            support[area] = support.get(area, 0.0) + weight
    return {
        i: {a: support[a] - shares[i].get(a, 0.0) for a in {p.area: None for p, _ in found} if a in support}
        for i, found in options.items()
    }


def choose(found: list[Option], around: Surroundings) -> Toponym:
    """Choose among places of one name by the weighed features."""
    weights = load_json("place_weights.json")
    return max(found, key=lambda option: weigh({**option[1], **describe_place(option[0], around)}, weights))[0]


def share_odds(found: list[Option], around: Surroundings, chosen: Toponym) -> float:
    """Give the share of the odds that a place has among those of its name."""
    weights = load_json("place_weights.json")
    scores = [(place, weigh({**features, **describe_place(place, around)}, weights)) for place, features in found]
    top = max(score for _, score in scores)
    odds = [(place, math.exp(score - top)) for place, score in scores]
    return sum(share for place, share in odds if place is chosen) / sum(share for _, share in odds)


@functools.cache
def load_area_names() -> dict[str, tuple[str, str]]:
    """Give the place and its country for the abbreviations of areas."""
    return {row["name"]: (row["place"], row["country"]) for row in load_table("area_names.tsv")}


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
        precision = PRECISIONS.get(found.kind, "region")
        if found.kind == "F" and found.radius <= POINT_KM:
            precision = "point"
        area = load_gazetteer().name_area(found.area)
        place = Place(
            found.geonames_id or None, found.name, area, found.country, found.latitude, found.longitude, precision,
            found.radius,
        )  # fmt: skip
        return replace(entity, country=found.country, place=place, inferred=_mark(entity))
    if entity.country is None and context.home:
        return replace(entity, country=context.home, inferred=_mark(entity))
    return entity


def _tell_rules(text: str, entity: Entity, share: float | None) -> Entity:
    """Say what a place and its country come from: its name alone, the gazetteer, the report's country."""
    if entity.kind != "place":
        return entity
    by = "name" if "country" not in entity.inferred else "gazetteer" if entity.place else "report"
    if by == "gazetteer" and share is None:
        by = "only bearer"
    share = share if by == "gazetteer" else None
    items = add_rule(entity.resolution, "country", by, share=share) if entity.country else entity.resolution
    if entity.place:
        items = add_rule(items, "place", by, share=share, precision=entity.place.precision)
    looked_up = by in ("gazetteer", "only bearer")
    conflicts = find_place_conflicts(text, entity) if looked_up else entity.conflicts
    return replace(entity, resolution=items, conflicts=conflicts)


def _find_region(name: str) -> Place | None:
    """Give a region, sea or territory that is no country of its own, named with or without its article."""
    regions = _load_regions()
    return regions.get(name) or regions.get(drop_article(name))


@functools.cache
def _load_regions() -> dict[str, Place]:
    """Give the regions, seas and territories by name."""
    regions: dict[str, Place] = {}
    for row in load_table("regions.tsv"):
        radius = float(row["radius_km"])
        regions[row["name"]] = Place(
            None, row["name"], None, row["country"] or None, float(row["latitude"]), float(row["longitude"]),
            "point" if radius <= POINT_KM else "region", radius,
        )  # fmt: skip
    return regions


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
