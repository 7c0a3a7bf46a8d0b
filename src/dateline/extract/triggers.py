"""Triggers: the words that tell of an event, each a first account with type, modes and contexts.

In: a `Document` with syntax. Out: the same with one account a trigger, in text order, `confidence` being
the trigger's weight. The table `triggers.tsv` says which verbs, nouns and adjectives tell of which PLOVER
type and under what condition; sentences of sport, entertainment, products and weather damp the weight.
Later mentions of the same happening are joined only when participants are known, in `merging`.
"""

from __future__ import annotations

import functools
from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from typing import Any

from spacy.attrs import POS
from spacy.parts_of_speech import IDS

from dateline.data import load_json, load_table
from dateline.records import ASIDE, Account, Document, Span
from dateline.tokens import list_lemmas

Token = Any

THRESHOLD = 0.4
"""The least weight of a trigger that makes an account; chosen on the development reports."""

_WINDOW = 8
_CONTENT_WORDS = ("NOUN", "VERB", "PROPN", "ADJ")
_BARE = {"VERB": "VERB", "NOUN": "NOUN", "PROPN": "NOUN", "ADJ": "ADJ"}


@dataclass(frozen=True, slots=True)
class Rule:
    """One row of `triggers.tsv`."""

    type: str
    mode: tuple[str, ...]
    condition: str
    words: frozenset[str]
    prior: float


@functools.lru_cache(maxsize=1)
def load_rules() -> dict[tuple[str, str], tuple[Rule, ...]]:
    """Give the rules by lemma and part of speech, those with a condition first."""
    rules: dict[tuple[str, str], list[Rule]] = defaultdict(list)
    for row in load_table("triggers.tsv"):
        name, _, words = (row["condition"] or "").partition(":")
        rule = Rule(row["type"], tuple(row["mode"].split()), name, frozenset(words.split("|")), float(row["prior"]))
        rules[row["lemma"], row["pos"]].append(rule)
    return {key: tuple(sorted(found, key=lambda r: (not r.condition, -r.prior))) for key, found in rules.items()}


def find_triggers(document: Document) -> Document:
    """Make an account of every trigger above the threshold; a report without syntax keeps none."""
    doc = document.syntax
    if doc is None or not len(doc):
        return document
    skipped = [part.span for part in document.parts if part.kind in ASIDE]
    damping = measure_damping(doc)
    topics = rank_contexts(doc[:])
    accounts: list[Account] = []
    telling = {lemma for lemma, _ in load_rules()}
    lemmas = list_lemmas(doc)
    for sent in doc.sents:
        likely = [doc[i] for i in range(sent.start, sent.end) if lemmas[i] in telling]
        found = [(t, r) for t in likely if (r := match_rule(t)) and r.prior * damping >= THRESHOLD]
        if not found:
            continue
        sentence = Span.of(document.text, *trim_sentence(sent))
        context = choose_contexts(sent, topics)
        for token, rule in found:
            trigger = Span.of(document.text, *_measure_trigger(token))
            if any(span.contains(trigger) for span in skipped):
                continue
            account = Account(
                id=f"v{len(accounts) + 1}",
                type=rule.type,
                trigger=trigger,
                sentence=sentence,
                mode=_find_modes(token, rule, sent),
                context=context,
                confidence=round(rule.prior * damping, 4),
            )
            accounts.append(score_account(account))
    return replace(document, accounts=tuple(accounts))


def score_account(account: Account) -> Account:
    """Set quad and intensity: the strongest PLOVER score of the modes, or the type's."""
    entry = load_json("plover.json")[account.type]
    scores = [entry["modes"][mode] for mode in account.mode if mode in entry["modes"]]
    return replace(account, quad=entry["quad"], intensity=max(scores, key=abs) if scores else entry["score"])


def match_rule(token: Token) -> Rule | None:
    """Give the first rule of `triggers.tsv` whose condition the token's sentence fills."""
    pos = _BARE.get(token.pos_)
    if pos is None or (token.ent_type_ in ("ORG", "GPE", "PERSON", "FAC", "LOC") and token.pos_ == "PROPN"):
        return None
    modifies = token.pos_ == "NOUN" and token.dep_ == "compound" and token.head.pos_ in ("NOUN", "PROPN")
    if modifies and match_head(token.head):
        return None
    for rule in load_rules().get((token.lemma_.lower(), pos), ()):
        if not rule.condition or _fills(token, rule):
            return rule
    return None


def match_head(token: Token) -> bool:
    """Say whether the head of a compound is itself a trigger without condition (*murder trial*)."""
    return any(not rule.condition for rule in load_rules().get((token.lemma_.lower(), "NOUN"), ()))


def _fills(token: Token, rule: Rule) -> bool:
    name = rule.condition
    if name == "prep":
        return any(c.dep_ in ("prep", "dative", "agent") and c.lower_ in rule.words for c in token.children)
    if name == "prt":
        near = [c for c in token.children if c.dep_ in ("prt", "advmod", "prep") and 0 < c.i - token.i < 6]
        return any(c.lower_ in rule.words for c in near)
    if name == "word":
        low, high = max(0, token.i - 12), token.i + 13
        return any(t.lemma_.lower() in rule.words for t in token.doc[low:high])
    objects = [c for c in token.children if c.dep_ in ("dobj", "nsubjpass", "compound", "pobj")]
    objects += [g for c in token.children if c.dep_ == "prep" and c.lower_ == "of" for g in c.children]
    if token.dep_ in ("acl", "relcl", "amod"):
        objects.append(token.head)
    if name == "obj":
        return bool(objects) and (rule.words == {""} or any(_names(o, rule.words) for o in objects))
    if name == "person":
        return any(o.ent_type_ in ("PERSON", "NORP") or o.pos_ == "PRON" or o.pos_ == "PROPN" for o in objects)
    return False


def _names(token: Token, words: frozenset[str]) -> bool:
    """Say whether a noun, or one joined to it by *and* or *of*, is one of the words."""
    near = [token, *token.conjuncts]
    near += [g for c in token.children if c.dep_ == "prep" and c.lower_ == "of" for g in c.children]
    near += [c for c in token.children if c.dep_ in ("compound", "nmod")]
    return any(t.lemma_.lower() in words for t in near)


def _measure_trigger(token: Token) -> tuple[int, int]:
    end = token.idx + len(token.text)
    follower = token.doc[token.i + 1] if token.i + 1 < len(token.doc) else None
    if follower is not None and follower.dep_ == "prt" and follower.head == token:
        end = follower.idx + len(follower.text)
    return token.idx, end


def trim_sentence(sent: Any) -> tuple[int, int]:
    """Give a sentence's offsets without the space and the line breaks around it."""
    start, end = sent.start_char, sent.end_char
    text = sent.text
    return start + len(text) - len(text.lstrip()), max(end - len(text) + len(text.rstrip()), start + 1)


@functools.lru_cache(maxsize=1)
def _load_modes() -> dict[str, dict[str, str]]:
    table: dict[str, dict[str, str]] = defaultdict(dict)
    for row in load_table("trigger_modes.tsv"):
        table[row["type"]][row["word"]] = row["mode"]
    return dict(table)


def _find_modes(token: Token, rule: Rule, sent: Token) -> tuple[str, ...]:
    """Give the rule's modes and those that words beside the trigger show; `ASSAULT` keeps two at most."""
    words = _load_modes().get(rule.type, {})
    near = token.doc[max(sent.start, token.i - _WINDOW) : min(sent.end, token.i + _WINDOW + 1)]
    shown = [words[t.lemma_.lower()] for t in near if t.lemma_.lower() in words]
    if rule.mode and rule.type != "ASSAULT":
        return rule.mode
    return tuple(dict.fromkeys([*rule.mode, *shown]))[:2]


@functools.lru_cache(maxsize=1)
def _load_contexts() -> dict[str, tuple[str, ...]]:
    table: dict[str, list[str]] = defaultdict(list)
    for row in load_table("contexts.tsv"):
        table[row["word"]].append(row["context"])
    return {word: tuple(found) for word, found in table.items()}


def rank_contexts(stretch: Token) -> Counter[str]:
    """Count the words of each context in a stretch of the report, each lemma three times at most."""
    table = _load_contexts()
    lemmas = list_lemmas(stretch.doc)[stretch.start : stretch.end]
    seen: Counter[str] = Counter(lemma for lemma in lemmas if lemma in table)
    counts: Counter[str] = Counter()
    for word, number in sorted(seen.items()):
        for context in table[word]:
            counts[context] += min(number, 3)
    return counts


def choose_contexts(sent: Token, topics: Counter[str]) -> tuple[str, ...]:
    """Choose up to two contexts: words of the sentence count three times those of the report."""
    near = rank_contexts(sent)
    total = Counter({context: 3 * near[context] + number for context, number in topics.items()})
    best = sorted(total.items(), key=lambda item: (-item[1], item[0]))
    if not best or best[0][1] < 3:
        return ()
    return tuple(context for context, number in best[:2] if number * 2 >= best[0][1])


@functools.lru_cache(maxsize=1)
def _load_damping() -> dict[str, str]:
    return {row["word"]: row["field"] for row in load_table("damping_words.tsv")}


def measure_damping(doc: Token) -> float:
    """Give a factor of at most 1 by the share of a report's words that belong to fields without events."""
    table = _load_damping()
    kinds = frozenset(IDS[name] for name in _CONTENT_WORDS)
    words = [lemma for lemma, kind in zip(list_lemmas(doc), doc.to_array(POS).tolist(), strict=True) if kind in kinds]
    share = sum(word in table for word in words) / max(len(words), 40)
    return 1.0 if share < 0.05 else 0.7 if share < 0.1 else 0.5
