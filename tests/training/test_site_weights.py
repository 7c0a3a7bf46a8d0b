"""How the weights of places are learned."""

from __future__ import annotations

import pytest
from training.site_weights import Case, judge, learn


def make_case(number: int) -> Case:
    """An account with a place on its word, and one that stands elsewhere."""
    here, there = {"bias": 1.0, "linked": 1.0, "reader": 3.0}, {"bias": 1.0, "apart": 1.0, "reader": -5.0}
    return Case(f"r{number}", (here, there), (True, False), 1)


@pytest.fixture
def cases() -> list[Case]:
    return [make_case(number) for number in range(60)]


def test_weights_tell_places_of_the_act_from_others(cases: list[Case]) -> None:
    weights = learn(cases)
    assert weights["reader"] > 0
    assert judge(cases, weights) == (60, 60, 60)


def test_places_that_are_not_given_are_missed(cases: list[Case]) -> None:
    assert judge(cases, {"bias": -9.0}) == (0, 0, 60)
