"""Where somebody is in the queue, in an address and in a form: filters, order, and the cursor before the item at hand.

In: a query string, or the field `where` of a form, which holds one. Out: a `Where` that gives addresses again. Nothing
but filters, order and cursor is taken over: a form leads to no other page.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from urllib.parse import parse_qsl, urlencode

from dateline.errors import FilterError
from dateline.filters import Filters
from dateline.store import EventRow, Page, Store
from dateline.web.queries import list_pairs, read_filters

SORTS = {"uncertain": "Least certain", "disagreement": "Most disputed", "-date": "Newest", "date": "Oldest"}


@dataclass(frozen=True, slots=True)
class Where:
    """A place in the queue."""

    filters: Filters
    sort: str = "uncertain"
    at: str | None = None

    @classmethod
    def of(cls, pairs: Iterable[tuple[str, str]]) -> Where:
        """Read a place from the pairs of a query string; raises `FilterError`."""
        given = list(pairs)
        held = dict(given)
        sort = held.get("sort") or "uncertain"
        if sort not in SORTS:
            raise FilterError(f"sort: {sort[:20]!r} is none of {', '.join(SORTS)}")
        return cls(read_filters(given), sort, held.get("at") or None)

    @classmethod
    def of_text(cls, text: str) -> Where:
        """Read a place from the field `where` of a form."""
        return cls.of(parse_qsl(text[:4000]))

    def query(self, **others: str | None) -> str:
        """Give the query string, with other values (None left out)."""
        pairs = [*list_pairs(self.filters), ("sort", self.sort)]
        if self.at:
            pairs.append(("at", self.at))
        return urlencode([*pairs, *((name, value) for name, value in others.items() if value)])

    def pairs(self) -> list[tuple[str, str]]:
        """Give the filters as the pairs of a query string."""
        return list_pairs(self.filters)

    def moved(self, at: str | None) -> Where:
        """Give the same queue at another place."""
        return replace(self, at=at)

    def list(self, store: Store, limit: int) -> Page[EventRow]:
        """Give the items from here on."""
        return store.queue(self.filters, sort=self.sort, limit=limit, cursor=self.at)
