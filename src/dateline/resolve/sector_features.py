"""What speaks for a sector as someone's first: named features of a person, body or group of a report.

In: a document whose entities have sectors by rules, with its accounts and attributions. Out: for each entity the names
of what is so of it: what the rule said, the words of its role, its name and its mentions, what it does in the report.
`sector_weights.json` holds a weight for each name and sector, learnt by `training/sector_weights.py`.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from dateline.records import Document, Entity

WORD = re.compile(r"[^\W\d_]+")
MAX_MENTIONS = 6
"""Mentions of one entity whose words are looked at."""
MANY = 4
"""Mentions from which an entity is told of often."""


def describe_entities(document: Document) -> Iterator[tuple[Entity, frozenset[str]]]:
    """Give each person, body and group that has a sector, with its features."""
    parts: dict[str, set[str]] = defaultdict(set)
    for account in document.accounts:
        for side, ids in (("does", account.actor), ("meets", account.recipient)):
            for id_ in ids:
                parts[id_].add(f"{side} {account.type}")
    speakers = {attribution.entity for attribution in document.attributions}
    for entity in document.entities:
        if entity.kind != "place" and entity.sector:
            deeds = parts[entity.id] or {"does nothing"}
            deeds |= {"speaks"} if entity.id in speakers else set()
            yield entity, frozenset(describe_entity(entity) | deeds)


def describe_entity(entity: Entity) -> set[str]:
    """Give what the rules and the words of an entity say."""
    rule = next((item.by for item in entity.resolution if item.field == "sector"), "")
    first, rest = entity.sector[0], entity.sector[1:2]
    names = {
        f"rule {rule} {first}",
        f"given {first}",
        f"given {first} {' '.join(rest)}",
        f"{entity.kind} given {first}",
        f"{min(len(entity.mentions), MANY)} mentions",
    }
    role = list_words(entity.role or "")
    names |= {f"role {word}" for word in role}
    if role:
        names |= {f"role begins {role[0]}", f"role ends {role[-1]}"}
    for text in dict.fromkeys((entity.name, *(mention.quote for mention in entity.mentions[:MAX_MENTIONS]))):
        words = WORD.findall(text)
        if entity.kind == "person":  # the name of a person says nothing of what he is
            names |= {f"told {word}" for word in words if word.islower()}
        elif words:
            names |= {f"named {word.lower()}" for word in words} | {f"name ends {words[-1].lower()}"}
    return names


def list_words(text: str) -> list[str]:
    """Give the words of a text in small letters."""
    return [word.lower() for word in WORD.findall(text)]
