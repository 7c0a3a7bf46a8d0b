"""The places behind names that annotation took for something else.

In: a `Document` with joined entities. Out: the same with a place for every naming of a town, area or site that is part
of another entity alone: *Durban* in *Durban Police*, *Gaza* where it acts, *Hillside Prison* that holds a man. What a
name stands for is told apart later, by what happens there; a place that no account names is left out again.
"""

from __future__ import annotations

import functools
from dataclasses import replace
from typing import Any

from dateline.data.actors import load_countries, load_demonyms, load_place_nouns
from dateline.records import Document, Entity, Span
from dateline.resolve.toponyms import find_toponyms

ARTICLE = ("the ", "The ", "THE ")
LOCATIVE = frozenset({"in", "at", "near", "outside", "inside", "across", "throughout", "around"})


def add_places(document: Document) -> Document:
    """Add the places that are named inside other entities, or under a name that annotation took for a body's."""
    known = {key: i for i, e in enumerate(document.entities) if e.kind == "place" for key in _list_keys(e)}
    covered = [m for e in document.entities if e.kind == "place" for m in e.mentions]
    named: dict[str, list[Span]] = {}
    for span in (*find_toponyms(document), *_list_sites(document), *_list_located(document)):
        if is_plain_country(span.quote) or any(covers(place, span) for place in covered):
            continue
        named.setdefault(_make_key(span.quote), []).append(span)
    entities = list(document.entities)
    added: list[Entity] = []
    for key, spans in named.items():
        if key in known:
            entity = entities[known[key]]
            entities[known[key]] = replace(entity, mentions=tuple(sorted({*entity.mentions, *spans})))
        else:
            name = max((" ".join(span.quote.split()) for span in spans), key=lambda name: (not name.isupper(), name))
            added.append(Entity(f"c{len(entities) + len(added) + 1}", name, "place", tuple(sorted(set(spans)))))
    # first, so that a word of both is still taken for the body's by those who take the last
    return replace(document, entities=(*added, *entities))


def covers(place: Span, name: Span) -> bool:
    """Say whether a naming is part of a place's own: *Kunduz* of *Kunduz province*, but not of *the Kunduz road*."""
    return place.contains(name) and (place.end == name.end or place.quote[:1].isupper())


def _list_keys(entity: Entity) -> set[str]:
    return {_make_key(span.quote) for span in entity.mentions if span.quote[:1].isupper()} | {_make_key(entity.name)}


def _make_key(name: str) -> str:
    plain = " ".join(name.split())
    return (plain[4:] if plain.startswith(ARTICLE) else plain).casefold()


def _list_sites(document: Document) -> list[Span]:
    """Give the namings of bodies that are sites as well: a prison, a stadium, a court."""
    return [
        span
        for entity in document.entities
        if entity.kind == "org"
        for span in entity.mentions
        if len(words := span.quote.split()) > 1 and words[0][:1].isupper() and words[-1].lower() in load_place_nouns()
    ]


def _list_located(document: Document) -> list[Span]:
    """Give the names of bodies and people of which one naming says that something happens there: *at Anfield*."""
    doc = document.syntax
    found = []
    for entity in document.entities:
        names = [m for m in entity.mentions if m.quote[:1].isupper()] if entity.kind in ("org", "person") else []
        for span in names:
            inside = doc.char_span(span.start, span.end, alignment_mode="expand")
            root = None if inside is None or not len(inside) else inside.root
            if root is not None and root.dep_ == "pobj" and root.head.lower_ in LOCATIVE and _stands_alone(root):
                found += [other for other in names if _make_key(other.quote) == _make_key(span.quote)]
    return found


def _stands_alone(root: Any) -> bool:
    """Say whether a name has its preposition before it, with no more than an article or a direction between."""
    between = root.doc[root.head.i + 1 : root.left_edge.i]
    return len(between) == 0 and not any(child.dep_ == "poss" for child in root.children)


@functools.cache
def _list_countries() -> frozenset[str]:
    return frozenset({*load_countries(), *load_demonyms()})


def is_plain_country(name: str) -> bool:
    """Say whether a name is a country's or a nationality, which have their place already."""
    plain = name[4:] if name.startswith(ARTICLE) else name
    return plain in _list_countries() or plain.title() in _list_countries()
