"""GDELT 2.0 events: one row an actor and recipient, in 61 columns without a header, tab-separated.

In: a `ReadingView`. Out: rows for `DelimitedWriter`, after the GDELT 2.0 event codebook. PLOVER types and modes become
CAMEO codes with their Goldstein scores. Names of actors are in capitals, as in GDELT; countries are CAMEO's for actors
and FIPS 10-4 for places. What a reading does not hold stays empty: tone, ethnic and religious codes, where the actors
are from, GNS feature ids and the moment of adding. A date that is no single day fills only the columns that it decides.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from dateline.export.codes import find_cameo, find_country, map_sectors
from dateline.export.delimited import DelimitedWriter, Dialect, Row
from dateline.export.dyads import describe_pair, make_pairs
from dateline.export.identity import make_number, make_row_id
from dateline.export.rows import Cell
from dateline.export.spots import Spot, find_spot
from dateline.export.view import ReadingView
from dateline.intervals import find_days
from dateline.records import Account, Entity, Part

DIALECT = Dialect("gdelt", header=False, quotes=False)


def open_gdelt(out: Path, *, append: bool = False) -> DelimitedWriter:
    """Open a file of GDELT rows."""
    return DelimitedWriter(out, make_rows, DIALECT, append=append)


def make_rows(view: ReadingView) -> Iterator[Row]:
    """Give a row for each pair of each account."""
    for account in view.accounts:
        shared = _make_event(view, account)
        for actor, recipient in make_pairs(view, account):
            pair = describe_pair(actor, recipient)
            number = make_number(make_row_id("gdelt", view.reading.id, account.id, *pair))
            cells = {"GLOBALEVENTID": number, **shared, **_make_actor(actor, 1), **_make_actor(recipient, 2)}
            yield number, account, cells


def _make_event(view: ReadingView, account: Account) -> dict[str, Cell]:
    cameo = find_cameo(account)
    return {
        **_make_date(*find_days(account.date)),
        "IsRootEvent": _is_in_lead(view, account),
        "EventCode": cameo.code,
        "EventBaseCode": cameo.base,
        "EventRootCode": cameo.root,
        "QuadClass": cameo.quad_class,
        "GoldsteinScale": cameo.goldstein,
        "NumMentions": 1 + len(account.also),
        "NumSources": 1,
        "NumArticles": 1,
        **_make_place(find_spot(view, account)),
        "SOURCEURL": view.reading.report.url,
    }


def _make_date(first: date | None, last: date | None) -> dict[str, Cell]:
    """Fill the columns that a date decides: an interval within one month has a month and a year, but no day."""
    if first is None or last is None or first.year != last.year:
        return {}
    cells: dict[str, Cell] = {"Year": first.year}
    if first.month == last.month:
        cells["MonthYear"] = first.year * 100 + first.month
    if first == last:
        cells["SQLDATE"] = int(first.strftime("%Y%m%d"))
        cells["FractionDate"] = round(first.year + (first.month * 30 + first.day) / 365, 4)
    return cells


def _make_actor(entity: Entity | None, number: int) -> dict[str, Cell]:
    if entity is None:
        return {}
    country = find_country(entity.country)
    nation = country.cameo if country else ""
    types = map_sectors([entity], "cameo")
    cells: dict[str, Cell] = {
        f"Actor{number}Code": nation + "".join(types) or None,
        f"Actor{number}Name": entity.name.upper(),
        f"Actor{number}CountryCode": nation or None,
    }
    for place, kind in enumerate(types[:3], 1):
        cells[f"Actor{number}Type{place}Code"] = kind
    return cells


def _make_place(spot: Spot | None) -> dict[str, Cell]:
    if spot is None or spot.place is None or spot.country is None:
        return {}
    latitude, longitude = spot.point or (None, None)
    american = spot.country.iso3 == "USA"
    kinds = {"point": 3 if american else 4, "city": 3 if american else 4, "admin1": 2 if american else 5, "country": 1}
    if spot.place.precision not in kinds:
        return {}
    names = [spot.city, spot.province, spot.country.name]
    return {
        "ActionGeo_Type": kinds[spot.place.precision],
        "ActionGeo_FullName": ", ".join(name for name in names if name),
        "ActionGeo_CountryCode": spot.country.fips or None,
        "ActionGeo_Lat": latitude,
        "ActionGeo_Long": longitude,
    }


def _is_in_lead(view: ReadingView, account: Account) -> int | None:
    """Say (1 or 0) whether the account stands in the first paragraph of the body; None where the body is unknown."""
    bodies: list[Part] = [part for part in view.reading.parts if part.kind == "body"]
    if not bodies:
        return None
    body = min(bodies, key=lambda part: part.span.start).span
    lead = body.quote.lstrip("\n").partition("\n")[0]
    start = body.start + body.quote.index(lead)
    return int(start <= account.trigger.start < start + len(lead))
