"""The look-up of attributes sets what spaCy's own ruler sets."""

from typing import Any

import pytest
import spacy
from spacy.attrs import DEP, LEMMA, MORPH, POS, TAG

from dateline.annotate.attributes import RULER, TABLE, AttributeTable, look_up_attributes
from dateline.annotate.syntax import DEFAULT_PIPELINE, load_pipeline

TEXTS = (
    "There's no doubt that the minister, whom they'd met twice, ain't going to resign: \"Let's see,\" she said.",
    "I'm gonna go, c'mon y'all.  You've gotta have been there;\n\nit wasn't what we'd've liked, n't it?",
    "Who is it that he's told? There are 12 of them, and there was more than $3.5m in it...\n \t\nTHE END",
    "That if he can cannot doesn't does did done do. Which one's theirs? An' so on & so forth.",
)


@pytest.fixture(scope="module")
def plain() -> Any:
    return spacy.load(DEFAULT_PIPELINE)


@pytest.mark.parametrize("text", TEXTS)
def test_every_token_gets_what_the_ruler_gives(plain: Any, text: str) -> None:
    table = AttributeTable.of(plain.get_pipe(RULER))
    assert table is not None
    docs = []
    for component in (plain.get_pipe(RULER), table):
        with plain.select_pipes(enable=["tok2vec", "tagger", "parser"]):
            docs.append(component(plain(text)))
    expected, found = (doc.to_array([TAG, POS, MORPH, LEMMA, DEP]).tolist() for doc in docs)
    assert found == expected


def test_the_pipeline_looks_up() -> None:
    names = load_pipeline().pipe_names
    assert TABLE in names
    assert RULER not in names


def make_ruler(patterns: list[dict[str, Any]]) -> Any:
    nlp = spacy.blank("en")
    ruler = nlp.add_pipe(RULER)
    ruler.add([patterns], {"LEMMA": "x"})
    return nlp


def test_a_ruler_with_a_rule_of_another_shape_stays() -> None:
    for pattern in ([{"SHAPE": "xx"}], [{"LOWER": "a"}] * 3, [{"LOWER": {"FUZZY": "a"}}]):
        nlp = make_ruler(pattern)
        assert AttributeTable.of(nlp.get_pipe(RULER)) is None
        look_up_attributes(nlp)
        assert [token.lemma_ for token in nlp("a a a b")] == [token.lemma_ for token in make_ruler(pattern)("a a a b")]


def test_pairs_change_the_token_that_they_name() -> None:
    nlp = spacy.blank("en")
    nlp.add_pipe(RULER).add([[{"LOWER": "gon"}, {"LOWER": {"REGEX": "^na$"}}]], {"LEMMA": "to"}, index=1)
    look_up_attributes(nlp)
    doc = nlp.make_doc("gon gon na na")
    assert [token.lemma_ for token in nlp(doc)] == ["", "", "to", ""]
