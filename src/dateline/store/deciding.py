"""Decisions of people: kept, put in force, taken back; blind rounds and how far people agree in them.

In: a `Decision`. Out: its row, the corrected view made again in the same transaction, a row in the log. A decision that
cannot be applied is refused before anything is written, and so is taking back one that others rest on.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, select, update

from dateline.errors import MissingError, StoreError
from dateline.review.agreement import FIELDS, Agreement, describe_account, measure_agreement
from dateline.review.corrections import apply_decisions
from dateline.review.decisions import Decision, Numbered, Target
from dateline.store.contents import Shelf, Views
from dateline.store.decided import APPLIED, build_decision, select_decisions
from dateline.store.items import StoredAccount, StoredDecision
from dateline.store.keys import AccountKey, dump_json, hash_text
from dateline.store.merging import find_report_ids
from dateline.store.refreshing import Refresher
from dateline.store.rows import derive_facts
from dateline.store.schema import (
    DECISION,
    DECISION_REPORT,
    DECISION_STATE,
    REPORT_STATE,
    ROUND,
)
from dateline.store.writing import Writer

SETTLE = "settle"
"""The field of an `agree` that puts a blind decision in force."""


class Decider:
    """Keeps decisions in one write transaction."""

    def __init__(self, writer: Writer, refresher: Refresher) -> None:
        self.writer, self.refresher = writer, refresher
        self.connection = writer.connection

    def decide(self, decision: Decision) -> StoredDecision:
        """Keep a decision and, unless it is blind, put it in force."""
        if decision.kind == "undo":
            return self.undo(int(decision.target.ids[0][0]), decision.person, decision.reason)
        reports = self._find_reports(decision)
        if decision.kind in ("agree", "disagree"):
            self._check_second(decision)
        elif decision.kind in APPLIED:
            self._check_readings(decision, reports)
        if decision.round is not None:
            check_round(self.connection, decision)
        stored = self._put(decision, reports)
        if decision.kind in APPLIED and decision.round is None:
            self._put_in_force(reports)
        elif decision.round is not None:
            self._try_blind(decision, reports)
        return stored

    def undo(self, key: int, person: str, reason: str | None = None) -> StoredDecision:
        """Take a decision back; undoing an undoing brings the decision back."""
        undone = load_decision(self.connection, key)
        if undone.undone_by is not None:
            raise StoreError(f"decision {key} was taken back already, by decision {undone.undone_by}")
        decision = Decision(kind="undo", person=person, target=Target.of_decision(key), reason=reason)
        reports = self._linked_reports(key)
        stored = self._put(decision, dict.fromkeys(map(str, reports)), rows=reports)
        self._mark(key, undone_by=stored.id)
        if undone.decision.kind == "undo":
            original = int(undone.decision.target.ids[0][0])
            self._mark(original, undone_by=None)
        if undone.decision.field == SETTLE:
            self._mark(int(undone.decision.target.ids[0][0]), settled=0)
        try:
            self._put_in_force(dict.fromkeys(map(str, reports)), rows=reports)
        except StoreError as error:
            raise StoreError(f"decision {key} cannot be taken back: others rest on it ({error})") from error
        return stored

    def settle(self, name: str, account: AccountKey, person: str, by: str) -> list[StoredDecision]:
        """Put one person's blind decisions on an account in force; gives the decisions that say so."""
        mine = [
            item
            for item in load_round_decisions(self.connection, name)
            if item.decision.person == person and account in [tuple(key) for key in item.decision.target.ids]
        ]
        if not mine:
            raise MissingError(f"{person} has decided nothing on {'/'.join(account)} in the round {name!r}")
        stored = []
        reports: dict[str, int] = {}
        for item in mine:
            reports.update(self._find_reports(item.decision))
            self._check_readings(item.decision, reports)
            said = Decision(kind="agree", person=by, target=Target.of_decision(item.id), field=SETTLE)
            stored.append(self._put(said, reports))
            self._mark(item.id, settled=1)
        self._put_in_force(reports)
        return stored

    def open_round(self, name: str, accounts: Sequence[AccountKey], people: Sequence[str], by: str | None) -> None:
        """Give several people the same accounts to decide on, unseen by each other."""
        if not name.strip() or not accounts or len(set(people)) < 2:
            raise StoreError("a round needs a name, accounts and two people or more")
        if self.connection.execute(select(ROUND.c.name).where(ROUND.c.name == name)).first():
            raise StoreError(f"there is a round {name!r} already: give it another name")
        ids = find_report_ids(self.connection, {key[0] for key in accounts})
        views = self.refresher.shelf.views(ids.values())
        for key in accounts:
            if key[0] not in ids or find_account(views[ids[key[0]]], key) is None:
                raise MissingError(f"no account {'/'.join(key)} in force")
        body = dump_json({"accounts": [list(key) for key in accounts], "people": sorted(set(people)), "by": by})
        digest = hash_text(f"{name}\n{body}")
        self.writer.put(ROUND, name, body, digest)
        self.writer.audit.append("round", name, {"hash": digest}, by)
        self.writer.flush()

    def _put(
        self, decision: Decision, reports: dict[str, int] | dict[str, None], rows: Iterable[int] | None = None
    ) -> StoredDecision:
        writer = self.writer
        key = writer.new_id(DECISION)
        body = dump_json(decision.to_dict())
        at = writer.audit.at
        digest = hash_text(f"{at}\n{body}")
        writer.put(DECISION, key, decision.kind, decision.person, decision.round, at, body, digest)
        writer.put(DECISION_STATE, key, None, 0)
        for row in sorted(rows if rows is not None else (row for row in reports.values() if row is not None)):
            writer.put(DECISION_REPORT, row, key)
        writer.audit.append("decision", str(key), {"hash": digest, "kind": decision.kind}, decision.person)
        writer.flush()
        return StoredDecision(key, at, decision, None, decision.round is None)

    def _mark(self, key: int, **values: int | None) -> None:
        self.connection.execute(update(DECISION_STATE).where(DECISION_STATE.c.decision_id == key).values(**values))

    def _find_reports(self, decision: Decision) -> dict[str, int]:
        """Give the rows of the reports that a decision is on."""
        target = decision.target
        if target.kind == "outlet":
            return {}
        if target.kind == "decision":
            key = int(target.ids[0][0])
            load_decision(self.connection, key)
            return {str(row): row for row in self._linked_reports(key)}
        uids = {item[0] for item in target.ids}
        found = find_report_ids(self.connection, uids)
        if missing := sorted(uids - found.keys()):
            raise MissingError(f"no report {missing[0]!r} in the store")
        return found

    def _linked_reports(self, key: int) -> list[int]:
        statement = select(DECISION_REPORT.c.report_id).where(DECISION_REPORT.c.decision_id == key)
        return sorted(self.connection.execute(statement).scalars())

    def _check_second(self, decision: Decision) -> None:
        first = load_decision(self.connection, int(decision.target.ids[0][0]))
        if first.decision.person == decision.person:
            raise StoreError("a second reader is another person than the first")
        if first.undone_by is not None:
            raise StoreError(f"decision {first.id} was taken back: there is nothing to agree with")

    def _check_readings(self, decision: Decision, reports: dict[str, int]) -> None:
        """Raise unless every account lies in the reading that its report's decisions stand on."""
        views = self.refresher.shelf.views(reports.values())
        for item in decision.target.ids:
            view = views[reports[item[0]]] if item[0] in reports else None
            if view is None:
                continue
            if view.machine is None:
                raise StoreError(f"report {item[0]} is unread: there is nothing to decide on")
            coder = view.base_coder if view.base_id is not None else view.machine_coder
            if len(item) == 3 and item[1] != coder:
                raise StoreError(
                    f"report {item[0]} is reviewed on its reading by {coder}, not by {item[1]}: load it again"
                )
            if decision.target.kind in ("account", "event") and find_account(view, (item[0], item[1], item[2])) is None:
                raise MissingError(f"no account {item[2]!r} in force in report {item[0]}")

    def _put_in_force(self, reports: dict[str, Any], rows: Iterable[int] | None = None) -> None:
        keys = list(rows) if rows is not None else list(reports.values())
        if not keys:
            return
        free = REPORT_STATE.c.report_id.in_(keys) & REPORT_STATE.c.base_id.is_(None)
        self.connection.execute(update(REPORT_STATE).where(free).values(base_id=REPORT_STATE.c.machine_id))
        self.refresher.shelf.forget(keys)
        self.refresher.refresh_decisions(keys)

    def _try_blind(self, decision: Decision, reports: dict[str, int]) -> None:
        """Apply a person's decisions of a round on the side, so that what cannot stand is refused now."""
        for report_id in reports.values():
            apply_blind(self.connection, self.refresher.shelf, report_id, decision.round or "", decision.person)


def load_decision(connection: Connection, key: int) -> StoredDecision:
    """Give a decision; raises `MissingError`."""
    row = connection.execute(select_decisions().where(DECISION.c.id == key)).first()
    if row is None:
        raise MissingError(f"no decision {key} in the store")
    return build_decision(row)


def list_decisions(
    connection: Connection,
    *,
    report: str | None = None,
    person: str | None = None,
    needs_second: bool = False,
    limit: int | None = None,
) -> tuple[StoredDecision, ...]:
    """Give decisions in their order; `needs_second` those in force that nobody else has agreed with or not."""
    statement = select_decisions()
    if person is not None:
        statement = statement.where(DECISION.c.person == person)
    if report is not None:
        ids = find_report_ids(connection, [report])
        statement = statement.join(DECISION_REPORT, DECISION_REPORT.c.decision_id == DECISION.c.id).where(
            DECISION_REPORT.c.report_id == ids.get(report, -1)
        )
    if limit and not needs_second:
        newest = statement.order_by(None).order_by(DECISION.c.id.desc()).limit(limit)
        return tuple(reversed([build_decision(row) for row in connection.execute(newest)]))
    found = [build_decision(row) for row in connection.execute(statement)]
    if needs_second:
        every = [build_decision(row) for row in connection.execute(select_decisions())]
        answered = {
            int(item.decision.target.ids[0][0])
            for item in every
            if item.decision.kind in ("agree", "disagree") and item.undone_by is None
        }
        found = [item for item in found if item.in_force and item.decision.kind in APPLIED and item.id not in answered]
    return tuple(found[-limit:] if limit else found)


def load_round(connection: Connection, name: str) -> dict[str, Any]:
    """Give a round: accounts, people, who opened it; raises `MissingError`."""
    body = connection.execute(select(ROUND.c.body).where(ROUND.c.name == name)).scalar()
    if body is None:
        raise MissingError(f"no round {name!r} in the store")
    value: dict[str, Any] = json.loads(body)
    return value


def check_round(connection: Connection, decision: Decision) -> None:
    """Raise `StoreError` unless a blind decision is by one of the round's people, on one of its accounts."""
    value = load_round(connection, decision.round or "")
    if decision.person not in value["people"]:
        raise StoreError(f"{decision.person} does not take part in the round {decision.round!r}")
    if decision.kind not in ("confirm", "correct", "reject") or decision.target.kind != "account":
        raise StoreError("in a blind round accounts are confirmed, corrected or rejected")
    if list(decision.target.ids[0]) not in value["accounts"]:
        raise StoreError(f"{'/'.join(decision.target.ids[0])} is not in the round {decision.round!r}")


def load_round_decisions(connection: Connection, name: str) -> list[StoredDecision]:
    """Give the decisions of a round that were not taken back."""
    load_round(connection, name)
    rows = connection.execute(select_decisions().where(DECISION.c.round == name, DECISION_STATE.c.undone_by.is_(None)))
    return [build_decision(row) for row in rows]


def list_tasks(connection: Connection, name: str, person: str) -> tuple[StoredAccount, ...]:
    """Give the accounts of a round that a person has said nothing on, as the machine read them."""
    value = load_round(connection, name)
    done = {
        tuple(key)
        for item in load_round_decisions(connection, name)
        if item.decision.person == person
        for key in item.decision.target.ids
    }
    left = [tuple(key) for key in value["accounts"] if tuple(key) not in done]
    ids = find_report_ids(connection, {key[0] for key in left})
    views = Shelf(connection).views(ids.values())
    found = (find_account(views[ids[key[0]]], (key[0], key[1], key[2])) for key in left)
    return tuple(item for item in found if item is not None)


def measure_round(connection: Connection, name: str) -> tuple[Agreement, ...]:
    """Give the agreement on the verdict and, among accounts nobody rejected, on each field."""
    value = load_round(connection, name)
    shelf = Shelf(connection)
    said: dict[AccountKey, dict[str, dict[str, str]]] = {}
    decided: dict[tuple[AccountKey, str], list[StoredDecision]] = {}
    for item in load_round_decisions(connection, name):
        key = item.decision.target.ids[0]
        decided.setdefault(((key[0], key[1], key[2]), item.decision.person), []).append(item)
    ids = find_report_ids(connection, {key[0] for key in value["accounts"]})
    for (key, person), items in sorted(decided.items()):
        said.setdefault(key, {})[person] = _describe(shelf, ids[key[0]], key, items)
    results = [measure_agreement("verdict", [{p: d["verdict"] for p, d in one.items()} for one in said.values()])]
    kept = [one for one in said.values() if all(d["verdict"] != "reject" for d in one.values())]
    results += [measure_agreement(f, [{p: d[f] for p, d in one.items()} for one in kept]) for f in FIELDS]
    return tuple(results)


def apply_blind(connection: Connection, shelf: Shelf, report_id: int, name: str, person: str) -> None:
    """Apply a person's blind decisions on one report on the side; raises `StoreError` where they cannot stand."""
    view = shelf.views([report_id])[report_id]
    base, coder = _find_base(view)
    mine = [
        Numbered(item.id, item.decision)
        for item in load_round_decisions(connection, name)
        if item.decision.person == person and item.decision.target.ids[0][0] == view.report
    ]
    apply_decisions(base, mine, coder)


def find_account(view: Views, key: AccountKey) -> StoredAccount | None:
    """Give an account of a report's corrected view (or, without decisions, of the machine's)."""
    reading, coder = (view.corrected.reading if view.corrected else view.machine), _find_base(view)[1]
    if reading is None or key[1] != coder:
        return None
    corrected = view.corrected.changed | view.corrected.added if view.corrected else frozenset()
    for facts in derive_facts(reading):
        if facts.uid == key[2]:
            return StoredAccount(*key, facts.value, facts.sentence, reading, facts.uid in corrected)
    return None


def _find_base(view: Views) -> tuple[Any, str]:
    return (view.base, view.base_coder) if view.base is not None else (view.machine, view.machine_coder)


def _describe(shelf: Shelf, report_id: int, key: AccountKey, items: list[StoredDecision]) -> dict[str, str]:
    kinds = {item.decision.kind for item in items}
    if "reject" in kinds:
        return {"verdict": "reject"}
    base, coder = _find_base(shelf.views([report_id])[report_id])
    made = apply_decisions(base, [Numbered(item.id, item.decision) for item in items], coder)
    account = next(one for one in made.reading.events if one.id == key[2])
    return {"verdict": "correct" if "correct" in kinds else "confirm", **describe_account(made.reading, account)}
