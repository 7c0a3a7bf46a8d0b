"""Arguments: who did it to whom, where, and how many.

In: a `Document` with accounts, entities and amounts. Out: the accounts with `actor`, `recipient`, `place`
and `quantity`, mentions of one happening joined (see `merging`). Times are left to a later step.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import replace
from typing import Any

from dateline.data.quantity_kinds import is_person_noun, kind_for, kind_of_word, tell_kind
from dateline.extract.cues import bound_sentence
from dateline.extract.merging import merge_mentions
from dateline.extract.participants import find_participants
from dateline.mentions import MentionIndex
from dateline.records import Account, Amount, Document, Quantity
from dateline.tokens import find_token

Token = Any

_LOCATIVE = frozenset({"in", "at", "near", "outside", "inside", "across", "around", "throughout", "on", "into", "to"})
_ANSWERS = frozenset({"ACCUSE", "SANCTION", "REJECT"})
_POLICE = ("police", "sheriff")
_WEAK = frozenset({"on", "into", "to"})


def link_arguments(document: Document) -> Document:
    """Link every account to the entities and amounts of its sentence, then join mentions of one happening."""
    doc = document.syntax
    if doc is None or not document.accounts:
        return document
    lookup = Lookup(document)
    linked = []
    for account in document.accounts:
        token = doc[find_token(doc, account.trigger.start)]
        linked.append(link_account(account, token, lookup))
    linked = fill_from_acts(linked, doc)
    linked = join_amounts(document, linked)
    return replace(document, accounts=merge_mentions(replace(document, accounts=tuple(linked))))


def fill_from_acts(accounts: list[Account], doc: Any) -> list[Account]:
    """Let who condemns, punishes or refuses an act address its doer (*condemned the launch*)."""
    tokens = [find_token(doc, account.trigger.start) for account in accounts]
    by_token = dict(zip(tokens, accounts, strict=True))
    latest: dict[str, Account] = {}
    filled = []
    for i, account in zip(tokens, accounts, strict=True):
        token = doc[min(i, len(doc) - 1)]
        if account.type in _ANSWERS and not account.recipient:
            act = next((by_token[c.i] for c in _find_objects(token) if c.i in by_token), None)
            if act is not None and not act.actor and act.trigger.quote.lower() in latest:
                act = latest[act.trigger.quote.lower()]
            if act is not None:
                account = replace(account, recipient=tuple(e for e in act.actor if e not in account.actor))
        if account.actor:
            latest[account.trigger.quote.lower()] = account
        filled.append(account)
    return filled


def _find_objects(token: Token) -> list[Token]:
    objects = [c for c in token.children if c.dep_ in ("dobj", "nsubjpass")]
    return objects + [g for c in token.children if c.dep_ == "prep" for g in c.children if g.dep_ in ("pobj", "pcomp")]


def _is_police_work(account: Account) -> bool:
    if account.type == "COERCE":
        return "arrest" in account.mode
    return account.type == "ACCUSE" and account.trigger.quote.lower() in (
        "charged",
        "investigation",
        "questioned",
    )


class Lookup:
    """Which entities a token stands for as a participant, and as a place.

    *I* and *we* in a quotation stand for its speaker; a place that acts stands for its government.
    """

    def __init__(self, document: Document) -> None:
        self.index = MentionIndex(document)
        speakers = [a for a in document.attributions if a.entity and a.kind != "indirect"]
        self._spoken = sorted((a.content.start, a.content.end, a.entity or "") for a in speakers)
        self._starts = [start for start, _, _ in self._spoken]
        self._first = self._last = 0
        self._locatives: list[Token] = []
        self.datelines = [part.span for part in document.parts if part.kind == "dateline"]
        bodies = [e for e in document.entities if e.kind in ("org", "group")]
        names = [e for e in bodies if any(word in m.quote.lower() for m in e.mentions for word in _POLICE)]
        names += [e for e in bodies if e.kind == "org" and "COP" in e.sector]
        self.police = names[0].id if names else None

    def find_locatives(self, token: Token) -> list[Token]:
        """Give the locative prepositions of a token's sentence."""
        if not self._first <= token.i < self._last:
            self._first, self._last = bound_sentence(token)
            words = token.doc[self._first : self._last]
            self._locatives = [t for t in words if t.dep_ == "prep" and t.lower_ in _LOCATIVE]
        return self._locatives

    def identify(self, token: Token) -> list[str]:
        """Give the ids of those a token stands for, places left out."""
        if any(span.start <= token.idx < span.end for span in self.datelines):
            return []
        found = []
        for entity in self.index.all_at(token.i):
            side = self.index.twin(entity, "org") if self.index.entities[entity].kind == "place" else entity
            if side:
                found.append(side)
        if not found and token.lower_ in ("i", "we"):
            at = bisect_left(self._starts, token.idx + 1) - 1
            if at >= 0 and token.idx < self._spoken[at][1]:
                found.append(self._spoken[at][2])
        return found

    def known(self, token: Token) -> bool:
        """Say whether a token stands for someone who can act."""
        return bool(self.identify(token))


def link_account(account: Account, token: Token, lookup: Lookup) -> Account:
    """Fill actor, recipient and place of one account."""
    kind = "VISIT" if account.type == "CONSULT" and "visit" in account.mode else account.type
    actors, recipients = find_participants(token, kind, lookup.known)
    actor = tuple(dict.fromkeys(e for one in actors for e in lookup.identify(one)))
    found = dict.fromkeys(e for one in recipients for e in lookup.identify(one))
    recipient = tuple(e for e in found if e not in actor)
    if not actor and _is_police_work(account) and lookup.police and lookup.police not in recipient:
        actor = (lookup.police,)
    return replace(account, actor=actor, recipient=recipient, place=find_places(token, lookup))


def find_places(token: Token, lookup: Lookup) -> tuple[str, ...]:
    """Give the places of the trigger's clause, most specific first, else of its sentence."""
    index, clause = lookup.index, token
    while clause.pos_ not in ("VERB", "AUX") and clause.head != clause:
        clause = clause.head
    groups: tuple[list[str], list[str]] = ([], [])
    for one in lookup.find_locatives(token):
        near = one.head in (token, clause) or token.is_ancestor(one)
        for child in one.children:
            place = index.at(child.i, "place") if child.dep_ in ("pobj", "pcomp") else None
            if place is None or index.entities[place].kind != "place":
                continue
            if one.lower_ in _WEAK and not near:
                continue
            found = [place]
            for inner in child.subtree:
                more = index.at(inner.i, "place") if inner.i > child.i and inner.pos_ == "PROPN" else None
                if more and index.entities[more].kind == "place":
                    found.append(more)
            groups[0 if near else 1].extend(found)
    return tuple(dict.fromkeys(groups[0] or groups[1]))[:3]


def join_amounts(document: Document, accounts: list[Account]) -> list[Account]:
    """Give each amount to the account of its sentence whose trigger is nearest on the parse."""
    doc = document.syntax
    found: dict[int, list[Quantity]] = {}
    tokens = [doc[find_token(doc, account.trigger.start)] for account in accounts]
    by_sentence: dict[int, list[int]] = {}
    for number, account in enumerate(accounts):
        by_sentence.setdefault(account.sentence.start, []).append(number)
    sentence_starts = sorted(by_sentence)
    for amount in document.amounts:
        at = bisect_left(sentence_starts, amount.span.start + 1) - 1
        if at < 0:
            continue
        numbers = [n for n in by_sentence[sentence_starts[at]] if accounts[n].sentence.contains(amount.span)]
        place = doc[find_token(doc, (amount.noun or amount.span).start)]
        ranked = sorted((measure_distance(tokens[n], place), n) for n in numbers)
        if ranked and ranked[0][0] <= 3:
            number = ranked[0][1]
            found.setdefault(number, []).append(make_quantity(amount, accounts[number], tokens[number], place))
    return [replace(a, quantity=tuple(found.get(n, ()))) for n, a in enumerate(accounts)]


def measure_distance(trigger: Token, token: Token) -> int:
    """Give the number of steps from a token up to the trigger or to the trigger's own head; 9 if far."""
    above = {trigger.i: 0, trigger.head.i: 1}
    for steps in range(5):
        if token.i in above:
            return steps + above[token.i]
        token = token.head
    return 9


def make_quantity(amount: Amount, account: Account, trigger: Token, token: Token) -> Quantity:
    """Make a quantity of an amount: its kind by the event, the noun counted and the side on which it stands."""
    role = find_side(token, trigger)
    kind = tell_kind(amount.kind if amount.kind != "participants" or account.type == "PROTEST" else None, account.type)
    if kind is None and role == "recipient" and is_person_noun(token.lemma_):
        kind = kind_of_word(trigger.lemma_)
    noun = token.lemma_ if amount.noun else None
    kind = kind or kind_for(account.type, account.mode, noun, role)
    return Quantity(kind, amount.span, amount.low, amount.high)


def find_side(noun: Token, trigger: Token) -> str | None:
    """Give the side of a verb on which a noun stands: its subject acts, its object suffers, none where it is neither.

    *Hundreds of men fighting in the hills* act, *two men arrested on Monday* suffer.
    """
    if trigger.pos_ not in ("VERB", "AUX"):
        return None
    if trigger.dep_ in ("acl", "relcl") and trigger.head.i == noun.i and trigger.i > noun.i:
        passive = trigger.tag_ == "VBN" or any(child.dep_ in ("nsubjpass", "auxpass") for child in trigger.children)
        active = trigger.tag_ == "VBG" or any(
            child.dep_ == "nsubj" and child.tag_ in ("WP", "WDT") for child in trigger.children
        )
        return "actor" if active and not passive else "recipient" if passive else None
    top = noun
    while top.head.i not in (top.i, trigger.i) and (
        top.dep_ in ("conj", "appos") or (top.dep_ == "pobj" and top.head.lower_ == "of") or top.lower_ == "of"
    ):
        top = top.head
    if top.head.i != trigger.i:
        return None
    return {"nsubj": "actor", "nsubjpass": "recipient", "dobj": "recipient"}.get(top.dep_)
