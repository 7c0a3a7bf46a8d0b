"""What the text says an actor is: role words, sector and country of each mention.

In: an entity and the syntax. Out: the noun phrases around its mentions as `Phrase`s, with the sector and the country
that their words give. The head noun decides ("senator"), unless it is a general one ("spokesman", "chief", "leader"):
then the words beside it do ("police chief", "spokesman for the German special forces").
"""

from __future__ import annotations

import functools
from dataclasses import dataclass, field
from typing import Any

from dateline.data import load_table
from dateline.data.actors import (
    Noun,
    load_bodies,
    load_capitals,
    load_countries,
    load_demonyms,
    load_given_names,
    load_nouns,
    load_org_heads,
    load_states,
    load_titles,
    load_words,
)
from dateline.records import Span
from dateline.tokens import list_phrases

REACH = 18
"""Tokens around a head noun that may belong to its phrase."""
GENERAL = frozenset({
    "head", "spokesman", "member", "organisation", "leader", "official", "aide", "secretary", "worker",
    "agency", "minister", "committee", "lawyer", "people", "police", "president", "business", "teacher",
    "government", "company", "party", "politician", "opposition", "troops", "elite", "advocate", "governor",
    "union", "military", "diplomat", "embassy", "doctor", "attacker",
})  # fmt: skip
"""Groups of nouns whose sector the words beside them may decide."""
WEAK = frozenset({"", "GOV", "CVL", "NGO", "BUS", "EDU", "PTY", "LAB"})
"""Sectors of a general head noun that its modifiers outvote."""

BEFORE_NAMES = frozenset({"NN", "NNP", "JJ", "POS", "NNPS", "HYPH", "NNS"})
"""Tags of the words of a title before a name."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """What one noun phrase says: words, sector or "", country or None, whether it is a former office, its noun's group.

    `at` is where it stands. Two phrases of the same words say the same, wherever they stand.
    """

    words: str
    sector: str
    country: str | None
    former: bool = False
    group: str = ""
    at: Span | None = field(default=None, compare=False)


@functools.cache
def _load_sector_words() -> dict[str, str]:
    return {row["word"]: row["sector"] for row in load_table("sector_words.tsv")}


def find_noun(token: Any) -> Noun | None:
    """Give what the table says of a noun for people or bodies."""
    nouns = load_nouns()
    return nouns.get(token.lemma_.lower()) or nouns.get(token.lower_)


def _find_office(token: Any) -> Noun | None:
    """Give what a noun says; a "secretary general" is a secretary and no general."""
    before = token.doc[token.i - 1] if token.i else None
    if token.lower_ == "general" and before is not None and before.lower_ in load_words("of_general"):
        return Noun("group", "JUD", "", "prosecutor") if before.lower_ == "attorney" else find_noun(before)
    return find_noun(token)


def read_phrase(head: Any, stop: int | None = None) -> Phrase | None:
    """Read the phrase of a noun: its sector from the noun or its modifiers, its country from names beside it.

    `stop` is the token where the name of the noun's bearer begins, behind all that the phrase says.
    """
    noun = _find_office(head)
    left, right = list_modifiers(head)
    if stop is not None:
        right = list(head.doc[head.i + 1 : stop])
    if noun is None:
        return None
    counsel = noun.kind == "org" and any(token.lower_ in load_words("counselling") for token in left)
    if counsel and noun.group == "organisation":  # a "defence team"
        noun = Noun(noun.kind, "CVL", "", "lawyer")
    sector = noun.sector
    beside = find_sector(left) or (find_sector(right) if not sector or noun.group in GENERAL else "")
    if beside and (not sector or (noun.group in GENERAL and _outvotes(noun, sector, beside))):
        sector = beside
    if sector == "CRM" and head.lower_ in load_words("public"):  # a "major crimes unit"
        sector = "COP"
    former = any(token.lower_ in load_words("former") for token in left)
    country = find_country(left, nearest_last=True) or find_country(_leave_out_hosts(right))
    phrase = sorted([*left, head, *right], key=lambda token: token.i)
    text = " ".join(token.text for token in phrase)
    return Phrase(text, sector, country, former, noun.group, find_extent(phrase))


def find_extent(tokens: list[Any]) -> Span:
    """Give the span from the first of some tokens, in their order, to the last."""
    words = tokens[0].doc[tokens[0].i : tokens[-1].i + 1]
    return Span(words.start_char, words.end_char, words.text)


def _leave_out_hosts(right: list[Any]) -> list[Any]:
    """Leave out whom someone is sent to: the "ambassador of Armenia to the Holy See" is Armenia's."""
    at = next((i for i, token in enumerate(right) if token.lower_ == "to" and token.dep_ == "prep"), len(right))
    return right[:at]


def _outvotes(noun: Noun, sector: str, beside: str) -> bool:
    if noun.group in ("lawyer", "doctor"):
        return False
    if noun.group == "people":
        return beside in ("REB", "COP", "MIL", "CRM")
    if noun.group in ("minister", "governor", "diplomat", "embassy", "president"):
        return beside in ("LEG", "BUS", "EDU", "LAB", "NGO", "JRN", "MED", "REL") and noun.group == "president"
    if noun.group == "secretary" and beside in ("MIL", "COP", "JUD", "MED"):  # a "defense secretary"
        return False
    if noun.group == "cabinet":
        return False
    if noun.group == "aide" and beside in ("NGO", "COP", "MIL", "MED", "REL"):  # a "national security adviser"
        return False
    if noun.group == "attacker":
        return beside in ("REB", "CRM")
    if noun.group == "teacher" and beside == "BUS":  # a "business expert" is a scholar
        return False
    if noun.group == "police" and beside in ("MED", "EDU"):  # a "medical superintendent"
        return True
    if noun.group in ("police", "troops", "military"):
        return beside in ("REB", "SPY", "COP", "MIL", "IGO")
    return sector in WEAK


def list_modifiers(head: Any) -> tuple[list[Any], list[Any]]:
    """Give the tokens of a noun's modifiers: those before it and those in phrases with of, for, in, from, at, with."""
    left = []
    for child in head.lefts:
        if child.dep_ in ("compound", "amod", "nmod", "poss", "nummod", "npadvmod", "det", "advmod"):
            left += list(head.doc[max(child.left_edge.i, head.i - REACH) : child.i + 1])
            left += [token for token in child.rights if token.i < head.i]
    right = []
    for child in head.rights:
        if child.dep_ == "prep" and child.lower_ in ("of", "for", "in", "from", "at", "with", "to", "on"):
            for below in child.rights:
                if below.dep_ == "pobj":
                    first = max(below.left_edge.i, child.i)
                    right += [child, *head.doc[first : min(below.i + 1, head.i + REACH)]]
                    inner = [t for c in below.rights if c.dep_ == "prep" for t in (c, *c.rights)]
                    right += [token for token in inner if token.i < head.i + REACH]
    return [token for token in left if not token.is_space], [token for token in right if not token.is_space]


def find_sector(tokens: list[Any]) -> str:
    """Give the first sector that modifiers name, the ones nearest the noun first; bodies of the tables before words."""
    words, bodies, nouns, heads = _load_sector_words(), load_bodies(), load_nouns(), load_org_heads()
    for size in (3, 2, 1):
        for i in range(len(tokens) - size, -1, -1):
            group = tokens[i : i + size]
            if group[-1].i - group[0].i == size - 1:
                body = bodies.get(" ".join(token.text for token in group))
                if body and body.sector and group[0].text[:1].isupper():
                    return body.sector[0]
    for token in reversed(tokens):
        lemma = token.lemma_.lower()
        if lemma in load_words("assisting"):
            continue
        sector = words.get(token.lower_) or words.get(lemma)
        if sector is None and lemma in nouns and nouns[lemma].sector not in ("CVL", ""):
            sector = nouns[lemma].sector
        if sector is None and token.text in heads and token.text[:1].isupper():
            sector = heads[token.text]
        if sector:
            return sector
    return ""


def find_country(tokens: list[Any], *, nearest_last: bool = False) -> str | None:
    """Give the first country that the words name: an adjective, a name, a state of the USA.

    With `nearest_last`, as for what stands before a noun, the last one counts: "German" in "Afghan and German forces".
    """
    for i, token in list(enumerate(tokens))[:: -1 if nearest_last else 1]:
        if token.text[:1].isupper() and (found := _read_country(tokens, i)) and not is_studied(token):
            return found
    return None


def _read_country(tokens: list[Any], i: int) -> str | None:
    """Give the country of the longest name or adjective that holds one of the words."""
    countries, demonyms, states, bodies = load_countries(), load_demonyms(), load_states(), load_bodies()
    following = tokens[i + 1].text if i + 1 < len(tokens) else ""
    for name in list_phrases(tokens[i].doc, tokens[i].i):
        if name in load_words("regional_people"):
            return None
        code = countries.get(name) or demonyms.get(name)
        if code is None and i and tokens[i - 1].lower_ == "in":
            code = load_capitals().get(name)
        if code:
            return code
        if name in states and not is_given_name(name, following):
            return "USA"
        body = bodies.get(name)
        known = body is not None and body.country and "BUS" not in body.sector  # a firm's workers are where they work
        if body and known and not _is_part_of_name(tokens[i]):
            return body.country
    return None


def is_given_name(name: str, following: str) -> bool:
    """Say whether a state's name is a person's before a surname: "Virginia Woolf"."""
    return name in load_given_names() and following[:1].isupper() and following.lower() not in load_nouns()


def _is_part_of_name(token: Any) -> bool:
    """Say whether a longer name holds the word: the "Congress" of the "African National Congress"."""
    before = token.doc[token.i - 1] if token.i and not token.is_sent_start else None
    if before is None or not before.is_title or not before.whitespace_ or before.is_sent_start:
        return False
    return before.text not in load_demonyms() and before.text not in load_countries() and before.pos_ == "PROPN"


def is_studied(token: Any) -> bool:
    """Say whether a country is what someone studies: a "North Korea expert", who may be of any country."""
    doc, studying = token.doc, load_words("studying")
    if all(word.lower_.removesuffix("s") not in studying for word in doc[token.i + 1 : token.i + 3]):
        return False
    for start, end in ((token.i, token.i + 2), (max(0, token.i - 1), token.i + 1), (token.i, token.i + 1)):
        name = doc[start:end].text
        if name in load_countries() and name not in load_demonyms():
            short = name.isupper() or "." in name  # a "US expert" is an American
            after = doc[end].lower_ if end < len(doc) else ""
            return not short and after.removesuffix("s") in studying
    return False


def read_title(start: int, doc: Any) -> Phrase | None:
    """Read what stands before a person's name: "Russian President", "local police chief", "Sen."."""
    first, titles = start, load_titles()
    while first > 0 and start - first < 10:
        token = doc[first - 1]
        if token.text == "." and first > 1 and f"{doc[first - 2].text}." in titles:
            first -= 1
            continue
        if "\n" in token.text or (token.is_punct and token.text not in ("-",)) or token.is_space:
            break
        if token.text.istitle() or token.text in titles or token.tag_ in BEFORE_NAMES:
            first -= 1
        else:
            break
    words = list(doc[first:start])
    if not words:
        return None
    country = find_country(words)
    former = any(token.lower_ in load_words("former") for token in words)
    text, at = " ".join(token.text for token in words), find_extent(words)
    for token in reversed(words):
        noun = _find_office(token)
        before = [other for other in words if other.i < token.i]
        title = titles.get(token.text) or titles.get(f"{token.text}.")
        if noun and (noun.sector or noun.group in GENERAL):
            sector = noun.sector
            beside = find_sector(before)
            if beside and (not sector or (noun.group in GENERAL and _outvotes(noun, sector, beside))):
                sector = beside
            sector = sector or (title[0] if title else "")
            return Phrase(text, sector, country, former, noun.group, at)
        if title:
            return Phrase(text, title[0], country, former, at=at)
    sector = find_sector(words) if country is None or len(words) > 1 else ""
    return Phrase(text, sector, country, former, at=at) if sector or country else None
