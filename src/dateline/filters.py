"""Filters: one record that says which events are wanted, the same for files, for the store, the web and exports.

In: what a user asks for. Out: a frozen `Filters`, and `matches` and `select`, which apply it to readings in memory. A
store answers the same record by its indexes (`dateline.store`); what only a store knows (`min_sources`, `min_reports`,
`disagreements`, `statuses`, `story`) is refused here with `FilterError`. `docs/store.md` describes every field.

All fields are optional; the values of one field are alternatives, and different fields narrow.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields, replace
from typing import Any

from dateline.errors import FilterError
from dateline.intervals import find_days, overlap
from dateline.records import (
    CLAIMS,
    DATE_PATTERN,
    EVENT_TYPES,
    MODALITIES,
    QUADS,
    QUANTITY_KINDS,
    SECTORS,
    Account,
    Entity,
    Place,
    Reading,
)

EARTH_KM = 6371.0088
"""Mean radius of the Earth (IUGG)."""

CODES = {
    "types": EVENT_TYPES,
    "quads": QUADS,
    "modalities": MODALITIES,
    "claims": CLAIMS,
    "actor_sectors": SECTORS,
    "recipient_sectors": SECTORS,
}
"""What each field of codes may hold."""
COUNTRY_PATTERN = re.compile(r"[A-Z]{3}$")
NAMED_BY_STORE = ("min_sources", "min_reports", "disagreements", "statuses", "story")
"""Fields that only a store can answer."""


@dataclass(frozen=True, slots=True)
class Near:
    """Everything within `radius_km` of a point, in degrees."""

    latitude: float
    longitude: float
    radius_km: float


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in degrees; where `west` is greater than `east` it crosses the date line."""

    south: float
    west: float
    north: float
    east: float


@dataclass(frozen=True, slots=True)
class Range:
    """Numbers of a kind (`killed`, `participants`, ...) from `low` to `high`, both inclusive, None where open."""

    kind: str
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """Which events are wanted. Raises `FilterError` for an unknown code, a bad date or an impossible number."""

    types: tuple[str, ...] = ()
    quads: tuple[str, ...] = ()
    modes: tuple[str, ...] = ()
    contexts: tuple[str, ...] = ()
    modalities: tuple[str, ...] = ()
    claims: tuple[str, ...] = ()
    actors: tuple[str, ...] = ()
    recipients: tuple[str, ...] = ()
    parties: tuple[str, ...] = ()
    speakers: tuple[str, ...] = ()
    actor_countries: tuple[str, ...] = ()
    recipient_countries: tuple[str, ...] = ()
    party_countries: tuple[str, ...] = ()
    actor_sectors: tuple[str, ...] = ()
    recipient_sectors: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    near: Near | None = None
    box: Box | None = None
    since: str | None = None
    until: str | None = None
    quantities: tuple[Range, ...] = ()
    outlets: tuple[str, ...] = ()
    min_sources: int | None = None
    min_reports: int | None = None
    min_confidence: float | None = None
    max_confidence: float | None = None
    disagreements: tuple[str, ...] = ()
    statuses: tuple[str, ...] = ()
    text: str | None = None
    story: str | None = None
    report: str | None = None
    view: str = "corrected"

    def __post_init__(self) -> None:
        for name, known in CODES.items():
            for value in getattr(self, name):
                if value not in known:
                    raise FilterError(f"{name}: {value!r} is none of {', '.join(known)}")
        for name in ("actor_countries", "recipient_countries", "party_countries", "countries"):
            for value in getattr(self, name):
                if not COUNTRY_PATTERN.match(value):
                    raise FilterError(f"{name}: {value!r} is no code of three capital letters, such as EST or IGO")
        for name in ("since", "until"):
            date = getattr(self, name)
            if date is not None and ("/" in date or ".." in date or not DATE_PATTERN.match(date)):
                raise FilterError(f"{name}: {date!r} is no date: write 2020, 2020-05 or 2020-05-17")
            if date is not None and find_days(date)[0] is None:
                raise FilterError(f"{name}: {date!r} is in no calendar")
        for name in ("min_confidence", "max_confidence"):
            number = getattr(self, name)
            if number is not None and not 0 <= number <= 1:
                raise FilterError(f"{name}: {number} must lie between 0 and 1")
        self._check_places()
        for item in self.quantities:
            if item.kind not in QUANTITY_KINDS:
                raise FilterError(f"quantities: {item.kind!r} is none of {', '.join(QUANTITY_KINDS)}")
            low, high = (-math.inf if item.low is None else item.low), (math.inf if item.high is None else item.high)
            if not low <= high:
                raise FilterError(f"quantities: {item.kind} from {low:g} to {high:g} is no range")
        if self.view not in ("corrected", "machine"):
            raise FilterError(f"view: {self.view!r} is neither corrected nor machine")

    def _check_places(self) -> None:
        """Raise `FilterError` where a circle or a rectangle is none on the Earth; NaN is none either."""
        near = self.near
        if near and not (abs(near.latitude) <= 90 and abs(near.longitude) <= 180 and 0 < near.radius_km < math.inf):
            raise FilterError(f"near: {near.latitude}, {near.longitude}, {near.radius_km} km is no circle on the Earth")
        if self.box and not (-90 <= self.box.south <= self.box.north <= 90):
            raise FilterError("box: south must not lie north of north, both between -90 and 90")
        if self.box and not all(-180 <= x <= 180 for x in (self.box.west, self.box.east)):
            raise FilterError("box: west and east must lie between -180 and 180")

    def to_dict(self) -> dict[str, Any]:
        """Give what is set as plain values, in the order of the fields: the same filters, the same JSON."""
        found: dict[str, Any] = {}
        for item in fields(self):
            value = getattr(self, item.name)
            if value == item.default:
                continue
            if isinstance(value, tuple):
                value = [_plain(entry) for entry in value]
            found[item.name] = _plain(value)
        return found

    @classmethod
    def from_dict(cls, value: dict[str, Any]) -> Filters:
        """Build filters from `to_dict`'s form; raises `FilterError` for an unknown field."""
        known = {item.name: item for item in fields(cls)}
        built: dict[str, Any] = {}
        try:
            for name, entry in value.items():
                if name not in known:
                    raise FilterError(f"{name}: no such filter: known are {', '.join(known)}")
                if name == "near":
                    entry = Near(**entry)
                elif name == "box":
                    entry = Box(**entry)
                elif name == "quantities":
                    entry = tuple(Range(**item) for item in entry)
                elif isinstance(known[name].default, tuple):
                    entry = (entry,) if isinstance(entry, str) else tuple(entry)
                built[name] = entry
            return cls(**built)
        except TypeError as error:
            raise FilterError(f"no filters: {error}") from error


def select(readings: Iterable[Reading], filters: Filters) -> Iterator[Reading]:
    """Give each reading that has a wanted account, with its wanted accounts alone; all readings for no filter.

    Raises `FilterError` for a field that only a store can answer.
    """
    for name in NAMED_BY_STORE:
        if getattr(filters, name):
            raise FilterError(f"{name}: only a store can tell: add the reports to one and use --store")
    if filters == Filters(view=filters.view):
        yield from readings
        return
    for reading in readings:
        entities = {entity.id: entity for entity in reading.entities}
        kept = tuple(account for account in reading.events if _matches(reading, entities, account, filters))
        if kept:
            yield reading if len(kept) == len(reading.events) else replace(reading, events=kept)


def matches(reading: Reading, account: Account, filters: Filters) -> bool:
    """Say whether an account of a reading is wanted; what only a store can answer is not looked at."""
    return _matches(reading, {entity.id: entity for entity in reading.entities}, account, filters)


def _matches(reading: Reading, entities: dict[str, Entity], account: Account, filters: Filters) -> bool:
    report = reading.report
    return (
        _has_codes(account, filters)
        and overlap(account.date, filters.since, filters.until)
        and (filters.report is None or filters.report == report.id)
        and (not filters.outlets or report.outlet in filters.outlets)
        and _has_numbers(account, filters)
        and (filters.text is None or _has_words(account.sentence.quote, filters.text))
        and _has_parties(account, entities, filters)
        and _has_places([entities[i] for i in account.place], filters)
        and (not filters.speakers or _has_names(_find_speakers(reading, entities, account), filters.speakers))
    )


def _has_codes(account: Account, filters: Filters) -> bool:
    wanted = (
        (filters.types, (account.type,)),
        (filters.quads, (account.quad,)),
        (filters.modes, account.mode),
        (filters.contexts, account.context),
        (filters.modalities, (account.modality,)),
        (filters.claims, (account.claim,)),
    )
    return all(not codes or any(code in codes for code in held) for codes, held in wanted)


def _has_numbers(account: Account, filters: Filters) -> bool:
    confidence = account.confidence
    if filters.min_confidence is not None and (confidence is None or confidence < filters.min_confidence):
        return False
    if filters.max_confidence is not None and (confidence is None or confidence > filters.max_confidence):
        return False
    return all(
        any(
            quantity.kind == wanted.kind
            and (wanted.low is None or quantity.high is None or quantity.high >= wanted.low)
            and (wanted.high is None or quantity.low is None or quantity.low <= wanted.high)
            for quantity in account.quantity
        )
        for wanted in filters.quantities
    )


def _has_parties(account: Account, entities: dict[str, Entity], filters: Filters) -> bool:
    actors = [entities[i] for i in account.actor]
    recipients = [entities[i] for i in account.recipient]
    both = actors + recipients
    names = ((filters.actors, actors), (filters.recipients, recipients), (filters.parties, both))
    countries = (
        (filters.actor_countries, actors),
        (filters.recipient_countries, recipients),
        (filters.party_countries, both),
    )
    sectors = ((filters.actor_sectors, actors), (filters.recipient_sectors, recipients))
    return (
        all(not words or _has_names([entity.name for entity in side], words) for words, side in names)
        and all(not codes or any(entity.country in codes for entity in side) for codes, side in countries)
        and all(not codes or any(set(entity.sector) & set(codes) for entity in side) for codes, side in sectors)
    )


def _has_places(held: list[Entity], filters: Filters) -> bool:
    places = [entity.place for entity in held if entity.place]
    if filters.countries and not any(
        (entity.place.country if entity.place else entity.country) in filters.countries for entity in held
    ):
        return False
    if filters.near and not any(_is_near(place, filters.near) for place in places):
        return False
    return not filters.box or any(_is_inside(place, filters.box) for place in places)


def _find_speakers(reading: Reading, entities: dict[str, Entity], account: Account) -> list[str]:
    attributions = [attribution for attribution in reading.attributions if attribution.id in account.via]
    named = [entities[a.entity].name for a in attributions if a.entity]
    return named + [a.source.quote for a in attributions if a.source and not a.entity]


def _has_names(names: Iterable[str], wanted: Iterable[str]) -> bool:
    """Say whether a name has all the words of one of the wanted, whatever their case."""
    several = list(names)
    return any(_has_words(name, words) for words in wanted for name in several)


def _has_words(text: str, words: str) -> bool:
    lowered = text.casefold()
    return all(word in lowered for word in words.casefold().split())


def _is_near(place: Place, near: Near) -> bool:
    """Say whether a place that has a point of its own lies within the radius: a country's middle is no such point."""
    if place.latitude is None or place.longitude is None or place.precision in ("country", "region"):
        return False
    one, other = math.radians(place.latitude), math.radians(near.latitude)
    turn = math.radians(place.longitude - near.longitude)
    half = math.sin((one - other) / 2) ** 2 + math.cos(one) * math.cos(other) * math.sin(turn / 2) ** 2
    return 2 * EARTH_KM * math.asin(math.sqrt(min(1.0, half))) <= near.radius_km


def _is_inside(place: Place, box: Box) -> bool:
    if place.latitude is None or place.longitude is None or place.precision in ("country", "region"):
        return False
    if not box.south <= place.latitude <= box.north:
        return False
    if box.west <= box.east:
        return box.west <= place.longitude <= box.east
    return place.longitude >= box.west or place.longitude <= box.east


def _plain(value: Any) -> Any:
    if isinstance(value, Near | Box | Range):
        return {name: getattr(value, name) for name in value.__slots__}
    return value
