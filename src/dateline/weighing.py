"""The sum of weighed features, by which choices are made."""

from __future__ import annotations

from collections.abc import Mapping


def weigh(features: Mapping[str, float], weights: Mapping[str, float]) -> float:
    """Give the score of features: the sum of their weights, in log-odds; a feature without a weight counts nothing."""
    total = 0.0
    for name, value in features.items():
        if value:
            total += weights.get(name, 0.0) * value
    return total
