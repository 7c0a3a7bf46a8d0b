"""What is known of each word beside its text."""

import numpy as np
import pytest

from dateline.annotate.syntax import ParseSyntax
from dateline.extract.features import (
    MENTIONS,
    PARTS,
    PARTS_OF_SPEECH,
    SAID,
    SHAPES,
    WORD_TABLES,
    describe_words,
)
from dateline.extract.windows import number_words
from dateline.records import Account, Attribution, Document, Entity, Part, Report, Span, Time

TEXT = "Envoy held\nPolice held Ann Roe on Monday, the ministry said."


def span(words: str, start: int = 0) -> Span:
    at = TEXT.index(words, start)
    return Span.of(TEXT, at, at + len(words))


@pytest.fixture(scope="module")
def table() -> dict[str, dict[str, int]]:
    document = Document(
        Report.of(TEXT),
        parts=(
            Part("headline", span("Envoy held")),
            Part("body", span("Police held Ann Roe on Monday, the ministry said.")),
        ),
        entities=(Entity("e1", "Ann Roe", "person", (span("Ann Roe"),)),),
        times=(Time("t1", span("Monday"), None),),
        attributions=(
            Attribution(
                "a1", span("the ministry"), None, span("said"), span("Police held Ann Roe on Monday"), "indirect"
            ),
        ),
    )
    document = ParseSyntax()(document)
    words = number_words(document.syntax)
    held = words.texts.index("held", 3)
    account = Account(id="v1", type="COERCE", trigger=span("held", 15), sentence=span("Police held Ann Roe on Monday"))
    features = describe_words(document, words, {held: account})
    assert features.shape == (len(words.texts), len(WORD_TABLES))
    assert (features >= 0).all()
    assert (features < np.array(list(WORD_TABLES.values()))).all()
    names = [f"{text}{'' if words.texts.index(text) == i else '#2'}" for i, text in enumerate(words.texts)]
    return {name: dict(zip(WORD_TABLES, row.tolist(), strict=True)) for name, row in zip(names, features, strict=True)}


def test_a_word_knows_its_part_of_the_report_and_of_speech(table: dict[str, dict[str, int]]) -> None:
    assert table["held"]["part"] == PARTS.index("headline")
    assert table["held#2"]["part"] == PARTS.index("body")
    assert table["held#2"]["speech"] == PARTS_OF_SPEECH.index("VERB")
    assert table["ministry"]["shape"] == SHAPES.index("lower")
    assert table["Monday"]["shape"] == SHAPES.index("title")


def test_a_word_knows_in_whose_words_it_stands(table: dict[str, dict[str, int]]) -> None:
    assert table["Police"]["said"] == SAID.index("content")
    assert table["ministry"]["said"] == SAID.index("source")
    assert table["said"]["said"] == SAID.index("cue")
    assert table["Envoy"]["said"] == SAID.index("")


def test_the_head_of_a_mention_and_what_the_rules_found_are_marked(table: dict[str, dict[str, int]]) -> None:
    assert table["Roe"]["mention"] == MENTIONS.index("person")
    assert table["Ann"]["mention"] == MENTIONS.index("")
    assert table["Monday"]["mention"] == MENTIONS.index("time")
    assert table["held#2"]["rules"] > 0
    assert table["held"]["rules"] == 0
    assert all(row["manner"] == 0 for row in table.values())
