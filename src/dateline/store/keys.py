"""Ids and hashes: what names a coder, an event, a report's content and a reading's content.

In: records or plain values. Out: hexadecimal text. The same content has the same id in every store.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from typing import Any

from dateline.records import Coder

AccountKey = tuple[str, str, str]
"""A report's id, a coder's id, the account's id in the reading."""

NO_CODER = "none"
"""The id of a coder that a reading does not name, as in a corpus annotated by people."""

EVENT_ID_LENGTH = 24


_encode = json.JSONEncoder(ensure_ascii=True, sort_keys=True, separators=(",", ":")).encode


def dump_json(value: Any) -> str:
    """Give the JSON text that is kept and hashed: sorted keys, no spaces, ASCII only (any database takes it)."""
    return _encode(value)


def hash_text(text: str) -> str:
    """Give the SHA-256 of a text in UTF-8."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def hash_values(*values: str | int | None) -> str:
    """Give the SHA-256 of values as one JSON list."""
    return hash_text(dump_json(list(values)))


def make_coder_id(coder: Coder | None) -> str:
    """Give the id of a coder: the hash of its version and parts."""
    if coder is None:
        return NO_CODER
    return hash_text(dump_json([coder.version, [list(part) for part in coder.parts]]))[:16]


def make_event_id(accounts: Iterable[AccountKey]) -> str:
    """Give the id of the event that is made of these accounts, in whatever order."""
    return hash_text(dump_json(sorted(list(account) for account in accounts)))[:EVENT_ID_LENGTH]
