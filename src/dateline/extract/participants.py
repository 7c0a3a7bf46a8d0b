"""Participants: the tokens that fill the actor and recipient slots of a trigger, by its frame on the parse.

In: a trigger's token, its event type, and which tokens stand for entities. Out: tokens for either side.
Verbs give their subject and object, through passives, conjunction, control and relative clauses; nouns give
possessors, modifiers, *by*, *of* and *between* phrases and the subject of the verb that carries them
(*launched an attack*).
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from dateline.data import load_table
from dateline.extract.cues import find_subject

Token = Any
Known = Callable[[Token], bool]
"""Says whether a token stands for an entity that can act."""

_UNDERGO = frozenset({"face", "suffer", "undergo", "receive", "await", "survive", "get", "deny"})
_BOTH_ACT = frozenset({"CONSULT", "COOPERATE"})
_SPEAK = frozenset({"REJECT", "AGREE", "THREATEN", "REQUEST"})
_INNER = ("poss", "compound", "nmod", "amod", "prep", "pobj", "appos", "agent", "dobj", "conj")


@functools.lru_cache(maxsize=1)
def load_frames() -> dict[str, tuple[frozenset[str], frozenset[str]]]:
    """Give the prepositions of the recipient and of further actors by event type."""
    return {
        row["type"]: (frozenset(row["recipient"].split()), frozenset((row["actors"] or "").split()))
        for row in load_table("argument_frames.tsv")
    }


@functools.lru_cache(maxsize=1)
def load_patients() -> frozenset[str]:
    """Give the nouns whose possessor undergoes the act."""
    return frozenset(row["noun"] for row in load_table("patient_nouns.tsv"))


@functools.lru_cache(maxsize=1)
def load_agents() -> frozenset[str]:
    """Give the nouns that name people and bodies: no one inside such a phrase stands for its head."""
    return frozenset(row["noun"] for row in load_table("agent_nouns.tsv"))


def find_participants(token: Token, kind: str, known: Known) -> tuple[list[Token], list[Token]]:
    """Give the tokens of actors and of recipients; conjuncts of a participant take part as well."""
    if token.pos_ in ("VERB", "AUX") or (token.pos_ == "ADJ" and token.dep_ in ("acomp", "ROOT")):
        actors, recipients = _read_verb(token, kind, known)
    else:
        actors, recipients = _read_noun(token, kind, known)
    if kind == "MOBILIZE":
        unit = [t for t in recipients if t.dep_ == "nsubjpass"]
        actors = actors or unit
        recipients = [t for t in recipients if t.dep_ == "pobj"]
    if kind in _BOTH_ACT:
        actors, recipients = actors + recipients, []
    actors = _spread(actors, known)
    recipients = [t for t in _spread(recipients, known) if t not in actors]
    return actors, recipients


def _spread(tokens: list[Token], known: Known) -> list[Token]:
    """Add the conjuncts that are known, and keep each token once."""
    found: dict[int, Token] = {}
    for token in tokens:
        for one in (token, *token.conjuncts):
            if one == token or known(one):
                found.setdefault(one.i, one)
    return [found[i] for i in sorted(found) if known(found[i])]


def _reach(token: Token, known: Known, depth: int = 3) -> list[Token]:
    """Give the token if it stands for an entity, else the nearest entities inside its phrase."""
    if known(token):
        return [token]
    if not depth or token.lemma_.lower() in load_agents():
        return []
    found: list[Token] = []
    for child in token.children:
        if child.dep_ in _INNER:
            found += _reach(child, known, depth - 1)
            if found:
                return found
    return found


def _objects(token: Token, words: frozenset[str]) -> list[Token]:
    """Give the objects of the prepositions that hang on a token or on its particle or object."""
    found = []
    for child in token.children:
        if child.dep_ in ("prep", "dative", "agent", "prt", "dobj"):
            holders = [child] if child.dep_ != "dobj" else [c for c in child.children if c.dep_ == "prep"]
            for holder in holders:
                if holder.lower_ in words:
                    found += [c for c in holder.children if c.dep_ in ("pobj", "pcomp")]
    return found


def _read_verb(token: Token, kind: str, known: Known) -> tuple[list[Token], list[Token]]:
    recipient_words, actor_words = load_frames().get(kind, (frozenset(), frozenset()))
    passive = any(c.dep_ in ("nsubjpass", "auxpass") for c in token.children) or _is_participle(token)
    agents = [g for c in token.children if c.dep_ == "agent" or (passive and c.lower_ == "by") for g in c.children]
    subject = None if passive else find_subject(token)
    actors = _first(agents or ([subject] if subject is not None else []), known)
    objects: list[Token] = []
    if passive:
        objects = [c for c in token.children if c.dep_ == "nsubjpass"]
        if not objects and (token.dep_ in ("acl", "relcl", "amod")):
            objects = [token.head]
        if not objects and token.dep_ == "conj":
            objects = [c for c in token.head.children if c.dep_ == "nsubjpass"]
    objects += [c for c in token.children if c.dep_ in ("dobj", "dative", "iobj") and c.dep_ != "agent"]
    if not objects and token.dep_ == "relcl":
        objects = [token.head] if subject is not None and subject != token.head else []
    recipients = _first(objects, known)
    if not recipients:
        recipients = _first(_objects(token, recipient_words), known)
    if not recipients and kind in _SPEAK:
        inner = [c for c in token.children if c.dep_ in ("xcomp", "ccomp", "pcomp") and c.i > token.i]
        for verb in inner:
            objects = [c for c in verb.children if c.dep_ in ("dobj", "nsubj", "nsubjpass")]
            recipients = recipients or _first(objects + _objects(verb, frozenset({"with", "to", "against"})), known)
    if not actors and not passive:
        actors = _before(token, known)
    actors += _first(_objects(token, actor_words), known)
    return actors, [t for t in recipients if t not in actors]


def _before(token: Token, known: Known) -> list[Token]:
    """Give the entity that stands right before a verb whose subject the parser missed."""
    if token.tag_ not in ("VBD", "VBZ", "VBP"):
        return []
    at = token.i - 1
    while at > 0 and not token.doc[at].is_sent_start and token.doc[at].pos_ in ("AUX", "ADV", "PART"):
        at -= 1
    one = token.doc[at]
    return (
        [one]
        if 0 <= at < token.i and not token.is_sent_start and one.pos_ in ("NOUN", "PROPN", "PRON") and known(one)
        else []
    )


def _is_participle(token: Token) -> bool:
    return bool(token.tag_ == "VBN" and token.dep_ in ("acl", "amod", "advcl", "conj") and not _has_auxiliary(token))


def _has_auxiliary(token: Token) -> bool:
    return any(c.dep_ == "aux" for c in token.children) or any(c.dep_ == "nsubj" for c in token.children)


def _first(tokens: list[Token], known: Known) -> list[Token]:
    found: list[Token] = []
    for token in tokens:
        found += _reach(token, known)
    return found


def _read_noun(token: Token, kind: str, known: Known) -> tuple[list[Token], list[Token]]:
    recipient_words, actor_words = load_frames().get(kind, (frozenset(), frozenset()))
    owners = [c for c in token.children if c.dep_ in ("poss", "compound", "nmod", "amod")]
    own = _first(owners, known)
    actors = _first(_objects(token, frozenset({"by"})), known)
    recipients = _first(_objects(token, recipient_words), known)
    if token.lemma_.lower() in load_patients() and not recipients:
        recipients = own
    else:
        actors = actors or own
    both = _first(_objects(token, actor_words | {"between"}), known)
    if both:
        actors = actors + both
    carrier = token.head
    if token.dep_ in ("dobj", "attr", "pobj", "oprd"):
        while carrier.dep_ in ("prep", "pobj", "dobj", "attr") and carrier.head != carrier and carrier.pos_ != "VERB":
            carrier = carrier.head
        carried = token.dep_ == "dobj" or kind == "CONSULT"
        subject = find_subject(carrier) if carrier.pos_ in ("VERB", "AUX") and carried else None
        if subject is not None and known(subject):
            if carrier.lemma_ in _UNDERGO:
                recipients = recipients or [subject]
            else:
                actors = actors or [subject]
        if not recipients and token.dep_ == "dobj":
            recipients = _first(_objects(carrier, recipient_words - {"of", "into", "over"}), known)
    elif token.dep_ == "nsubjpass":
        agents = [g for c in token.head.children if c.dep_ == "agent" for g in c.children]
        actors = actors or _first(agents, known)
    return actors, [t for t in recipients if t not in actors]
