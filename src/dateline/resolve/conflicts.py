"""Where a table says otherwise than the text: both values are kept beside each other, with the words of the text.

In: an entity, the phrases that the text has for it, what the text told, what a table holds, what was taken. Out: a
`Conflict` for each field on which the two differ. A table never contradicts the text silently.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from dateline.data.actors import load_countries, load_states
from dateline.records import Conflict, Entity, Kept, Span
from dateline.resolve.roles import Phrase

BODIES, LEADERS, GAZETTEER = "bodies", "leaders", "gazetteer"
"""Tables of bodies and of office-holders, by the names of their files, and the gazetteer."""
BESIDE = re.compile(
    r",[ \u00a0]((?:[A-Z][\w.’'-]*)(?: (?:of |and )?[A-Z][\w.’'-]*){0,3}?)(?=[,;)](?! *(?:and|or)\b)|[.](?:\s|$)|\n|$)"
)
"""A name between commas, or at the end, behind that of a place."""
MENTIONS = 20
"""Mentions of one place that are looked at."""
Told = tuple[str | None, tuple[str, ...]]


def find_conflicts(
    entity: Entity, phrases: list[Phrase], told: Told, held: Mapping[str, tuple[str, str]], taken: Told
) -> tuple[Conflict, ...]:
    """Give the fields, country and sector, for which the text and a table differ.

    `told` and `taken` are country and sectors; `held` gives a table's name and value by field. Sectors differ where the
    table's is none of the text's; a civilian is told of by no word for an office, which is no contradiction. Bodies of
    several countries and former offices contradict nobody.
    """
    found = []
    table, country = held.get("country", ("", ""))
    if told[0] and country and country != told[0]:
        span = _find_words(entity, [p for p in phrases if p.country == told[0]])
        kept: Kept = "text" if taken[0] == told[0] else "table"
        found.append(Conflict("country", told[0], span, table, country, kept))
    table, sector = held.get("sector", ("", ""))
    current = [p for p in phrases if p.sector and not p.former]
    if sector and told[1] and told[1] != ("CVL",) and sector not in told[1] and "ELI" not in told[1]:
        span = _find_words(entity, [p for p in current if p.sector in told[1]])
        kept = "text" if taken[1] == told[1] else "table"
        found.append(Conflict("sector", " ".join(told[1]), span, table, sector, kept))
    return tuple(found)


def find_place_conflicts(text: str, entity: Entity) -> tuple[Conflict, ...]:
    """Give the country or state that the text puts beside a place's name where the gazetteer has it elsewhere.

    "Springfield, Ontario," differs from a Springfield in Illinois; where another mention agrees nothing does. A name
    in a list ("Kabul, Pakistan and India") tells nothing.
    """
    place = entity.place
    if place is None:
        return ()
    found = []
    for span in entity.mentions[:MENTIONS]:
        match = BESIDE.match(text, span.end)
        if match is None:
            continue
        # a full stop ends a sentence or an abbreviation
        name = match[1] if match[1] in load_states() else match[1].removesuffix(".")
        state = load_states().get(name)
        country = None if state else load_countries().get(name)
        if not (state or country):
            continue
        if (state and place.country == "USA" and place.admin1 == state) or (country and country == place.country):
            return ()
        words = Span.of(text, match.start(1), match.start(1) + len(name))
        held = ", ".join(filter(None, (place.name, place.admin1, place.country)))
        found.append(Conflict("place", name, words, GAZETTEER, held, "table"))
    return tuple(found[:1])


def _find_words(entity: Entity, phrases: list[Phrase]) -> Span:
    """Give the words that say so: the first phrase that does, else the first mention, whose own name does."""
    for phrase in phrases:
        if phrase.at is not None:
            return phrase.at
    return entity.mentions[0]
