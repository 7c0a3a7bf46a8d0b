from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline.errors import StoreError
from dateline.review import Decision, Target
from dateline.review.corrections import apply_decisions, apply_to_groups
from dateline.review.decisions import Numbered
from dateline.review.redaction import redact_reading
from tests.store.examples import find, make_march

KEYS = [(f"r{number}", "c", "e1") for number in range(6)]


def number(*decisions: Decision) -> list[Numbered]:
    return [Numbered(place, decision) for place, decision in enumerate(decisions, start=1)]


def of(kind: str, *keys: tuple[str, str, str]) -> Decision:
    return Decision(kind=kind, person="ana", target=Target("event", keys))


def test_without_decisions_a_reading_stays_as_it_is() -> None:
    assert apply_decisions(make_march(), [], "c").reading == make_march()


def test_decisions_on_other_readings_are_passed_over() -> None:
    other = Decision(kind="reject", person="ana", target=Target.of_account("other", "c", "e1"))
    assert apply_decisions(make_march(), number(other), "c").rejected == frozenset()


def test_the_later_decision_wins() -> None:
    march = make_march()
    target = Target.of_account(march.id, "c", "e1")
    decisions = [Decision(kind="correct", person=p, target=target, field="date", value=v)
                 for p, v in (("ana", "2020-09-12"), ("ben", None))]  # fmt: skip
    made = apply_decisions(march, number(*decisions), "c")
    assert made.reading.events[0].date is None
    assert made.changed == {"e1"}


def test_a_removed_attribution_leaves_its_accounts() -> None:
    march = make_march()
    decision = Decision(kind="reject", person="ana", target=Target("attribution", ((march.id, "c", "a1"),)))
    made = apply_decisions(march, number(decision), "c")
    assert made.reading.attributions == ()
    assert made.reading.events[0].via == ()
    assert made.changed == {"e1"}


def test_an_added_attribution_can_be_named() -> None:
    march = make_march()
    new = {"content": find(march.text, "No tear gas was used"), "entity": "x3", "source": None, "cue": None}
    target = Target.of_account(march.id, "c", "e3")
    made = apply_decisions(
        march, number(Decision(kind="correct", person="ana", target=target, field="via", value=[new])), "c"
    )
    assert [item.entity for item in made.reading.attributions] == ["x3", "x3"]
    assert made.reading.events[2].via == ("r1.via.1",)


def test_what_a_person_set_has_no_confidence_and_no_conflict() -> None:
    march = make_march()
    steward = Target("entity", ((march.id, "c", "x4"),))
    decisions = [
        Decision(kind="correct", person="ana", target=steward, field="sector", value=["GOV"]),
        Decision(kind="correct", person="ana", target=Target.of_account(march.id, "c", "e1"), field="place", value=[]),
    ]
    made = apply_decisions(march, number(*decisions), "c").reading
    assert [item.field for item in made.entities[3].resolution] == ["country"]
    assert made.entities[3].conflicts == ()
    assert [item.field for item in made.events[0].resolution] == ["date"]


def test_groups_are_joined_and_split_in_order() -> None:
    groups = [[KEYS[0], KEYS[1]], [KEYS[2]], [KEYS[3]]]
    joined = apply_to_groups(groups, number(of("merge", KEYS[1], KEYS[2])))
    assert joined == [tuple(KEYS[:3]), (KEYS[3],)]
    split = apply_to_groups(groups, number(of("merge", KEYS[1], KEYS[2]), of("split", KEYS[0], KEYS[2])))
    assert split == [(KEYS[0], KEYS[2]), (KEYS[1],), (KEYS[3],)]
    assert apply_to_groups(groups, number(of("merge", KEYS[4], KEYS[5]))) == sorted(tuple(g) for g in groups)


@given(
    st.lists(st.integers(0, 3), min_size=6, max_size=6),
    st.lists(st.tuples(st.sampled_from(["merge", "split"]), st.sets(st.integers(0, 5), min_size=2)), max_size=6),
)
def test_no_account_is_lost_or_doubled(places: list[int], steps: list[tuple[str, set[int]]]) -> None:
    groups: dict[int, list[tuple[str, str, str]]] = {}
    for key, place in zip(KEYS, places, strict=True):
        groups.setdefault(place, []).append(key)
    decisions = number(*(of(kind, *(KEYS[item] for item in sorted(items))) for kind, items in steps))
    result = apply_to_groups(groups.values(), decisions)
    assert sorted(key for group in result for key in group) == KEYS
    if steps:
        kind, items = steps[-1]
        named = {KEYS[item] for item in items}
        holding = [set(group) for group in result if named & set(group)]
        assert len(holding) == 1
        assert kind == "merge" or holding[0] == named


WRONG = [
    ({"kind": "guess", "target": Target.of_report("r")}, "no decision 'guess'"),
    ({"kind": "confirm", "target": Target.of_report("r")}, "not for report"),
    ({"kind": "confirm", "person": " ", "target": Target.of_account("r", "c", "e")}, "needs its person"),
    ({"kind": "correct", "field": "colour", "target": Target.of_account("r", "c", "e")}, "no field 'colour'"),
    ({"kind": "merge", "target": Target("event", (KEYS[0], KEYS[0]))}, "two accounts"),
    ({"kind": "grade", "field": "source", "value": "G", "target": Target.of_outlet("o")}, "none of A, B"),
    ({"kind": "grade", "field": "source", "value": "1", "target": Target.of_account("r", "c", "e")}, "'information'"),
    ({"kind": "add", "field": "events", "value": [], "target": Target.of_report("r")}, "an object"),
    ({"kind": "mark", "field": "type", "target": Target.of_account("r", "c", "e")}, "no field 'type'"),
]


@pytest.mark.parametrize(("given_", "words"), WRONG)
def test_a_wrong_decision_cannot_be_built(given_: dict, words: str) -> None:
    with pytest.raises(StoreError, match=words):
        Decision(**{"person": "ana", **given_})


def test_targets_are_checked_and_decisions_come_back_from_plain_values() -> None:
    for kind, ids in (("account", (("r",),)), ("colour", (("r",),)), ("report", ()), ("report", (("a",), ("b",)))):
        with pytest.raises(StoreError):
            Target(kind, ids)
    decision = Decision(kind="correct", person="ana", target=Target.of_account("r", "c", "e"), field="date", value=None)
    assert Decision.from_dict(decision.to_dict()) == decision
    with pytest.raises(StoreError, match="no decision"):
        Decision.from_dict({"kind": "confirm"})


def test_redaction_moves_nothing() -> None:
    march = make_march()
    marks = {("entity", "x4"): frozenset({"name"}), ("account", "e1"): frozenset({"quantity"})}
    shown = redact_reading(march, marks)
    assert len(shown.text) == len(march.text)
    assert [a.trigger.start for a in shown.events] == [a.trigger.start for a in march.events]
    assert "Kask" not in shown.text
    assert shown.events[0].quantity == ()
    assert next(e for e in shown.entities if e.id == "x4").role == "a union steward"
    assert redact_reading(march, {}) is march
    bare = redact_reading(march, {("entity", "x4"): frozenset({"sector"}), ("account", "e1"): frozenset({"date"})})
    assert [item.field for item in bare.entities[3].resolution] == ["country"]
    assert bare.entities[3].conflicts == ()
    assert [item.field for item in bare.events[0].resolution] == ["place"]
    hidden = redact_reading(march, {("account", "e2"): frozenset({"all"})})
    assert "arrested" not in hidden.text
