import pytest

from dateline.annotate.syntax import ParseSyntax
from dateline.extract.attribution import find_attributions
from dateline.extract.phrases import read_headline
from dateline.records import Document, Report

PARSE = ParseSyntax()


def read(text):
    document = find_attributions(PARSE(Document(Report(id="r", text=text))))
    return [
        (a.source.quote if a.source else None, a.cue.quote if a.cue else None, a.content.quote)
        for a in document.attributions
    ]


def test_indirect_speech_leaves_out_that_and_the_full_stop():
    assert read("The minister said that the bridge was closed.") == [("The minister", "said", "the bridge was closed")]


def test_direct_speech_keeps_its_marks():
    assert read('"The bridge is closed," the minister said.') == [("the minister", "said", '"The bridge is closed,"')]


def test_an_interrupted_quotation_is_two_attributions():
    found = read('"We lost the vote," said Maria Lopez. "We will fight on."')
    assert [(source, content) for source, _, content in found] == [
        ("Maria Lopez", '"We lost the vote,"'),
        ("Maria Lopez", '"We will fight on."'),
    ]


def test_according_to():
    assert read("Ten people were hurt, according to the hospital in Lagos.") == [
        ("the hospital in Lagos", "according to", "Ten people were hurt")
    ]


def test_nobody_is_the_source_of_a_passive_report():
    found = read("It was reported that the two leaders had met.")
    assert found[0][0] is None
    assert found[0][2] == "the two leaders had met"


def test_nested_attributions_each_count():
    found = read("The newspaper reported that the army denied that it had fired.")
    assert {(source, cue) for source, cue, _ in found} == {("The newspaper", "reported"), ("the army", "denied")}


def test_a_pronoun_can_be_the_source():
    assert read("It said that the rebels were gone.")[0][0] == "It"


def test_kind_is_direct_indirect_or_mixed():
    text = 'She said the plan was "a mistake" for all. "I will not sign it," she said. He said it was late.'
    document = find_attributions(PARSE(Document(Report(id="r", text=text))))
    assert [a.kind for a in document.attributions] == ["mixed", "direct", "indirect"]


@pytest.mark.parametrize("text", [" ", "\n\n", '"""', "said", "according to", '“”‘’"', "He said, ", ": : :"])
def test_odd_text_yields_less_and_never_raises(text):
    assert isinstance(read(text), list)


def test_a_document_without_syntax_stays_as_it_is():
    document = Document(Report(id="r", text="He said no."))
    assert find_attributions(document) is document


@pytest.mark.parametrize(
    "text",
    [
        ": the mayor left the town hall by the back door", ":  ", ": ", " : x y z w v u", "one two three four five: ",
        ": \u201cNobody will come to the fair tonight.\u201d",
    ],
)  # fmt: skip
def test_a_line_that_begins_or_ends_with_a_colon_names_no_source(text):
    assert read_headline(text) is None
    document = find_attributions(ParseSyntax()(Document(Report("t", text))))
    assert all(item.source is None for item in document.attributions)


def test_a_headline_names_its_source_before_or_behind_the_colon():
    before = read_headline("Army: two soldiers died in the valley")
    behind = read_headline("Two soldiers died in the valley: army")
    assert (before.source, before.content) == ((0, 4), (6, 37))
    assert (behind.source, behind.content) == ((33, 37), (0, 31))


def test_a_quotation_may_be_signed():
    found = read("Readers wrote to us.\n\n“The harbour must not be sold to anyone.” — Ana Ruiz, Porto\n\nThat was all.")
    assert ("Ana Ruiz", None, "“The harbour must not be sold to anyone.”") in found


def test_a_clause_after_a_dash_signs_nothing():
    found = read("“The harbour must not be sold to anyone.” — Voters have said so for years.")
    assert all(source is None or "Voters" not in source or cue for source, cue, _ in found)
