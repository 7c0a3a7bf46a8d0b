"""Which country an actor gets: the one that most speaks for.

In: options with named features (`country_features`) and the encoder's log-probability of each. Out: the option with the
highest sum of weights and of `READER` times the encoder's. The weights are learnt by a conditional logit on annotated
reports (`python -m training.country_weights`) without those log-probabilities, for the encoder has seen most of these
reports; that it holds a country for possible at all (`read`) is among the features.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import replace

from dateline.data import load_json
from dateline.data.name_origins import NAMED
from dateline.records import Entity
from dateline.resolve.country_features import CountryOption
from dateline.weighing import weigh

READER = 0.75
"""How much the encoder counts beside the features."""
Choose = Callable[[Entity, list[CountryOption]], CountryOption]


def choose_country(entity: Entity, options: list[CountryOption]) -> CountryOption:
    """Choose the option that most speaks for, the first of several."""
    return max(options, key=weigh_option)


def leave_out_name(option: CountryOption) -> CountryOption:
    """Give an option without what a person's name says for it."""
    return replace(option, features={name: value for name, value in option.features.items() if name not in NAMED})


def weigh_option(option: CountryOption) -> float:
    """Give the sum of what speaks for an option, in log-odds."""
    return READER * option.read + weigh(option.features, load_weights())


@functools.cache
def load_weights() -> dict[str, float]:
    """Load the weight of each feature."""
    weights: dict[str, float] = load_json("country_weights.json")
    return weights
