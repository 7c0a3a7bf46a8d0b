from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dateline.annotate.syntax import ParseSyntax, cut_tokens, load_pipeline
from dateline.errors import ModelError
from dateline.records import Document, Part, Report, Span


def parse(text: str, *starts: int) -> Document:
    report = Report.of(text)
    borders = [*starts, len(text)]
    parts = tuple(Part("body", Span.of(text, a, b)) for a, b in pairwise(borders))
    return ParseSyntax()(Document(report, parts=parts))


def test_a_line_break_ends_a_sentence() -> None:
    sentences = [s.text.strip() for s in parse("Mayor leaves office\nShe had served for ten years").syntax.sents]
    assert sentences == ["Mayor leaves office", "She had served for ten years"]


def test_a_part_begins_a_sentence() -> None:
    text = "KYIV (AP) - The council met."
    starts = {s.start_char for s in parse(text, 0, text.index("The")).syntax.sents}
    assert text.index("The") in starts


@given(st.text(alphabet="ab(.)'\" \n\u00ad\u202e😀", max_size=900))
@settings(max_examples=40, deadline=None)
def test_tokens_cover_any_text(text: str) -> None:
    assert cut_tokens(text, load_pipeline()).text == text


def test_a_long_run_of_signs_is_cut_in_slices() -> None:
    doc = cut_tokens("(" * 20_000 + " end", load_pipeline())
    assert doc.text == "(" * 20_000 + " end"
    assert doc[-1].text == "end"


def test_a_missing_pipeline_is_named() -> None:
    with pytest.raises(ModelError, match="pip install no_such_pipeline"):
        load_pipeline("no_such_pipeline")
