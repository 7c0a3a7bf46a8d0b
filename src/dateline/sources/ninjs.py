"""ninjs: news in JSON (IPTC), versions 1, 2 and 3.

In: a JSON object. Out: its report. The versions differ in the case of names and in lists for headlines and bodies;
names are compared in small letters without separators. Pictures and other objects without a text are failures.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from dateline.errors import InputError
from dateline.records import Failure, Report
from dateline.sources.build import build_report
from dateline.sources.fields import give_names, give_string
from dateline.sources.files import Options
from dateline.sources.html import strip_tags
from dateline.sources.labels import split_names

Json = dict[str, Any]

_MARKS = ("versioncreated", "firstcreated", "bodytext", "bodyhtml", "bodyxhtml", "bodies", "pubstatus")
_WITHDRAWN = ("canceled", "withheld")


def is_ninjs(value: Json) -> bool:
    """Say whether a JSON object is a ninjs object."""
    folded = _fold(value)
    standard = folded.get("standard")
    if isinstance(standard, dict) and str(standard.get("name", "")).lower() == "ninjs":
        return True
    return ("uri" in folded or "guid" in folded) and sum(mark in folded for mark in _MARKS) >= 2


def read_ninjs(value: Json, where: str, options: Options) -> Iterator[Report | Failure]:
    """Read one object; raises `InputError` where it has no text or is withdrawn."""
    item = _fold(value)
    status = str(item.get("pubstatus", "")).lower()
    if status in _WITHDRAWN:
        raise InputError(f"withdrawn by its agency ({status})")
    text = _find_body(item)
    if not text.strip():
        raise InputError(f"a ninjs object of type {str(item.get('type', 'unknown'))[:20]!r} without a text")
    rights = item.get("rightsinfo")
    rights = _fold(rights) if isinstance(rights, dict) else item
    created = give_string(item.get("firstcreated")) or give_string(item.get("contentcreated"))
    version = give_string(item.get("versioncreated"))
    address = give_string(item.get("uri")) or ""
    note = give_string(item.get("ednote")) or ""
    yield build_report(
        text,
        {
            "title": give_string(item.get("headline")) or _choose(item.get("headlines")),
            "outlet": _find_outlet(item),
            "url": address if address.startswith(("http://", "https://")) else None,
            "language": give_string(item.get("language")),
            "published": created or version or options.published,
            "updated": version if version != created else None,
            "authors": split_names("; ".join(give_names(item.get("by") or item.get("byline") or []))),
            "section": next(iter(give_names(item.get("subjects") or item.get("subject") or [])), None),
            "rights": give_string(rights.get("copyrightnotice")) or give_string(rights.get("usageterms")),
            "corrections": [note] if "orrect" in note else [],
            "source": where,
        },
    )


def _find_body(item: Json) -> str:
    bodies = item.get("bodies")
    if isinstance(bodies, list | dict):
        text = _choose(bodies)
        if text:
            return strip_tags(text)
    for key in ("bodytext", "bodyxhtml", "bodyhtml"):
        text = give_string(item.get(key))
        if text and text.strip():
            return strip_tags(text)
    return ""


def _choose(values: object) -> str | None:
    """Give the value of the main entry of a list of `{role, value}`: plain text before markup, else the first."""
    items = list(values.values()) if isinstance(values, dict) else values
    entries = [_fold(item) for item in items if isinstance(item, dict)] if isinstance(items, list) else []
    filled = [entry for entry in entries if isinstance(entry.get("value"), str) and entry["value"].strip()]
    if not filled:
        return None
    best = min(
        filled,
        key=lambda entry: (
            str(entry.get("role", "main")).lower() not in ("main", "body", ""),
            "plain" not in str(entry.get("contenttype", "")),
        ),
    )
    return str(best["value"])


def _find_outlet(item: Json) -> str | None:
    for key in ("infosources", "source", "copyrightholder"):
        names = give_names(item.get(key) or [])
        if names:
            return names[0]
    rights = item.get("rightsinfo")
    return give_string(_fold(rights).get("copyrightholder")) if isinstance(rights, dict) else None


def _fold(value: Json) -> Json:
    return {str(key).lower().replace("_", "").replace("-", ""): item for key, item in value.items()}
