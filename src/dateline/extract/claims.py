"""Claims: whether it happened, and who vouches for it.

In: a `Document` with accounts and attributions. Out: the accounts with `modality`, `claim`, `via` and
`confidence`. Modality is read off auxiliaries, conditions, negation and governing verbs (table
`modality_words.tsv`); a trigger in the content of an attribution rests on its source, outermost first,
unless some mention is told by the report itself.
"""

from __future__ import annotations

import functools
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from dateline.data import load_table
from dateline.records import Account, Attribution, Claim, Document, Modality, Span

Token = Any

_SPEECH = frozenset({"AGREE", "REQUEST", "ACCUSE", "THREATEN", "REJECT", "SUPPORT", "CONCEDE"})
_AHEAD = frozenset({"AGREE", "THREATEN"})
"""Acts that speak of what is to come: made now, however it is put (*will allocate*, *would strike*)."""


@functools.lru_cache(maxsize=1)
def load_words() -> dict[str, dict[str, str]]:
    """Give the modality of each word by its kind (auxiliary, governor, mark, modifier, cue)."""
    table: dict[str, dict[str, str]] = defaultdict(dict)
    for row in load_table("modality_words.tsv"):
        table[row["kind"]][row["word"]] = row["modality"]
    return dict(table)


def judge_claims(document: Document) -> Document:
    """Judge every account; a report without syntax stays as it is."""
    doc = document.syntax
    if doc is None or not document.accounts:
        return document
    starts = [token.idx for token in doc]
    tops = [part.span for part in document.parts if part.kind == "headline"]
    around = _find_around(document.attributions, document.accounts)
    mentions = {entity.id: entity.mentions for entity in document.entities}
    judged = []
    for account in document.accounts:
        token = doc[min(bisect_left(starts, account.trigger.start), len(doc) - 1)]
        body = [s for s in (account.trigger, *account.also) if not any(top.contains(s) for top in tops)]
        claim, via = judge_claim(account, token, around, body or [account.trigger], mentions)
        judged.append(replace(account, modality=judge_modality(token, account.type), claim=claim, via=via))
    return replace(document, accounts=tuple(judged))


def _find_around(attributions: tuple[Attribution, ...], accounts: tuple[Account, ...]) -> dict[Span, list[Attribution]]:
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


def judge_claim(
    account: Account,
    token: Token,
    around: Mapping[Span, list[Attribution]],
    body: Sequence[Span],
    mentions: Mapping[str, Sequence[Span]],
) -> tuple[Claim, tuple[str, ...]]:
    """Say who vouches for the account and through whom the report has it."""
    words = load_words()
    chains = [around.get(span, []) for span in body]
    chain = around.get(account.trigger, [])
    if not all(chains) and not (account.type == "ASSAULT" and chain and account.trigger == body[0]):
        chain = []
    if account.type in _SPEECH:
        chain = [a for a in chain if not _does_by_saying(account, a, mentions)]
    near = [c.lower_ for c in token.children] + ([token.head.lower_] if token.dep_ == "amod" else [])
    if any(words["modifier"].get(word) == "alleged" or words["cue"].get(word) == "alleged" for word in near):
        return "alleged", tuple(a.id for a in chain)
    kinds = [_judge_cue(a, words["cue"]) for a in chain]
    ids = tuple(a.id for a in chain)
    if "denied" in kinds:
        return "denied", ids
    if "alleged" in kinds:
        return "alleged", ids
    if _is_charged(token, words["cue"]):
        return "alleged", ids
    return ("attributed", ids) if ids else ("narrator", ())


def _does_by_saying(account: Account, attribution: Attribution, mentions: Mapping[str, Sequence[Span]]) -> bool:
    """Say whether the act is done with these very words, so that the report itself relates it.

    Not where their speaker tells in them of what he did elsewhere (*he said he had warned them*).
    """
    if attribution.entity is None or attribution.entity not in account.actor:
        return False
    content = attribution.content
    told = any(content.contains(span) and span.end <= account.trigger.start for span in mentions[attribution.entity])
    return attribution.kind == "direct" or not told


def _judge_cue(attribution: Attribution, cues: dict[str, str]) -> str | None:
    if attribution.cue is None:
        return None
    for word in attribution.cue.quote.lower().split():
        for form in (word, word.removesuffix("s"), word.removesuffix("d"), word.removesuffix("ed")):
            if form in cues:
                return cues[form]
    return None


def _is_charged(token: Token, cues: dict[str, str]) -> bool:
    """Say whether the trigger hangs on a charge or an accusation (*charged with murdering*)."""
    above = token
    for _ in range(3):
        if above.head == above:
            return False
        link = above.dep_
        above = above.head
        if above.lemma_.lower() in cues and link in ("prep", "pcomp", "pobj", "xcomp", "ccomp", "acl"):
            return cues[above.lemma_.lower()] == "alleged"
        if above.pos_ == "VERB" and link not in ("pobj", "pcomp", "prep", "conj", "xcomp"):
            return False
    return False


def judge_modality(token: Token, kind: str) -> Modality:
    """Read the modality of a trigger; a speech act that is made counts, whatever it speaks of."""
    read = _read_modality(token, kind)
    return "actual" if kind in _AHEAD and read != "negated" else read


def _read_modality(token: Token, kind: str) -> Modality:
    words = load_words()
    verb = token
    if token.pos_ != "VERB" and token.dep_ in ("dobj", "nsubjpass", "attr", "pobj"):
        verb = token.head if token.head.pos_ in ("VERB", "AUX") else token
    for one in (token, verb):
        for child in one.children:
            word = child.lower_
            if child.dep_ == "neg" or (child.dep_ == "det" and word == "no"):
                return "negated"
            if child.dep_ == "aux" and word in words["auxiliary"]:
                return _as_modality(words["auxiliary"][word])
            if child.dep_ == "mark" and word in words["mark"] and one == verb:
                return "hypothetical"
            if child.dep_ == "amod" and words["modifier"].get(word) in ("planned", "hypothetical"):
                return _as_modality(words["modifier"][word])
    if kind in _SPEECH and token.pos_ != "VERB":
        return "actual"
    return _judge_governor(verb, words["governor"])


def _judge_governor(verb: Token, governors: dict[str, str]) -> Modality:
    above = verb
    for _ in range(3):
        if above.dep_ not in ("xcomp", "ccomp", "acl", "conj", "pcomp", "prep", "pobj", "dobj") or above.head == above:
            return "actual"
        infinitive = above.dep_ in ("xcomp", "acl", "ccomp") and any(c.lower_ == "to" for c in above.children)
        above = above.head
        if above.lemma_.lower() in governors and infinitive:
            return _as_modality(governors[above.lemma_.lower()])
    return "actual"


def _as_modality(value: str) -> Modality:
    known: dict[str, Modality] = {"planned": "planned", "hypothetical": "hypothetical", "negated": "negated"}
    return known.get(value, "actual")
