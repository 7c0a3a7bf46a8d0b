"""What speaks for a country as an actor's.

In: a document with entities that have a country by the rules, what the text says of each, the countries of the report.
Out: for an actor its options, the countries that something speaks for and none, each with named features: the rule that
chose it, the words of the text, the places beside the mentions and where the actor's accounts happen, the other side of
those accounts, the report's own country, where a person's name is at home; for none, what sort of actor it is.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from dateline.data.actors import load_words
from dateline.data.name_origins import describe_name
from dateline.mentions import GOVERNMENT, MentionIndex
from dateline.records import Account, Document, Entity
from dateline.resolve.acting import find_read
from dateline.resolve.actor_links import find_relations
from dateline.resolve.conflicts import LEADERS
from dateline.resolve.context import Context
from dateline.resolve.roles import Phrase, find_noun
from dateline.tokens import find_tokens

Features = dict[str, float]
HARM = frozenset({"ASSAULT", "COERCE", "SANCTION", "ACCUSE"})
"""Types of accounts whose two sides often are of one country: police arrest people, courts try them."""
MANY = 5
"""Mentions of an actor beyond which it speaks no louder for its country."""
NEAR = 3
"""Mentions of an actor around which countries are looked for."""
AROUND = 250
"""Characters on either side of a mention in which a country is near."""
LIKELY, UNLIKELY = -3.0, -7.0
"""Log-probabilities by the encoder from which a country is an option, and of one that the report does not name."""


@dataclass(frozen=True, slots=True)
class CountryOption:
    """A country that may be an actor's, or None for none, with what speaks for it and the encoder's log-probability."""

    code: str | None
    features: Features = field(default_factory=dict)
    read: float = 0.0


class CountryFinder:
    """Lists the options of the actors of one report."""

    def __init__(self, document: Document, context: Context, places: dict[str, str]) -> None:
        self._doc: Any = document.syntax
        self._index = MentionIndex(document)
        self._context = context
        self._sentences = [token.idx for token in self._doc if token.is_sent_start] or [0]
        self._total = sum(context.countries.values()) or 1.0
        self._led = sorted(context.countries, key=lambda code: (-context.countries[code], code))
        self._read, self._places = document.countries, places
        self._known = {e.id: self._find_known(e, places) for e in document.entities}
        self._accounts: defaultdict[str, list[tuple[str, Account]]] = defaultdict(list)
        for account in document.accounts:
            for role, ids in (("actor", account.actor), ("recipient", account.recipient)):
                for id_ in ids:
                    self._accounts[id_].append((role, account))
        self._sources = {item.entity for item in document.attributions}
        self._actors: list[tuple[int, str, str]] = []
        self._weights: Counter[str] = Counter()
        self._sectors: defaultdict[str, Counter[str]] = defaultdict(Counter)
        for entity in document.entities:
            code = self._known[entity.id]
            if entity.kind != "place" and code and not is_government(entity):
                self._weights[code] += len(entity.mentions[:MANY])
                self._actors += [(span.start, code, entity.id) for span in entity.mentions]
                for sector in entity.sector:
                    self._sectors[sector][code] += 1
        self._actors.sort()
        self._parts = self._read_parts(document)

    def _read_parts(self, document: Document) -> dict[str, str]:
        """Give the country that is named first in the headline, in the dateline and in the body."""
        found: dict[str, str] = {}
        for part in document.parts:
            low = bisect_left(self._context.signals, (part.span.start, ""))
            if low < len(self._context.signals):
                at, code = self._context.signals[low]
                if at < part.span.end:
                    found.setdefault(part.kind, code)
        return found

    def _find_known(self, entity: Entity, places: dict[str, str]) -> str | None:
        if entity.kind == "place":
            return places.get(entity.id) or entity.country
        return entity.country if is_told(entity) else None

    def list_options(self, entity: Entity, phrases: list[Phrase]) -> list[CountryOption]:
        """Give the options of an actor, none first, then countries by code."""
        clues: defaultdict[str, Features] = defaultdict(dict)

        def add(code: str | None, name: str, value: float = 1.0, limit: float = 1.0) -> None:
            if code:
                clues[code][name] = min(limit, clues[code].get(name, 0.0) + value)

        read = settle_towns(find_read(self._read, entity.id) or {}, self._places)
        for code, log in read.items():
            if code and log > LIKELY:
                clues[code].setdefault("read", 1.0)
        add(entity.country, "rule")
        add(entity.country, f"rule {find_rule(entity)}")
        self._read_around(entity, add)
        for id_, relation in find_relations(entity, self._doc, self._index):
            add(self._known.get(id_), f"related {relation}")
        for role, account in self._accounts[entity.id][:20]:
            self._read_account(role, account, add)
        named = _is_named(entity)
        for code in self._led[:4]:
            share = self._context.countries[code] / self._total
            if share > 0:
                add(code, "share", share)
                add(code, "share, named" if named else f"share, {entity.kind}", share)
        self._read_actors(entity, add)
        if named and entity.kind == "person":
            codes = sorted(clues)
            for code, features in zip(codes, describe_name(entity.name, codes), strict=True):
                clues[code] |= features
        none = self._describe_none(entity, phrases, named)
        if entity.country is None:
            none[f"none, rule {find_rule(entity)}"] = 1.0
        found = [(None, none), *((code, clues[code]) for code in sorted(clues))]
        unread = UNLIKELY if read else 0.0
        return [CountryOption(code, features, read.get(code or "", unread)) for code, features in found]

    def _read_around(self, entity: Entity, add: Any) -> None:
        signals = self._context.signals
        for span in entity.mentions[:NEAR]:
            place = bisect_right(self._sentences, span.start)
            first = self._sentences[place - 1] if place else 0
            end = self._sentences[place] if place < len(self._sentences) else span.end + AROUND
            low, middle = bisect_left(signals, (first, "")), bisect_left(signals, (span.start, ""))
            high = bisect_left(signals, (end, ""))
            before, after = signals[low:middle], [s for s in signals[middle:high] if s[0] >= span.end]
            for number, (_, code) in enumerate(reversed(before)):
                add(code, "before in the sentence" if number else "last before in the sentence", 1.0 / NEAR)
            for number, (_, code) in enumerate(after):
                add(code, "after in the sentence" if number else "first after in the sentence", 1.0 / NEAR)
            low = bisect_left(signals, (span.start - AROUND, ""))
            high = bisect_left(signals, (span.end + AROUND, ""))
            around = signals[low:high]
            for at, code in around:
                weight = 1 - min(1.0, abs(at - span.start) / AROUND)
                add(code, "around", weight / NEAR, 3.0)
            if not before and low:
                add(signals[low - 1][1], "last before", 1.0 / NEAR)

    def _read_actors(self, entity: Entity, add: Any) -> None:
        """Let the countries of the other actors speak: those of the whole report, and those named right before."""
        known = self._known[entity.id]
        own: Counter[str] = Counter({known: len(entity.mentions[:MANY])}) if known else Counter()
        weights = self._weights - own
        total = sum(weights.values()) + 1
        lead = max(sorted(weights.items()), key=lambda item: item[1])[0] if weights else None
        if lead and self._led and lead == self._led[0]:
            add(lead, f"leads twice, {entity.kind}")
        else:
            add(lead, f"leads the actors, {entity.kind}")
            add(self._led[0] if self._led else None, f"leads the places, {entity.kind}")
        for code, weight in weights.items():
            add(code, "share of actors", weight / total)
            add(code, f"share of actors, {entity.kind}", weight / total)
        peers = Counter(self._sectors[entity.sector[0]]) if entity.sector else Counter()
        if known:
            peers[known] -= 1
        peers = +peers
        for code, count in peers.items():
            add(code, "share of peers", count / sum(peers.values()))
        for kind, code in self._parts.items():
            add(code, f"first of the {kind}")
        for span in entity.mentions[:NEAR]:
            at = bisect_left(self._actors, (span.start, "", ""))
            before = next((row for row in reversed(self._actors[max(0, at - 5) : at]) if row[2] != entity.id), None)
            after = next((row for row in self._actors[at : at + 5] if row[2] != entity.id), None)
            for row, name in ((before, "last actor before"), (after, "next actor")):
                if row is not None and abs(row[0] - span.start) < AROUND * 2:
                    add(row[1], name, 1.0 / NEAR)

    def _read_account(self, role: str, account: Account, add: Any) -> None:
        for id_ in account.place:
            add(self._known.get(id_), f"happens there, {role}", 0.5)
        sort = "harm" if account.type in HARM else "other"
        sides = account.actor, account.recipient
        same, other = sides if role == "actor" else sides[::-1]
        for id_ in other:
            add(self._known.get(id_), f"other side, {role}, {sort}", 0.5)
        if len(same) > 1:
            for id_ in same:
                add(self._known.get(id_), "same side", 0.5)

    def _describe_none(self, entity: Entity, phrases: list[Phrase], named: bool) -> Features:
        """Give what speaks for no country: what sort of actor it is, and of how many countries the report tells."""
        features = {"none": 1.0, f"none, {entity.kind}": 1.0, f"none, {'named' if named else 'described'}": 1.0}
        share = self._context.countries[self._led[0]] / self._total if self._led else 0.0
        features["none, share of home"] = share
        if len(self._led) < 2:
            features["none, one country"] = 1.0
        if entity.sector:
            features[f"none, {entity.sector[0]}"] = 1.0
        if entity.id in self._sources:
            features["none, source"] = 1.0
        if not phrases:
            features["none, nothing said"] = 1.0
        accounts = self._accounts[entity.id]
        for role, account in accounts[:20]:
            features[f"none, {role}, {'harm' if account.type in HARM else 'other'}"] = 1.0
        if not any(account.place for _, account in accounts):
            features["none, nowhere"] = 1.0
        if not named:
            features.update(self._describe_words(entity))
        return features

    def _describe_words(self, entity: Entity) -> Features:
        """Give what the words of a description say for no country."""
        span = entity.mentions[0]
        first, last = find_tokens(self._doc, span.start, span.end)
        words = self._doc[first : last + 1]
        head = words.root
        features: Features = {}
        noun = find_noun(head)
        if noun is not None:
            features[f"none, noun {noun.group or head.lemma_.lower()}"] = 1.0
        elif head.tag_ in ("CD", "DT", "JJ"):
            features["none, no noun"] = 1.0
        if any(token.tag_ == "CD" or token.lower_ in load_words("light") for token in words):
            features["none, counted"] = 1.0
        det = words[0].lower_
        if det == "the":
            features["none, the"] = 1.0
        elif head.tag_ in ("NNS", "NNPS") and len(words) == 1:
            features["none, bare plural"] = 1.0
        if any(token.lower_ in load_words("foreign") for token in words):
            features["none, foreign"] = 1.0
        if head.lower_ in load_words("stateless"):
            features["none, stateless"] = 1.0
        return features


def settle_towns(row: Mapping[str, float], places: Mapping[str, str]) -> dict[str, float]:
    """Give the encoder's log-probabilities by country, each town under the country where it was found to lie."""
    found: dict[str, float] = {}
    for key, log in row.items():
        code, _, town = key.partition(" ")
        code = places.get(town, code)
        found[code] = float(np.logaddexp(found[code], log)) if code in found else log
    return found


def is_told(entity: Entity) -> bool:
    """Say whether the text or a table of leaders or bodies tells an entity's country."""
    return entity.country is not None and ("country" not in entity.inferred or find_rule(entity) == LEADERS)


def find_rule(entity: Entity) -> str:
    """Give the name of the rule that gave an entity's country."""
    return next((item.by for item in entity.resolution if item.field == "country"), "")


def is_government(entity: Entity) -> bool:
    """Say whether an entity is the government of a country, whose country is beyond doubt."""
    return entity.name.startswith(GOVERNMENT) and entity.country is not None


def _is_named(entity: Entity) -> bool:
    words = entity.name.split()
    return entity.name[:1].isupper() and sum(word[:1].isupper() for word in words) * 2 > len(words)
