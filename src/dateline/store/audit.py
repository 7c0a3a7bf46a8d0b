"""The log: who did what when, each row with the hash of the one before.

In: an action, what it was on, and details. Out: rows in the `audit` table, written in the transaction of what they tell
of. `hash` is the SHA-256 of the RFC 8785 canonical JSON of the row's other fields, so that any program can check it.
This and fetching are the only places that read the clock.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import rfc8785
from sqlalchemy import Connection, select

from dateline.store.database import insert_rows
from dateline.store.schema import AUDIT

FIRST_PREVIOUS = "0" * 64
"""What stands for the hash before the first row."""

FIELDS = ("seq", "at", "person", "action", "subject", "details", "previous")


class AuditWriter:
    """Appends rows in one write transaction; `flush` puts them into the table."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.rows: list[tuple[Any, ...]] = []
        last = connection.execute(select(AUDIT.c.seq, AUDIT.c.hash).order_by(AUDIT.c.seq.desc()).limit(1)).first()
        self.seq: int = last.seq if last else 0
        self.hash: str = last.hash if last else FIRST_PREVIOUS
        self.at = datetime.now(UTC).isoformat(timespec="milliseconds")

    def append(self, action: str, subject: str, details: Mapping[str, Any], person: str | None = None) -> int:
        """Add a row and give its number."""
        self.seq += 1
        canonical = rfc8785.dumps(dict(details)).decode()
        previous = self.hash
        self.hash = hash_row(
            {
                "seq": self.seq,
                "at": self.at,
                "person": person,
                "action": action,
                "subject": subject,
                "details": json.loads(canonical),
                "previous": previous,
            }
        )
        self.rows.append((self.seq, self.at, person, action, subject, canonical, previous, self.hash))
        return self.seq

    def flush(self) -> None:
        """Write what was appended."""
        insert_rows(self.connection, AUDIT, self.rows)
        self.rows.clear()


def hash_row(row: Mapping[str, Any]) -> str:
    """Give the hash of a row from its other fields, `details` as plain values."""
    return hashlib.sha256(rfc8785.dumps({name: row[name] for name in FIELDS})).hexdigest()


def find_head(connection: Connection) -> tuple[int, str]:
    """Give the number and hash of the last row, (0, zeros) for an empty log."""
    last = connection.execute(select(AUDIT.c.seq, AUDIT.c.hash).order_by(AUDIT.c.seq.desc()).limit(1)).first()
    return (int(last.seq), str(last.hash)) if last else (0, FIRST_PREVIOUS)
