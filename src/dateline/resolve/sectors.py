"""Sectors by the words, by the encoder, and by who else is in the report.

In: a document whose entities have sectors by rules, and the encoder's log-probabilities. Out: the same with the
likeliest first sector. How likely each is by what the rules and the words of an entity say (`sector_features.py`,
weighed by `sector_weights.json`, which `python -m training.sector_weights` learns), times the encoder's probability,
is weighed together with the sectors of the others that the report's accounts and attributions name: where refugees
land, *some families* are refugees (`sector_company.json`, learnt by `python -m training.sector_company`). What the
rules said stays second, where it is another. Without an encoder the rules' sectors stand.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from dateline.data import load_json
from dateline.data.actors import read_noun
from dateline.records import SECTORS, Document, Entity
from dateline.resolve.acting import find_read
from dateline.resolve.confidence import add_rule
from dateline.resolve.known import IN_OFFICE
from dateline.resolve.sector_features import WORD, describe_entities, list_words
from dateline.resolve.selection import list_used
from dateline.weighing import weigh

UNSEEN = -7.0
"""Score of a sector that no annotated entity has first."""
LOWEST = -8.0
"""The least that a logarithm of a probability says."""
SURE = 0.95
"""The probability above which no company speaks against what is told of someone."""
MANY = 3.0
"""Others of one sector beyond which more of them say nothing."""
Weights = Mapping[str, Mapping[str, float]]
"""By feature what it says for each sector; by "" what holds without any."""
Features = dict[str, float]
Rates = dict[str, float]
"""The logarithm of how likely each of `SECTORS` is."""


def judge_sectors(document: Document) -> Document:
    """Give every person, body and group its likeliest sector."""
    if not document.sectors:
        return document
    weights: Weights = load_json("sector_weights.json")
    alone = {
        entity.id: join_rates(rate_sectors(features, weights), scores)
        for entity, features in describe_entities(document)
        if (scores := find_read(document.sectors, entity.id)) is not None
    }
    company: dict[str, float] = load_json("sector_company.json")
    named = list_used(document)
    doubtful = {id_ for id_, rates in alone.items() if id_ in named and not _is_sure(rates)}
    described = describe_company(alone, named, doubtful)
    rated = alone | {id_: rate_company(options, company) for id_, options in described.items()}
    barred = {entity.id for entity in document.entities if entity.id in rated and _pleads(entity)}
    rated |= {id_: {**rated[id_], "JUD": -math.inf} for id_ in barred}
    entities = tuple(_judge(e, rated[e.id]) if e.id in rated and not _governs(e) else e for e in document.entities)
    return replace(document, entities=entities)


def _pleads(entity: Entity) -> bool:
    """Say whether the rules take someone for a lawyer, who pleads before courts and is of none."""
    if entity.sector[0] != "CVL":
        return False
    words = [*list_words(entity.role or ""), *(word for word in WORD.findall(entity.name) if word.islower())]
    return any(noun is not None and noun.group == "lawyer" for noun in map(read_noun, words))


def _governs(entity: Entity) -> bool:
    """Say whether the table of leaders has someone in a government in the year of the report."""
    return entity.sector[0] == "GOV" and any(i.field == "sector" and i.by == IN_OFFICE for i in entity.resolution)


def _is_sure(rates: Rates) -> bool:
    return max(rates.values()) > math.log(SURE)


def _judge(entity: Entity, rates: Rates) -> Entity:
    best = max(SECTORS, key=rates.__getitem__)
    if best == entity.sector[0]:
        return entity
    sectors = (best, *(sector for sector in entity.sector if sector != best and sector != "CVL"))
    items = add_rule(entity.resolution, "sector", "reader", share=math.exp(rates[best]))
    return replace(entity, sector=sectors[:2], resolution=items)


def rate_sectors(features: Iterable[str], weights: Weights) -> Rates:
    """Give how likely each of `SECTORS` is by features."""
    scores = {sector: weights[""].get(sector, UNSEEN) for sector in SECTORS}
    for name in sorted(features):  # sums of one order: sets have another in each process
        for sector, weight in weights.get(name, {}).items():
            scores[sector] += weight
    return _scale(scores)


def join_rates(rates: Rates, scores: Sequence[float]) -> Rates:
    """Multiply how likely each sector is by words with the encoder's probabilities, its logarithms being `scores`."""
    return _scale({sector: rates[sector] + score for sector, score in zip(SECTORS, scores, strict=True)})


def _scale(scores: Mapping[str, float]) -> Rates:
    top = max(scores.values())
    total = top + math.log(sum(math.exp(score - top) for score in scores.values()))
    return {sector: score - total for sector, score in scores.items()}


def describe_company(
    alone: Mapping[str, Rates], named: set[str], wanted: set[str] | None = None
) -> dict[str, dict[str, Features]]:
    """Give for each entity and sector how likely it is by itself, and how common among the others.

    `alone` has the rates by id; those of the ids `named`, whom the report's accounts and attributions name, are the
    company. Those who have none are left out, and those who are not `wanted`, where that is given.
    """
    shares = {id_: {sector: math.exp(rates[sector]) for sector in SECTORS} for id_, rates in alone.items()}
    company = [row for id_, row in shares.items() if id_ in named]
    sums = {sector: sum(row[sector] for row in company) for sector in SECTORS}
    described: dict[str, dict[str, Features]] = {}
    for id_, rates in alone.items():
        inside = id_ in named
        count = len(company) - inside
        if not count or (wanted is not None and id_ not in wanted):
            continue
        described[id_] = {}
        for sector in SECTORS:
            others = sums[sector] - (shares[id_][sector] if inside else 0.0)
            described[id_][sector] = {
                "alone": max(rates[sector], LOWEST),
                sector: 1.0,
                f"share of {sector}": others / count,
                f"others {sector}": min(others, MANY) / MANY,
            }
    return described


def rate_company(options: Mapping[str, Features], weights: Mapping[str, float]) -> Rates:
    """Give how likely each sector is by its features in `options`."""
    return _scale({sector: weigh(features, weights) for sector, features in options.items()})
