"""Country, sector and role."""

from __future__ import annotations

from dataclasses import replace

import pytest

from dateline.annotate.coreference import link_mentions
from dateline.annotate.entities import find_entities
from dateline.annotate.syntax import load_pipeline
from dateline.data import load_table
from dateline.records import Account, Document, Entity, Report, Span
from dateline.resolve.actors import resolve_actors
from dateline.resolve.known import find_leader


def resolve(text: str, published: str | None = None) -> Document:
    document = Document(Report("t", text, published=published), syntax=load_pipeline()(text))
    return resolve_actors(link_mentions(find_entities(document)))


def entity(document: Document, quote: str) -> Entity:
    return next(e for e in document.entities if e.kind != "place" and quote in [s.quote for s in e.mentions])


def test_title_gives_sector_and_country() -> None:
    found = entity(resolve("Peruvian Senator Luis Paredes criticised the plan."), "Luis Paredes")
    assert (found.country, found.sector, found.role) == ("PER", ("LEG",), "Peruvian Senator")
    assert "country" not in found.inferred


def test_an_office_before_its_holder_is_the_role_as_a_whole() -> None:
    found = entity(resolve("Minister of Foreign Affairs of Kazakhstan Kairat Abdenov resigned."), "Kairat Abdenov")
    assert (found.country, found.sector) == ("KAZ", ("GOV",))
    assert found.role == "Minister of Foreign Affairs of Kazakhstan"


def test_general_noun_takes_its_modifier() -> None:
    found = entity(resolve("A police chief in Ghana resigned."), "A police chief")
    assert found.sector == ("COP",)


def test_spokesman_belongs_to_his_body() -> None:
    assert entity(resolve("A spokesman for the army said so in Quito."), "A spokesman").sector == ("MIL",)


def test_former_office_is_elite() -> None:
    assert entity(resolve("Former minister Olga Brandt was detained."), "Olga Brandt").sector[0] == "ELI"


def test_country_of_the_report_is_inferred() -> None:
    document = resolve("Crowds filled the streets of Nairobi, Kenya. Police arrested twenty protesters.")
    police = entity(document, "Police")
    assert (police.country, police.sector) == ("KEN", ("COP",))
    assert "country" in police.inferred


def test_known_bodies_come_from_the_table() -> None:
    document = resolve("The United Nations warned Hezbollah.")
    assert (entity(document, "United Nations").country, entity(document, "United Nations").sector) == ("IGO", ("IGO",))
    assert entity(document, "Hezbollah").sector == ("REB",)


def test_name_of_a_body_tells_its_sector() -> None:
    document = resolve("The Ruritania Police Department and Elmwood University signed it.")
    assert entity(document, "Ruritania Police Department").sector == ("COP",)
    assert entity(document, "Elmwood University").sector == ("EDU",)


def test_leader_of_the_year() -> None:
    row = find_leader("Donald Trump", 2018)
    assert row is not None
    assert row["since"] == "2017"
    assert find_leader("Nobody Known", 2018) is None


def test_charged_civilian_acts_as_a_criminal() -> None:
    text = "Harold Finch was charged with theft."
    document = Document(Report("t", text), syntax=load_pipeline()(text))
    document = link_mentions(find_entities(document))
    who = document.entities[0].id
    account = Account("v1", "ACCUSE", Span.of(text, 17, 24), Span.of(text, 0, len(text)), mode=("allege",),
                      context=("crime",), recipient=(who,))  # fmt: skip
    done = resolve_actors(Document(document.report, syntax=document.syntax, entities=document.entities,
                                   accounts=(account,)))  # fmt: skip
    assert done.entities[0].sector == ("CRM",)


def charge(text: str, quote: str, *accounts: tuple[str, str, tuple[str, ...], tuple[str, ...]]) -> Entity:
    """Give the entity of a quote after accounts of (word, type, modes, contexts) of which it is the recipient."""
    document = resolve(text)
    who = entity(document, quote).id
    told = []
    for number, (word, type_, mode, context) in enumerate(accounts):
        at = Span.of(text, text.index(word), text.index(word) + len(word))
        told.append(Account(f"v{number}", type_, at, at, recipient=(who,), mode=mode, context=context))
    return entity(resolve_actors(replace(document, accounts=tuple(told))), quote)


def test_one_who_was_freed_is_no_criminal() -> None:
    text = "Ana Ruiz was charged with theft in Quito. She was released after two years."
    charged = ("charged", "ACCUSE", ("allege",), ("crime", "legal"))
    assert charge(text, "Ana Ruiz", charged).sector == ("CRM",)
    assert charge(text, "Ana Ruiz", charged, ("released", "RETREAT", ("release",), ("legal",))).sector == ("CVL",)


def test_one_whose_arrest_is_a_wrong_is_no_criminal() -> None:
    text = "Ana Ruiz was arrested in Quito after a march."
    arrest = ("arrested", "COERCE", ("arrest",), ("crime", "legal", "repression"))
    assert charge(text, "Ana Ruiz", arrest).sector == ("CVL",)


def test_titles_of_the_police_tell() -> None:
    document = resolve("Detective Senior Sergeant Paul Horan praised Const. Ann Berg in Perth.")
    assert entity(document, "Paul Horan").sector == ("COP",)
    assert entity(document, "Ann Berg").sector == ("COP",)


def test_a_secretary_of_defence_governs() -> None:
    assert entity(resolve("Defense Secretary Jim Hale resigned."), "Jim Hale").sector == ("GOV",)


def test_a_unit_is_of_its_body() -> None:
    document = resolve("The police in Lyon said their burglary squad had searched the house.")
    assert entity(document, "their burglary squad").sector == ("COP",)
    assert entity(resolve("A police station in Lyon was attacked."), "A police station").sector == ("COP",)


def test_a_defence_team_are_lawyers() -> None:
    assert entity(resolve("His defense team asked the judge for time."), "His defense team").sector == ("CVL",)


def test_organs_of_parties_are_of_the_party() -> None:
    document = resolve("The Labour Central Committee voted. The National Working Committee met in Leeds.")
    assert entity(document, "Labour Central Committee").sector == ("PTY",)
    assert entity(document, "National Working Committee").sector == ("PTY",)


def test_a_nickname_tells_no_office() -> None:
    found = entity(resolve('Canada jailed Paul Emmer, Canada\'s "Prince of Pot", in May.'), "Paul Emmer")
    assert found.sector == ("CVL",)


def test_a_group_without_more_is_civic() -> None:
    assert entity(resolve("The movement, founded in Oslo, met the mayor."), "The movement").sector == ("NGO",)


def test_a_person_of_a_body_has_its_sector() -> None:
    document = resolve("Ilan Berg of the Labour Party spoke. Ana Ruiz of Spain listened.")
    assert entity(document, "Ilan Berg").sector == ("PTY",)
    assert entity(document, "Ana Ruiz").sector == ("CVL",)


def test_an_adviser_on_a_matter_governs() -> None:
    assert entity(
        resolve("The mayor's environmental adviser resigned."), "The mayor's environmental adviser"
    ).sector == ("GOV",)


def test_a_crime_unit_is_of_the_police() -> None:
    assert entity(resolve("The major crimes unit searched the house."), "The major crimes unit").sector == ("COP",)


def test_those_right_before_a_place_are_of_it() -> None:
    document = resolve("North Korea fired a missile. Japan told residents in Japan to hide from North Korea.")
    assert entity(document, "residents").country == "JPN"


def test_kin_are_of_the_country_of_whom_they_belong_to() -> None:
    document = resolve(
        "Norway expelled two envoys. Bolivian activist Rosa Quispe fled Oslo. Her father stayed in Norway."
    )
    assert entity(document, "Her father").country == "BOL"


def test_people_at_a_place_are_of_its_country() -> None:
    document = resolve("France and Germany condemned the raid. Germany blamed rebels in Bamako for the deaths.")
    assert entity(document, "rebels").country == "MLI"


def test_an_envoy_is_of_the_sending_country() -> None:
    document = resolve("The ambassador of Chile to the Holy See resigned.")
    assert entity(document, "The ambassador").country == "CHL"


def test_the_nationality_nearest_the_noun_counts() -> None:
    document = resolve("Kenyan and Ugandan troops fought the rebels.")
    assert entity(document, "Kenyan").country == "KEN"
    assert entity(document, "Ugandan troops").country == "UGA"


def test_experts_of_no_stated_country_have_none() -> None:
    document = resolve("Voters in Peru went to the polls. Experts doubted the result, and Peru waited.")
    assert entity(document, "Experts").country is None


def test_governments_of_no_stated_country_have_none() -> None:
    document = resolve("Voters in Peru went to the polls. Several countries and their allies praised Peru.")
    assert entity(document, "Several countries").country is None


def test_an_office_holder_of_the_table_keeps_his_country() -> None:
    document = resolve("Turkey jailed a pastor. Emmanuel Macron asked Turkey to free him.", published="2019-05-01")
    found = entity(document, "Emmanuel Macron")
    assert (found.country, found.sector) == ("FRA", ("GOV",))
    assert "country" in found.inferred


def test_tables_of_actors_are_well_formed() -> None:
    sectors = {"GOV", "LEG", "JUD", "MIL", "COP", "SPY", "PTY", "OPP", "REB", "UAF", "CRM", "CVL", "LAB", "BUS", "EDU"}
    sectors |= {"JRN", "MED", "REL", "NGO", "IGO", "REF", "ELI"}
    codes = {row["code"] for row in load_table("countries.tsv")} | {"IGO", ""}
    for row in load_table("leaders.tsv"):
        assert row["country"] in codes, row
        assert row["sector"] in sectors, row
        assert int(row["since"]) <= int(row["until"] or 9999), row
    names: set[str] = set()
    for row in load_table("bodies.tsv"):
        assert row["country"] in codes, row
        assert set(row["sector"].split(",")) <= sectors, row
        assert row["name"] not in names, row
        names.add(row["name"])


@pytest.mark.parametrize(
    ("nationality", "code"),
    [
        ("South Sudanese", "SSD"), ("Costa Rican", "CRI"), ("Papua New Guinean", "PNG"), ("Bissau-Guinean", "GNB"),
        ("Equatorial Guinean", "GNQ"), ("Dominican", "DOM"), ("Turkish Cypriot", "CYP"),
    ],
)  # fmt: skip
def test_nationalities_of_several_words_are_read_whole(nationality: str, code: str) -> None:
    document = resolve(
        f"The accord was reached in Khartoum by {nationality} Trade Minister Deng Akol, who met Sudanese officials."
    )
    assert entity(document, "Deng Akol").country == code
