"""Which entity a token stands for.

In: a `Document` with syntax and entities. Out: a `MentionIndex` that answers by token. A token is the head of at most
a few mentions; the innermost mention headed by the token comes first, then the innermost that covers it.
"""

from __future__ import annotations

import functools
import re
from bisect import bisect_right
from typing import Any

from dateline.data.actors import load_nouns, load_words
from dateline.data.genders import guess_gender, read_pronoun
from dateline.records import Document, Entity, EntityKind, Span
from dateline.tokens import find_head, list_starts

GOVERNMENT = "Government of "
"""What stands before a country's name in the name of its government."""

RELATIVE = frozenset({"WP", "WDT", "WP$"})


class MentionIndex:
    """Look-ups from tokens and spans to entities. Build it once a step: it costs one pass over the mentions."""

    def __init__(self, document: Document) -> None:
        self.entities: dict[str, Entity] = {entity.id: entity for entity in document.entities}
        self._doc: Any = document.syntax
        self._starts = list_starts(self._doc) if self._doc is not None else []
        self._heads: dict[int, list[tuple[int, str]]] = {}
        self._covers: dict[int, list[tuple[int, str]]] = {}
        self._names: dict[str, str] = {}
        for entity in document.entities:
            self._names.setdefault(entity.name, entity.id)
            for span in entity.mentions:
                self._add(span, entity.id)
        for table in (self._heads, self._covers):
            for rows in table.values():
                rows.sort(key=lambda row: row[0])

    def _add(self, span: Span, entity: str) -> None:
        first, last = self._token_at(span.start), self._token_at(span.end - 1)
        if first is None or last is None:
            return
        size = last - first + 1
        head = find_head(self._doc, span.start, span.end)
        self._heads.setdefault(head, []).append((size, entity))
        if size <= 40:  # a longer mention says little about its inner tokens
            for i in range(first, last + 1):
                self._covers.setdefault(i, []).append((size, entity))

    def _token_at(self, offset: int) -> int | None:
        i = bisect_right(self._starts, offset) - 1
        return i if i >= 0 else None

    def at(self, token: int, kind: EntityKind | None = None) -> str | None:
        """Give the id of the entity that the token stands for, or None.

        A relative pronoun stands for the noun of its clause. `kind` asks for a country in one of its two parts: with
        `place`, the token "Russia" gives the country and not its government, and with `org` the reverse.
        """
        found = self.all_at(token)
        if not found:
            return None
        if kind is None:  # a name that is a body's and a place's is the body's
            return next((entity for entity in found if self.entities[entity].kind != "place"), found[0])
        return next((twin for entity in found if (twin := self.twin(entity, kind))), found[0])

    def all_at(self, token: int) -> tuple[str, ...]:
        """Give the ids of all entities that the token stands for: several where "they" are two people."""
        rows = self._heads.get(token)
        if not rows:
            antecedent = self._find_antecedent(token)
            rows = self._heads.get(antecedent) if antecedent is not None else self._covers.get(token)
        if not rows:
            return ()
        return tuple(dict.fromkeys(entity for size, entity in rows if size == rows[0][0]))

    def headed_by(self, token: int) -> tuple[str, ...]:
        """Give the ids of the entities with a mention that this very token heads, the shortest mention first."""
        return tuple(entity for _, entity in self._heads.get(token, ()))

    def inside(self, span: Span) -> tuple[str, ...]:
        """Give the ids of the entities with a mention headed within the span, in text order."""
        first, last = self._token_at(span.start), self._token_at(span.end - 1)
        if first is None or last is None:
            return ()
        found = [row[1] for i in range(first, last + 1) for row in self._heads.get(i, ())]
        return tuple(dict.fromkeys(found))

    def twin(self, entity: str, kind: EntityKind) -> str | None:
        """Give the id of the country for its government, of the government for its country; itself if of that kind."""
        known = self.entities[entity]
        if known.kind == kind:
            return entity
        if kind == "place" and known.name.startswith(GOVERNMENT):
            return self._names.get(known.name.removeprefix(GOVERNMENT))
        if kind == "org":
            return self._names.get(GOVERNMENT + known.name)
        return None

    def _find_antecedent(self, token: int) -> int | None:
        word = self._doc[token]
        if word.tag_ not in RELATIVE:
            return None
        for above in word.ancestors:
            if above.dep_ == "relcl":
                head: int = above.head.i
                return head
        return None


@functools.cache
def _pair_pattern() -> re.Pattern[str]:
    nouns = sorted({word for kind in ("pair_states", "pair_people", "pair_bodies") for word in load_words(kind)})
    two = r"(?:(?:the|these|those|both of the) two|both(?: of the)?)(?: [\w-]+)?"
    return re.compile(rf"{two} (?:{'|'.join(nouns)})|the sides", re.I)


def is_pair(text: str) -> bool:
    """Say whether a description means two without naming them: "the two countries", "both sides"."""
    return _pair_pattern().fullmatch(text) is not None


def tell_gender(entity: Entity) -> str:
    """Give the gender that a person's names tell, else the nouns for it: `m`, `f` or nothing.

    Pronouns tell of someone without a name alone: a name they may be given to wrongly.
    """
    quotes = [span.quote for span in entity.mentions]
    names = [quote for quote in quotes if quote[:1].isupper() and " " in quote]
    known = [gender for name in names if (gender := guess_gender(name, table_alone=True))]
    if gender := known[0] if known else guess_gender(max(names, key=len, default="")):
        return gender
    nouns = load_nouns()
    told = [noun.gender for quote in quotes if (noun := nouns.get(quote.split()[-1].lower()))]
    if not entity.name[:1].isupper():
        told += [read_pronoun(quote.lower()) for quote in quotes]
    return max("mf", key=told.count) if told.count("m") != told.count("f") else ""
