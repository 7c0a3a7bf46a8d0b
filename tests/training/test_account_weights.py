"""How the weights of accounts are learned."""

from __future__ import annotations

import numpy as np
from training.account_weights import Case, find_best, learn, validate


def make_case() -> Case:
    """A report with a right and a wrong account that the encoder holds for equally likely."""
    right = {"bias": 1.0, "likely": 1.0, "actors": 1.0}
    wrong = {"bias": 1.0, "likely": 1.0, "actors": 0.0}
    return Case((right, wrong), (True, False), 1)


def test_what_the_encoder_does_not_say_is_learnt() -> None:
    cases = [make_case() for _ in range(40)]
    assert learn(cases)["actors"] > 1
    mine, own = validate(cases)
    assert mine == 1
    assert own < mine


def test_the_best_threshold_is_found() -> None:
    scores, right = np.array([3.0, 2.0, 1.0]), np.array([1.0, 0.0, 1.0])
    assert find_best(scores, right, 2) == 0.8
    assert find_best(scores[:1], right[:1], 1) == 1.0
