"""Numbers on the command line: `killed=10..`, `arrested=5..20`, `injured=..3`, `killed=4`, or with a colon."""

from __future__ import annotations

from typing import Any

from dateline.errors import FilterError


def parse_range(given: str) -> dict[str, Any]:
    """Give the form that `Filters.from_dict` takes; raises `FilterError` where it is none."""
    kind, _, numbers = given.replace(":", "=", 1).partition("=")
    low, dots, high = numbers.partition("..")
    try:
        least = float(low) if low else None
        most = (float(high) if high else None) if dots else least
    except ValueError as error:
        raise FilterError(f"{given!r} is not of the form KIND=LOW..HIGH") from error
    return {"kind": kind, "low": least, "high": most}
