import numpy as np

from dateline.annotate.syntax import ParseSyntax
from dateline.extract.pairs import FORMS, HINTS, KINDS, describe_pairs, index_hints, list_columns
from dateline.extract.windows import number_words
from dateline.records import Account, Attribution, Document, Entity, Report, Span, Time

TEXT = "Police arrested Ann Bell on Monday, the ministry said. She was freed."


def cut(quote: str) -> Span:
    start = TEXT.index(quote)
    return Span.of(TEXT, start, start + len(quote))


def make_document() -> Document:
    document = ParseSyntax()(Document(Report.of(TEXT)))
    whole = Span.of(TEXT, 0, 54)
    return Document(
        report=document.report,
        syntax=document.syntax,
        entities=(
            Entity("e1", "Police", "org", (cut("Police"),)),
            Entity("e2", "Ann Bell", "person", (cut("Ann Bell"), cut("She"))),
            Entity("e3", "ministry", "org", (cut("the ministry"),)),
        ),
        times=(Time("t1", cut("Monday"), None),),
        attributions=(Attribution("a1", cut("the ministry"), "e3", cut("said"), cut(TEXT[:34]), "indirect"),),
        accounts=(Account("v1", "COERCE", cut("arrested"), whole, actor=("e1",), recipient=("e2",)),),
    )


def test_columns_are_the_head_words_of_every_mention() -> None:
    document = make_document()
    words = number_words(document.syntax)
    columns = list_columns(document, words)
    assert columns.ids == ("e1", "e2", "e3", "t1")
    assert [words.texts[w] for w in columns.words] == ["Police", "Bell", "She", "ministry", "Monday"]
    assert columns.edges.tolist() == [0, 1, 3, 4]
    assert [KINDS[k] for k in columns.kind] == ["org", "person", "person", "org", "time"]
    assert FORMS[columns.form[2]] == "pronoun"


def test_pairs_know_the_hint_of_the_rules_and_the_speaker() -> None:
    document = make_document()
    words = number_words(document.syntax)
    columns = list_columns(document, words)
    hints = index_hints(document, [document.syntax[i].idx for i in words.tokens])
    rows = [words.texts.index("arrested"), words.texts.index("freed")]
    tables = describe_pairs(document, words, rows, columns, hints)
    assert [HINTS[k] for k in tables["hint"][0]] == ["actor", "recipient", "recipient", "left out", "left out"]
    assert not tables["hint"][1].any()
    assert tables["speaker"].tolist() == [[0, 0, 0, 1, 0], [0, 0, 0, 0, 0]]
    assert tables["relation"].shape == (2, 5)


def test_a_report_without_candidates_has_no_columns() -> None:
    document = ParseSyntax()(Document(Report.of("It rained.")))
    columns = list_columns(document, number_words(document.syntax))
    assert columns.ids == ()
    assert columns.edges.shape == (0,)
    assert np.asarray(columns.words).shape == (0,)
