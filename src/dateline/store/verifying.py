"""Checking a store: the log, what it vouches for, and what is derived from that.

In: a reading transaction, perhaps a head of the log that was kept elsewhere. Out: a `Fault` for each thing that was
changed, removed, added or put in another order, with where it is. Nothing is repaired.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator
from typing import Any

from sqlalchemy import Connection, Select, select

from dateline.errors import DatelineError
from dateline.store.audit import FIRST_PREVIOUS, hash_row
from dateline.store.checking import check_derived
from dateline.store.contents import build_report, hash_reading, hash_report
from dateline.store.events import Fuse
from dateline.store.items import Fault
from dateline.store.keys import hash_text, hash_values
from dateline.store.merging import hash_merge
from dateline.store.schema import (
    AUDIT,
    CODER,
    DECISION,
    MERGE,
    MERGE_ITEM,
    RAW,
    RAW_CHUNK,
    READING,
    REPORT,
    REPORT_RAW,
    ROUND,
    STAMP,
)
from dateline.store.stamping import check_stamps

UNREADABLE = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError)
"""What reading a value raises that was changed into something of another kind."""

_NEIGHBOURS = 20
_STREAM = {"yield_per": 500}


class Verifier:
    """Goes over one store."""

    def __init__(self, connection: Connection, fuse: Fuse | None = None) -> None:
        self.connection, self.fuse = connection, fuse
        self._said: dict[str, dict[str, list[dict[str, Any]]]] = {}

    def verify(self, *, deep: bool = True, expect: str | None = None, roots: bytes | None = None) -> Iterator[Fault]:
        """Give every fault: of the log, of kept rows, and with `deep` of derived ones."""
        yield from self._check_log(expect)
        yield from self._check_raws()
        yield from self._check_kept("report", select(REPORT), lambda r: r.uid, _describe_report)
        yield from self._check_kept(
            "source",
            select(REPORT_RAW.c.sha256, REPORT_RAW.c.position, REPORT.c.uid).join(
                REPORT, REPORT.c.id == REPORT_RAW.c.report_id
            ),
            lambda r: r.uid,
            lambda r: {"raw": r.sha256, "position": r.position},
        )
        yield from self._check_kept("coder", select(CODER), lambda r: r.uid, _describe_coder)
        yield from self._check_kept(
            "reading",
            select(READING.c.body, REPORT.c.uid, CODER.c.uid.label("coder"))
            .join(REPORT, REPORT.c.id == READING.c.report_id)
            .join(CODER, CODER.c.id == READING.c.coder_id),
            lambda r: r.uid,
            lambda r: {"coder": r.coder, "hash": hash_reading(r.uid, r.coder, r.body)},
        )
        yield from self._check_kept("merge", select(MERGE), lambda r: str(r.id), self._describe_merge)
        yield from self._check_kept("decision", select(DECISION), lambda r: str(r.id), _describe_decision)
        yield from self._check_kept("round", select(ROUND), lambda r: r.name, _describe_round)
        yield from self._check_kept("stamp", select(STAMP), lambda r: str(r.id), _describe_stamp)
        yield from check_stamps(self.connection, roots)
        if deep:
            try:
                yield from check_derived(self.connection, self.fuse)
            except (DatelineError, *UNREADABLE) as error:
                yield Fault("derived rows", f"they cannot be made again: {type(error).__name__} {error}")

    def _check_log(self, expect: str | None) -> Iterator[Fault]:
        """Walk the chain; what the rows say is gathered for the checks of kept rows."""
        wanted, _, digest = (expect or "").partition(":")
        previous, last = FIRST_PREVIOUS, 0
        seen: dict[str, int] = {}
        for row in self.connection.execution_options(**_STREAM).execute(select(AUDIT).order_by(AUDIT.c.seq)):
            where = f"log row {row.seq}"
            if row.seq != last + 1:
                gone = f"row {last + 1}" if row.seq == last + 2 else f"rows {last + 1} to {row.seq - 1}"
                yield Fault(where, f"{gone} before it removed, or the rows were put in another order")
            if row.previous != previous:
                moved = seen.get(row.previous)
                how = f"it follows row {moved}, not the row before it" if moved else "the row before it was changed"
                yield Fault(where, f"the chain is broken: {how}")
            try:
                details = json.loads(row.details)
                found = hash_row({**row._mapping, "details": details})
            except (ValueError, TypeError) as error:
                details, found = {}, f"unreadable ({error})"
            if found != row.hash:
                place = _find_place(row, details)
                yield Fault(
                    where, f"moved: it was row {place}" if place else "changed: its hash is not that of its content"
                )
            if wanted == str(row.seq) and digest != row.hash:
                yield Fault(where, "it is not the row that the expected head names: the log was written anew")
            self._said.setdefault(row.action, {}).setdefault(row.subject, []).append(details)
            seen[row.hash] = row.seq
            previous, last = row.hash, row.seq
        if expect and not (wanted.isdigit() and len(digest) == 64):
            yield Fault("expected head", f"{expect!r} is none: it has the form SEQ:HASH")
        elif expect and int(wanted) > last:
            yield Fault("log", f"its end was removed: it has {last} rows, and row {wanted} was expected")

    def _check_kept(
        self,
        action: str,
        statement: Select[Any],
        find_subject: Callable[[Any], str],
        describe: Callable[[Any], dict[str, Any]],
    ) -> Iterator[Fault]:
        """Compare the rows of one kind with what the log says of them."""
        said = self._said.get(action, {})
        found: dict[str, int] = {}
        for row in self.connection.execution_options(**_STREAM).execute(statement):
            subject = find_subject(row)
            where = f"{action} {subject}"
            try:
                described = describe(row)
            except UNREADABLE as error:
                found[subject] = found.get(subject, 0) + 1
                yield Fault(where, f"changed: it cannot be read ({type(error).__name__} {error})")
                continue
            entries = said.get(subject, [])
            matching = [e for e in entries if all(e.get(name) == value for name, value in described.items())]
            found[subject] = found.get(subject, 0) + 1
            if not entries:
                yield Fault(where, "added behind the log: no row of the log tells of it")
            elif not matching:
                yield Fault(where, "changed: it is not what the log tells of")
        for subject, entries in said.items():
            if found.get(subject, 0) < len(entries):
                yield Fault(f"{action} {subject}", "removed: the log tells of it")

    def _check_raws(self) -> Iterator[Fault]:
        for row in self.connection.execute(select(RAW)).all():
            digest, size = hashlib.sha256(), 0
            chunks = select(RAW_CHUNK.c.data).where(RAW_CHUNK.c.sha256 == row.sha256).order_by(RAW_CHUNK.c.number)
            for chunk in self.connection.execution_options(yield_per=4).execute(chunks).scalars():
                data = chunk.encode() if isinstance(chunk, str) else bytes(chunk)
                digest.update(data)
                size += len(data)
            if digest.hexdigest() != row.sha256 or size != row.size:
                yield Fault(f"raw {row.sha256}", "changed: the bytes do not have their hash")
        yield from self._check_kept(
            "raw",
            select(RAW),
            lambda r: r.sha256,
            lambda r: {"size": r.size, "name": r.name, "media_type": r.media_type, "url": r.url},
        )

    def _describe_merge(self, row: Any) -> dict[str, Any]:
        items = self.connection.execute(
            select(MERGE_ITEM.c.kind, MERGE_ITEM.c.uid, MERGE_ITEM.c.body)
            .where(MERGE_ITEM.c.merge_id == row.id)
            .order_by(MERGE_ITEM.c.id)
        ).all()
        listed = [(item.kind, item.uid, item.body) for item in items]
        digest = hash_merge(row.kind, row.undoes, row.method, listed)
        return {"hash": digest, "kind": row.kind, "undoes": row.undoes, "items": len(items)}


def _find_place(row: Any, details: dict[str, Any]) -> int | None:
    """Give the number under which a row's content has its hash, looked for among its neighbours."""
    for number in range(max(1, row.seq - _NEIGHBOURS), row.seq + _NEIGHBOURS):
        if hash_row({**row._mapping, "details": details, "seq": number}) == row.hash:
            return number
    return None


def _describe_report(row: Any) -> dict[str, Any]:
    return {"hash": hash_report(build_report(row)), "note": row.note}


def _describe_coder(row: Any) -> dict[str, Any]:
    return {"hash": hash_values(row.version, row.parts)}


def _describe_decision(row: Any) -> dict[str, Any]:
    body = json.loads(row.body)
    same = (row.kind, row.person, row.round) == (body.get("kind"), body.get("person"), body.get("round"))
    return {"hash": hash_text(f"{row.at}\n{row.body}") if same else "columns differ", "kind": row.kind}


def _describe_round(row: Any) -> dict[str, Any]:
    return {"hash": hash_text(f"{row.name}\n{row.body}")}


def _describe_stamp(row: Any) -> dict[str, Any]:
    token = hashlib.sha256(row.token).hexdigest()
    return {"seq": row.seq, "hash": row.hash, "authority": row.authority, "token": token}
