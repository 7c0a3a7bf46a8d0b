"""The companion of formats with fixed columns: for each row its report, quote and offsets.

In: a `ReadingView`, an account and a row's id. Out: rows with `COLUMNS`, written as CSV beside the export, joined to it
by the id that the export's first column holds.
"""

from __future__ import annotations

from dateline.export.rows import SEPARATOR, Cell
from dateline.export.spots import find_spot
from dateline.export.view import ReadingView
from dateline.records import Account

COLUMNS = (
    "row_id", "report_id", "event_id", "url", "outlet", "title", "published",
    "quote", "sentence_start", "sentence_end", "trigger", "trigger_start", "trigger_end",
    "modality", "claim", "according_to", "confidence", "date", "geonames_id", "place_precision", "coder",
)  # fmt: skip
"""The columns in their order. Offsets are half-open, in code points of the report's text."""


def make_provenance(view: ReadingView, account: Account, row_id: str | int) -> dict[str, Cell]:
    """Give the row that says where a row of an export comes from."""
    report, coder = view.reading.report, view.reading.coder
    spot = find_spot(view, account)
    place = spot.place if spot else None
    return {
        "row_id": row_id,
        "report_id": report.id,
        "event_id": account.id,
        "url": report.url,
        "outlet": report.outlet,
        "title": report.title,
        "published": report.published,
        "quote": account.sentence.quote,
        "sentence_start": account.sentence.start,
        "sentence_end": account.sentence.end,
        "trigger": account.trigger.quote,
        "trigger_start": account.trigger.start,
        "trigger_end": account.trigger.end,
        "modality": account.modality,
        "claim": account.claim,
        "according_to": SEPARATOR.join(view.according_to(account)) or None,
        "confidence": account.confidence,
        "date": account.date,
        "geonames_id": place.geonames_id if place else None,
        "place_precision": place.precision if place else None,
        "coder": coder.version if coder else None,
    }
