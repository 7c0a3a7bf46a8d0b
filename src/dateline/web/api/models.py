"""Reports and readings as the API gives them: the form of `docs/format.md`, typed for OpenAPI.

In: plain values. Out: pydantic models, which are what `/api/v1/openapi.json` describes. Offsets are half-open, in code
points of `text`.
"""

from __future__ import annotations

from typing import Annotated, Generic, TypeVar

from pydantic import BaseModel, ConfigDict, Field

from dateline.records import (
    AttributionKind,
    Claim,
    EntityKind,
    Kept,
    Modality,
    PartKind,
    Precision,
    PublishedFrom,
)
from dateline.web.codes import EventType, QuantityKind

SpanPair = Annotated[list[int], Field(min_length=2, max_length=2, description="Start and end, half-open, code points.")]

T = TypeVar("T")


class Model(BaseModel):
    """A record of the API: no field but those named."""

    model_config = ConfigDict(extra="forbid", from_attributes=True)


class ProblemField(BaseModel):
    """One parameter or field that was wrong."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    where: str = Field(alias="in", description="The parameter or field, such as `query.limit`.")
    what: str


class Problem(BaseModel):
    """An error, as RFC 9457 has it."""

    model_config = ConfigDict(extra="forbid")

    type: str = Field(description="`about:blank`, or a word for the kind of problem after `urn:dateline:`.")
    title: str = Field(description="What kind of problem it is.")
    status: int
    detail: str | None = Field(default=None, description="What was wrong with this request.")
    instance: str | None = Field(default=None, description="The path that was asked for.")
    errors: list[ProblemField] | None = Field(default=None, description="Each parameter or field that was wrong.")


class PageOf(Model, Generic[T]):
    """Some rows. `next` is the cursor of those after them, null on the last page; it is also in `Link: rel=next`."""

    items: list[T]
    next: str | None


class PlaceModel(Model):
    """A place of the gazetteer. `radius_km` says how far from the point the place may reach."""

    geonames_id: int | None
    name: str
    admin1: str | None
    country: str | None
    latitude: float | None
    longitude: float | None
    precision: Precision
    radius_km: float | None


class PartModel(Model):
    """A part of the report."""

    kind: PartKind
    span: SpanPair


class ResolutionModel(Model):
    """How a field got its value, how sure and how precise it is; `value` is an account's place, by its entity."""

    field: str
    by: str
    confidence: float | None
    precision: str | None
    value: str | None


class ConflictModel(Model):
    """A table says otherwise than the text: both values, where the text says so, and which was kept."""

    field: str
    said: str
    span: SpanPair
    table: str
    held: str
    kept: Kept


class EntityModel(Model):
    """Someone or some place, with every mention. `inferred` names fields whose value comes from a table."""

    id: str
    name: str
    kind: EntityKind
    country: str | None
    sector: list[str]
    role: str | None
    mentions: list[SpanPair]
    place: PlaceModel | None
    link: str | None
    inferred: list[str]
    resolution: list[ResolutionModel]
    conflicts: list[ConflictModel]


class TimeModel(Model):
    """An expression that places something on the calendar."""

    id: str
    span: SpanPair
    value: str | None


class AttributionModel(Model):
    """Where the report gives a source for words, thoughts or figures."""

    id: str
    kind: AttributionKind
    source: SpanPair | None
    entity: str | None
    cue: SpanPair | None
    content: SpanPair


class QuantityModel(Model):
    """A number of an event, inclusive at both ends, null where open."""

    kind: QuantityKind
    span: SpanPair
    low: float | None
    high: float | None


class AccountModel(Model):
    """What one report tells of one event. Parties and places are ids of entities, `via` ids of attributions."""

    id: str
    type: EventType
    mode: list[str]
    context: list[str]
    trigger: SpanPair
    also: list[SpanPair]
    actor: list[str]
    recipient: list[str]
    time: str | None
    date: str | None
    place: list[str]
    quantity: list[QuantityModel]
    modality: Modality
    claim: Claim
    via: list[str]
    quad: str | None
    intensity: float | None
    confidence: float | None
    resolution: list[ResolutionModel]
    sentence: SpanPair


class CoderModel(Model):
    """What made a reading: the version, and the hash of every model and table that took part."""

    version: str
    parts: dict[str, str]


class ReportFields(Model):
    """A report: its text, and what its source says of it."""

    id: str
    text: str
    title: str | None
    outlet: str | None
    url: str | None
    language: str | None
    published: str | None
    published_from: PublishedFrom | None
    published_span: SpanPair | None
    updated: str | None
    fetched: str | None
    authors: list[str]
    section: str | None
    rights: str | None
    corrections: list[str]
    source: str | None


class ReadingModel(ReportFields):
    """A report, read: the form of `docs/format.md`."""

    parts: list[PartModel]
    agencies: list[str]
    entities: list[EntityModel]
    times: list[TimeModel]
    attributions: list[AttributionModel]
    events: list[AccountModel]
    coder: CoderModel | None


class RawModel(Model):
    """Bytes that a report came in, by their SHA-256, and its place among their reports."""

    sha256: str
    position: int


class ReportModel(Model):
    """A report with where it came from and who has read it."""

    report: ReportFields
    raws: list[RawModel]
    coders: list[str] = Field(description="Ids of the coders that have read it, newest first.")
    added: str
    note: str | None
    story: str | None
    copies: list[str]
    reading_is_old: bool = Field(description="Decisions stand on a reading that is not the newest.")


class ReportRowModel(Model):
    """One report in a list."""

    id: str
    title: str | None
    outlet: str | None
    url: str | None
    language: str | None
    published: str | None
    words: int
    accounts: int
    story: str | None
    coder: str | None
    note: str | None
    added: str


class PieceModel(Model):
    """A stretch of a snippet; `hit` where it is what was searched for."""

    text: str
    hit: bool


class SearchHitModel(Model):
    """A report that a search found. A higher `score` is a better match."""

    row: ReportRowModel
    title: list[PieceModel]
    snippet: list[PieceModel]
    score: float


class FailureModel(Model):
    """A report that could not be read: which, at what step, and why."""

    report: str
    step: str
    error: str


class ReadModel(Model):
    """What reading gave: a reading for each report, and a failure for each that could not be read."""

    readings: list[ReadingModel]
    failures: list[FailureModel]


class StoredCoderModel(Model):
    """What made readings, and how many."""

    id: str
    coder: CoderModel | None
    readings: int


class StoryRowModel(Model):
    """One story in a list; days are `YYYYMMDD` or 0."""

    id: str
    title: str
    day: int
    day_to: int
    reports: int


class StoryModel(Model):
    """A story with its reports, in the order of their publication."""

    row: StoryRowModel
    reports: list[ReportRowModel]
