import pytest

from dateline.annotate.syntax import ParseSyntax
from dateline.extract.relations import RELATIONS, relate_words
from dateline.extract.windows import number_words
from dateline.records import Document, Report


def relate(text: str, trigger: str, mention: str) -> str:
    doc = ParseSyntax()(Document(Report.of(text))).syntax
    words = number_words(doc)
    row, column = words.texts.index(trigger), words.texts.index(mention)
    table = relate_words(doc, words.tokens, words.sentence, ([row], [column]))
    return RELATIONS[int(table[0, 0])]


@pytest.mark.parametrize(
    ("text", "trigger", "mention", "relation"),
    [
        ("Police arrested students in Lima.", "arrested", "Police", "is nsubj"),
        ("Police arrested students in Lima.", "arrested", "students", "is dobj"),
        ("Police marched in Lima.", "marched", "Lima", "is after in"),
        ("Students were arrested by police.", "arrested", "Students", "is nsubjpass"),
        ("Students were arrested by police.", "arrested", "police", "is after by"),
        ("Soldiers and police arrested students.", "arrested", "police", "is nsubj"),
        ("Police arrested students and beat reporters.", "beat", "Police", "nsubj over conj"),
        ("The minister held talks with France.", "talks", "minister", "nsubj over dobj"),
        ("Reporters met police who beat students.", "beat", "police", "has relcl"),
        ("Students left. Police arrived.", "arrived", "Students", "apart"),
        ("Police arrested students.", "arrested", "arrested", "itself"),
    ],
)
def test_a_mention_stands_to_its_trigger_as_the_parse_says(
    text: str, trigger: str, mention: str, relation: str
) -> None:
    assert relate(text, trigger, mention) == relation


def test_every_relation_has_one_name() -> None:
    assert len(set(RELATIONS)) == len(RELATIONS) < 256
