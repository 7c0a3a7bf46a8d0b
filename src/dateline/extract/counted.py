"""Parties who are too few for those that an account counts.

In: an account with its numbers, the report's entities and amounts. Out: the account without those parties. Where a
report tells of 774 people who were arrested and later of thousands of arrests, the 774 are not those of the second.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace

from dateline.records import Account, Amount, Entity, Quantity, Span

HARMED = ("arrested", "killed", "injured", "missing", "displaced", "victims")
"""Kinds of numbers that count recipients."""
ACTING = ("participants",)
"""Kinds of numbers that count actors."""


def drop_miscounted(
    account: Account, entities: Mapping[str, Entity], amounts: Sequence[Amount], sentences: Sequence[Span]
) -> Account:
    """Leave out groups of which all numbers together are lower than what the account counts.

    Those told of in one of `sentences`, the account's, stay, and so do all where one of them has no number.
    """

    def choose(ids: tuple[str, ...], kinds: tuple[str, ...]) -> tuple[str, ...]:
        told = [quantity for quantity in account.quantity if quantity.kind in kinds]
        if len(told) != 1 or told[0].low is None:
            return ids
        sizes = {id_: _count(entities[id_], told[0], amounts) for id_ in ids}
        if sum(sizes.values()) >= told[0].low:
            return ids
        return tuple(id_ for id_ in ids if _is_told(entities[id_], sentences))

    return replace(account, actor=choose(account.actor, ACTING), recipient=choose(account.recipient, HARMED))


def _is_told(party: Entity, sentences: Sequence[Span]) -> bool:
    return any(sentence.contains(mention) for sentence in sentences for mention in party.mentions)


def _count(party: Entity, told: Quantity, amounts: Sequence[Amount]) -> float:
    """Give how many a party are at most, by the numbers in its mentions; infinite where none says so."""
    highest = [
        math.inf if amount.high is None else amount.high
        for amount in amounts
        if amount.kind in (None, told.kind) and any(mention.contains(amount.span) for mention in party.mentions)
    ]
    return max(highest, default=math.inf) if party.kind == "group" else math.inf
