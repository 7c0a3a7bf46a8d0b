"""Named fields to a report: what JSON objects and the rows of a table have in common.

In: a mapping of names to values, as a file gives it. Out: a `Report`. The names that mean a field are in
`source_keys.tsv`.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping

from dateline.data import load_table
from dateline.errors import InputError
from dateline.records import Report
from dateline.sources.build import METADATA, build_report
from dateline.sources.html import strip_tags


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


def read_fields(values: Mapping[str, object], *, text_key: str | None = None, published: str | None = None) -> Report:
    """Make a report of named fields; `text_key` names the text where its own name does not.

    Raises `InputError` where there is no text.
    """
    names = [name for name in values if isinstance(name, str)]
    text_key = text_key or find_key(names, "text")
    if text_key is None:
        raise InputError(f"no text among {describe_names(names)}: name it text, body or content")
    metadata: dict[str, str | None] = {}
    for field in METADATA:
        key = find_key([name for name in names if name != text_key], field)
        metadata[field] = _give_string(values[key]) if key else None
    metadata["published"] = metadata["published"] or published
    text = _give_string(values[text_key])
    if not text or not text.strip():
        raise InputError(f"{text_key!r} is empty: there is no report")
    return build_report(strip_tags(text), metadata)


def describe_names(names: list[str]) -> str:
    """List names for a message, at most eight and none longer than 30 characters."""
    shown = ", ".join(name[:30] for name in names[:8])
    return (shown + (", ..." if len(names) > 8 else "")) or "no names at all"


def _give_string(value: object) -> str | None:
    if isinstance(value, str):
        return value
    if isinstance(value, Mapping):  # {"source": {"name": "..."}}
        name = value.get("name") or value.get("title")
        return name if isinstance(name, str) else None
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return "\n\n".join(value)
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else None
