"""Pair scores: a logistic model whose coefficients are a data file, with reasons that can be read.

In: the features of a pair. Out: a calibrated probability and what spoke for and against. The coefficients were fitted
once (`evaluation/stories.py`, `evaluation/event_pairs.py`) and lie in `data/merge_weights.json`; nothing is fitted
at run time.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from dateline.data import load_json

TABLE = "merge_weights.json"


@dataclass(frozen=True, slots=True)
class PairModel:
    """A logistic model: `bias`, a weight for each feature, and the probability from which a pair counts as one."""

    bias: float
    weights: Mapping[str, float]
    least: float

    def score(self, features: Mapping[str, float]) -> float:
        """Give the probability that a pair is one, from 0 to 1; features without a weight count nothing."""
        total = self.bias + sum(weight * features.get(name, 0.0) for name, weight in self.weights.items())
        return 1 / (1 + math.exp(-max(-30.0, min(30.0, total))))

    def explain(self, features: Mapping[str, float]) -> tuple[tuple[str, float], ...]:
        """Give what spoke for (above 0) and against (below 0), in log-odds, the strongest first."""
        parts = ((name, round(weight * features.get(name, 0.0), 2)) for name, weight in self.weights.items())
        return tuple(sorted((part for part in parts if part[1]), key=lambda part: (-abs(part[1]), part[0])))


def load_model(name: str) -> PairModel:
    """Load the model of `stories` or of `events`; raises `ModelError` where the table is missing."""
    value: dict[str, Any] = load_json(TABLE)[name]
    return PairModel(value["bias"], value["weights"], value["least"])
