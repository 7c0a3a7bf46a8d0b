"""Cleaning: what the text of every report is."""

import unicodedata

from hypothesis import given, settings
from hypothesis import strategies as st

from dateline.records import Span
from dateline.sources.cleaning import clean_line, clean_text

WORDS = st.sampled_from(
    [
        "The",
        "minister",
        "said",
        "on",
        "Monday.",
        "talks",
        "co\u00adoperate",
        "zero\u200bwidth",
        "مرحبا",
        "שלום",
        "👩\u200d👩\u200d👧",
        "“quoted”",
        "né\u0301e",
        "e\u0301",
        "a\u200db",
        "x\u00a0y",
        "-",
        "26-",
        "\ufeff",
        "\x00",
        "\u202eabc",
        "می\u200cخواهم",
    ]
)
BREAKS = st.sampled_from([" ", " ", " ", "  ", "\t", "\n", "\r\n", "\n\n", "\n   ", "\u2028", "\r", " \n"])
MIXED = st.lists(st.tuples(WORDS, BREAKS), max_size=60).map(lambda pairs: "".join(a + b for a, b in pairs))
WRAPPED = """Minister resigns after a week of protests

By Jane Roe
KYIV, Ukraine

The minister of the interior resigned on Monday after a week of protests in the
capital, saying that he could no longer lead the police while thousands of
people demanded that he should go.

He will be followed by his deputy, the government said in a statement that was
sent to the press on Monday night when it was late, and he added that the 26-
year-old movement promised to leave the square.
"""


@given(st.one_of(MIXED, st.text(max_size=300)))
@settings(max_examples=300, deadline=None)
def test_clean_text_is_clean_and_stays_as_it_is(text: str) -> None:
    clean = clean_text(text)
    assert clean_text(clean) == clean
    assert unicodedata.is_normalized("NFC", clean)
    assert not set(clean) & set("\r\t\x00\u00ad\u200b\u200e\u202e\ufeff\u00a0\u2028\x85")
    assert all(line == line.strip(" ") for line in clean.split("\n"))
    assert "\n\n\n" not in clean
    assert clean.encode("utf-8").decode("utf-8") == clean


@given(MIXED, st.data())
@settings(deadline=None)
def test_a_span_of_clean_text_gives_its_words(text: str, data: st.DataObject) -> None:
    clean = clean_text(text)
    if not clean:
        return
    start = data.draw(st.integers(0, len(clean) - 1))
    end = data.draw(st.integers(start + 1, len(clean)))
    assert clean[start:end] == Span.of(clean, start, end).quote


def test_invisible_characters_go_and_others_stay() -> None:
    assert clean_text("co\u00adope\u200brate\u00a0now\x07") == "cooperate now"
    assert clean_text("مرحبا 👩\u200d👧 می\u200cخواهم") == "مرحبا 👩\u200d👧 می\u200cخواهم"
    assert clean_text("a\u200db") == "ab"
    assert clean_line(" A\ttitle \n over two lines ") == "A title over two lines"


def test_wrapped_lines_become_paragraphs() -> None:
    clean = clean_text(WRAPPED)
    assert clean.split("\n\n")[0] == "Minister resigns after a week of protests"
    assert clean.split("\n\n")[1] == "By Jane Roe\nKYIV, Ukraine"
    assert len(clean.split("\n\n")) == 4
    assert clean.split("\n\n")[3].endswith("that the 26-year-old movement promised to leave the square.")


def test_indents_part_wrapped_paragraphs() -> None:
    paragraph = (
        "   The minister of the interior resigned on Monday after a week of\n"
        "protests in the capital, saying that he could no longer lead the\n"
        "police while thousands of people demanded that he should go at once,\n"
        "and that was all.\n"
    )
    assert len(clean_text(paragraph * 2).split("\n")) == 2


def test_short_lines_are_not_joined() -> None:
    text = "Talks begin\nBy Jane Roe\nGENEVA\nThe talks began on Monday in a hotel by the lake.\nNobody spoke.\n"
    assert clean_text(text) == text.strip()


def test_paragraphs_of_one_line_are_not_joined() -> None:
    text = "\n".join(f"The minister number {n} resigned on Monday after a week of protests." for n in range(10, 30))
    assert clean_text(text) == text
