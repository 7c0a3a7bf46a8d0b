"""A view of PROTEST, ASSAULT, COERCE and MOBILIZE in the 31 columns of ACLED, comma-separated.

In: a `ReadingView`. Out: rows for `DelimitedWriter`. It has the shape of ACLED's files so that their tools load it; it
is no ACLED data, and no ACLED coder has seen it. Event and sub-event types are given where type, mode and the side of
those it is done to decide them (`data/export/plover_acled.tsv`), numbers of dead where the report gives one number.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from dateline.export.codes import AcledClass, find_acled, load_sector_codes
from dateline.export.delimited import DelimitedWriter, Dialect, Row
from dateline.export.identity import make_number, make_row_id
from dateline.export.rows import SEPARATOR, Cell
from dateline.export.spots import find_spot
from dateline.export.view import ReadingView
from dateline.intervals import find_days
from dateline.records import Account, Entity

DIALECT = Dialect("acled", separator=",")

TYPES = ("PROTEST", "ASSAULT", "COERCE", "MOBILIZE")


def open_acled(out: Path, *, append: bool = False) -> DelimitedWriter:
    """Open a file of rows in ACLED's shape."""
    return DelimitedWriter(out, make_rows, DIALECT, append=append)


def make_rows(view: ReadingView) -> Iterator[Row]:
    """Give a row for each account of the four types."""
    protesters = {i for account in view.accounts if account.type == "PROTEST" for i in account.actor}
    for account in view.accounts:
        if account.type in TYPES:
            yield _make_row(view, account, protesters)


def _make_row(view: ReadingView, account: Account, protesters: set[str]) -> Row:
    spot = find_spot(view, account)
    country = spot.country if spot else None
    number = make_number(make_row_id("acled", view.reading.id, account.id))
    row_id = f"{country.iso3 if country else ''}{number}"
    actors, recipients = view.entities(account.actor), view.entities(account.recipient)
    target = _find_side(recipients, protesters)
    unarmed = target in ("civilian", "protester")
    if target == "armed" and _find_side(actors, protesters) != "armed":
        target = ""  # a battle has two armed sides
    classes = find_acled(account, target) or AcledClass("", "", "")
    first = _find_class(account, actors, protesters, classes, acting=True)
    second = _find_class(account, recipients, protesters, classes, acting=False)
    latitude, longitude = (spot.point if spot else None) or (None, None)
    cells: dict[str, Cell] = {
        "event_id_cnty": row_id,
        **_make_date(account.date),
        "disorder_type": classes.disorder_type,
        "event_type": classes.event_type,
        "sub_event_type": classes.sub_event_type,
        **_make_side(actors, 1, first),
        **_make_side(recipients, 2, second),
        "interaction": _make_interaction(first, second, bool(recipients)),
        "civilian_targeting": "Civilian targeting" if unarmed and account.type == "ASSAULT" else None,
        "iso": int(country.numeric) if country and country.numeric else None,
        "region": country.acled_region if country else None,
        "country": country.name if country else None,
        "admin1": spot.province if spot else None,
        "location": spot.city if spot else None,
        "latitude": latitude,
        "longitude": longitude,
        "geo_precision": {"point": 1, "city": 1, "admin1": 3}.get(spot.place.precision)
        if spot and spot.place
        else None,
        "source": view.reading.report.outlet,
        "notes": account.sentence.quote,
        "fatalities": _count_dead(account),
        "tags": _make_tags(account),
    }
    return row_id, account, cells


def _make_date(value: str | None) -> dict[str, Cell]:
    """Fill day, year and precision: 1 a day, 2 within a week, 3 within a month."""
    first, last = find_days(value)
    if first is None or last is None:
        return {}
    length = (last - first).days
    cells: dict[str, Cell] = {"year": first.year if first.year == last.year else None}
    if length == 0:
        cells |= {"event_date": first.isoformat(), "time_precision": 1}
    elif length <= 31:
        cells["time_precision"] = 2 if length < 7 else 3
    return cells


def _make_side(entities: list[Entity], number: int, side: str | None) -> dict[str, Cell]:
    names = [entity.name for entity in entities]
    return {
        f"actor{number}": names[0] if names else None,
        f"assoc_actor_{number}": SEPARATOR.join(names[1:]) or None,
        f"inter{number}": side,
    }


def _find_class(
    account: Account, entities: list[Entity], protesters: set[str], classes: AcledClass, *, acting: bool
) -> str | None:
    """Give ACLED's class of the first of a side: the sector decides; who protests is a protester, or a rioter."""
    if not entities:
        return None
    if acting and account.type == "PROTEST":
        return "Rioters" if classes.event_type == "Riots" else "Protesters"
    table = load_sector_codes()
    for sector in entities[0].sector:
        if sector in table and table[sector]["acled"]:
            found = table[sector]["acled"]
            return "Protesters" if found == "Civilians" and entities[0].id in protesters else found
    return "Protesters" if entities[0].id in protesters else None


def _find_side(entities: list[Entity], protesters: set[str]) -> str:
    """Say whether those something is done to are `armed`, `civilian` or `protester`; empty where nothing decides."""
    table = load_sector_codes()
    for entity in entities:
        if entity.id in protesters:
            return "protester"
        for sector in entity.sector:
            if table.get(sector, {}).get("side"):
                return table[sector]["side"]
    return ""


def _make_interaction(first: str | None, second: str | None, has_second: bool) -> str | None:
    if first is None:
        return None
    if not has_second:
        return f"{first} only"
    return f"{first}-{second}" if second else None


def _count_dead(account: Account) -> int | None:
    """Give the number of dead where the account gives just one, and as a number."""
    numbers = {
        quantity.low
        for quantity in account.quantity
        if quantity.kind == "killed" and quantity.low is not None and quantity.low == quantity.high
    }
    others = [quantity for quantity in account.quantity if quantity.kind == "killed" and quantity.low != quantity.high]
    return int(numbers.pop()) if len(numbers) == 1 and not others else None


def _make_tags(account: Account) -> str | None:
    crowds = [quantity.span.quote for quantity in account.quantity if quantity.kind == "participants"]
    return f"crowd size={crowds[0]}" if crowds and account.type == "PROTEST" else None
