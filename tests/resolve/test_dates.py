"""Dates of accounts: which time dates an act."""

from __future__ import annotations

from dataclasses import replace

import pytest

from dateline.annotate.syntax import load_pipeline
from dateline.annotate.times import find_times
from dateline.records import Account, Document, Report, Span
from dateline.resolve.date_features import Finder
from dateline.resolve.dates import date_accounts, date_act


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


@pytest.mark.parametrize(
    ("text", "trigger", "event", "value"),
    [
        ("Rebels have attacked the port three times since July.", "attacked", "ASSAULT", "2020-07/2020-09-16"),
        ("Teachers have been striking since Monday.", "striking", "PROTEST", "2020-09-14/2020-09-16"),
        ("Teachers have been striking since last week.", "striking", "PROTEST", "2020-W37/2020-09-16"),
        ("A poet has been held without charge since July.", "held", "COERCE", "2020-07"),
        ("The army has kept two battalions there since 2018.", "kept", "MOBILIZE", "2018"),
    ],
)
def test_what_goes_on_since_a_day_is_dated_by_all_the_time_since(
    text: str, trigger: str, event: str, value: str
) -> None:
    parsed = load_pipeline()(text)
    span = Span.of(text, text.index(trigger), text.index(trigger) + len(trigger))
    token = parsed.char_span(span.start, span.end)[0]
    times = find_times(Document(Report.of(text, published="2020-09-16"), syntax=parsed)).times
    assert date_act(times[-1].value, Account("v1", event, span, span), token, "2020-09-16") == value
    assert date_act(times[-1].value, Account("v1", event, span, span), token, None) == value.split("/")[0]


def test_a_finer_day_within_the_time_of_an_act_is_known() -> None:
    text = "The envoys met this week. Their aides had dinner on Tuesday. A treaty was signed in 1990."
    span = Span.of(text, text.index("met"), text.index("met") + 3)
    document = find_times(
        Document(
            Report.of(text, published="2020-09-16"),
            syntax=load_pipeline()(text),
            accounts=(Account("v1", "CONSULT", span, span),),
        )
    )
    candidates, _ = Finder(document).list_candidates(0)
    within = {c.time.value: c.features["within its time"] for c in candidates}
    assert within == {"2020-W38": 0.0, "2020-09-15": 1.0, "1990": 0.0}


@pytest.mark.parametrize(
    ("text", "trigger", "value"),
    [
        ("The court ruled on Tuesday, a week after police arrested two men.", "arrested", "2020-09-08"),
        ("The vote comes one day after police arrested two men.", "arrested", "2020-09-15"),
        ("The talks opened on Monday, two days before police arrested a man.", "arrested", "2020-09-16"),
        ("The court ruled on Tuesday, hours after police arrested two men.", "arrested", "2020-09-15"),
        ("The court ruled on Tuesday, two months after the arrest of the men.", "arrest", "2020-07"),
        ("The court ruled two days after police arrested two men.", "arrested", None),
        ("The vote was held on Tuesday, two years before police arrested the men.", "arrested", "2022"),
        ("The court ruled on Tuesday, a week after police arrested two men on Sept. 2.", "arrested", "2020-09-02"),
        ("The vote comes one day after a minister resigned, whose police arrested two men.", "arrested", None),
    ],
)
def test_an_act_that_another_is_told_from_is_dated_by_it(text: str, trigger: str, value: str | None) -> None:
    assert date(text, trigger)[1] == value


def test_a_later_mention_of_an_act_may_be_the_one_that_is_counted_from() -> None:
    text = "The visit came as protests went on. The talks on Monday come a day after crowds marched through Lund."
    assert date(text, "protests", "marched", event="PROTEST")[1] == "2020-09-13"
