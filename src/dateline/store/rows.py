"""What a reading comes to in the tables: accounts as plain values, with everything they can be found by.

In: a `Reading`. Out: `Facts` for each account: its value in the event's form (`docs/store.md`), its facets, numbers and
places. Everything here is derived: the same reading gives the same facts, and `verify` makes them again.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from dateline.records import Account, Entity, Place, Reading
from dateline.store.filters import find_days

Json = dict[str, Any]
FacetKey = tuple[str, str, str]
"""The kind of a facet, its value, and the label that people see."""

MAX_NAME = 300
"""How much of a name is kept to find it by, in characters: the text itself is whole in the reading."""

_MAX_DYADS = 16


@dataclass(frozen=True, slots=True)
class Facts:
    """One account as the tables hold it."""

    uid: str
    type: str
    trigger: tuple[int, int]
    sentence: str
    value: Json
    facets: frozenset[FacetKey]
    numbers: tuple[tuple[str, float | None, float | None], ...]
    places: tuple[tuple[str, Place], ...]

    @property
    def days(self) -> tuple[int, int]:
        """The first and last day, `YYYYMMDD`, or zeros."""
        return find_days(self.value["date"])


def derive_facts(reading: Reading) -> tuple[Facts, ...]:
    """Give the facts of every account of a reading, in its order."""
    entities = {entity.id: entity for entity in reading.entities}
    speakers = {
        item.id: entities[item.entity].name if item.entity else item.source.quote if item.source else None
        for item in reading.attributions
    }
    return tuple(_derive(reading, account, entities, speakers) for account in reading.events)


def _derive(
    reading: Reading, account: Account, entities: Mapping[str, Entity], speakers: Mapping[str, str | None]
) -> Facts:
    places = [entities[name] for name in account.place]
    points = [entity.place for entity in places if entity.place]
    value: Json = {
        "type": account.type,
        "mode": list(account.mode),
        "context": list(account.context),
        "quad": account.quad,
        "actor": [describe_party(entities[name]) for name in account.actor],
        "recipient": [describe_party(entities[name]) for name in account.recipient],
        "date": account.date,
        "place": [describe_place(place) for place in points],
        "quantity": [{"kind": item.kind, "low": item.low, "high": item.high} for item in account.quantity],
        "modality": account.modality,
        "claim": account.claim,
        "speakers": list(dict.fromkeys(name for via in account.via if (name := speakers.get(via)))),
        "confidence": account.confidence,
        "intensity": account.intensity,
    }
    countries = [entity.country for entity in places if not entity.place and entity.country]
    return Facts(
        uid=account.id,
        type=account.type,
        trigger=(account.trigger.start, account.trigger.end),
        sentence=account.sentence.quote,
        value=value,
        facets=find_facets(value, outlet=reading.report.outlet, countries=countries),
        numbers=find_numbers(value),
        places=tuple((make_place_key(describe_place(place)), place) for place in points),
    )


def describe_party(entity: Entity) -> Json:
    """Give an actor, recipient or speaker as an event shows it."""
    return {
        "name": entity.name,
        "kind": entity.kind,
        "country": entity.country,
        "sector": list(entity.sector),
        "role": entity.role,
    }


def describe_place(place: Place) -> Json:
    """Give a place as an event shows it."""
    return {name: getattr(place, name) for name in Place.__slots__}


def find_facets(
    value: Mapping[str, Any], *, outlet: str | None = None, countries: Iterable[str] = ()
) -> frozenset[FacetKey]:
    """Give every categorical thing that an event of this value is found by."""
    found: set[FacetKey] = {
        ("type", value["type"], value["type"]),
        ("modality", value["modality"], value["modality"]),
        ("claim", value["claim"], value["claim"]),
    }
    if value.get("quad"):
        found.add(("quad", value["quad"], value["quad"]))
    for kind in ("mode", "context"):
        found.update((kind, item, item) for item in value[kind])
    for side in ("actor", "recipient"):
        for party in value[side]:
            found.update(_find_party_facets(side, party))
    for name in value.get("speakers") or ():
        found.add(("speaker", _cut(name), _cut(name)))
    for place in value["place"]:
        found.add(("place", make_place_key(place), _cut(place["name"])))
        if place.get("country"):
            found.add(("country", place["country"], place["country"]))
    found.update(("country", country, country) for country in countries)
    found.update(("quantity", item["kind"], item["kind"]) for item in value["quantity"])
    if outlet:
        found.add(("outlet", _cut(outlet), _cut(outlet)))
    pairs = [(one["name"], other["name"]) for one in value["actor"] for other in value["recipient"]]
    for one, other in pairs[:_MAX_DYADS]:
        key = f"{_cut(one)}\t{_cut(other)}"
        found.add(("dyad", key, key))
    return frozenset(found)


def find_numbers(value: Mapping[str, Any]) -> tuple[tuple[str, float | None, float | None], ...]:
    """Give one range a kind of number: from the least to the most said."""
    ranges: dict[str, tuple[float | None, float | None]] = {}
    for item in value["quantity"]:
        low, high = item["low"], item["high"]
        if item["kind"] in ranges:
            least, most = ranges[item["kind"]]
            low = None if low is None or least is None else min(low, least)
            high = None if high is None or most is None else max(high, most)
        ranges[item["kind"]] = (low, high)
    return tuple((kind, low, high) for kind, (low, high) in sorted(ranges.items()))


def make_place_key(place: Mapping[str, Any]) -> str:
    """Give what tells places apart: the GeoNames id with the precision, or the names and the point."""
    if place.get("geonames_id") is not None:
        return f"{place['geonames_id']}/{place['precision']}"
    parts = (place.get("name"), place.get("admin1"), place.get("country"), place["precision"])
    point = (place.get("latitude"), place.get("longitude"))
    return _cut("|".join("" if part is None else str(part) for part in (*parts, *point)))


def make_point(latitude: float | None, longitude: float | None) -> tuple[float | None, float | None, float | None]:
    """Give a point on the unit sphere: the cosine of the angle between two is their dot product."""
    if latitude is None or longitude is None:
        return None, None, None
    theta, phi = math.radians(latitude), math.radians(longitude)
    return math.cos(theta) * math.cos(phi), math.cos(theta) * math.sin(phi), math.sin(theta)


def list_places(value: Mapping[str, Any]) -> list[tuple[str, Place]]:
    """Give the places of an event's value with their keys."""
    return [
        (make_place_key(item), Place(**{name: item.get(name) for name in Place.__slots__})) for item in value["place"]
    ]


def _find_party_facets(side: str, party: Mapping[str, Any]) -> Sequence[FacetKey]:
    found = [(side, _cut(party["name"]), _cut(party["name"]))]
    if party.get("country"):
        found.append((f"{side}_country", party["country"], party["country"]))
    found += [(f"{side}_sector", item, item) for item in party.get("sector") or ()]
    return found


def _cut(name: str) -> str:
    return name[:MAX_NAME]
