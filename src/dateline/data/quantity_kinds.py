"""The kind of an event's number: how many took part, were arrested, were killed.

In: what the number counts and the event it belongs to. Out: one of `QUANTITY_KINDS`. Two tables decide:
`quantity_kinds.tsv` for words that tell the kind by themselves, `quantity_rules.tsv` by type, mode and role.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable

from dateline.data import load_table
from dateline.data.actors import load_demonyms


@functools.cache
def _kinds() -> dict[str, str]:
    return {row["word"]: row["kind"] for row in load_table("quantity_kinds.tsv")}


@functools.cache
def _persons() -> frozenset[str]:
    return frozenset(row["noun"] for row in load_table("person_nouns.tsv"))


def kind_of_word(lemma: str) -> str | None:
    """Give the kind that a word tells by itself (*wounded*: injured), or None."""
    return _kinds().get(lemma.lower())


def is_person_noun(lemma: str) -> bool:
    """Say whether a noun's lemma means people; a capitalised plural (*Tunisians*) does."""
    named = lemma[:1].isupper() and (lemma.endswith(("ans", "is", "ese")) or lemma in load_demonyms())
    return named or lemma.lower() in _persons()


LATER = frozenset({"ACCUSE", "CONCEDE", "RETREAT", "SANCTION"})
"""Acts on people who were arrested before: *nine jailed men were pardoned* counts those pardoned."""


def tell_kind(told: str | None, event_type: str) -> str | None:
    """Give the kind that the words around a number tell of it as a number of an event of this type."""
    return "other" if told == "arrested" and event_type in LATER else told


def kind_for(
    event_type: str, modes: Iterable[str], noun_lemma: str | None, role: str | None, *, people: bool = False
) -> str:
    """Give the kind of a number of an event.

    `noun_lemma` is the lemma of what is counted (*soldier*) or of the word that says what became of it (*wound*),
    None where the number stands alone; `role` is the role of those counted, `actor` or `recipient`, or None. `people`
    says that they are known for people, whatever the noun. An `Amount` whose own `kind` is set needs no question here.
    """
    lemma = noun_lemma or ""
    told = kind_of_word(lemma) if lemma else None
    if told and not (told == "arrested" and event_type != "COERCE"):
        return told
    counted = "person" if people or is_person_noun(lemma) else "thing" if lemma else "none"
    given = set(modes)
    for row in load_table("quantity_rules.tsv"):
        if (
            row["type"] in ("*", event_type)
            and (row["mode"] == "*" or row["mode"] in given)
            and row["counted"] in ("*", counted)
            and row["role"] in ("*", role)
        ):
            return row["kind"]
    return "other"
