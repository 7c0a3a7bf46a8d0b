"""Dates of accounts: which time dates an act."""

from __future__ import annotations

from dataclasses import replace

import pytest

from dateline.annotate.syntax import load_pipeline
from dateline.annotate.times import find_times
from dateline.records import Account, Document, Report, Span
from dateline.resolve.dates import date_accounts


def date(text: str, *words: str, event: str = "COERCE", time: str | None = None) -> tuple[str | None, str | None]:
    spans = [Span.of(text, text.index(word), text.index(word) + len(word)) for word in words]
    account = Account("v1", event, spans[0], spans[0], also=tuple(spans[1:]), time=time, date="1999")
    document = Document(Report.of(text, published="2020-09-16"), syntax=load_pipeline()(text), accounts=(account,))
    dated = date_accounts(find_times(document)).accounts[0]
    return dated.time, dated.date


@pytest.mark.parametrize(
    ("text", "trigger", "value"),
    [
        ("Police arrested two men on Friday.", "arrested", "2020-09-11"),
        ("On Friday, police arrested two men and later searched a house.", "searched", "2020-09-11"),
        ("The ministers held talks in Vienna on Monday.", "talks", "2020-09-14"),
        ("The arrests on Friday angered the opposition.", "arrests", "2020-09-11"),
        ("The council will meet on Friday.", "meet", "2020-09-18"),
    ],
)
def test_a_time_on_the_act_dates_it(text: str, trigger: str, value: str) -> None:
    assert date(text, trigger)[1] == value


def test_the_day_of_saying_does_not_date_what_is_said() -> None:
    assert date("The ministry said on Tuesday that police had arrested two men.", "arrested") == (None, None)


def test_the_day_of_saying_dates_a_speech_act() -> None:
    text = "The ministry said on Tuesday that it condemned the raid."
    assert date(text, "condemned", event="ACCUSE")[1] == "2020-09-15"


def test_the_date_never_falls_back_on_the_publication() -> None:
    assert date("Police arrested two men.", "arrested") == (None, None)


def test_another_mention_may_carry_the_time() -> None:
    text = "Police arrested two men. The arrests took place on Friday."
    assert date(text, "arrested", "arrests")[1] == "2020-09-11"


def test_a_time_that_is_set_is_kept_where_none_hangs_on_the_act() -> None:
    assert date("On Friday he fled. Police arrested him.", "arrested", time="t1") == ("t1", "2020-09-11")
    assert date("On Friday he fled. Police arrested him on Monday.", "arrested", time="t1") == ("t2", "2020-09-14")


def test_the_beginning_of_an_open_time_dates_the_act() -> None:
    assert date("Police have detained two men since July.", "detained")[1] == "2020-07"


def test_a_date_implied_by_another_sentence_has_no_expression_of_its_own() -> None:
    text = "Troops seized the town on Monday. They shelled the bridge."
    time, day = date(text, "shelled", event="ASSAULT")
    assert time is None
    assert day in (None, "2020-09-14")


def test_without_syntax_a_set_time_still_gives_the_date() -> None:
    text = "On Friday he fled."
    parsed = find_times(Document(Report.of(text, published="2020-09-16"), syntax=load_pipeline()(text)))
    account = Account("v1", "RETREAT", Span.of(text, 13, 17), Span.of(text, 0, 18), time="t1")
    document = Document(parsed.report, times=parsed.times, accounts=(account,))
    assert date_accounts(document).accounts[0].date == "2020-09-11"


def test_the_encoders_score_of_a_time_speaks_for_it_and_against_it() -> None:
    text = "On Friday he fled. Police arrested him."
    span = Span.of(text, text.index("arrested"), text.index("arrested") + len("arrested"))
    account = Account("v1", "COERCE", span, span)
    document = find_times(
        Document(Report.of(text, published="2020-09-16"), syntax=load_pipeline()(text), accounts=(account,))
    )
    found = {
        score: date_accounts(replace(document, links={"v1": {"t1": score}})).accounts[0].date for score in (-9.0, 6.0)
    }
    assert found == {-9.0: None, 6.0: "2020-09-11"}
