"""Blind rounds as people see them: who takes part, how far each is, and what each may see of the others.

In: a store and who asks. Out: `Round` records. A person who takes part sees nothing of what others said until they have
said their own on every account.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select

from dateline.errors import MissingError, StoreError
from dateline.store import Store, StoredDecision
from dateline.store.deciding import load_round_decisions
from dateline.store.schema import ROUND
from dateline.web.users import User

Key = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Round:
    """A blind round: its accounts, its people, who opened it, and how many accounts each has decided on."""

    name: str
    people: tuple[str, ...]
    accounts: tuple[Key, ...]
    by: str | None
    done: tuple[tuple[str, int], ...]

    def left(self, person: str) -> int:
        """Give how many accounts a person has still to decide on; 0 for who takes no part."""
        return len(self.accounts) - dict(self.done)[person] if person in self.people else 0


def list_rounds(store: Store) -> list[Round]:
    """Give every round, by name."""
    with store.connect() as connection:
        rows = connection.execute(select(ROUND.c.name, ROUND.c.body).order_by(ROUND.c.name)).all()
    return [_make_round(store, row.name, row.body) for row in rows]


def find_round(store: Store, name: str) -> Round:
    """Give a round; raises `MissingError`."""
    with store.connect() as connection:
        body = connection.execute(select(ROUND.c.body).where(ROUND.c.name == name)).scalar()
    if body is None:
        raise MissingError(f"no round {name!r} in the store")
    return _make_round(store, name, body)


def load_said(store: Store, name: str) -> dict[Key, dict[str, list[StoredDecision]]]:
    """Give what each person said on each account of a round."""
    with store.connect() as connection:
        found = load_round_decisions(connection, name)
    said: dict[Key, dict[str, list[StoredDecision]]] = {}
    for item in found:
        key = item.decision.target.ids[0]
        said.setdefault((key[0], key[1], key[2]), {}).setdefault(item.decision.person, []).append(item)
    return said


def check_finished(held: Round, user: User) -> None:
    """Raise `StoreError` where a person asks for what others said before saying their own."""
    left = held.left(user.name)
    if left:
        raise StoreError(f"{left} accounts of the round {held.name!r} are left for you: what others said comes after")


def hide_blind(store: Store, decisions: Iterable[StoredDecision], user: User) -> list[StoredDecision]:
    """Leave out blind decisions of others, unless they were put in force or this person is done with the round."""
    rounds: dict[str, Round] = {}
    shown = []
    for item in decisions:
        name = item.decision.round
        if name is not None and not item.in_force and item.decision.person != user.name:
            held = rounds.get(name) or rounds.setdefault(name, find_round(store, name))
            if held.left(user.name) or (user.name not in held.people and not user.may("admin")):
                continue
        shown.append(item)
    return shown


def _make_round(store: Store, name: str, body: str) -> Round:
    value = json.loads(body)
    accounts = tuple((key[0], key[1], key[2]) for key in value["accounts"])
    people = tuple(value["people"])
    done = dict.fromkeys(people, 0)
    for answers in load_said(store, name).values():
        for person in answers:
            done[person] = done.get(person, 0) + 1
    return Round(name, people, accounts, value["by"], tuple(done.items()))
