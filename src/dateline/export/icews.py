"""ICEWS: one row an actor and recipient, in the 20 columns of the ICEWS releases, tab-separated.

In: a `ReadingView`. Out: rows for `DelimitedWriter`. PLOVER types and modes become CAMEO codes with their label and
score (`data/export/plover_cameo.tsv`). `Sentence Number` stays empty: a reading holds offsets, not numbers of
sentences, and the provenance beside the file has them.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from dateline.export.codes import find_cameo, find_country, map_sectors
from dateline.export.delimited import DelimitedWriter, Dialect, Row
from dateline.export.dyads import describe_pair, make_pairs
from dateline.export.identity import make_number, make_row_id
from dateline.export.rows import Cell
from dateline.export.spots import find_spot
from dateline.export.view import ReadingView
from dateline.intervals import find_day
from dateline.records import Account, Entity

DIALECT = Dialect("icews")


def open_icews(out: Path, *, append: bool = False) -> DelimitedWriter:
    """Open a file of ICEWS rows."""
    return DelimitedWriter(out, make_rows, DIALECT, append=append)


def make_rows(view: ReadingView) -> Iterator[Row]:
    """Give a row for each pair of each account."""
    story = make_number(make_row_id("story", view.reading.id))
    for account in view.accounts:
        shared = {**_make_event(view, account), "Story ID": story}
        for actor, recipient in make_pairs(view, account):
            pair = describe_pair(actor, recipient)
            number = make_number(make_row_id("icews", view.reading.id, account.id, *pair))
            cells = {"Event ID": number, **shared, **_make_side(actor, "Source"), **_make_side(recipient, "Target")}
            yield number, account, cells


def _make_event(view: ReadingView, account: Account) -> dict[str, Cell]:
    cameo, day, spot = find_cameo(account), find_day(account.date), find_spot(view, account)
    latitude, longitude = (spot.point if spot else None) or (None, None)
    return {
        "Event Date": day.isoformat() if day else None,
        "Event Text": cameo.label,
        "CAMEO Code": cameo.code,
        "Intensity": cameo.goldstein,
        "Publisher": view.reading.report.outlet,
        "City": spot.city if spot else None,
        "Province": spot.province if spot else None,
        "Country": spot.country.name if spot and spot.country else None,
        "Latitude": latitude,
        "Longitude": longitude,
    }


def _make_side(entity: Entity | None, side: str) -> dict[str, Cell]:
    if entity is None:
        return {}
    country = find_country(entity.country)
    return {
        f"{side} Name": entity.name,
        f"{side} Sectors": ",".join(map_sectors([entity], "icews")) or None,
        f"{side} Country": country.name if country else None,
    }
