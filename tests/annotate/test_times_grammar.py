"""The patterns of the time grammar are tried only where their words stand, and find what they find anywhere."""

import re

import pytest

from dateline.annotate.times_grammar import REACH, SHORT, compile_rules, find_candidates, list_needs

EXAMPLES = (
    "2019-03-04", "04/05/2019", "the 9/11 attacks", "March 3-5, 2018", "3 to 5 March 2018",
    "early on Monday, March the 3rd, 2018", "late Monday morning, the 3rd of March 2018", "the beginning of May 2017",
    "last March", "in June", "July and August 2016", "Tuesday night of last week", "a week from Friday",
    "late on Wednesday at 9 p.m. local time", "the day before yesterday", "by the end of the next fiscal year",
    "the start of 2015", "the end of the month", "year-end", "a little more than three and a half years ago",
    "two summers ago", "in recent months",
    "the first six months of 2015", "some ten days later", "in about five months' time", "over the past few weeks",
    "that very morning", "that day", "the late 1980's", "the twenties", "the early 19th century",
    "the second quarter of fiscal 2014", "Q3 2014", "the winter of 2013", "Christmas Eve 2012", "the week of April 7",
    "1914-18", "fiscal year 2011", "since 2010", "over the weekend",
)  # fmt: skip
FILLER = " Nobody in the hall said a word about it, and the clerk went on with her list of names and numbers." * 6


def scan(text: str) -> list[tuple[str, tuple[int, int]]]:
    """Every match of every rule over the whole text."""
    found = [
        (match.start(), -match.end(), order, name)
        for order, (name, pattern) in enumerate(compile_rules())
        for match in pattern.finditer(text)
    ]
    return [(name, (start, -end)) for start, end, _, name in sorted(found)]


def find(text: str) -> list[tuple[str, tuple[int, int]]]:
    return [(name, match.span()) for name, match in find_candidates(text)]


def test_the_examples_stand_for_every_rule() -> None:
    assert {name for name, _ in scan("; ".join(EXAMPLES))} == {name for name, _ in compile_rules()}


@pytest.mark.parametrize("between", ["; ", "\n", FILLER])
def test_nothing_is_missed_that_a_scan_of_the_whole_text_finds(between: str) -> None:
    text = between.join(EXAMPLES)
    for written in (text, text.upper(), text.lower(), text.replace("'", "’")):
        assert find(written) == scan(written)


def test_letters_that_count_as_plain_ones_hide_no_time() -> None:
    for text in ("last wee\u212a", "on \u017funday", "Fr\u0131day", "\u0130n Apr\u0130l 2016"):
        assert find(text) == scan(text)


def test_no_match_reaches_further_than_is_looked() -> None:
    for name, pattern in compile_rules():
        if name in list_needs():
            widest = re._parser.parse(pattern.pattern, re.IGNORECASE).getwidth()[1]  # type: ignore[attr-defined]
            assert widest + 60 <= REACH.get(name, SHORT), name


def test_where_the_look_ends_no_word_is_cut() -> None:
    for size in range(40, 260):
        for word in ("satellite", "separate", "weddings", "marches"):
            text = f"In May, on Friday, {'a ' * (size // 2)}{'.' * (size % 2)} {word}"
            assert find(text) == scan(text)


def test_a_month_is_a_whole_word() -> None:
    assert find("that marchers came, that maybe they ran, this Mayor") == []


def test_words_that_stand_glued_behind_an_edge_are_found() -> None:
    for text in (
        "in midsummer",
        "lateMarch",
        "since endJune 2018",
        "earlySeptember 2018",
        "the midnineties",
        "midJuly",
    ):
        assert find(text) == scan(text) != []
    for text in (
        "thirteen centurie",
        "middleMay",
        "latter partJune",
        "closesummer",
        "startling maybe lately",
        "early inMarch",
    ):
        assert find(text) == scan(text)
