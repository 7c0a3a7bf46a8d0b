"""Where an account happens, as the formats with columns for city, province and country want it.

In: a `ReadingView` and an account. Out: a `Spot`. A country or a region has no point of its own here: its middle would
be taken for the place of the event.
"""

from __future__ import annotations

from dataclasses import dataclass

from dateline.export.codes import Country, find_country
from dateline.export.view import ReadingView
from dateline.records import Account, Entity, Place, Span

POINTS = ("point", "city", "admin1")
"""Precisions whose coordinates say where something happened."""


@dataclass(frozen=True, slots=True)
class Spot:
    """The place of an account: what is unknown is None."""

    entity: Entity
    place: Place | None
    words: Span | None

    @property
    def country(self) -> Country | None:
        """The country in every scheme."""
        return find_country(self.place.country if self.place else self.entity.country)

    @property
    def city(self) -> str | None:
        """The name of a town, or of a place in one."""
        return self.place.name if self.place and self.place.precision in ("point", "city") else None

    @property
    def province(self) -> str | None:
        """The first-level division."""
        if self.place is None:
            return None
        return self.place.name if self.place.precision == "admin1" else self.place.admin1

    @property
    def point(self) -> tuple[float, float] | None:
        """Latitude and longitude in degrees, None where the place is a country or a region."""
        place = self.place
        if place is None or place.precision not in POINTS or place.latitude is None or place.longitude is None:
            return None
        return place.latitude, place.longitude


def find_spot(view: ReadingView, account: Account) -> Spot | None:
    """Give the account's place: the first with a point, else the first with a place, else the first named."""
    entities = view.entities(account.place)
    spots = [Spot(entity, entity.place, view.words_for(entity.id, account)) for entity in entities]
    pointed = (spot for spot in spots if spot.point)
    placed = (spot for spot in spots if spot.place)
    return next(pointed, None) or next(placed, None) or next(iter(spots), None)
