"""Merges: what the merging machine found, kept step by step, each of which can be taken back.

In: a `Merge`. Out: rows that say which accounts form one event, which reports one story, which are copies. What is in
force is always what replaying the steps gives: the last whole merge that stands, the steps on top of it, without what
they took apart and without what was taken back.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Table, delete, select

from dateline.errors import StoreError
from dateline.store.database import in_chunks
from dateline.store.events import complete_value
from dateline.store.filters import find_days
from dateline.store.items import Merge
from dateline.store.keys import AccountKey, dump_json, hash_text, make_event_id
from dateline.store.refreshing import Refresher
from dateline.store.schema import (
    ACCOUNT,
    CODER,
    COPY_REPORT,
    GROUPED,
    MERGE,
    MERGE_ITEM,
    READING,
    REPORT,
    REPORT_STATE,
    STORY,
    STORY_REPORT,
)
from dateline.store.writing import Writer

Json = dict[str, Any]
_CHUNK = 400


class Merger:
    """Saves and takes back merges in one write transaction."""

    def __init__(self, writer: Writer, refresher: Refresher) -> None:
        self.writer, self.refresher = writer, refresher
        self.connection = writer.connection

    def save(self, merge: Merge) -> int:
        """Keep a merge and put it in force; gives its number. Raises `StoreError` where it cannot be."""
        items = [
            *(("event", *item) for item in self._check_events(merge.events)),
            *(("story", *item) for item in self._check_stories(merge.stories)),
            *(("copy", *item) for item in self._check_copies(merge.copies)),
        ]
        if not merge.whole:
            items += [("retire", key, "{}") for key in self._find_retired(merge)]
        number = self._put("whole" if merge.whole else "step", None, merge.method, merge.person, items)
        self._put_in_force()
        return number

    def undo(self, person: str | None) -> int | None:
        """Take the last merge in force back; gives its number, None where there is none."""
        standing = find_standing(self.connection)
        if not standing:
            return None
        self._put("undo", standing[-1], {}, person, [])
        self._put_in_force()
        return standing[-1]

    def _put(
        self,
        kind: str,
        undoes: int | None,
        method: Mapping[str, Any],
        person: str | None,
        items: Sequence[tuple[str, str, str]],
    ) -> int:
        key = self.writer.new_id(MERGE)
        described = dump_json(dict(method))
        digest = hash_merge(kind, undoes, described, items)
        self.writer.put(MERGE, key, kind, undoes, described, person, digest)
        for item in items:
            self.writer.put(MERGE_ITEM, self.writer.new_id(MERGE_ITEM), key, *item)
        details = {"hash": digest, "kind": kind, "undoes": undoes, "items": len(items)}
        self.writer.audit.append("merge", str(key), details, person)
        self.writer.flush()
        return key

    def _check_events(self, events: Sequence[Mapping[str, Any]]) -> list[tuple[str, str]]:
        coders = self._find_coders({key["report"] for event in events for key in event["accounts"]})
        seen: set[AccountKey] = set()
        checked = []
        for event in events:
            keys: list[AccountKey] = []
            for item in event["accounts"]:
                coder = coders.get(item["report"])
                if coder is None or item.get("coder") not in (None, coder):
                    raise StoreError(f"a merge names a reading that is not in force: {item}")
                keys.append((item["report"], coder, item["account"]))
            if len(set(keys)) < 2:
                raise StoreError(f"a merge has an event of fewer than two accounts: {keys}")
            if again := seen.intersection(keys):
                raise StoreError(f"a merge has an account in two events: {sorted(again)[0]}")
            seen.update(keys)
            try:
                value = complete_value({**event, "accounts": keys})
            except (KeyError, TypeError, ValueError) as error:
                raise StoreError(f"no event: {type(error).__name__} {error}") from error
            checked.append((make_event_id(keys), dump_json(value)))
        missing = seen - resolve_accounts(self.connection, seen).keys()
        if missing:
            raise StoreError(f"a merge names an account that is not in the store: {sorted(missing)[0]}")
        return checked

    def _check_stories(self, stories: Sequence[Mapping[str, Any]]) -> list[tuple[str, str]]:
        known = find_report_ids(self.connection, {uid for story in stories for uid in story["reports"]})
        checked = []
        for story in stories:
            _check_reports(story["reports"], known, "story")
            value = {**story, "reports": list(story["reports"])}
            checked.append(
                (str(story.get("id") or hash_text(dump_json(sorted(story["reports"])))[:24]), dump_json(value))
            )
        uids = [uid for uid, _ in checked]
        if len(set(uids)) < len(uids):
            raise StoreError("a merge gives two stories one id")
        return checked

    def _check_copies(self, copies: Sequence[Mapping[str, Any]]) -> list[tuple[str, str]]:
        known = find_report_ids(self.connection, {uid for copy in copies for uid in copy["reports"]})
        checked = []
        for copy in copies:
            _check_reports(copy["reports"], known, "group of copies")
            value = {**copy, "reports": list(copy["reports"])}
            checked.append((hash_text(dump_json([copy["kind"], copy["reports"]]))[:24], dump_json(value)))
        return checked

    def _find_coders(self, reports: Iterable[str]) -> dict[str, str]:
        """Give the coder of the machine's view of each report."""
        found: dict[str, str] = {}
        for chunk in in_chunks(sorted(reports)):
            rows = self.connection.execute(
                select(REPORT.c.uid, CODER.c.uid.label("coder"))
                .join(REPORT_STATE, REPORT_STATE.c.report_id == REPORT.c.id)
                .join(READING, READING.c.id == REPORT_STATE.c.machine_id)
                .join(CODER, CODER.c.id == READING.c.coder_id)
                .where(REPORT.c.uid.in_(chunk))
            )
            found.update((row.uid, row.coder) for row in rows)
        return found

    def _find_retired(self, merge: Merge) -> list[str]:
        """Give the items in force that a step takes apart: named, or sharing something with its own."""
        accounts = {(key["report"], key["account"]) for event in merge.events for key in event["accounts"]}
        reports = {uid for story in merge.stories for uid in story["reports"]}
        copies = {uid for copy in merge.copies for uid in copy["reports"]}
        named, retired = set(merge.retire), []
        for key, (kind, uid, value) in sorted(load_in_force(self.connection).items()):
            shared = (
                any((item[0], item[2]) in accounts for item in value["accounts"])
                if kind == "event"
                else not (reports if kind == "story" else copies).isdisjoint(value["reports"])
            )
            if uid in named or shared:
                retired.append(str(key))
            named.discard(uid)
        if named:
            raise StoreError(f"a step takes apart what is not in force: {sorted(named)[0]}")
        return retired

    def _put_in_force(self) -> None:
        """Bring the derived tables to what the steps that stand give, and plan anew the events that change."""
        connection = self.connection
        wanted = load_in_force(connection)
        rows = connection.execute(select(GROUPED)).all()
        old: dict[int, list[int]] = {}
        for row in rows:
            old.setdefault(row.item_id, []).append(row.account_id)
        bodies = _load_bodies(connection, old)
        stays = {(uid, dump_json(value)) for kind, uid, value in wanted.values() if kind == "event"}
        kept = {bodies[key] for key in old} & stays
        changed = {account for key, accounts in old.items() if bodies[key] not in kept for account in accounts}
        for table in (GROUPED, STORY, STORY_REPORT, COPY_REPORT):
            connection.execute(delete(table))
        changed |= self._put_groups(wanted, kept)
        for table, planned in plan_lists(self.connection, wanted).items():
            for values in planned:
                self.writer.put(table, *values)
        self.writer.flush()
        for chunk in in_chunks(sorted(changed), _CHUNK):
            self.refresher.refresh_events((), rows=chunk)
            self.refresher.shelf.forget()

    def _put_groups(self, wanted: Mapping[int, tuple[str, str, Json]], kept: set[tuple[str, str]]) -> set[int]:
        events = {key: (uid, value) for key, (kind, uid, value) in wanted.items() if kind == "event"}
        keys = {_key(item) for _, value in events.values() for item in value["accounts"]}
        rows = resolve_accounts(self.connection, keys)
        fresh: set[int] = set()
        for key, (uid, value) in sorted(events.items()):
            mine = [rows[_key(item)] for item in value["accounts"]]
            for row in sorted(mine):
                self.writer.put(GROUPED, row, key)
            if (uid, dump_json(value)) not in kept:
                fresh.update(mine)
        return fresh


def find_standing(connection: Connection) -> list[int]:
    """Give the numbers of the merges that stand, in their order."""
    rows = connection.execute(select(MERGE.c.id, MERGE.c.kind, MERGE.c.undoes).order_by(MERGE.c.id)).all()
    undone = {row.undoes for row in rows if row.kind == "undo"}
    return [row.id for row in rows if row.kind != "undo" and row.id not in undone]


def load_in_force(connection: Connection) -> dict[int, tuple[str, str, Json]]:
    """Give what is in force: kind, id and value by the number of the item."""
    standing = find_standing(connection)
    kinds = {row.id: row.kind for row in connection.execute(select(MERGE.c.id, MERGE.c.kind))}
    last_whole = max((place for place, key in enumerate(standing) if kinds[key] == "whole"), default=0)
    found: dict[int, tuple[str, str, Json]] = {}
    for merge in standing[last_whole:]:
        rows = connection.execute(
            select(MERGE_ITEM).where(MERGE_ITEM.c.merge_id == merge).order_by(MERGE_ITEM.c.id)
        ).all()
        for row in rows:
            if row.kind == "retire":
                found.pop(int(row.uid), None)
            else:
                found[row.id] = (row.kind, row.uid, json.loads(row.body))
    return found


def plan_lists(
    connection: Connection, wanted: Mapping[int, tuple[str, str, Json]]
) -> dict[Table, list[tuple[Any, ...]]]:
    """Give the rows of stories and copies that what is in force makes, by their tables."""
    listed = {
        key: (kind, uid, value) for key, (kind, uid, value) in sorted(wanted.items()) if kind in ("story", "copy")
    }
    ids = find_report_ids(connection, {uid for _, _, value in listed.values() for uid in value["reports"]})
    rows: dict[Table, list[tuple[Any, ...]]] = {STORY: [], STORY_REPORT: [], COPY_REPORT: []}
    for key, (kind, uid, value) in listed.items():
        reports = sorted({ids[report] for report in value["reports"]})
        if kind == "story":
            first, last = find_days(value.get("from"))[0], find_days(value.get("to"))[1]
            rows[STORY].append((key, uid, str(value.get("title") or ""), first, last, len(reports)))
            rows[STORY_REPORT] += [(report, key) for report in reports]
        else:
            original = ids[value["reports"][0]]
            rows[COPY_REPORT] += [(report, key, value["kind"], original) for report in reports]
    return rows


def hash_merge(kind: str, undoes: int | None, method: str, items: Iterable[tuple[str, str, str]]) -> str:
    """Give the hash of a merge with all its items, which the log names."""
    listed = "".join(f"{hash_text(dump_json(list(item)))}\n" for item in items)
    return hash_text(f"{kind}\n{undoes}\n{method}\n{listed}")


def resolve_accounts(connection: Connection, keys: Iterable[AccountKey]) -> dict[AccountKey, int]:
    """Give the rows of accounts as the machine read them, by their keys; unknown keys are left out."""
    wanted = set(keys)
    found: dict[AccountKey, int] = {}
    for chunk in in_chunks(sorted({key[0] for key in wanted})):
        rows = connection.execute(
            select(REPORT.c.uid.label("report"), CODER.c.uid.label("coder"), ACCOUNT.c.uid, ACCOUNT.c.id)
            .join(READING, READING.c.report_id == REPORT.c.id)
            .join(CODER, CODER.c.id == READING.c.coder_id)
            .join(ACCOUNT, (ACCOUNT.c.reading_id == READING.c.id) & (ACCOUNT.c.corrected == 0))
            .where(REPORT.c.uid.in_(chunk))
        )
        for row in rows:
            if (row.report, row.coder, row.uid) in wanted:
                found[row.report, row.coder, row.uid] = row.id
    return found


def find_report_ids(connection: Connection, uids: Iterable[str]) -> dict[str, int]:
    """Give the rows of reports by their ids; unknown ones are left out."""
    found: dict[str, int] = {}
    for chunk in in_chunks(sorted(set(uids))):
        rows = connection.execute(select(REPORT.c.uid, REPORT.c.id).where(REPORT.c.uid.in_(chunk)))
        found.update((row.uid, row.id) for row in rows)
    return found


def _load_bodies(connection: Connection, items: Iterable[int]) -> dict[int, tuple[str, str]]:
    found: dict[int, tuple[str, str]] = {}
    for chunk in in_chunks(sorted(items)):
        rows = connection.execute(
            select(MERGE_ITEM.c.id, MERGE_ITEM.c.uid, MERGE_ITEM.c.body).where(MERGE_ITEM.c.id.in_(chunk))
        )
        found.update((row.id, (row.uid, row.body)) for row in rows)
    return found


def _check_reports(uids: Sequence[str], known: Mapping[str, int], what: str) -> None:
    if not uids:
        raise StoreError(f"a merge has a {what} of no reports")
    for uid in uids:
        if uid not in known:
            raise StoreError(f"a merge names a report that is not in the store: {uid}")


def _key(item: Sequence[str]) -> AccountKey:
    return item[0], item[1], item[2]
