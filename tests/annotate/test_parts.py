"""The parts of a report."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dateline.annotate.part_datelines import match_dateline
from dateline.annotate.parts import find_parts
from dateline.records import Document, Report

LEAD = "The minister of the interior resigned on Monday after a week of protests in the capital."
MORE = "He will be followed by his deputy, the government said in a statement."


def parts(text: str, title: str | None = None) -> list[tuple[str, str]]:
    return [(part.kind, part.span.quote) for part in find_parts(Document(Report.of(text, title=title))).parts]


def kinds(text: str, title: str | None = None) -> list[str]:
    return [kind for kind, _ in parts(text, title)]


def agencies(text: str) -> tuple[str, ...]:
    return find_parts(Document(Report.of(text))).agencies


def test_a_pasted_report() -> None:
    text = (
        "Minister resigns amid protests\n\nJane van Roe\nKYIV\nThe Associated Press\n"
        "The minister leaves his office in Kyiv, Ukraine, on May 4, 2020.\n\nJohn Doe/The Associated Press\n\n"
        f"{LEAD}\n\n{MORE} Reuters"
    )
    assert kinds(text) == ["headline", "byline", "dateline", "agency", "caption", "credit", "body", "body", "agency"]
    assert agencies(text) == ("AP", "Reuters")


def test_a_date_line_run_into_the_lead() -> None:
    end = "(Reporting by Jane Roe; Editing by John Doe)"
    text = f"Minister resigns\nBy Jane Roe\nOLD TOWN, North Bank, Jan 1 (Reuters) - {LEAD}\n{MORE} {end}"
    assert parts(text) == [
        ("headline", "Minister resigns"),
        ("byline", "By Jane Roe"),
        ("dateline", "OLD TOWN, North Bank, Jan 1"),
        ("agency", "(Reuters) -"),
        ("body", LEAD),
        ("body", MORE),
        ("boilerplate", "(Reporting by Jane Roe; Editing by John Doe)"),
    ]


def test_everything_run_together_on_one_line() -> None:
    text = f"Minister resigns amid protests. KYIV — {LEAD} {MORE}"
    assert kinds(text) == ["headline", "dateline", "body"]
    assert kinds(f"By Jane Roe. KYIV (AP) - {LEAD} {MORE}") == ["byline", "dateline", "agency", "body"]
    assert kinds(f"{LEAD} {MORE}") == ["body"]


def test_a_title_that_runs_into_the_text() -> None:
    found = parts(f"Minister resigns amid protests {LEAD}", title="Minister resigns amid protests")
    assert found == [("headline", "Minister resigns amid protests"), ("body", LEAD)]


@pytest.mark.parametrize(
    ("line", "place"),
    [
        ("KYIV, Ukraine — The", "KYIV, Ukraine — "),
        ("MOSCOW, September 14. /TASS/. The", "MOSCOW, September 14."),
        ("MINSK, 14 September (BelTA) – The", "MINSK, 14 September"),
        ("SEOUL/TOKYO (Reuters) - The", "SEOUL/TOKYO"),
        ("Kabul, Afghanistan (AFP) - The", "Kabul, Afghanistan"),
        ("NEW DELHI: The", "NEW DELHI: "),
        ("Damascus, SANA- The", "Damascus, "),
        ("(NEW YORK) — The", "(NEW YORK) — "),
        ("OKLAHOMA CITY The", "OKLAHOMA CITY "),
    ],
)
def test_forms_of_the_date_line(line: str, place: str) -> None:
    found = match_dateline(line, first=True)
    assert found is not None
    assert line[: found.place_end] == place


@pytest.mark.parametrize(
    "line",
    [
        "BREAKING - The",
        "NATO Secretary General said",
        "THIS is the",
        "Mr. Doe (AP) said",
        "The minister - he said",
        "UN envoy",
    ],
)
def test_what_is_no_date_line(line: str) -> None:
    assert match_dateline(line, first=True) is None


@pytest.mark.parametrize(
    "line",
    [
        "Read more: Ten things to know about the square",
        "Follow us on Twitter @thepaper",
        "Advertisement",
        "Share Tweet Email",
        "Sign up for our newsletter to get the news every morning",
        "Copyright 2020 The Paper. All rights reserved.",
        "Jane Roe contributed to this report.",
        "(Reporting by Jane Roe; Editing by John Doe)",
        "https://example.org/story",
        "The author is a professor of law at the university.",
        "Comments are closed.",
    ],
)
def test_boilerplate(line: str) -> None:
    assert parts(f"Minister resigns amid protests\n{LEAD}\n{line}\n{MORE}")[2] == ("boilerplate", line)


@pytest.mark.parametrize(
    "line",
    [
        "FILE - In this May 4, 2020 file photo, the minister speaks. (AP Photo/John Doe, File)",
        "The minister speaks in Kyiv, May 4, 2020. REUTERS/John Doe",
        "Image copyright AFP Image caption The minister spoke for an hour",
        "The minister in his office (Photo: Office of the Minister)",
    ],
)
def test_captions(line: str) -> None:
    assert parts(f"Minister resigns amid protests\n{LEAD}\n{line}\n{MORE}")[2][0] == "caption"


def test_a_caption_run_into_a_paragraph() -> None:
    found = parts(f"Minister resigns amid protests\nThe minister in his office (Picture: Press Office) {LEAD}")
    assert [kind for kind, _ in found] == ["headline", "caption", "credit", "body"]
    assert found[3][1] == LEAD


def test_second_headlines_and_crossheads() -> None:
    text = "\n".join(
        [
            "Minister resigns amid protests",
            "His deputy takes over after a week of unrest",
            LEAD,
            MORE,
            "What comes next",
            MORE,
            LEAD,
        ]
    )
    assert kinds(text) == ["headline", "headline", "body", "body", "headline", "body", "body"]


def test_links_after_a_header() -> None:
    text = "\n".join(
        ["Minister resigns amid protests", LEAD, MORE, "Related stories", "Protests enter second week", MORE]
    )
    assert kinds(text) == ["headline", "body", "body", "boilerplate", "boilerplate", "body"]


def test_a_roundup_and_agencies() -> None:
    text = f"News in brief\nKYIV, Ukraine (AP) - {LEAD} VIENNA (AFP) - {MORE}\n{MORE} (Reuters, dpa)"
    assert agencies(text) == ("AP", "AFP", "Reuters", "dpa")
    assert kinds(text) == ["headline", "dateline", "agency", "body", "dateline", "agency", "body", "body", "agency"]


def test_a_photo_credits_no_agency_and_the_body_none() -> None:
    assert agencies(f"Minister resigns\n{LEAD}\nJohn Doe/AFP\n{MORE}\nHe told Reuters that it was so.") == ()


PIECES = st.sampled_from(
    [
        "KYIV (AP) - ",
        "By Jane Roe",
        "(Photo: x)",
        "Reuters",
        "©",
        "\n",
        "\n\n",
        ". ",
        "The minister said",
        "Read more",
        "FILE - ",
        "A",
        " ",
        "“",
        "Published May 4, 2020",
        "Image caption",
        "أ",
        "👩",
        "Related:",
        "(",
        "MOSCOW",
    ]
)


@given(st.one_of(st.lists(PIECES, max_size=40).map("".join), st.text(max_size=200)), st.booleans())
@settings(max_examples=300, deadline=None)
def test_parts_cover_the_text_in_order(text: str, titled: bool) -> None:
    document = find_parts(Document(Report.of(text, title=text[:40] if titled else None)))
    position = 0
    for part in document.parts:
        assert part.span.start >= position
        assert not text[position : part.span.start].strip()
        assert text[part.span.start : part.span.end] == part.span.quote
        position = part.span.end
    assert not text[position:].strip()


@pytest.mark.parametrize(
    "unit",
    [
        "(",
        "a\n",
        "Word ",
        "WORD ",
        "A. ",
        "[photo: ",
        "© ",
        "KYIV (AP) - ",
        "By A B, ",
        "1 ",
        "AB-" * 60 + "9\n",
        "AP/" * 50 + "!\n",
    ],
)
def test_odd_text_takes_little_time(unit: str) -> None:
    started = time.process_time()
    find_parts(Document(Report.of(unit * (60_000 // len(unit)))))
    assert time.process_time() - started < 5
