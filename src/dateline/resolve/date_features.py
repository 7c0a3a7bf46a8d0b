"""What speaks for a time as the date of an act, and for no date at all: named features of an account and a time.

In: a `Document` with `syntax`, `times`, `attributions` and `accounts`. Out: for each account the times that may date
it, each with its features, and the features of having no date. `date_weights.json` holds a weight for each name, learnt
by `training/date_weights.py`, so that a choice can be explained by the names that spoke for it.
"""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass
from typing import Any

from dateline.intervals import Days, find_days
from dateline.records import SPEECH_ACTS, Account, Document, Span, Time
from dateline.resolve.date_links import find_governor, is_near, is_saying, score_link
from dateline.resolve.layout import Layout

Features = dict[str, float]
LINKED = 1.0
STRONG = 2.0
LEAD = 3
"""Sentences of the lead."""
REACH = 8
"""Sentences from the trigger within which a time is looked at, beside those of the lead."""


@dataclass(frozen=True, slots=True)
class Anchor:
    """A time in the syntax: its tokens, the word that it hangs on, its sentence and what it says of the calendar."""

    time: Time
    first: int
    last: int
    governor: Any
    sentence: int
    plain: Features


@dataclass(frozen=True, slots=True)
class Candidate:
    """A time that may date an account, with what speaks for and against it."""

    time: Time
    features: Features
    link: float


class Finder(Layout):
    """The times of one report with their places in the syntax."""

    def __init__(self, document: Document) -> None:
        super().__init__(document)
        self.cues = self.list_speakers()
        self.up_to_now = f"../{(document.report.published or '')[:10]}"
        """The value of *recent years*, which dates no act."""
        self.quotes = [a.content for a in document.attributions if a.kind == "direct"]
        counts: Counter[str] = Counter(time.value for time in document.times if time.value)
        self.anchors = [self._anchor(time, counts) for time in document.times if time.value]
        self.claims = self._list_claims()

    def _anchor(self, time: Time, counts: Counter[str]) -> Anchor:
        first, last = self.locate(time.span.start), self.locate(time.span.end - 1)
        plain = describe_value(time.value or "", self.document.report.published)
        plain["common"] = counts[time.value or ""] / max(counts.values())
        return Anchor(time, first, last, find_governor(self.doc, first, last), self.sentence_of(last), plain)

    def _list_claims(self) -> dict[str, list[tuple[float, int]]]:
        """Give for each time the accounts that it surely dates: score and number of the account."""
        claims: dict[str, list[tuple[float, int]]] = {}
        by_sentence: dict[int, list[Anchor]] = {}
        for anchor in self.anchors:
            by_sentence.setdefault(anchor.sentence, []).append(anchor)
        for number, account in enumerate(self.document.accounts):
            for head in self.list_heads(account):
                for anchor in by_sentence.get(self.sentence_of(head.i), ()):
                    score = score_link(head, anchor.governor)
                    if score >= STRONG:
                        claims.setdefault(anchor.time.id, []).append((score, number))
        return claims

    def list_candidates(self, number: int) -> tuple[list[Candidate], Features]:
        """Give the times that may date an account, and what speaks for no date."""
        account = self.document.accounts[number]
        heads = self.list_heads(account)
        places = [self.sentence_of(head.i) for head in heads]
        trigger = heads[0]
        behind = [a for a in self.anchors if a.first <= trigger.i]
        last = behind[-1] if behind else None
        own = self._list_own(heads)
        candidates = []
        for anchor in self.anchors:
            near = min(abs(anchor.sentence - place) for place in places)
            if near > REACH and not self.lead <= anchor.sentence < self.lead + LEAD:
                continue
            if account.type not in SPEECH_ACTS and is_saying(anchor.governor) and anchor.governor.is_ancestor(trigger):
                continue  # the day of the saying is not that of what is said
            if self._counts_from(anchor, trigger) or anchor.time.value == self.up_to_now:
                continue
            features, link = self._describe_link(account, heads, places, anchor)
            features.update(anchor.plain)
            features["last"] = float(anchor is last)
            features["within its time"] = float("linked" not in features and is_within(anchor.time.value, own))
            self._describe_place(features, number, anchor, places)
            self._describe_sense(features, account, trigger, anchor)
            candidates.append(Candidate(anchor.time, features, link))
        return candidates, self._describe_none(account, heads, places, candidates)

    def _counts_from(self, anchor: Anchor, trigger: Any) -> bool:
        """Say whether a time counts from an act (*a day after he met them*): it dates what follows, not that act."""
        happening = self.doc[anchor.last]
        inside = anchor.first <= trigger.i <= anchor.last
        return inside or (happening.pos_ == "VERB" and anchor.last > anchor.first and happening.is_ancestor(trigger))

    def _list_own(self, heads: list[Any]) -> list[Days]:
        """Give first and last day of the times that hang on an act's words."""
        return [
            find_days(anchor.time.value)
            for anchor in self.anchors
            if any(
                self.sentence_of(head.i) == anchor.sentence and score_link(head, anchor.governor) >= LINKED
                for head in heads
            )
        ]

    def _describe_link(
        self, account: Account, heads: list[Any], places: list[int], anchor: Anchor
    ) -> tuple[Features, float]:
        best, near, gap = 0.0, False, 99
        for order, (head, place) in enumerate(zip(heads, places, strict=True)):
            if place != anchor.sentence:
                continue
            score = score_link(head, anchor.governor) - (0.25 if order else 0.0)
            best = max(best, score)
            near = near or is_near(self.doc, head, anchor.first, anchor.last)
            gap = min(gap, max(anchor.first - head.i - 1, head.i - anchor.last - 1, 0))
        features: Features = {}
        if best >= LINKED:
            features["linked"] = 1.0
            features["link"] = best / 3
            features["linked by trigger"] = float(
                places[0] == anchor.sentence and score_link(heads[0], anchor.governor) >= LINKED
            )
        elif gap < 99:
            features["same sentence"] = 1.0
            features["near"] = float(near)
            features["gap"] = math.log1p(gap) / 4
            features["same sentence as trigger"] = float(places[0] == anchor.sentence)
        if gap < 99 and is_saying(anchor.governor):
            features["said speech" if account.type in SPEECH_ACTS else "said"] = 1.0
        return features, best

    def _describe_place(self, features: Features, number: int, anchor: Anchor, places: list[int]) -> None:
        away = min((anchor.sentence - place for place in places), key=abs)
        if away:
            features[f"{'after' if away > 0 else 'before'} {min(abs(away), 3)}"] = 1.0
        own = anchor.sentence - places[0]
        features["trigger before" if own > 0 else "trigger after" if own < 0 else "trigger here"] = 1.0
        lead = self.lead <= anchor.sentence < self.lead + LEAD
        features["lead"] = float(lead)
        features["lead both"] = float(lead and places[0] < self.lead + LEAD)
        features["dateline"] = float(any(part.contains(anchor.time.span) for part in self.datelines))
        features["first"] = float(anchor is self.anchors[0])
        low, high = sorted((anchor.time.span.start, self.document.accounts[number].trigger.start))
        features["same paragraph"] = float("\n" not in self.document.text[low:high])
        self._describe_others(features, number, anchor, own == 0)

    def _describe_others(self, features: Features, number: int, anchor: Anchor, here: bool) -> None:
        """Say whether a time surely dates another account, and one of the same people or of the same kind."""
        account = self.document.accounts[number]
        others = [self.document.accounts[other] for _, other in self.claims.get(anchor.time.id, ()) if other != number]
        if others:
            away = "" if "linked" in features else " apart"
            features["dates another" + away] = 1.0
            features["dates another here" + away] = float(here)
            features["dates its actor"] = float(any(set(account.actor) & set(other.actor) for other in others))
            features["dates its parties"] = float(
                any({*account.actor, *account.recipient} & {*other.actor, *other.recipient} for other in others)
            )
            features["dates its type"] = float(any(account.type == other.type for other in others))
        spoke = self.cues.get(anchor.governor.i, frozenset())
        if spoke & set(account.actor):
            features["its actor spoke" if account.type in SPEECH_ACTS else "its doer spoke"] = 1.0

    def _describe_sense(self, features: Features, account: Account, trigger: Any, anchor: Anchor) -> None:
        future = "future" in features
        if future:
            features["future planned"] = float(account.modality != "actual")
            features["future promised"] = float(account.type == "AGREE")
            features["future told as past"] = float(trigger.tag_ == "VBD")
        inside = [a for a in self.document.attributions if contains(a.content, account.trigger)]
        for attribution in inside:
            cue = attribution.cue
            if cue and cue.start <= anchor.governor.idx < cue.end:
                features["day of its source" if account.type in SPEECH_ACTS else "day of the source"] = 1.0
        quoted = any(contains(quote, anchor.time.span) for quote in self.quotes)
        features["only time quoted"] = float(quoted and not any(contains(q, account.trigger) for q in self.quotes))

    def _describe_none(
        self, account: Account, heads: list[Any], places: list[int], candidates: list[Candidate]
    ) -> Features:
        trigger = heads[0]
        auxiliaries = {child.lower_ for child in trigger.children if child.dep_ in ("aux", "auxpass")}
        features: Features = {"none": 1.0, f"none {account.type}": 1.0, f"none {account.modality}": 1.0}
        features[f"none {trigger.pos_ if trigger.pos_ in ('VERB', 'NOUN') else 'other'}"] = 1.0
        features["none perfect"] = float(bool(auxiliaries & {"has", "have", "’ve", "'ve"}))
        features["none pluperfect"] = float("had" in auxiliaries)
        features["none past"] = float(trigger.tag_ == "VBD")
        features["none present"] = float(trigger.tag_ in ("VBZ", "VBP", "VBG", "VB"))
        features["none quoted"] = float(any(contains(quote, account.trigger) for quote in self.quotes))
        features["none in lead"] = float(self.lead <= places[0] < self.lead + LEAD)
        features["none in headline"] = float(any(contains(h, account.trigger) for h in self.headlines))
        features["none late"] = min(1.0, max(0, places[0] - self.lead) / 30)
        features["none often"] = math.log1p(len(heads) - 1)
        features["none no day"] = float(self.document.report.published is None)
        features["none few"] = 1.0 / (1 + len(candidates))
        return features


def contains(outer: Span, inner: Span) -> bool:
    """Say whether a span begins inside another."""
    return outer.start <= inner.start < outer.end


def is_within(value: str | None, outer: list[Days]) -> bool:
    """Say whether a time's value lies within a longer one: Tuesday within *this week*."""
    first, last = find_days(value)
    return any(
        low is not None and high is not None and first is not None and last is not None
        and low <= first and last <= high and (low, high) != (first, last)
        for low, high in outer
    )  # fmt: skip


def describe_value(value: str, published: str | None) -> Features:
    """Give what a value says of the calendar: how fine it is, and how far from publication."""
    features: Features = {}
    if "/" in value:
        features["interval"] = 1.0
        features["open"] = float(".." in value)
    else:
        features[{10: "day", 8: "week", 7: "month", 4: "year"}.get(len(value), "other")] = 1.0
    features[_name_distance(find_days(value), find_days(published))] = 1.0
    return features


def _name_distance(bounds: Days, here: Days) -> str:
    first, last = bounds[0] or bounds[1], bounds[1] or bounds[0]
    if first is None or last is None or here[0] is None or here[1] is None:
        return "unknown distance"
    if first > here[1]:
        return "future"
    days = (here[0] - last).days
    for limit, name in ((0, "day of report"), (1, "day before"), (3, "days before"), (8, "week before")):
        if days <= limit:
            return name
    return "month before" if days <= 45 else "year before" if days <= 400 else "long before"
