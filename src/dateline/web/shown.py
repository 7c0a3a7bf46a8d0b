"""What was on the screen, as one hash: nobody decides on a record that has changed since it was shown.

In: an event, an account or a decision as the store gives it. Out: a SHA-256 over all that people see of it. A form or
a caller sends it back with the decision; where it differs from the record's own, the decision is refused.
"""

from __future__ import annotations

import hashlib
from typing import Any

from dateline.errors import StoreError
from dateline.readings import encode_reading
from dateline.records import Reading
from dateline.store import StoredAccount, StoredDecision, StoredEvent
from dateline.store.keys import dump_json


class ChangedError(StoreError):
    """The record is another than the one that was shown."""


def hash_event(event: StoredEvent) -> str:
    """Give the hash of an event with its accounts, its state and the decisions in force on it."""
    return _hash(
        {
            "event": event.id,
            "status": event.row.status,
            "value": event.value,
            "accounts": [_describe(account) for account in event.accounts],
            "decisions": [item.id for item in event.decisions if item.in_force],
        }
    )


def hash_account(account: StoredAccount) -> str:
    """Give the hash of one account."""
    return _hash(_describe(account))


def hash_reading(reading: Reading) -> str:
    """Give the hash of a report as it was read and corrected: what an added event is added to."""
    return _hash(encode_reading(reading))


def hash_decision(stored: StoredDecision) -> str:
    """Give the hash of a decision that a second reader has before them."""
    return _hash({"id": stored.id, "undone_by": stored.undone_by, **stored.decision.to_dict()})


def check_shown(given: str | None, actual: str) -> None:
    """Raise `ChangedError` unless the record is the one that was shown."""
    if given != actual:
        raise ChangedError("the record is not the one that was shown: look at it again before you decide")


def _describe(account: StoredAccount) -> dict[str, Any]:
    found = next((item for item in account.reading.events if item.id == account.id), None)
    spans = [found.trigger, *found.also] if found else []
    return {
        "key": [account.report, account.coder, account.id],
        "value": account.value,
        "sentence": account.sentence,
        "spans": [[span.start, span.end] for span in spans],
    }


def _hash(value: Any) -> str:
    return hashlib.sha256(dump_json(value).encode("utf-8", "surrogatepass")).hexdigest()
