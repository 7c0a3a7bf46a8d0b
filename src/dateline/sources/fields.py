"""Named fields to a report: what JSON objects and the rows of a table have in common.

In: a mapping of names to values, as a file gives it. Out: a `Report`. The names that mean a field are in
`source_keys.tsv`.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from datetime import date
from typing import Any, cast

from dateline.data import load_table
from dateline.errors import InputError
from dateline.records import Report
from dateline.sources.build import METADATA, Metadata, build_report
from dateline.sources.html import strip_tags

DATES = ("published", "updated", "fetched")
LISTS = ("authors", "corrections")
"""The fields that are dates, and those that are lists."""


@functools.lru_cache(maxsize=1)
def load_keys() -> dict[str, tuple[str, ...]]:
    """Give the keys that mean each field of a report, the best first."""
    keys: dict[str, tuple[str, ...]] = {}
    for row in load_table("source_keys.tsv"):
        keys[row["field"]] = (*keys.get(row["field"], ()), row["key"])
    return keys


def find_key(names: list[str], field: str) -> str | None:
    """Give the name among `names` that means a field of a report, whatever its case, or None."""
    folded = {name.strip().lower().replace(" ", "_"): name for name in reversed(names)}
    return next((folded[key] for key in load_keys()[field] if key in folded), None)


def map_columns(names: list[str], mapping: Mapping[str, str]) -> dict[str, str]:
    """Check a user's mapping (field of a report to column) against the columns; raises `InputError` with both."""
    known = ("text", *METADATA)
    for field, column in mapping.items():
        if field not in known:
            raise InputError(f"{field!r} is no field of a report: map one of {', '.join(known)}")
        if column not in names:
            raise InputError(f"no column {column!r} for {field} among {describe_names(names)}")
    return dict(mapping)


def read_fields(
    values: Mapping[str, object],
    where: str | None = None,
    *,
    columns: Mapping[str, str] | None = None,
    published: str | None = None,
) -> Report:
    """Make a report of named fields; `columns` gives the name for a field where its own does not tell.

    `where` is the place in the source. Raises `InputError` where there is no text.
    """
    columns = columns or {}
    names = [name for name in values if isinstance(name, str)]
    text_key = columns.get("text") or find_key(names, "text")
    if text_key is None:
        raise InputError(f"no text among {describe_names(names)}: name it text, body or content")
    taken = {text_key, *columns.values()}
    found: dict[str, Any] = {"source": where}
    for field in METADATA:
        key = columns.get(field) or find_key([name for name in names if name not in taken], field)
        if key is None:
            continue
        value = values[key]
        if isinstance(value, date):  # a table with types of its own, such as Parquet
            found[field] = value if field in DATES else value.isoformat()
        else:
            found[field] = give_names(value) if field in LISTS else give_string(value)
    metadata = cast(Metadata, found)
    metadata["published"] = metadata.get("published") or published
    text = give_string(values[text_key])
    if not text or not text.strip():
        raise InputError(f"{text_key!r} is empty: there is no report")
    return build_report(strip_tags(text), metadata)


def describe_names(names: list[str]) -> str:
    """List names for a message, at most eight and none longer than 30 characters."""
    shown = ", ".join(name[:30] for name in names[:8])
    return (shown + (", ..." if len(names) > 8 else "")) or "no names at all"


def give_string(value: object) -> str | None:
    """Give a value as a string: a text, a number, the name of an object, the lines of a list; else None."""
    if isinstance(value, str):
        return value
    if isinstance(value, Mapping):  # {"source": {"name": "..."}}
        name = value.get("name") or value.get("title")
        return name if isinstance(name, str) else None
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return "\n\n".join(value)
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def give_names(value: object) -> list[str]:
    """Give a value as a list of names: a list of texts or objects, or one text whose names a semicolon parts."""
    if isinstance(value, str):
        return value.split(";")
    items = value if isinstance(value, list) else [value]
    return [name for name in map(give_string, items) if name]
