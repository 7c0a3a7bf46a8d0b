"""Reading the log, and the rows that no other module writes.

In: a transaction. Out: `AuditRow`s; a row for an export.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, select

from dateline.store.items import AuditRow
from dateline.store.schema import AUDIT
from dateline.store.writing import Writer


def list_audit(connection: Connection, after: int, limit: int) -> tuple[AuditRow, ...]:
    """Give rows of the log after a number, in their order."""
    rows = connection.execute(select(AUDIT).where(AUDIT.c.seq > after).order_by(AUDIT.c.seq).limit(limit))
    return tuple(
        AuditRow(row.seq, row.at, row.person, row.action, row.subject, json.loads(row.details), row.previous, row.hash)
        for row in rows
    )


def write_export(
    writer: Writer, form: str, filters: Mapping[str, Any], sha256: str, rows: int, person: str | None
) -> int:
    """Write an export into the log and give the row's number."""
    details = {"filters": dict(filters), "sha256": sha256, "rows": rows}
    return writer.audit.append("export", form, details, person)
