"""Countries by the encoder: of which of the countries that a report names each of its actors is, or of none.

In: a `Document` with entities and the encoder's output. Out: the same with `countries`, log-probabilities of each
entity. The words that name a country (its names and adjectives, its government, its towns) are what an actor's mentions
point at; how well they do together is the country's score, and each mention also says whether its bearer is of none.
Which of the towns of one name is meant is not known yet: each town's score is told apart, under the country of the
largest and its id ("DEU e4").
"""

from __future__ import annotations

import functools
from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from dateline.data.actors import (
    LONGEST,
    load_bodies,
    load_capitals,
    load_countries,
    load_demonyms,
    load_states,
    load_words,
)
from dateline.data.gazetteer import find_places
from dateline.extract.encoder import Encoded
from dateline.extract.frame import Floats, softmax
from dateline.extract.pairs import Columns, Ints, find_root
from dateline.extract.windows import Words
from dateline.records import Document, Entity

ROWS = 256
"""Mentions that are scored at once, so that a long report needs no more memory than a short one."""


@dataclass(frozen=True, slots=True)
class Signals:
    """The words of a report that name a country, by country: word `words[k]` names `codes[number[k]]`."""

    codes: tuple[str, ...]
    words: Ints
    number: Ints


def list_signals(document: Document, words: Words, *, apart: bool = False) -> Signals:
    """Give the words that name a country or something in it; with `apart`, each town has a code of its own."""
    named = dict(_read_words(document, words))
    for entity in document.entities:
        code = _place(entity)
        if apart and code and entity.kind == "place" and entity.name not in load_countries():
            code = f"{code} {entity.id}"
        for mention in entity.mentions if code else ():
            word = find_root(document.syntax, words, mention)
            if word >= 0 and code:
                named.setdefault(word, code)
    codes = tuple(sorted(set(named.values())))
    pairs = sorted((codes.index(code), word) for word, code in named.items())
    table = np.array(pairs, np.int64).reshape(-1, 2)
    return Signals(codes, table[:, 1], table[:, 0])


@functools.cache
def _load_first_words() -> frozenset[str]:
    names = (*load_countries(), *load_demonyms(), *load_states(), *load_words("regional_people"))
    return frozenset(name.split(" ")[0] for name in names)


def _read_words(document: Document, words: Words) -> Iterator[tuple[int, str]]:
    """Give the last word of every name and adjective of a country, and its code."""
    countries, demonyms, states = load_countries(), load_demonyms(), load_states()
    texts = [document.syntax[i].text for i in words.tokens]
    first, regional = _load_first_words(), load_words("regional_people")
    at = 0
    while at < len(texts):
        step = 1
        if texts[at] not in first:
            at += step
            continue
        for size in range(min(LONGEST, len(texts) - at), 0, -1):
            name = " ".join(texts[at : at + size])
            code = demonyms.get(name) or countries.get(name) or ("USA" if name in states and len(name) > 3 else None)
            if code or name in regional:
                if code:
                    yield at + size - 1, code
                step = size
                break
        at += step


def _place(entity: Entity) -> str | None:
    """Give the country that a place, or a body by its name, lies in, as far as its name alone tells."""
    if entity.kind not in ("place", "org"):
        return None
    code = entity.country or load_countries().get(entity.name) or load_capitals().get(entity.name)
    if entity.kind == "org" and not code:
        name = entity.name.removeprefix("the ")
        body = load_bodies().get(name)
        return body.country if body and name not in load_words("shared_body") else None
    if code or not entity.name[:1].isupper():
        return code
    people: dict[str, int] = {}
    for place in find_places(entity.name):
        people[place.country] = max(people.get(place.country, 0), place.population + 500)
    best = max(sorted(people), key=people.__getitem__, default=None)
    return best if best and people[best] * 2 > sum(people.values()) else None


def judge_countries(document: Document, columns: Columns) -> Document:
    """Give each entity of `columns` the encoder's log-probabilities of the countries that the report names."""
    encoded: Encoded = document.encoded
    signals = list_signals(document, encoded.words, apart=True)
    if not columns.ids:
        return document
    scores = score_countries(encoded, columns, signals)
    names = ("", *signals.codes)
    rows = {
        id_: dict(zip(names, row, strict=True)) for id_, row in zip(columns.ids, scores.round(3).tolist(), strict=True)
    }
    return replace(document, countries=rows)


def score_countries(encoded: Encoded, columns: Columns, signals: Signals) -> Floats:
    """Give the log-probabilities of no country and of each that is named: `[candidates, 1 + codes]`."""
    scores = np.empty((len(columns.words), 1 + len(signals.codes)), np.float32)
    scores[:, 0] = encoded.head("stateless")[columns.words, 0]
    if signals.codes:
        edges = np.flatnonzero(np.r_[True, np.diff(signals.number) > 0])
        for at in range(0, len(columns.words), ROWS):
            links = encoded.link(columns.words[at : at + ROWS].tolist(), ("country",), signals.words.tolist())
            scores[at : at + ROWS, 1:] = np.logaddexp.reduceat(links[..., 0], edges, axis=1)
    pooled = np.logaddexp.reduceat(scores, columns.edges, axis=0)
    return np.asarray(np.log(softmax(pooled.astype(np.float32)) + 1e-6), np.float32)
