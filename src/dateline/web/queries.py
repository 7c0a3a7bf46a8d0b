"""Filters in an address: the query string that every list, view and export shares, both ways.

In: a query string. Out: `Filters`, and from filters the same string again, in one order. The names are those of the
command line: `type`, `country`, `since`, `near=LAT,LON,KM`, `box=S,W,N,E`, `number=killed:10..20`.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode

from dateline.errors import FilterError
from dateline.filters import Box, Filters, Near, Range

MANY = {
    "type": "types", "quad": "quads", "mode": "modes", "context": "contexts", "modality": "modalities",
    "claim": "claims", "actor": "actors", "recipient": "recipients", "party": "parties", "speaker": "speakers",
    "actor_country": "actor_countries", "recipient_country": "recipient_countries",
    "party_country": "party_countries", "actor_sector": "actor_sectors", "recipient_sector": "recipient_sectors",
    "country": "countries", "outlet": "outlets", "disagreement": "disagreements", "status": "statuses",
}  # fmt: skip
"""Names in an address that may be repeated, and the fields they fill."""
TEXTS = ("since", "until", "text", "story", "report", "view")
WHOLE = ("min_sources", "min_reports")
SHARES = ("min_confidence", "max_confidence")
PARAMETERS = (*MANY, "near", "box", "number", *TEXTS, *WHOLE, *SHARES)
"""Every name that filters have in an address."""


def read_filters(pairs: Iterable[tuple[str, str]]) -> Filters:
    """Build filters from the pairs of a query string; empty values and other names are passed over.

    Raises `FilterError` with the name of what is wrong.
    """
    many: dict[str, list[str]] = {}
    built: dict[str, Any] = {}
    for name, raw in pairs:
        value = raw.strip()
        if not value or "\0" in value:
            continue
        if name in MANY:
            held = many.setdefault(MANY[name], [])
            if value not in held:
                held.append(value)
        elif name in TEXTS:
            built[name] = value
        elif name in WHOLE:
            built[name] = _read_number(name, value, int)
        elif name in SHARES:
            built[name] = _read_number(name, value, float)
        elif name == "near":
            built[name] = Near(*_read_numbers(name, value, 3, "LAT,LON,KM"))
        elif name == "box":
            built[name] = Box(*_read_numbers(name, value, 4, "S,W,N,E"))
        elif name == "number":
            many.setdefault("quantities", []).append(value)
    ranges = tuple(map(_read_range, dict.fromkeys(many.pop("quantities", ()))))
    built.update({name: tuple(values) for name, values in many.items()}, quantities=ranges)
    return Filters(**built)


def list_pairs(filters: Filters) -> list[tuple[str, str]]:
    """Give filters as the pairs of a query string, in one order."""
    pairs: list[tuple[str, str]] = []
    for name, field in MANY.items():
        pairs += [(name, value) for value in getattr(filters, field)]
    if filters.near:
        near = filters.near
        pairs.append(("near", ",".join(map(_plain, (near.latitude, near.longitude, near.radius_km)))))
    if filters.box:
        box = filters.box
        pairs.append(("box", ",".join(map(_plain, (box.south, box.west, box.north, box.east)))))
    pairs += [("number", _write_range(item)) for item in filters.quantities]
    for name in (*TEXTS, *WHOLE, *SHARES):
        value = getattr(filters, name)
        if value is not None and not (name == "view" and value == "corrected"):
            pairs.append((name, value if isinstance(value, str) else _plain(value)))
    return pairs


def write_filters(filters: Filters, **others: object) -> str:
    """Give the query string of filters and of what else is asked (None is left out), without the question mark."""
    more = [(name, str(value)) for name, value in others.items() if value is not None and value != ""]
    return urlencode([*list_pairs(filters), *more])


def _read_number(name: str, value: str, kind: type[int] | type[float]) -> float:
    try:
        number = kind(value)
    except ValueError as error:
        raise FilterError(f"{name}: {value[:40]!r} is no number") from error
    if not abs(number) < 1e15:
        raise FilterError(f"{name}: {value[:40]!r} is out of range")
    return number


def _read_numbers(name: str, value: str, length: int, form: str) -> list[float]:
    parts = value.split(",")
    if len(parts) != length:
        raise FilterError(f"{name}: {value[:60]!r} is not of the form {form}")
    return [_read_number(name, part, float) for part in parts]


def _read_range(value: str) -> Range:
    kind, colon, numbers = value.partition(":")
    low, dots, high = numbers.partition("..")
    if not kind or not colon or not numbers:
        raise FilterError(f"number: {value[:60]!r} is not of the form killed:10..20")
    ends = [_read_number("number", end, float) if end else None for end in (low, high)]
    return Range(kind, ends[0], ends[1] if dots else ends[0])


def _write_range(item: Range) -> str:
    low, high = ("" if end is None else _plain(end) for end in (item.low, item.high))
    return f"{item.kind}:{low}" if low and low == high else f"{item.kind}:{low}..{high}"


def _plain(number: float) -> str:
    return f"{number:.12g}"
