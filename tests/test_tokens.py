"""Tables of a report's tokens say what the tokens say one by one."""

from typing import Any

import pytest

from dateline.annotate.syntax import load_pipeline
from dateline.tokens import find_head, find_token, find_tokens, list_ends, list_lemmas, list_starts, list_texts

TEXT = "Zürich's mayor  didn't resign.\n\nOn 3 May, 😀 two ministers (both ill) were replaced…"


@pytest.fixture(scope="module")
def doc() -> Any:
    return load_pipeline()(TEXT)


def test_tables_have_what_each_token_has(doc: Any) -> None:
    assert list_starts(doc) == [token.idx for token in doc]
    assert list_ends(doc) == [token.idx + len(token) for token in doc]
    assert list_texts(doc) == [token.text for token in doc]
    assert list_lemmas(doc) == [token.lemma_.lower() for token in doc]


def test_a_document_without_tokens_has_empty_tables() -> None:
    empty = load_pipeline().make_doc("")
    assert [list_starts(empty), list_ends(empty), list_texts(empty), list_lemmas(empty)] == [[], [], [], []]


def test_two_documents_of_one_text_are_told_apart() -> None:
    nlp = load_pipeline()
    first, second = nlp.make_doc(TEXT), nlp.make_doc(TEXT[9:])
    assert list_texts(first)[0] == "Zürich"
    assert list_texts(second)[0] == "mayor"
    assert list_texts(first)[0] == "Zürich"


def test_the_head_of_a_stretch_is_that_of_its_whole_tokens(doc: Any) -> None:
    start = TEXT.index("wo minist")
    assert doc[find_head(doc, start, start + 9)].text == "ministers"
    assert find_head(doc, start, start + 9) == find_head(doc, start, start + 9)
    assert find_head(doc, len(TEXT) + 1, len(TEXT) + 3) == -1


def test_a_stretch_is_widened_to_its_first_and_last_token(doc: Any) -> None:
    start = TEXT.index("wo minist")
    first, last = find_tokens(doc, start, start + 9)
    assert doc[first : last + 1].text == "two ministers"
    assert doc[find_token(doc, TEXT.index("mayor"))].text == "mayor"
    assert find_token(doc, 0) == 0
