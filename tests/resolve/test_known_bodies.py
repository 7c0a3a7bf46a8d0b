"""Bodies that the table knows: each by itself, and no more sure than the text lets them be."""

from __future__ import annotations

import re
import unicodedata

import pytest

from dateline.data import load_table
from dateline.pipeline import read
from dateline.records import Entity, Report


def fold(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name)
    return re.sub(r"[\W_]", "", "".join(letter for letter in plain if not unicodedata.combining(letter))).lower()


def read_actors(text: str) -> dict[str, Entity]:
    return {entity.name: entity for entity in read(Report.of(text, published="2019-03-04")).entities}


def test_no_name_stands_in_two_rows_of_one_country() -> None:
    rows: dict[tuple[str, str], str] = {}
    for row in load_table("bodies.tsv"):
        for name in filter(None, (row["name"], *row["aliases"].split(";"))):
            assert rows.setdefault((fold(name), row["country"]), row["name"]) == row["name"], name


@pytest.mark.parametrize(
    "text",
    [
        "The Senate Armed Services Committee criticised the House Armed Services Committee on Monday.",
        "The Wolesi Jirga voted against the Meshrano Jirga on Monday.",
        "Tata Motors sued Tata Steel on Monday.",
    ],
)
def test_bodies_of_like_names_stay_apart(text: str) -> None:
    assert len([entity for entity in read_actors(text).values() if entity.kind == "org"]) == 2


def test_a_body_that_the_text_gives_to_another_country_is_its() -> None:
    assert read_actors("The Supreme Soviet of Ukraine condemned the coup in Kyiv.")["Supreme Soviet"].country == "UKR"
    found = read_actors("MINSK, March 3 (Reuters) - OMON officers beat protesters in Minsk on Sunday.")
    assert found["OMON officers"].country == "BLR"


def test_the_workers_of_a_firm_are_where_they_work() -> None:
    assert read_actors("Workers at a Nestle plant in Colombia went on strike on Monday.")["Workers"].country == "COL"


def test_a_person_with_a_name_of_both_genders_keeps_the_pronouns() -> None:
    found = read_actors("Andrea Pirlo attacked a referee in Turin. He was suspended.")
    assert [span.quote for span in found["Andrea Pirlo"].mentions] == ["Andrea Pirlo", "He"]
