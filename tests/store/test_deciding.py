from __future__ import annotations

import json

import pytest

from dateline.errors import MissingError, StoreError
from dateline.records import Reading
from dateline.review import Decision, Target
from dateline.review.training import export_readings
from dateline.store import Filters, Store, StoredAccount
from tests.store.examples import find, make_march, make_talks


@pytest.fixture
def filled(store: Store) -> Store:
    list(store.add_many([make_march(), make_talks()]))
    return store


def get_account(store: Store, kind: str) -> StoredAccount:
    return store.event(store.events(Filters(types=(kind,))).items[0].id).accounts[0]


def decide(store: Store, kind: str, target: Target, **given: object) -> int:
    return store.decide(Decision(kind=kind, person=given.pop("person", "ana"), target=target, **given)).id


def test_a_correction_is_seen_and_the_machine_s_word_stays(filled: Store) -> None:
    account = get_account(filled, "PROTEST")
    text = account.reading.text
    union = {
        "name": "Nurses' Union",
        "kind": "org",
        "country": "EST",
        "sector": ["LAB"],
        "mentions": [find(text, "union")],
    }
    decide(filled, "correct", account.target, field="actor", value=["x1", union], reason="a union led it")
    decide(filled, "correct", account.target, field="mode", value=["strike"])
    row = filled.events(Filters(actors=("union",))).items[0]
    assert (row.type, row.status, row.mode) == ("PROTEST", "corrected", ("strike",))
    assert [party.name for party in row.actor] == ["nurses", "Nurses' Union"]
    assert filled.events(Filters(actors=("union",), view="machine")).items == ()
    assert filled.reading(account.report, view="machine") == make_march()
    corrected = filled.reading(account.report)
    assert corrected is not None
    assert corrected.events[0].intensity is not None
    assert list(filled.verify()) == []


def test_an_entity_corrected_once_is_corrected_everywhere(filled: Store) -> None:
    account = get_account(filled, "COERCE")
    target = Target.of_entity(account.report, account.coder, "x3")
    decide(filled, "correct", target, field="country", value="LVA")
    types = {row.type for row in filled.events(Filters(actor_countries=("LVA",))).items}
    assert types == {"COERCE", "ASSAULT"}
    assert filled.events(Filters(speakers=("police",))).items[0].status == "corrected"


def test_confirm_reject_add_and_undo(filled: Store) -> None:
    account = get_account(filled, "ASSAULT")
    confirmed = decide(filled, "confirm", get_account(filled, "COERCE").target)
    rejected = decide(filled, "reject", account.target, reason="nothing happened")
    text = account.reading.text
    added = decide(
        filled, "add", Target.of_report(account.report), field="events",
        value={"type": "COERCE", "trigger": find(text, "scuffle"), "actor": ["x3"], "date": "2020-09-13"},
    )  # fmt: skip
    statuses = {row.type: row.status for row in filled.events(Filters(report=account.report)).items}
    assert set(statuses) == {"PROTEST", "COERCE"}
    assert filled.events(Filters(statuses=("rejected",))).items[0].type == "ASSAULT"
    assert filled.events(Filters(types=("ASSAULT",))).items == ()
    assert filled.events(Filters(types=("ASSAULT",), view="machine")).items[0].status == "unreviewed"
    new = filled.events(Filters(statuses=("added",))).items[0]
    assert new.sentence == "Officers arrested Mart Kask, a union steward, after a scuffle."
    assert list(filled.verify()) == []
    assert filled.count_events(Filters(statuses=("confirmed",))).number == 1
    for key in (added, rejected, confirmed):
        filled.undo(key, "ben", "not so")
    assert {row.status for row in filled.events().items} == {"unreviewed"}
    assert {row.view for row in filled.events().items} == {"both"}
    with pytest.raises(StoreError, match="already"):
        filled.undo(added, "ben")
    undoing = filled.decision(rejected).undone_by
    assert undoing is not None
    filled.undo(undoing, "ana")
    assert filled.count_events(Filters(statuses=("rejected",))).number == 1
    assert list(filled.verify()) == []


def test_what_cannot_stand_is_refused_and_nothing_is_written(filled: Store) -> None:
    account = get_account(filled, "PROTEST")
    head = filled.head()
    wrong = [
        ("correct", account.target, {"field": "type", "value": "PARTY"}, "event type"),
        ("correct", account.target, {"field": "trigger", "value": [0, 9_999]}, "cannot stand"),
        ("correct", account.target, {"field": "actor", "value": ["x99"]}, "is no entity"),
        ("correct", account.target, {"field": "actor", "value": "x1"}, "a list"),
        ("correct", account.target, {"field": "date", "value": "Sunday"}, "date"),
        ("confirm", Target.of_account(account.report, account.coder, "e99"), {}, "no account 'e99'"),
        ("confirm", Target.of_account("none", account.coder, "e1"), {}, "no report 'none'"),
        ("confirm", Target.of_account(account.report, "other", "e1"), {}, "load it again"),
        ("agree", Target.of_decision(77), {}, "no decision 77"),
    ]
    for kind, target, given, words in wrong:
        with pytest.raises(StoreError, match=words):
            decide(filled, kind, target, **given)
    assert filled.head() == head
    assert filled.decisions() == ()


def test_what_others_rest_on_cannot_be_taken_back(filled: Store) -> None:
    account = get_account(filled, "PROTEST")
    entity = {"name": "union", "kind": "org", "mentions": [find(account.reading.text, "union")]}
    made = decide(filled, "add", Target.of_report(account.report), field="entities", value=entity)
    decide(filled, "correct", account.target, field="recipient", value=[f"r{made}"])
    with pytest.raises(StoreError, match="others rest on it"):
        filled.undo(made, "ana")
    assert filled.events(Filters(recipients=("union",))).items[0].type == "PROTEST"
    assert list(filled.verify()) == []


def test_a_second_reader(filled: Store) -> None:
    made = decide(filled, "confirm", get_account(filled, "PROTEST").target)
    assert [item.id for item in filled.decisions(needs_second=True)] == [made]
    with pytest.raises(StoreError, match="another person"):
        decide(filled, "agree", Target.of_decision(made))
    decide(filled, "disagree", Target.of_decision(made), person="ben", reason="not on that day")
    assert filled.decisions(needs_second=True) == ()
    assert [item.decision.kind for item in filled.decisions(person="ben")] == ["disagree"]


def test_a_blind_round(filled: Store) -> None:
    accounts = [get_account(filled, kind) for kind in ("PROTEST", "COERCE", "ASSAULT", "AGREE")]
    filled.open_round("pilot", accounts, ["ana", "ben"], by="eva")
    for person in ("ana", "ben"):
        assert len(filled.round_tasks("pilot", person)) == 4
        for account in accounts[:2]:
            decide(filled, "confirm", account.target, person=person, round="pilot")
    decide(filled, "reject", accounts[2].target, person="ana", round="pilot")
    decide(filled, "confirm", accounts[2].target, person="ben", round="pilot")
    decide(filled, "correct", accounts[3].target, person="ana", round="pilot", field="date", value="2020-12-03")
    assert [task.id for task in filled.round_tasks("pilot", "ben")] == ["e1"]
    decide(filled, "confirm", accounts[3].target, person="ben", round="pilot")
    assert filled.count_events(Filters(statuses=("unreviewed",))).number == 5
    measured = {item.field: item for item in filled.agreement("pilot")}
    assert (measured["verdict"].items, measured["verdict"].observed) == (4, 0.5)
    assert (measured["date"].items, measured["type"].observed) == (3, 1.0)
    assert measured["date"].observed == pytest.approx(2 / 3)
    filled.settle("pilot", accounts[3], "ana", by="eva")
    assert filled.events(Filters(types=("AGREE",))).items[0].date == "2020-12-03"
    assert list(filled.verify()) == []
    with pytest.raises(StoreError, match="does not take part"):
        decide(filled, "confirm", accounts[0].target, person="eva", round="pilot")
    with pytest.raises(StoreError, match="already"):
        filled.open_round("pilot", accounts, ["ana", "ben"])
    with pytest.raises(MissingError, match="no round"):
        filled.agreement("other")
    settled = filled.decisions(person="eva")[-1]
    filled.undo(settled.id, "eva")
    assert filled.events(Filters(types=("AGREE",))).items[0].date == "2020-12-04"


def test_the_queue_begins_with_the_least_certain(filled: Store) -> None:
    first = filled.queue(limit=2)
    assert [row.confidence for row in first.items] == [None, 0.4]
    decide(filled, "confirm", get_account(filled, "ASSAULT").target)
    assert [row.confidence for row in filled.queue().items] == [None, 0.6, 0.8, 0.9]
    assert len(filled.queue(limit=2, cursor=first.next).items) == 2
    assert {row.type for row in filled.queue(Filters(countries=("EST",)), sort="-date").items} == {"COERCE", "PROTEST"}
    with pytest.raises(StoreError, match="sort"):
        filled.queue(sort="size")


def test_grades_stand_apart_from_confidence(filled: Store) -> None:
    outlet, account = Target.of_outlet("Harju Post"), get_account(filled, "PROTEST")
    decide(filled, "grade", outlet, field="source", value="B")
    decide(filled, "grade", account.target, field="information", value="2")
    last = decide(filled, "grade", outlet, field="source", value="C")
    assert filled.grades(outlet, account.target) == {outlet: "C", account.target: "2"}
    filled.undo(last, "ana")
    assert filled.grades()[outlet] == "B"
    assert filled.events(Filters(types=("PROTEST",))).items[0].confidence == 0.9


def test_sensitive_values_stay_inside(filled: Store) -> None:
    account = get_account(filled, "COERCE")
    decide(filled, "mark", Target.of_entity(account.report, account.coder, "x4"), field="all")
    shown = {reading.id: reading for reading in filled.readings(sensitive=False)}[account.report]
    assert isinstance(shown, Reading)
    assert "Mart Kask" not in shown.text
    assert len(shown.text) == len(account.reading.text)
    hidden = next(entity for entity in shown.entities if entity.id == "x4")
    assert (hidden.name, hidden.role, hidden.country, hidden.sector) == ("[withheld]", None, None, ())
    whole = {reading.id: reading for reading in filled.readings()}[account.report]
    assert "Mart Kask" in whole.text


def test_reviewed_reports_become_training_data(filled: Store, tmp_path) -> None:
    for kind in ("PROTEST", "COERCE"):
        decide(filled, "confirm", get_account(filled, kind).target)
    assert list(export_readings(filled.reviewed(), tmp_path / "some")) == []
    decide(filled, "reject", get_account(filled, "ASSAULT").target, person="ben")
    paths = list(export_readings(filled.reviewed(), tmp_path / "all"))
    assert [path.stem for path in paths] == [make_march().id]
    value = json.loads(paths[0].read_text("utf-8"))
    assert [event["type"] for event in value["events"]] == ["PROTEST", "COERCE"]
    assert value["review"] == {"people": ["ana", "ben"], "decided": 3, "accounts": 3}
    assert value["text"] == make_march().text
