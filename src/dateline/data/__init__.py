"""The tables: word lists, codes and names as data files, each with its origin and licence in `sources.d/`.

In: a file's name. Out: its rows. Files are UTF-8 with a header line; tab- or comma-separated by their ending.
"""

from __future__ import annotations

import csv
import functools
import hashlib
import io
import json
from importlib import resources
from typing import Any

from dateline.errors import ModelError

_SEPARATORS = {"csv": ",", "tsv": "\t"}


def read_bytes(name: str) -> bytes:
    """Give a table's bytes; raises `ModelError` if there is no such file."""
    try:
        return resources.files(__name__).joinpath(name).read_bytes()
    except OSError as error:
        raise ModelError(f"the table {name!r} is missing: install dateline again") from error


@functools.cache
def load_table(name: str) -> tuple[dict[str, str], ...]:
    """Give the rows of a `.csv` or `.tsv` table, each by its column names. Callers do not change them."""
    separator = _SEPARATORS[name.rsplit(".", 1)[-1]]
    text = read_bytes(name).decode("utf-8")
    if separator == ",":
        return tuple(csv.DictReader(io.StringIO(text)))
    return tuple(csv.DictReader(io.StringIO(text), delimiter=separator, quoting=csv.QUOTE_NONE))


@functools.cache
def load_json(name: str) -> Any:
    """Give the value of a `.json` table. Callers do not change it."""
    return json.loads(read_bytes(name))


@functools.cache
def hash_tables() -> str:
    """Give one SHA-256 (first 16 hex digits) over every table of this folder, in the order of their names."""
    digest = hashlib.sha256()
    folder = resources.files(__name__)
    for entry in sorted(folder.iterdir(), key=lambda item: item.name):
        if entry.is_file() and not entry.name.endswith((".py", ".pyc")):
            digest.update(entry.name.encode() + b"\0" + entry.read_bytes())
    return digest.hexdigest()[:16]
