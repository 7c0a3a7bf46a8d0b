"""How values are written for people: dates, numbers, codes, statuses.

In: values of the records. Out: text, or markup whose `<time>` and `<data>` elements the page's script sets in the
reader's locale.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from markupsafe import Markup

TYPES = {
    "AGREE": "agree", "CONSULT": "consult", "SUPPORT": "support", "CONCEDE": "concede", "COOPERATE": "cooperate",
    "AID": "aid", "RETREAT": "retreat", "REQUEST": "request", "ACCUSE": "accuse", "REJECT": "reject",
    "THREATEN": "threaten", "PROTEST": "protest", "SANCTION": "sanction", "MOBILIZE": "mobilize",
    "COERCE": "coerce", "ASSAULT": "assault",
}  # fmt: skip
CLAIMS = {
    "narrator": "told by the report itself",
    "attributed": "attributed to a source",
    "alleged": "alleged",
    "denied": "denied",
}
MODALITIES = {
    "actual": "as having happened",
    "planned": "planned",
    "hypothetical": "hypothetical",
    "negated": "as not having happened",
}
STATUSES = {
    "unreviewed": "unreviewed", "confirmed": "confirmed", "corrected": "corrected", "rejected": "rejected",
    "added": "added by a person", "merged": "merged by a person", "split": "split by a person",
}  # fmt: skip

_DAY = re.compile(r"^\d{4}-\d{2}-\d{2}$")
_MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
           "November", "December")  # fmt: skip


def write_day(day: int) -> str:
    """Write a day given as `YYYYMMDD`; nothing for 0."""
    return f"{day // 10_000:04d}-{day // 100 % 100:02d}-{day % 100:02d}" if day else ""


@lru_cache(maxsize=4096)
def render_date(value: str | None) -> Markup:
    """Give a date or interval as `<time>`; the words are good without a script: `17 May 2014`."""
    if not value:
        return Markup('<span class="none">no date</span>')
    ends = value.split("/")
    if len(ends) == 2 and ends[0] == ends[1]:
        ends = ends[:1]
    return Markup("–").join(_render_end(end) for end in ends)


def render_moment(value: str | None) -> Markup:
    """Give a moment in UTC as `<time>`."""
    if not value:
        return Markup("")
    exact = f"{value[:19]}Z" if len(value) >= 19 else value
    shown = value[:16].replace("T", " ") + (" UTC" if "T" in value else "")
    return Markup('<time datetime="{}">{}</time>').format(exact, shown)


@lru_cache(maxsize=4096)
def render_number(value: float | None) -> Markup:
    """Give a number as `<data>`, with thin spaces between thousands."""
    if value is None:
        return Markup("")
    return Markup('<data value="{}">{}</data>').format(f"{value:.12g}", write_number(value))


def write_number(value: float) -> str:
    """Write a number with thin spaces between thousands."""
    whole = int(value) if float(value).is_integer() else None
    return (f"{whole:,}" if whole is not None else f"{value:,.6g}").replace(",", "\u202f")


def write_figure(item: Any) -> str:
    """Write a range of a kind: `20–31 killed`, `at least 300 participants`."""
    kind, low, high = (
        (item["kind"], item["low"], item["high"]) if isinstance(item, dict) else (item.kind, item.low, item.high)
    )
    return f"{write_range(low, high)} {kind.replace('_', ' ')}"


def write_range(low: float | None, high: float | None) -> str:
    """Write a range of numbers."""
    if low is None and high is None:
        return "an unknown number"
    if low is None:
        return f"at most {write_number(high or 0)}"
    if high is None:
        return f"at least {write_number(low)}"
    return write_number(low) if low == high else f"{write_number(low)}–{write_number(high)}"


def write_reports(number: int) -> str:
    """Write the words of a link from a report to an event."""
    if number == 1:
        return "The event: no other report tells of it"
    return f"The event: {number - 1} other report{'s' if number > 2 else ''} tell{'s' if number == 2 else ''} of it"


def describe_value(field: str, value: Any) -> str:
    """Write a plain JSON value of a field for people: ranges, names, places, dates, codes."""
    if value is None or value == [] or value == "":
        return "not said"
    numbers = isinstance(value, list) and len(value) == 2 and all(n is None or _is_number(n) for n in value)
    if numbers and field.startswith("quantity"):
        return write_range(*value)
    if isinstance(value, list | tuple):
        return ", ".join(describe_value(field, item) for item in value)
    if isinstance(value, dict):
        if "kind" in value and "low" in value:
            return write_figure(value)
        return str(value.get("name") or ", ".join(f"{key} {item}" for key, item in value.items() if item))
    if field == "claim" and value in CLAIMS:
        return CLAIMS[value]
    if field == "modality" and value in MODALITIES:
        return MODALITIES[value]
    return write_number(value) if _is_number(value) else write_code(str(value)) if field != "date" else str(value)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def write_share(value: float | None) -> str:
    """Write a share between 0 and 1 as a percentage."""
    return "" if value is None else f"{value * 100:.0f}%"


def write_code(code: str | None) -> str:
    """Write a code in words: `sentence_years` as `sentence years`."""
    return (code or "").replace("_", " ").replace("-", " ")


def write_status(row: Any) -> Sequence[str]:
    """Give how an event is told, beyond that it simply happened: `planned`, `denied`, `alleged`, `claimed`."""
    found = []
    if row.claim != "narrator":
        found.append({"attributed": "claimed"}.get(row.claim, row.claim))
    if row.modality != "actual":
        found.append(row.modality)
    return found


def _render_end(value: str) -> Markup:
    if value == "..":
        return Markup("…")
    shown = value
    parts = value.split("-")
    if "W" not in value and len(parts) > 1 and 1 <= int(parts[1]) <= 12:
        month = _MONTHS[int(parts[1]) - 1]
        shown = f"{int(parts[2])} {month} {parts[0]}" if _DAY.match(value) else f"{month} {parts[0]}"
    return Markup('<time datetime="{}">{}</time>').format(value, shown)
