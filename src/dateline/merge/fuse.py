"""One event of several accounts: agreed fields with the rule that chose them, ranges, and who says what.

In: the accounts of one event with their readings, and which reports are one source. Out: an `Event`. What most
independent sources hold is agreed; on a tie, what the fullest account holds. Dates take the most exact value that
most sources allow. Numbers are the range of all that is said: no figure is chosen, and each has its holders.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from dateline.intervals import find_days
from dateline.merge.profiles import hash_ids, split_words
from dateline.records import Account, Disagreement, Event, Figure, Held, Party, Place, Reading

MOST = "most sources"
EXACT = "most sources, then the most exact"
RANGE = "the range of all that is said"

Json = Any
_FIELDS = ("type", "mode", "context", "actor", "recipient", "date", "place", "modality", "claim")


class Teller:
    """An account with its reading and the source it counts for; values are plain JSON."""

    def __init__(self, reading: Reading, account: Account, source: str) -> None:
        self.reading, self.account, self.source = reading, account, source
        self.key = (reading.id, account.id)
        self._entities = {entity.id: entity for entity in reading.entities}

    def parties(self, side: str) -> tuple[Party, ...]:
        """Give the actors or the recipients."""
        found = [self._entities[i] for i in getattr(self.account, side)]
        return tuple(Party(e.name, e.kind, e.country, e.sector, e.role) for e in found)

    def places(self) -> tuple[Place, ...]:
        """Give the places; one that no gazetteer knows keeps its name and country."""
        found = [self._entities[i] for i in self.account.place]
        return tuple(e.place or Place(None, e.name, None, e.country, None, None, "region", None) for e in found)

    def speakers(self) -> tuple[str, ...]:
        """Give the names of those whom the report names as its sources for the account, outermost first."""
        known = {a.id: a for a in self.reading.attributions}
        names = []
        for attribution in (known[i] for i in self.account.via):
            entity = self._entities.get(attribution.entity or "")
            if entity:
                names.append(entity.name)
            elif attribution.source:
                names.append(attribution.source.quote)
        return tuple(dict.fromkeys(names))

    def value(self, field: str) -> Json:
        """Give a field as plain JSON that can be shown; empty and None where the account is silent."""
        if field in ("actor", "recipient"):
            return [party.name for party in self.parties(field)]
        if field == "place":
            return [place.name for place in self.places()]
        held = getattr(self.account, field)
        return list(held) if isinstance(held, tuple) else held

    def size(self) -> int:
        """Say how much the account tells: fields that are filled."""
        return sum(self.value(field) not in (None, []) for field in _FIELDS) + len(self.account.quantity)


def fuse_accounts(tellers: Sequence[Teller]) -> Event:
    """Give the event that accounts tell of; their order is no matter."""
    tellers = sorted(tellers, key=lambda teller: teller.key)
    chosen, disagreements = {}, []
    for field in _FIELDS:
        groups = _group(tellers, field)
        chosen[field] = _choose(tellers, groups, field)
        if _differ(tellers, groups, field):
            disagreements.append(Disagreement(field, _hold(tellers, field, groups)))
    figures, differing = _join_figures(tellers)
    lead = chosen["type"] or tellers[0]
    accounts = tuple(teller.key for teller in tellers)
    sure = [t.account.confidence for t in tellers if t.account.confidence is not None]
    method = {field: EXACT if field == "date" else MOST for field in _FIELDS if chosen[field]}
    method.update({f"quantity.{figure.kind}": RANGE for figure in figures})
    return Event(
        id=hash_ids(tuple(json.dumps(key) for key in accounts)),
        type=lead.account.type,
        accounts=accounts,
        reports=len({report for report, _ in accounts}),
        sources=len({teller.source for teller in tellers}),
        mode=chosen["mode"].account.mode if chosen["mode"] else (),
        context=chosen["context"].account.context if chosen["context"] else (),
        actor=chosen["actor"].parties("actor") if chosen["actor"] else (),
        recipient=chosen["recipient"].parties("recipient") if chosen["recipient"] else (),
        date=chosen["date"].account.date if chosen["date"] else None,
        place=chosen["place"].places() if chosen["place"] else (),
        quantity=figures,
        modality=(chosen["modality"] or lead).account.modality,
        claim=(chosen["claim"] or lead).account.claim,
        speakers=tuple(dict.fromkeys(name for teller in tellers for name in teller.speakers())),
        quad=lead.account.quad,
        intensity=lead.account.intensity,
        confidence=max(sure, default=None),
        disagreements=tuple(disagreements) + differing,
        method=tuple(sorted(method.items())),
    )


def _group(tellers: Sequence[Teller], field: str) -> list[list[int]]:
    """Give the positions of the accounts that hold each value; the silent are left out."""
    groups: dict[str, list[int]] = {}
    for position, teller in enumerate(tellers):
        held = teller.value(field)
        if held not in (None, []):
            key = json.dumps(sorted(map(str.casefold, held)) if isinstance(held, list) else held)
            groups.setdefault(key, []).append(position)
    return [groups[key] for key in sorted(groups)]


def _choose(tellers: Sequence[Teller], groups: Sequence[Sequence[int]], field: str) -> Teller | None:
    if not groups:
        return None

    def rank(group: Sequence[int]) -> tuple[int, int, int]:
        # a date is backed by every source whose own date allows it, and the shorter interval is the more exact
        backing = [p for g in groups for p in g if _allows(tellers[p], tellers[group[0]])] if field == "date" else group
        exact = -_length(tellers[group[0]].account.date) if field == "date" else 0
        return len({tellers[p].source for p in backing}), exact, max(tellers[p].size() for p in group)

    best = max(groups, key=lambda group: (*rank(group), -group[0]))
    return max((tellers[p] for p in best), key=lambda teller: (teller.size(), [-ord(c) for c in teller.key[0]]))


def _allows(wide: Teller, narrow: Teller) -> bool:
    """Say whether the date of one lies within that of the other."""
    (a, b), (c, d) = find_days(wide.account.date), find_days(narrow.account.date)
    return (a is None or (c is not None and a <= c)) and (b is None or (d is not None and d <= b))


def _length(value: str | None) -> int:
    first, last = find_days(value)
    return (last - first).days if first and last else 100_000


def _differ(tellers: Sequence[Teller], groups: Sequence[Sequence[int]], field: str) -> bool:
    """Say whether the accounts disagree: a wider date, a place that holds it or a longer name is no disagreement."""
    if len(groups) < 2:
        return False
    firsts = [tellers[group[0]] for group in groups]
    pairs = [(a, b) for at, a in enumerate(firsts) for b in firsts[at + 1 :]]
    if field == "date":
        return any(not _allows(a, b) and not _allows(b, a) for a, b in pairs)
    if field in ("actor", "recipient", "place"):
        words = {teller.key: frozenset(split_words(" ".join(teller.value(field)))) for teller in firsts}
        return any(not words[a.key] & words[b.key] for a, b in pairs)
    if field in ("mode", "context"):
        return any(not set(a.value(field)) & set(b.value(field)) for a, b in pairs)
    return True


def _hold(tellers: Sequence[Teller], field: str, groups: Sequence[Sequence[int]]) -> tuple[Held, ...]:
    ordered = sorted(groups, key=lambda group: group[0])
    return tuple(Held(tellers[g[0]].value(field), tuple(g), _speak(tellers, g)) for g in ordered)


def _speak(tellers: Sequence[Teller], group: Sequence[int]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for position in group for name in tellers[position].speakers()))


def _join_figures(tellers: Sequence[Teller]) -> tuple[tuple[Figure, ...], tuple[Disagreement, ...]]:
    """Give numbers as ranges over all that is said, and the kinds for which more than one is said."""
    said: dict[str, dict[tuple[float | None, float | None], list[int]]] = {}
    for position, teller in enumerate(tellers):
        for quantity in teller.account.quantity:
            holders = said.setdefault(quantity.kind, {}).setdefault((quantity.low, quantity.high), [])
            if position not in holders:
                holders.append(position)
    figures, differing = [], []
    for kind, ranges in sorted(said.items()):
        lows, highs = [low for low, _ in ranges], [high for _, high in ranges]
        low = None if None in lows else min(v for v in lows if v is not None)
        high = None if None in highs else max(v for v in highs if v is not None)
        figures.append(Figure(kind, low, high))
        if len(ranges) > 1:
            held = tuple(Held(list(value), tuple(at), _speak(tellers, at)) for value, at in ranges.items())
            differing.append(Disagreement(f"quantity.{kind}", held))
    return tuple(figures), tuple(differing)


def count_by_source(readings: Sequence[Reading], copies: Mapping[str, str]) -> dict[str, str]:
    """Give the source that each report counts for: its group of copies, else its first agency, else itself.

    Groups of copies whose reports credit one agency are one source; `copies` gives the original of each copy.
    """
    parent: dict[str, str] = {}

    def find(item: str) -> str:
        while parent.setdefault(item, item) != item:
            item = parent[item]
        return item

    for reading in sorted(readings, key=lambda r: r.id):
        links = [f"report {copies.get(reading.id, reading.id)}"]
        links += [f"agency {agency}" for agency in reading.agencies[:1]]
        for link in links:
            first, second = sorted((find(f"report {reading.id}"), find(link)))
            parent[second] = first
    return {reading.id: find(f"report {reading.id}") for reading in readings}
