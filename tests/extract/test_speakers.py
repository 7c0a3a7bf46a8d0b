import pytest

from dateline.annotate.syntax import ParseSyntax
from dateline.extract.speakers import name_speakers
from dateline.records import Attribution, Document, Entity, Report, Span

PARSE = ParseSyntax()


def span(text, quote, number=1):
    start = -1
    for _ in range(number):
        start = text.index(quote, start + 1)
    return Span.of(text, start, start + len(quote))


def name(text, entities, attributions):
    """Give the entity of each attribution: `entities` are (id, kind, mentions), attributions (source, cue, content)."""
    document = PARSE(Document(Report(id="r", text=text)))
    known = tuple(Entity(i, spans[0].quote, kind, tuple(spans)) for i, kind, spans in entities)
    told = tuple(
        Attribution(f"a{k}", source, None, cue, content, "direct" if content.quote.startswith('"') else "indirect")
        for k, (source, cue, content) in enumerate(attributions)
    )
    document = name_speakers(Document(document.report, syntax=document.syntax, entities=known, attributions=told))
    return [a.entity for a in document.attributions]


def test_a_name_beside_a_role_is_the_speaker():
    text = "Her brother Ivo has said the well was dry."
    found = name(
        text,
        [("e1", "person", [span(text, "Ivo")])],
        [(span(text, "Her brother Ivo"), span(text, "has said"), span(text, "the well was dry"))],
    )
    assert found == ["e1"]


def test_a_statement_is_whose_it_is():
    text = "The mill was shut, said a statement by the Port Council. The statement added that nobody was hurt."
    found = name(
        text,
        [("e1", "org", [span(text, "the Port Council")])],
        [
            (span(text, "a statement by the Port Council"), span(text, "said"), span(text, "The mill was shut")),
            (span(text, "The statement"), span(text, "added"), span(text, "nobody was hurt")),
        ],
    )
    assert found == ["e1", "e1"]


def test_a_newspaper_with_the_name_of_a_paper_speaks_for_itself():
    text = "Ana Ruiz said the deal was dead. The Corran Post said the army had shelled a village."
    found = name(
        text,
        [("e1", "person", [span(text, "Ana Ruiz")]), ("e2", "org", [span(text, "The Corran Post")])],
        [
            (span(text, "Ana Ruiz"), span(text, "said"), span(text, "the deal was dead")),
            (span(text, "The Corran Post"), span(text, "said", 2), span(text, "the army had shelled a village")),
        ],
    )
    assert found == ["e1", "e2"]


def test_he_goes_on_who_spoke_not_whom_he_spoke_of():
    text = "Ana Ruiz said that Tomas Vega had lied. Later she said the vote was void."
    mentions = [span(text, "Tomas Vega"), span(text, "she")]
    found = name(
        text,
        [("e1", "person", [span(text, "Ana Ruiz")]), ("e2", "person", mentions)],
        [
            (span(text, "Ana Ruiz"), span(text, "said"), span(text, "Tomas Vega had lied")),
            (span(text, "she"), span(text, "said", 2), span(text, "the vote was void")),
        ],
    )
    assert found == ["e1", "e1"]


def test_a_pronoun_of_the_other_sex_does_not_go_on():
    text = "She praised the team, and Ana Ruiz said that Tomas Vega had lied. Later he said the vote was void."
    he = Span.of(text, text.index("he said"), text.index("he said") + 2)
    found = name(
        text,
        [
            ("e1", "person", [span(text, "She"), span(text, "Ana Ruiz")]),
            ("e2", "person", [span(text, "Tomas Vega"), he]),
        ],
        [
            (span(text, "Ana Ruiz"), span(text, "said"), span(text, "Tomas Vega had lied")),
            (he, span(text, "said", 2), span(text, "the vote was void")),
        ],
    )
    assert found == ["e1", "e2"]


def test_a_quotation_without_cue_goes_on():
    text = '"It is over," Ana Ruiz said. "We have lost the mill and the road."'
    found = name(
        text,
        [("e1", "person", [span(text, "Ana Ruiz")])],
        [
            (span(text, "Ana Ruiz"), span(text, "said"), span(text, '"It is over,"')),
            (None, None, span(text, '"We have lost the mill and the road."')),
        ],
    )
    assert found == ["e1", "e1"]


@pytest.mark.parametrize("text", ["He said no.", "no"])
def test_without_entities_nothing_changes(text):
    document = PARSE(Document(Report(id="r", text=text)))
    assert name_speakers(document) is document


def test_a_pronoun_that_takes_up_nobody_is_somebody():
    text = 'The mill was shut in May. "It was dark," he said. Police came.'
    he = span(text, "he said")
    he = Span.of(text, he.start, he.start + 2)
    document = PARSE(Document(Report(id="r", text=text)))
    told = (Attribution("a1", he, None, span(text, "said"), span(text, '"It was dark,"'), "direct"),)
    police = Entity("e1", "Police", "org", (span(text, "Police"),))
    found = name_speakers(Document(document.report, syntax=document.syntax, entities=(police,), attributions=told))
    known, somebody = found.entities
    assert (known, somebody.name, somebody.kind, somebody.mentions) == (police, "he", "person", (he,))
    assert found.attributions[0].entity == somebody.id


def test_whose_name_ends_a_source_speaks():
    text = 'The road is shut, said advocate Ana Ruiz. "Nobody came," his client said.'
    found = name(
        text,
        [("e1", "person", [span(text, "Ana Ruiz")]), ("e2", "person", [span(text, "his")])],
        [
            (span(text, "advocate Ana Ruiz"), span(text, "said"), span(text, "The road is shut")),
            (span(text, "his client"), span(text, "said", 2), span(text, '"Nobody came,"')),
        ],
    )
    assert found == ["e1", None]


def test_a_count_speaks_for_whoever_counted():
    text = "By the council's count, 52 people were on board."
    found = name(
        text,
        [("e1", "org", [span(text, "the council")])],
        [(span(text, "the council's count"), span(text, "By"), span(text, "52 people were on board"))],
    )
    assert found == ["e1"]


def test_whom_only_a_pronoun_tells_of_is_someone_and_of_one_gender():
    text = 'The mill was shut. "It was dark," he said. "She was there," she said. "It was cold," he said.'
    told = [
        (span(text, "he", k), span(text, "said", k2), span(text, content))
        for k, k2, content in ((2, 1, '"It was dark,"'), (6, 3, '"It was cold,"'))
    ]
    told.insert(1, (span(text, "she"), span(text, "said", 2), span(text, '"She was there,"')))
    found = name(text, [("e1", "org", [span(text, "The mill")])], told)
    assert found[0] is not None
    assert found[0] != found[1]


def test_whom_a_thing_is_about_does_not_speak():
    text = "The trial of Ana Ruiz heard that the well was dry."
    told = [(span(text, "The trial of Ana Ruiz"), span(text, "heard"), span(text, "the well was dry"))]
    assert name(text, [("e1", "person", [span(text, "Ana Ruiz")])], told) == [None]


def test_an_audit_is_not_of_whom_it_examines():
    text = "An audit of the ministry found that money was missing."
    told = [(span(text, "An audit of the ministry"), span(text, "found"), span(text, "money was missing"))]
    assert name(text, [("e1", "org", [span(text, "the ministry")])], told) == [None]
