"""The parameters of the API's queries, typed for OpenAPI.

In: a query string. Out: pydantic models that refuse what is unknown or impossible, and the `Filters` they stand for.
The names of filters are those of every other address of the site (`dateline.web.queries`).
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from dateline.filters import Filters
from dateline.records import Claim, Modality
from dateline.store import ReportFilters
from dateline.web.api.event_models import Status
from dateline.web.codes import EventType
from dateline.web.queries import PARAMETERS, read_filters

MAX_LIMIT = 500
Words = Annotated[str, StringConstraints(max_length=500, pattern=r"^[^\x00-\x1f]*$")]
Code = Annotated[str, StringConstraints(max_length=100, pattern=r"^[^\x00-\x1f]*$")]
Key = Annotated[str, StringConstraints(max_length=300, pattern=r"^[^\x00-\x1f]*$")]
Day = Annotated[
    str,
    StringConstraints(pattern=r"^\d{4}(-\d{2}(-\d{2})?|-W\d{2})?$"),
    Field(description="A year, month, ISO week or day, such as 2014-05-17."),
]
Values = Annotated[list[Words], Field(max_length=50)]
Codes = Annotated[list[Code], Field(max_length=50)]
View = Annotated[
    Literal["corrected", "machine"], Field(description="With the decisions of reviewers in force, or without any.")
]


class Query(BaseModel):
    """Parameters of a query: no name but those given here; an empty value is as good as none."""

    model_config = ConfigDict(extra="forbid")

    @model_validator(mode="before")
    @classmethod
    def _drop_empty(cls, value: Any) -> Any:
        if isinstance(value, dict):
            return {name: item for name, item in value.items() if item not in ("", [], [""])}
        return value


class SensitiveQuery(Query):
    """Whether names of private people, and what reviewers marked, are wanted."""

    sensitive: bool = Field(
        default=False, description="With the names of private people and what reviewers marked: for reviewers alone."
    )


class PageQuery(Query):
    """Which page."""

    limit: int = Field(default=50, ge=1, le=MAX_LIMIT, description="How many rows, at most.")
    cursor: str | None = Field(
        default=None, max_length=500, description="`next` of the page before, for the same filters and sort."
    )


class FilterQuery(Query):
    """Which events: values of one name are alternatives, different names narrow (`docs/store.md`)."""

    type: Annotated[list[EventType], Field(max_length=16)] = []
    quad: Codes = []
    mode: Codes = []
    context: Codes = []
    modality: Annotated[list[Modality], Field(max_length=4)] = []
    claim: Annotated[list[Claim], Field(max_length=4)] = []
    actor: Values = []
    recipient: Values = []
    party: Values = []
    speaker: Values = []
    actor_country: Codes = []
    recipient_country: Codes = []
    party_country: Codes = []
    actor_sector: Codes = []
    recipient_sector: Codes = []
    country: Codes = []
    outlet: Values = []
    disagreement: Codes = []
    status: Annotated[list[Status], Field(max_length=7)] = []
    near: str | None = Field(default=None, max_length=100, description="LATITUDE,LONGITUDE,KILOMETRES")
    box: str | None = Field(default=None, max_length=100, description="SOUTH,WEST,NORTH,EAST")
    number: Annotated[list[Code], Field(max_length=10, description="killed:10..20, killed:10.., killed:10")] = []
    since: Day | None = None
    until: Day | None = None
    text: Words | None = None
    story: Key | None = None
    report: Key | None = None
    view: View = "corrected"
    min_sources: int | None = Field(default=None, ge=0, le=1_000_000)
    min_reports: int | None = Field(default=None, ge=0, le=1_000_000)
    min_confidence: float | None = Field(default=None, ge=0, le=1)
    max_confidence: float | None = Field(default=None, ge=0, le=1)

    def filters(self) -> Filters:
        """Give the filters; raises `FilterError` where one is impossible."""
        pairs: list[tuple[str, str]] = []
        for name in PARAMETERS:
            value = getattr(self, name)
            if isinstance(value, list):
                pairs += [(name, str(item)) for item in value]
            elif value is not None:
                pairs.append((name, str(value)))
        return read_filters(pairs)


class EventsQuery(FilterQuery, PageQuery, SensitiveQuery):
    """A page of events."""

    sort: Annotated[str, StringConstraints(pattern=r"^-?(date|sources|reports|confidence|disagreements)$")] = "-date"


class TotalQuery(FilterQuery):
    """How many events."""

    cap: int = Field(default=10_000, ge=1, le=1_000_000, description="Counting stops here.")


class CountsQuery(FilterQuery):
    """Events over time."""

    by: Literal["day", "week", "month", "year"] = "month"
    split: Literal["type", "quad", "country", "modality", "claim", "outlet"] | None = None


class FacetQuery(FilterQuery, SensitiveQuery):
    """Values of a facet."""

    limit: int = Field(default=50, ge=1, le=MAX_LIMIT)


class PlacesQuery(FilterQuery):
    """Places of events."""

    limit: int = Field(default=2000, ge=1, le=10_000)


class LinksQuery(FilterQuery, SensitiveQuery):
    """Dealings between parties."""

    limit: int = Field(default=200, ge=1, le=2000)


class SuggestQuery(SensitiveQuery):
    """Values that begin so."""

    prefix: Words
    limit: int = Field(default=10, ge=1, le=50)


class ReportFilterQuery(Query):
    """Which reports."""

    outlet: Values = []
    language: Codes = []
    since: Day | None = None
    until: Day | None = None
    story: Key | None = None
    coder: Key | None = None
    unread: bool | None = None
    reviewed: bool | None = None

    def report_filters(self) -> ReportFilters:
        """Give the filters; raises `FilterError` where one is impossible."""
        return ReportFilters(
            outlets=tuple(self.outlet),
            languages=tuple(self.language),
            since=self.since,
            until=self.until,
            story=self.story,
            coder=self.coder,
            unread=self.unread,
            reviewed=self.reviewed,
        )


class ReportsQuery(ReportFilterQuery, PageQuery, SensitiveQuery):
    """A page of reports."""

    sort: Annotated[str, StringConstraints(pattern=r"^-?(published|added|accounts)$")] = "-published"


class ReadingsQuery(ReportFilterQuery, SensitiveQuery):
    """A page of readings, in the order of adding."""

    view: View = "corrected"
    limit: int = Field(default=20, ge=1, le=100)
    cursor: str | None = Field(default=None, max_length=500)


class ReadingQuery(SensitiveQuery):
    """A report's reading."""

    view: View = "corrected"
    coder: Key | None = Field(default=None, description="A coder's id: its newest reading, for reviewers alone.")


class ViewQuery(SensitiveQuery):
    """One record in a view."""

    view: View = "corrected"


class SearchQuery(ReportFilterQuery, SensitiveQuery):
    """Words to search for."""

    q: Annotated[Words, Field(description='Words, "a phrase", -without, OR, begin*.')]
    limit: int = Field(default=20, ge=1, le=100)
    cursor: str | None = Field(default=None, max_length=500)


class StoriesQuery(PageQuery, SensitiveQuery):
    """A page of stories."""

    sort: Annotated[str, StringConstraints(pattern=r"^-?(date|reports)$")] = "-date"


class QueueQuery(FilterQuery, PageQuery, SensitiveQuery):
    """What nobody has decided on."""

    sort: Literal["uncertain", "disagreement", "-date", "date"] = "uncertain"


class DecisionsQuery(Query):
    """Which decisions."""

    report: Key | None = None
    person: Key | None = None
    kind: Codes = []
    needs_second: bool = False
    limit: int = Field(default=100, ge=1, le=2000, description="The last so many.")


class ExportQuery(FilterQuery, SensitiveQuery):
    """What to export, and how."""

    merged: bool = Field(default=False, description="One row an event instead of one an account.")
    package: bool = Field(default=False, description="As a ZIP file with the manifest, whatever the format.")
