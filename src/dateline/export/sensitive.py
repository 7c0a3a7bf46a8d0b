"""Names of people who come to harm or bear witness, left out unless they are asked for.

In: a reading. Out: the same reading without what could endanger someone: the names of private people (no sector that
stands for an office or a profession, no link to a knowledge base, not in the table of leaders) to whom an ASSAULT or
COERCE is done or whose words the report gives, and addresses of mail and telephone numbers. Each character of theirs in
text and title becomes `█`, so that every offset still holds. It is a rule over what the reading says, not a judgement:
look at what you publish. What reviewers have marked as sensitive is left out by the store.
"""

from __future__ import annotations

import functools
import re

from dateline.data import load_table
from dateline.export.codes import load_sector_codes
from dateline.readings import decode_reading, encode_reading
from dateline.records import Entity, Reading

COVER = "█"
WITHHELD = "name withheld"
HARMS = ("ASSAULT", "COERCE")

_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_CONTACT = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+|(?<![\w.])\+\d[\d ()./-]{6,18}\d")


def withhold(reading: Reading) -> tuple[Reading, int]:
    """Give the reading without private names, mail addresses and telephone numbers, and how many were left out."""
    private = find_private(reading)
    words = {word for entity in private for word in _find_name_words(entity)}
    keep = [span for entity in reading.entities if entity not in private for span in entity.mentions]
    spans = _find_spans(reading.text, words)
    covered = [(start, end) for start, end in spans if not any(k.start <= start and end <= k.end for k in keep)]
    contacts = [found.span() for found in _CONTACT.finditer(reading.text)]
    if not private and not contacts:
        return reading, 0
    value = encode_reading(reading)
    value["text"] = _cover(reading.text, covered + contacts)
    if reading.report.title:
        title = reading.report.title
        value["title"] = _cover(title, _find_spans(title, words) + [found.span() for found in _CONTACT.finditer(title)])
    ids = {entity.id for entity in private}
    for entity in value["entities"]:
        if entity["id"] in ids:
            entity["name"] = WITHHELD
    return decode_reading(value), len(private) + len(contacts)


def find_private(reading: Reading) -> list[Entity]:
    """Give the people named who hold no office and come to harm, or whose words the report gives."""
    harmed = {i for event in reading.events if event.type in HARMS for i in event.recipient}
    heard = {attribution.entity for attribution in reading.attributions if attribution.entity}
    table = load_sector_codes()
    return [
        entity
        for entity in reading.entities
        if entity.kind == "person"
        and entity.id in harmed | heard
        and entity.link is None
        and entity.name not in _load_leaders()
        and not any(table.get(sector, {}).get("public") for sector in entity.sector)
        and _find_name_words(entity)
    ]


def _find_name_words(entity: Entity) -> list[str]:
    """Give the words of a name that is one: all begin with a capital but particles ("de", "bin"); else none."""
    words = _WORD.findall(entity.name)
    particles = _load_particles()
    names = [word for word in words if word.lower() not in particles]
    return names if names and all(word[0].isupper() for word in names) else []


def _find_spans(text: str, words: set[str]) -> list[tuple[int, int]]:
    return [found.span() for found in _WORD.finditer(text) if _stem(found.group()) in words or found.group() in words]


def _stem(word: str) -> str:
    return re.sub(r"['’]s?$", "", word)


def _cover(text: str, spans: list[tuple[int, int]]) -> str:
    pieces, done = [], 0
    for start, end in sorted(spans):
        if end <= done:
            continue
        start = max(start, done)
        pieces += [text[done:start], COVER * (end - start)]
        done = end
    return "".join([*pieces, text[done:]])


@functools.cache
def _load_leaders() -> frozenset[str]:
    return frozenset(row["name"] for row in load_table("leaders.tsv"))


@functools.cache
def _load_particles() -> frozenset[str]:
    return frozenset(row["particle"] for row in load_table("export/name_particles.tsv"))
