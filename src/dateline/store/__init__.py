"""The store: reports, readings, events, reviews and the log, in SQLite or PostgreSQL.

In: readings, merges, decisions. Out: events by filter, full-text search, counts, a log that shows tampering. See
`docs/store.md`. The store knows the records and the rules of review; it knows no stage that makes readings.
"""

from __future__ import annotations

from dateline.store.filters import Box, Filters, Near, Range, ReportFilters
from dateline.store.items import (
    Added,
    AuditRow,
    Count,
    Dealing,
    EventRow,
    Facet,
    Fault,
    Incoming,
    Link,
    Merge,
    Page,
    Party,
    Piece,
    PlaceCount,
    PlaceTypeCount,
    Raw,
    ReportRow,
    SearchHit,
    StoredAccount,
    StoredCoder,
    StoredDecision,
    StoredEvent,
    StoredReport,
    StoredStamp,
    StoredStory,
    StoryRow,
    Total,
)
from dateline.store.keys import make_coder_id, make_event_id
from dateline.store.store import Store

__all__ = [
    "Added",
    "AuditRow",
    "Box",
    "Count",
    "Dealing",
    "EventRow",
    "Facet",
    "Fault",
    "Filters",
    "Incoming",
    "Link",
    "Merge",
    "Near",
    "Page",
    "Party",
    "Piece",
    "PlaceCount",
    "PlaceTypeCount",
    "Range",
    "Raw",
    "ReportFilters",
    "ReportRow",
    "SearchHit",
    "Store",
    "StoredAccount",
    "StoredCoder",
    "StoredDecision",
    "StoredEvent",
    "StoredReport",
    "StoredStamp",
    "StoredStory",
    "StoryRow",
    "Total",
    "make_coder_id",
    "make_event_id",
]
