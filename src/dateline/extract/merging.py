"""Merging: mentions of one happening become one account.

In: accounts, one a trigger, with their participants. Out: one account a happening, in text order, its
trigger the mention of the body that tells most, the others in `also`. Two mentions tell of one happening if
type and participants agree, and the words are akin or one of them is a bare noun (*the attack*) or stands
in a headline or caption.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from dateline.extract.triggers import score_account
from dateline.records import Account, Document, Quantity
from dateline.tokens import find_token

Token = Any

_REACH = 40
"""Accounts looked back over: a happening that far up is taken for another."""

_KIN = 4
"""Letters in which akin words begin alike (*bombing*, *bombed*)."""


def merge_mentions(document: Document) -> tuple[Account, ...]:
    """Join the accounts of a document that tell of one happening."""
    doc = document.syntax
    headline = [p.span for p in document.parts if p.kind in ("headline", "caption")]
    first_line = document.text.find("\n")
    groups: list[list[tuple[Account, Token, bool]]] = []
    for account in document.accounts:
        token = doc[find_token(doc, account.trigger.start)]
        top = any(span.contains(account.trigger) for span in headline) or (
            not headline and 0 < first_line < 160 and account.trigger.end <= first_line
        )
        entry = (account, token, top)
        home = next((g for g in reversed(groups[-_REACH:]) if _same(g, entry)), None)
        if home is None:
            groups.append([entry])
        else:
            home.append(entry)
    joined = sorted((_join(group) for group in groups), key=lambda a: a.trigger.start)
    return tuple(replace(account, id=f"v{number}") for number, account in enumerate(joined, 1))


def _same(group: list[tuple[Account, Token, bool]], entry: tuple[Account, Token, bool]) -> bool:
    account, token, _ = entry
    first = group[0][0]
    if first.type != account.type:
        return False
    if any(
        _clash(other.actor, account.actor) or _clash(other.recipient, account.recipient) for other, _, _ in group[-6:]
    ):
        return False
    akin = any(_akin(other, token) for _, other, _ in group[-6:])
    shared = any(
        set(other.actor + other.recipient) & set(account.actor + account.recipient) for other, _, _ in group[-6:]
    )
    sparse = not account.actor and not account.recipient
    bare = token.pos_ in ("NOUN", "PROPN") and sparse
    heading = group[-1][2] and len(group) == 1
    if akin:
        return True
    if account.type in ("ASSAULT", "MOBILIZE", "PROTEST"):
        return bare or shared or heading
    return (heading and (shared or sparse)) or (bare and _is_definite(token)) or (shared and bare)


def _clash(left: tuple[str, ...], right: tuple[str, ...]) -> bool:
    return bool(left and right and not set(left) & set(right))


def _akin(one: Token, other: Token) -> bool:
    a, b = one.lemma_.lower(), other.lemma_.lower()
    return a == b or (len(a) > _KIN and a[:_KIN] == b[:_KIN])


def _is_definite(token: Token) -> bool:
    return any(c.lower_ in ("the", "that", "this", "these", "those") or c.dep_ == "poss" for c in token.children)


def _weigh(entry: tuple[Account, Token, bool]) -> tuple[bool, int, bool, float, int]:
    account, token, top = entry
    sides = min(len(account.actor), 1) + min(len(account.recipient), 1) + min(len(account.quantity), 1)
    return (not top, sides, token.pos_ == "VERB", account.confidence or 0.0, -token.i)


def _join(group: list[tuple[Account, Token, bool]]) -> Account:
    best = max(group, key=_weigh)[0]
    others = [entry[0] for entry in group if entry[0] is not best]
    ordered = [best, *others]

    def pick(name: str) -> tuple[str, ...]:
        return next((value for account in ordered if (value := getattr(account, name))), ())

    actor = pick("actor")
    quantities: dict[tuple[str, float | None, float | None], Quantity] = {}
    for account in ordered:
        for quantity in account.quantity:
            quantities.setdefault((quantity.kind, quantity.low, quantity.high), quantity)
    modes = tuple(dict.fromkeys(mode for account in ordered for mode in account.mode))
    return score_account(
        replace(
            best,
            also=tuple(sorted({account.trigger for account in others})),
            actor=actor,
            recipient=tuple(e for e in pick("recipient") if e not in actor),
            place=pick("place"),
            quantity=tuple(quantities.values()),
            mode=modes[:2],
            context=pick("context"),
            confidence=max(account.confidence or 0.0 for account in ordered),
        )
    )
