"""Pairs of source and target, for the formats that tell of one actor and one recipient a row.

In: an account. Out: a pair for each actor with each recipient; None stands on a side that nobody takes.
"""

from __future__ import annotations

from collections.abc import Iterator

from dateline.export.view import ReadingView
from dateline.records import Account, Entity

Pair = tuple[Entity | None, Entity | None]


def make_pairs(view: ReadingView, account: Account) -> Iterator[Pair]:
    """Give every pair of an account's actors and recipients, in their order; one pair where there is neither."""
    actors: list[Entity | None] = [*view.entities(account.actor)] or [None]
    recipients: list[Entity | None] = [*view.entities(account.recipient)] or [None]
    for actor in actors:
        for recipient in recipients:
            yield actor, recipient


def describe_pair(actor: Entity | None, recipient: Entity | None) -> tuple[str, str]:
    """Give what tells a pair from the other pairs of its account: the two ids."""
    return actor.id if actor else "", recipient.id if recipient else ""
