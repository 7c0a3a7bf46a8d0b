"""The log's rows hash to what RFC 8785 gives, however they are put together."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import rfc8785

from dateline.store.audit import AuditWriter, hash_row
from dateline.store.database import Database

DETAILS: tuple[dict[str, Any], ...] = (
    {},
    {"b": None, "a": "plain"},
    {"text": '"quoted" \\ back / slash \b\f\n\r\t \x00\x1f\x7f é 漢 \u2028 \U0001f600'},
    {"number": 7, "least": -(2**53) + 1, "most": 2**53 - 1},
    {"yes": True, "share": 1e-7, "list": [1, "two", {"z": 1, "a": 2.0}]},
    {"\ufb33": 1, "\U0001f600": 2, "a": 3},
)


@pytest.mark.parametrize("details", DETAILS)
def test_a_row_hashes_to_its_canonical_form(tmp_path: Path, details: dict[str, Any]) -> None:
    database = Database(tmp_path / "store.db")
    with database.write() as connection:
        writer = AuditWriter(connection)
        writer.append("report", 'a "subject"\twith é', details, person=None)
        writer.append("decision", "another", details, person="Ana \\ é")
        for seq, at, person, action, subject, canonical, previous, found in writer.rows:
            assert canonical == rfc8785.dumps(details).decode()
            row = {"seq": seq, "at": at, "person": person, "action": action, "subject": subject}
            assert found == hash_row({**row, "details": json.loads(canonical), "previous": previous})
        assert writer.rows[1][6] == writer.rows[0][7]
    database.close()
