"""Which country an actor of whom the text tells none gets."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from dateline.annotate.coreference import link_mentions
from dateline.annotate.entities import find_entities
from dateline.annotate.syntax import load_pipeline
from dateline.data import load_json
from dateline.pipeline import read
from dateline.records import Account, Document, Entity, Part, Report, Span
from dateline.resolve.actors import resolve_actors
from dateline.resolve.context import find_context
from dateline.resolve.country_choice import choose_country
from dateline.resolve.country_features import CountryFinder, CountryOption, Features, find_rule, settle_towns


def annotate(text: str) -> Document:
    return link_mentions(find_entities(Document(Report("t", text), syntax=load_pipeline()(text))))


def find(document: Document, quote: str) -> Entity:
    return next(e for e in document.entities if e.kind != "place" and quote in [s.quote for s in e.mentions])


def with_account(document: Document, word: str, recipient: str) -> Document:
    start = document.text.index(word)
    account = Account(
        "v1", "COERCE", Span.of(document.text, start, start + len(word)), Span.of(document.text, 0, len(document.text)),
        recipient=(find(document, recipient).id,),
    )  # fmt: skip
    return Document(document.report, syntax=document.syntax, entities=document.entities, accounts=(account,))


@pytest.mark.parametrize(
    ("text", "name", "wrong"),
    [
        ("Ann Berg, a Peru expert, spoke to students in Oslo, Norway, and to Norwegian teachers.", "Ann Berg", "PER"),
        (
            "Ann Berg, a North Korea analyst, spoke to students in Oslo, Norway, and to Norwegian teachers.",
            "Ann Berg",
            "PRK",
        ),
        ("The leadership of the African National Congress met in Durban.", "The leadership", "USA"),
        ("An aide of Virginia Raggi was questioned in Rome.", "An aide", "USA"),
    ],
)
def test_what_is_studied_and_what_is_part_of_a_name_is_no_nationality(text: str, name: str, wrong: str) -> None:
    assert find(resolve_actors(annotate(text)), name).country != wrong


def test_a_nationality_before_a_scholar_is_one() -> None:
    document = resolve_actors(annotate("Ann Berg, a Peruvian expert, spoke to students in Oslo."))
    assert find(document, "Ann Berg").country == "PER"


@pytest.mark.parametrize(
    ("text", "country"),
    [
        ("Officers closed the road near London. Call them at 519-155-0147 or come by.", None),
        ("Officers closed the road near London. Call them at 519-555-2147 or come by.", "CAN"),
        ("Officers closed the road near Durham. Call them at (919) 555-2147 or come by.", "USA"),
        ("The Lok Sabha spent two crore on the road.", "IND"),
        ("Gardai closed the road.", "IRL"),
        ("Dial 800-555-2147 or come by.", None),
        ("Dial 800-555-2147, 888-555-2147 or the officers at 519-555-2147.", "CAN"),
        ("Dial +63 917 555-2147 or come by.", None),
        ("Dial +1 519-555-2147 or come by.", "CAN"),
    ],
)
def test_telephone_numbers_and_words_of_one_country_speak_for_it(text: str, country: str | None) -> None:
    plain = find_context(Document(annotate(text).report, syntax=load_pipeline()(text)))
    assert plain.home == country


@pytest.mark.parametrize(
    ("text", "country"),
    [
        ("The market trader was fined £480.", "GBR"),
        ("He sold it for RM 20,000.", "MYS"),
        ("The fee is 400 naira.", "NGA"),
        ("A RM car stood there.", None),
        ("Narendra Modi spoke.", "IND"),
        ("The Bharatiya Janata Party met.", "IND"),
    ],
)
def test_money_leaders_and_bodies_speak_for_their_country(text: str, country: str | None) -> None:
    assert find_context(annotate(text)).home == country


def test_a_country_that_nothing_speaks_for_is_none_of_the_reports() -> None:
    assert set(find_context(annotate("Police in Oslo arrested two men.")).countries) == {"NOR"}


def test_a_telephone_number_speaks_for_its_area() -> None:
    context = find_context(annotate("Call the officers at 903-555-2147."))
    assert (context.home, context.areas["US.TX"]) == ("USA", 3.0)


def test_the_dateline_speaks_for_its_country() -> None:
    text = "In Lima envoys of Chile arrived. Chile sent its army chief."
    document = annotate(text)
    there = replace(document, parts=(Part("dateline", Span.of(text, 0, 7)),))
    assert (find_context(document).home, find_context(there).home) == ("CHL", "PER")


def test_a_body_that_many_countries_have_is_that_of_the_report() -> None:
    done = resolve_actors(
        annotate("In Nairobi, Kenya, the Senate met on Monday. Kenyan senators quarrelled in Nairobi.")
    )
    assert find(done, "Senate").country == "KEN"
    assert find(resolve_actors(annotate("In Ohio, the Senate was blamed.")), "Senate").country == "USA"


def test_a_towns_score_goes_to_the_country_where_it_lies() -> None:
    row = {"": -3.0, "GBR c4": -1.0, "CAN": -1.0, "FRA c5": -2.0}
    settled = settle_towns(row, {"c4": "CAN"})
    assert settled == {"": -3.0, "CAN": pytest.approx(-1.0 + np.log(2)), "FRA": -2.0}


def test_options_name_what_speaks_for_them() -> None:
    text = "Chile and Bolivia met. In Bolivia, at the border, soldiers detained two farmers."
    document = with_account(annotate(text), "detained", "two farmers")
    found: dict[str | None, Features] = {}

    def keep(entity: Entity, options: list[CountryOption]) -> CountryOption:
        found.update({option.code: option.features for option in options})
        return next(option for option in options if option.code == "BOL")

    done = resolve_actors(document, keep)
    assert "last before in the sentence" in found["BOL"]
    assert "last before in the sentence" not in found.get("CHL", {})
    assert {"none", "none, described", "none, recipient, harm"} <= set(found[None])
    assert find(done, "two farmers").country == "BOL"


def test_the_choice_is_told_apart_from_the_rule() -> None:
    text = "Chile and Bolivia met. In Bolivia, at the border, soldiers detained two farmers."
    document = with_account(annotate(text), "detained", "two farmers")
    ruled = find(resolve_actors(document, lambda entity, options: next(o for o in options if "rule" in o.features)),
                 "two farmers")  # fmt: skip
    other = find(resolve_actors(document, lambda entity, options: options[0]), "two farmers")
    assert [(item.by) for item in ruled.resolution if item.field == "country"] == ["report"]
    assert [(item.by) for item in other.resolution if item.field == "country"] == ["clues"]
    assert other.country is None


def test_the_highest_sum_of_weights_is_chosen() -> None:
    weights = load_json("country_weights.json")
    strong = max(sorted(weights), key=lambda name: weights[name])
    entity = Entity("c1", "farmers", "group", (Span(0, 7, "farmers"),))
    options = [CountryOption(None, {}), CountryOption("BOL", {strong: 1.0}), CountryOption("CHL", {strong: 0.5})]
    assert choose_country(entity, options).code == "BOL"


def test_a_finder_leaves_out_the_own_word_of_an_actor() -> None:
    document = resolve_actors(annotate("Chilean police and farmers met in Bolivia."))
    finder = CountryFinder(document, find_context(document), {})
    police = next(e for e in document.entities if e.kind == "org" and "police" in e.name)
    options = {option.code: option.features for option in finder.list_options(police, [])}
    assert "share of actors" not in options["CHL"]


def test_the_encoder_speaks_beside_the_words() -> None:
    entity = Entity("e1", "two farmers", "group", (Span(0, 11, "two farmers"),))
    for sure, code in (("CHL", "CHL"), ("BOL", "BOL")):
        options = [CountryOption(c, {"around": 0.5}, -0.01 if c == sure else -6.0) for c in (None, "BOL", "CHL")]
        assert choose_country(entity, options).code == code


def test_a_nationality_of_two_words_speaks_for_its_country_alone() -> None:
    text = "South Sudanese troops met Costa Rican envoys."
    context = find_context(annotate(text))
    assert {code for at, code in context.signals if at in (0, text.index("Costa"))} == {"SSD", "CRI"}
    assert "SDN" not in context.countries


def test_a_name_decides_between_countries_and_the_rule_says_so() -> None:
    text = (
        "Poland and Georgia signed a trade pact on Monday. Giorgi Maisuradze, a trader, said that exporters of wine "
        "would gain. Krzysztof Wojciechowski, a farmer, accused the government of delays."
    )
    found = next(e for e in read(Report.of(text, published="2014-03-03")).entities if "Maisuradze" in e.name)
    assert found.country == "GEO"
    assert "country" in found.inferred
    assert [item.by for item in found.resolution if item.field == "country"] == ["clues and name"]


@pytest.mark.parametrize("people", ["Latin American", "South American", "Central American", "North American"])
def test_people_of_a_continent_are_of_no_country(people: str) -> None:
    text = f"{people} leaders met in Lima on Monday. They accused the United States of meddling."
    found = {entity.name: entity.country for entity in read(Report.of(text, published="2019-03-04")).entities}
    assert found[f"{people} leaders"] is None
    assert found["Government of United States"] == "USA"


@pytest.mark.parametrize("name", ["Western governments", "Arab states", "Asian leaders", "European countries"])
def test_those_of_several_countries_are_of_none(name: str) -> None:
    text = f"BAKU, March 3 - {name} condemned the arrest of two journalists in Azerbaijan on Monday."
    found = {entity.name: entity.country for entity in read(Report.of(text, published="2014-03-03")).entities}
    assert found[name] is None


def test_part_of_a_continent_in_a_nationality_is_none() -> None:
    text = "South African police arrested nine miners in Rustenburg on Monday, the ministry said."
    found = {entity.name: entity.country for entity in read(Report.of(text, published="2014-03-03")).entities}
    assert found["South African police"] == "ZAF"


@pytest.mark.parametrize(
    ("brackets", "country"),
    [("(Norway's ruling party)", "NOR"), ("(a ruling party)", None), ("(Norway", None), ("(unlike Norway)", None)],
)
def test_brackets_after_a_name_tell_its_country(brackets: str, country: str | None) -> None:
    found = find(resolve_actors(annotate(f"The Meteor Union {brackets} rejected the offer.")), "Meteor Union")
    assert find_rule(found) == ("words" if country else "report")
    assert found.country == country or country is None
