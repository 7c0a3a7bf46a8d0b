"""Learning what names tell."""

from __future__ import annotations

from typing import Any

from dateline.data.name_pieces import cut_name
from training import name_genders, name_origins, name_pieces


def make_reading(number: int, name: str, country: str | None, *mentions: str) -> dict[str, Any]:
    text = " ".join((name, *mentions))
    places, at = [], 0
    for words in (name, *mentions):
        places.append([at, at + len(words)])
        at += len(words) + 1
    person = {"id": "e1", "name": name, "kind": "person", "country": country, "mentions": places}
    return {"id": f"r{number}", "text": text, "entities": [person]}


def test_full_names_are_told_from_descriptions() -> None:
    assert name_pieces.is_full("Ludwig van der Berg")
    assert not any(map(name_pieces.is_full, ("Berg", "the mayor of Bonn", "mayor Berg", "Berg of the")))


def test_people_count_by_country_and_by_their_pronouns() -> None:
    assert name_origins.list_people(make_reading(1, "Piet Berg", "NLD")) == {("Piet Berg", "NLD")}
    assert name_origins.list_people(make_reading(1, "Piet Berg", None)) == set()
    assert name_genders.list_people(make_reading(1, "Piet Berg", None, "he", "him", "her")) == set()
    assert name_genders.list_people(make_reading(1, "Piet Berg", None, "his")) == {("Piet Berg", "m")}
    assert name_genders.list_people(make_reading(1, "Pia Berg", None, "Mrs. Berg", "he")) == {("Pia Berg", "f")}


def test_what_pieces_tell_is_learnt_and_each_class_counts_alike() -> None:
    many = [(cut_name(f"{first} Pruhonsky"), "west") for first in ("Jan", "Ota", "Iva", "Eva", "Pavel", "Karel")]
    few = [(cut_name(f"{first} Takamori"), "east") for first in ("Ken", "Yui")]
    table = name_pieces.learn([*many, *few])
    assert table.classes == ("east", "west")
    assert table.judge(cut_name("Ada Takamori"))["east"] > 0 > table.judge(cut_name("Ada Pruhonsky"))["east"]


def test_reports_are_judged_by_the_names_of_others() -> None:
    readings = [make_reading(number, f"Jan Novotny{number}", "CZE") for number in range(10)]
    seen: list[set[str]] = []

    def learn(some: Any) -> Any:
        seen.append({reading["id"] for reading in some})
        return len(seen) - 1

    tables = name_pieces.learn_apart(readings, learn)
    assert set(tables) == {reading["id"] for reading in readings}
    assert all(id_ not in seen[number] for id_, number in tables.items())  # type: ignore[index]


def test_names_in_latin_letters_are_known_by_the_genders_that_bear_them() -> None:
    known = name_genders.list_known()
    assert {gender for name, gender in known if name == "Agnieszka"} == {"f"}
    assert {gender for name, gender in known if name == "Przemysław"} == {"m"}
    assert {gender for name, gender in known if name == "Andrea"} == {"f", "m"}
    assert all(name_genders.is_latin(name) for name, _ in known)
