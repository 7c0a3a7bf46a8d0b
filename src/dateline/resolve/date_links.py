"""How a time hangs on an act in the syntax.

In: tokens of an act and of the word that a time hangs on. Out: a score, 0 for not at all, 3 for surely. An expression
dates an act if it hangs on the act's word, or on what that word hangs on: the verb of a noun (*held talks on Monday*),
the act it is joined to (*on Monday arrested two men and seized weapons*). A time that hangs on a verb of saying dates
the saying, not what is said.
"""

from __future__ import annotations

import functools
from typing import Any

from dateline.data import load_json, load_table
from dateline.tokens import find_top

MAX_CLIMB = 14
NEAR_TOKENS = 12


def is_near(doc: Any, head: Any, first: int, last: int) -> bool:
    """Say whether a time stands near an act without a clause between, whatever the parser made of it."""
    between = doc[min(head.i, last) + 1 : max(head.i, first)]
    if len(between) > NEAR_TOKENS:
        return False
    return not any(token.tag_ in ("VBD", "VBZ", "VBP", "MD") or token.lower_ in _turns() for token in between)


def is_saying(token: Any) -> bool:
    """Say whether a word is a verb of saying."""
    return token.lemma_.lower() in _saying()


def find_governor(doc: Any, first: int, last: int) -> Any:
    """Give the word that a time hangs on: up from its head, past prepositions and other parts of the date."""
    node = find_top(doc, first, last)
    for _ in range(MAX_CLIMB):
        above = node.head
        if above.i == node.i:
            return node
        node = above
        if (
            not (first <= node.i <= last)
            and node.pos_ not in ("ADP", "SCONJ", "PUNCT", "ADV")
            and node.ent_type_ != "DATE"
        ):
            return node
        if node.pos_ == "ADV" and node.head.i == node.i:
            return node
    return node


@functools.cache
def _turns() -> frozenset[str]:
    return frozenset(load_json("times.json")["turns"])


@functools.cache
def _saying() -> frozenset[str]:
    return frozenset(row["lemma"] for row in load_table("time_verbs.tsv") if row["class"] == "saying")


def _is_clause(token: Any) -> bool:
    return token.pos_ in ("VERB", "AUX") or token.tag_[:2] == "VB"


def score_link(act: Any, governor: Any) -> float:
    """Say how well a time that hangs on `governor` dates `act`: 0 for not at all, 3 for surely."""
    if governor.i == act.i:
        return 3.0
    up = _climb(governor, act)
    if up is not None:
        return _score_below(up)
    down = _climb(act, governor)
    if down is not None:
        return _score_above(down, governor)
    return 0.0


def _climb(low: Any, high: Any) -> list[Any] | None:
    """Give the tokens from `low` up to just below `high`, None where `high` is not above."""
    path: list[Any] = []
    node = low
    for _ in range(MAX_CLIMB):
        if node.i == high.i:
            return path
        path.append(node)
        if node.head.i == node.i:
            return None
        node = node.head
    return None


def _score_below(path: list[Any]) -> float:
    """Score a time that hangs on something under the act."""
    clauses = [node for node in path if _is_clause(node)]
    if not clauses:
        return 2.4 - 0.2 * len(path)
    if all(node.dep_ == "xcomp" for node in clauses):
        return 1.2
    return 0.0


def _score_above(path: list[Any], governor: Any) -> float:
    """Score a time that hangs on something above the act: `path` leads from the act to the time's governor."""
    clauses = [node for node in path if _is_clause(node)]
    relations = {node.dep_ for node in path}
    if governor.lemma_.lower() in _saying() and relations & {"ccomp", "parataxis"}:
        return 0.0
    if not _is_clause(governor):
        return 1.8 if relations == {"conj"} else 0.0
    if not clauses:
        return 2.2 - 0.2 * len(path)
    if governor.lemma_ == "be" and len(path) == 1 and relations == {"ccomp"}:
        return 1.2
    if relations & {"relcl", "ccomp", "acl", "csubj"}:
        return 0.0
    if all(node.dep_ in ("conj", "xcomp", "advcl", "pcomp") for node in clauses):
        return 1.8 - sum(0.05 if node.dep_ == "conj" else 0.2 for node in path)
    return 0.0
