"""How the weights of what tells of one happening are learned."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from training.sameness_weights import Case, learn, make_case, validate

from dateline.annotate.syntax import ParseSyntax
from dateline.extract.happening_features import PairTable
from dateline.records import Document, Report

NAMES = ("bias", "base", "numbers contradict")
TEXT = (
    "Gunmen killed 7 soldiers in Harbin on Monday, the army said. The killing was condemned by Norland's government. "
    "On Tuesday police arrested 3 suspects."
)


def make_pairs(report: str) -> Case:
    """Four pairs: two words of one type are one unless their numbers contradict; of two types, if the encoder says."""
    values = np.array([[1, 0, 0], [1, 0, 1], [1, 3, 0], [1, -3, 0]], np.float32)
    table = PairTable(np.arange(4), np.arange(4) + 1, NAMES, values, np.array([True, True, False, False]))
    return Case(report, table, np.array([True, False, True, False]), np.ones(4))


@pytest.fixture
def cases() -> list[Case]:
    return [make_pairs(f"r{i}") for i in range(30)]


def test_each_kind_of_pair_learns_its_own_weights(cases: list[Case]) -> None:
    weights = learn(cases)
    assert weights["one type"]["numbers contradict"] < -1
    assert weights["two types"]["base"] > 0.3
    assert weights["one type"]["base"] == 0


def test_pairs_that_count_less_weigh_less(cases: list[Case]) -> None:
    light = [replace(case, weight=np.array([1, 1, 1, 0.01])) for case in cases]
    assert learn(light)["two types"]["bias"] > learn(cases)["two types"]["bias"] + 1


def test_features_tell_more_than_the_score_alone(cases: list[Case]) -> None:
    loss, best = validate(cases)
    alone, least = validate(cases, ("bias", "base"))
    assert loss < alone
    assert best == 1 > least


def test_pairs_of_annotated_words_are_taken() -> None:
    def span(quote: str) -> list[int]:
        return [TEXT.index(quote), TEXT.index(quote) + len(quote)]

    events = [
        {"trigger": span("killed"), "also": [span("killing")]},
        {"trigger": span("condemned"), "also": []},
        {"trigger": span("arrested"), "also": []},
    ]
    case = make_case({"id": "r", "events": events}, ParseSyntax()(Document(Report.of(TEXT))))
    assert case is not None
    assert len(case.right) == len(case.table.values) == len(case.table.first) >= 3
    known = case.weight == 1
    assert 0 < case.right[known].sum() < known.sum()
    assert case.right[~known].all()
    quiet = ParseSyntax()(Document(Report.of("The weather was mild.")))
    assert make_case({"id": "r", "events": []}, quiet) is None
