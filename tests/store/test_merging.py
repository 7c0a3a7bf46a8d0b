from __future__ import annotations

from dataclasses import replace

import pytest

from dateline.errors import MissingError, StoreError
from dateline.review import Decision, Target
from dateline.store import Filters, Merge, Range, Store, make_coder_id
from tests.store.examples import CODER, NEWER, make_blast, make_march, make_talks

OUTLETS = ("Harju Post", "Baltic Wire", "Gulf Times")


@pytest.fixture
def filled(store: Store) -> Store:
    readings = [make_march(30 + 5 * number, outlet) for number, outlet in enumerate(OUTLETS)]
    list(store.add_many([*readings, make_talks(), make_blast()]))
    return store


def make_event(store: Store, count: int = 2, **changes: object) -> dict:
    events = [store.event(row.id) for row in store.events(Filters(types=("PROTEST",)), sort="date").items][:count]
    numbers = [event.value["quantity"][0]["low"] for event in events]
    return {
        **events[0].value,
        "accounts": [account for event in events for account in event.value["accounts"]],
        "quantity": [{"kind": "participants", "low": min(numbers), "high": max(numbers)}],
        "sources": count,
        "disagreements": [
            {
                "field": "quantity.participants",
                "values": [{"value": [n, n], "accounts": [place]} for place, n in enumerate(numbers)],
            }
        ],
        "method": {"type": "all agree"},
        **changes,
    }


def snapshot(store: Store) -> list[tuple]:
    rows = store.events(Filters(statuses=()), sort="date").items
    return sorted((row.id, row.type, row.sources, row.reports, str(row.quantity), row.view, row.status) for row in rows)


def test_a_merge_makes_one_event_of_several(filled: Store) -> None:
    number = filled.save_merge(Merge(method={"name": "pairs"}, events=[make_event(filled, 3)]))
    assert number == 1
    rows = filled.events(Filters(min_sources=3)).items
    assert [(row.reports, row.accounts, row.disagreements) for row in rows] == [(3, 3, ("quantity.participants",))]
    assert rows[0].quantity == (Range("participants", 30, 40),)
    event = filled.event(rows[0].id)
    assert event.accounts[0].report == event.value["accounts"][0]["report"]
    assert [item["value"] for item in event.value["disagreements"][0]["values"]] == [[30, 30], [35, 35], [40, 40]]
    for given in (
        {"disagreements": ("any",)}, {"disagreements": ("quantity",)}, {"quantities": (Range("participants", 40),)},
        {"outlets": ("Gulf Times",), "types": ("PROTEST",)}, {"text": "marched", "min_reports": 2},
    ):  # fmt: skip
        assert [row.id for row in filled.events(Filters(**given)).items] == [event.id], given
    assert list(filled.verify()) == []


def test_undoing_every_step_returns_to_the_start(filled: Store) -> None:
    start = snapshot(filled)
    filled.save_merge(Merge(method={}, events=[make_event(filled)]))
    first = snapshot(filled)
    arrests = [filled.event(row.id) for row in filled.events(Filters(types=("COERCE",))).items][:2]
    value = {**arrests[0].value, "accounts": [a for e in arrests for a in e.value["accounts"]], "sources": 2}
    filled.save_merge(Merge(method={}, events=[value], whole=False))
    second = snapshot(filled)
    filled.save_merge(Merge(method={}, events=[]))
    assert snapshot(filled) == start
    assert [item["stands"] for item in filled.merges()] == [True, True, True]
    assert filled.undo_merge() == 3
    assert snapshot(filled) == second
    assert filled.undo_merge() == 2
    assert snapshot(filled) == first
    assert filled.undo_merge("ana") == 1
    assert snapshot(filled) == start
    assert filled.undo_merge() is None
    assert list(filled.verify()) == []


def test_a_step_takes_apart_what_shares_an_account(filled: Store) -> None:
    filled.save_merge(Merge(method={}, events=[make_event(filled, 2)]))
    two = filled.events(Filters(min_sources=2)).items[0].id
    single = next(row for row in filled.events(Filters(types=("PROTEST",))).items if row.sources == 1)
    accounts = [*filled.event(two).value["accounts"], *filled.event(single.id).value["accounts"]]
    filled.save_merge(Merge(method={}, events=[{**filled.event(two).value, "accounts": accounts}], whole=False))
    assert [row.reports for row in filled.events(Filters(types=("PROTEST",))).items] == [3]
    merged = filled.events(Filters(types=("PROTEST",))).items[0].id
    filled.save_merge(Merge(method={}, whole=False, retire=[merged]))
    assert [row.reports for row in filled.events(Filters(types=("PROTEST",))).items] == [1, 1, 1]
    assert list(filled.verify()) == []


def test_a_merge_that_cannot_be_is_refused_whole(filled: Store) -> None:
    good = make_event(filled)
    head = filled.head()
    wrong = [
        ({"events": [good, good]}, "in two events"),
        ({"events": [{**good, "accounts": good["accounts"][:1]}]}, "fewer than two"),
        ({"events": [{**good, "accounts": [*good["accounts"], {"report": "none", "account": "e1"}]}]}, "not in force"),
        (
            {"events": [{**good, "accounts": [{**key, "account": "e99"} for key in good["accounts"]]}]},
            "not in the store",
        ),
        ({"stories": [{"title": "x", "reports": ["none"]}]}, "report that is not in the store"),
        ({"stories": [{"title": "x", "reports": []}]}, "no reports"),
        ({"whole": False, "retire": ["none"]}, "not in force"),
    ]
    for changes, words in wrong:
        with pytest.raises(StoreError, match=words):
            filled.save_merge(Merge(method={}, **changes))
    assert filled.head() == head
    assert filled.merges() == ()


def test_stories_and_copies(filled: Store) -> None:
    marches = [make_march(30 + 5 * number, outlet).id for number, outlet in enumerate(OUTLETS)]
    story = {"id": "s1", "title": "Nurses march", "reports": marches, "from": "2020-09-13", "to": "2020-09"}
    other = {"title": "Talks", "reports": [make_talks().id], "from": "2020-12-04", "to": "2020-12-05"}
    copies = [{"kind": "copy", "reports": marches[:2], "reasons": ["shared paragraphs"]}]
    filled.save_merge(Merge(method={}, stories=[story, other], copies=copies))
    assert [row.title for row in filled.stories().items] == ["Talks", "Nurses march"]
    assert [row.reports for row in filled.stories(sort="-reports", limit=1).items] == [3]
    found = filled.story("s1")
    assert {row.id for row in found.reports} == set(marches)
    assert found.reports[0].story == "s1"
    assert (found.row.day, found.row.day_to) == (20200913, 20200930)
    assert filled.count_events(Filters(story="s1")).number == 9
    assert filled.report(marches[0]).copies == (marches[1],)
    filled.undo_merge()
    assert filled.stories().items == ()
    assert filled.report(marches[0]).copies == ()
    with pytest.raises(MissingError):
        filled.story("s1")


def test_a_new_reading_takes_its_accounts_out_of_the_merge(filled: Store) -> None:
    filled.save_merge(Merge(method={}, events=[make_event(filled, 3)]))
    filled.add(make_march(30, "Harju Post", coder=NEWER))
    assert sorted(row.reports for row in filled.events(Filters(types=("PROTEST",))).items) == [1, 2]
    assert list(filled.verify()) == []


def test_people_correct_what_is_merged(filled: Store) -> None:
    filled.save_merge(Merge(method={}, events=[make_event(filled, 3)]))
    event = filled.event(filled.events(Filters(min_sources=3)).items[0].id)
    filled.decide(Decision(kind="split", person="ana", target=Target.of_accounts(event.accounts[2])))
    assert sorted(row.reports for row in filled.events(Filters(types=("PROTEST",))).items) == [1, 2]
    machine = filled.events(Filters(types=("PROTEST",), view="machine")).items
    assert [(row.reports, row.status) for row in machine] == [(3, "unreviewed")]
    two = next(row for row in filled.events(Filters(types=("PROTEST",))).items if row.reports == 2)
    target = Target.of_event(filled.event(two.id))
    filled.decide(Decision(kind="correct", person="ana", target=target, field="date", value="2020-09-12"))
    row = filled.events(Filters(types=("PROTEST",), until="2020-09-12")).items[0]
    assert (row.date, row.status, row.reports) == ("2020-09-12", "corrected", 2)
    assert filled.event(row.id).value["method"]["date"] == "decided by ana"
    assert filled.event(row.id, view="machine" if row.id == event.id else "corrected").row.reports == 2
    assert list(filled.verify()) == []
    filled.undo(2, "ben")
    filled.undo(1, "ben")
    assert [(row.reports, row.status) for row in filled.events(Filters(types=("PROTEST",))).items] == [
        (3, "unreviewed")
    ]
    assert list(filled.verify()) == []


def test_people_join_what_no_machine_joined(filled: Store) -> None:
    start = snapshot(filled)
    events = [filled.event(row.id) for row in filled.events(Filters(types=("PROTEST",))).items]
    accounts = [event.accounts[0] for event in events[:2]]
    filled.decide(Decision(kind="merge", person="ana", target=Target.of_accounts(*accounts)))
    row = next(row for row in filled.events(Filters(types=("PROTEST",))).items if row.reports == 2)
    assert row.status == "merged"
    assert row.disagreements == ("quantity.participants",)
    assert row.sources == 2
    assert filled.count_events(Filters(types=("PROTEST",), view="machine")).number == 3
    assert list(filled.verify()) == []
    filled.undo(1, "ana")
    assert snapshot(filled) == start


def test_an_own_rule_joins_where_one_is_given(new_url) -> None:
    def fuse(accounts):
        return {**accounts[0].value, "sources": 7, "method": {"type": "our own"}}

    with Store.open(new_url(), fuse=fuse) as store:
        list(store.add_many([make_march(), make_march(31, "Baltic Wire")]))
        events = [store.event(row.id) for row in store.events(Filters(types=("PROTEST",))).items]
        accounts = [event.accounts[0] for event in events]
        store.decide(Decision(kind="merge", person="ana", target=Target.of_accounts(*accounts)))
        row = store.events(Filters(min_sources=7)).items[0]
        assert store.event(row.id).value["method"] == {"type": "our own"}
        assert list(store.verify()) == []


def test_decisions_stand_on_the_reading_they_were_made_on(filled: Store) -> None:
    old = make_march(30, "Harju Post")
    event = next(
        event
        for event in (filled.event(row.id) for row in filled.events(Filters(types=("COERCE",))).items)
        if event.accounts[0].report == old.id
    )
    filled.decide(
        Decision(kind="correct", person="ana", target=event.accounts[0].target, field="type", value="SANCTION")
    )
    newer = replace(make_march(30, "Harju Post", coder=NEWER), events=old.events[:1])
    filled.add(newer)
    assert filled.report(old.id).reading_is_old
    assert filled.reading(old.id, view="machine") == newer
    corrected = filled.reading(old.id)
    assert corrected is not None
    assert [account.type for account in corrected.events] == ["PROTEST", "SANCTION", "ASSAULT"]
    assert filled.count_events(Filters(report=old.id)).number == 3
    assert filled.count_events(Filters(report=old.id, view="machine")).number == 1
    target = Target.of_account(old.id, make_coder_id(NEWER), "e1")
    with pytest.raises(StoreError, match="load it again"):
        filled.decide(Decision(kind="confirm", person="ana", target=target))
    assert list(filled.verify()) == []
    filled.undo(1, "ana")
    assert not filled.report(old.id).reading_is_old
    assert filled.count_events(Filters(report=old.id)).number == 1
    assert make_coder_id(CODER) in filled.report(old.id).coders
    assert list(filled.verify()) == []
