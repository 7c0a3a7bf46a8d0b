"""What a visitor can choose: the filters in force as words that can be taken away, the columns of the table.

In: filters. Out: records for templates; a link is a query string. Whatever is chosen stands in the address, so that it
can be shared.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from dateline.filters import Filters
from dateline.web.explore.kinds import find_quad
from dateline.web.explore.timeline import name_country
from dateline.web.queries import list_pairs

COUNTRIES = ("country", "actor_country", "recipient_country", "party_country")
COLUMNS = {
    "date": "When", "type": "What", "actor": "Who", "recipient": "To whom", "place": "Where", "quantity": "How many",
    "claim": "As told", "sources": "Sources", "reports": "Reports", "confidence": "Confidence",
    "disagreements": "Disagreements", "status": "Review", "outlet": "Outlet", "sentence": "In the words of",
}  # fmt: skip
"""Columns of the table and their headings."""
SHOWN = ("date", "type", "actor", "recipient", "place", "quantity", "sources", "sentence")
SORTED = {"date", "sources", "reports", "confidence", "disagreements"}
NAMES = {
    "type": "what", "quad": "kind", "actor": "who", "recipient": "to whom", "party": "who or to whom",
    "speaker": "according to", "country": "in", "actor_country": "who is of", "recipient_country": "to whom is of",
    "party_country": "a party is of", "since": "since", "until": "until", "text": "words", "outlet": "outlet",
    "min_sources": "sources at least", "min_reports": "reports at least", "min_confidence": "confidence at least",
    "max_confidence": "confidence at most", "disagreement": "accounts differ on", "status": "review",
    "modality": "told as", "claim": "claim", "near": "near", "box": "within", "number": "number", "mode": "manner",
    "context": "context", "story": "story", "report": "report", "view": "view",
    "actor_sector": "who is", "recipient_sector": "to whom is",
}  # fmt: skip

__all__ = ["COLUMNS", "SORTED", "Chosen", "choose_columns", "find_quad", "list_chosen"]


@dataclass(frozen=True, slots=True)
class Chosen:
    """One filter in force: its name, its value in words, and the query string without it."""

    name: str
    value: str
    without: str


def list_chosen(filters: Filters, others: Sequence[tuple[str, str]] = ()) -> tuple[Chosen, ...]:
    """Give the filters in force, each with the query string of all others."""
    pairs = list_pairs(filters)
    return tuple(
        Chosen(NAMES.get(name, name), _say(name, value), urlencode([*pairs[:place], *pairs[place + 1 :], *others]))
        for place, (name, value) in enumerate(pairs)
    )


def choose_columns(given: Iterable[str]) -> tuple[str, ...]:
    """Give the columns to show, in their own order; the usual ones where none is known."""
    wanted = set(given)
    return tuple(name for name in COLUMNS if name in wanted) or SHOWN


def _say(name: str, value: str) -> str:
    if name in COUNTRIES:
        return name_country(value)
    if name == "type":
        return value.lower()
    if name == "near":
        latitude, longitude, reach = value.split(",")
        return f"{latitude}, {longitude} ({reach} km)"
    return value.strip('"')
