"""Everyone and every place that a report mentions: the candidates for actors, recipients, sources and places.

In: a `Document` with syntax. Out: the same with `entities`, one for each mention, not yet joined (`coreference` joins
them). The first letter of an id tells the form of the mention: `n` a name, `d` a description, `p` a pronoun; the
number is the mention's head token.

Spans are short: a name without its titles, a description from its determiner to its head noun. A country's name gives
an `org` (its government) where it acts or is acted upon and a `place` where something happens in it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from dateline.annotate.entities_names import Name, find_names
from dateline.data.actors import (
    Noun,
    is_state,
    load_countries,
    load_demonyms,
    load_nouns,
    load_people,
    load_place_nouns,
    load_words,
)
from dateline.records import Document, Entity, EntityKind, Span
from dateline.tokens import is_sayer

LEFT = frozenset(
    {"det", "amod", "nummod", "poss", "compound", "nmod", "quantmod", "predet", "case", "advmod", "nounmod"}
)
ARGUMENT = frozenset({"nsubj", "nsubjpass", "dobj", "pobj", "dative", "agent", "conj", "attr", "appos", "poss", "iobj",
                      "ROOT", "dep", "oprd", "npadvmod", "nmod"})  # fmt: skip
OF_TOWNS = frozenset({"BUS", "COP", "CRM", "CVL", "EDU", "JUD", "LAB", "MED", "NGO", "REL"})
"""Sectors of nouns before which a capital is the town: its police, its residents, its schools."""
ARMED = frozenset({"COP", "CRM", "MIL", "REB", "UAF"})
"""Sectors of people who, told beside others, are rather against them."""
MAX_PARTNERS, NEAR_PARTNER = 4, 4
"""Nouns that are told together at most, and tokens from one to the next."""
MODIFIER = frozenset({"compound", "amod", "nmod", "nummod", "quantmod", "det"})
ACTING = frozenset({"police", "military", "government", "court", "rebels", "troops", "rebel", "parliament", "attacker"})
"""Groups of nouns that may stand before a noun of action for who acts: "police raid"."""
BODIES = frozenset({"embassy", "court", "government", "parliament", "police"})
"""Groups of nouns that stay bodies even where something happens in them."""
KOREAS = {"North": "PRK", "South": "KOR"}
YEARS = ("-", "year", "-")
"""What stands between a number and "old" in "the 61-year-old"."""
MAX_LEFT = 14
PRONOUN_TAGS = frozenset({"PRP", "PRP$"})


@dataclass(frozen=True, slots=True)
class Found:
    """A mention as found: its head token, its token range, its form (`n`, `d`, `p`) and its kind."""

    head: int
    start: int
    end: int
    form: str
    kind: EntityKind
    code: str | None = None


def find_entities(document: Document) -> Document:
    """Fill `entities` with every candidate, one a mention, in text order."""
    doc = document.syntax
    if doc is None or not len(doc):
        return document
    names = find_names(doc)
    names = sorted([*names, *_find_koreas(doc, names)], key=lambda name: name.start)
    found = _place_names(doc, names)
    taken = {i for mention in found for i in range(mention.start, mention.end)}
    taken.update(mention.start - 1 for mention in found if mention.kind == "person" and mention.start)
    found += _find_described(doc, taken)
    found.sort(key=lambda mention: (mention.start, -mention.end, mention.head))
    text = document.text
    # a nationality (or faith, or party) is not cut, whatever the parser says: "South Sudanese police"
    whole = {i: name.start for name in names if name.kind == "norp" for i in range(name.start + 1, name.end)}
    entities = []
    for mention in found:
        first, last = doc[whole.get(mention.start, mention.start)], doc[mention.end - 1]
        span = Span.of(text, first.idx, last.idx + len(last))
        name = " ".join(span.quote.split())
        entities.append(Entity(f"{mention.form}{mention.head}", name, mention.kind, (span,), country=mention.code))
    return replace(document, entities=tuple(entities))


def _find_koreas(doc: Any, names: list[Name]) -> list[Name]:
    """Take "the North" and "the South" for the Koreas, in a report that names one of them."""
    if not any(name.code in KOREAS.values() and name.kind == "country" for name in names):
        return []
    taken = {i for name in names for i in range(name.start, name.end)}
    return [
        Name(token.i, token.i + 1, "country", KOREAS[token.text], True)
        for token in doc[1:]
        if token.text in KOREAS and token.i not in taken and doc[token.i - 1].lower_ == "the"
        and not (token.i + 1 < len(doc) and doc[token.i + 1].text[:1].isupper())
    ]  # fmt: skip


def _place_names(doc: Any, names: list[Name]) -> list[Found]:
    """Turn names into mentions: leave out nationalities that only describe, widen "Kunduz" to "Kunduz province"."""
    nouns, places = load_nouns(), load_place_nouns()
    found = []
    size = len(doc)
    governing = _find_governing(doc, names)
    shared: set[int] = set()
    for name in names:
        head = doc[name.start : name.end].root
        end = name.end
        kind: EntityKind
        if name.kind in ("norp", "country"):
            noun = find_shared(doc, name.end)
            known = find_noun(noun) if noun is not None else None
            if known:
                kind = "org" if known.kind == "org" else "group"
                found.append(Found(name.end - 1, name.start, name.end, "d", kind, name.code))
                shared.add(find_second(doc, name.end) or 0)
                continue
            if name.start in shared:
                continue
        if name.kind == "norp":
            placed = _judge_demonym(doc, name, head)
            if placed:
                found.append(placed)
            continue
        if name.kind == "country":
            kind = "org" if acts(head) else "place"
        elif name.kind == "person":
            kind = "person"
        elif name.kind == "place":
            after = doc[end] if end < size else None
            if (after is not None and after.lower_ in places and after.lower_ not in nouns
                    and head.head == after and after.dep_ not in MODIFIER):  # fmt: skip
                end, head = end + 1, after
            capital = name.sure and name.code and not is_state(doc[name.start].text)
            stands = (acts(head) and not _is_city_like(head)) or (name.code in governing and not _is_site(doc, name))
            kind = "org" if capital and stands else "place"
        else:
            kind = "org"
        found.append(Found(head.i, name.start, end, "n", kind, name.code))
    return found


def _find_governing(doc: Any, names: list[Name]) -> set[str | None]:
    """Give the countries whose capital stands for the government somewhere in the report."""
    found: set[str | None] = set()
    for name in names:
        if name.kind == "place" and name.sure and name.code and not is_state(doc[name.start].text):
            head = doc[name.start : name.end].root
            if head.dep_ in ("nsubj", "agent") and acts(head) and not _is_city_like(head):
                found.add(name.code)
    return found


def _is_site(doc: Any, name: Name) -> bool:
    """Say whether a capital is the city: after "in" or "near", before its country, or at the head of a dateline."""
    head = doc[name.start : name.end].root
    after = doc[name.end] if name.end < len(doc) else None
    before = doc[name.start - 1] if name.start else None
    if doc[name.start].text.isupper() or (after is not None and after.text in (",", "(", "-", "—", "–")):
        return True
    if before is not None and (before.lower_ in load_words("at") or before.lower_ == "of"):
        return True
    governor = head.head
    return bool(
        head.dep_ in MODIFIER
        or (head.dep_ == "pobj" and governor.lower_ in load_words("at"))
        or (head.dep_ in ("dobj", "pobj") and _moves(governor))
    )


def _moves(token: Any) -> bool:
    return token.lemma_.lower() in load_words("motion") or token.head.lemma_.lower() in load_words("motion")


def find_second(doc: Any, end: int) -> int | None:
    """Give where the second nationality begins in "Afghan and German forces", `end` being the end of the first."""
    at = end
    if at >= len(doc) or doc[at].lower_ not in ("and", ",", "or"):
        return None
    at += 2 if at + 1 < len(doc) and doc[at].text == "," and doc[at + 1].lower_ == "and" else 1
    return at if at < len(doc) and _read_nationality(doc, at) else None


def find_shared(doc: Any, end: int, depth: int = 3) -> Any:
    """Give the noun that two nationalities share: "forces" in "Afghan and German forces"; None where they do not."""
    at = find_second(doc, end)
    if at is None or not depth:
        return None
    length = _read_nationality(doc, at)
    further = find_shared(doc, at + length, depth - 1)
    if further is not None:
        return further
    proper = doc[at].text in load_demonyms() or length > 1 or doc[end - 1].text in load_demonyms()
    for i in range(at + length, min(at + length + 3, len(doc))):
        token = doc[i]
        if token.tag_ in ("NNS", "NNPS") or (token.tag_ == "NN" and token.lower_ in ("police", "military")):
            return token if proper and find_noun(token) is not None else None
        if token.pos_ not in ("ADJ", "NOUN", "PROPN"):
            return None
    return None


def _read_nationality(doc: Any, at: int) -> int:
    """Give how many tokens the nationality or country at a token has, 0 where there is none."""
    pair = doc[at : at + 2].text
    for text, length in ((pair, 2), (doc[at].text, 1)):
        if text in load_demonyms() or text in load_countries() or text in load_words("regional_people"):
            return length
    return 0


def _judge_demonym(doc: Any, name: Name, head: Any) -> Found | None:
    """Say what a nationality, faith or party word stands for, or None where it only describes an actor or place."""
    nouns, places = load_nouns(), load_place_nouns()
    if head.dep_ == "conj" and head.head.dep_ in MODIFIER:
        head = head.head
    if head.tag_ in ("NNS", "NNPS") or (head.dep_ in ARGUMENT and head.head.i != head.i and head.dep_ not in MODIFIER):
        plural = head.tag_ in ("NNS", "NNPS", "JJ") or not head.lower_.endswith(("an", "er"))
        start = _widen_left(doc, head, name.start)
        return Found(name.end - 1, start, name.end, "d", "group" if plural else "person", name.code)
    governor = head.head
    word = governor.lemma_.lower()
    if word in nouns or governor.lower_ in nouns or word in places or governor.ent_type_ == "PERSON":
        return None
    return Found(name.end - 1, name.start, name.end, "n", "org" if name.code else "group", name.code)


def _is_city_like(head: Any) -> bool:
    """Say whether a capital is rather the city: among places ("in Minsk and Kyiv"), or before its people and bodies.

    "Washington officials" and "Kyiv troops" serve a government; "London police" and "Baghdad residents" a town.
    """
    if head.dep_ in ("compound", "nmod"):
        nouns = (find_noun(head.head), find_noun(head.nbor()) if head.i + 1 < len(head.doc) else None)
        return any(noun is not None and noun.sector in OF_TOWNS for noun in nouns)
    return bool(head.dep_ == "conj" and head.head.dep_ == "pobj")


def acts(head: Any) -> bool:
    """Say whether a country's name stands for its government here, by its part in the sentence."""
    at, motion, places = load_words("at"), load_words("motion"), load_place_nouns()
    for _ in range(6):
        if head.dep_ in ("conj", "appos") and head.head.pos_ in ("PROPN", "NOUN"):
            head = head.head
        else:
            break
    governor = head.head
    if head.dep_ in ("nsubj", "agent", "dative", "iobj"):
        return True
    if head.dep_ in ("nsubjpass", "dobj"):
        return governor.lemma_.lower() not in motion
    if head.dep_ == "pobj":
        word = governor.lower_
        if word in at or (word in ("from", "to") and governor.head.lemma_.lower() in motion):
            return False
        return word not in ("of", "from", "to") or (word == "to" and governor.head.pos_ == "VERB")
    if head.dep_ == "poss":
        return governor.lemma_.lower() not in places and governor.ent_type_ not in ("GPE", "LOC")
    if head.dep_ in ("compound", "nmod", "amod"):
        return governor.lemma_.lower() not in places
    return False


def _widen_left(doc: Any, head: Any, start: int) -> int:
    """Give the first token of the description that ends in `head`."""
    edge: int = start
    for child in head.lefts:
        if child.dep_ in LEFT:
            edge = min(edge, child.left_edge.i)
    edge = max(edge, int(head.i) - MAX_LEFT)
    while edge < start and (doc[edge].is_punct or doc[edge].is_space):
        edge += 1
    for i in range(start - 1, edge - 1, -1):
        if "\n" in doc[i].text:
            return i + 1
    return edge


def find_noun(token: Any) -> Noun | None:
    """Give what the table says of a noun for people or bodies, by its lemma or form.

    Of other nouns for people, by WordNet or by their ending, no more is known.
    """
    nouns = load_nouns()
    noun = nouns.get(token.lemma_.lower()) or nouns.get(token.lower_)
    if token.lower_ == "guard" and token.i:  # "the coast guard" is no one who guards
        for sector, force in (("COP", "force_police"), ("MIL", "force_troops")):
            if token.nbor(-1).lower_ in load_words(force):
                return Noun("org", sector, "", "guard")
    if noun is None and token.lower_.endswith("s"):
        noun = nouns.get(token.lower_[:-1])
    if noun is None and len(token) > 6 and token.lower_.endswith(tuple(sorted(load_words("person_suffix")))):
        return Noun("group", "CVL", "", "people")
    if (
        noun is None
        and (token.tag_ in ("NN", "NNS") or (token.pos_ == "PROPN" and token.is_lower))
        and not {token.lemma_.lower(), token.lower_}.isdisjoint(load_people())
    ):
        return Noun("group", "CVL", "", "")
    return noun


def _find_described(doc: Any, taken: set[int]) -> list[Found]:
    """Find descriptions ("two men", "the ministry", "the village") and pronouns outside names."""
    found = []
    numbers, light = load_words("number"), load_words("light")
    joined = 0
    for token in doc:
        if token.i in taken or token.i < joined:
            continue
        tag = token.tag_
        if tag in PRONOUN_TAGS:
            mention = _judge_pronoun(token)
        elif token.lower_ in ("old", "olds") and (start := _find_age(doc, token)) is not None:
            kind: EntityKind = "group" if token.lower_ == "olds" else "person"
            mention = Found(token.i, _widen_left(doc, token, start), token.i + 1, "d", kind)
        elif token.pos_ in ("NOUN", "PROPN") or tag in ("NN", "NNS", "NNP", "NNPS"):
            mention = _judge_noun(doc, token, light)
        elif token.dep_ in ("nsubj", "nsubjpass", "dobj", "pobj", "attr", "agent"):
            if token.lower_ in numbers or token.pos_ == "NUM":
                mention = _judge_number(doc, token)
            elif token.i and doc[token.i - 1].lower_ in ("the", "both") and token.lower_ in load_nouns():
                mention = _judge_noun(doc, token, light)
            else:
                continue
        else:
            continue
        if mention:
            found.append(mention)
            joined = mention.end if doc[mention.end - 1].dep_ == "conj" else 0
    return found


def _find_age(doc: Any, token: Any) -> int | None:
    """Give where the age begins of whom nothing else is told: "61" in "the 61-year-old said"; None for any other."""
    start: int = token.i - len(YEARS)  # spaCy cuts at the hyphens
    if start < 1 or not doc[start - 1].like_num or tuple(word.lower_ for word in doc[start : token.i]) != YEARS:
        return None
    after = doc[token.i + 1] if token.i + 1 < len(doc) else None
    if after is not None and after.pos_ in ("NOUN", "PROPN", "ADJ"):
        return None
    return start - 1


def _judge_pronoun(token: Any) -> Found | None:
    word = token.lower_
    kind: EntityKind = "group"
    if word in load_words("male") or word in load_words("female") or word in load_words("speaker"):
        kind = "person"
    elif word in load_words("thing"):
        kind = "org"
        if token.dep_ in ("nsubj", "expl") and any(child.dep_ in ("csubj", "acomp") for child in token.head.children):
            return None
    return Found(token.i, token.i, token.i + 1, "p", kind)


def _judge_noun(doc: Any, token: Any, light: frozenset[str]) -> Found | None:
    if token.dep_ in ("compound", "nmod", "amod") and token.head.i > token.i and token.head.pos_ in ("NOUN", "PROPN"):
        return _judge_compound(token)
    if token.is_title and token.i + 1 < len(doc) and doc[token.i + 1].ent_type_ == "PERSON" and token.dep_ in MODIFIER:
        return None
    noun = find_noun(token)
    place = load_place_nouns().get(token.lower_) or load_place_nouns().get(token.lemma_.lower())
    start = _skip_shared(doc, _widen_left(doc, token, token.i), token)
    end = token.i + 1
    kind: EntityKind
    if token.lower_ in light:
        below = _find_counted(token)
        counted = find_noun(below) if below is not None else None
        if counted is not None and (noun is None or (counted.kind != "org" and below.tag_ in ("NNS", "NNPS"))):
            return Found(token.i, start, below.i + 1, "d", "group")
        if noun is None:
            return None
    if noun is None and place is None:
        if token.lemma_.lower() in load_words("document"):
            return Found(token.i, start, end, "d", "org")
        return None
    plural = token.tag_ in ("NNS", "NNPS")
    if place and noun is None and token.lower_ == "station" and any(c.lower_ == "police" for c in token.lefts):
        kind = "org"
    elif place and (noun is None or (noun.group not in BODIES and token.dep_ == "pobj"
                                     and token.head.lower_ in load_words("at"))):  # fmt: skip
        kind = "place"
    elif noun is None:
        return None
    elif noun.kind == "org":
        kind = "org"
    else:
        kind = "group" if plural or token.lower_ in ("people", "crowd", "public", "community") else "person"
        second = _find_partner(token) if plural else None
        if second is not None:
            end = second.i + 1
    return Found(token.i, start, end, "d", kind)


def _find_partner(token: Any) -> Any:
    """Give the last noun of "doctors and nurses", one group under two names, where `token` is the first; else None.

    "Militants and soldiers" are two.
    """
    if token.dep_ == "pobj" and token.head.lower_ == "between":
        return None
    first, node, last = find_noun(token), token, None
    for _ in range(MAX_PARTNERS):
        after = next((c for c in node.rights if c.dep_ == "conj" and c.tag_ == "NNS"), None)
        noun = find_noun(after) if after is not None else None
        if after is None or noun is None or noun.kind == "org" or first is None:
            break
        apart = noun.sector != first.sector and bool({noun.sector, first.sector} & ARMED)
        between = node.doc[node.i + 1 : after.left_edge.i]
        if apart or any(t.dep_ not in ("cc", "punct") for t in between) or after.i - node.i > NEAR_PARTNER:
            break
        if any(c.dep_ in ("det", "poss", "nummod") for c in after.lefts):
            break
        node = last = after
    return last


def _skip_shared(doc: Any, start: int, token: Any) -> int:
    """Leave out of a description the nationalities before its own: "German forces" in "Afghan and German forces"."""
    for i in range(start + 1, token.i):
        if doc[i].lower_ in ("and", ",", "or") and find_shared(doc, i) is not None:
            before = doc[i - 1].text
            if (
                before in load_demonyms()
                or before in load_countries()
                or doc[max(0, i - 2) : i].text in load_demonyms()
            ):
                start = find_second(doc, i) or start
    return start


def _judge_compound(token: Any) -> Found | None:
    """Take the body in "police raid", not in "police officer": one whose noun does not name an actor or a place."""
    noun, governor = find_noun(token), token.head
    if noun is None or noun.group not in ACTING or (token.i + 1 != governor.i and governor.head.i == token.i):
        return None
    if find_noun(governor) is not None or governor.lemma_.lower() in load_place_nouns() or governor.ent_type_:
        return None
    if governor.dep_ in MODIFIER and governor.head.i > governor.i and find_noun(governor.head) is not None:
        return None
    return Found(token.i, token.i, token.i + 1, "d", "org" if noun.kind == "org" else "group")


def _find_counted(token: Any) -> Any:
    """Give the noun that a light noun counts: "people" in "dozens of people"."""
    for child in token.rights:
        if child.lower_ == "of":
            for below in child.rights:
                if below.dep_ == "pobj" and below.i - token.i <= MAX_LEFT:
                    return below
    return None


def _judge_number(doc: Any, token: Any) -> Found | None:
    """Take a bare number of people as a group: "two were killed"."""
    for child in token.rights:
        if child.lower_ == "of":
            below = next((item for item in child.rights if item.dep_ == "pobj"), None)
            if below is not None and token.lower_ == "one" and below.lower_ in ("them", "us"):
                return Found(token.i, token.i, below.i + 1, "d", "person") if is_sayer(token) else None
            if below is None or find_noun(below) is None or below.i - token.i > MAX_LEFT:
                return None
            return Found(token.i, _widen_left(doc, token, token.i), below.i + 1, "d", "group")
    if token.dep_ in ("pobj", "attr") or (token.like_num and len(token) > 3 and token.text.isdigit()):
        return None
    kind: EntityKind = "person" if token.lower_ in ("one", "someone", "somebody", "anyone", "another") else "group"
    return Found(token.i, _widen_left(doc, token, token.i), token.i + 1, "d", kind)
