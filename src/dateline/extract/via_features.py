"""What speaks for it that an account rests on an attribution, as named features.

In: a `Document` with syntax, entities, attributions and accounts; the encoder's scores if there are any. Out: for each
account the attributions around any of its mentions, outermost first, each with the value of each feature (1 where it
holds; the encoder's scores are log-odds). The weights are in `via_weights.json`, learnt by `training/via_weights.py`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from dateline.extract.frame import softmax
from dateline.extract.modality import load_words, name_group
from dateline.extract.quotes import find_quotations
from dateline.records import CLAIMS, Account, Attribution, Document, Span
from dateline.tokens import find_token, find_tokens

Token = Any
Features = Mapping[str, float]

_VERBS = ("VERB", "AUX")
_DEPTH = 12


class ViaFinder:
    """Looks up, for each account, the attributions that it may rest on, and what speaks for each."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.doc: Any = document.syntax
        self.tops = document.headlines
        self.around = find_around(document.attributions, document.accounts)
        self.entities = {entity.id: entity for entity in document.entities}
        self.quoted = find_quotations(document.text)
        encoded = document.encoded
        self.rows: dict[int, int] = {}
        self.claims: Any = None
        if encoded is not None:
            self.rows = {token: row for row, token in enumerate(encoded.words.tokens)}
            self.claims = np.log(softmax(encoded.head("claim")) + 1e-4)

    def token(self, span: Span) -> Token:
        """Give the token at a span's start."""
        return self.doc[find_token(self.doc, span.start)]

    def list_options(self, account: Account) -> list[tuple[Attribution, Features]]:
        """Give the attributions around an account's mentions, outermost first, and what speaks for each."""
        main, body = find_main(account, self.tops)
        found = {a.id: a for span in (main, account.trigger, *account.also) for a in self.around.get(span, ())}
        if not found:
            return []
        common = dict(self._read_account(account, main, body))
        chain = list(self.around.get(main, ()))
        options: list[tuple[Attribution, Features]] = []
        for one in sorted(found.values(), key=lambda a: (a.content.start, -a.content.end)):
            features = common | dict(self._read_option(account, one, main, body))
            if one in chain:
                features["outer"] = float(chain.index(one) > 0)
                features["inner"] = float(one is not chain[-1])
            options.append((one, features))
        return options

    def _read_account(self, account: Account, main: Span, body: Sequence[Span]) -> Iterator[tuple[str, float]]:
        token = self.token(main)
        group = name_group(account.type)
        free = [span for span in body if not self.around.get(span)]
        clauses = [t for t in map(self.token, free) if t.pos_ in _VERBS and t.dep_ not in ("acl", "amod")]
        yield "bias", 1
        yield f"type {account.type}", 1
        yield f"group {group}", 1
        yield f"modality {account.modality}", 1
        yield f"word {token.pos_}", 1
        yield f"mentions {min(len(body), 3)}", 1
        if free:
            yield "told outside too", len(free) / len(body)
            yield "told outside too: any", 1
        if clauses:
            yield "told outside by a clause", 1
        if self.claims is not None:
            row = self.rows.get(token.i)
            if row is not None:
                for k, name in enumerate(CLAIMS):
                    yield f"encoder {name}", float(self.claims[row, k])

    def _read_option(
        self, account: Account, one: Attribution, main: Span, body: Sequence[Span]
    ) -> Iterator[tuple[str, float]]:
        words = load_words()
        inside = [span for span in body if one.content.contains(span)]
        at = main if one.content.contains(main) else inside[0] if inside else account.trigger
        token = self.token(at)
        group = name_group(account.type)
        yield "around main" if at is main else "around another", 1
        yield "share inside", len(inside) / len(body)
        yield f"kind {one.kind}", 1
        if any(top.contains(one.content) for top in self.tops):
            yield "in the headline", 1
        if one.cue is None:
            yield "no cue", 1
        else:
            cue = self.token(one.cue)
            cue = next((t for t in self._tokens(one.cue) if t.pos_ in _VERBS and t.dep_ not in ("aux", "auxpass")), cue)
            lemma = "according to" if one.cue.quote.lower() == "according to" else cue.lemma_.lower()
            yield f"cue {lemma}", 1
            yield f"cue {cue.pos_}", 1
            judged = judge_cue(one, words["cue"])
            if judged:
                yield f"cue {judged}", 1
        if one.source is None:
            yield "no source", 1
        own = one.entity is not None and one.entity in account.actor
        if own:
            yield "own", 1
            yield f"own {group}", 1
            yield f"own {group} {token.pos_}", 1
        elif one.entity is not None:
            yield f"not own {group}", 1
            yield f"source {self.entities[one.entity].kind}", 1
            if one.entity in account.recipient:
                yield "source is the recipient", 1
            if not account.actor:
                yield "no actor", 1
        tense = name_tense(token)
        yield f"tense {tense}", 1
        yield f"tense {tense} {group}", 1
        if own:
            named = any(
                one.content.contains(span) and span.end <= at.start for span in self.entities[str(one.entity)].mentions
            )
            yield f"own {'named' if named else 'unnamed'} {tense} {group}", 1
        where = self._place(token, one)
        yield f"place {where}", 1
        yield f"place {where} {token.pos_}", 1
        yield f"place {where} {group}", 1
        if one.kind != "indirect" and any(a <= at.start < b for a, b in self.quoted):
            yield "quoted", 1
            yield f"quoted {group}", 1
            yield f"quoted {token.pos_}", 1
        if token.pos_ in ("NOUN", "PROPN"):
            kinds = [c.lower_ if c.lower_ in ("a", "an", "the", "any", "no") else c.dep_ for c in token.children]
            det = next((k for k in kinds if k in ("a", "an", "the", "any", "no", "poss", "det")), "none")
            yield f"det {det}", 1

    def _tokens(self, span: Span) -> Any:
        first, last = find_tokens(self.doc, span.start, span.end)
        return self.doc[first : last + 1]

    def _place(self, token: Token, one: Attribution) -> str:
        """Say how the trigger stands in the content: its main verb, an argument, or in a clause taken for granted."""
        content = one.content
        links = []
        above = token
        for _ in range(_DEPTH):
            head = above.head
            if head == above or not content.start <= head.idx < content.end:
                break
            links.append(above.dep_)
            above = head
        if "relcl" in links or "acl" in links:
            return "in a noun's clause"
        if "advcl" in links:
            return "in a side clause"
        if not links:
            return "top"
        if all(link in ("conj", "xcomp", "ccomp", "parataxis") for link in links):
            return "clause"
        return "argument" if len(links) == 1 else "deeper"


def find_main(account: Account, tops: Sequence[Span]) -> tuple[Span, list[Span]]:
    """Give the word of an account that counts, and all outside the headlines `tops`; its trigger where none is."""
    spans = (account.trigger, *account.also)
    body = [span for span in spans if not any(top.contains(span) for top in tops)] or [account.trigger]
    return account.trigger if account.trigger in body else body[0], body


def find_around(attributions: Sequence[Attribution], accounts: Sequence[Account]) -> dict[Span, list[Attribution]]:
    """Give the attributions whose content holds each mention, outermost first, in one sweep over the text."""
    mentions = sorted({span for account in accounts for span in (account.trigger, *account.also)})
    ordered = sorted(attributions, key=lambda a: (a.content.start, -a.content.end))
    found: dict[Span, list[Attribution]] = {}
    live: list[Attribution] = []
    at = 0
    for span in mentions:
        while at < len(ordered) and ordered[at].content.start <= span.start:
            live.append(ordered[at])
            at += 1
        live = [a for a in live if a.content.end >= span.end]
        found[span] = [a for a in live if not (a.cue and a.cue.overlaps(span))]
    return found


def name_tense(token: Token) -> str:
    """Name the tense of the trigger's verb."""
    verb = token if token.pos_ in _VERBS else token.head
    auxiliaries = {c.lower_ for c in verb.children if c.dep_ in ("aux", "auxpass")}
    if auxiliaries & {"had", "have", "has", "having"}:
        return "perfect"
    if auxiliaries & {"will", "would", "'ll", "’ll"}:
        return "future"
    if auxiliaries & {"could", "may", "might", "should", "must", "can"}:
        return "modal"
    if "to" in auxiliaries:
        return "infinitive"
    if verb.tag_ == "VBD" or auxiliaries & {"was", "were", "did"}:
        return "past"
    return "present" if verb.tag_ in ("VBP", "VBZ") else verb.tag_


def judge_cue(attribution: Attribution, cues: Mapping[str, str]) -> str | None:
    """Say whether the words of a cue charge or deny."""
    if attribution.cue is None:
        return None
    for word in attribution.cue.quote.lower().split():
        for form in (word, word.removesuffix("s"), word.removesuffix("d"), word.removesuffix("ed")):
            if form in cues:
                return cues[form]
    return None
