"""HTML, JSON, tables and readings."""

import json

import pytest

from dateline.errors import InputError
from dateline.records import Failure, Report
from dateline.sources.csv import read_table
from dateline.sources.html import read_html, strip_tags
from dateline.sources.jsonl import read_json, read_json_lines

BODY = "The minister said on Monday that the talks would go on and that nobody was to be arrested in the city."
PAGE = f"""<!DOCTYPE html><html lang="en"><head><title>Talks go on in Geneva | The Paper</title>
<meta property="og:site_name" content="The Paper">
<meta property="article:published_time" content="2020-09-14T10:00:00Z"></head>
<body><nav><a href="/">Home</a></nav><article><h1>Talks go on in Geneva</h1>{f"<p>{BODY}</p>" * 4}</article>
<footer>About us</footer></body></html>"""


def test_a_page_gives_text_and_metadata() -> None:
    report = read_html(PAGE)
    assert report.text.startswith("Talks go on in Geneva")
    assert BODY in report.text
    assert "About us" not in report.text
    assert (report.title, report.outlet, report.published) == ("Talks go on in Geneva", "The Paper", "2020-09-14")


@pytest.mark.parametrize(
    "page",
    [
        "<html><head><title>404 Not Found</title></head><body><h1>Not Found</h1><p>No such page.</p></body></html>",
        "<html><head><title>Access Denied</title></head><body><p>No permission.</p></body></html>",
        "<html><head><title>Just a moment...</title></head><body><div></div></body></html>",
        "<html><body></body></html>",
        "<div>" * 5000,
    ],
)
def test_an_error_page_is_no_report(page: str) -> None:
    with pytest.raises(InputError) as caught:
        read_html(page)
    assert "\n" not in str(caught.value)


def test_tags_in_a_field_go() -> None:
    assert strip_tags("<p>One &amp; two.</p><p>Three<script>x()</script></p>").split() == ["One", "&", "two.", "Three"]
    assert strip_tags("a < b and c > d") == "a < b and c > d"


def test_lines_of_json_fail_alone() -> None:
    lines = [
        json.dumps({"text": BODY, "headline": "Talks go on", "date": "2020-09-14", "source": {"name": "The Paper"}}),
        '{"text": "cut o',
        "",
        json.dumps(["no object"]),
        json.dumps({"words": BODY}),
        json.dumps({"Content": BODY, "id": 7}),
    ]
    found = list(read_json_lines(lines, "in.jsonl"))
    first, cut, array, nameless, last = found
    assert isinstance(first, Report)
    assert (first.title, first.outlet, first.published) == ("Talks go on", "The Paper", "2020-09-14")
    assert isinstance(cut, Failure)
    assert (cut.report, cut.step) == ("in.jsonl:2", "source")
    assert "line 2" in cut.error
    assert "cut off" in cut.error
    assert isinstance(array, Failure)
    assert "array" in array.error
    assert isinstance(nameless, Failure)
    assert "words" in nameless.error
    assert isinstance(last, Report)
    assert last.id == "7"


def test_truncated_json_names_the_line() -> None:
    (failure,) = read_json('{"title": "x",\n "text": "The minister', "a.json")
    assert isinstance(failure, Failure)
    assert "cut off at line 2" in failure.error


def test_an_array_and_nested_brackets() -> None:
    assert len(list(read_json(json.dumps([{"text": BODY}] * 3), "a.json"))) == 3
    (failure,) = read_json("[" * 100_000, "a.json")
    assert isinstance(failure, Failure)


def test_a_reading_is_taken_word_for_word() -> None:
    text = "A  text\r\nwith what\u00a0cleaning would change"
    value = {"id": "r-1", "text": text, "published": "2020", "entities": [], "events": []}
    (report,) = read_json(json.dumps(value), "a.json")
    assert isinstance(report, Report)
    assert (report.id, report.text, report.published) == ("r-1", text, "2020")


def test_a_table_by_name_and_by_length() -> None:
    named = ["id,Article_Text,date\n", f'a,"{BODY}",2020-09-14\n', 'b,"",\n', "c\n", f'd,"{BODY}",x\n']
    found = list(read_table(named, "t.csv"))
    assert [isinstance(item, Report) for item in found] == [True, False, False, True]
    assert isinstance(found[0], Report)
    assert (found[0].id, found[0].published) == ("a", "2020-09-14")
    longest = ["nr;notes\n", f"1;{BODY}\n", f"2;{BODY}\n"]
    assert sum(isinstance(item, Report) for item in read_table(longest, "t.csv")) == 2


def test_a_table_without_text_names_its_columns() -> None:
    with pytest.raises(InputError, match="date, count"):
        list(read_table(["date,count\n", "2020-01-01,5\n"], "t.csv"))


def test_a_row_of_more_cells_than_columns_is_a_failure_and_loses_no_words() -> None:
    rows = ["text,title\n", f"{BODY}, killing three, wounding four,Clash\n", f'"{BODY}",Calm,,\n']
    first, second = read_table(rows, "t.csv")
    assert isinstance(first, Failure)
    assert first.report == "t.csv:2"
    assert "put a text that holds commas into quotes" in first.error
    assert isinstance(second, Report)
