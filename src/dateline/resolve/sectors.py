"""Sectors by the words and by the encoder together.

In: a document whose entities have sectors by rules, and the encoder's log-probabilities. Out: the same with the
likeliest first sector: how likely each is by what the rules and the words of an entity say (`sector_features.py`,
weighed by `sector_weights.json`, which `python -m training.sector_weights` learns), times the encoder's probability to
the power of `READER`. What the rules said stays second, where it is another. Without an encoder the rules' sectors
stand.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from dateline.data import load_json
from dateline.records import SECTORS, Document, Entity
from dateline.resolve.acting import find_read
from dateline.resolve.confidence import add_rule
from dateline.resolve.sector_features import describe_entities

READER = 1.0
"""How much the encoder counts beside the words, chosen on reports that it was not trained on."""
UNSEEN = -7.0
"""Score of a sector that no annotated entity has first."""
Weights = Mapping[str, Mapping[str, float]]
"""By feature what it says for each sector; by "" what holds without any."""


def judge_sectors(document: Document) -> Document:
    """Give every person, body and group its likeliest sector."""
    if not document.sectors:
        return document
    weights: Weights = load_json("sector_weights.json")
    judged = {
        entity.id: _judge(entity, rate_sectors(features, weights), scores)
        for entity, features in describe_entities(document)
        if (scores := find_read(document.sectors, entity.id)) is not None
    }
    return replace(document, entities=tuple(judged.get(entity.id, entity) for entity in document.entities))


def _judge(entity: Entity, rates: Mapping[str, float], scores: Sequence[float]) -> Entity:
    total = {sector: rates[sector] + READER * score for sector, score in zip(SECTORS, scores, strict=True)}
    best = max(SECTORS, key=total.__getitem__)
    if best == entity.sector[0]:
        return entity
    share = 1 / sum(math.exp(other - total[best]) for other in total.values())
    sectors = (best, *(sector for sector in entity.sector if sector != best and sector != "CVL"))
    items = add_rule(entity.resolution, "sector", "reader", share=share)
    return replace(entity, sector=sectors[:2], resolution=items)


def rate_sectors(features: Iterable[str], weights: Weights) -> dict[str, float]:
    """Give the logarithm of how likely each of `SECTORS` is by features."""
    scores = {sector: weights[""].get(sector, UNSEEN) for sector in SECTORS}
    for name in sorted(features):  # sums of one order: sets have another in each process
        for sector, weight in weights.get(name, {}).items():
            scores[sector] += weight
    top = max(scores.values())
    total = top + math.log(sum(math.exp(score - top) for score in scores.values()))
    return {sector: score - total for sector, score in scores.items()}
