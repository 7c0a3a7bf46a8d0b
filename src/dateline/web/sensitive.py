"""What readers may not see: names of private people who come to harm or bear witness, and what reviewers have marked.

In: readings and rows of a store. Out: the same with those names covered, by the rules of the exports
(`dateline.export.sensitive`, `dateline.review.redaction`). Rows of lists know no entities: they are covered by the
names that were left out of the reports they come from. Labels of facets are shown where no private person is meant.
"""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from threading import Lock
from typing import Any

from sqlalchemy import func, select

from dateline.export.codes import load_sector_codes
from dateline.export.sensitive import COVER, WITHHELD, withhold
from dateline.filters import Filters
from dateline.records import Place, Reading
from dateline.review.corrections import find_marks
from dateline.review.redaction import redact_reading
from dateline.store import (
    EventRow,
    Facet,
    Link,
    Party,
    Piece,
    ReportFilters,
    ReportRow,
    SearchHit,
    Store,
    StoredEvent,
    StoryRow,
)
from dateline.store.decided import load_decisions_of
from dateline.store.schema import (
    ACCOUNT,
    DECISION_REPORT,
    EVENT,
    EVENT_ACCOUNT,
    REPORT,
    REPORT_STATE,
    STORY,
    STORY_REPORT,
)

NAMING = ("actor", "recipient", "speaker", "dyad")
"""Kinds of facets whose values are names."""

_REMEMBERED = 5_000


@dataclass(frozen=True, slots=True)
class Cover:
    """What is left out of one report: parties by their names, places, words of its text, fields of its accounts."""

    parties: dict[str, Party] = field(default_factory=dict)
    places: frozenset[str] = frozenset()
    words: re.Pattern[str] | None = None
    fields: dict[str, frozenset[str]] = field(default_factory=dict)

    def text(self, text: str) -> str:
        """Cover a text of the report, one mark for each character."""
        if self.words is None:
            return text
        return self.words.sub(lambda found: COVER * len(found.group()), text)

    def party(self, party: Party) -> Party:
        """Give a party as readers see it."""
        return self.parties.get(party.name, party)


NOTHING = Cover()


class Masker:
    """Covers what a store gives; remembers what was left out of the reports at hand. Safe between threads."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self._held: OrderedDict[tuple[str, str, int | None, int | None, int], Cover] = OrderedDict()
        self._head, self._public = "", dict[str, bool]()
        self._lock = Lock()

    def reading(self, report: str, view: str = "corrected") -> Reading | None:
        """Give a report's reading without what is sensitive; None where it is unread."""
        self.store.report(report)
        return next(self._readings((report,), view), None)

    def readings(self, filters: ReportFilters, view: str = "corrected") -> dict[str, Reading]:
        """Give readings by their reports, without what is sensitive."""
        return {reading.id: reading for reading in self._readings(filters.ids, view)}

    def rows(self, rows: Sequence[EventRow], view: str = "corrected") -> list[EventRow]:
        """Give rows of events as readers see them."""
        accounts = self._find_accounts([row.id for row in rows])
        covers = self.covers({key for row in rows for key in (*accounts.get(row.id, {}), row.report)}, view)
        return [_cover_row_by(row, accounts.get(row.id, {}), covers) for row in rows]

    def event(self, event: StoredEvent, view: str = "corrected") -> tuple[EventRow, dict[str, Cover]]:
        """Give an event's row as readers see it, and what is left out of each of its reports."""
        covers = self.covers({account.report for account in event.accounts}, view)
        accounts: dict[str, list[str]] = {}
        for account in event.accounts:
            accounts.setdefault(account.report, []).append(account.id)
        return _cover_row_by(event.row, accounts, covers), covers

    def report_rows(self, rows: Sequence[ReportRow]) -> list[ReportRow]:
        """Give rows of reports with their titles covered."""
        covers = self.covers({row.id for row in rows}, "corrected")
        return [replace(row, title=_cover(covers[row.id], row.title)) for row in rows]

    def stories(self, rows: Sequence[StoryRow]) -> list[StoryRow]:
        """Give rows of stories with their titles covered: a story's title is that of one of its reports."""
        statement = (
            select(STORY.c.uid, REPORT.c.uid.label("report"))
            .join(STORY_REPORT, STORY_REPORT.c.story_id == STORY.c.id)
            .join(REPORT, REPORT.c.id == STORY_REPORT.c.report_id)
            .where(STORY.c.uid.in_([row.id for row in rows]))
        )
        reports: dict[str, list[str]] = {}
        with self.store.connect() as connection:
            for found in connection.execute(statement):
                reports.setdefault(found.uid, []).append(found.report)
        covers = self.covers({report for ids in reports.values() for report in ids}, "corrected")
        shown = []
        for row in rows:
            title = row.title
            for report in reports.get(row.id, ()):
                title = covers[report].text(title)
            shown.append(replace(row, title=title))
        return shown

    def hits(self, hits: Sequence[SearchHit]) -> list[SearchHit]:
        """Give what a search found, covered; a name that was asked for is covered where it stands."""
        covers = self.covers({hit.row.id for hit in hits}, "corrected")
        return [
            replace(
                hit,
                row=replace(hit.row, title=_cover(covers[hit.row.id], hit.row.title)),
                title=_cover_pieces(covers[hit.row.id], hit.title),
                snippet=_cover_pieces(covers[hit.row.id], hit.snippet),
            )
            for hit in hits
        ]

    def facets(self, kind: str, facets: Sequence[Facet]) -> list[Facet]:
        """Leave out values that name private people."""
        if kind not in NAMING:
            return list(facets)
        sides = {facet: tuple(facet.value.split("\t")) if kind == "dyad" else (facet.label,) for facet in facets}
        public = self.public({name for names in sides.values() for name in names})
        return [facet for facet in facets if all(name in public for name in sides[facet])]

    def links(self, links: Sequence[Link]) -> list[Link]:
        """Leave out links of private people."""
        public = self.public({name for link in links for name in (link.actor, link.recipient)})
        return [link for link in links if link.actor in public and link.recipient in public]

    def names(self, names: Sequence[str]) -> list[str]:
        """Leave out names of private people."""
        public = self.public(set(names))
        return [name for name in names if name in public]

    def public(self, names: Iterable[str]) -> set[str]:
        """Give the names that are of no private person, by the newest event that each takes part in."""
        head, found = self.store.head(), set()
        with self._lock:
            if head != self._head:
                self._head, self._public = head, {}
            known = dict(self._public)
        for name in names:
            if name in known:
                found |= {name} if known[name] else set()
                continue
            rows = self.store.events(Filters(parties=(f'"{name}"',)), limit=5).items if _is_askable(name) else ()
            masked = self.rows(rows)
            here = [party for row in rows for party in (*row.actor, *row.recipient) if party.name == name]
            left = [party for row in masked for party in (*row.actor, *row.recipient) if party.name == name]
            if here and len(left) == len(here) and not any(_is_private(party) for party in here):
                found.add(name)
            with self._lock:
                if head == self._head and len(self._public) < _REMEMBERED:
                    self._public[name] = name in found
        return found

    def covers(self, reports: Iterable[str], view: str) -> dict[str, Cover]:
        """Give what is left out of each report."""
        wanted = list(reports)
        keys = self._find_keys(wanted, view)
        with self._lock:
            found = {report: self._held[key] for report, key in keys.items() if key in self._held}
        left = tuple(report for report in keys if report not in found)
        if left:
            plain = {reading.id: reading for reading in self.store.readings(ReportFilters(ids=left), view=view)}
            shown = {reading.id: reading for reading in self._readings(left, view)}
            for report in left:
                found[report] = make_cover(plain[report], shown[report]) if report in plain else NOTHING
            with self._lock:
                self._held.update((keys[report], found[report]) for report in left)
                while len(self._held) > _REMEMBERED:
                    self._held.popitem(last=False)
        return {report: found.get(report, NOTHING) for report in wanted}

    def _readings(self, reports: tuple[str, ...], view: str) -> Iterator[Reading]:
        if not reports:
            return
        marked = self._find_marked(reports)
        for reading in self.store.readings(ReportFilters(ids=reports), view=view, sensitive=False):
            names = marked.get(reading.id, frozenset())
            again = {("entity", e.id): frozenset({"all"}) for e in reading.entities if e.name in names}
            yield withhold(redact_reading(reading, again))[0]

    def _find_marked(self, reports: tuple[str, ...]) -> dict[str, frozenset[str]]:
        """Give the names marked as sensitive in the reading that decisions stand on: a newer one may have them too."""
        with self.store.connect() as connection:
            rows = connection.execute(select(REPORT.c.id, REPORT.c.uid).where(REPORT.c.uid.in_(reports))).all()
            decisions = load_decisions_of(connection, [row.id for row in rows])
        found: dict[str, frozenset[str]] = {}
        for row in rows:
            marks = [item for item in decisions.get(row.id, ()) if item.decision.kind == "mark"]
            if not marks:
                continue
            coder = str(marks[-1].decision.target.ids[0][1])
            fields = find_marks(marks, row.uid, coder)
            reading = self.store.reading(row.uid)
            if reading:
                named = {
                    e.name for e in reading.entities if fields.get(("entity", e.id), frozenset()) & {"name", "all"}
                }
                found[row.uid] = frozenset(named)
        return found

    def _find_keys(self, reports: list[str], view: str) -> dict[str, tuple[str, str, int | None, int | None, int]]:
        found: dict[str, tuple[str, str, int | None, int | None, int]] = {}
        last = (
            select(func.max(DECISION_REPORT.c.decision_id))
            .where(DECISION_REPORT.c.report_id == REPORT.c.id)
            .scalar_subquery()
        )
        columns = (REPORT.c.uid, REPORT_STATE.c.machine_id, REPORT_STATE.c.base_id, last.label("last"))
        statement = select(*columns).join(REPORT_STATE, REPORT_STATE.c.report_id == REPORT.c.id)
        with self.store.connect() as connection:
            for start in range(0, len(reports), 500):
                chunk = reports[start : start + 500]
                for row in connection.execute(statement.where(REPORT.c.uid.in_(chunk))):
                    found[row.uid] = (row.uid, view, row.machine_id, row.base_id, row.last or 0)
        return found

    def _find_accounts(self, events: list[str]) -> dict[str, dict[str, list[str]]]:
        """Give the ids of the accounts that events rest on, by their reports."""
        found: dict[str, dict[str, list[str]]] = {}
        statement = (
            select(EVENT.c.uid, REPORT.c.uid.label("report"), ACCOUNT.c.uid.label("account"))
            .join(EVENT_ACCOUNT, EVENT_ACCOUNT.c.event_id == EVENT.c.id)
            .join(ACCOUNT, ACCOUNT.c.id == EVENT_ACCOUNT.c.account_id)
            .join(REPORT, REPORT.c.id == ACCOUNT.c.report_id)
        )
        with self.store.connect() as connection:
            for start in range(0, len(events), 500):
                for row in connection.execute(statement.where(EVENT.c.uid.in_(events[start : start + 500]))):
                    found.setdefault(row.uid, {}).setdefault(row.report, []).append(row.account)
        return found


def make_cover(plain: Reading, shown: Reading) -> Cover:
    """Give what was left out of a report: what differs between the whole reading and the one that readers see."""
    after = {entity.id: entity for entity in shown.entities}
    parties: dict[str, Party] = {}
    places = set()
    for entity in plain.entities:
        other = after.get(entity.id, entity)
        if other != entity:
            parties[entity.name] = Party(other.name, other.country, other.sector, other.role, other.kind)
            if entity.place and not other.place:
                places.add(entity.place.name)
    words: set[str] = {name for name, party in parties.items() if party.name != name}
    for run in re.finditer(f"{COVER}+", shown.text):
        words.add(plain.text[run.start() : run.end()])
    words = {word for word in words if word.strip() and set(word) != {COVER}}
    fields = _find_emptied(plain, shown)
    if not words:
        return Cover(parties, frozenset(places), None, fields)
    ordered = "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
    return Cover(parties, frozenset(places), re.compile(rf"(?<!\w)(?:{ordered})(?!\w)"), fields)


def cover_row(row: EventRow, covers: Sequence[Cover], emptied: Collection[str] = ()) -> EventRow:
    """Give a row of an event as readers see it; the first cover is of the report that its sentence lies in."""
    if all(cover == NOTHING for cover in covers):
        return row
    empty: dict[str, Any] = {name: () for name in emptied if name != "date"}
    if "date" in emptied:
        empty.update(date=None, day=0)
    covered: dict[str, Any] = {
        "actor": tuple(cover_party(party, covers) for party in row.actor),
        "recipient": tuple(cover_party(party, covers) for party in row.recipient),
        "place": tuple(place for place in row.place if not is_covered(place, covers)),
        "title": _cover(covers[0], row.title),
        "sentence": covers[0].text(row.sentence),
    }
    return replace(row, **{**covered, **empty})


def _cover_row_by(row: EventRow, accounts: Mapping[str, list[str]], covers: Mapping[str, Cover]) -> EventRow:
    emptied = {
        name
        for report, ids in accounts.items()
        for account in ids
        for name in covers.get(report, NOTHING).fields.get(account, ())
    }
    ordered = [covers[key] for key in dict.fromkeys([row.report, *accounts]) if key in covers]
    return cover_row(row, ordered, emptied)


def _find_emptied(plain: Reading, shown: Reading) -> dict[str, frozenset[str]]:
    """Give the fields of accounts that the whole reading fills and the other leaves empty."""
    after = {account.id: account for account in shown.events}
    found: dict[str, frozenset[str]] = {}
    for account in plain.events:
        other = after.get(account.id, account)
        names = ("actor", "recipient", "place", "date", "quantity")
        emptied = frozenset(name for name in names if getattr(account, name) and not getattr(other, name))
        if emptied:
            found[account.id] = emptied
    return found


def cover_party(party: Party, covers: Iterable[Cover]) -> Party:
    """Give a party as readers see it."""
    return next((cover.parties[party.name] for cover in covers if party.name in cover.parties), party)


def is_covered(place: Place, covers: Iterable[Cover]) -> bool:
    """Say whether a place is left out."""
    return any(place.name in cover.places for cover in covers)


def cover_value(value: object, covers: Sequence[Cover]) -> object:
    """Cover the names in a plain JSON value, such as what accounts hold where they disagree."""
    if isinstance(value, str):
        for cover in covers:
            if value in cover.parties:
                return cover.parties[value].name
            value = cover.text(value)
        return value
    if isinstance(value, list | tuple):
        return [cover_value(item, covers) for item in value]
    if isinstance(value, dict):
        return {name: cover_value(item, covers) for name, item in value.items()}
    return value


def _cover(cover: Cover, text: str | None) -> str | None:
    return None if text is None else cover.text(text)


def _cover_pieces(cover: Cover, pieces: Sequence[Piece]) -> tuple[Piece, ...]:
    """Cover a snippet as one text, so that a name that a hit cuts in two is covered too."""
    whole = cover.text("".join(piece.text for piece in pieces))
    covered, start = [], 0
    for piece in pieces:
        covered.append(Piece(whole[start : start + len(piece.text)], piece.hit))
        start += len(piece.text)
    return tuple(covered)


def _is_private(party: Party) -> bool:
    """Say whether a party may be a private person, whatever was done to them."""
    table = load_sector_codes()
    return party.name == WITHHELD or (
        party.kind == "person" and not any(table.get(sector, {}).get("public") for sector in party.sector)
    )


def _is_askable(name: str) -> bool:
    return bool(re.search(r"\w", name)) and '"' not in name
