"""Entities that are one, joined by the encoder: *the president* with the name that the rules left apart.

In: a `Document` with entities and the encoder's output. Out: the same with entities joined, and every attribution and
account pointing at what they became. The encoder gives each mention a choice of antecedent among the mentions before
it, or none (the mention ranking of Lee et al., EMNLP 2017); an entity without a name of its own joins the one in whose
favour its mentions choose. Two entities that both bear names stay apart: names are the rules' work.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from dateline.data.actors import read_noun
from dateline.data.genders import read_pronoun
from dateline.extract.encoder import Encoded
from dateline.extract.frame import UNREAD, Floats, softmax
from dateline.extract.pairs import FORMS, KINDS, Columns, find_root, list_columns
from dateline.mentions import GOVERNMENT, is_pair, tell_gender
from dateline.records import Document, Entity, Span

MAX_MENTIONS = 600
"""Mentions of one report that are compared; a longer report keeps the rules' entities."""

UNLIKELY = 0.1
"""How much a pronoun's choice of someone whose name tells the other gender counts."""
COUNTED = frozenset({"group", "person"})
"""Kinds of entities of which a number in figures says how many or how old they are."""
NUMBER = re.compile(r"\d+(?:,\d{3})*")
FORM_PAIRS = len(FORMS) ** 2


@dataclass(frozen=True, slots=True)
class Mentions:
    """Mentions in the order of the text: their words, candidate numbers, forms and lemmas."""

    words: NDArray[np.int64]
    owner: NDArray[np.int64]
    form: NDArray[np.int64]
    lemma: NDArray[np.str_]

    def compare(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Give what is known of each pair: the forms of both, and whether the head words are the same."""
        forms = self.form[:, None] * len(FORMS) + self.form[None, :]
        same = (self.lemma[:, None] == self.lemma[None, :]) & (self.form != FORMS.index("pronoun"))[:, None]
        return forms, same.astype(np.int64)


def list_mentions(document: Document, encoded: Encoded, columns: Columns) -> Mentions:
    """Give the mentions of everyone who can act, in the order of the text; a photographer's credit is none."""
    starts = np.array([document.syntax[encoded.words.tokens[w]].idx for w in columns.words.tolist()], np.int64)
    read = columns.kind < KINDS.index("place")
    for part in document.parts:
        if part.kind in UNREAD:
            read &= (starts < part.span.start) | (starts >= part.span.end)
    chosen = np.flatnonzero(read)
    chosen = chosen[np.argsort(columns.words[chosen], kind="stable")]
    words = columns.words[chosen]
    lemmas = [document.syntax[encoded.words.tokens[w]].lemma_.lower() for w in words.tolist()]
    return Mentions(words, columns.owner[chosen], columns.form[chosen], np.asarray(lemmas, dtype=np.str_))


@dataclass(frozen=True, slots=True)
class Choices:
    """The mentions of a report's entities, by their numbers in `ids`, and what each chooses as its antecedent."""

    ids: tuple[str, ...]
    mentions: Mentions
    antecedents: Floats


def join_entities(document: Document, limits: Mapping[str, float]) -> Document:
    """Give pronouns to the entities that the encoder chooses for them, and join entities without a name."""
    encoded: Encoded = document.encoded
    columns = list_columns(replace(document, times=(), amounts=()), encoded.words)
    mentions = list_mentions(document, encoded, columns)
    if not 1 < len(mentions.words) <= MAX_MENTIONS:
        return document
    choices = Choices(columns.ids, mentions, choose_antecedents(encoded, mentions))
    document, choices = move_pronouns(document, choices, limits["pronoun"])
    return _join_unnamed(document, choices, limits["join"])


def move_pronouns(document: Document, choices: Choices, limit: float) -> tuple[Document, Choices]:
    """Give each pronoun to the entity that the encoder chooses for it, where it is surer of it by `limit` at least.

    In the order of the text: the next ones choose among what a pronoun is given to. An entity keeps one mention.
    """
    mentions = choices.mentions
    known = {entity.id: entity for entity in document.entities}
    entities = [known[id_] for id_ in choices.ids]
    owner = mentions.owner.copy()
    genders = [tell_gender(entity) if entity.kind == "person" else "" for entity in entities]
    moved: dict[int, tuple[str, str]] = {}
    for i in np.flatnonzero(mentions.form == FORMS.index("pronoun")).tolist():
        mass = np.bincount(owner[:i], weights=choices.antecedents[i, :i], minlength=len(entities))
        if gender := read_pronoun(mentions.lemma[i]):
            mass = np.where([told in ("", gender) for told in genders], mass, UNLIKELY * mass)
        best, now = int(mass.argmax()), int(owner[i])
        alone = np.count_nonzero(owner == now) == 1
        if mass[best] - mass[now] > limit and entities[best].kind == entities[now].kind and not alone:
            owner[i] = best
            moved[int(mentions.words[i])] = choices.ids[now], choices.ids[best]
    if not moved:
        return document, choices
    return _move(document, moved), replace(choices, mentions=replace(mentions, owner=owner))


def _move(document: Document, moved: Mapping[int, tuple[str, str]]) -> Document:
    """Put mentions, by their head words, under another entity each, and the attributions whose sources they are."""
    words = document.encoded.words
    gone: dict[str, set[Span]] = {}
    come: dict[str, set[Span]] = {}
    for entity in document.entities:
        for mention in entity.mentions:
            before, after = moved.get(find_root(document.syntax, words, mention), ("", ""))
            if before == entity.id:
                gone.setdefault(before, set()).add(mention)
                come.setdefault(after, set()).add(mention)
    entities = [
        replace(e, mentions=tuple(sorted((set(e.mentions) - gone.get(e.id, set())) | come.get(e.id, set()))))
        for e in document.entities
    ]
    owners = {mention: id_ for id_, spans in come.items() for mention in spans}
    told = [
        replace(a, entity=owners[a.source]) if a.source in owners and a.entity is not None else a
        for a in document.attributions
    ]
    return replace(document, entities=tuple(entities), attributions=tuple(told))


def _join_unnamed(document: Document, choices: Choices, limit: float) -> Document:
    """Join the entities without a name to those that their mentions choose as antecedents."""
    mentions, count = choices.mentions, len(choices.ids)
    mass = np.zeros((len(mentions.words), count), np.float32)
    for i, owner in enumerate(mentions.owner.tolist()):
        mass[:, owner] += choices.antecedents[:, i]
    named = np.zeros(count, bool)
    named[mentions.owner[mentions.form == FORMS.index("name")]] = True
    favour = np.zeros((count, count), np.float32)
    owners, first = np.unique(mentions.owner, return_index=True)
    favour[owners] = mass[first]  # a later mention has its own entity to choose
    favour = np.maximum(favour, favour.T)
    known = {entity.id: entity for entity in document.entities}
    leader = _join(favour, named, [known[id_] for id_ in choices.ids], limit)
    return _rename(document, {choices.ids[i]: choices.ids[j] for i, j in enumerate(leader) if i != j})


def choose_antecedents(encoded: Encoded, mentions: Mentions) -> Floats:
    """Give each mention's probabilities of the mentions before it as antecedents; what is missing to 1 is none."""
    words = mentions.words.tolist()
    scores = encoded.link(words, ("coref",), words)[..., 0]
    forms, same = mentions.compare()
    scores = scores + encoded.biases["coref forms"][forms, 0] + encoded.biases["coref same"][same, 0]
    earlier = np.tril(np.ones(scores.shape, bool), -1) & (mentions.words[None, :] < mentions.words[:, None])
    scores = np.where(earlier, scores, -1e9)
    return softmax(np.concatenate([scores, np.zeros((len(words), 1))], 1).astype(np.float32))[:, :-1]


def may_be_one(first: Entity, second: Entity) -> bool:
    """Say whether two entities are of one kind, gender and country and told by no other numbers ("774 people").

    No police force is a government, and no pair is one of the two.
    """
    if is_pair(first.name) != is_pair(second.name):
        return False
    if first.kind in COUNTED and (mine := _list_numbers(first)) and mine.isdisjoint(_list_numbers(second) or mine):
        return False
    if first.kind == "person" and {tell_gender(first), tell_gender(second)} == {"m", "f"}:
        return False
    if first.kind != second.kind or (first.country and second.country and first.country != second.country):
        return False
    if first.name.startswith(GOVERNMENT) != second.name.startswith(GOVERNMENT):
        other = second if first.name.startswith(GOVERNMENT) else first
        noun = read_noun(other.name.split()[-1].lower())
        return noun is None or noun.group in ("government", "country")
    return True


def _list_numbers(entity: Entity) -> set[str]:
    """Give the numbers in figures by which an entity is told."""
    return {number.replace(",", "") for span in entity.mentions for number in NUMBER.findall(span.quote)}


def _join(favour: Floats, named: NDArray[np.bool_], entities: list[Entity], limit: float) -> list[int]:
    """Join in the order of favour; give the number of the entity that each became."""
    leader = list(range(len(named)))
    named = named.copy()
    pairs = np.argwhere(np.triu(favour, 1) > limit)
    for i, j in sorted(pairs.tolist(), key=lambda pair: (-favour[pair[0], pair[1]], pair)):
        a, b = leader[i], leader[j]
        if a == b or (named[a] and named[b]) or not may_be_one(entities[a], entities[b]):
            continue
        into, gone = (b, a) if named[b] else (a, b)
        named[into] |= named[gone]
        leader = [into if one == gone else one for one in leader]
    return leader


def _rename(document: Document, became: Mapping[str, str]) -> Document:
    """Put every joined entity's mentions and uses under the one that it became."""
    if not became:
        return document
    gathered: dict[str, list[Entity]] = {}
    for entity in document.entities:
        gathered.setdefault(became.get(entity.id, entity.id), []).append(entity)

    def join(id_: str, parts: list[Entity]) -> Entity:
        first = next(part for part in parts if part.id == id_)
        mentions = tuple(sorted({span for part in parts for span in part.mentions}))
        role = first.role or next((part.role for part in parts if part.role), None)
        return replace(first, mentions=mentions, role=role)

    def rename(ids: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(became.get(id_, id_) for id_ in ids))

    return replace(
        document,
        entities=tuple(join(id_, parts) for id_, parts in gathered.items()),
        attributions=tuple(
            replace(a, entity=became.get(a.entity, a.entity) if a.entity else None) for a in document.attributions
        ),
        accounts=tuple(
            replace(a, actor=rename(a.actor), recipient=rename(a.recipient), place=rename(a.place))
            for a in document.accounts
        ),
    )
