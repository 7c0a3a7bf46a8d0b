"""Amounts: intervals, spans, kinds, and what is no amount."""

from __future__ import annotations

import pytest

from dateline.annotate.quantities import find_amounts, read_number
from dateline.annotate.syntax import load_pipeline
from dateline.annotate.times import find_times
from dateline.data.quantity_kinds import kind_for
from dateline.records import Amount, Document, Report


def read(text: str) -> list[Amount]:
    document = Document(Report.of(text, published="2020-09-16"), syntax=load_pipeline()(text))
    return list(find_amounts(find_times(document)).amounts)


@pytest.mark.parametrize(
    ("text", "span", "low", "high"),
    [
        ("Police detained 774 people.", "774", 774, 774),
        ("More than 100 people were hurt.", "More than 100", 101, None),
        ("At least six soldiers died.", "At least six", 6, None),
        ("Up to 50 tents burned.", "Up to 50", None, 50),
        ("As many as 300 houses burned.", "As many as 300", None, 300),
        ("Nearly 80 people were killed.", "Nearly 80", None, 79),
        ("About 150,000 people marched.", "About 150,000", 150000, 150000),
        ("Dozens of villagers fled.", "Dozens", 24, 99),
        ("Hundreds of villagers fled.", "Hundreds", 200, 999),
        ("Tens of thousands of villagers fled.", "Tens of thousands", 20000, 99999),
        ("Several villagers fled.", "Several", 3, None),
        ("Two dozen countries agreed.", "Two dozen", 24, 24),
        ("Forty-two people were hurt.", "Forty-two", 42, 42),
        ("From 10 to 15 ships sailed.", "10 to 15", 10, 15),
        ("The court fined her $17 million.", "$17 million", 17000000, 17000000),
        ("A $1-billion debt was forgiven.", "$1-billion", 1000000000, 1000000000),
        ("The state paid 40 million euros for it.", "40 million euros", 40000000, 40000000),
    ],
)
def test_numbers_become_intervals(text: str, span: str, low: float | None, high: float | None) -> None:
    assert [(a.span.quote, a.low, a.high) for a in read(text)] == [(span, low, high)]


@pytest.mark.parametrize(
    ("text", "span", "low", "high"),
    [
        ("She was sentenced to 24 years in prison.", "24 years", 24, 24),
        ("She was sentenced to 15 months for incitement.", "15 months", 1.25, 1.25),
        ("He faces up to 14 years in prison.", "up to 14 years", None, 14),
        ("He is serving a two-year prison sentence.", "two-year", 2, 2),
    ],
)
def test_a_prison_term_counts_in_years(text: str, span: str, low: float | None, high: float | None) -> None:
    assert [(a.span.quote, a.low, a.high, a.kind) for a in read(text)] == [(span, low, high, "sentence_years")]


def test_both_sides_of_a_vote_are_amounts() -> None:
    assert [(a.low, a.kind) for a in read("Senators approved it in a 52-47 vote.")] == [(52, "votes"), (47, "votes")]


@pytest.mark.parametrize(
    "text",
    [
        "The 45-year-old left.",
        "Anna Nowak, 67, left.",
        "Prices rose 5 percent and 3%.",
        "He left at 11:30 on 5 May 2020.",
        "He was ranked 3rd.",
        "It took ten years.",
        "No one spoke.",
        "One of them spoke.",
        "The road is 30 km long.",
    ],
)
def test_what_counts_nothing_is_no_amount(text: str) -> None:
    assert read(text) == []


def test_the_noun_is_what_is_counted() -> None:
    amounts = read("Rebels freed 12 captured soldiers.")

    assert [a.noun.quote if a.noun else None for a in amounts] == ["soldiers"]


def test_the_words_around_tell_the_kind() -> None:
    assert [a.kind for a in read("The blast killed four people and wounded 120.")] == ["killed", "injured"]


@pytest.mark.parametrize(
    ("words", "number"),
    [("two hundred and six", 206), ("1.3 billion", 1300000000), ("forty-two", 42), ("3,500", 3500), ("many", None)],
)
def test_number_words(words: str, number: float | None) -> None:
    assert read_number(words) == number


@pytest.mark.parametrize(
    ("event", "modes", "noun", "role", "kind"),
    [
        ("PROTEST", ("demo",), "people", None, "participants"),
        ("COERCE", ("arrest",), "man", None, "arrested"),
        ("ASSAULT", ("sexual",), "child", "recipient", "victims"),
        ("ASSAULT", (), "wound", None, "injured"),
        ("MOBILIZE", ("weapons",), "missile", None, "other"),
        ("MOBILIZE", ("troops",), "soldier", None, "participants"),
        ("AGREE", (), None, None, "other"),
        ("RETREAT", ("release",), "detainee", "recipient", "other"),
        ("COERCE", ("deport",), "worker", "recipient", "other"),
    ],
)
def test_the_event_tells_the_kind(
    event: str, modes: tuple[str, ...], noun: str | None, role: str | None, kind: str
) -> None:
    assert kind_for(event, modes, noun, role) == kind


@pytest.mark.parametrize("text", ["", "$", "1,2,3,4", "999999999999999999999", "one two three " * 40, "$$ 5 - 3 to to"])
def test_odd_text_never_raises(text: str) -> None:
    for amount in read(text):
        assert amount.span.quote


@pytest.mark.parametrize(
    "text", ["Paul Ames, 54 of Selby, was charged.", "Paul Ames, 54 of Selby and his son were charged."]
)
def test_an_age_before_a_home_is_no_amount(text: str) -> None:
    assert read(text) == []


@pytest.mark.parametrize(
    "text", ["Twelve people were rushed to hospital.", "Twelve people were taken to hospital after the blast."]
)
def test_who_is_taken_to_hospital_is_injured(text: str) -> None:
    assert [amount.kind for amount in read(text)] == ["injured"]


def test_nationals_are_people() -> None:
    assert kind_for("PROTEST", (), "Kenyan", None) == "participants"
    assert kind_for("PROTEST", (), "Banner", None) == "other"


def test_those_who_are_known_for_people_are_counted_as_people() -> None:
    assert kind_for("COERCE", ("arrest",), "gaucho", "recipient") == "other"
    assert kind_for("COERCE", ("arrest",), "gaucho", "recipient", people=True) == "arrested"


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Two miners lost their lives.", "killed"),
        ("The mill was fined a total of 18 million reais.", "money"),
        ("The mill was fined 40 million kyats.", "money"),
        ("The clerk was told to refund Sh6.7 million.", "money"),
        ("Police counted 260 protests in the valley.", "other"),
        ("Some 20,000 protested in Corran.", "participants"),
    ],
)
def test_lives_and_currencies_tell_the_kind(text: str, kind: str) -> None:
    assert [amount.kind for amount in read(text)] == [kind]


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("The envoy handed over 200 tents.", 200, 200),
        ("The convoy brought over 200 tents.", 201, None),
        ("The union has 20 000 members.", 20000, 20000),
        ("They were freed on bail of R10 000 each.", 10000, 10000),
        ("More than 1 000 000 people fled.", 1000001, None),
        ("They were fined GH¢600 each.", 600, 600),
        ("The clerk was told to refund Sh6.7 million.", 6700000, 6700000),
        ("He signed over 100 orders.", 101, None),
    ],
)
def test_figures_as_the_press_of_the_world_writes_them(text: str, low: int, high: int | None) -> None:
    assert [(amount.low, amount.high) for amount in read(text)] == [(low, high)]
