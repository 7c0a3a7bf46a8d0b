"""Times: what is found, and the value that the publication date and the sense of the sentence give it."""

from __future__ import annotations

import pytest

from dateline.annotate.syntax import load_pipeline
from dateline.annotate.times import find_times
from dateline.records import DATE_PATTERN, Document, Report

WEDNESDAY = "2020-09-16"


def read(text: str, published: str | None = WEDNESDAY) -> list[tuple[str, str | None]]:
    document = Document(Report.of(text, published=published), syntax=load_pipeline()(text))
    return [(time.span.quote, time.value) for time in find_times(document).times]


@pytest.mark.parametrize(
    ("text", "span", "value"),
    [
        ("The court ruled on Sept. 14, 2019 against him.", "Sept. 14, 2019", "2019-09-14"),
        ("The court ruled on 14 September 2019.", "14 September 2019", "2019-09-14"),
        ("The court ruled on the 3rd of May 2018.", "the 3rd of May 2018", "2018-05-03"),
        ("Posted 2020-09-15 by the desk.", "2020-09-15", "2020-09-15"),
        ("The paper is dated 14/9/2020.", "14/9/2020", "2020-09-14"),
        ("The paper is dated 09/14/2020.", "09/14/2020", "2020-09-14"),
        ("He won the Aug. 9 vote.", "Aug. 9", "2020-08-09"),
        ("Police arrested him on Friday.", "Friday", "2020-09-11"),
        ("The council will hold a debate on Friday.", "Friday", "2020-09-18"),
        ("The council agreed to hold a debate on Friday.", "Friday", "2020-09-18"),
        ("The hearing is scheduled for Monday.", "Monday", "2020-09-21"),
        ("Officers managed to free them on Monday.", "Monday", "2020-09-14"),
        ("The delegation leaves on Saturday for Lund.", "Saturday", "2020-09-19"),
        ("The plea comes up on Monday.", "Monday", "2020-09-21"),
        ("He is accused of attacking officers on Friday.", "Friday", "2020-09-11"),
        ("He faces charges of attacking officers on Friday.", "Friday", "2020-09-11"),
        ("The attack on Friday shows how weak the force is.", "Friday", "2020-09-11"),
        ("Police arrest a miner in Lund on Monday", "Monday", "2020-09-14"),
        ("Unions called a march for Tuesday.", "Tuesday", "2020-09-22"),
        ("The miners were set free on Tuesday by a court.", "Tuesday", "2020-09-15"),
        ("On Thursday the council unanimously approved the tax.", "Thursday", "2020-09-10"),
        ("The general signed the order to launch the rocket on Tuesday.", "Tuesday", "2020-09-15"),
        ("Tuesday's ruling will hurt the miners.", "Tuesday", "2020-09-15"),
        ("The firm could not be reached on Tuesday.", "Tuesday", "2020-09-15"),
        ("The court adjourned the trial until Tuesday.", "Tuesday", "2020-09-22"),
        ("The council is to meet on Tuesday.", "Tuesday", "2020-09-22"),
        ("The leader is scheduled to appear in court on Tuesday.", "Tuesday", "2020-09-22"),
        ("The union plans to strike on Tuesday.", "Tuesday", "2020-09-22"),
        ("The court may rule on Tuesday.", "Tuesday", "2020-09-22"),
        ("The minister will fly to Lund and meet miners on Tuesday.", "Tuesday", "2020-09-22"),
        ("The mine lost money in the last three months of 2015.", "the last three months of 2015", "2015-10/2015-12"),
        ("The mine lost money in the fourth quarter of the year.", "the fourth quarter of the year", "2019-10/2019-12"),
        ("The bank approved the budget of the next year.", "the next year", "2021"),
        (
            "The mine lost money in the first six months of the year.",
            "the first six months of the year",
            "2020-01/2020-06",
        ),
        ("The mine lost money in the first half of the year.", "the first half of the year", "2020-01/2020-06"),
        ("The mine has lost money in recent months.", "recent months", "../2020-09-16"),
        ("Earlier in the day the minister met miners.", "Earlier in the day", "2020-09-16"),
        ("The minister said on Wednesday that he would stay.", "Wednesday", "2020-09-16"),
        ("They were seen late on Tuesday night.", "late on Tuesday night", "2020-09-15"),
        ("He was detained last Friday.", "last Friday", "2020-09-11"),
        ("They meet next Tuesday.", "next Tuesday", "2020-09-22"),
        ("Crowds gathered yesterday.", "yesterday", "2020-09-15"),
        ("Talks resume tomorrow.", "tomorrow", "2020-09-17"),
        ("The army withdrew last week.", "last week", "2020-W37"),
        ("The army withdrew earlier this year.", "earlier this year", "2020"),
        ("The army withdrew two weeks ago.", "two weeks ago", "2020-09-02"),
        ("The army withdrew three days ago.", "three days ago", "2020-09-13"),
        ("The army withdrew two years ago.", "two years ago", "2018"),
        ("The army withdrew in March.", "March", "2020-03"),
        ("The army withdrew in November.", "November", "2019-11"),
        ("The army will withdraw in November.", "November", "2020-11"),
        ("The army has held the town since July.", "since July", "2020-07/.."),
        ("It was the first strike since 2009.", "2009", "2009"),
        ("Fighting raged in the early 1990s.", "the early 1990s", "1990/1993"),
        ("Fighting raged in the 1970s.", "the 1970s", "1970/1979"),
        ("Fighting raged from 2012 to 2014.", "from 2012 to 2014", "2012/2014"),
        ("The 1950-53 war ended there.", "1950-53", "1950/1953"),
        ("They will leave by the end of the year.", "the end of the year", "2020-12"),
        ("The 2016 election was close.", "2016", "2016"),
        ("The strike is planned for Christmas Day.", "Christmas Day", "2020-12-25"),
        ("He was killed on Easter Sunday 2019.", "Easter Sunday 2019", "2019-04-21"),
        ("The truce held over the summer.", "the summer", "2020-06/2020-08"),
        ("Output fell in the third quarter of 2019.", "third quarter of 2019", "2019-07/2019-09"),
        ("Dozens died in the past two years.", "in the past two years", "2018-09/2020-09"),
        ("The law followed the Sept. 11 attacks.", "Sept. 11", "2001-09-11"),
        ("It was built in the 19th century.", "the 19th century", "1801/1900"),
    ],
)
def test_an_expression_gets_its_value(text: str, span: str, value: str) -> None:
    found = read(text)

    assert [(quote.removeprefix("the "), when) for quote, when in found] == [(span.removeprefix("the "), value)]


@pytest.mark.parametrize(
    "text",
    [
        "The 45-year-old ruled for 26 years.",
        "They may march for days.",
        "May they march in peace.",
        "He paid 2000 dollars to 2015 people.",
        "Copyright 2018 The Example Press.",
        "The cards arrive with the Christmas presents.",
        "He met April Jones in the hall.",
        "The meeting lasted ten days.",
    ],
)
def test_what_is_no_time_is_not_found(text: str) -> None:
    assert read(text) == []


def test_what_follows_is_counted_from_the_last_time_told() -> None:
    text = (
        "He was jailed in June 2010, moved the following spring and freed the following March. The next month he fled."
    )

    assert read(text) == [
        ("June 2010", "2010-06"),
        ("the following spring", "2011-03/2011-05"),
        ("the following March", "2011-03"),
        ("The next month", "2011-04"),
    ]


def test_the_year_is_the_one_told_before() -> None:
    text = "He fled in 2014. In the first six months of the year he lived in Lund, and the following spring in Oslo."

    assert [value for _, value in read(text)] == ["2014", "2014-01/2014-06", "2015-03/2015-05"]


def test_what_follows_a_year_lies_in_the_next_one() -> None:
    text = "He was born in June 1975. In 2010 he was jailed, and the following March he was freed."

    assert read(text)[-1] == ("the following March", "2011-03")


@pytest.mark.parametrize("published", ["0001-01-01", "9999-12-31"])
def test_at_the_ends_of_the_calendar_a_weekday_has_no_value_rather_than_an_error(published: str) -> None:
    text = "He was held on Tuesday. The court will meet on Monday."

    assert [quote for quote, _ in read(text, published)] == ["Tuesday", "Monday"]


def test_without_a_publication_date_relative_times_have_no_value() -> None:
    assert read("He was held on Friday, in March and two years ago.", None) == [
        ("Friday", None),
        ("March", None),
        ("two years ago", None),
    ]


def test_without_a_publication_date_full_dates_still_count() -> None:
    assert read("He was held on July 1, 1999. On July 7 he was freed.", None) == [
        ("July 1, 1999", "1999-07-01"),
        ("July 7", "1999-07-07"),
    ]


def test_the_same_day_is_the_one_told_before() -> None:
    assert read("He was arrested on May 21, 2015. The same day his brother fled.")[1] == ("The same day", "2015-05-21")


def test_a_month_later_counts_from_the_time_before() -> None:
    assert read("They met in September 2016. A month later, the pact failed.")[1] == ("A month later", "2016-10")


def test_a_year_alone_as_publication_date_gives_the_year() -> None:
    assert read("He was held on Thursday and last year.", "2018") == [("Thursday", "2018"), ("last year", "2017")]


def test_a_gloss_in_brackets_is_one_time() -> None:
    assert read("He appeared today (Wednesday) in court.") == [("today (Wednesday)", "2020-09-16")]


@pytest.mark.parametrize(
    "text", ["", " ", "31/31/2020", "Feb. 30, 2020", "in 99999 weeks", "9999 years ago", "0000-00-00", "Sunday" * 50]
)
def test_odd_text_yields_less_and_never_raises(text: str) -> None:
    for _, value in read(text):
        assert value is None or DATE_PATTERN.match(value)


@pytest.mark.parametrize(
    "published",
    ["2020", "2020-09", "2020-W38", "2020-09-16/2020-09-17", "2020-13-45", "soon", "0001-01-01", "9999-12-31"],
)
def test_any_publication_date_is_taken(published: str) -> None:
    text = (
        "On Friday, in May, last week, next month, 3 days ago, on 5 June, next Monday, last weekend, at Thanksgiving "
        "and on Easter Sunday they met."
    )
    for _, value in read(text, published):
        assert value is None or DATE_PATTERN.match(value)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Protests are planned for Independence Day in Pakistan.", "2020-08-14"),
        ("Ukraine's Independence Day parade was canceled.", "2020-08-24"),
        ("The Georgian army paraded. The president spoke on Independence Day.", "2020-05-26"),
        ("Independence Day was quiet.", None),
        ("Voters turned out on Election Day 2016.", "2016-11-08"),
        ("The truce held on Orthodox Easter.", "2020-04-19"),
        ("Crowds gathered for Republic Day in India.", "2020-01-26"),
    ],
)
def test_a_holiday_is_that_of_the_country_told(text: str, value: str | None) -> None:
    assert [found for _, found in read(text)] == [value]


@pytest.mark.parametrize(
    ("text", "span", "value"),
    [
        (
            "The vote was held on Sept. 6. Three days after the vote, police raided the office.",
            "Three days after the vote",
            "2020-09-09",
        ),
        ("The summit opens on Sept. 20. The two met on the eve of the summit.", "the eve of the summit", "2020-09-19"),
        ("Police held him a week after Sunday's attack.", "a week after", "2020-09-20"),
        (
            "He was shot on Monday. Two days before he was shot, he had asked for guards.",
            "Two days before he was shot",
            "2020-09-12",
        ),
    ],
)
def test_a_time_counts_from_a_happening_that_the_report_dates(text: str, span: str, value: str) -> None:
    assert (span, value) in read(text)


def test_a_time_counts_from_nothing_where_the_happening_has_no_date() -> None:
    assert read("Three days after the vote, police raided the office.") == []


def test_a_century_begins_with_its_year_one() -> None:
    assert read("Floods of this century and of the 21st century.") == [
        ("this century", "2001/2100"), ("the 21st century", "2001/2100"),
    ]  # fmt: skip
