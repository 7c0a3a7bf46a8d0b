"""Events as views over accounts: which accounts form one, and what it says.

In: accounts in force, the merge that groups them, the decisions of people. Out: `Built` events, ready for the tables.
Invariant: in each view every account in force belongs to exactly one event. What is built depends only on kept rows,
so `verify` builds it again and compares.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select

from dateline.records import Place
from dateline.review.corrections import apply_to_groups, override_fields
from dateline.review.decisions import Numbered
from dateline.store.contents import Shelf, Views
from dateline.store.database import in_chunks
from dateline.store.decided import load_decisions_of
from dateline.store.filters import VIEWS, find_days
from dateline.store.fusing import fuse_plainly
from dateline.store.items import StoredAccount
from dateline.store.keys import AccountKey, dump_json, make_event_id
from dateline.store.rows import FacetKey, Facts, find_facets, find_numbers, list_places
from dateline.store.schema import ACCOUNT, EVENT_ACCOUNT, GROUPED, MERGE_ITEM

Json = dict[str, Any]
Fuse = Callable[[Sequence[StoredAccount]], Mapping[str, Any]]

BOTH = VIEWS["machine"] | VIEWS["corrected"]
_SHAPING = ("merge", "split", "correct")


@dataclass(frozen=True, slots=True)
class Built:
    """An event as its tables hold it."""

    uid: str
    view: int
    value: Json
    facets: frozenset[FacetKey]
    places: tuple[tuple[str, Place], ...]
    accounts: tuple[int, ...]
    lead: int
    reports: int
    sources: int
    disagreements: tuple[str, ...]
    status: str
    numbers: tuple[tuple[str, float | None, float | None], ...]
    """The ranges of its numbers, by kind."""

    @property
    def days(self) -> tuple[int, int]:
        """The first and last day, `YYYYMMDD`, or zeros."""
        return find_days(self.value["date"])

    @property
    def body(self) -> str:
        """The value as it is kept."""
        return dump_json(self.value)


@dataclass(frozen=True, slots=True)
class Member:
    """An account in an event."""

    row: int
    key: AccountKey
    facts: Facts
    stored: StoredAccount
    state: str = "unreviewed"


def build_single(key: AccountKey, row: int, facts: Facts, *, view: int = BOTH, status: str = "unreviewed") -> Built:
    """Build the event of one account that nothing joins to another."""
    return Built(
        uid=make_event_id([key]),
        view=view,
        value=facts.value,
        facets=facts.facets if status == "unreviewed" else facts.facets | {("status", status, status)},
        places=facts.places,
        accounts=(row,),
        lead=row,
        reports=1,
        sources=1,
        disagreements=(),
        status=status,
        numbers=facts.numbers,
    )


class Planner:
    """Finds the events that some accounts belong to, with all their other accounts, and builds them."""

    def __init__(self, connection: Connection, shelf: Shelf, fuse: Fuse | None = None) -> None:
        self.connection, self.shelf = connection, shelf
        self.fuse: Fuse = fuse or fuse_plainly

    def plan(self, report_ids: Iterable[int], rows: Iterable[int] = ()) -> tuple[set[int], list[Built]]:
        """Give the rows of all events that these reports or account rows touch, and those events as they should be."""
        old_events, accounts = self.find_touched(report_ids, rows)
        reports = self._reports_of(accounts)
        views = self.shelf.views(reports)
        alive = {name: self._find_alive(views, name) for name in VIEWS}
        touched = {name: {k: m for k, m in alive[name].items() if m.row in accounts} for name in VIEWS}
        items = self._load_items(member.row for member in touched["machine"].values())
        machine = self._group_machine(touched["machine"], items)
        decisions = self._load_shaping(views)
        corrected = self._group_corrected(machine, touched, decisions)
        return old_events, self._build_all(machine, corrected, touched, items, decisions)

    def find_touched(self, report_ids: Iterable[int], rows: Iterable[int] = ()) -> tuple[set[int], set[int]]:
        """Give the event rows and account rows that these reports or account rows touch."""
        seeds = set(rows)
        for chunk in in_chunks(report_ids):
            found = self.connection.execute(select(ACCOUNT.c.id).where(ACCOUNT.c.report_id.in_(chunk)))
            seeds.update(found.scalars())
        return self._close(seeds)

    def _close(self, seeds: set[int]) -> tuple[set[int], set[int]]:
        """Widen to every account that shares an event, a merge or a decision with one of these."""
        events: set[int] = set()
        accounts: set[int] = set()
        fresh = set(seeds)
        while fresh:
            accounts |= fresh
            found: set[int] = set()
            for chunk in in_chunks(sorted(fresh)):
                mine = self.connection.execute(
                    select(EVENT_ACCOUNT.c.event_id).where(EVENT_ACCOUNT.c.account_id.in_(chunk))
                ).scalars()
                new = set(mine) - events
                events |= new
                for part in in_chunks(sorted(new)):
                    others = select(EVENT_ACCOUNT.c.account_id).where(EVENT_ACCOUNT.c.event_id.in_(part))
                    found.update(self.connection.execute(others).scalars())
                joined = select(GROUPED.c.item_id).where(GROUPED.c.account_id.in_(chunk))
                others = select(GROUPED.c.account_id).where(GROUPED.c.item_id.in_(joined))
                found.update(self.connection.execute(others).scalars())
            found |= self._find_decided(fresh) | self._find_versions(fresh)
            fresh = found - accounts
        return events, accounts

    def _find_versions(self, rows: set[int]) -> set[int]:
        """Give the rows of the same accounts as the machine read them and as people corrected them."""
        other = ACCOUNT.alias()
        found: set[int] = set()
        for chunk in in_chunks(sorted(rows)):
            same = (other.c.reading_id == ACCOUNT.c.reading_id) & (other.c.uid == ACCOUNT.c.uid)
            statement = (
                select(other.c.id)
                .join(ACCOUNT, same & (other.c.corrected == 1 - ACCOUNT.c.corrected))
                .where(ACCOUNT.c.id.in_(chunk))
            )
            found.update(self.connection.execute(statement).scalars())
        return found

    def _find_decided(self, rows: set[int]) -> set[int]:
        """Give the account rows that decisions name together with these."""
        reports = self._reports_of(rows)
        decided = [key for key, view in self.shelf.views(reports).items() if view.base_id is not None]
        keys: set[AccountKey] = set()
        for numbered in (n for found in load_decisions_of(self.connection, decided).values() for n in found):
            if numbered.decision.kind in _SHAPING and numbered.decision.target.kind == "event":
                keys.update((item[0], item[1], item[2]) for item in numbered.decision.target.ids)
        return find_account_rows(self.connection, keys)

    def _reports_of(self, rows: Iterable[int]) -> list[int]:
        found: set[int] = set()
        for chunk in in_chunks(sorted(rows)):
            found.update(
                self.connection.execute(select(ACCOUNT.c.report_id).where(ACCOUNT.c.id.in_(chunk)).distinct()).scalars()
            )
        return sorted(found)

    def _find_alive(self, views: Mapping[int, Views], name: str) -> dict[AccountKey, Member]:
        """Give the accounts in force in one view by their keys; rejected ones are among the corrected."""
        rows = self._load_rows(views)
        alive: dict[AccountKey, Member] = {}
        for report_id, view in views.items():
            corrected = name == "corrected" and view.base_id is not None
            reading_id = view.base_id if corrected else view.machine_id
            coder = view.base_coder if corrected else view.machine_coder
            facts = (view.corrected_facts if corrected else view.machine_facts) or {}
            for uid, one in facts.items():
                row = rows.get((report_id, reading_id, int(corrected), uid)) or rows[report_id, reading_id, 0, uid]
                alive[(view.report, coder, uid)] = self._make_member(view, row, one, corrected=corrected)
            for uid in view.corrected.rejected if corrected and view.corrected else ():
                if view.base_facts and uid in view.base_facts:
                    row = rows[(report_id, reading_id, 0, uid)]
                    one = view.base_facts[uid]
                    alive[(view.report, coder, uid)] = self._make_member(view, row, one, corrected=True, rejected=True)
        return alive

    def _make_member(self, view: Views, row: int, facts: Facts, *, corrected: bool, rejected: bool = False) -> Member:
        made = view.corrected if corrected else None
        reading = view.machine if made is None else view.base if rejected else made.reading
        assert reading is not None
        coder = view.base_coder if corrected else view.machine_coder
        states = () if made is None else (
            ("rejected", made.rejected), ("corrected", made.changed),
            ("added", made.added), ("confirmed", made.confirmed),
        )  # fmt: skip
        state = next((name for name, uids in states if facts.uid in uids), "unreviewed")
        changed = bool(made and facts.uid in made.changed | made.added)
        stored = StoredAccount(view.report, coder, facts.uid, facts.value, facts.sentence, reading, changed)
        return Member(row, (view.report, coder, facts.uid), facts, stored, state)

    def _load_rows(self, views: Mapping[int, Views]) -> dict[tuple[int, int | None, int, str], int]:
        readings = {key for view in views.values() for key in (view.machine_id, view.base_id) if key is not None}
        rows: dict[tuple[int, int | None, int, str], int] = {}
        columns = (ACCOUNT.c.id, ACCOUNT.c.report_id, ACCOUNT.c.reading_id, ACCOUNT.c.corrected, ACCOUNT.c.uid)
        for chunk in in_chunks(sorted(readings)):
            for row in self.connection.execute(select(*columns).where(ACCOUNT.c.reading_id.in_(chunk))):
                rows[(row.report_id, row.reading_id, row.corrected, row.uid)] = row.id
        return rows

    def _load_items(self, rows: Iterable[int]) -> dict[int, tuple[int, Json]]:
        """Give, by account row, the merge in force that joins it to others: its number and value."""
        found: dict[int, int] = {}
        for chunk in in_chunks(sorted(rows)):
            for row in self.connection.execute(select(GROUPED).where(GROUPED.c.account_id.in_(chunk))):
                found[row.account_id] = row.item_id
        values: dict[int, Json] = {}
        for chunk in in_chunks(sorted(set(found.values()))):
            rows_ = self.connection.execute(
                select(MERGE_ITEM.c.id, MERGE_ITEM.c.body).where(MERGE_ITEM.c.id.in_(chunk))
            )
            values.update((row.id, json.loads(row.body)) for row in rows_)
        return {account: (item, values[item]) for account, item in found.items()}

    def _load_shaping(self, views: Mapping[int, Views]) -> list[Numbered]:
        decided = [key for key, view in views.items() if view.base_id is not None]
        by_id = {
            numbered.id: numbered
            for found in load_decisions_of(self.connection, decided).values()
            for numbered in found
            if numbered.decision.kind in _SHAPING and numbered.decision.target.kind == "event"
        }
        return [by_id[key] for key in sorted(by_id)]

    @staticmethod
    def _group_machine(
        members: Mapping[AccountKey, Member], items: Mapping[int, tuple[int, Json]]
    ) -> list[tuple[AccountKey, ...]]:
        groups: dict[object, list[AccountKey]] = {}
        for key, member in members.items():
            item = items.get(member.row)
            groups.setdefault(item[0] if item else key, []).append(key)
        return [tuple(sorted(group)) for group in groups.values()]

    @staticmethod
    def _group_corrected(
        machine: Sequence[tuple[AccountKey, ...]],
        members: Mapping[str, Mapping[AccountKey, Member]],
        decisions: Sequence[Numbered],
    ) -> list[tuple[AccountKey, ...]]:
        alive = members["corrected"]
        rejected = {key for key, member in alive.items() if member.state == "rejected"}
        groups = [[key for key in group if key in alive and key not in rejected] for group in machine]
        grouped = {key for group in groups for key in group} | rejected
        groups += [[key] for key in alive if key not in grouped]
        return [*apply_to_groups(filter(None, groups), decisions), *((key,) for key in sorted(rejected))]

    def _build_all(
        self,
        machine: Sequence[tuple[AccountKey, ...]],
        corrected: Sequence[tuple[AccountKey, ...]],
        members: Mapping[str, Mapping[AccountKey, Member]],
        items: Mapping[int, tuple[int, Json]],
        decisions: Sequence[Numbered],
    ) -> list[Built]:
        built: list[Built] = []
        same: set[tuple[AccountKey, ...]] = set()
        formed = set(machine)
        for group in corrected:
            mine = [members["corrected"][key] for key in group]
            untouched = group in formed and all(
                member.state == "unreviewed" and members["machine"][member.key].row == member.row for member in mine
            )
            shaping = [n for n in decisions if _bears_on(n, group)]
            if untouched and not shaping:
                same.add(group)
                built.append(self._build(mine, items, BOTH))
            else:
                built.append(self._build(mine, items, VIEWS["corrected"], shaping))
        for group in machine:
            if group not in same:
                built.append(self._build([members["machine"][key] for key in group], items, VIEWS["machine"]))
        return sorted(built, key=lambda event: (event.uid, event.view))

    def _build(
        self,
        members: Sequence[Member],
        items: Mapping[int, tuple[int, Json]],
        view: int,
        decisions: Sequence[Numbered] = (),
    ) -> Built:
        status = _find_status(members, decisions)
        if len(members) == 1 and not decisions:
            return build_single(members[0].key, members[0].row, members[0].facts, view=view, status=status)
        value = self._find_value(members, items)
        keys = [member.key for member in members]
        value = override_fields(value, keys, decisions)
        order = {tuple(item): place for place, item in enumerate(value["accounts"])}
        members = sorted(members, key=lambda member: order[member.key])
        disagreements = tuple(dict.fromkeys(item["field"] for item in value["disagreements"]))
        facets = find_facets(value).union(*(member.facts.facets for member in members))
        facets |= {("disagrees", field.partition(".")[0], field.partition(".")[0]) for field in disagreements}
        if status != "unreviewed":
            facets |= {("status", status, status)}
        places = {key: place for member in members for key, place in member.facts.places}
        places.update(list_places(value))
        return Built(
            uid=make_event_id(keys),
            view=view,
            value=value,
            facets=facets,
            places=tuple(sorted(places.items())),
            accounts=tuple(member.row for member in members),
            lead=members[0].row,
            reports=len({member.key[0] for member in members}),
            sources=int(value["sources"]),
            disagreements=disagreements,
            status=status,
            numbers=find_numbers(value),
        )

    def _find_value(self, members: Sequence[Member], items: Mapping[int, tuple[int, Json]]) -> Json:
        """Give the agreed value: the merge's own where it still holds for exactly these accounts, else a new one."""
        item = items.get(members[0].row)
        held = {member.key for member in members}
        untouched = all(not member.stored.corrected for member in members)
        if item and untouched and {tuple(key) for key in item[1]["accounts"]} == held:
            return dict(item[1])
        ordered = sorted(members, key=lambda member: member.key)
        value = dict(self.fuse([member.stored for member in ordered]))
        value["accounts"] = [list(member.key) for member in ordered]
        return complete_value(value)


def complete_value(value: Mapping[str, Any]) -> Json:
    """Give an event's value with every field of its form; what a merge leaves out is null or empty."""
    empty: Json = dict.fromkeys(("mode", "context", "actor", "recipient", "place", "quantity", "speakers"), ())
    filled = {key: list(value.get(key) or ()) for key in empty}
    plain = {key: value.get(key) for key in ("quad", "date", "confidence", "intensity")}
    accounts = value.get("accounts") or []
    return {
        **filled,
        **plain,
        "type": value["type"],
        "modality": value.get("modality") or "actual",
        "claim": value.get("claim") or "narrator",
        "accounts": [list(item) for item in accounts],
        "reports": len({item[0] for item in accounts}),
        "sources": int(value.get("sources") or 1),
        "disagreements": list(value.get("disagreements") or ()),
        "method": dict(value.get("method") or {}),
    }


def find_account_rows(connection: Connection, keys: Iterable[AccountKey]) -> set[int]:
    """Give the rows of accounts by their keys, corrected ones too; unknown keys are passed over."""
    from dateline.store.schema import CODER, READING, REPORT

    wanted = set(keys)
    found: set[int] = set()
    for chunk in in_chunks(sorted({key[0] for key in wanted})):
        rows = connection.execute(
            select(ACCOUNT.c.id, ACCOUNT.c.uid, REPORT.c.uid.label("report"), CODER.c.uid.label("coder"))
            .join(REPORT, REPORT.c.id == ACCOUNT.c.report_id)
            .join(READING, READING.c.id == ACCOUNT.c.reading_id)
            .join(CODER, CODER.c.id == READING.c.coder_id)
            .where(REPORT.c.uid.in_(chunk))
        )
        found.update(row.id for row in rows if (row.report, row.coder, row.uid) in wanted)
    return found


def _bears_on(numbered: Numbered, group: Sequence[AccountKey]) -> bool:
    return bool({tuple(item) for item in numbered.decision.target.ids} & set(group))


def _find_status(members: Sequence[Member], decisions: Sequence[Numbered]) -> str:
    """Give the word for an event: the strongest thing that a person did to it."""
    states = {member.state for member in members}
    kinds = {numbered.decision.kind for numbered in decisions}
    if "rejected" in states:
        return "rejected"
    if "corrected" in states or "correct" in kinds:
        return "corrected"
    if "merge" in kinds and len(members) > 1:
        return "merged"
    if "split" in kinds:
        return "split"
    if "added" in states:
        return "added"
    return "confirmed" if states == {"confirmed"} else "unreviewed"
