"""Decisions of people at the web: checked against what they were shown, then kept.

In: a decision, the hash of what was on the screen, and who decides. Out: the decision as the store keeps it. Raises
`ChangedError` where the record is another by now, and `StoreError` where the decision cannot be.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence

from sqlalchemy import select

from dateline.errors import MissingError, StoreError
from dateline.review.decisions import Decision, Target
from dateline.store import Store, StoredAccount, StoredDecision, StoredEvent, make_event_id
from dateline.store.contents import Shelf
from dateline.store.deciding import find_account
from dateline.store.merging import find_report_ids
from dateline.store.schema import ACCOUNT, CODER, EVENT, EVENT_ACCOUNT, READING, REPORT
from dateline.web.decision_values import check_decision
from dateline.web.shown import check_shown, hash_account, hash_decision, hash_event, hash_reading

NEEDS_SHOWN = ("confirm", "agree", "disagree")
"""Kinds that say yes or no to a record as it is: they need to say which."""
MAX_REASON = 2_000

_DECIDING = threading.Lock()


def decide(
    store: Store, decisions: Sequence[Decision], shown: str | None, *, reason_required: bool = False
) -> list[StoredDecision]:
    """Keep decisions on one record, all that it takes to say one thing; the first is held against what was shown.

    No other decision of this server comes between the look and the keeping.
    """
    checked = [check_decision(decision) for decision in decisions]
    for decision in checked:
        check_reason(decision.reason, required=reason_required)
    with _DECIDING:
        first = checked[0]
        if shown is not None or first.kind in NEEDS_SHOWN:
            check_shown(shown, find_hash(store, first.target))
        return [store.decide(decision) for decision in checked]


def undo(
    store: Store, decision: int, person: str, reason: str | None, *, reason_required: bool = False
) -> StoredDecision:
    """Take a decision back."""
    check_reason(reason, required=reason_required)
    with _DECIDING:
        return store.undo(decision, person, reason)


def check_reason(reason: str | None, *, required: bool) -> None:
    """Raise `StoreError` where a reason is missing that must be there, or is too long."""
    if required and not (reason or "").strip():
        raise StoreError("reason: decisions here need one")
    if len(reason or "") > MAX_REASON:
        raise StoreError(f"reason: more than {MAX_REASON:,} characters")


def find_hash(store: Store, target: Target) -> str:
    """Give the hash of what a target names as it is now; raises `MissingError`."""
    if target.kind == "event":
        return hash_event(load_event_of(store, target))
    if target.kind == "decision":
        return hash_decision(store.decision(int(target.ids[0][0])))
    if target.kind == "account":
        return hash_account(load_account(store, (target.ids[0][0], target.ids[0][1], target.ids[0][2])))
    if target.kind == "outlet":
        raise StoreError("shown: an outlet is not shown as a record: leave it out")
    reading = store.reading(target.ids[0][0])
    if reading is None:
        raise MissingError(f"report {target.ids[0][0]!r} is unread")
    return hash_reading(reading)


def load_event_of(store: Store, target: Target) -> StoredEvent:
    """Give the event that consists of a target's accounts; raises `MissingError` where they form none by now."""
    keys = sorted({(item[0], item[1], item[2]) for item in target.ids})
    return store.event(make_event_id(keys))


def find_event_of(store: Store, key: tuple[str, str, str]) -> str:
    """Give the id of the event that an account belongs to in the corrected view; raises `MissingError`."""
    statement = (
        select(EVENT.c.uid)
        .join(EVENT_ACCOUNT, EVENT_ACCOUNT.c.event_id == EVENT.c.id)
        .join(ACCOUNT, ACCOUNT.c.id == EVENT_ACCOUNT.c.account_id)
        .join(REPORT, REPORT.c.id == ACCOUNT.c.report_id)
        .join(READING, READING.c.id == ACCOUNT.c.reading_id)
        .join(CODER, CODER.c.id == READING.c.coder_id)
        .where(REPORT.c.uid == key[0], CODER.c.uid == key[1], ACCOUNT.c.uid == key[2], EVENT.c.view != 1)
    )
    with store.connect() as connection:
        found = connection.execute(statement.limit(1)).scalar()
    if found is None:
        raise MissingError(f"no event holds the account {key[2]!r} of report {key[0]}")
    return str(found)


def load_account(store: Store, key: tuple[str, str, str]) -> StoredAccount:
    """Give an account as it stands in the corrected view; raises `MissingError`."""
    with store.connect() as connection:
        ids = find_report_ids(connection, [key[0]])
        if key[0] not in ids:
            raise MissingError(f"no report {key[0]!r} in the store")
        found = find_account(Shelf(connection).views([ids[key[0]]])[ids[key[0]]], key)
    if found is None:
        raise MissingError(f"no account {key[2]!r} in force in report {key[0]}")
    return found
