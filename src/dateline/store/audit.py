"""The log: who did what when, each row with the hash of the one before.

In: an action, what it was on, and details. Out: rows in the `audit` table, written in the transaction of what they tell
of. `hash` is the SHA-256 of the RFC 8785 canonical JSON of the row's other fields, so that any program can check it.
This and fetching are the only places that read the clock.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import UTC, datetime
from json.encoder import encode_basestring
from typing import Any

import rfc8785
from sqlalchemy import Connection, select

from dateline.store.database import insert_rows
from dateline.store.schema import AUDIT

FIRST_PREVIOUS = "0" * 64
"""What stands for the hash before the first row."""

_EXACT = 1 << 53  # integers below it are the same in every JSON reader

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
        canonical = _dump(details)
        previous = self.hash
        # The names in their order and the values in their canonical form: the row's canonical form.
        row = (
            f'{{"action":{encode_basestring(action)},"at":{encode_basestring(self.at)},"details":{canonical},'
            f'"person":{"null" if person is None else encode_basestring(person)},"previous":"{previous}",'
            f'"seq":{self.seq},"subject":{encode_basestring(subject)}}}'
        )
        self.hash = hashlib.sha256(row.encode("utf-8")).hexdigest()
        self.rows.append((self.seq, self.at, person, action, subject, canonical, previous, self.hash))
        return self.seq

    def flush(self) -> None:
        """Write what was appended."""
        insert_rows(self.connection, AUDIT, self.rows)
        self.rows.clear()


def _dump(details: Mapping[str, Any]) -> str:
    """Give RFC 8785's form of an object; short names and plain texts, which most rows hold, need no library for it."""
    parts = []
    for name in sorted(details):
        value = details[name]
        if value is None:
            text = "null"
        elif type(value) is str:
            text = encode_basestring(value)
        elif type(value) is int and abs(value) < _EXACT:
            text = str(value)
        else:
            return rfc8785.dumps(dict(details)).decode()
        if not name.isascii():  # others sort by UTF-16
            return rfc8785.dumps(dict(details)).decode()
        parts.append(f"{encode_basestring(name)}:{text}")
    return "{" + ",".join(parts) + "}"


def hash_row(row: Mapping[str, Any]) -> str:
    """Give the hash of a row from its other fields, `details` as plain values."""
    return hashlib.sha256(rfc8785.dumps({name: row[name] for name in FIELDS})).hexdigest()


def find_head(connection: Connection) -> tuple[int, str]:
    """Give the number and hash of the last row, (0, zeros) for an empty log."""
    last = connection.execute(select(AUDIT.c.seq, AUDIT.c.hash).order_by(AUDIT.c.seq.desc()).limit(1)).first()
    return (int(last.seq), str(last.hash)) if last else (0, FIRST_PREVIOUS)
