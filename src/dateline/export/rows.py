"""Readings to flat rows: one row an account, for tables of every kind.

In: a `Reading`. Out: dictionaries with the keys of `COLUMNS`. Several values in one cell stand in the account's order,
parted by `; `; a value that is unknown is None.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from dateline.export.identity import make_row_id
from dateline.export.spots import find_spot
from dateline.export.view import ReadingView, describe_conflict, describe_quantity
from dateline.intervals import find_days
from dateline.records import Account, Entity, Reading

Cell = str | int | float | None

COLUMNS = (
    "report_id", "title", "outlet", "url", "published",
    "event_id", "type", "mode", "context", "quad", "intensity",
    "actor", "actor_country", "actor_sector", "recipient", "recipient_country", "recipient_sector",
    "date", "time_words", "place", "latitude", "longitude", "precision", "quantity",
    "modality", "claim", "according_to",
    "quote", "trigger", "trigger_start", "trigger_end", "sentence_start", "sentence_end", "confidence",
    "row_id", "date_from", "date_to", "place_country", "geonames_id",
    "date_precision", "date_confidence", "place_confidence", "conflicts",
)  # fmt: skip
"""The columns in their order. Offsets are half-open, in code points of the report's text; `date_from` and `date_to` are
the first and the last day of `date`, empty where it is open; `row_id` is the same in every export of these columns."""

NUMBERS = ("intensity", "latitude", "longitude", "confidence", "date_confidence", "place_confidence")
OFFSETS = ("trigger_start", "trigger_end", "sentence_start", "sentence_end")
DATES = ("date_from", "date_to")
WHOLE = ("geonames_id",)
"""Columns that are no text: numbers, offsets (never empty), days, and whole numbers that may be empty."""

SEPARATOR = "; "


def encode_row(row: dict[str, Cell]) -> dict[str, Cell]:
    """Give a row whose text UTF-8 can hold: a lone surrogate becomes its escape."""
    return {
        name: cell.encode("utf-8", "backslashreplace").decode() if isinstance(cell, str) else cell
        for name, cell in row.items()
    }


def make_rows(reading: Reading) -> Iterator[dict[str, Cell]]:
    """Give one row for each account of a reading, in the order of the text."""
    view = ReadingView(reading)
    for account in view.accounts:
        yield make_row(view, account)


def make_row(view: ReadingView, account: Account) -> dict[str, Cell]:
    """Give the row of one account."""
    report = view.reading.report
    time = view.time(account)
    point = view.point(account)
    spot = find_spot(view, account)
    first, last = find_days(account.date)
    return {
        "report_id": report.id,
        "title": view.title,
        "outlet": report.outlet,
        "url": report.url,
        "published": report.published,
        "event_id": account.id,
        "type": account.type,
        "mode": _join(account.mode),
        "context": _join(account.context),
        "quad": account.quad,
        "intensity": account.intensity,
        **_make_side("actor", view.entities(account.actor)),
        **_make_side("recipient", view.entities(account.recipient)),
        "date": account.date,
        "time_words": time.span.quote if time else None,
        "place": _join(view.names(account.place)),
        "latitude": point.latitude if point else None,
        "longitude": point.longitude if point else None,
        "precision": point.precision if point else None,
        "quantity": _join(describe_quantity(quantity) for quantity in account.quantity),
        "modality": account.modality,
        "claim": account.claim,
        "according_to": _join(view.according_to(account)),
        "quote": account.sentence.quote,
        "trigger": account.trigger.quote,
        "trigger_start": account.trigger.start,
        "trigger_end": account.trigger.end,
        "sentence_start": account.sentence.start,
        "sentence_end": account.sentence.end,
        "confidence": account.confidence,
        "row_id": make_row_id(report.id, account.id),
        "date_from": first.isoformat() if first else None,
        "date_to": last.isoformat() if last else None,
        "place_country": spot.country.iso3 if spot and spot.country else None,
        "geonames_id": spot.place.geonames_id if spot and spot.place else None,
        "date_precision": next((item.precision for item in account.resolution if item.field == "date"), None),
        "date_confidence": view.confidence(account, "date"),
        "place_confidence": view.confidence(account, "place", account.place[0]) if account.place else None,
        "conflicts": _join(f"{entity.name}: {describe_conflict(found)}" for entity, found in view.conflicts(account)),
    }


def _make_side(side: str, entities: list[Entity]) -> dict[str, Cell]:
    """Give the three cells of a side; countries and sectors are listed once each."""
    countries = dict.fromkeys(entity.country for entity in entities if entity.country)
    sectors = dict.fromkeys(sector for entity in entities for sector in entity.sector)
    return {
        side: _join(entity.name for entity in entities),
        f"{side}_country": _join(countries),
        f"{side}_sector": _join(sectors),
    }


def _join(values: Iterable[str]) -> str | None:
    return SEPARATOR.join(values) or None
