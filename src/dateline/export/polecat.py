"""POLECAT: one row an account, in the 40 columns of the POLECAT releases (Halterman et al. 2023), tab-separated.

In: a `ReadingView`. Out: rows for `DelimitedWriter`. Several values stand in one cell, parted by `; `. Codes
for types, modes and contexts are PLOVER's, as in POLECAT itself; a date that is not one day stays empty, and so do the
columns that a reading cannot fill (District, Feature Type, the Wikipedia ids).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from dateline.export.codes import find_country
from dateline.export.delimited import DelimitedWriter, Dialect, Row
from dateline.export.identity import make_row_id
from dateline.export.rows import SEPARATOR, Cell
from dateline.export.spots import find_spot
from dateline.export.view import ReadingView
from dateline.intervals import find_day
from dateline.records import Account, Entity

DIALECT = Dialect("polecat")


def open_polecat(out: Path, *, append: bool = False) -> DelimitedWriter:
    """Open a file of POLECAT rows."""
    return DelimitedWriter(out, make_rows, DIALECT, append=append)


def make_rows(view: ReadingView) -> Iterator[Row]:
    """Give a row for each account."""
    for account in view.accounts:
        row_id = make_row_id("polecat", view.reading.id, account.id)
        yield row_id, account, _make_cells(view, account, row_id)


def _make_cells(view: ReadingView, account: Account, row_id: str) -> dict[str, Cell]:
    report, coder = view.reading.report, view.reading.coder
    day = find_day(account.date)
    kinds = {
        name: _join(entity.name for entity in view.reading.entities if entity.kind in wanted)
        for name, wanted in (("People", ("person",)), ("Organizations", ("org",)), ("Locations", ("place",)))
    }
    return {
        "Event ID": row_id,
        "Event Date": day.isoformat() if day else None,
        "Event Type": account.type,
        "Event Mode": _join(account.mode),
        "Event Intensity": account.intensity,
        "Quad Code": account.quad.upper() if account.quad else None,
        "Contexts": _join(account.context),
        **_make_side(view, account, account.actor, "Actor"),
        **_make_side(view, account, account.recipient, "Recipient"),
        **_make_place(view, account),
        "Source": report.outlet,
        "Publication Date": report.published,
        **{f"Story {name}": names for name, names in kinds.items()},
        "Language": report.language,
        "Version": coder.version if coder else None,
    }


def _make_side(view: ReadingView, account: Account, ids: tuple[str, ...], side: str) -> dict[str, Cell]:
    entities = view.entities(ids)
    words = [view.words_for(entity.id, account) for entity in entities]
    countries = [country for country in (find_country(entity.country) for entity in entities) if country]
    sectors = [sector for entity in entities for sector in entity.sector]
    return {
        f"{side} Name": _join(entity.name for entity in entities),
        f"{side} Country": _join(dict.fromkeys(entity.country for entity in entities if entity.country)),
        f"{side} COW": _join(dict.fromkeys(country.cow for country in countries)),
        f"Primary {side} Sector": sectors[0] if sectors else None,
        f"{side} Sectors": _join(dict.fromkeys(sectors)),
        f"{side} Title": _join(_find_titles(entities)),
        f"{side} Name Raw": _join(span.quote for span in words if span),
    }


def _make_place(view: ReadingView, account: Account) -> dict[str, Cell]:
    spot = find_spot(view, account)
    if spot is None:
        return {}
    latitude, longitude = spot.point or (None, None)
    return {
        "Placename": spot.entity.name,
        "City": spot.city,
        "Province": spot.province,
        "Country": spot.country.iso3 if spot.country else None,
        "Latitude": latitude,
        "Longitude": longitude,
        "GeoNames ID": spot.place.geonames_id if spot.place else None,
        "Raw Placename": spot.words.quote if spot.words else None,
    }


def _find_titles(entities: list[Entity]) -> list[str]:
    return [entity.role for entity in entities if entity.role]


def _join(values: Iterable[str | None]) -> str | None:
    return SEPARATOR.join(value for value in values if value) or None
