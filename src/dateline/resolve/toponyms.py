"""The toponyms of a report: every naming of a place, also by its adjective and inside the name of a body.

In: a document with entities and syntax. Out: spans, in text order, without overlaps. The names that annotation took for
places count, and so do runs of capitals that the gazetteer knows, where enough speaks for a place: how many live there,
a preposition of place before it, a state behind it, the same name elsewhere, the word that follows. The weights are
chosen by hand.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Iterator
from typing import Any

from dateline.data import load_json, load_table
from dateline.data.actors import (
    load_capitals,
    load_countries,
    load_demonyms,
    load_given_names,
    load_nouns,
    load_org_heads,
    load_place_nouns,
    load_states,
    load_titles,
    load_words,
)
from dateline.data.gazetteer import find_places
from dateline.records import Document, Span
from dateline.tokens import list_ends, list_starts, list_texts
from dateline.weighing import weigh

Range = tuple[int, int]
LONGEST = 4
"""Tokens of the longest name that is looked up."""
AREAS = frozenset(
    {"County", "Parish", "Township", "Province", "District", "Valley", "River", "Lake", "Island", "Borough"}
)
INNER = frozenset({"of", "de", "la", "el", "al", "the", "du", "upon", "-", "’s"})
PLAIN = frozenset({"the", "a", "an", "on", "in", "at", "of", "and", "by", "for", "to", "from", "with"})
SIDES = frozenset({"north", "south", "east", "west", "central", "northern", "southern", "eastern", "western", "metro"})
ROADS = frozenset({"Road", "Rd", "Street", "Avenue", "Highway", "Route", "Drive", "Lane", "Boulevard", "Interstate"})


def find_toponyms(document: Document) -> list[Span]:
    """Give every naming of a place in a report."""
    doc = document.syntax
    if doc is None or not len(doc):
        return []
    return list(_find(doc, document.text, tuple((entity.kind, entity.mentions) for entity in document.entities)))


@functools.lru_cache(maxsize=1)  # several steps ask for the same report's
def _find(doc: Any, text: str, entities: tuple[tuple[str, tuple[Span, ...]], ...]) -> tuple[Span, ...]:
    reader = _Reader(doc, text, entities)
    reader.names.update(doc[a:b].text for a, b in reader.read_all())
    found = reader.read_all()
    return tuple(Span.of(text, doc[a].idx, _find_end(text, doc, b)) for a, b in found)


@functools.lru_cache(maxsize=2)
def _keep_scores(doc: Any) -> dict[Range, float]:
    """Give the table of what speaks for each name by itself; one a `Doc`."""
    return {}


def _find_end(text: str, doc: Any, end: int) -> int:
    """Give the offset at which a name ends: with the full stop of an abbreviated state."""
    stop: int = doc[end - 1].idx + len(doc[end - 1])
    dotted = "." in doc[end - 1].text[:-1] and text[stop : stop + 1] == "."
    return stop + 1 if dotted else stop


class _Reader:
    """Reads one report from token to token."""

    def __init__(self, doc: Any, text: str, entities: tuple[tuple[str, tuple[Span, ...]], ...]) -> None:
        self.doc = doc
        self.weights: dict[str, float] = load_json("toponym_weights.json")
        self.text = text
        self.plain = _keep_scores(doc)
        self.words, self.starts, self.ends = list_texts(doc), list_starts(doc), list_ends(doc)
        self.capitals = [i for i, word in enumerate(self.words) if word[:1].isupper()]
        self.scores: dict[Range, float] = {}
        starts = {start: i for i, start in enumerate(self.starts)}
        ends = {end: i for i, end in enumerate(self.ends, 1)}
        self.kinds: dict[int, tuple[Range, str]] = {}
        self.places: dict[int, int] = {}
        self.names: set[str] = set()
        self.people: set[str] = set()
        for kind, mentions in entities:
            for span in mentions:
                named = span.quote[:1].isupper() and span.quote.split()[0].lower() not in PLAIN
                if span.start not in starts or span.end not in ends or not named:
                    continue
                reach = starts[span.start], ends[span.end]
                self._note(reach, kind, span.quote)

    def _note(self, reach: Range, kind: str, quote: str) -> None:
        for i in range(*reach):
            known = self.kinds.get(i)
            if known is None or known[0][1] - known[0][0] < reach[1] - reach[0]:
                self.kinds[i] = reach, kind
        if kind == "place":
            self.places[reach[0]] = max(reach[1], self.places.get(reach[0], 0))
            self.names.add(quote)
        elif kind == "person":
            words = quote.split()
            self.people.update(words[-1:] if len(words) > 1 else ())

    def read_all(self) -> list[Range]:
        """Give the token ranges of all toponyms."""
        found: list[Range] = []
        last = 0
        for at in self.capitals:
            if at >= last and (end := self.read(at)):
                found.append((at, end))
                last = end
        return found

    def read(self, at: int) -> int:
        """Give where the toponym that begins at a capitalised token ends, 0 where none begins."""
        end, best = 0, 0.0
        for stop, name in self._list_names(at):
            score = self.score(at, stop, name)
            if score > best:
                end, best = stop, score
        return end

    def _list_names(self, at: int) -> Iterator[tuple[int, str]]:
        """Give the names that begin at a token, with where they end."""
        for stop in range(at + 1, min(at + LONGEST, len(self.doc)) + 1):
            last = self.words[stop - 1]
            if "\n" in last:
                return
            if last[:1].isupper():
                yield stop, self.text[self.starts[at] : self.ends[stop - 1]]
            elif last.lower() not in INNER and stop != self.places.get(at):
                return

    def score(self, start: int, end: int, name: str) -> float:
        """Give how much speaks for a place, more than 0 for enough."""
        reach = start, end
        total = self.scores.get(reach)
        if total is None:
            plain = self.plain.get(reach)
            if plain is None:
                plain = self.plain[reach] = weigh(self._describe(start, end, name), self.weights)
            total = self.scores[reach] = plain + weigh(self._describe_entity(start, end, name), self.weights)
        # the only feature that a second reading may change
        return total + (self.weights.get("named elsewhere", 0.0) if name in self.names else 0.0)

    def _describe(self, start: int, end: int, name: str) -> dict[str, float]:
        """Give what a name and the words beside it tell, whatever the entities are."""
        doc = self.doc
        before = doc[start - 1] if start else None
        after = doc[end] if end < len(doc) else None
        features: dict[str, float] = {"bias": 1.0}
        known = any(name in names for names in (load_countries(), load_states(), load_capitals(), _list_areas()))
        if known:
            features["known"] = 1.0
        elif name in load_demonyms():
            features["nationality"] = 1.0
        places = () if known else find_places(name)
        if places:
            features["people"] = math.log10(max(place.population for place in places) + 10) - 3
            features["in gazetteer"] = 1.0
        if len(features) > 1:
            features["words"] = float(end - start - 1)
        else:
            features["unknown"] = 1.0
        if before is not None:
            features["after a preposition"] = float(
                before.lower_ in load_words("at") or before.lower_ in ("of", "from")
            )
            features["after a title"] = float(before.text in load_titles() or before.text in load_given_names())
            features["after a capital"] = float(before.text[:1].isupper() and before.pos_ == "PROPN")
        if after is not None:
            following = doc[end + 1 : end + 3].text if after.text == "," else ""
            features["before its state"] = float(
                any(w in load_states() or w in load_countries() for w in (following, following.split(" ")[0]))
            )
            head = after.text in load_org_heads() or after.lower_ in load_nouns()
            features["before a body"] = float(head and after.text[:1].isupper())
            features["before a capital"] = float(after.text[:1].isupper() and not head and after.pos_ == "PROPN")
        features["area"] = float(doc[end - 1].text in AREAS and end - start > 1)
        features["plain word first"] = float(doc[start].lower_ in PLAIN or doc[start].text in load_titles())
        features["road"] = float(doc[end - 1].text in ROADS or doc[start].text in ROADS)
        if end - start == 1 and not known and "nationality" not in features:
            features["common"] = float(doc[start].pos_ != "PROPN")
            word = doc[start].lower_
            plain = word in load_place_nouns() or word in load_nouns() or word in SIDES
            plain = plain or doc[start].text in _list_holidays()
            features["a plain noun"] = float(plain or doc[start].ent_type_ in ("DATE", "TIME", "EVENT"))
        features["shouted"] = float(name.isupper() and len(name) > 3)
        features["a given name"] = float(name in load_given_names())
        features[f"label {doc[start].ent_type_}"] = 1.0
        return features

    def _describe_entity(self, start: int, end: int, name: str) -> dict[str, float]:
        features: dict[str, float] = {}
        reach, kind = self.kinds.get(start, ((0, 0), ""))
        if reach == (start, end):
            features[f"is {kind}"] = 1.0
        elif kind and reach[0] <= start and end <= reach[1]:
            features[f"inside {kind}"] = 1.0
            features["opens a name"] = float(reach[0] == start and kind == "org")
            features["closes a name"] = float(reach[1] == end and kind == "org")
        elif not kind:
            features["in no name"] = 1.0
        features["a surname"] = float(name in self.people)
        return features


@functools.cache
def _list_areas() -> frozenset[str]:
    """Give the names of regions and the abbreviations of areas."""
    return frozenset(row["name"] for table in ("regions.tsv", "area_names.tsv") for row in load_table(table))


@functools.cache
def _list_holidays() -> frozenset[str]:
    """Give the names of holidays."""
    return frozenset(row["name"] for row in load_table("holidays.tsv"))
