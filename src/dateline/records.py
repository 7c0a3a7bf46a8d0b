"""The records of the main path: frozen, typed, slotted.

In: nothing. Out: the types that every stage takes and gives. `docs/format.md` describes their JSON form.

Offsets are half-open, in code points of the report's text, and a span knows its words: a record whose words
are not `text[start:end]` cannot be built. Codes are those of the PLOVER manual (December 2023).
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, get_args

from dateline.errors import RecordError

PartKind = Literal["headline", "byline", "dateline", "caption", "credit", "agency", "body", "boilerplate"]
ASIDE: frozenset[PartKind] = frozenset({"byline", "credit", "agency", "boilerplate"})
"""Parts of a report that tell nothing of its story."""
EntityKind = Literal["person", "org", "group", "place"]
Modality = Literal["actual", "planned", "hypothetical", "negated"]
Claim = Literal["narrator", "attributed", "alleged", "denied"]
AttributionKind = Literal["direct", "indirect", "mixed"]
Precision = Literal["point", "city", "admin1", "country", "region"]
PublishedFrom = Literal["metadata", "text"]
Kept = Literal["text", "table"]

EVENT_TYPES = (
    "AGREE", "CONSULT", "SUPPORT", "CONCEDE", "COOPERATE", "AID", "RETREAT", "REQUEST",
    "ACCUSE", "REJECT", "THREATEN", "PROTEST", "SANCTION", "MOBILIZE", "COERCE", "ASSAULT",
)  # fmt: skip
QUADS = ("verbal cooperation", "material cooperation", "verbal conflict", "material conflict")
SPEECH_ACTS = frozenset({"ACCUSE", "REQUEST", "THREATEN", "REJECT", "SUPPORT", "CONCEDE", "AGREE"})
"""Types whose act is the speaking itself, so that the day of the saying is the day of the act."""
QUANTITY_KINDS = (
    "participants", "arrested", "killed", "injured", "missing", "displaced", "victims", "money", "votes",
    "sentence_years", "other",
)  # fmt: skip
SECTORS = (
    "GOV", "LEG", "JUD", "MIL", "COP", "SPY", "PTY", "OPP", "REB", "UAF", "CRM", "CVL", "LAB", "BUS", "EDU", "JRN",
    "MED", "REL", "NGO", "IGO", "REF", "ELI",
)  # fmt: skip

_DATE = r"\d{4}(-\d{2}(-\d{2})?|-W\d{2})?"
DATE_PATTERN = re.compile(rf"^(\.\.|{_DATE})(/(\.\.|{_DATE}))?$")
"""What a date value looks like: a day, month, year, ISO week, or an interval of these, open at `..`."""
DATE_PRECISIONS = ("day", "week", "month", "year", "interval")
"""How precise a date value is; an interval is anything between two dates, or open."""
MOMENT_PATTERN = re.compile(r"^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}:\d{2}Z)?$")
"""What `updated` and `fetched` look like: a day, or a moment in UTC."""


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A stretch of a report's text: `text[start:end] == quote`.

    `start` and `end` are half-open offsets in code points.
    """

    start: int
    end: int
    quote: str = field(compare=False, repr=True)

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end or self.end - self.start != len(self.quote):
            raise RecordError(f"no span: [{self.start}, {self.end}] for {self.quote[:40]!r}")

    @classmethod
    def of(cls, text: str, start: int, end: int) -> Span:
        """Give the span of `text` from `start` to `end`; raises `RecordError` outside the text."""
        if end > len(text):
            raise RecordError(f"span [{start}, {end}] lies outside the text of {len(text)} characters")
        return cls(start, end, text[start:end])

    def overlaps(self, other: Span) -> bool:
        """Say whether the two share at least one character."""
        return self.start < other.end and other.start < self.end

    def contains(self, other: Span) -> bool:
        """Say whether `other` lies wholly inside."""
        return self.start <= other.start and other.end <= self.end


@dataclass(frozen=True, slots=True)
class Report:
    """One news report as a source gives it: clean text and what is known about it.

    `id` is `sha256:` and the hash of the text with its metadata (see `make_report_id`), or a corpus's own short
    name. `published` is an ISO date or None, never today's date for want of a better one.

    `updated` and `fetched` are ISO days, or moments in UTC (`2020-09-14T10:00:00Z`) where the source gives an hour;
    `corrections` are the notices of correction in the words of the source; `source` is the file or address that the
    report came from, with the place in it after `:`, `#` or `@` (a line, an item, a byte). None of these is part of
    the id.
    """

    id: str
    text: str
    title: str | None = None
    outlet: str | None = None
    url: str | None = None
    language: str | None = None
    published: str | None = None
    published_from: PublishedFrom | None = None
    published_span: Span | None = None
    updated: str | None = None
    fetched: str | None = None
    authors: tuple[str, ...] = ()
    section: str | None = None
    rights: str | None = None
    corrections: tuple[str, ...] = ()
    source: str | None = None

    @classmethod
    def of(
        cls,
        text: str,
        *,
        title: str | None = None,
        outlet: str | None = None,
        url: str | None = None,
        language: str | None = None,
        published: str | None = None,
    ) -> Report:
        """Build a report from clean text and metadata; its id is the hash of them all."""
        return cls(
            id=make_report_id(text, title=title, outlet=outlet, url=url, published=published),
            text=text,
            title=title,
            outlet=outlet,
            url=url,
            language=language,
            published=published,
            published_from="metadata" if published else None,
        )


def make_report_id(text: str, *, title: str | None, outlet: str | None, url: str | None, published: str | None) -> str:
    """Give the content hash of a report: SHA-256 over its text and metadata, each preceded by its length."""
    digest = hashlib.sha256()
    for value in (text, title, outlet, url, published):
        data = b"" if value is None else value.encode("utf-8", "surrogatepass")
        digest.update(f"{-1 if value is None else len(data)}:".encode() + data)
    return digest.hexdigest()[:32]


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the report: its headline, byline, dateline, body and so on."""

    kind: PartKind
    span: Span


@dataclass(frozen=True, slots=True)
class Place:
    """A place of the gazetteer. `radius_km` says how far from the point the place may reach."""

    geonames_id: int | None
    name: str
    admin1: str | None
    country: str | None
    latitude: float | None
    longitude: float | None
    precision: Precision
    radius_km: float | None


@dataclass(frozen=True, slots=True)
class Resolution:
    """How a field of an entity or an account got its value, how sure and how precise the value is.

    `by` names the rule or the table that gave it; `confidence` is the share of such values that were right on annotated
    reports (0 to 1), None where that was not measured; `precision` is a place's, or a date's (`DATE_PRECISIONS`);
    `value` is the entity's id where the field lists several: an account's places.
    """

    field: str
    by: str
    confidence: float | None = None
    precision: str | None = None
    value: str | None = None


@dataclass(frozen=True, slots=True)
class Conflict:
    """A table says otherwise than the text: both values, the words that say so, and which of the two was kept."""

    field: str
    said: str
    span: Span
    table: str
    held: str
    kept: Kept


@dataclass(frozen=True, slots=True)
class Entity:
    """Someone or some place that takes part in an event or is quoted, with every mention.

    `country` is ISO 3166-1 alpha-3 or `IGO`; `sector` lists codes of `SECTORS`, most specific first; `role` is in
    the words of the text. `inferred` names the fields whose value comes from a table and not from the text.
    """

    id: str
    name: str
    kind: EntityKind
    mentions: tuple[Span, ...]
    country: str | None = None
    sector: tuple[str, ...] = ()
    role: str | None = None
    place: Place | None = None
    link: str | None = None
    inferred: tuple[str, ...] = ()
    resolution: tuple[Resolution, ...] = ()
    conflicts: tuple[Conflict, ...] = ()


@dataclass(frozen=True, slots=True)
class Time:
    """An expression that places something on the calendar. `value` matches `DATE_PATTERN` or is None."""

    id: str
    span: Span
    value: str | None


@dataclass(frozen=True, slots=True)
class Attribution:
    """A place where the report gives a source for words, thoughts or figures. `entity` is the source's id."""

    id: str
    source: Span | None
    entity: str | None
    cue: Span | None
    content: Span
    kind: AttributionKind


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number of an event; `low` and `high` are inclusive, None where open."""

    kind: str
    span: Span
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class Amount:
    """A number in the text with what it counts, before it is joined to an account.

    `noun` is the head noun counted ("people" in "774 people"); `kind` is one of `QUANTITY_KINDS` where the phrase
    itself decides it (money, votes, sentence years), else None.
    """

    span: Span
    low: float | None
    high: float | None
    noun: Span | None = None
    kind: str | None = None


@dataclass(frozen=True, slots=True)
class Account:
    """What one report tells of one event. The fields are those of `docs/format.md`.

    `actor`, `recipient` and `place` hold entity ids, `time` a time's id, `via` attribution ids, outermost first.
    `intensity` is the PLOVER score, `confidence` a probability that the account is right.
    """

    id: str
    type: str
    trigger: Span
    sentence: Span
    mode: tuple[str, ...] = ()
    context: tuple[str, ...] = ()
    also: tuple[Span, ...] = ()
    actor: tuple[str, ...] = ()
    recipient: tuple[str, ...] = ()
    time: str | None = None
    date: str | None = None
    place: tuple[str, ...] = ()
    quantity: tuple[Quantity, ...] = ()
    modality: Modality = "actual"
    claim: Claim = "narrator"
    via: tuple[str, ...] = ()
    quad: str | None = None
    intensity: float | None = None
    confidence: float | None = None
    resolution: tuple[Resolution, ...] = ()


@dataclass(frozen=True, slots=True)
class Coder:
    """What made a reading: the program's version and the hash of every model and table that took part."""

    version: str
    parts: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Document:
    """A report on its way through the steps: each step returns a copy with more in it.

    `syntax` is spaCy's `Doc` over the same text, so that its character offsets are the report's, and `encoded` the
    encoder's output, once there is one. `entities` hold every candidate until the last step leaves out those that no
    account and no attribution names. `links` has the encoder's score, in log-odds, of each place (by entity id) as
    the place of each account (by its id), and of each time (by its id) as its time. `sectors` has its
    log-probabilities of `SECTORS` for each entity (by id), `countries` those of the countries that the report names
    (by code), of those that its towns speak for (by the code of the largest town of the name and the place's id, with a
    space between), and of none (by "").
    """

    report: Report
    parts: tuple[Part, ...] = ()
    agencies: tuple[str, ...] = ()
    syntax: Any = None
    encoded: Any = None
    entities: tuple[Entity, ...] = ()
    times: tuple[Time, ...] = ()
    amounts: tuple[Amount, ...] = ()
    attributions: tuple[Attribution, ...] = ()
    accounts: tuple[Account, ...] = ()
    links: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    sectors: Mapping[str, tuple[float, ...]] = field(default_factory=dict)
    countries: Mapping[str, Mapping[str, float]] = field(default_factory=dict)

    @property
    def text(self) -> str:
        """The report's text, the only one that offsets refer to."""
        return self.report.text

    @property
    def headlines(self) -> list[Span]:
        """The headlines of the report."""
        return [part.span for part in self.parts if part.kind == "headline"]


@dataclass(frozen=True, slots=True)
class Reading:
    """One report, read: what the whole product exchanges. Building one checks it.

    Raises `RecordError` if a span's quote is not the text at its offsets, an id is given twice, a reference names
    no record, or a code is unknown.
    """

    report: Report
    parts: tuple[Part, ...] = ()
    agencies: tuple[str, ...] = ()
    entities: tuple[Entity, ...] = ()
    times: tuple[Time, ...] = ()
    attributions: tuple[Attribution, ...] = ()
    events: tuple[Account, ...] = ()
    coder: Coder | None = None

    def __post_init__(self) -> None:
        check_spans(self.report.text, list(self.spans()))
        self._check_ids()
        for event in self.events:
            check_choice(event.type, EVENT_TYPES, "event type")
            check_choice(event.modality, MODALITIES, "modality")
            check_choice(event.claim, CLAIMS, "claim")
            for quantity in event.quantity:
                check_choice(quantity.kind, QUANTITY_KINDS, "quantity kind")
        dates = [time.value for time in self.times] + [event.date for event in self.events]
        for date in [*dates, self.report.published]:
            if date is not None and not DATE_PATTERN.match(date):
                raise RecordError(f"no ISO date or interval: {date!r}")

    @property
    def id(self) -> str:
        """The report's id."""
        return self.report.id

    @property
    def text(self) -> str:
        """The report's text."""
        return self.report.text

    def spans(self) -> Iterator[Span]:
        """Give every span of the reading."""
        if self.report.published_span:
            yield self.report.published_span
        for part in self.parts:
            yield part.span
        for entity in self.entities:
            yield from entity.mentions
            yield from (conflict.span for conflict in entity.conflicts)
        for time in self.times:
            yield time.span
        for attribution in self.attributions:
            yield from (s for s in (attribution.source, attribution.cue, attribution.content) if s)
        for event in self.events:
            yield event.trigger
            yield event.sentence
            yield from event.also
            yield from (quantity.span for quantity in event.quantity)

    def _check_ids(self) -> None:
        known: dict[str, set[str]] = {}
        tables: tuple[tuple[str, tuple[Entity | Time | Attribution | Account, ...]], ...] = (
            ("entity", self.entities),
            ("time", self.times),
            ("attribution", self.attributions),
            ("event", self.events),
        )
        for name, records in tables:
            ids = [record.id for record in records]
            known[name] = set(ids)
            if len(known[name]) < len(ids):
                raise RecordError(f"an {name} id is given twice in report {self.report.id}")
        used = [("entity", a.entity) for a in self.attributions if a.entity]
        for event in self.events:
            used += [("entity", i) for i in (*event.actor, *event.recipient, *event.place)]
            used += [("attribution", i) for i in event.via]
            if event.time:
                used.append(("time", event.time))
        for name, i in used:
            if i not in known[name]:
                raise RecordError(f"{i!r} is no {name} of report {self.report.id}")


@dataclass(frozen=True, slots=True)
class Party:
    """Someone who takes part in a merged event, as the account that tells most of them has it."""

    name: str
    kind: EntityKind
    country: str | None = None
    sector: tuple[str, ...] = ()
    role: str | None = None


@dataclass(frozen=True, slots=True)
class Figure:
    """A number of a merged event as a range over all its accounts: inclusive, None where open."""

    kind: str
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class Held:
    """A value that some accounts of an event hold: `accounts` are positions in the event's own list.

    `value` is plain JSON; `speakers` names whom those accounts give as their source, empty for the narrator.
    """

    value: Any
    accounts: tuple[int, ...]
    speakers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A field of a merged event on which its accounts differ, with every value and who holds it."""

    field: str
    values: tuple[Held, ...]


@dataclass(frozen=True, slots=True)
class Event:
    """What one report or several tell of one event: a view over accounts, which stay as they are.

    `accounts` are pairs of report id and account id. `reports` counts reports, `sources` the independent ones among
    them: copies of one text, and reports that credit one agency, count once. `method` names the rule that chose each
    agreed value; `confidence` is the highest of the accounts'.
    """

    id: str
    type: str
    accounts: tuple[tuple[str, str], ...]
    reports: int
    sources: int
    mode: tuple[str, ...] = ()
    context: tuple[str, ...] = ()
    actor: tuple[Party, ...] = ()
    recipient: tuple[Party, ...] = ()
    date: str | None = None
    place: tuple[Place, ...] = ()
    quantity: tuple[Figure, ...] = ()
    modality: Modality = "actual"
    claim: Claim = "narrator"
    speakers: tuple[str, ...] = ()
    quad: str | None = None
    intensity: float | None = None
    confidence: float | None = None
    disagreements: tuple[Disagreement, ...] = ()
    method: tuple[tuple[str, str], ...] = ()

    def __post_init__(self) -> None:
        check_choice(self.type, EVENT_TYPES, "event type")
        check_choice(self.modality, MODALITIES, "modality")
        check_choice(self.claim, CLAIMS, "claim")
        if not self.accounts or len(set(self.accounts)) < len(self.accounts):
            raise RecordError(f"event {self.id} has no account, or one twice")
        if not 1 <= self.sources <= self.reports or self.reports != len({report for report, _ in self.accounts}):
            raise RecordError(f"event {self.id} counts {self.reports} reports and {self.sources} sources")
        if self.date is not None and not DATE_PATTERN.match(self.date):
            raise RecordError(f"no ISO date or interval: {self.date!r}")
        for disagreement in self.disagreements:
            for held in disagreement.values:
                if any(not 0 <= position < len(self.accounts) for position in held.accounts):
                    raise RecordError(f"event {self.id}: {disagreement.field} is held by an account it has not")


@dataclass(frozen=True, slots=True)
class Failure:
    """A report that could not be read: which, at what step, and why.

    `kept` is the report itself where it is whole and only unread, for its text is in another language than English;
    its `step` is `language`. A store keeps such a report and lists it as unread.
    """

    report: str
    step: str
    error: str
    kept: Report | None = None


def check_spans(text: str, spans: list[Span]) -> None:
    """Raise `RecordError` unless every span's quote is the text at its offsets."""
    for span in spans:
        if text[span.start : span.end] != span.quote:
            raise RecordError(
                f"[{span.start}, {span.end}] is {text[span.start : span.end][:40]!r}, not {span.quote[:40]!r}"
            )


def check_choice(value: str, choices: tuple[str, ...], what: str) -> None:
    """Raise `RecordError` unless `value` is one of `choices`."""
    if value not in choices:
        raise RecordError(f"{what} {value!r} is none of {', '.join(choices)}")


MODALITIES: tuple[str, ...] = get_args(Modality)
CLAIMS: tuple[str, ...] = get_args(Claim)
PART_KINDS: tuple[str, ...] = get_args(PartKind)
PRECISIONS: tuple[str, ...] = get_args(Precision)
ENTITY_KINDS: tuple[str, ...] = get_args(EntityKind)
