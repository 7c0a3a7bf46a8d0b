"""How the weights of attributions are learned."""

from __future__ import annotations

import pytest
from training.via_weights import Case, is_named, judge, learn, validate

from dateline.extract.via_features import Features
from dateline.records import Attribution, Span

TEXT = "Clerks said the dyke was cut."
SAID = Attribution("a1", Span.of(TEXT, 0, 6), "e1", Span.of(TEXT, 7, 11), Span.of(TEXT, 12, 28), "indirect")


def make_case(report: str, features: Features, right: bool) -> Case:
    return Case(report, ((SAID, features),), (right,), (False,))


@pytest.fixture
def cases() -> list[Case]:
    deeds = [make_case(f"r{k}", {"bias": 1, "not own deed": 1}, True) for k in range(40)]
    own = [make_case(f"r{k}", {"bias": 1, "own speech": 1}, False) for k in range(40)]
    return [*deeds, *own]


def test_weights_tell_what_they_were_shown(cases: list[Case]) -> None:
    weights = learn(cases)
    assert weights["not own deed"] > 0 > weights["own speech"]
    assert all(judge(cases, weights))


def test_a_rare_feature_gets_no_weight(cases: list[Case]) -> None:
    assert "odd" not in learn([*cases, make_case("r", {"bias": 1, "odd": 1}, True)])


def test_reports_are_judged_by_weights_of_others(cases: list[Case]) -> None:
    assert validate(cases) == ([True] * 80, [False] * 40 + [True] * 40)


@pytest.mark.parametrize(
    ("source", "content", "entity", "expected"),
    [
        ([0, 6], [12, 28], "g1", True),
        ([0, 6], [0, 28], "g1", True),
        ([0, 6], [12, 17], "g2", False),
        (None, [12, 28], None, False),
        ([7, 11], [12, 28], "g1", False),
    ],
)
def test_an_attribution_is_named_by_its_source_and_words(
    source: list[int] | None, content: list[int], entity: str | None, expected: bool
) -> None:
    told = {"b1": {"source": source, "content": content, "entity": entity}}
    assert is_named(SAID, {"via": ["b1"], "trigger": [25, 28]}, told, {"e1": "g1"}) is expected
