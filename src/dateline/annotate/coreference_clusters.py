"""What coreference knows of a mention, and the clusters that mentions are joined to.

In: candidates of `entities`. Out: `Mention`s with head word, number, gender, modifiers and sentence, and `Clusters`, a
union-find that keeps what is known of each cluster.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from dataclasses import dataclass, field
from typing import Any

from dateline.annotate.entities import find_noun, find_shared
from dateline.data.actors import (
    is_state,
    load_bodies,
    load_countries,
    load_demonyms,
    load_leader_countries,
    load_titles,
    load_words,
)
from dateline.data.genders import guess_gender, read_pronoun
from dateline.records import Document, Entity, EntityKind
from dateline.tokens import list_ends, list_phrases, list_starts, list_texts

SCHOLARS = frozenset({"teacher", "journalist"})
"""Groups of nouns before which a country's name says what is studied or told of."""
AGE = re.compile(r"(\d{1,3})(?=$|-)")
"""A number of years, perhaps written together with what follows."""


@dataclass(slots=True)
class Mention:
    """A mention as coreference sees it; `i` is its number in text order, `head`, `start` and `end` are tokens."""

    i: int
    entity: Entity
    form: str
    kind: EntityKind
    head: Any
    start: int
    end: int
    sentence: int
    words: tuple[str, ...]
    lemma: str
    group: str
    sector: str
    plural: bool
    gender: str
    code: str | None
    det: str
    modifiers: frozenset[str]
    counted: bool
    line: int = 0
    age: str = ""
    number: str = ""
    tailed: bool = False

    def is_of_other_age(self, cluster: Cluster) -> bool:
        """Say whether another age is told of a cluster."""
        return bool(self.age) and any(one.age not in ("", self.age) for one in cluster.mentions)


@dataclass(slots=True)
class Cluster:
    """Mentions taken to be one entity, with what they tell: names, head words, gender, number, country.

    `state` says that it is a country's name, which stands for its government.
    """

    mentions: list[Mention] = field(default_factory=list)
    kind: EntityKind = "person"
    named: bool = False
    lemmas: set[str] = field(default_factory=set)
    groups: set[str] = field(default_factory=set)
    sectors: set[str] = field(default_factory=set)
    modifiers: set[str] = field(default_factory=set)
    gender: str = ""
    code: str | None = None
    plural: bool = False
    state: bool = False


class Clusters:
    """Clusters by mention number; joining two is final."""

    def __init__(self, mentions: list[Mention]) -> None:
        self.mentions = mentions
        self._parent = list(range(len(mentions)))
        self._data: list[Cluster | None] = [_start(mention) for mention in mentions]

    def find(self, i: int) -> int:
        """Give the number that stands for the cluster of mention `i`."""
        while self._parent[i] != i:
            self._parent[i] = self._parent[self._parent[i]]
            i = self._parent[i]
        return i

    def get(self, i: int) -> Cluster:
        """Give the cluster of mention `i`."""
        data = self._data[self.find(i)]
        assert data is not None
        return data

    def join(self, i: int, j: int) -> None:
        """Join the clusters of two mentions; the one with a name, else the earlier, gives the kind."""
        a, b = self.find(i), self.find(j)
        if a == b:
            return
        first, second = self.get(a), self.get(b)
        if (second.named, len(second.mentions), -b) > (first.named, len(first.mentions), -a):
            a, b, first, second = b, a, second, first
        self._parent[b], self._data[b] = a, None
        first.mentions += second.mentions
        first.named = first.named or second.named
        first.lemmas |= second.lemmas
        first.groups |= second.groups
        first.sectors |= second.sectors
        first.modifiers |= second.modifiers
        first.gender = first.gender or second.gender
        first.code = first.code or second.code
        first.state = first.state or second.state


def _start(mention: Mention) -> Cluster:
    cluster = Cluster([mention], mention.kind, mention.form == "n", gender=mention.gender, code=mention.code)
    cluster.plural = mention.plural
    if mention.form != "p":
        cluster.lemmas.add(mention.lemma)
        cluster.modifiers |= mention.modifiers
        if mention.group:
            cluster.groups.add(mention.group)
        if mention.sector:
            cluster.sectors.add(mention.sector)
    if mention.form == "n":
        cluster.state = mention.kind == "org" and mention.code is not None
        cluster.lemmas.update(mention.words)
        _add_titles(cluster, mention)
    return cluster


def _add_titles(cluster: Cluster, mention: Mention) -> None:
    """Learn from what stands before a person's name: "Russian President Vladimir Putin"."""
    if mention.kind != "person":
        return
    countries = load_leader_countries()
    cluster.code = countries.get(mention.entity.name) or countries.get(mention.head.doc[mention.end - 1].text)
    titles = load_titles()
    doc = mention.head.doc
    for i in range(mention.start - 1, max(-1, mention.start - 9), -1):
        token = doc[i]
        if "\n" in token.text or not ((token.head.i >= mention.start and token.head.i < mention.end) or token.dep_ in (
            "compound", "amod", "nmod", "poss", "case")) or token.is_punct:  # fmt: skip
            break
        cluster.lemmas.add(token.lower_)
        noun = find_noun(token)
        if noun and noun.group:
            cluster.groups.add(noun.group)
            cluster.gender = cluster.gender or noun.gender
        if token.text in titles:
            cluster.gender = titles[token.text][1] or cluster.gender
        cluster.code = _find_nationality(doc, i) or cluster.code


def describe_mentions(document: Document) -> list[Mention]:
    """Give what the syntax tells of each candidate, in text order."""
    doc = document.syntax
    at = {start: i for i, start in enumerate(list_starts(doc))}
    ends = {end: i for i, end in enumerate(list_ends(doc), 1)}
    sentences, lines, line = [0] * len(doc), [0] * len(doc), 0
    for i, word in enumerate(list_texts(doc)):
        lines[i] = line
        line += "\n" in word
    for number, sentence in enumerate(doc.sents):
        for i in range(sentence.start, sentence.end):
            sentences[i] = number
    found = []
    for i, entity in enumerate(document.entities):
        span = entity.mentions[0]
        start, end, head = at[span.start], ends[span.end], doc[int(entity.id[1:])]
        mention = _describe(i, entity, head, (start, end), sentences[head.i])
        mention.line, mention.age = lines[head.i], _read_age(mention, doc)
        if mention.form == "d":
            mention.number, mention.tailed = _read_number(mention, doc), _is_tailed(mention, doc)
        found.append(mention)
    _tell_genders(found)
    return found


def _tell_genders(mentions: list[Mention]) -> None:
    """Set the gender of people by their names; of a surname of two words, "Le Guin", only the table tells."""
    people = [mention for mention in mentions if mention.form == "n" and mention.kind == "person"]
    surnames = {mention.words[i:] for mention in people for i in range(1, len(mention.words))}
    for mention in people:
        name = mention.head.doc[mention.start : mention.end].text
        mention.gender = guess_gender(name, table_alone=mention.words in surnames)


def _read_number(mention: Mention, doc: Any) -> str:
    """Give the number that a description counts by: "774" in "774 people", "two" in "the two men"."""
    for i in range(mention.start, mention.end):
        token = doc[i]
        if token.pos_ == "NUM" and token.dep_ in ("nummod", "nsubj", "nsubjpass", "dobj", "pobj") and not mention.age:
            return str(token.lower_)
    return ""


def _is_tailed(mention: Mention, doc: Any) -> bool:
    """Say whether what is described is told by words after it: "the man who fired", "the head of the party"."""
    tails = ("prep", "relcl", "acl", "appos")
    return any(child.dep_ in tails and child.i >= mention.end - 1 for child in doc[mention.end - 1].rights)


def _read_age(mention: Mention, doc: Any) -> str:
    """Give the age that a mention states: "a 55-year-old man", "Glenn Ranger, 55,"."""
    if mention.form == "n" and mention.kind == "person":
        after = doc[mention.end : mention.end + 3]
        if len(after) == 3 and after[0].text in (",", "(") and after[1].text.isdigit() and len(after[1]) < 3:
            return str(after[1].text)
    if mention.form != "p":
        for i in range(mention.start, min(mention.end, mention.start + 8)):
            age = AGE.match(doc[i].text)
            if age and "year" in doc[i : i + 4].text:
                return age[1]
    return ""


def _describe(i: int, entity: Entity, head: Any, place: tuple[int, int], sentence: int) -> Mention:
    start, end = place
    doc, form, kind = head.doc, entity.id[0], entity.kind
    code = entity.country
    words = tuple(word for j in range(start, end) if not doc[j].is_punct and (word := fold(doc[j].text)))
    if form == "n" and kind == "person" and len(words) > 1 and doc[start].text in load_titles():
        words = words[1:]
    source = head
    counts = form == "d" and end - 1 > head.i and doc[end - 1].dep_ != "conj"  # "dozens of people"
    if counts:
        source = doc[end - 1]
    elif form == "d" and code:
        source = find_shared(doc, end) or head
    noun = find_noun(source) if form == "d" else None
    lemma = source.lemma_.lower() if form == "d" else (words[-1] if words else head.lower_)
    gender = noun.gender if noun else ""
    det, modifiers, counted = "", set(), counts
    if form == "d":
        for j in range(start, head.i):
            token = doc[j]
            if token.dep_ == "det" and not det:
                det = token.lower_
            elif token.dep_ == "poss" or token.tag_ == "PRP$":
                det = det or "poss"
                modifiers.add(token.lower_)
            elif token.pos_ == "NUM" or token.dep_ in ("nummod", "quantmod"):
                counted = True
            elif token.pos_ in ("ADJ", "NOUN", "PROPN") and token.lower_ not in load_words("loose"):
                modifiers.add(token.lower_)
            code = code or _find_nationality(doc, j)
            if token.dep_ in ("compound", "amod", "nmod", "poss") and not (noun and noun.group in SCHOLARS):
                code = code or _find_country(doc, j, head.i)
            if noun and noun.group == "government":
                code = code or load_leader_countries().get(token.text)
    elif form == "p":
        gender = read_pronoun(head.lower_)
    plural = kind == "group" or head.tag_ in ("NNS", "NNPS") or head.lower_ in load_words("plural")
    return Mention(
        i, entity, form, kind, head, start, end, sentence, words, lemma, noun.group if noun else "",
        noun.sector if noun else "", plural, gender, code, det, frozenset(modifiers), counted,
    )  # fmt: skip


@functools.cache
def _load_nationality_words() -> frozenset[str]:
    """Give the words of nationalities: "South", "Sudanese"."""
    return frozenset(word for name in load_demonyms() for word in re.split(r"[ -]", name))


def _find_nationality(doc: Any, at: int) -> str | None:
    """Give the country of a nationality that holds a token."""
    demonyms = load_demonyms()
    if doc[at].text not in _load_nationality_words():
        return None
    regional = load_words("regional_people")
    return next((demonyms.get(name) for name in list_phrases(doc, at) if name in demonyms or name in regional), None)


def _find_country(doc: Any, first: int, head: int) -> str | None:
    """Give the country that is named before a noun, or whose body is: the "US president", the "White House aide"."""
    for size in (2, 1):
        name = doc[first : first + size].text
        if first + size <= head and name in load_countries() and not is_state(name):
            return load_countries()[name]
        body = load_bodies().get(name)
        if first + size <= head and body and body.country and name[:1].isupper():
            return body.country
    return None


def fold(text: str) -> str:
    """Give a word in lower case without accents and full stops."""
    plain = (
        text
        if text.isascii()
        else "".join(letter for letter in unicodedata.normalize("NFKD", text) if not unicodedata.combining(letter))
    )
    return plain.lower().replace(".", "").replace("’", "'")
