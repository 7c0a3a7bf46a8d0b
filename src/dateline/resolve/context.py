"""The country of the report.

In: a document with entities. Out: how often each country is meant, by its names, its government, its capital, its
adjectives and its towns, by the dateline, by leaders and bodies of the tables, by words and money of one country and by
numbers to call, and the country that leads. A report tells its readers where it happens once; most of its
people and bodies are of that country, and of towns of one name the one there is meant.
"""

from __future__ import annotations

import functools
import itertools
import re
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import Any

from dateline.data import load_table
from dateline.data.actors import LONGEST, load_capitals, load_countries, load_demonyms, load_states, load_words
from dateline.data.gazetteer import find_places
from dateline.mentions import GOVERNMENT
from dateline.records import Document, Entity
from dateline.resolve.known import find_body, find_leader, is_shared
from dateline.resolve.toponyms import find_toponyms
from dateline.tokens import list_ends, list_starts, list_texts

Weights = defaultdict[str, float]
DIRECTION = re.compile(
    r"^(?:the )?(?:(?:far|north|south|east|west|central|northern|southern|eastern|western|upper|lower|downtown|greater|"
    r"north-?east(?:ern)?|north-?west(?:ern)?|south-?east(?:ern)?|south-?west(?:ern)?)[ -])+",
    re.I,
)
"""What stands before a place name without being part of it."""
HOME = 25.0
AROUND = 250
NEAREST = 3
"""Weight of the report's own country, reach in characters, and number of mentions read, for an actor's country."""
CUE, NUMBER, AREA, CUES = 2.0, 10.0, 3.0, 2
"""Weights of a word that one country's reports alone use, of a telephone number for its country and for its area, and
how often each counts."""
PHONE = re.compile(
    r"(?<![\w=/+-])(?:(?<=\+1 )|(?<!\+\d )(?<!\+\d\d )(?<!\+\d\d\d ))"
    r"\(?([2-9]\d\d)\)?[-. ][2-9]\d\d-\d{4}(?![\w-])"
)
"""A telephone number of North America: area, exchange, line."""
DATELINE, BODY, LEADER = 8.0, 0.3, 0.7
"""Weights of the dateline's place and of each mention of a body and of a leader that the tables know."""
QUOTES = "\"'“‘«"
INNER = 0.8
LARGE = 50_000
"""Weight of a town inside the name of a body, and the people from which it counts."""
LEAD = 1500
"""Characters at the beginning of a report whose places count double."""


@dataclass(frozen=True, slots=True)
class Context:
    """Weights of countries and of first-level areas in a report; `home` is the leading country, or None."""

    countries: dict[str, float] = field(default_factory=dict)
    areas: dict[str, float] = field(default_factory=dict)
    home: str | None = None
    signals: tuple[tuple[int, str], ...] = ()

    def find_near(self, offsets: list[int]) -> str | None:
        """Give the country that leads around these offsets: those named nearby, and the report's own."""
        if self.home is None:
            return None
        total = sum(self.countries.values())
        scores: defaultdict[str, float] = defaultdict(float)
        scores.update((code, HOME * weight / total) for code, weight in self.countries.items())
        for offset in offsets[:NEAREST]:
            low = bisect_left(self.signals, (offset - AROUND, ""))
            high = bisect_left(self.signals, (offset + AROUND, ""))
            for at, code in self.signals[low:high][:40]:
                scores[code] += (1.0 if at <= offset else 0.7) * (1 - abs(at - offset) / AROUND)
        return max(sorted(scores.items()), key=lambda item: item[1])[0]


def find_context(document: Document, resolved: dict[str, tuple[str, str]] | None = None) -> Context:
    """Weigh the countries of a report; `resolved` gives country and area of the places already known, by entity id."""
    resolved = resolved or {}
    weights: Weights = defaultdict(float)
    areas: Weights = defaultdict(float)
    unknown: list[Entity] = []
    signals: list[tuple[int, str]] = []
    for entity in document.entities:
        code = resolved[entity.id][0] if entity.id in resolved else _find_known(entity)
        shared = entity.kind == "org" and entity.name.startswith(GOVERNMENT)
        if code:
            spans = [span for span in entity.mentions if not (shared and _is_quoted(document.text, span.start))]
            weights[code] += sum(_weigh(span.start) for span in spans) * (0.7 if shared else 1.0)
            signals += [(span.start, code) for span in spans]
        elif entity.kind == "place":
            unknown.append(entity)
    _weigh_inner(document, weights)
    _weigh_known(document, weights)
    _weigh_dateline(document, resolved, weights)
    for start, code in _find_adjectives(document.syntax, document.text):
        weights[code] += 0.7 * _weigh(start)
        signals.append((start, code))
    for at, code, area, weight in _find_cues(document.text):
        weights[code] += weight
        signals.append((at, code))
        if area:
            areas[area] += AREA
    for entity in unknown:
        if entity.id in resolved:
            code, area = resolved[entity.id]
            weights[code] += 0.8 * sum(_weigh(span.start) for span in entity.mentions)
            areas[area] += 0.5 * len(entity.mentions)
        else:
            code = _weigh_town(entity, weights, areas)
        signals += [(span.start, code) for span in entity.mentions] if code else []
    for entity in document.entities:
        if entity.name in load_states():
            place = next(
                (p for p in find_places(load_states()[entity.name]) if p.kind == "A" and p.country == "USA"), None
            )
            if place:
                areas[place.area] += 2.0 * len(entity.mentions)
    _settle_shared(weights)
    best = max(sorted(weights.items()), key=lambda item: item[1], default=None)
    return Context(dict(weights), dict(areas), best[0] if best and best[1] > 0 else None, tuple(sorted(signals)))


@functools.cache
def _load_first_words() -> frozenset[str]:
    """Give the first words of adjectives and nouns of nationality: the "Costa" of "Costa Rican"."""
    return frozenset(re.split(r"[ -]", name)[0] for name in (*load_demonyms(), *load_words("regional_people")))


@functools.lru_cache(maxsize=1)  # a report is weighed several times
def _find_adjectives(doc: Any, text: str) -> tuple[tuple[int, str], ...]:
    """Give where nationalities are told and their countries, the longest where one holds another: "South Sudanese"."""
    if doc is None:
        return ()
    demonyms, first, regional = load_demonyms(), _load_first_words(), load_words("regional_people")
    starts, ends, words = list_starts(doc), list_ends(doc), list_texts(doc)
    found: list[tuple[int, str]] = []
    end = 0
    for at, word in enumerate(words):
        if word not in first or at < end:
            continue
        for size in range(min(LONGEST, len(words) - at), 0, -1):
            name = text[starts[at] : ends[at + size - 1]]
            code = demonyms.get(name)
            if code or name in regional:
                end = at + size
                if code and not _is_quoted(text, starts[at]):
                    found.append((starts[at], code))
                break
    return tuple(found)


@functools.lru_cache(maxsize=1)
def _find_cues(text: str) -> tuple[tuple[int, str, str, float], ...]:
    """Give where words stand that one country's reports alone use, and its telephone numbers.

    Each with its country, its first-level area or nothing, and its weight.
    """
    seen: Counter[str] = Counter()
    cues = _load_cues()
    found: list[tuple[int, str, str, float]] = []
    for match in _cue_pattern().finditer(text):
        seen[match[0]] += 1
        if seen[match[0]] <= CUES:
            country = cues.get(match[0]) or cues[f"{match[0]}#"]
            found.append((match.start(), country, "", CUE * _weigh(match.start())))
    numbers = (number for number in PHONE.finditer(text) if _load_numbers().get(number[1], ("", ""))[0])
    found += [(number.start(), *_load_numbers()[number[1]], NUMBER) for number in itertools.islice(numbers, CUES)]
    return tuple(found)


@functools.cache
def _load_numbers() -> dict[str, tuple[str, str]]:
    return {row["code"]: (row["country"], row["area"]) for row in load_table("area_codes.tsv")}


@functools.cache
def _load_cues() -> dict[str, str]:
    return {row["cue"]: row["country"] for row in load_table("country_cues.tsv")}


@functools.cache
def _cue_pattern() -> re.Pattern[str]:
    """Give what matches every cue as a whole; a sign of money ends in "#" in the table, and stands before a number."""
    cues = sorted(_load_cues(), key=lambda cue: (-len(cue), cue))
    words = "|".join(re.escape(cue) for cue in cues if not cue.endswith("#"))
    signs = "|".join(re.escape(cue[:-1]) for cue in cues if cue.endswith("#"))
    return re.compile(rf"(?<!\w)(?:(?:{words})(?!\w)|(?:{signs})(?= ?\d))")


def _settle_shared(weights: Weights) -> None:
    """Give Georgia's weight to the country that the rest of the report speaks for."""
    shared, american = weights.get("GEO", 0.0), weights.get("USA", 0.0)
    near = sum(weights.get(code, 0.0) for code in ("RUS", "ARM", "AZE"))
    if shared and american > near and american * 2 > shared:
        weights["USA"] += weights.pop("GEO")


def _is_quoted(text: str, start: int) -> bool:
    """Say whether a word opens a quotation: the "Nigerian prince" of a nickname speaks for no country."""
    return start > 0 and text[start - 1] in QUOTES


def _weigh(start: int) -> float:
    return 2.0 if start < LEAD else 1.0


def _find_known(entity: Entity) -> str | None:
    if entity.kind not in ("place", "org"):
        return None
    if entity.name in load_states() and entity.name not in load_countries():
        return "USA"
    return entity.country or load_countries().get(entity.name) or load_capitals().get(entity.name)


def _weigh_inner(document: Document, weights: Weights) -> None:
    """Let the towns and areas inside the names of bodies speak for their country: "Edmonton Police Service"."""
    bodies = sorted((m.start, m.end) for e in document.entities if e.kind == "org" for m in e.mentions)
    if not bodies:
        return
    starts = [start for start, _ in bodies]
    for span in find_toponyms(document):
        at = bisect_right(starts, span.start) - 1
        if at < 0 or bodies[at][1] < span.end or (bodies[at][0], bodies[at][1]) == (span.start, span.end):
            continue
        places = [place for place in find_places(span.quote) if place.population > LARGE]
        if places and len({place.country for place in places}) == 1:
            weights[places[0].country] += INNER


def _weigh_known(document: Document, weights: Weights) -> None:
    """Let the bodies and the leaders that the tables know speak for their countries."""
    published = document.report.published or ""
    year = int(published[:4]) if published[:4].isdigit() else None
    for entity in document.entities:
        code, weight = None, 0.0
        if entity.kind == "org" and not entity.country and not is_shared(entity):
            body = find_body(entity)
            code, weight = (body.country, BODY) if body else (None, 0.0)
        elif entity.kind == "person":
            leader = find_leader(entity.name, year)
            code, weight = (leader["country"], LEADER) if leader else (None, 0.0)
        if code and code != "IGO":
            weights[code] += weight * sum(_weigh(span.start) for span in entity.mentions)


def _weigh_dateline(document: Document, resolved: dict[str, tuple[str, str]], weights: Weights) -> None:
    """Let the place of the dateline speak for its country: most reports are of the country they come from."""
    spans = [part.span for part in document.parts if part.kind == "dateline"]
    found: set[str] = set()
    for entity in document.entities if spans else ():
        if entity.kind in ("place", "org") and any(s.start <= m.start < s.end for s in spans for m in entity.mentions):
            code = resolved[entity.id][0] if entity.id in resolved else _find_known(entity)
            if code:
                found.add(code)
    for code in found:
        weights[code] += DATELINE


def _weigh_town(entity: Entity, weights: Weights, areas: Weights) -> str | None:
    """Let a town speak for its country, if its name is not borne by many; gives the country that leads."""
    places = (
        find_places(entity.name)
        or find_places(DIRECTION.sub("", entity.name))
        or find_places(" ".join(entity.name.split()[:-1]))
    )
    if not places or not entity.name[:1].isalpha() or entity.name.islower():
        return None
    here = sum(_weigh(span.start) for span in entity.mentions)
    people: Counter[str] = Counter()
    for place in places:
        people[place.country] = max(people[place.country], place.population + 500)
    total = sum(people.values())
    for code, count in sorted(people.items()):
        weights[code] += here * 0.8 * count / total
    first = places[0]
    if first.population > 3 * sum(place.population for place in places if place.geonames_id != first.geonames_id):
        areas[first.area] += 0.5 * here
    best = max(sorted(people.items()), key=lambda item: item[1])
    return best[0] if best[1] * 2 > total else None
