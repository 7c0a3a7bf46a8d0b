"""What speaks for a place as the one where an act happens: named features of an account and a place of the report.

In: a `Document` with `syntax`, `entities`, `attributions` and `accounts`. Out: for each account the places of the
report, each with its features. `site_weights.json` holds a weight for each name, learnt by `training/site_weights.py`,
so that a choice can be explained by the names that spoke for it.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from dateline.records import SPEECH_ACTS, Account, Document, Entity, Span
from dateline.resolve.date_features import LEAD, LINKED, STRONG, contains
from dateline.resolve.date_links import is_saying, score_link
from dateline.resolve.layout import Layout
from dateline.tokens import find_top

Features = dict[str, float]
MAX_NAMINGS = 40
"""Namings of one place that are looked at."""
MAX_CLIMB = 6
WAYS = {
    "in": "in", "at": "at", "near": "at", "outside": "at", "inside": "at", "around": "in", "across": "in",
    "throughout": "in", "within": "in", "on": "on", "along": "on", "from": "from", "to": "to", "into": "to",
    "toward": "to", "towards": "to", "of": "of", "over": "over", "for": "for", "against": "against", "by": "by",
}  # fmt: skip
"""How a place hangs on a word, by its preposition."""
PARTS = {"dobj": "object", "compound": "modifier", "amod": "modifier", "nmod": "modifier", "poss": "modifier",
         "nsubj": "subject", "nsubjpass": "subject"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Naming:
    """A naming of a place in the syntax: its token, the word it hangs on and how, and its sentence."""

    token: int
    governor: Any
    way: str
    sentence: int
    behind: int
    """The head token of the place that this one stands behind (*Reno* of *Reno, Nevada*), -1 for none."""


class SiteFinder(Layout):
    """The places of one report with their namings in the syntax."""

    def __init__(self, document: Document) -> None:
        super().__init__(document)
        self.captions = [part.span for part in document.parts if part.kind in ("caption", "credit")]
        self.entities = {entity.id: entity for entity in document.entities}
        self.places = [entity for entity in document.entities if entity.kind == "place"]
        self.namings = {entity.id: self._list_namings(entity) for entity in self.places}
        self.by_token = {n.token: id_ for id_, found in self.namings.items() for n in found}
        self.total = max(1, sum(len(found) for found in self.namings.values()))
        first = min((e for e in self.places), key=lambda e: min(e.mentions), default=None)
        self.first = first.id if first else None
        self.speakers = self.list_speakers()
        self.heads = [self.list_heads(account) for account in document.accounts]
        self.shown = [self._describe_links(number) for number in range(len(document.accounts))]
        self.claims = self._list_claims()

    def _list_namings(self, entity: Entity) -> list[Naming]:
        found = []
        for span in entity.mentions[:MAX_NAMINGS]:
            first = self.locate(span.start)
            head = find_top(self.doc, first, max(self.locate(span.end - 1), first))
            node, behind = head, -1
            for _ in range(MAX_CLIMB):
                if node.dep_ == "conj" and node.head.pos_ in ("NOUN", "PROPN") and node.head.i < node.i:
                    node = node.head
                elif node.dep_ in ("appos", "npadvmod", "nmod") and node.head.pos_ == "PROPN" and node.head.i < node.i:
                    node = node.head
                    behind = node.i
                else:
                    break
            governor = node.head
            if node.dep_ == "pobj":
                way = WAYS.get(node.head.lower_, "other")
                governor = node.head.head
                if governor.dep_ == "prep":
                    governor = governor.head
            else:
                way = PARTS.get(node.dep_, "other")
            found.append(Naming(head.i, governor, way, self.sentence_of(head.i), behind))
        return found

    def _describe_links(self, number: int) -> dict[str, tuple[float, str, bool]]:
        """Give for each place how surely it hangs on the account's words, how, and whether on its trigger."""
        links: dict[str, tuple[float, str, bool]] = {}
        for order, head in enumerate(self.heads[number]):
            sentence = self.sentence_of(head.i)
            for place, namings in self.namings.items():
                for naming in namings:
                    if naming.sentence != sentence or naming.token == head.i:
                        continue
                    score = score_link(head, naming.governor) - (0.25 if order else 0.0)
                    if score >= LINKED and score > links.get(place, (0.0, "", False))[0]:
                        links[place] = score, naming.way, order == 0
        return links

    def _list_claims(self) -> dict[str, list[int]]:
        claims: dict[str, list[int]] = {}
        for number, links in enumerate(self.shown):
            for place, (score, way, _) in links.items():
                if score >= STRONG and way in ("in", "at", "on"):
                    claims.setdefault(place, []).append(number)
        return claims

    def list_candidates(self, number: int) -> dict[str, Features]:
        """Give the places of the report with what speaks for and against each as the place of an account."""
        account = self.document.accounts[number]
        heads = self.heads[number]
        rows = [self.sentence_of(head.i) for head in heads]
        found: dict[str, Features] = {}
        linked = [p for p, (s, w, _) in self.shown[number].items() if w in ("in", "at", "on")]
        before = self._find_last(heads[0].i)
        for entity in self.places:
            namings = self.namings[entity.id]
            features: Features = {"bias": 1.0}
            self._describe_link(features, number, entity, heads, rows)
            self._describe_standing(features, entity, rows, heads)
            features["last place named"] = float(before == entity.id)
            self._describe_kind(features, entity, account)
            self._describe_others(features, number, entity)
            others = {id_ for n in namings if n.behind >= 0 and (id_ := self.by_token.get(n.behind))}
            features["holds a linked place"] = float(bool(others & set(linked)))
            features[f"type {account.type}"] = 1.0
            features[f"{account.modality}"] = 1.0
            found[entity.id] = features
        return found

    def _find_last(self, token: int) -> str | None:
        best = (-1, None)
        for place, namings in self.namings.items():
            for naming in namings:
                if naming.token < token and naming.way in ("in", "at", "on") and naming.token > best[0]:
                    best = naming.token, place  # type: ignore[assignment]
        return best[1]

    def _describe_link(
        self, features: Features, number: int, entity: Entity, heads: list[Any], rows: list[int]
    ) -> None:
        account = self.document.accounts[number]
        speech = account.type in SPEECH_ACTS
        link = self.shown[number].get(entity.id)
        if link:
            features["linked"] = 1.0
            features["link"] = link[0] / 3
            features[f"linked {link[1]}"] = 1.0
            features[f"linked {link[1]} {'speech' if speech else 'deed'}"] = 1.0
            features["linked by trigger"] = float(link[2])
        best: tuple[float, Naming, bool] | None = None
        for naming in self.namings[entity.id]:
            for order, (head, row) in enumerate(zip(heads, rows, strict=True)):
                if row == naming.sentence:
                    gap = abs(head.i - naming.token)
                    if best is None or gap < best[0]:
                        best = gap, naming, order == 0
        if best and not link:
            features["same sentence"] = 1.0
            features["gap"] = math.log1p(best[0]) / 4
            features[f"apart {best[1].way}"] = 1.0
            features["same sentence as trigger"] = float(best[2])
        if best:
            features["said"] = float(is_saying(best[1].governor))
            features["said speech"] = float(is_saying(best[1].governor) and speech)
        for naming in self.namings[entity.id]:
            if is_saying(naming.governor) and self.speakers.get(naming.governor.i, frozenset()) & set(account.actor):
                features["its actor spoke there" if speech else "its doer spoke there"] = 1.0

    def _describe_standing(self, features: Features, entity: Entity, rows: list[int], heads: list[Any]) -> None:
        namings = self.namings[entity.id]
        aways = [n.sentence - row for n in namings for row in rows]
        away = min(aways, key=lambda d: (abs(d), d)) if aways else 99
        if away:
            near = min(abs(away), 6)
            features[f"{'after' if away > 0 else 'before'} {near if near < 4 else '4+'}"] = 1.0
        own = min((abs(n.sentence - rows[0]) for n in namings), default=99)
        features["far from trigger"] = math.log1p(own) / 3
        lead = any(self.lead <= n.sentence < self.lead + LEAD for n in namings)
        features["lead"] = float(lead)
        features["lead both"] = float(lead and any(self.lead <= row < self.lead + LEAD for row in rows))
        features["headline"] = float(any(contains(h, m) for h in self.headlines for m in entity.mentions))
        features["headline both"] = float(
            bool(features["headline"]) and any(contains(h, s) for h in self.headlines for s in self._spans(heads))
        )
        features["dateline"] = float(any(contains(h, m) for h in self.datelines for m in entity.mentions))
        features["dateline only"] = float(all(any(contains(h, m) for h in self.datelines) for m in entity.mentions))
        features["caption only"] = float(all(any(contains(h, m) for h in self.captions) for m in entity.mentions))
        features["share"] = len(namings) / self.total
        features["often"] = math.log1p(len(namings)) / 2
        features["first"] = float(entity.id == self.first)
        features["happens there"] = sum(n.way in ("in", "at", "on") for n in namings) / len(namings) if namings else 0.0

    def _spans(self, heads: list[Any]) -> list[Span]:
        return [Span.of(self.document.text, head.idx, head.idx + len(head)) for head in heads]

    def _describe_kind(self, features: Features, entity: Entity, account: Account) -> None:
        place = entity.place
        named = any(m.quote[:1].isupper() and not m.quote.startswith("The ") for m in entity.mentions)
        if not named:
            features["description"] = 1.0
        elif place is None:
            features["unknown name"] = 1.0
        else:
            features[place.precision] = 1.0
        parties = [self.entities[i] for i in (*account.actor, *account.recipient) if i in self.entities]
        countries = {e.country for e in parties if e.country}
        if place is not None and place.precision == "country":
            features["country of a party"] = float(place.country in countries)
            features["country is a party"] = float(any(e.name.endswith(f"of {entity.name}") for e in parties))
        elif entity.country and countries:
            features["in a party's country"] = float(entity.country in countries)

    def _describe_others(self, features: Features, number: int, entity: Entity) -> None:
        account = self.document.accounts[number]
        others = [self.document.accounts[k] for k in self.claims.get(entity.id, ()) if k != number]
        if not others:
            return
        away = "" if entity.id in self.shown[number] else " apart"
        features["places another" + away] = 1.0
        features["places its actor" + away] = float(any(set(account.actor) & set(o.actor) for o in others))
        parties = {*account.actor, *account.recipient}
        features["places its parties" + away] = float(any(parties & {*o.actor, *o.recipient} for o in others))
        features["places its type" + away] = float(any(account.type == o.type for o in others))
        features["places most" + away] = len(others) / max(len(v) for v in self.claims.values())
