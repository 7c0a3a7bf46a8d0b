"""Modality: whether what a trigger word tells of happened, is planned, might happen, or did not.

In: a `Document` with syntax, times, attributions and accounts. Out: the modality of each account, by a sum of named
features of its trigger's clause and, where there is one, of what the encoder takes it for. The weights
(`modality_weights.json`, learnt by `training/modality_weights.py`) are two sets, one without an encoder and one with.
Words that speak of plans, of possibility or of failure are in `modality_words.tsv`.
"""

from __future__ import annotations

import functools
from collections import defaultdict
from collections.abc import Container, Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from dateline.data import load_json, load_table
from dateline.extract.encoder import Encoded
from dateline.extract.triggers import load_rules
from dateline.records import MODALITIES, SPEECH_ACTS, Account, Modality
from dateline.weighing import weigh

Token = Any
OTHERS: tuple[Modality, ...] = ("planned", "hypothetical", "negated")
"""The modalities with weights of their own; `actual` is what they are weighed against, at 0."""
MOST = 8.0
"""Log-odds of the encoder, either way, beyond which it says no more."""
AHEAD = frozenset({"AGREE", "THREATEN"})
"""Acts that speak of what is to come: made now, however it is put (*will allocate*, *would strike*)."""

_CLIMB = 5
_PREPOSITIONS = frozenset(
    (
        "about",
        "after",
        "against",
        "at",
        "before",
        "by",
        "during",
        "for",
        "from",
        "in",
        "into",
        "of",
        "on",
        "over",
        "pending",
        "to",
        "toward",
        "towards",
        "until",
        "with",
        "without",
    )
)
_CONDITIONS = frozenset({"with condition", "inside: hypothetical", "own mark: hypothetical"})
_VERBS = ("VERB", "AUX")
_OBJECTS = ("dobj", "nsubjpass", "nsubj", "attr", "pobj", "oprd", "conj", "compound")


@functools.lru_cache(maxsize=1)
def load_words() -> dict[str, dict[str, str]]:
    """Give the modality of each word by its kind (auxiliary, governor, mark, modifier, cue)."""
    table: dict[str, dict[str, str]] = defaultdict(dict)
    for row in load_table("modality_words.tsv"):
        table[row["kind"]][row["word"]] = row["modality"]
    return dict(table)


def judge_modality(
    features: Sequence[str],
    weights: Mapping[str, Mapping[str, float]] | None = None,
    read: Sequence[float] | None = None,
    barred: Modality | None = None,
) -> Modality:
    """Choose the modality that the features speak for; `actual` unless another exceeds it.

    `read` gives the encoder's log-odds of `OTHERS` against `actual`; `barred` is not chosen. Without `weights` the
    shipped ones are taken, those learnt together with the encoder's where there are any.
    """
    if weights is None:
        weights = load_json("modality_weights.json")["ruled" if read is None else "read"]
    scores = add_features(features, weights)
    if read is not None:
        odds = tell_reader(read)
        scores = [score + weigh(odds, weights[name]) for name, score in zip(OTHERS, scores, strict=True)]
    scores = [-np.inf if name == barred else score for name, score in zip(OTHERS, scores, strict=True)]
    best = int(np.argmax(scores))
    return OTHERS[best] if scores[best] > 0 else "actual"


def name_reader(modality: Modality) -> str:
    """Give the name under which the weights of the encoder's log-odds of a modality stand."""
    return f"read {modality}"


def tell_reader(read: Sequence[float]) -> dict[str, float]:
    """Give the encoder's log-odds of `OTHERS` as features."""
    return {name_reader(other): min(max(x, -MOST), MOST) for other, x in zip(OTHERS, read, strict=True)}


def add_features(features: Sequence[str], weights: Mapping[str, Mapping[str, float]]) -> list[float]:
    """Give the sums of what the features say for `OTHERS`."""
    return [sum(weights[name].get(feature, 0.0) for feature in features) for name in OTHERS]


def read_modality(encoded: Encoded, token: Token) -> tuple[float, ...] | None:
    """Give the encoder's log-odds of `OTHERS` against `actual` at a word."""
    word = encoded.words.of_token[token.i]
    if word < 0:
        return None
    scores = encoded.head("modality")[word]
    return tuple(float(scores[MODALITIES.index(name)] - scores[MODALITIES.index("actual")]) for name in OTHERS)


def bar_modality(account: Account, token: Token) -> Modality | None:
    """Give the modality that an account cannot have.

    A refusal told by what was not done (*does not recognise the court*), in a word that by itself tells of another
    type, is no negated refusal: the negation is the act.
    Of 199 triggers of this type right behind *not*, *never* or *no* in the annotated reports 191 are actual, 4 negated.
    """
    if account.type != "REJECT":
        return None
    types = {rule.type for pos in ("VERB", "NOUN", "ADJ") for rule in load_rules().get((token.lemma_.lower(), pos), ())}
    return "negated" if types and "REJECT" not in types else None


def list_features(account: Account, token: Token, future: bool) -> list[str]:
    """Name what the trigger's clause says of its modality.

    `future` says whether a time of the trigger's sentence lies after the day of publication.
    """
    words = load_words()
    found = dict.fromkeys(_read_word(token, words))
    group = name_group(account.type)
    found[f"type {account.type}"] = None
    found[group] = None
    found[f"{group} {token.pos_}"] = None
    if {"own aux: will", "own aux: shall", "own aux: ll"} & found.keys() and not _CONDITIONS & found.keys():
        found["plain future"] = None
    if future:
        found["future time"] = None
        found[f"future time {group}"] = None
    return ["bias", *found, *(f"{group}: {name}" for name in found if ":" in name)]


def name_group(type_: str) -> str:
    """Name the kind of an act: of what is to come, done by speaking, or a deed."""
    return "ahead" if type_ in AHEAD else "speech" if type_ in SPEECH_ACTS else "deed"


def _read_word(token: Token, words: Mapping[str, Mapping[str, str]]) -> Iterator[str]:
    """Name the trigger's form, modifiers, auxiliaries, and what stands above it."""
    yield f"tag: {token.tag_}"
    yield f"word: {token.lemma_.lower()}"
    noun = token.pos_ in ("NOUN", "PROPN")
    yield from _read_modifiers(token, words)
    verb = token if token.pos_ in _VERBS else None
    if verb is not None:
        yield from _read_verb(verb, "own", words)
    first = token
    while (
        first.dep_ == "conj"
        and first.head.pos_ == token.pos_
        and not any(c.dep_.startswith("nsubj") for c in first.children)
    ):
        first = first.head  # what governs the first of several governs them all
    if first is not token:
        yield "joined"
    yield from _climb(first, words)
    yield from _read_condition(verb if verb is not None else token.head if token.head.pos_ in _VERBS else None, words)
    if noun and not any(c.dep_ in ("det", "poss") for c in token.children):
        yield "noun: bare"


def _read_modifiers(token: Token, words: Mapping[str, Mapping[str, str]]) -> Iterator[str]:
    for child in token.children:
        word = child.lower_
        if child.dep_ == "neg" or word in ("neither", "nor") or (child.dep_ == "det" and word == "no"):
            yield "own: no"
        elif child.dep_ in ("dobj", "dative", "pobj") and _is_none(child):
            yield "own: no object"
        elif child.dep_ in ("det", "poss"):
            yield f"det: {word if word in ('a', 'an', 'the', 'any', 'this', 'that', 'another') else child.dep_}"
        elif child.dep_ in ("amod", "compound", "advmod", "nmod") and child.i < token.i:
            kind = words["modifier"].get(word) or words["modifier"].get(child.lemma_.lower())
            if kind:
                yield f"modifier: {kind}"


def _read_verb(verb: Token, where: str, words: Mapping[str, Mapping[str, str]]) -> Iterator[str]:
    """Name a verb's tense, auxiliaries, negation and conjunction. `where`: the trigger's own, or above it."""
    chain = verb
    subject = None
    while True:
        marks = [
            c for c in chain.children if c.dep_ in ("aux", "auxpass", "mark", "neg", "advmod", "nsubj", "nsubjpass")
        ]
        for child in marks:
            word = child.lower_
            if child.dep_ == "neg":
                yield f"{where}: no"
            elif child.dep_ in ("aux", "auxpass"):
                kind = words["auxiliary"].get(word)
                if kind:
                    yield f"{where} aux: {word.strip(chr(39) + '’')}"
                    yield f"{where} aux: {kind}"
                elif word in ("to", "have", "has", "had", "is", "are", "was", "were", "be", "been", "being"):
                    yield f"{where} aux: {word}"
            elif child.dep_ in ("mark", "advmod") and word in words["mark"]:
                yield f"{where} mark: {words['mark'][word]}"
            elif child.dep_ == "advmod" and word in words["modifier"]:
                yield f"{where} adverb: {words['modifier'][word]}"
            elif child.dep_.startswith("nsubj"):
                subject = child
        if chain.dep_ == "conj" and chain.head.pos_ in _VERBS and subject is None and chain.tag_ == chain.head.tag_:
            chain = chain.head  # *will close and expel*: the auxiliary stands on the first
            continue
        break
    yield f"{where} verb: {verb.tag_}"
    if subject is not None and _is_none(subject):
        yield f"{where}: no"


def _is_none(token: Token) -> bool:
    """Say whether a noun or pronoun is of nobody and nothing: "none", "no police"."""
    return token.lower_ in ("no", "nobody", "none", "neither", "nothing") or any(
        c.lower_ in ("no", "neither", "few") for c in token.children
    )


def _name_verb(token: Token, governors: Container[str]) -> str:
    """Give a word's lemma, with the particle of a phrasal verb ("call_off"); of both, the one among `governors`."""
    lemma = str(token.lemma_.lower())
    for child in token.rights:
        name = f"{lemma}_{child.lower_}"
        if child.i == token.i + 1 and (name in governors or (child.dep_ == "prt" and lemma not in governors)):
            return name
    return lemma


def _read_condition(verb: Token | None, words: Mapping[str, Mapping[str, str]]) -> Iterator[str]:
    """Name a *would* that reports a plan, one of a condition, and a condition beside the verb."""
    if verb is None:
        return
    auxiliaries = {c.lower_ for c in verb.children if c.dep_ == "aux"}
    told = verb.dep_ == "ccomp" and verb.head.tag_ in ("VBD", "VBN")
    for word in ("would", "will", "could", "should", "may", "might"):
        if word in auxiliaries:
            yield f"aux pair: {word} {'have' if 'have' in auxiliaries else 'told' if told else 'free'}"
    for child in verb.children:
        if child.dep_ == "advcl" and any(c.dep_ == "mark" and c.lower_ in ("if", "unless") for c in child.children):
            yield "with condition"
    above = verb
    for _ in range(3):
        marks = [c for c in above.children if c.dep_ == "mark" and c.lower_ in words["mark"]]
        if marks:
            yield f"inside: {words['mark'][marks[0].lower_]}"
        if above.dep_ not in ("xcomp", "conj", "ccomp") or above.head == above:
            return
        above = above.head


def _climb(token: Token, words: Mapping[str, Mapping[str, str]]) -> Iterator[str]:
    """Name what governs the trigger: verbs and nouns of plan, wish, fear and failure, prepositions, clauses."""
    below = token
    governors = words["governor"]
    for step in range(_CLIMB):
        above = below.head
        if above == below:
            yield "root"
            return
        link = below.dep_
        if step == 0:
            yield f"link: {link}"
        word = _name_verb(above, governors)
        if step < 2 and above.pos_ != "ADP":
            yield f"above {'subject' if link.startswith('nsubj') else 'other'}: {word}"
        infinitive = any(c.lower_ == "to" and c.dep_ == "aux" for c in below.children)
        if link == "relcl":
            yield "up: relcl"
            return
        if above.pos_ == "ADP" and step < 2:
            yield f"under: {word if word in _PREPOSITIONS else 'other'}"
        if word in governors and link not in ("nsubj", "amod", "det", "poss", "advmod"):
            manner = (
                "to"
                if infinitive
                else "ing"
                if below.tag_ == "VBG"
                else "noun"
                if below.pos_ in ("NOUN", "PROPN")
                else "clause"
            )
            yield f"governor word: {word}"
            yield f"governor {manner}: {governors[word]}"
            yield f"governor: {governors[word]}"
            if step == 0:
                yield f"governor near: {governors[word]}"
            if any(c.dep_ == "neg" for c in above.children):
                yield "governor: no"
        elif infinitive and link in ("xcomp", "acl", "ccomp", "advcl"):
            yield f"to below {'be' if word == 'be' else above.pos_} {link}"
        if above.pos_ in _VERBS and below.pos_ not in _VERBS and link in _OBJECTS and step < 2:
            yield from _read_verb(above, "verb above", words)
        elif above.pos_ in _VERBS and link in ("conj", "xcomp", "ccomp", "advcl"):
            for child in above.children:
                if child.dep_ == "neg" and link == "xcomp":
                    yield "clause above: no"
                if child.dep_ == "aux" and child.lower_ in words["auxiliary"] and link in ("xcomp", "conj"):
                    yield f"clause above aux: {words['auxiliary'][child.lower_]}"
        if link in ("ccomp", "advcl", "parataxis") and step > 0:
            return
        below = above
