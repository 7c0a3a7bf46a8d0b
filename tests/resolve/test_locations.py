"""The places behind names of bodies and people."""

from __future__ import annotations

from dateline.annotate.coreference import link_mentions
from dateline.annotate.entities import find_entities
from dateline.annotate.syntax import load_pipeline
from dateline.records import Document, Entity, Report, Span
from dateline.resolve.locations import add_places


def find(text: str) -> dict[str, list[str]]:
    document = Document(Report("t", text), syntax=load_pipeline()(text))
    done = add_places(link_mentions(find_entities(document)))
    places = [entity for entity in done.entities if entity.kind == "place"]
    return {entity.name: [mention.quote for mention in entity.mentions] for entity in places}


def give(text: str, *entities: tuple[str, str, str]) -> Document:
    """Give a document with entities of these names, kinds and words."""
    made = tuple(
        Entity(f"c{i}", name, kind, (Span.of(text, text.index(words), text.index(words) + len(words)),))  # type: ignore[arg-type]
        for i, (name, kind, words) in enumerate(entities, 1)
    )
    return add_places(Document(Report("t", text), syntax=load_pipeline()(text), entities=made))


def test_a_town_in_the_name_of_a_body_is_a_place() -> None:
    assert "Durban" in find("The Durban Police arrested two men.")


def test_a_region_that_acts_is_a_place_as_well_and_stays_a_body() -> None:
    document = give("Gaza mourned. Planes bombed Gaza.", ("Gaza", "org", "Gaza"))
    assert sorted((entity.kind, entity.name) for entity in document.entities) == [("org", "Gaza"), ("place", "Gaza")]
    assert len({entity.id for entity in document.entities}) == 2


def test_a_site_is_a_place_and_a_ministry_is_none() -> None:
    text = "Guards of Hillside Prison beat him, the Interior Ministry said."
    document = give(text, ("Hillside Prison", "org", "Hillside Prison"), ("ministry", "org", "Interior Ministry"))
    assert [entity.name for entity in document.entities if entity.kind == "place"] == ["Hillside Prison"]


def test_a_name_after_a_word_of_place_is_a_place() -> None:
    text = "Ellis Dunne scored at Molineux. Police met Ellis Dunne."
    document = give(text, ("Molineux", "person", "Molineux"), ("Ellis Dunne", "person", "Ellis Dunne"))
    assert [entity.name for entity in document.entities if entity.kind == "place"] == ["Molineux"]


def test_a_further_naming_joins_the_place() -> None:
    found = find("Thousands marched in Durban. The Durban High Court jailed two men.")
    assert found["Durban"] == ["Durban", "Durban"]


def test_countries_and_nationalities_are_left_as_they_are() -> None:
    text = "The Kenyan Army left Somalia."
    document = give(text, ("Kenyan Army", "org", "Kenyan Army"), ("Somalia", "org", "Somalia"))
    assert all(entity.kind == "org" for entity in document.entities)


def test_part_of_a_place_is_no_second_one() -> None:
    document = give("Troops entered Kunduz province.", ("Kunduz province", "place", "Kunduz province"))
    assert [entity.name for entity in document.entities] == ["Kunduz province"]
