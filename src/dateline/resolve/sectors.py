"""Sectors by the words and by the encoder together.

In: a document whose entities have sectors by rules, and the encoder's log-probabilities. Out: the same with the
likeliest first sector: how often each sector was right where that rule gave that sector (`sector_rates.json`, counted
by `python -m training.sector_rates`), times the encoder's probability to the power of `READER`. What the rules said
stays second, where it is another. Without an encoder the rules' sectors stand.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Mapping
from dataclasses import replace

from dateline.data import load_json
from dateline.records import SECTORS, Document, Entity
from dateline.resolve.acting import find_read
from dateline.resolve.confidence import add_rule

READER = 2.0
"""How much the encoder counts beside the rules, chosen on reports that it was not trained on."""
PRIOR = 6.0
"""So many entities' worth of what holds for a sector by any rule is added to what was counted by one."""
Rates = Mapping[str, Mapping[str, Mapping[str, int]]]
"""By rule and the sector that it gave: how many entities were annotated with each sector."""


def judge_sectors(document: Document) -> Document:
    """Give every person, body and group its likeliest sector."""
    if not document.sectors:
        return document
    return replace(document, entities=tuple(_judge(entity, document.sectors) for entity in document.entities))


def _judge(entity: Entity, read: Mapping[str, tuple[float, ...]]) -> Entity:
    scores = find_read(read, entity.id)
    rule = next((item.by for item in entity.resolution if item.field == "sector"), "")
    if entity.kind == "place" or scores is None or not entity.sector:
        return entity
    prior = rate_sectors(rule, entity.sector[0])
    total = [log + READER * score for log, score in zip(prior, scores, strict=True)]
    best = SECTORS[max(range(len(total)), key=total.__getitem__)]
    share = 1 / sum(math.exp(other - max(total)) for other in total)
    if best == entity.sector[0]:
        return entity
    sectors = (best, *(sector for sector in entity.sector if sector != best and sector != "CVL"))
    items = add_rule(entity.resolution, "sector", "reader", share=share)
    return replace(entity, sector=sectors[:2], resolution=items)


@functools.cache
def rate_sectors(rule: str, sector: str) -> tuple[float, ...]:
    """Give the logarithm of how often each of `SECTORS` is right where a rule gave a sector."""
    return smooth_rates(load_rates(), rule, sector)


def smooth_rates(rates: Rates, rule: str, sector: str) -> tuple[float, ...]:
    """Give the same by rates that are given: counts of the rule, with those of the sector by all rules added."""
    every = dict.fromkeys(SECTORS, 0.3)
    for rows in rates.values():
        for name, count in rows.get(sector, {}).items():
            every[name] += count
    whole = sum(every.values())
    own = rates.get(rule, {}).get(sector, {})
    size = sum(own.values()) + PRIOR
    return tuple(math.log((own.get(name, 0) + PRIOR * every[name] / whole) / size) for name in SECTORS)


@functools.cache
def load_rates() -> Rates:
    """Load what was counted."""
    rates: Rates = load_json("sector_rates.json")
    return rates
