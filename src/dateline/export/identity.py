"""Ids of exported rows: hashes of what a row says, so that the same account has the same id in every export.

In: ids of report and account. Out: text of 16 hexadecimal digits, or a whole number below 2^53 for formats whose ids
are numbers (2^53, so that R and JavaScript keep every digit).
"""

from __future__ import annotations

import hashlib


def make_row_id(*parts: str) -> str:
    """Give the id of the row that these parts make up: 16 hexadecimal digits."""
    text = "\x1f".join(parts)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def make_number(row_id: str) -> int:
    """Give a row's id as a whole number below 2^53."""
    return int(row_id[:14], 16) >> 3
