"""Readings into and out of their rows, and a small memory of those at hand.

In: a `Reading`, or ids of rows. Out: the text that is kept and hashed, or the `Reading` again, checked against its
report's text as every reading is when it is loaded.
"""

from __future__ import annotations

import json
from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from threading import Lock
from typing import Any

from sqlalchemy import Connection, select

from dateline.errors import MissingError
from dateline.readings import decode_reading, encode_reading
from dateline.records import Coder, Reading, Report
from dateline.review.corrections import Corrected, apply_decisions
from dateline.review.decisions import Numbered
from dateline.store.database import in_chunks
from dateline.store.decided import load_decisions_of
from dateline.store.keys import NO_CODER, dump_json, hash_text, hash_values
from dateline.store.rows import Facts, derive_facts
from dateline.store.schema import CODER, READING, REPORT, REPORT_STATE

_COLUMNS = ("title", "outlet", "url", "language")
_DETAILS = ("updated", "fetched", "authors", "section", "rights", "corrections", "source")
_REPORT_FIELDS = ("id", "text", "coder", *_COLUMNS, *_DETAILS)


def dump_body(reading: Reading) -> str:
    """Give what is kept of a reading beside its report: canonical JSON."""
    value = encode_reading(reading)
    for name in _REPORT_FIELDS:
        del value[name]
    return dump_json(value)


def find_kept_report(item: Reading | Report) -> Report:
    """Give the report as its source gave it: a date that reading found in the text belongs to the reading."""
    report = item.report if isinstance(item, Reading) else item
    if report.published_from == "text":
        return replace(report, published=None, published_from=None, published_span=None)
    return report


def dump_details(report: Report) -> str:
    """Give what a report's source says of it beside its columns: canonical JSON."""
    return dump_json({name: getattr(report, name) for name in _DETAILS if getattr(report, name)})


def hash_identity(report: Report) -> str:
    """Give the hash of what a report's id stands for: two reports of one id must not differ in it."""
    return hash_values(report.id, report.text, report.title, report.outlet, report.url, report.published)


def hash_report(report: Report) -> str:
    """Give the hash of all that is kept of a report, which the log names."""
    return hash_values(hash_identity(report), report.language, dump_details(report))


def hash_reading(report: str, coder: str, body: str) -> str:
    """Give the hash of a reading's content."""
    return hash_text(f"{report}\n{coder}\n{body}")


def build_report(row: Any) -> Report:
    """Build the report of a row of `report`."""
    return Report(
        id=row.uid,
        text=row.text,
        title=row.title,
        outlet=row.outlet,
        url=row.url,
        language=row.language,
        published=row.published,
        published_from="metadata" if row.published else None,
        **_load_details(row.details),
    )


def _load_details(details: str) -> dict[str, Any]:
    return {name: tuple(value) if isinstance(value, list) else value for name, value in json.loads(details).items()}


def build_coder(uid: str, version: str, parts: str) -> Coder | None:
    """Build the coder of a row of `coder`."""
    return None if uid == NO_CODER else Coder(version, tuple((name, value) for name, value in json.loads(parts)))


def build_reading(row: Any) -> Reading:
    """Build the reading of a row with the columns of `reading_columns`."""
    value = json.loads(row.body)
    value.update(id=row.uid, text=row.text, coder=None, **json.loads(row.details))
    value.update((name, getattr(row, name)) for name in _COLUMNS)
    return replace(decode_reading(value), coder=build_coder(row.coder, row.version, row.parts))


def reading_columns() -> tuple[Any, ...]:
    """Give the columns that `build_reading` needs, over `reading`, `report` and `coder`."""
    return (
        READING.c.id.label("reading_id"),
        READING.c.report_id,
        READING.c.body,
        CODER.c.uid.label("coder"),
        CODER.c.version,
        CODER.c.parts,
        *(REPORT.c[name] for name in ("uid", "text", "details", *_COLUMNS)),
    )


READINGS = READING.join(REPORT, READING.c.report_id == REPORT.c.id).join(CODER, READING.c.coder_id == CODER.c.id)


SHELVED = "dateline_shelved"
"""The option under which a connection for reading has the memory of its store's readings."""


@dataclass
class Views:
    """A report's two readings: which row each stands on, whose, and the facts of its accounts by their ids."""

    report_id: int
    report: str
    machine_id: int | None
    base_id: int | None
    machine: Reading | None
    base: Reading | None
    corrected: Corrected | None
    machine_coder: str = NO_CODER
    base_coder: str = NO_CODER

    @cached_property
    def machine_facts(self) -> dict[str, Facts] | None:
        """The facts of the newest reading, derived when they are first asked for."""
        return _derive(self.machine)

    @cached_property
    def base_facts(self) -> dict[str, Facts] | None:
        """The facts of the reading that decisions stand on, before them."""
        return self.machine_facts if self.base_id == self.machine_id else _derive(self.base)

    @cached_property
    def corrected_facts(self) -> dict[str, Facts] | None:
        """The facts of that reading with the decisions in force."""
        return _derive(self.corrected.reading if self.corrected else None)


def _derive(reading: Reading | None) -> dict[str, Facts] | None:
    return None if reading is None else {facts.uid: facts for facts in derive_facts(reading)}


class Shelved:
    """The last readings that nobody has decided on, by the row they stand on, which never changes."""

    def __init__(self, size: int = 600) -> None:
        self._size, self._lock = size, Lock()
        self._held: OrderedDict[int, Views] = OrderedDict()

    def find(self, machine_id: int) -> Views | None:
        """Give both views of a report whose newest reading is this row."""
        with self._lock:
            held = self._held.get(machine_id)
            if held is not None:
                self._held.move_to_end(machine_id)
            return held

    def keep(self, views: Views) -> None:
        """Keep the views of a report without decisions."""
        if views.machine_id is None or views.base_id is not None:
            return
        with self._lock:
            self._held[views.machine_id] = views
            while len(self._held) > self._size:
                self._held.popitem(last=False)


class Shelf:
    """Readings of one transaction, loaded once; from the store's memory where it has them, unless `anew`."""

    def __init__(self, connection: Connection, *, anew: bool = False) -> None:
        self.connection = connection
        remembered = None if anew else connection.get_execution_options().get(SHELVED)
        self._shelved: Shelved | None = remembered
        self._views: dict[int, Views] = {}

    def views(self, report_ids: Iterable[int]) -> dict[int, Views]:
        """Give both views of reports."""
        wanted = list(dict.fromkeys(report_ids))
        for chunk in in_chunks([key for key in wanted if key not in self._views], 200):
            self._load(chunk)
        return {key: self._views[key] for key in wanted}

    def forget(self, report_ids: Iterable[int] | None = None) -> None:
        """Forget reports whose decisions or readings changed; all without an argument."""
        for key in list(self._views) if report_ids is None else report_ids:
            self._views.pop(key, None)

    def _load(self, report_ids: list[int]) -> None:
        states = self.connection.execute(
            select(REPORT_STATE.c.report_id, REPORT_STATE.c.machine_id, REPORT_STATE.c.base_id, REPORT.c.uid)
            .join(REPORT, REPORT.c.id == REPORT_STATE.c.report_id)
            .where(REPORT_STATE.c.report_id.in_(report_ids))
        ).all()
        if len(states) < len(report_ids):
            raise MissingError(f"{len(report_ids) - len(states)} reports are not in the store")
        fresh = []
        for row in states:
            plain = row.base_id is None and row.machine_id is not None
            held = self._shelved.find(row.machine_id) if self._shelved and plain else None
            if held is None:
                fresh.append(row)
            else:
                self._views[row.report_id] = held
        for views in self._make(fresh):
            self._views[views.report_id] = views
            if self._shelved:
                self._shelved.keep(views)

    def _make(self, states: list[Any]) -> Iterable[Views]:
        if not states:
            return
        ids = {key for row in states for key in (row.machine_id, row.base_id) if key is not None}
        rows = self.connection.execute(
            select(*reading_columns()).select_from(READINGS).where(READING.c.id.in_(ids))
        ).all()
        readings = {row.reading_id: (build_reading(row), row.coder) for row in rows}
        decided = [row.report_id for row in states if row.base_id is not None]
        decisions = load_decisions_of(self.connection, decided) if decided else {}
        for row in states:
            yield _make_views(row, readings, decisions.get(row.report_id, []))


def _make_views(row: Any, readings: dict[int, tuple[Reading, str]], decisions: list[Numbered]) -> Views:
    machine, machine_coder = readings.get(row.machine_id, (None, NO_CODER))
    base, base_coder = readings.get(row.base_id, (None, NO_CODER))
    views = Views(row.report_id, row.uid, row.machine_id, row.base_id, machine, base, None, machine_coder, base_coder)
    if base is not None:
        views.corrected = apply_decisions(base, decisions, base_coder)
    return views
