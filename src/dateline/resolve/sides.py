"""Whom "the two countries" and "both sides" mean.

In: a document with resolved entities, attributions and accounts. Out: the same, in which an account of a pair that is
not named has two in its place: of those that the report tells of before, those it tells most of and last. They are two
governments for "the two countries", two persons for "both leaders", any two bodies or groups for "the two sides". An
attribution, which has one source, has the one that the report names first. The words of the pair become a mention of
both. Where there are not two, the description stays.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable
from dataclasses import replace

from dateline.data.actors import load_words
from dateline.mentions import GOVERNMENT, is_pair
from dateline.records import Document, Entity, Span

FADE, REACH = 0.8, 12
"""What a mention counts for, from one sentence to the next one before it, and sentences that are looked back."""
MENTION, PARTY = 1.0, 1.0
"""What a mention counts, and what it counts beside it to be a party of an account."""
LEAST = 0.3
"""What both of a pair must count for at least."""
EACH_OTHER = frozenset({"each other", "one another"})


def name_pairs(document: Document) -> Document:
    """Give the accounts of "the two countries" the countries."""
    pairs = {e.id: e for e in document.entities if e.kind != "place" and is_pair(e.name)}
    if not pairs or document.syntax is None:
        return document
    finder = _PairFinder(document, pairs)
    accounts, told = [], []
    for account in document.accounts:
        at = account.trigger
        speakers = {a.entity for a in document.attributions if a.content.start <= at.start < a.content.end}
        actor = finder.name(at, account.actor, {*account.recipient, *speakers})
        recipient = finder.name(at, account.recipient, {*account.actor, *speakers})
        accounts.append(replace(account, actor=actor, recipient=recipient))
    for item in document.attributions:
        if item.entity in pairs and item.source is not None:
            item = replace(item, entity=finder.name(item.source, (item.entity,), set())[0])
        told.append(item)
    entities = [
        replace(e, mentions=tuple(sorted({*e.mentions, *finder.words[e.id]}))) if e.id in finder.words else e
        for e in document.entities
    ]
    return replace(document, entities=tuple(entities), accounts=tuple(accounts), attributions=tuple(told))


class _PairFinder:
    """The entities of one report that a pair may mean, and where they are told of.

    `words` keeps the words of the pair that named each, by its id.
    """

    def __init__(self, document: Document, pairs: dict[str, Entity]) -> None:
        self.words: dict[str, set[Span]] = {}
        self._pairs = pairs
        self._starts = [sentence.start_char for sentence in document.syntax.sents]
        self._others = [e for e in document.entities if e.id not in pairs and e.name.lower() not in EACH_OTHER]
        self._told: dict[str, list[tuple[int, float]]] = {
            e.id: [(span.start, MENTION) for span in e.mentions] for e in self._others
        }
        for account in document.accounts:
            for id_ in {*account.actor, *account.recipient} & self._told.keys():
                self._told[id_].append((account.trigger.start, PARTY))
        for places in self._told.values():
            places.sort()

    def name(self, at: Span, ids: tuple[str, ...], barred: set[str | None]) -> tuple[str, ...]:
        """Give parties, of what is told at a place of the text, with the two that each pair means in its place.

        None of `barred` is one of the two: those on the other side, and whoever says so.
        """
        found: list[str] = []
        for id_ in ids:
            found += (self._find(at, self._pairs[id_], barred) if id_ in self._pairs else ()) or (id_,)
        return tuple(dict.fromkeys(found))

    def _find(self, at: Span, pair: Entity, barred: set[str | None]) -> tuple[str, ...]:
        fits = _choose_sort(pair.name.split()[-1].lower())
        words = max((m for m in pair.mentions if m.start <= at.end), default=pair.mentions[0])
        before = min(words.start, at.start)
        here = self._locate(before)
        scores = {
            entity.id: self._score(entity.id, before, here)
            for entity in self._others
            if fits(entity) and entity.id not in barred
        }
        first = {entity.id: entity.mentions[0].start for entity in self._others}
        best = sorted(scores, key=lambda id_: (-scores[id_], first[id_]))[:2]
        if len(best) < 2 or scores[best[1]] < LEAST:
            return ()
        for id_ in best:
            self.words.setdefault(id_, set()).add(words)
        return tuple(sorted(best, key=first.__getitem__))

    def _score(self, id_: str, before: int, here: int) -> float:
        """Give how much is told of an entity before a place in the text, the sentences nearest to it the most."""
        places = self._told[id_]
        low = bisect_left(places, (self._starts[max(0, here - REACH)], 0.0))
        return sum(w * FADE ** (here - self._locate(start)) for start, w in places[low:] if start < before)

    def _locate(self, offset: int) -> int:
        return max(0, bisect_right(self._starts, offset) - 1)


def _choose_sort(word: str) -> Callable[[Entity], bool]:
    """Give what says whether an entity may be one of a pair of this noun."""
    if word in load_words("pair_states"):
        return lambda entity: entity.kind == "org" and entity.name.startswith(GOVERNMENT)
    if word in load_words("pair_people"):
        return lambda entity: entity.kind == "person"
    return lambda entity: entity.kind in ("org", "group")
