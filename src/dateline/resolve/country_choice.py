"""Which country an actor gets: the one that most speaks for.

In: options with named features (`country_features`). Out: the option with the highest sum of weights. The weights are
learnt by a conditional logit on annotated reports (`python -m training.country_weights`).
"""

from __future__ import annotations

import functools
from collections.abc import Callable

from dateline.data import load_json
from dateline.records import Entity
from dateline.resolve.country_features import CountryOption

Choose = Callable[[Entity, list[CountryOption]], CountryOption]


def choose_country(entity: Entity, options: list[CountryOption]) -> CountryOption:
    """Choose the option with the highest sum of weights, the first of several."""
    get = load_weights().get
    return max(options, key=lambda option: sum(get(name, 0.0) * x for name, x in option.features.items()))


@functools.cache
def load_weights() -> dict[str, float]:
    """Load the weight of each feature."""
    weights: dict[str, float] = load_json("country_weights.json")
    return weights
