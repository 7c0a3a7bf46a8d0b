"""Adding: reports, their bytes and their readings, each in whole or not at all.

In: a batch of `Incoming` and a write transaction. Out: rows for what is new, and an `Added` for each. What is there
already is passed over, so a run that was cut off is simply run again. The first reading of a report gives its events at
once; a later one is added beside it and its events are planned anew.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from sqlalchemy import Connection, select

from dateline.records import Coder, Reading, Report
from dateline.store.contents import (
    dump_body,
    dump_details,
    find_kept_report,
    hash_identity,
    hash_reading,
    hash_report,
)
from dateline.store.database import in_chunks
from dateline.store.events import build_single
from dateline.store.filters import find_days
from dateline.store.items import Added, Incoming, Raw
from dateline.store.keys import dump_json, hash_values, make_coder_id
from dateline.store.rows import derive_facts
from dateline.store.schema import CODER, RAW, RAW_CHUNK, READING, REPORT, REPORT_RAW, REPORT_STATE
from dateline.store.writing import Writer

MAX_ID = 500
"""The longest id of a report, in characters."""


@dataclass(slots=True)
class _State:
    """A row of `report_state` in the making."""

    day: int
    published: str | None
    words: int
    machine_id: int | None = None
    accounts: int = 0


@dataclass(slots=True)
class _Known:
    """What the store held of a batch before it, and what the batch has added since."""

    reports: dict[str, tuple[int, str]] = field(default_factory=dict)
    readings: dict[tuple[int, int], set[str]] = field(default_factory=dict)
    read: set[int] = field(default_factory=set)
    raws: set[str] = field(default_factory=set)
    sources: set[tuple[int, str, int]] = field(default_factory=set)
    coders: dict[str, int] = field(default_factory=dict)


class Adder:
    """Adds one batch in one transaction. `reread` are the reports whose events must be planned anew afterwards."""

    def __init__(self, writer: Writer, items: Sequence[Incoming]) -> None:
        self.writer, self.items = writer, items
        self.reread: set[int] = set()
        self._new: dict[int, _State] = {}
        self._known = _load_known(writer.connection, items)

    def add(self) -> list[Added]:
        """Add every item and insert the rows."""
        with _without_collection():
            return self._add_all()

    def _add_all(self) -> list[Added]:
        added = [self._add(item) for item in self.items]
        for key, state in self._new.items():
            row = (key, state.day, state.published, state.words, state.machine_id, None, state.accounts)
            self.writer.put(REPORT_STATE, *row)
        self.writer.flush()
        return added

    def _add(self, item: Incoming) -> Added:
        report = find_kept_report(item.item)
        if fault := _find_fault(report):
            return Added(report.id, False, False, fault)
        identity = hash_identity(report)
        known = self._known.reports.get(report.id)
        if known and known[1] != identity:
            fault = "another text or other metadata is in the store under this id: give the report an id of its own"
            return Added(report.id, False, False, fault)
        report_id = known[0] if known else self._add_report(report, item.note, identity)
        if item.raw is not None:
            self._add_raw(report_id, report.id, item.raw, item.position)
        read = isinstance(item.item, Reading) and self._add_reading(report_id, item.item)
        return Added(report.id, known is None, read)

    def _add_report(self, report: Report, note: str | None, identity: str) -> int:
        writer = self.writer
        key, digest = writer.new_id(REPORT), hash_report(report)
        writer.put(
            REPORT, key, report.id, report.title, report.outlet, report.url, report.language, report.published,
            report.text, dump_details(report), note, identity, digest, writer.audit.at,
        )  # fmt: skip
        writer.put_text("report", key, report.title, report.text)
        self._new[key] = _State(find_days(report.published)[0], report.published, len(report.text.split()))
        self._known.reports[report.id] = (key, identity)
        writer.audit.append("report", report.id, {"hash": digest, "note": note})
        return key

    def _add_raw(self, report_id: int, report: str, raw: Raw, position: int) -> None:
        writer, known = self.writer, self._known
        if raw.sha256 not in known.raws:
            known.raws.add(raw.sha256)
            writer.put(RAW, raw.sha256, raw.size, raw.name, raw.media_type, raw.url)
            for number, chunk in enumerate(raw.chunks()):
                writer.put(RAW_CHUNK, raw.sha256, number, chunk)
            details = {"size": raw.size, "name": raw.name, "media_type": raw.media_type, "url": raw.url}
            writer.audit.append("raw", raw.sha256, details)
        if (report_id, raw.sha256, position) not in known.sources:
            known.sources.add((report_id, raw.sha256, position))
            writer.put(REPORT_RAW, report_id, raw.sha256, position)
            writer.audit.append("source", report, {"raw": raw.sha256, "position": position})

    def _add_reading(self, report_id: int, reading: Reading) -> bool:
        writer, known = self.writer, self._known
        coder = make_coder_id(reading.coder)
        coder_id = known.coders.get(coder) or self._add_coder(coder, reading.coder)
        body = dump_body(reading)
        digest = hash_reading(reading.id, coder, body)
        held = known.readings.setdefault((report_id, coder_id), set())
        if digest in held:
            return False
        held.add(digest)
        key = writer.new_id(READING)
        writer.put(READING, key, report_id, coder_id, body, digest, writer.audit.at)
        writer.audit.append("reading", reading.id, {"coder": coder, "hash": digest})
        self._add_accounts(key, report_id, coder, reading)
        return True

    def _add_accounts(self, key: int, report_id: int, coder: str, reading: Reading) -> None:
        writer = self.writer
        facts = derive_facts(reading)
        rows = [writer.put_account(report_id, key, one) for one in facts]
        if report_id in self._new and report_id not in self._known.read:
            state = self._new[report_id]
            state.day, state.published = find_days(reading.report.published)[0], reading.report.published
            state.machine_id, state.accounts = key, len(facts)
            for row, one in zip(rows, facts, strict=True):
                writer.put_event(build_single((reading.id, coder, one.uid), row, one))
        else:
            self.reread.add(report_id)
        self._known.read.add(report_id)

    def _add_coder(self, uid: str, coder: Coder | None) -> int:
        key = self.writer.new_id(CODER)
        version = coder.version if coder else ""
        parts = dump_json([list(part) for part in coder.parts] if coder else [])
        self.writer.put(CODER, key, uid, version, parts)
        self.writer.audit.append("coder", uid, {"hash": hash_values(version, parts)})
        self._known.coders[uid] = key
        return key


@contextmanager
def _without_collection() -> Iterator[None]:
    """Look for no cycles meanwhile: a batch makes hundreds of thousands of rows and no cycles, and looking is dear."""
    on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if on:
            gc.enable()


def _find_fault(report: Report) -> str | None:
    """Say why a report cannot be kept; None where it can."""
    for name in ("id", "text", "title", "outlet", "url", "language"):
        value = getattr(report, name) or ""
        if "\0" in value or not _is_utf8(value):
            return f"its {name} holds characters that no database keeps: clean it as `dateline.sources` does"
    return None if report.id and len(report.id) <= MAX_ID else f"its id must have 1 to {MAX_ID} characters"


def _is_utf8(value: str) -> bool:
    try:
        value.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def _load_known(connection: Connection, items: Sequence[Incoming]) -> _Known:
    known = _Known()
    uids = {item.item.id for item in items}
    for chunk in in_chunks(sorted(uids)):
        for row in connection.execute(
            select(REPORT.c.id, REPORT.c.uid, REPORT.c.identity).where(REPORT.c.uid.in_(chunk))
        ):
            known.reports[row.uid] = (row.id, row.identity)
    reports = sorted(key for key, _ in known.reports.values())
    for chunk in in_chunks(reports):
        columns = (READING.c.report_id, READING.c.coder_id, READING.c.hash)
        for row in connection.execute(select(*columns).where(READING.c.report_id.in_(chunk))):
            known.readings.setdefault((row.report_id, row.coder_id), set()).add(row.hash)
            known.read.add(row.report_id)
        for row in connection.execute(select(REPORT_RAW).where(REPORT_RAW.c.report_id.in_(chunk))):
            known.sources.add((row.report_id, row.sha256, row.position))
    hashes = {item.raw.sha256 for item in items if item.raw is not None}
    for chunk in in_chunks(sorted(hashes)):
        known.raws.update(connection.execute(select(RAW.c.sha256).where(RAW.c.sha256.in_(chunk))).scalars())
    known.coders = {row.uid: row.id for row in connection.execute(select(CODER.c.uid, CODER.c.id))}
    return known
