"""The bench of event types: marks, the type between the marked sides, and the figures."""

from evaluation.event_types import count_types, find_marks, name_type

from dateline.annotate.parts import find_parts
from dateline.annotate.syntax import ParseSyntax
from dateline.records import Document, Report

TEXT = "Kenya praised Chad and sued Mali."


def test_find_marks_gives_the_text_and_the_spans() -> None:
    text, marks = find_marks("<s>Kenya</s> praised Chad and sued <t>Mali</t>.")
    assert text == TEXT
    assert {name: text[slice(*span)] for name, span in marks.items()} == {"s": "Kenya", "t": "Mali"}


def test_find_marks_takes_marks_in_any_order_and_none() -> None:
    text, marks = find_marks("<t>Chad</t> was sued by <s>Mali</s>")
    assert text[slice(*marks["s"])] == "Mali"
    assert find_marks("no marks") == ("no marks", {})


def test_the_marked_sides_choose_among_the_acts_of_a_sentence() -> None:
    def read(marked: str) -> str | None:
        text, marks = find_marks(marked)
        return name_type(find_parts(ParseSyntax()(Document(Report.of(text)))), marks)

    assert read("<s>Kenya</s> praised Chad and bombed <t>Mali</t>.") == "ASSAULT"
    assert read("<s>Kenya</s> praised <t>Chad</t> and Peru bombed Mali.") == "SUPPORT"


def test_count_types_counts_no_answer_as_wrong() -> None:
    result = count_types([("AID", "AID"), ("AID", None), ("YIELD", "AID"), ("YIELD", "YIELD")])
    assert result["accuracy"] == 0.5
    assert result["without_account"] == 0.25
    assert result["f1"] == {"AID": 0.5, "YIELD": 2 / 3}
    assert ["YIELD", "AID", 1] in result["confusions"]
