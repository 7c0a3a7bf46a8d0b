"""Who and what is found, and which mentions are one."""

from __future__ import annotations

import pytest

from dateline.annotate.coreference import link_mentions
from dateline.annotate.entities import find_entities, find_noun
from dateline.annotate.parts import find_parts
from dateline.annotate.syntax import ParseSyntax, load_pipeline
from dateline.mentions import MentionIndex
from dateline.records import Document, Entity, Part, Report, Span


def read(text: str) -> Document:
    document = Document(Report("t", text), syntax=load_pipeline()(text))
    return link_mentions(find_entities(document))


def chain(document: Document, quote: str) -> list[str]:
    """Give the mentions of the entity that has a mention of these words."""
    return next(
        ([span.quote for span in e.mentions] for e in document.entities if quote in [s.quote for s in e.mentions]), []
    )


def named(document: Document, name: str) -> Entity:
    return next(entity for entity in document.entities if entity.name == name)


def test_every_span_quotes_the_text() -> None:
    document = read("Police in Lyon arrested two men on Friday, the mayor's office said. “They resisted,” it added.")
    spans = [span for entity in document.entities for span in entity.mentions]
    assert [document.text[span.start : span.end] for span in spans] == [span.quote for span in spans]
    assert {"Lyon", "two men", "the mayor's office", "They"} <= {span.quote for span in spans}


def test_finds_descriptions_names_and_places() -> None:
    document = read("Protesters threw stones at soldiers in Bamako, and two were killed.")
    quotes = {span.quote for entity in document.entities for span in entity.mentions}
    assert {"Protesters", "soldiers", "Bamako", "two"} <= quotes


def test_surname_and_pronoun_follow_the_full_name() -> None:
    document = read("Anna Keller resigned on Monday. Keller said she would return to teaching.")
    assert chain(document, "Anna Keller") == ["Anna Keller", "Keller", "she"]


def test_title_is_no_entity_of_its_own() -> None:
    document = read("Prime Minister Jonas Bergmann met the president of Chile.")
    assert named(document, "Jonas Bergmann").kind == "person"
    assert not [entity for entity in document.entities if entity.name == "Prime Minister"]


def test_apposition_joins() -> None:
    document = read("Maria Santos, the mayor of Porto, thanked the firefighters.")
    assert "the mayor" in chain(document, "Maria Santos")


def test_speaker_says_i() -> None:
    document = read("“I will not sign it,” said Peter Vogel. The council met again.")
    assert "I" in chain(document, "Peter Vogel")


def test_country_acts_and_is_a_place() -> None:
    document = read("Norway accused Chad of fraud. Thousands marched in Norway.")
    government, place = named(document, "Government of Norway"), named(document, "Norway")
    assert (government.kind, place.kind) == ("org", "place")
    assert [span.start for span in government.mentions] == [0]
    assert [span.start for span in place.mentions] == [document.text.rindex("Norway")]


def test_twins_can_be_exchanged() -> None:
    document = read("Norway accused Chad of fraud.")
    index = MentionIndex(document)
    government = index.at(0)
    assert government is not None
    assert index.entities[government].name == "Government of Norway"
    place = index.at(0, "place")
    assert place is not None
    assert index.entities[place].name == "Norway"
    assert index.twin(place, "org") == government


def test_acronym_joins_its_long_form() -> None:
    document = read("The Northern Farmers Alliance (NFA) called a strike. The NFA wants higher prices.")
    assert "NFA" in chain(document, "Northern Farmers Alliance")


def test_police_are_one_body_through_the_report() -> None:
    document = read("Police arrested a man in Leeds. A neighbour called police after midnight.")
    assert chain(document, "Police") == ["Police", "police"]


def test_new_people_stay_apart() -> None:
    document = read("A soldier was killed in Gao on Monday. Another soldier was killed in Kidal on Tuesday.")
    assert chain(document, "A soldier") == ["A soldier"]


def test_age_tells_who_it_is() -> None:
    document = read("A 42-year-old man was arrested in Reno. Harold Finch, 42, was charged with fraud.")
    assert "A 42-year-old man" in chain(document, "Harold Finch")


def test_relative_pronoun_stands_for_its_noun() -> None:
    document = read("The general who led the coup fled.")
    index = MentionIndex(document)
    who = next(token.i for token in document.syntax if token.text == "who")
    general = next(token.i for token in document.syntax if token.text == "general")
    assert index.at(who) == index.at(general) is not None


@pytest.mark.parametrize("text", ["", " ", "\n\n", "((((", "“”", "12 34", "\u202e\ufeff", "Nobody", "He.", "x" * 300])
def test_odd_text_yields_less(text: str) -> None:
    document = read(text)
    assert all(document.text[s.start : s.end] == s.quote for e in document.entities for s in e.mentions)


def test_reads_the_same_twice() -> None:
    text = "Kenya and Uganda signed a deal. Uganda's president said it would help farmers in both countries."
    assert read(text).entities == read(text).entities


def test_two_nationalities_share_a_noun() -> None:
    document = read("Kenyan and Ugandan troops fought rebels near Gulu.")
    quotes = {e.name: e.country for e in document.entities}
    assert quotes["Kenyan"] == "KEN"
    assert "Ugandan troops" in quotes


def test_a_headline_ends_a_name_before_its_verb() -> None:
    document = read("Norway Accuses Shipping Firm Bosses\n\nNorway accused the owners of a firm on Monday.")
    assert not [e.name for e in document.entities if "Accuses" in e.name]
    assert len(chain(document, "Norway")) == 2


def test_a_lead_describes_whom_a_later_sentence_names() -> None:
    document = read(
        "A 46-year-old man was arrested in Oslo on Monday. Police seized two rifles. Henrik Dahl faces a charge."
    )
    assert "A 46-year-old man" in chain(document, "Henrik Dahl")


def test_the_government_is_that_of_the_country_told_of() -> None:
    document = read("Norway expelled two diplomats. The government said that Norway had warned them.")
    assert "The government" in chain(document, "Norway")


def test_a_capital_that_acts_is_the_government() -> None:
    document = read("Washington accused the company of fraud. Talks with Washington failed.")
    government = named(document, "Government of United States")
    assert [span.quote for span in government.mentions] == ["Washington", "Washington"]


def test_a_description_joins_the_name_beside_it() -> None:
    document = read("Her brother, Karim Saleh, fled. The head of the Trade Committee Anna Keller spoke to reporters.")
    assert "The head" in chain(document, "Anna Keller")
    assert "Her brother" in chain(document, "Karim Saleh")


def test_a_government_named_in_full_is_the_country_that_acts() -> None:
    document = read("The Turkish Government asked for his return. On Tuesday Turkey refused to comment.")
    assert chain(document, "Turkish Government") == ["Turkish Government", "Turkey"]
    assert named(document, "Government of Turkey").kind == "org"


def test_a_short_name_leaves_out_a_general_word() -> None:
    document = read("The Osun State Police Command opened a case. The Osun Police Command denied the report.")
    assert chain(document, "Osun Police Command") == ["Osun State Police Command", "Osun Police Command"]


def test_an_acronym_takes_in_the_place_after_the_name() -> None:
    document = read("The Board of Control for Cricket in Ireland met in May. The BCCI then fined two clubs.")
    assert "BCCI" in chain(document, "Board of Control for Cricket")


def test_a_body_in_its_own_description_is_that_body() -> None:
    document = read("Taliban fighters stormed the base at dawn. The Taliban said they held it until noon.")
    assert "Taliban" in chain(document, "Taliban fighters")
    counted = read("Two Taliban fighters were killed at the base. The Taliban denied it.")
    assert "Taliban" not in chain(counted, "Two Taliban fighters")


def test_a_family_name_that_stands_first_is_the_person() -> None:
    document = read("President Park Geun-hye was impeached in March. Park was sentenced a year later.")
    assert "Park" in chain(document, "Park Geun-hye")


def test_a_president_of_another_country_is_another_person() -> None:
    document = read("Trump met the Turkish president in Brussels. The Turkish president thanked Trump for the visit.")
    assert "the Turkish president" not in chain(document, "Trump")


def test_a_name_after_a_role_is_a_person() -> None:
    document = read("Police officer Nilan Basu spoke to the cleric Fethi Gulsen in Izmir.")
    assert [named(document, name).kind for name in ("Nilan Basu", "Fethi Gulsen")] == ["person", "person"]


def test_a_leader_is_a_person_by_the_surname_alone() -> None:
    document = read("Tariffs stay, says Trump. Trump spoke in Ohio on Monday.")
    assert named(document, "Trump").kind == "person"


@pytest.mark.parametrize(
    ("text", "holder", "gone"),
    [
        ("Norway's Minister for Foreign Affairs Erik Dahl spoke in Oslo on Friday.", "Erik Dahl", "Foreign Affairs"),
        ("Deputy Minister of Internal Affairs Ivan Petrov resigned.", "Ivan Petrov", "Internal Affairs"),
        (
            "The UN High Commissioner for Human Rights Michelle Okoro voiced concern over the arrests.",
            "Michelle Okoro",
            "Human Rights Michelle Okoro",
        ),
    ],
)
def test_what_an_office_is_for_is_no_part_of_its_holder(text: str, holder: str, gone: str) -> None:
    document = read(text)
    assert named(document, holder).kind == "person"
    assert gone not in {entity.name for entity in document.entities}


def test_a_country_that_an_envoy_is_for_stays() -> None:
    names = {entity.name for entity in read("UN Special Envoy for Syria Anna Lund warned both sides.").entities}
    assert {"Anna Lund", "Syria"} <= names


@pytest.mark.parametrize(
    ("text", "holder", "gone"),
    [
        ("Prime Minister of the United Kingdom Ellen Marsh resigned.", "Ellen Marsh", "United Kingdom Ellen Marsh"),
        ("Minister of Foreign Affairs of Kazakhstan Kairat Abdenov left.", "Kairat Abdenov", "Foreign Affairs"),
        (
            "Ambassador of Georgia to the United States Davit Bakrade spoke.",
            "Davit Bakrade",
            "United States Davit Bakrade",
        ),
        ("Ambassador Extraordinary and Plenipotentiary Lev Kamarov spoke.", "Lev Kamarov", "Extraordinary"),
    ],
)
def test_the_holder_is_named_right_behind_what_the_office_is_of(text: str, holder: str, gone: str) -> None:
    document = read(text)
    assert named(document, holder).kind == "person"
    assert gone not in {entity.name for entity in document.entities}


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("President of United States Steel Corporation spoke on Monday.", "Steel Corporation"),
        ("The Ministry of Defence of Finland Air Command said so.", "Air Command"),
    ],
)
def test_a_body_behind_what_an_office_is_of_is_no_person(text: str, whole: str) -> None:
    assert not [entity for entity in read(text).entities if entity.kind == "person" and whole in entity.name]


@pytest.mark.parametrize(
    ("text", "government"),
    [
        ("London police arrested two men near the river.", False),
        ("Oslo residents blocked the road.", False),
        ("Washington officials blamed the rebels.", True),
    ],
)
def test_a_capital_before_its_police_or_its_people_is_the_town(text: str, government: bool) -> None:
    capital = text.split()[0]
    kinds = {e.kind for e in read(text).entities if any(span.quote == capital for span in e.mentions)}
    assert ("org" in kinds) is government


def test_a_group_of_people_is_those_people() -> None:
    document = read("A small group of supporters marched to the square.")
    found = next(e for e in document.entities if e.mentions[0].quote.startswith("A small group"))
    assert (found.name, found.kind) == ("A small group of supporters", "group")


def test_two_sorts_of_people_told_as_one_are_one_group() -> None:
    assert chain(read("Doctors and nurses walked out in Lusaka."), "Doctors and nurses") == ["Doctors and nurses"]
    for apart in ("The doctors and the nurses", "Militants and soldiers", "Soldiers in Kabul and officers"):
        assert not chain(read(f"{apart} clashed on Monday."), apart)


def test_a_short_name_goes_on_meaning_whom_it_meant() -> None:
    document = read(
        "Anna Keller resigned on Monday. Keller said she was tired. Her deputy is Jonas Keller. Keller left at noon."
    )
    assert chain(document, "Anna Keller").count("Keller") == 2


def test_a_title_tells_two_of_one_name_apart() -> None:
    document = read("Anna Keller and Jonas Keller resigned. Mrs. Keller went home. Mr. Keller stayed.")
    assert chain(document, "Jonas Keller").count("Keller") == 1


def test_the_name_of_an_editor_takes_up_no_name_of_the_story() -> None:
    text = "Keller resigned on Monday.\n(Editing by Anna Keller)"
    credit = Part("credit", Span.of(text, text.index("("), len(text)))
    document = Document(Report("t", text), parts=(credit,), syntax=load_pipeline()(text))
    assert "Keller" not in chain(link_mentions(find_entities(document)), "Anna Keller")


def test_the_end_of_a_bodys_name_is_the_body() -> None:
    document = read("The Ohio State Highway Patrol closed the road. The Highway Patrol said a lorry had burned.")
    assert "Highway Patrol" in chain(document, "Ohio State Highway Patrol")


def test_the_end_of_two_names_joins_neither() -> None:
    text = "The Ohio Highway Patrol closed the road. The Texas Highway Patrol sent men. The Highway Patrol said so."
    document = read(text)
    assert chain(document, "Ohio Highway Patrol") == ["Ohio Highway Patrol"]
    assert chain(document, "Texas Highway Patrol") == ["Texas Highway Patrol"]


def test_a_namesake_of_the_other_gender_is_another() -> None:
    document = read("Anna Keller resigned on Monday. Mr. Keller stayed. Mr. Keller will vote.")
    assert chain(document, "Anna Keller") == ["Anna Keller"]
    assert chain(document, "Keller") == ["Keller", "Keller"]


def test_an_american_is_no_president() -> None:
    document = read("The US president spoke on Monday. American Tom Hanks was detained.")
    assert "The US president" not in chain(document, "Tom Hanks")


def test_the_president_of_a_country_is_its_leader_who_is_named_later() -> None:
    document = read("The US president spoke in Tokyo on Monday. Donald Trump praised his hosts.")
    assert "The US president" in chain(document, "Donald Trump")


def test_a_second_apposition_joins() -> None:
    document = read("Maria Santos, a lawyer and a former mayor of Porto, thanked the firefighters.")
    assert "a former mayor" in chain(document, "Maria Santos")


def test_a_pair_is_none_of_the_two() -> None:
    document = read("Chile praised Bolivia. The country of five million then sent aid. The two countries were glad.")
    assert chain(document, "The two countries") == ["The two countries"]


def test_a_nation_is_none_of_its_people_who_were_counted() -> None:
    document = read("In Chile 774 people were arrested on Sunday. The envoy thanked the Chilean people.")
    assert chain(document, "774 people") == ["774 people"]


@pytest.mark.parametrize(
    ("text", "quote", "words"),
    [
        ("Carl Owen Barr Jr. was charged. Barr denied it.", "Barr", "Carl Owen Barr Jr."),
        ("Datuk Hamid Salleh resigned. Hamid thanked his staff.", "Hamid", "Hamid Salleh"),
        ("Elena Quiroga Vidal resigned. Quiroga blamed the mayor.", "Quiroga", "Elena Quiroga Vidal"),
        ("Stephen Kelly resigned. Kelly blamed the mayor.", "Kelly", "Stephen Kelly"),
        ("Voltan Corp. was fined. Voltan will appeal.", "Voltan", "Voltan Corp."),
        ("Brell Power Holdings PLC was fined. Brell Power will appeal.", "Brell Power", "Brell Power Holdings PLC"),
    ],
)
def test_short_names_follow_the_long_ones(text: str, quote: str, words: str) -> None:
    assert words in chain(read(text), quote)


@pytest.mark.parametrize(
    ("text", "name", "kind"),
    [
        ("He works there. The charity Open Door accused Marlow of lying.", "Open Door", "org"),
        ("The newspaper Novy Den said so.", "Novy Den", "org"),
        ("He told the court Tom Cole had lied.", "Tom Cole", "person"),
        ("The party leader Ann Bell left.", "Ann Bell", "person"),
    ],
)
def test_what_a_body_is_called_is_no_person(text: str, name: str, kind: str) -> None:
    assert [entity.kind for entity in read(text).entities if name in [s.quote for s in entity.mentions]] == [kind]


def test_a_company_is_no_person_of_its_name() -> None:
    document = read("Kyle Turbine Corp. cut 300 jobs. Kyle said orders had fallen.")
    assert {e.kind for e in document.entities if "Kyle" in e.name} == {"org"}


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("Oman and Chile signed the accord. The Omani side promised loans.", "The Omani side"),
        ("Egypt rejected the offer. Egyptian authorities closed the port.", "Egyptian authorities"),
        ("Peru and Chile met Bolivia. Peru sued Chile. The government denied that Peru had lied.", "The government"),
    ],
)
def test_descriptions_of_governments_are_governments(text: str, quote: str) -> None:
    document = read(text)
    assert any(e.name.startswith("Government of") and quote in chain(document, quote) for e in document.entities
               if quote in [s.quote for s in e.mentions])  # fmt: skip


def test_other_authorities_of_a_country_are_not_its_government() -> None:
    document = read("Israel rejected the offer. Israeli local authorities closed the road.")
    assert "Israel" not in chain(document, "Israeli local authorities")


def test_a_nationality_is_not_cut() -> None:
    text = "GENEVA, March 4 - South Sudanese police arrested two Swiss journalists on Monday, a news agency reported."
    document = find_entities(ParseSyntax()(find_parts(Document(Report("t", text)))))
    assert chain(document, "South Sudanese police")


@pytest.mark.parametrize(
    ("text", "quote", "other"),
    [
        ("President Paul Marsh Jr. met the envoy. His father, Paul Marsh, was ousted.", "Paul Marsh", "Paul Marsh Jr."),
        ("Queen Elizabeth II met Elizabeth Harmon in London.", "Elizabeth II", "Elizabeth Harmon"),
        ("Megan Kelly met John Kelly. Ms. Kelly asked him. Mr. Kelly refused.", "Megan Kelly", "John Kelly"),
        ("Mumbai Ports Holdings Ltd. was fined. Troops were sent to Mumbai.", "Mumbai", "Mumbai Ports Holdings Ltd."),
        ("Voltan Corp. sued Ames Voltan on Monday in Lund.", "Voltan Corp.", "Ames Voltan"),
        ("Cyprus rejected it. The Turkish Cypriot side asked for more time.", "Cyprus", "The Turkish Cypriot side"),
        ("Mexico closed the road. The Mexican side of the border is dry.", "Mexico", "The Mexican side"),
        ("Chile met Peru. Bolivia came too. The government resigned.", "Bolivia", "The government"),
        ("Chile met Peru. Bolivia came too. The government resigned.", "Chile", "The government"),
    ],
)
def test_what_is_two_stays_apart(text: str, quote: str, other: str) -> None:
    document = read(text)
    assert chain(document, quote)
    assert other not in chain(document, quote)


def test_a_title_tells_which_namesake_is_meant() -> None:
    document = read("Megan Kelly met John Kelly. Ms. Kelly asked for help. Mr. Kelly refused.")
    assert [len([q for q in chain(document, name) if "Kelly" in q]) for name in ("Megan Kelly", "John Kelly")] == [2, 2]


@pytest.mark.parametrize(
    "text",
    [
        "A resort on the Black Sea was shut. Crowds filled the Belarusian capital. Police shut roads in Minsk.",
        "Talks failed in Minsk. Near Brest, crowds grew. Police shut roads in the Belarusian capital.",
    ],
)
def test_the_capital_of_a_country_is_the_town(text: str) -> None:
    assert [q for q in chain(read(text), "the Belarusian capital") if q != "the Belarusian capital"] == ["Minsk"]


def test_a_stray_accent_is_no_word_of_a_name() -> None:
    document = read("Workers marched in New \u0301 Delhi on Monday, the Delhi Workers \u0301 Union said.")
    assert any("Union" in span.quote for entity in document.entities for span in entity.mentions)


@pytest.mark.parametrize(
    ("text", "quote", "kind"),
    [
        ('"I saw nothing," the 61-year-old told the court.', "the 61-year-old", "person"),
        ("Police held two 17-year-olds over the fire.", "two 17-year-olds", "group"),
        ("A geographer at the college said the channel had moved.", "A geographer", "person"),
        ("Hawkers blocked the bridge.", "Hawkers", "group"),
        ("The coast guard said 52 people were on board.", "The coast guard", "org"),
        ('"We will find them," Superintendent Jonas Hale said.', "Jonas Hale", "person"),
        ("They argued, and one of them said the pump had failed.", "one of them", "person"),
    ],
)
def test_whoever_may_speak_is_found(text: str, quote: str, kind: str) -> None:
    assert [e.kind for e in read(text).entities if quote in [s.quote for s in e.mentions]] == [kind]


def test_the_age_of_a_thing_is_nobody() -> None:
    document = read("The 12-year-old bridge fell. The bridge is 12 years old.")
    assert not [e for e in document.entities if e.kind == "person"]


def test_a_force_and_the_police_are_two() -> None:
    assert chain(read("The coast guard towed the ferry. Police shut the quay."), "Police") == ["Police"]


def test_people_of_nouns_that_tell_nothing_more_are_apart() -> None:
    document = read("The taxman fined the hawker. The landlady attacked the geographer. Nobody was held.")
    people = [[span.quote for span in entity.mentions] for entity in document.entities if entity.kind == "person"]
    assert people == [["The taxman"], ["the hawker"], ["The landlady"], ["the geographer"]]


def test_people_of_two_ages_are_two() -> None:
    document = read("The 61-year-old was shot. The 17-year-old was held. The 9-year-old was unhurt.")
    assert [len(e.mentions) for e in document.entities if e.kind == "person"] == [1, 1, 1]


def test_one_of_them_is_each_time_another() -> None:
    text = "Miners met soldiers. One of them said the road was shut. One of them said it was open. One of them burned."
    assert [s.quote for e in read(text).entities for s in e.mentions].count("One of them") == 2
    assert len(chain(read(text), "One of them")) == 1


@pytest.mark.parametrize(("force", "sector"), [("coast guard", "COP"), ("revolutionary guard", "MIL")])
def test_forces_of_guards(force: str, sector: str) -> None:
    noun = find_noun(read(f"The {force} sank a boat.").syntax[2])
    assert noun is not None
    assert (noun.kind, noun.sector) == ("org", sector)
