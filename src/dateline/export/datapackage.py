"""A Frictionless data package: the description of exported tables that validators and loaders read.

In: tables written. Out: the value of `datapackage.json` (Data Package v1, Table Schema), with the type and meaning of
every column (`data/export/fields.tsv`), keys, sizes and hashes.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

from dateline.data import load_table
from dateline.export.rows import COLUMNS, DATES, NUMBERS, OFFSETS, WHOLE

REPORT_COLUMNS = ("report_id", "title", "outlet", "url", "published")


def make_package(folder: Path) -> dict[str, Any]:
    """Give the description of `events.csv` and `reports.csv` in a folder."""
    descriptions = {row["column"]: row["description"] for row in load_table("export/fields.tsv")}
    events = [
        {"name": name, "type": _find_type(name), "description": descriptions[name], **_find_constraints(name)}
        for name in COLUMNS
    ]
    reports = [{"name": name, "type": "string", "description": descriptions[name]} for name in REPORT_COLUMNS]
    reference = {"resource": "reports", "fields": ["report_id"]}
    keys = {"primaryKey": ["row_id"], "foreignKeys": [{"fields": ["report_id"], "reference": reference}]}
    return {
        "name": "dateline-events",
        "title": "Accounts of events in news reports",
        "profile": "tabular-data-package",
        "resources": [
            _make_resource(folder, "events", "One row an account", {"fields": events, **keys}),
            _make_resource(folder, "reports", "One row a report", {"fields": reports, "primaryKey": ["report_id"]}),
        ],
    }


def _make_resource(folder: Path, name: str, title: str, schema: dict[str, Any]) -> dict[str, Any]:
    path = folder / f"{name}.csv"
    with path.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
    return {
        "name": name,
        "path": path.name,
        "title": title,
        "profile": "tabular-data-resource",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": path.stat().st_size,
        "hash": f"sha256:{digest}",
        "schema": {**schema, "missingValues": [""]},
    }


def _find_type(name: str) -> str:
    if name in NUMBERS:
        return "number"
    if name in OFFSETS + WHOLE:
        return "integer"
    return "date" if name in DATES else "string"


def _find_constraints(name: str) -> dict[str, Any]:
    if name in OFFSETS:
        return {"constraints": {"required": True, "minimum": 0}}
    if name in ("report_id", "event_id", "type", "modality", "claim", "quote", "trigger", "row_id"):
        return {"constraints": {"required": True}}
    if name == "confidence":
        return {"constraints": {"minimum": 0, "maximum": 1}}
    return {}
