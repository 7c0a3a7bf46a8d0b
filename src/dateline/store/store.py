"""The `Store`: one door to all that a store can do.

In: a path or URL. Out: an object whose every call is one transaction. What each call does lives in the module that is
named for it; `docs/store.md` describes the calls.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Any, Self

from sqlalchemy import Connection, func, select

from dateline.errors import MissingError, StoreError
from dateline.filters import Filters
from dateline.records import Reading, Report
from dateline.review.agreement import Agreement
from dateline.review.corrections import find_marks
from dateline.review.decisions import Decision, Target
from dateline.review.redaction import redact_reading
from dateline.review.training import Reviewed
from dateline.store import counting, deciding, listing, reports, stories
from dateline.store.adding import Adder
from dateline.store.contents import SHELVED, Shelf, Shelved, build_coder
from dateline.store.database import Database
from dateline.store.decided import load_decisions_of
from dateline.store.events import Fuse
from dateline.store.filters import ReportFilters
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
    PlaceCount,
    PlaceTypeCount,
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
from dateline.store.keys import AccountKey, dump_json
from dateline.store.log import list_audit, write_export
from dateline.store.merging import Merger
from dateline.store.refreshing import Refresher
from dateline.store.remembering import REMEMBERED, Memory
from dateline.store.schema import CODER, RAW, RAW_CHUNK, READING, REPORT
from dateline.store.writing import MAX_REMEMBERED, FacetIds, Writer

EVERYTHING = Filters()
EVERY_REPORT = ReportFilters()
BATCH = 100
"""How many items one transaction adds."""


class Store:
    """Reports, readings, events, reviews and the log. Safe to share between threads."""

    def __init__(self, database: Database, fuse: Fuse | None = None) -> None:
        self._database, self._fuse = database, fuse
        self._facets: FacetIds = {}
        self._memory = Memory()
        database.reading |= {REMEMBERED: self._memory, SHELVED: Shelved()}

    @classmethod
    def open(cls, url: str | Path, *, create: bool = True, fuse: Fuse | None = None) -> Self:
        """Open the store at a path or URL, made and migrated where need be.

        `fuse` gives the value of an event of several accounts. Raises `StoreError` where it cannot be opened.
        """
        return cls(Database(url, create=create), fuse)

    def close(self) -> None:
        """Give all connections back."""
        self._database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def url(self) -> str:
        """The path, or the URL without its password."""
        return self._database.name

    @property
    def dialect(self) -> str:
        """`sqlite` or `postgresql`."""
        return self._database.dialect

    # ---- adding -------------------------------------------------------------------------------------------------

    def add(self, item: Reading | Report | Incoming) -> Added:
        """Add one item; raises `StoreError` where it cannot be kept."""
        added = next(self.add_many([item]))
        if added.error:
            raise StoreError(f"report {added.report}: {added.error}")
        return added

    def add_many(self, items: Iterable[Reading | Report | Incoming], *, batch: int = BATCH) -> Iterator[Added]:
        """Add items, so many in one transaction, and say what became of each; what cannot be kept has an `error`."""
        stream = iter(items)
        while chunk := [_wrap(item) for item in islice(stream, batch)]:
            yield from self._add_batch(chunk)

    def _add_batch(self, items: Sequence[Incoming]) -> list[Added]:
        with self._write() as writer:
            adder = Adder(writer, items)
            added = adder.add()
            if adder.reread:
                Refresher(writer, self._fuse).refresh_readings(adder.reread)
        return added

    # ---- reports and readings -----------------------------------------------------------------------------------

    def has_reading(self, report: str, coder: str) -> bool:
        """Say whether this coder (an id) has read this report."""
        statement = (
            select(READING.c.id)
            .join(REPORT, REPORT.c.id == READING.c.report_id)
            .join(CODER, CODER.c.id == READING.c.coder_id)
            .where(REPORT.c.uid == report, CODER.c.uid == coder)
        )
        with self._database.read() as connection:
            return connection.execute(statement.limit(1)).first() is not None

    def report(self, report: str) -> StoredReport:
        """Give a report in full; raises `MissingError`."""
        with self._database.read() as connection:
            return reports.load_report(connection, report)

    def find_report(self, beginning: str) -> str:
        """Give the id of the one report whose id begins so; raises `MissingError` for none and for several."""
        with self._database.read() as connection:
            return reports.find_report(connection, beginning)

    def coder_in_force(self, report: str) -> str:
        """Give the id of the coder on whose reading of a report decisions stand, the newest without decisions."""
        with self._database.read() as connection:
            return reports.find_coder(connection, report)

    def raw(self, sha256: str) -> bytes:
        """Give bytes as they came; raises `MissingError`."""
        with self._database.read() as connection:
            if connection.execute(select(RAW.c.size).where(RAW.c.sha256 == sha256)).first() is None:
                raise MissingError(f"no bytes with the SHA-256 {sha256!r} in the store")
            chunks = select(RAW_CHUNK.c.data).where(RAW_CHUNK.c.sha256 == sha256).order_by(RAW_CHUNK.c.number)
            return b"".join(bytes(chunk) for chunk in connection.execute(chunks).scalars())

    def reading(self, report: str, *, view: str = "corrected", coder: str | None = None) -> Reading | None:
        """Give a report's reading in a view, or the newest by one coder (an id); None where there is none."""
        with self._database.read() as connection:
            return reports.load_reading(connection, report, view=view, coder=coder)

    def readings(
        self, filters: ReportFilters = EVERY_REPORT, *, view: str = "corrected", sensitive: bool = True
    ) -> Iterator[Reading]:
        """Give every reading in a view, in the order of adding; `sensitive=False` takes marked values out."""
        with self._database.read() as connection:
            for chunk in reports.iterate_ids(connection, filters):
                shelf = Shelf(connection)
                views = shelf.views(chunk)
                decided = [] if sensitive else [key for key, one in views.items() if one.base_id is not None]
                marks = load_decisions_of(connection, decided)
                for key in chunk:
                    reading = reports.find_reading(shelf, key, view)
                    if reading is None:
                        continue
                    coder = views[key].base_coder if view == "corrected" else views[key].machine_coder
                    yield redact_reading(reading, find_marks(marks.get(key, ()), reading.id, coder))

    def reports(
        self,
        filters: ReportFilters = EVERY_REPORT,
        *,
        sort: str = "-published",
        limit: int = 50,
        cursor: str | None = None,
    ) -> Page[ReportRow]:
        """Give a page of reports, sorted by `published`, `added` or `accounts`."""
        with self._database.read() as connection:
            return reports.list_reports(connection, filters, sort=sort, limit=limit, cursor=cursor)

    def coders(self) -> tuple[StoredCoder, ...]:
        """Give all that made readings, with how many."""
        statement = (
            select(CODER, func.count(READING.c.id).label("readings"))
            .outerjoin(READING, READING.c.coder_id == CODER.c.id)
            .group_by(CODER.c.id, CODER.c.uid, CODER.c.version, CODER.c.parts)
            .order_by(CODER.c.id)
        )
        with self._database.read() as connection:
            rows = connection.execute(statement).all()
        return tuple(StoredCoder(r.uid, build_coder(r.uid, r.version, r.parts), r.readings) for r in rows)

    def search(
        self, text: str, filters: ReportFilters = EVERY_REPORT, *, limit: int = 20, cursor: str | None = None
    ) -> Page[SearchHit]:
        """Give the reports that match a search text, the best first."""
        with self._database.read() as connection:
            return reports.search_reports(connection, text, filters, limit=limit, cursor=cursor)

    # ---- events -------------------------------------------------------------------------------------------------

    def events(
        self, filters: Filters = EVERYTHING, *, sort: str = "-date", limit: int = 50, cursor: str | None = None
    ) -> Page[EventRow]:
        """Give a page of events."""
        with self._database.read() as connection:
            return listing.list_events(connection, filters, sort=sort, limit=limit, cursor=cursor)

    def count_events(self, filters: Filters = EVERYTHING, *, cap: int = 10_000) -> Total:
        """Count events, up to a cap."""
        with self._database.read() as connection:
            make = lambda: listing.count_events(connection, filters, cap=cap)  # noqa: E731
            return self._memory.get(connection, _make_key("total", filters, cap), make)

    def event(self, event: str, *, view: str = "corrected") -> StoredEvent:
        """Give an event in full; raises `MissingError`."""
        with self._database.read() as connection:
            return listing.load_event(connection, event, view=view)

    def counts(
        self, filters: Filters = EVERYTHING, *, by: str = "month", split: str | None = None
    ) -> tuple[Count, ...]:
        """Count events and their sources over time."""
        with self._database.read() as connection:
            make = lambda: counting.count_periods(connection, filters, by=by, split=split)  # noqa: E731
            return self._memory.get(connection, _make_key("counts", filters, by, split), make)

    def facets(self, filters: Filters, kind: str, *, limit: int = 50) -> tuple[Facet, ...]:
        """Count the values of a facet among events."""
        with self._database.read() as connection:
            make = lambda: counting.count_facets(connection, filters, kind, limit=limit)  # noqa: E731
            return self._memory.get(connection, _make_key("facets", filters, kind, limit), make)

    def places(self, filters: Filters = EVERYTHING, *, limit: int = 2000) -> tuple[PlaceCount, ...]:
        """Count events by place."""
        with self._database.read() as connection:
            make = lambda: counting.count_places(connection, filters, limit=limit)  # noqa: E731
            return self._memory.get(connection, _make_key("places", filters, limit), make)

    def links(self, filters: Filters = EVERYTHING, *, limit: int = 200) -> tuple[Link, ...]:
        """Count events between actors and recipients."""
        with self._database.read() as connection:
            make = lambda: counting.count_links(connection, filters, limit=limit)  # noqa: E731
            return self._memory.get(connection, _make_key("links", filters, limit), make)

    def places_by_type(self, filters: Filters = EVERYTHING, *, limit: int = 500) -> tuple[PlaceTypeCount, ...]:
        """Count events and their sources by type at the places with most events."""
        with self._database.read() as connection:
            make = lambda: counting.count_place_types(connection, filters, limit=limit)  # noqa: E731
            return self._memory.get(connection, _make_key("places_by_type", filters, limit), make)

    def dealings(self, filters: Filters = EVERYTHING, *, limit: int = 200) -> tuple[Dealing, ...]:
        """Count events and their sources by type between the actors and recipients with most events."""
        with self._database.read() as connection:
            make = lambda: counting.count_dealings(connection, filters, limit=limit)  # noqa: E731
            return self._memory.get(connection, _make_key("dealings", filters, limit), make)

    def suggest(self, kind: str, prefix: str, limit: int = 10) -> tuple[str, ...]:
        """Give values of a facet that have a word so beginning."""
        with self._database.read() as connection:
            return counting.suggest_values(connection, kind, prefix, limit)

    # ---- merges and stories -------------------------------------------------------------------------------------

    def save_merge(self, merge: Merge) -> int:
        """Keep a merge and put it in force; gives its number."""
        with self._write() as writer:
            return Merger(writer, Refresher(writer, self._fuse)).save(merge)

    def undo_merge(self, person: str | None = None) -> int | None:
        """Take the last merge in force back; gives its number, None where there is none."""
        with self._write() as writer:
            return Merger(writer, Refresher(writer, self._fuse)).undo(person)

    def merges(self) -> tuple[Mapping[str, Any], ...]:
        """Give every merge and undoing, in their order, with whether it stands."""
        with self._database.read() as connection:
            return stories.list_merges(connection)

    def stories(self, *, sort: str = "-date", limit: int = 50, cursor: str | None = None) -> Page[StoryRow]:
        """Give a page of stories, sorted by `date` or `reports`."""
        with self._database.read() as connection:
            return stories.list_stories(connection, sort=sort, limit=limit, cursor=cursor)

    def story(self, story: str) -> StoredStory:
        """Give a story with its reports; raises `MissingError`."""
        with self._database.read() as connection:
            return stories.load_story(connection, story)

    # ---- review -------------------------------------------------------------------------------------------------

    def decide(self, decision: Decision) -> StoredDecision:
        """Keep a decision and put it in force; raises `StoreError` where it cannot stand."""
        with self._write() as writer:
            return deciding.Decider(writer, Refresher(writer, self._fuse)).decide(decision)

    def undo(self, decision: int, person: str, reason: str | None = None) -> StoredDecision:
        """Take a decision back."""
        with self._write() as writer:
            return deciding.Decider(writer, Refresher(writer, self._fuse)).undo(decision, person, reason)

    def decision(self, decision: int) -> StoredDecision:
        """Give a decision; raises `MissingError`."""
        with self._database.read() as connection:
            return deciding.load_decision(connection, decision)

    def decisions(
        self,
        *,
        report: str | None = None,
        person: str | None = None,
        needs_second: bool = False,
        limit: int | None = None,
    ) -> tuple[StoredDecision, ...]:
        """Give decisions in their order (the last `limit` of them)."""
        with self._database.read() as connection:
            return deciding.list_decisions(
                connection, report=report, person=person, needs_second=needs_second, limit=limit
            )

    def queue(
        self,
        filters: Filters = EVERYTHING,
        *,
        sort: str = "uncertain",
        limit: int = 50,
        cursor: str | None = None,
    ) -> Page[EventRow]:
        """Give events that nobody has decided on: the least certain, the most disputed or the newest first."""
        sorts = {"uncertain": "confidence", "disagreement": "-disagreements", "-date": "-date", "date": "date"}
        if sort not in sorts:
            raise StoreError(f"sort: {sort!r} is none of {', '.join(sorts)}")
        return self.events(replace(filters, statuses=("unreviewed",)), sort=sorts[sort], limit=limit, cursor=cursor)

    def grades(self, *targets: Target) -> dict[Target, str]:
        """Give the grades in force of outlets, reports, accounts or events; those without one are left out."""
        with self._database.read() as connection:
            return stories.load_grades(connection, targets)

    def reviewed(self) -> Iterator[Reviewed]:
        """Give every report with decisions in force, corrected, with who decided and how far."""
        with self._database.read() as connection:
            for chunk in reports.iterate_ids(connection, ReportFilters(reviewed=True)):
                yield from stories.list_reviewed(connection, chunk)

    def open_round(
        self, name: str, accounts: Iterable[StoredAccount | AccountKey], people: Sequence[str], by: str | None = None
    ) -> None:
        """Give several people the same accounts to decide on, unseen by each other."""
        keys = [item if isinstance(item, tuple) else (item.report, item.coder, item.id) for item in accounts]
        with self._write() as writer:
            deciding.Decider(writer, Refresher(writer, self._fuse)).open_round(name, keys, people, by)

    def round_tasks(self, name: str, person: str) -> tuple[StoredAccount, ...]:
        """Give the accounts of a round that a person has said nothing on."""
        with self._database.read() as connection:
            return deciding.list_tasks(connection, name, person)

    def agreement(self, name: str) -> tuple[Agreement, ...]:
        """Give how far the people of a round agree, on the verdict and each field."""
        with self._database.read() as connection:
            return deciding.measure_round(connection, name)

    def settle(self, name: str, account: StoredAccount | AccountKey, person: str, *, by: str) -> list[StoredDecision]:
        """Put one person's blind decisions on an account in force."""
        key = account if isinstance(account, tuple) else (account.report, account.coder, account.id)
        with self._write() as writer:
            return deciding.Decider(writer, Refresher(writer, self._fuse)).settle(name, key, person, by)

    # ---- the log ------------------------------------------------------------------------------------------------

    def log_export(
        self, form: str, filters: Mapping[str, Any], sha256: str, rows: int, person: str | None = None
    ) -> int:
        """Write an export into the log: its form, filters, the hash of what was written and how many rows."""
        with self._write() as writer:
            return write_export(writer, form, filters, sha256, rows, person)

    def audit(self, *, after: int = 0, limit: int = 100) -> tuple[AuditRow, ...]:
        """Give rows of the log after a number."""
        with self._database.read() as connection:
            return list_audit(connection, after, limit)

    def verify(self, *, deep: bool = True, expect: str | None = None, roots: bytes | None = None) -> Iterator[Fault]:
        """Give every fault of the log and of what it vouches for; see `docs/store.md`.

        `expect` is a head (`SEQ:HASH`) that was kept elsewhere; `roots` are certificates (PEM) to check stamps by.
        """
        from dateline.store.verifying import Verifier

        with self._database.read() as connection:
            yield from Verifier(connection, self._fuse).verify(deep=deep, expect=expect, roots=roots)

    def head(self) -> str:
        """Give the head of the log, as `SEQ:HASH`: what `verify(expect=…)` takes."""
        from dateline.store.audit import find_head

        with self._database.read() as connection:
            seq, digest = find_head(connection)
        return f"{seq}:{digest}"

    def stamp(self, authority: str) -> StoredStamp:
        """Let a time-stamp authority (an http address) sign the head of the log; raises `StoreError`."""
        from dateline.store.stamping import ask_authority, write_stamp

        seq, digest = self.head().split(":")
        if seq == "0":
            raise StoreError("the log is empty: there is nothing to stamp")
        token = ask_authority(authority, digest)  # outside of any transaction: it may take its time
        with self._write() as writer:
            return write_stamp(writer, int(seq), digest, authority, token)

    def stamps(self) -> tuple[StoredStamp, ...]:
        """Give every time stamp."""
        from dateline.store.stamping import list_stamps

        with self._database.read() as connection:
            return list_stamps(connection)

    def stats(self) -> dict[str, int]:
        """Give the numbers of the store as a whole."""
        with self._database.read() as connection:
            return self._memory.get(connection, "stats", lambda: counting.count_all(connection))

    # ---- transactions -------------------------------------------------------------------------------------------

    @contextmanager
    def _write(self) -> Iterator[Writer]:
        with self._database.write() as connection:
            writer = Writer(connection, self._facets)
            yield writer
            writer.flush()
        # Only now are the new facets there for others to build on.
        if len(self._facets) + len(writer.learnt) > MAX_REMEMBERED:
            self._facets = {}
        self._facets.update(writer.learnt)

    @contextmanager
    def connect(self) -> Iterator[Connection]:
        """Give a reading connection, for questions that no call answers: tables are in `store.schema`."""
        with self._database.read() as connection:
            yield connection


def _wrap(item: Reading | Report | Incoming) -> Incoming:
    return item if isinstance(item, Incoming) else Incoming(item)


def _make_key(name: str, filters: Filters, *rest: object) -> str:
    return dump_json([name, filters.to_dict(), list(rest)])
