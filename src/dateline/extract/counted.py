"""Parties whose own number contradicts that of an account.

In: an account with its numbers, the report's entities and amounts. Out: the account without those parties. Where a
report tells of 774 people who were arrested and later of thousands of arrests, the 774 are not those of the second.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace

from dateline.records import Account, Amount, Entity, Quantity

HARMED = ("arrested", "killed", "injured", "missing", "displaced", "victims")
"""Kinds of numbers that count recipients."""
ACTING = ("participants",)
"""Kinds of numbers that count actors."""


def drop_miscounted(account: Account, entities: Mapping[str, Entity], amounts: Sequence[Amount]) -> Account:
    """Leave out groups that are not told of in the account's sentence and have another number than those counted."""

    def choose(ids: tuple[str, ...], kinds: tuple[str, ...]) -> tuple[str, ...]:
        told = [quantity for quantity in account.quantity if quantity.kind in kinds]
        return tuple(id_ for id_ in ids if not (told and _is_miscounted(entities[id_], account, told, amounts)))

    return replace(account, actor=choose(account.actor, ACTING), recipient=choose(account.recipient, HARMED))


def _is_miscounted(party: Entity, account: Account, told: Sequence[Quantity], amounts: Sequence[Amount]) -> bool:
    if party.kind != "group" or any(account.sentence.contains(mention) for mention in party.mentions):
        return False
    own = [
        amount
        for amount in amounts
        if amount.kind in (None, *ACTING, *HARMED) and any(mention.contains(amount.span) for mention in party.mentions)
    ]
    return bool(own) and not any(_may_agree(one, other) for one in own for other in told)


def _may_agree(one: Amount, other: Quantity) -> bool:
    """Say whether some number fits both; an open end fits any."""
    low, high = max(one.low or 0, other.low or 0), min(one.high or math.inf, other.high or math.inf)
    return low <= high
