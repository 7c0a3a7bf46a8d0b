"""The sentences that the rules were mended on stay right, and nearly all of the hundred kept apart are."""

from __future__ import annotations

import pytest

from dateline.annotate.syntax import ParseSyntax
from evaluation import quantities


def test_the_sentences_are_as_many_as_told_and_hold_their_words() -> None:
    phrases = quantities.load_phrases()
    assert [sum(p.part == part for p in phrases) for part in ("kept", "open")] == [100, 200]
    assert len({p.sentence for p in phrases}) == 300


@pytest.mark.parametrize(("part", "least"), [("kept", 0.93), ("open", 0.97)])
def test_sentences_are_read_right(part: str, least: float) -> None:
    phrases = [p for p in quantities.load_phrases() if p.part == part]
    judged = [ok for _, _, ok in quantities.judge(phrases, ParseSyntax())]
    assert sum(judged) >= least * len(judged)


def test_a_missing_or_added_amount_makes_a_sentence_wrong() -> None:
    phrase = next(p for p in quantities.load_phrases() if len(p.amounts) == 2)
    found = quantities.find_in(phrase.sentence, ParseSyntax())
    assert quantities.is_right(phrase, found)
    assert not quantities.is_right(phrase, found[:1])
    assert not quantities.is_right(phrase, (*found, found[0]))
