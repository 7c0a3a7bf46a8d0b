"""What goes into a store and what comes out: frozen records.

In: what callers build (`Incoming`, `Raw`, `Merge`). Out: what the store answers with. `docs/store.md` describes them.
"""

from __future__ import annotations

import functools
import hashlib
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Generic, TypeVar

from dateline.records import Coder, Place, Reading, Report
from dateline.review.decisions import Decision, Target
from dateline.store.filters import Range

T = TypeVar("T")
Json = dict[str, Any]


@dataclass(frozen=True)
class Raw:
    """Bytes as they came, kept unchanged; a `Path` stands for a file's bytes, which are read when they are kept."""

    data: bytes | Path = field(repr=False)
    name: str
    media_type: str | None = None
    url: str | None = None

    @functools.cached_property
    def sha256(self) -> str:
        """The SHA-256 of the bytes."""
        digest = hashlib.sha256()
        for chunk in self.chunks():
            digest.update(chunk)
        return digest.hexdigest()

    @functools.cached_property
    def size(self) -> int:
        """How many bytes there are."""
        return self.data.stat().st_size if isinstance(self.data, Path) else len(self.data)

    def chunks(self, size: int = 1 << 20) -> Iterator[bytes]:
        """Give the bytes in pieces."""
        stream = self.data.open("rb") if isinstance(self.data, Path) else io.BytesIO(self.data)
        with stream:
            while chunk := stream.read(size):
                yield chunk


@dataclass(frozen=True, slots=True)
class Incoming:
    """Something to add: a reading or an unread report, the bytes it came in and its place among their reports.

    `note` says why a report stays unread.
    """

    item: Reading | Report
    raw: Raw | None = None
    position: int = 0
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Added:
    """What became of one item. `error` says why nothing was added: another text is stored under the same id."""

    report: str
    new_report: bool
    new_reading: bool
    error: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Merge:
    """What the merging machine found: see *Merges* in `docs/store.md`."""

    method: Mapping[str, Any]
    events: Sequence[Mapping[str, Any]] = ()
    stories: Sequence[Mapping[str, Any]] = ()
    copies: Sequence[Mapping[str, Any]] = ()
    whole: bool = True
    retire: Sequence[str] = ()
    person: str | None = None


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """Some rows, and the cursor of those after them (None on the last page)."""

    items: tuple[T, ...]
    next: str | None


@dataclass(frozen=True, slots=True)
class Party:
    """An actor, recipient or speaker as an event shows it."""

    name: str
    country: str | None = None
    sector: tuple[str, ...] = ()
    role: str | None = None
    kind: str | None = None


@dataclass(frozen=True, slots=True)
class EventRow:
    """One event in a list. `report` to `trigger` are of its leading account; `day` is `YYYYMMDD` or 0."""

    id: str
    type: str
    quad: str | None
    mode: tuple[str, ...]
    context: tuple[str, ...]
    date: str | None
    day: int
    actor: tuple[Party, ...]
    recipient: tuple[Party, ...]
    place: tuple[Place, ...]
    quantity: tuple[Range, ...]
    modality: str
    claim: str
    confidence: float | None
    intensity: float | None
    accounts: int
    reports: int
    sources: int
    disagreements: tuple[str, ...]
    status: str
    view: str
    report: str
    title: str | None
    outlet: str | None
    sentence: str
    trigger: tuple[int, int]


@dataclass(frozen=True, slots=True)
class StoredAccount:
    """One account of an event. `value` is its JSON in the event's form, `reading` what it lies in."""

    report: str
    coder: str
    id: str
    value: Json
    sentence: str
    reading: Reading
    corrected: bool = False
    event: str | None = None

    @property
    def target(self) -> Target:
        """What a decision on this account names."""
        return Target.of_account(self.report, self.coder, self.id)


@dataclass(frozen=True, slots=True)
class StoredDecision:
    """A decision with its id and time. `undone_by` is the decision that took it back."""

    id: int
    at: str
    decision: Decision
    undone_by: int | None = None
    in_force: bool = True


@dataclass(frozen=True, slots=True)
class StoredEvent:
    """An event with all its accounts and every decision on them."""

    row: EventRow
    value: Json
    accounts: tuple[StoredAccount, ...]
    decisions: tuple[StoredDecision, ...] = ()

    @property
    def id(self) -> str:
        """The event's id."""
        return self.row.id


@dataclass(frozen=True, slots=True)
class StoredCoder:
    """What made readings, and how many."""

    id: str
    coder: Coder | None
    readings: int


@dataclass(frozen=True, slots=True)
class ReportRow:
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


@dataclass(frozen=True, slots=True)
class StoredReport:
    """A report with where it came from and who has read it.

    `raws` are SHA-256 and position; `coders` are ids, newest first; `copies` are ids of reports that are copies of it
    or that it copies. `reading_is_old` says that decisions stand on a reading which is not the newest.
    """

    report: Report
    raws: tuple[tuple[str, int], ...]
    coders: tuple[str, ...]
    added: str
    note: str | None = None
    story: str | None = None
    copies: tuple[str, ...] = ()
    reading_is_old: bool = False


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a snippet; `hit` where it is what was searched for."""

    text: str
    hit: bool


@dataclass(frozen=True, slots=True)
class SearchHit:
    """A report that a search found. A higher `score` is a better match."""

    row: ReportRow
    title: tuple[Piece, ...]
    snippet: tuple[Piece, ...]
    score: float


@dataclass(frozen=True, slots=True)
class StoryRow:
    """One story in a list; days are `YYYYMMDD` or 0."""

    id: str
    title: str
    day: int
    day_to: int
    reports: int


@dataclass(frozen=True, slots=True)
class StoredStory:
    """A story with its reports."""

    row: StoryRow
    value: Json
    reports: tuple[ReportRow, ...]


@dataclass(frozen=True, slots=True)
class Total:
    """How many there are; `exact` is False where counting stopped at the cap."""

    number: int
    exact: bool


@dataclass(frozen=True, slots=True)
class Count:
    """How many events fall in a period: `2014-05-17`, `2014-W20`, `2014-05`, `2014`, or None without a date."""

    period: str | None
    value: str | None
    events: int
    sources: int


@dataclass(frozen=True, slots=True)
class Facet:
    """A value of a filter and how many events have it."""

    value: str
    label: str
    events: int


@dataclass(frozen=True, slots=True)
class PlaceCount:
    """A place and how many events it has."""

    place: Place
    events: int


@dataclass(frozen=True, slots=True)
class Link:
    """An actor, a recipient and how many events lie between them."""

    actor: str
    recipient: str
    events: int


@dataclass(frozen=True, slots=True)
class Dealing:
    """An actor, a recipient and how many events of one type lie between them, with their independent sources."""

    actor: str
    recipient: str
    type: str
    events: int
    sources: int


@dataclass(frozen=True, slots=True)
class PlaceTypeCount:
    """A place and how many events of one type it has, with their independent sources."""

    place: Place
    type: str
    events: int
    sources: int


@dataclass(frozen=True, slots=True)
class AuditRow:
    """A row of the log."""

    seq: int
    at: str
    person: str | None
    action: str
    subject: str
    details: Json
    previous: str
    hash: str


@dataclass(frozen=True, slots=True)
class StoredStamp:
    """An authority's word that row `seq` of the log, of this hash, was there at a moment (ISO, UTC)."""

    id: int
    seq: int
    hash: str
    authority: str
    at: str


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that `verify` found: where, and what is wrong there."""

    where: str
    what: str

    def __str__(self) -> str:
        return f"{self.where}: {self.what}"
