from __future__ import annotations

from dateline.store import Dealing, Filters
from tests.store.examples import make_blast, make_march, make_talks


def test_dealings_are_counted_by_type_with_their_sources(store):
    list(store.add_many([make_march(), make_talks(), make_blast()]))
    assert set(store.dealings()) == {
        Dealing("police", "Mart Kask", "COERCE", 1, 1),
        Dealing("Fiji", "Samoa", "AGREE", 1, 1),
    }
    assert [item.actor for item in store.dealings(Filters(types=("AGREE",)))] == ["Fiji"]
    assert store.dealings(Filters(types=("AID",))) == ()
    assert len(store.dealings(limit=1)) == 1


def test_places_are_counted_by_type_with_their_sources(store):
    list(store.add_many([make_march(30), make_march(40, outlet="Other Post"), make_talks()]))
    found = {(item.place.name, item.type): (item.events, item.sources) for item in store.places_by_type()}
    assert found["Tallinn", "PROTEST"] == (2, 2)
    assert found["Tallinn", "COERCE"] == (2, 2)
    assert found["Suva", "AGREE"] == (1, 1)
    only = store.places_by_type(Filters(countries=("FJI",)))
    assert {item.place.name for item in only} == {"Suva"}


def test_counts_by_type_follow_the_store(store):
    list(store.add_many([make_march()]))
    before = store.places_by_type()
    assert store.places_by_type() == before
    list(store.add_many([make_talks()]))
    assert len(store.places_by_type()) > len(before)
