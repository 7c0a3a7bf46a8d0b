"""How the weights of dates are learned."""

from __future__ import annotations

import pytest
from training.date_weights import Case, drop, judge, learn


def make_case(report: str, date: str | None) -> Case:
    """An account with one time, which hangs on its word where it dates it."""
    time = {"linked": 1.0, "reader": 4.0} if date else {"apart": 1.0, "reader": -4.0}
    return Case(report, (time, {"none": 1.0}), ("2020-09-11", None), date, (0.0, 0.0))


@pytest.fixture
def cases() -> list[Case]:
    return [make_case(f"r{i}", "2020-09-11" if i % 2 else None) for i in range(40)]


def test_weights_tell_dates_from_none(cases: list[Case]) -> None:
    dated, undated = judge(cases, learn(cases))
    assert all(dated)
    assert all(undated)
    assert (len(dated), len(undated)) == (20, 20)


def test_a_feature_can_be_left_out(cases: list[Case]) -> None:
    weights = learn(drop(cases, "reader"))
    assert "reader" not in weights
    assert weights["linked"] > 0 > weights["apart"]
