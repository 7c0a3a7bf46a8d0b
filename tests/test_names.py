"""What people's names tell: their pieces, where they are at home, the pronouns that take them up."""

from __future__ import annotations

import io

import numpy as np
import pytest

from dateline.annotate.entities_names import _is_persons
from dateline.data.genders import guess_gender
from dateline.data.name_origins import MOST, describe_name, load_regions
from dateline.data.name_pieces import PieceTable, cut_given_name, cut_name, load_pieces, pack_pieces
from dateline.mentions import tell_gender
from dateline.records import Entity, Span


def test_a_name_is_cut_into_plain_pieces_with_their_places() -> None:
    pieces = cut_name("Łukasz J. Nowak-Żak Jr.")
    assert {"first ^lukasz$", "last ^nowak-zak$", "^lu", "zak$", "2 words", "mark ł", "last hyphen"} <= pieces
    assert not any("jr" in piece for piece in pieces)


def test_the_gender_is_told_by_the_given_name_and_the_end_of_the_surname() -> None:
    pieces = cut_given_name("Irina Petrova")
    assert {"first ^irina$", "whole last va$"} <= pieces
    assert "^petrova$" not in pieces
    assert cut_given_name("…") == frozenset()


@pytest.mark.parametrize(
    ("name", "code", "other"),
    [
        ("Choi Seung-hwan", "KOR", "USA"),
        ("Tomasz Wojciechowski", "POL", "DEU"),
        ("Giorgi Maisuradze", "GEO", "RUS"),
        ("Graham Whitfield", "NZL", "CHN"),
        ("Oyelaran Adebayo", "NGA", "KEN"),
    ],
)
def test_a_name_speaks_for_where_it_is_at_home(name: str, code: str, other: str) -> None:
    here, there, nowhere = describe_name(name, (code, other, None))
    assert here["name"] > 0 > there["name"]
    assert nowhere == {}
    assert max(abs(value) for row in (here, there) for value in row.values()) <= MOST


def test_countries_of_many_names_have_a_feature_of_their_own() -> None:
    assert set(describe_name("Ana Paula Monteiro", ("USA", "PRT"))[0]) == {"name", "name, mixed"}
    assert set(describe_name("Ana Paula Monteiro", ("USA", "PRT"))[1]) == {"name"}
    regions = load_regions()
    assert regions["CAN"] == ("english", True)
    assert regions["UKR"][0] != regions["RUS"][0]


@pytest.mark.parametrize(
    ("name", "gender"),
    [
        ("Maria Brown", "f"),
        ("Natalina Belova", "f"),
        ("Olegas Petrauskas", "m"),
        ("Tran Thi Hoa", ""),
        ("Andrea Pirlo", ""),
        ("Sasha Petrova", ""),
        ("Brown", ""),
        ("", ""),
    ],
)
def test_names_tell_a_gender_or_none(name: str, gender: str) -> None:
    assert guess_gender(name) == gender
    assert guess_gender("Natalina Belova", table_alone=True) == ""


@pytest.mark.parametrize(
    ("name", "persons"),
    [
        ("Kanat Zharmukhanov", True),
        ("Nino Maisuradze", True),
        ("Hanover Insurance", False),
        ("Jordan Valley", False),
        ("Kanat Bank", False),
        ("NINO MAISURADZE", False),
        ("Rose Revolution", False),
        ("Warner Bros", False),
    ],
)
def test_a_given_name_makes_a_person_of_what_is_no_known_body(name: str, persons: bool) -> None:
    assert _is_persons(name.split()) == persons


def make_person(*quotes: str) -> Entity:
    text = ", ".join(quotes)
    spans = [Span.of(text, text.index(quote), text.index(quote) + len(quote)) for quote in quotes]
    return Entity("e1", quotes[0], "person", tuple(spans))


def test_the_name_tells_more_than_a_pronoun_and_a_noun_more_than_nothing() -> None:
    assert tell_gender(make_person("Maria Brown", "him", "himself")) == "f"
    assert tell_gender(make_person("the brother")) == "m"
    assert tell_gender(make_person("the lawyer", "she")) == "f"
    assert tell_gender(make_person("the lawyer")) == ""
    assert tell_gender(make_person("Tran Thi Hoa", "he")) == ""


def test_a_table_reads_as_it_was_packed() -> None:
    weights = np.array([[1.0, -1.0], [0.5, 0.25]], np.float32)
    table = PieceTable(("a", "b"), {"x": 0, "y": 1}, weights, np.array([0.0, 0.1], np.float32))
    with np.load(io.BytesIO(pack_pieces(table))) as packed:
        assert bytes(packed["pieces"]).decode().split("\n") == ["x", "y"]
        assert np.allclose(packed["weights"] * packed["scale"], weights, atol=0.01)
    odds = table.judge(["x", "unknown"])
    assert odds["a"] > 0 > odds["b"]
    assert np.isclose(np.exp(list(odds.values())).mean(), 1.0)
    assert table.judge(["unknown"]) == {}


def test_the_shipped_tables_know_every_region_and_gender() -> None:
    assert set(load_pieces("name_genders.npz").classes) == {"f", "m"}
    assert set(load_pieces("name_origins.npz").classes) == {region for region, _ in load_regions().values()}
