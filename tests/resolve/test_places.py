"""Which place a name is."""

from __future__ import annotations

from dateline.annotate.coreference import link_mentions
from dateline.annotate.entities import find_entities
from dateline.annotate.syntax import load_pipeline
from dateline.data.gazetteer import find_places, fold_name
from dateline.records import Document, Entity, Place, Report
from dateline.resolve.places import resolve_places


def resolve(text: str) -> dict[str, Entity]:
    document = Document(Report("t", text), syntax=load_pipeline()(text))
    done = resolve_places(link_mentions(find_entities(document)))
    return {entity.name: entity for entity in done.entities if entity.kind == "place"}


def place_of(places: dict[str, Entity], name: str) -> Place:
    place = places[name].place
    assert place is not None
    return place


def test_large_town_wins_alone() -> None:
    paris = place_of(resolve("Thousands marched in Paris."), "Paris")
    assert (paris.country, paris.precision) == ("FRA", "city")
    assert paris.latitude is not None
    assert abs(paris.latitude - 48.86) < 0.2


def test_the_state_beside_it_decides() -> None:
    found = resolve("Firefighters were called to a warehouse in Paris, Texas.")
    paris = next(entity.place for name, entity in found.items() if name.startswith("Paris"))
    assert paris is not None
    assert (paris.country, paris.admin1) == ("USA", "Texas")


def test_the_country_of_the_report_decides() -> None:
    found = resolve("Spain's interior minister visited Cordoba. Spanish police searched a flat in Cordoba, Spain.")
    assert place_of(found, "Cordoba").country == "ESP"


def test_country_has_country_precision() -> None:
    assert place_of(resolve("Floods displaced families in Mozambique."), "Mozambique").precision == "country"


def test_unknown_place_is_left_alone() -> None:
    found = resolve("The meeting was held in Qwxzyville.")
    assert all(entity.place is None for name, entity in found.items() if "Qwxzy" in name)


def test_names_are_folded() -> None:
    assert fold_name("St. Étienne") == "saint etienne"
    assert find_places("São Paulo") == find_places("Sao Paulo") != ()
    assert find_places("") == find_places("\t") == ()
