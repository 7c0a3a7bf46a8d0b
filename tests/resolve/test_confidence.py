"""How sure resolved values are, how precise, and where tables and the text differ."""

from __future__ import annotations

import re

import pytest

from dateline import read
from dateline.records import (
    DATE_PRECISIONS,
    PRECISIONS,
    Account,
    Conflict,
    Document,
    Entity,
    Place,
    Report,
    Resolution,
    Span,
)
from dateline.resolve.confidence import add_rule, find_date_precision, load_rates, rate, state_confidence
from dateline.resolve.conflicts import find_place_conflicts
from dateline.resolve.selection import select_entities
from tests.resolve.test_actors import entity, resolve

RATES = {
    "country": {"words": {"confidence": 0.89}, "report": {"confidence": 0.5}},
    "event date": {"expression": {"confidence": 0.8, "slope": 0.5, "intercept": 0.2}},
}


@pytest.mark.parametrize(
    ("value", "precision"),
    [
        ("2020", "year"), ("2020-05", "month"), ("2020-05-17", "day"), ("2020-W21", "week"),
        ("2020-05/2020-07", "interval"), ("../2020", "interval"), ("2020-W21/2020-W22", "interval"),
    ],
)  # fmt: skip
def test_a_date_is_as_precise_as_its_value(value: str, precision: str) -> None:
    assert find_date_precision(value) == precision
    assert precision in DATE_PRECISIONS


def test_a_rule_is_as_sure_as_it_was_right() -> None:
    assert rate(RATES, "country", "words", None) == 0.89
    assert rate(RATES, "country", "words", 0.3) == 0.89  # no scaling was fitted
    assert rate(RATES, "country", "never seen", None) is None
    assert rate(RATES, "sector", "words", None) is None


def test_a_share_is_scaled_and_keeps_its_order() -> None:
    shares = [rate(RATES, "event date", "expression", share) for share in (0.0, 0.3, 0.9, 1.0)]
    assert shares == sorted(shares)
    assert rate(RATES, "event date", "expression", 0.5) == pytest.approx(0.55, abs=0.001)
    assert rate(RATES, "event date", "expression", None) == 0.8
    assert rate({}, "event date", "expression", 0.3) == 0.3


def test_a_later_rule_takes_the_place_of_an_earlier_one() -> None:
    items = add_rule(add_rule((), "country", "words"), "country", "relation")
    assert items == (Resolution("country", "relation"),)
    two = add_rule(add_rule((), "place", "reader", value="a"), "place", "reader", value="b")
    assert [item.value for item in two] == ["a", "b"]


def test_values_that_are_gone_have_no_confidence_and_places_keep_theirs() -> None:
    text = "Crowds marched in Orrin in May."
    span = Span.of(text, 18, 23)
    place = Place(None, "Orrin", None, "NOR", 1.0, 2.0, "city", 5.0)
    document = Document(
        Report("t", text),
        entities=(
            Entity("b", "Orrin", "place", (span,), "NOR", place=place, resolution=(Resolution("country", "words"),)),
            Entity("a", "Crowds", "group", (Span.of(text, 0, 6),), None, resolution=(Resolution("country", "words"),)),
        ),
        accounts=(
            Account(
                "v", "PROTEST", Span.of(text, 7, 14), Span.of(text, 0, 31), actor=("a",), place=("b",), date="2020-05",
                resolution=(Resolution("date", "expression", 0.5), Resolution("place", "reader", 0.7, value="gone")),
            ),
        ),
    )  # fmt: skip
    done = select_entities(state_confidence(document, RATES))
    assert [e.resolution for e in done.entities] == [(), (Resolution("country", "words", 0.89),)]
    assert done.accounts[0].resolution == (
        Resolution("date", "expression", 0.55, "month"),
        Resolution("place", "rules", None, "city", "e2"),
    )


def test_the_table_counts_what_can_be() -> None:
    assert set(load_rates()) == {"country", "sector", "place", "event date", "event place"}
    for rules in load_rates().values():
        assert rules
        for row in rules.values():
            assert 0 <= row["right"] <= row["of"]
            assert 0 < row["confidence"] < 1
            assert ("slope" in row) == ("intercept" in row)
            assert row.get("slope", 1.0) > 0, "a choice that is less often right the surer it is"


def test_every_resolved_value_says_what_gave_it_and_how_sure_it_is() -> None:
    text = (
        "Kenyan police arrested 30 teachers in Nairobi on Tuesday after a march to the parliament. The education "
        "minister, Ann Odera, met their union in Mombasa in May 2019 and promised higher pay."
    )
    reading = read(text, published="2019-06-14")
    assert any(e.place for e in reading.entities)
    for found in reading.entities:
        told = {item.field: item for item in found.resolution}
        held = {"country": found.country, "sector": found.sector, "place": found.place}
        assert set(told) == {field for field, value in held.items() if value}, found.name
        assert all(0 <= (item.confidence or 0) <= 1 for item in told.values())
        if found.place:
            assert told["place"].precision == found.place.precision
            assert told["place"].precision in PRECISIONS
    assert any(account.date for account in reading.events)
    for account in reading.events:
        fields = [(item.field, item.value) for item in account.resolution]
        assert fields == [("date", None)] * bool(account.date) + [("place", id_) for id_ in account.place]
        assert all(item.confidence is not None and item.confidence <= 1 for item in account.resolution)


def test_a_leader_whom_the_text_gives_another_country_is_a_conflict() -> None:
    document = resolve("Norwegian Prime Minister Theresa May opened the fair.", "2018-03-01")
    found = entity(document, "Theresa May")
    assert found.country == "GBR"
    words = Span.of(document.text, 0, len("Norwegian Prime Minister"))
    assert found.conflicts == (Conflict("country", "NOR", words, "leaders", "GBR", "table"),)
    assert {item.field: item.by for item in found.resolution} == {"country": "leaders", "sector": "leader in office"}


def test_who_is_out_of_office_has_the_sector_that_the_words_tell() -> None:
    found = entity(resolve("Foreign minister Theresa May opened the fair.", "2014-03-01"), "Theresa May")
    assert {item.field: item.by for item in found.resolution}["sector"] == "words"


def test_a_body_to_which_the_text_gives_another_country_is_a_conflict() -> None:
    document = resolve("The Norwegian Bundestag voted for the treaty.")
    conflicts = next(e.conflicts for e in document.entities if "Bundestag" in e.name)
    assert [(c.field, c.said, c.held, c.kept) for c in conflicts] == [("country", "NOR", "DEU", "table")]
    assert "Norwegian" in conflicts[0].span.quote


@pytest.mark.parametrize(
    ("text", "published"),
    [
        ("British Prime Minister Theresa May opened the fair.", "2018-03-01"),
        ("Theresa May opened the fair in Norway.", "2018-03-01"),
        ("Former British Prime Minister Theresa May opened the fair.", "2021-03-01"),
        ("The German Bundestag voted for the treaty with Norway.", None),
        ("The United Nations warned Hezbollah.", None),
    ],
)
def test_where_text_and_table_agree_or_one_is_silent_there_is_no_conflict(text: str, published: str | None) -> None:
    assert [e.conflicts for e in resolve(text, published).entities if e.conflicts] == []


def test_a_sector_that_the_text_gives_stays_and_the_table_is_named() -> None:
    document = resolve("British judge Theresa May heard the case.", "2018-03-01")
    found = entity(document, "Theresa May")
    assert found.sector == ("JUD",)
    assert [(c.field, c.said, c.held, c.kept) for c in found.conflicts] == [("sector", "JUD", "GOV", "text")]
    assert found.conflicts[0].span.quote == "British judge"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Two men were hurt in Tallinn, Peru, on Monday.", "Peru"),
        ("Two men were hurt in Tallinn, Ohio.", "Ohio"),
        ("Two men were hurt in Tallinn, Estonia, on Monday.", None),
        ("Two men were hurt in Tallinn, Peru, on Monday. Tallinn, Estonia, is calm.", None),
        ("Talks were held in Tallinn, Peru, and Kenya.", None),
        ("Two men were hurt in Tallinn, Peru's envoy said.", None),
        ("Two men were hurt in Tallinn, police said.", None),
    ],
)
def test_a_country_beside_a_place_that_the_gazetteer_has_elsewhere_is_a_conflict(text: str, said: str | None) -> None:
    at = [found.start() for found in re.finditer("Tallinn", text)]
    mentions = tuple(Span.of(text, start, start + 7) for start in at)
    place = Place(588409, "Tallinn", "Harjumaa", "EST", 59.4, 24.8, "city", 12.0)
    conflicts = find_place_conflicts(text, Entity("e", "Tallinn", "place", mentions, "EST", place=place))
    told = [(c.field, c.said, c.span.quote, c.held, c.kept) for c in conflicts]
    assert told == ([("place", said, said, "Tallinn, Harjumaa, EST", "table")] if said else [])
