import time

import pytest

from dateline.extract.quotes import find_quotations


def quoted(text):
    return [text[a:b] for a, b in find_quotations(text)]


def test_finds_straight_and_curly_marks():
    assert quoted('He said "no way" and “never again.” Then he left.') == ['"no way"', "“never again.”"]


def test_an_apostrophe_opens_nothing():
    assert quoted("The workers' party can't win, it's said.") == []


def test_finds_single_marks():
    assert quoted("She called it 'a disgrace', and left.") == ["'a disgrace'"]


def test_an_open_mark_costs_its_line_only():
    assert quoted('A "loose end\nShe said "fine" today.') == ['"loose end', '"fine"']


def test_a_speech_of_two_paragraphs_is_one_quotation():
    text = "“We waited for years.\n\n“Now it is enough,” she said."
    assert quoted(text) == ["“We waited for years.\n\n“Now it is enough,”"]


@pytest.mark.parametrize("text", ['"' * 50_000, "'a " * 30_000, "“x " * 30_000, "‘a" * 40_000])
def test_is_linear_in_odd_text(text):
    before = time.process_time()
    find_quotations(text)
    assert time.process_time() - before < 2


def test_marks_of_two_signs_open_and_close():
    text = "He said: ``We will not yield.'' Then the army left. ``Go,'' she said."
    assert quoted(text) == ["``We will not yield.''", "``Go,''"]
