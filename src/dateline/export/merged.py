"""Events merged from several reports: one row an event, with its sources and what they disagree on.

In: `MergedEvent`s, in the form of `docs/store.md`. Out: `csv`, `jsonl`, `parquet` or `geojson`. Every row says each
account it rests on, with address, quote and offsets: in `evidence`, as JSON; in `jsonl`, as a list.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

from dateline.errors import InputError
from dateline.export.csv import neutralise
from dateline.export.rows import SEPARATOR, Cell
from dateline.export.run import Draft, Order, Summary, draft_files, hash_file, write_manifest
from dateline.export.spots import POINTS
from dateline.export.streams import ListStream, dump, open_text
from dateline.export.view import describe_range
from dateline.intervals import find_days

FORMS = ("csv", "jsonl", "parquet", "geojson")
COLUMNS = (
    "event_id", "type", "mode", "context", "quad", "intensity",
    "actor", "actor_country", "actor_sector", "recipient", "recipient_country", "recipient_sector",
    "date", "date_from", "date_to", "place", "place_country", "geonames_id", "latitude", "longitude", "precision",
    "quantity", "modality", "claim", "confidence", "accounts", "reports", "sources", "disagreements", "method",
    "urls", "quotes", "evidence",
)  # fmt: skip
"""The columns in their order. `reports` counts reports, `sources` independent ones: copies of one story count once."""
NUMBERS = ("intensity", "latitude", "longitude", "confidence")
WHOLE = ("geonames_id", "accounts", "reports", "sources")
DATES = ("date_from", "date_to")


@dataclass(frozen=True, slots=True)
class Evidence:
    """An account that an event rests on. Offsets are half-open, in code points of the report's text."""

    report_id: str
    account_id: str
    url: str | None
    outlet: str | None
    published: str | None
    quote: str
    sentence_start: int
    sentence_end: int
    trigger: str
    trigger_start: int
    trigger_end: int
    modality: str
    claim: str
    coder: str | None


@dataclass(frozen=True, slots=True)
class MergedEvent:
    """An event: its value in the form of `docs/store.md`, and what it rests on, in the order of its accounts."""

    value: dict[str, Any]
    evidence: tuple[Evidence, ...]


def export_events(events: Iterable[MergedEvent], order: Order) -> Summary:
    """Export merged events, whole or not at all, with a manifest.

    Raises `InputError` for a format that has no place for an event's several sources.
    """
    if order.form not in FORMS:
        raise InputError(f"{order.form} has no place for merged events: formats that have are {', '.join(FORMS)}")
    reports: set[str] = set()
    coders: dict[str, None] = {}

    def watch() -> Iterator[MergedEvent]:
        for event in events:
            reports.update(item.report_id for item in event.evidence)
            coders.update(dict.fromkeys(item.coder for item in event.evidence if item.coder))
            yield event

    with draft_files(order) as draft:
        rows = _write(order.form, watch(), draft)
        files = ((draft.out.name, *hash_file(draft.out)),)
        draft.summary = Summary(order.form, len(reports), rows, 0, tuple(coders), files)
    write_manifest(order, draft.summary)
    return draft.summary


def make_row(event: MergedEvent) -> dict[str, Cell]:
    """Give the row of an event."""
    value = event.value
    first, last = find_days(value.get("date"))
    places = value.get("place") or []
    place = next((p for p in places if p.get("latitude") is not None), places[0] if places else {})
    return {
        "event_id": value["id"],
        "type": value["type"],
        "mode": _join(value.get("mode") or ()),
        "context": _join(value.get("context") or ()),
        "quad": value.get("quad"),
        "intensity": value.get("intensity"),
        **_make_side("actor", value.get("actor") or []),
        **_make_side("recipient", value.get("recipient") or []),
        "date": value.get("date"),
        "date_from": first.isoformat() if first else None,
        "date_to": last.isoformat() if last else None,
        "place": _join(p["name"] for p in places),
        "place_country": place.get("country"),
        "geonames_id": place.get("geonames_id"),
        "latitude": place.get("latitude"),
        "longitude": place.get("longitude"),
        "precision": place.get("precision"),
        "quantity": _join(
            f"{q['kind'].replace('_', ' ')} {describe_range(q['low'], q['high'])}" for q in value.get("quantity") or ()
        ),
        "modality": value.get("modality"),
        "claim": value.get("claim"),
        "confidence": value.get("confidence"),
        "accounts": len(event.evidence),
        "reports": value.get("reports"),
        "sources": value.get("sources"),
        "disagreements": _describe_disagreements(event),
        "method": _join(f"{name}: {rule}" for name, rule in (value.get("method") or {}).items()),
        "urls": _join(dict.fromkeys(item.url for item in event.evidence if item.url)),
        "quotes": " | ".join(item.quote for item in event.evidence),
        "evidence": dump([asdict(item) for item in event.evidence]),
    }


def _make_side(side: str, parties: list[dict[str, Any]]) -> dict[str, Cell]:
    return {
        side: _join(party["name"] for party in parties),
        f"{side}_country": _join(dict.fromkeys(party["country"] for party in parties if party.get("country"))),
        f"{side}_sector": _join(dict.fromkeys(s for party in parties for s in party.get("sector") or ())),
    }


def _describe_disagreements(event: MergedEvent) -> str | None:
    """Write what the accounts disagree on: `quantity.killed: [20, 20] (The Wire) or [31, 31] (Post)`."""
    found = []
    for disagreement in event.value.get("disagreements") or ():
        sides = [
            f"{_write_value(side['value'])} ({_name_holders(event, side['accounts'])})"
            for side in disagreement["values"]
        ]
        found.append(f"{disagreement['field']}: {' or '.join(sides)}")
    return _join(found)


def _write_value(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _name_holders(event: MergedEvent, places: list[int]) -> str:
    held = [event.evidence[i] for i in places if i < len(event.evidence)]
    return ", ".join(dict.fromkeys(item.outlet or item.report_id for item in held))


def _join(values: Iterable[str | None]) -> str | None:
    return SEPARATOR.join(value for value in values if value) or None


def _write(form: str, events: Iterator[MergedEvent], draft: Draft) -> int:
    writers = {"csv": _write_csv, "jsonl": _write_jsonl, "parquet": _write_parquet, "geojson": _write_geojson}
    return writers[form](events, draft.out)


def _write_csv(events: Iterator[MergedEvent], out: Path) -> int:
    number = 0
    with out.open("w", encoding="utf-8-sig", errors="backslashreplace", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(COLUMNS)
        for event in events:
            row = make_row(event)
            writer.writerow([neutralise(row[column]) for column in COLUMNS])
            number += 1
    return number


def _write_jsonl(events: Iterator[MergedEvent], out: Path) -> int:
    number = 0
    with open_text(out) as stream:
        for event in events:
            stream.write(dump({**event.value, "evidence": [asdict(item) for item in event.evidence]}) + "\n")
            number += 1
    return number


def _write_parquet(events: Iterator[MergedEvent], out: Path) -> int:
    import pyarrow as pa
    import pyarrow.parquet as pq

    types = {
        **dict.fromkeys(COLUMNS, pa.string()),
        **dict.fromkeys(NUMBERS, pa.float64()),
        **dict.fromkeys(WHOLE, pa.int64()),
        **dict.fromkeys(DATES, pa.date32()),
    }
    rows: list[dict[str, Any]] = [{**make_row(event)} for event in events]
    for row in rows:
        for name in DATES:
            row[name] = date.fromisoformat(row[name]) if row[name] else None
        for name in NUMBERS:
            row[name] = None if row[name] is None else float(row[name])
    pq.write_table(pa.Table.from_pylist(rows, schema=pa.schema(list(types.items()))), out, compression="zstd")
    return len(rows)


def _write_geojson(events: Iterator[MergedEvent], out: Path) -> int:
    stream = ListStream(out, {"type": "FeatureCollection"}, "features")
    number = 0
    for event in events:
        number += 1
        row = make_row(event)
        drawn = row["precision"] in POINTS and row["longitude"] is not None
        properties = {name: cell for name, cell in row.items() if name not in ("latitude", "longitude", "evidence")}
        stream.add(
            {
                "type": "Feature",
                "id": row["event_id"],
                "geometry": {"type": "Point", "coordinates": [row["longitude"], row["latitude"]]} if drawn else None,
                "properties": {**properties, "evidence": [asdict(item) for item in event.evidence]},
            }
        )
    stream.close()
    return number
