from __future__ import annotations

import pytest

from dateline.errors import FilterError, MissingError, StoreError
from dateline.store import Box, Filters, Near, Range, Store, querying
from tests.store.examples import make_blast, make_march, make_talks


@pytest.fixture
def filled(store: Store) -> Store:
    list(store.add_many([make_march(), make_talks(), make_blast()]))
    return store


def find_types(store: Store, filters: Filters, sort: str = "-date") -> list[str]:
    return [row.type for row in store.events(filters, sort=sort).items]


CASES = [
    ({}, ["MOBILIZE", "AGREE", "COERCE", "PROTEST", "ASSAULT", "ASSAULT"]),
    ({"types": ("PROTEST", "COERCE")}, ["COERCE", "PROTEST"]),
    ({"modes": ("arrest",)}, ["COERCE"]),
    ({"modalities": ("hypothetical", "negated")}, ["MOBILIZE", "ASSAULT"]),
    ({"claims": ("alleged",)}, ["ASSAULT"]),
    ({"actors": ("police",)}, ["COERCE", "ASSAULT"]),
    ({"actors": ("nurses", "fiji")}, ["MOBILIZE", "AGREE", "PROTEST"]),
    ({"recipients": ("kask mart",)}, ["COERCE"]),
    ({"recipients": ("mart tamm",)}, []),
    ({"parties": ("samoa",)}, ["MOBILIZE", "AGREE"]),
    ({"speakers": ("chavez",)}, ["AGREE"]),
    ({"speakers": ("officials",)}, ["ASSAULT"]),
    ({"actor_countries": ("FJI",)}, ["MOBILIZE", "AGREE"]),
    ({"recipient_countries": ("WSM",)}, ["AGREE"]),
    ({"party_countries": ("WSM",)}, ["MOBILIZE", "AGREE"]),
    ({"actor_sectors": ("MED",)}, ["PROTEST"]),
    ({"recipient_sectors": ("LAB",)}, ["COERCE"]),
    ({"countries": ("EST",)}, ["COERCE", "PROTEST", "ASSAULT"]),
    ({"near": Near(59.4, 24.7, 20)}, ["COERCE", "PROTEST"]),
    ({"near": Near(59.0, 26.0, 5)}, []),
    ({"near": Near(-16.0, 179.9, 1300)}, ["MOBILIZE", "AGREE"]),
    ({"box": Box(-20, 170, -10, -170)}, ["MOBILIZE", "AGREE"]),
    ({"box": Box(-20, 170, -10, 180)}, ["AGREE"]),
    ({"since": "2020-09"}, ["MOBILIZE", "AGREE", "COERCE", "PROTEST"]),
    ({"since": "2019-06", "until": "2019-07"}, ["ASSAULT"]),
    ({"until": "2020-09-13"}, ["COERCE", "PROTEST", "ASSAULT"]),
    ({"quantities": (Range("killed", 10),)}, ["ASSAULT"]),
    ({"quantities": (Range("injured", 35, 50), Range("killed", None, 14))}, ["ASSAULT"]),
    ({"quantities": (Range("participants", 31),)}, []),
    ({"outlets": ("Coral Wire",)}, ["MOBILIZE", "AGREE"]),
    ({"min_sources": 2}, []),
    ({"min_confidence": 0.7}, ["AGREE", "PROTEST", "ASSAULT"]),
    ({"max_confidence": 0.6}, ["COERCE", "ASSAULT"]),
    ({"text": "marching nurse"}, ["PROTEST"]),
    ({"text": '"tear gas" OR blasts'}, ["ASSAULT", "ASSAULT"]),
    ({"text": "police -nurses"}, []),
    ({"statuses": ("confirmed",)}, []),
    ({"statuses": ("unreviewed",), "types": ("AGREE",)}, ["AGREE"]),
    ({"types": ("ASSAULT",), "countries": ("EST",), "claims": ("alleged",), "since": "2019"}, ["ASSAULT"]),
    ({"types": ("RETREAT",)}, []),
    ({"story": "none"}, []),
]


def forbid_lists(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """Make every list too long to lead."""
    for name in ("SHORT", "LONG"):
        monkeypatch.setattr(f"dateline.store.querying.{name}", -1)
    store._memory.clear()


@pytest.mark.parametrize("view", ["corrected", "machine"])
def test_each_filter_finds_its_events_and_no_other(filled: Store, view: str) -> None:
    for given, expected in CASES:
        assert sorted(find_types(filled, Filters(view=view, **given))) == sorted(expected), given


def test_long_lists_are_walked_with_the_same_result(filled: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    forbid_lists(filled, monkeypatch)
    for given, expected in CASES:
        assert sorted(find_types(filled, Filters(**given))) == sorted(expected), given
        total = filled.count_events(Filters(**given), cap=100)
        assert (total.number, total.exact) == (len(expected), True)


def test_pages_of_a_walked_facet_give_every_event_once(filled: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    filters = Filters(
        countries=("EST", "FJI"),
        types=("ASSAULT", "COERCE", "PROTEST", "AGREE"),
        claims=("narrator", "attributed", "alleged"),
    )
    for sort in ("date", "-date"):
        whole = [row.id for row in filled.events(filters, sort=sort).items]
        assert len(whole) > 1
        with monkeypatch.context() as patched:
            forbid_lists(filled, patched)
            first = filled.events(filters, sort=sort, limit=1)
            rest = filled.events(filters, sort=sort, cursor=first.next)
            assert [row.id for row in (*first.items, *rest.items)] == whole
        filled._memory.clear()


def test_many_facets_are_found_like_few(filled: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    forbid_lists(filled, monkeypatch)
    for given in ({"types": ("ASSAULT", "COERCE", "AGREE")}, {"near": Near(59.4, 24.7, 300)}, {"text": "police"}):
        filters = Filters(**given)
        few = [row.id for row in filled.events(filters).items]
        with monkeypatch.context() as patched:
            patched.setattr("dateline.store.querying._SEVERAL", 0)
            patched.setattr("dateline.store.querying._LISTED", 0)
            filled._memory.clear()
            assert [row.id for row in filled.events(filters).items] == few
        filled._memory.clear()


def test_a_plan_is_made_once_and_anew_when_the_store_has_grown(filled: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    made = []
    plain = querying._make_plan
    monkeypatch.setattr(querying, "_make_plan", lambda *given: made.append(given[1]) or plain(*given))
    filters = Filters(types=("PROTEST",))
    filled.events(filters)
    filled.events(filters, sort="date")
    assert made == [filters]
    filled.add(make_march(57, "Baltic Wire"))
    assert len(filled.events(filters).items) == 2
    assert made == [filters, filters]


def test_filters_by_report(filled: Store) -> None:
    report = make_talks().id
    assert find_types(filled, Filters(report=report)) == ["MOBILIZE", "AGREE"]


@pytest.mark.parametrize("sort", ["date", "-date", "confidence", "-confidence", "sources", "-reports"])
def test_pages_give_every_event_once_in_order(filled: Store, sort: str) -> None:
    whole = [row.id for row in filled.events(sort=sort).items]
    found, cursor = [], None
    while True:
        page = filled.events(sort=sort, limit=2, cursor=cursor)
        found += [row.id for row in page.items]
        cursor = page.next
        if cursor is None:
            break
    assert found == whole
    assert len(set(found)) == 6


def test_a_page_stands_still_when_events_are_added(filled: Store) -> None:
    first = filled.events(limit=3)
    filled.add(make_march(55, "Baltic Wire"))
    rest = filled.events(limit=50, cursor=first.next)
    dated = [row.id for row in (*first.items, *rest.items)]
    assert len(set(dated)) == len(dated)


def test_wrong_questions_say_what_is_wrong(filled: Store) -> None:
    with pytest.raises(FilterError, match="sort: 'size' is none of date"):
        filled.events(sort="size")
    with pytest.raises(FilterError, match="cursor"):
        filled.events(cursor="nonsense")
    other = filled.events(limit=1).next
    with pytest.raises(FilterError, match="other filters"):
        filled.events(Filters(types=("AGREE",)), cursor=other)
    with pytest.raises(FilterError, match="statuses: 'read' is none of"):
        filled.events(Filters(statuses=("read",)))
    with pytest.raises(FilterError, match="nothing to look for"):
        filled.events(Filters(text="-- !"))
    with pytest.raises(FilterError, match="limit"):
        filled.events(limit=0)
    with pytest.raises(MissingError, match="no event 'x'"):
        filled.event("x")
    assert issubclass(MissingError, StoreError)


def test_a_row_shows_the_event(filled: Store) -> None:
    row = filled.events(Filters(types=("PROTEST",))).items[0]
    assert (row.date, row.day, row.claim, row.confidence, row.sources) == ("2020-09-13", 20200913, "attributed", 0.9, 1)
    assert row.actor[0].name == "nurses"
    assert row.actor[0].sector == ("MED",)
    assert row.place[0].name == "Tallinn"
    assert row.quantity == (Range("participants", 30, 30),)
    assert (row.title, row.outlet) == ("Nurses march in Tallinn", "Harju Post")
    text = make_march().text
    assert text[slice(*row.trigger)] == "marched"
    assert row.sentence.startswith("Some 30 nurses")


def test_an_event_shows_its_accounts(filled: Store) -> None:
    row = filled.events(Filters(types=("COERCE",))).items[0]
    event = filled.event(row.id)
    assert event.value["accounts"] == [
        {"report": event.accounts[0].report, "coder": event.accounts[0].coder, "account": "e2"}
    ]
    assert event.accounts[0].reading == make_march()
    assert event.value["recipient"][0]["role"] == "a union steward"


def test_counts_facets_places_links(filled: Store) -> None:
    counts = filled.counts(by="year", split="country")
    assert {(item.period, item.value): item.events for item in counts} == {
        ("2019", "EST"): 1, ("2020", "EST"): 2, ("2020", "FJI"): 1, ("2021", "WSM"): 1,
    }  # fmt: skip
    weeks = filled.counts(Filters(countries=("EST",)), by="week")
    assert [(item.period, item.events) for item in weeks] == [("2019-W01", 1), ("2020-W37", 2)]
    assert next((item.period, item.events) for item in filled.counts(by="day", split="type")) == (None, 1)
    assert [(f.value, f.events) for f in filled.facets(Filters(), "country")] == [("EST", 3), ("FJI", 1), ("WSM", 1)]
    assert [(f.value, f.events) for f in filled.facets(Filters(types=("COERCE",)), "actor")] == [("police", 1)]
    assert next((p.place.name, p.events) for p in filled.places()) == ("Tallinn", 2)
    assert {(link.actor, link.recipient) for link in filled.links()} == {("police", "Mart Kask"), ("Fiji", "Samoa")}
    assert filled.suggest("speaker", "chav") == ("Ana Chávez-Tuilagi",)
    with pytest.raises(FilterError, match="kind"):
        filled.facets(Filters(), "colour")


def test_counts_under_two_filters_of_one_table(filled: Store) -> None:
    both = Filters(types=("COERCE",), actors=("police",))
    assert [(f.value, f.events) for f in filled.facets(both, "actor")] == [("police", 1)]
    assert [(p.place.name, p.events) for p in filled.places(Filters(countries=("EST",), outlets=("nobody",)))] == []
    assert {(link.actor, link.recipient) for link in filled.links(both)} == {("police", "Mart Kask")}
    assert sum(item.events for item in filled.counts(both, split="country")) == 1


def test_counts_over_long_lists_are_the_same(filled: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    filters = Filters(countries=("EST",), min_confidence=0.5)
    short = filled.facets(filters, "type")
    forbid_lists(filled, monkeypatch)
    assert filled.facets(filters, "type") == short
    assert sum(item.events for item in short) == 3


def test_counts_follow_the_store(filled: Store) -> None:
    assert sum(item.events for item in filled.counts(by="year")) == 6
    filled.add(make_march(55, "Baltic Wire"))
    assert sum(item.events for item in filled.counts(by="year")) == 9
