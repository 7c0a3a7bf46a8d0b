"""Which trigger words tell of one happening: the features of pairs, their weights, the clusters."""

from __future__ import annotations

import functools
from dataclasses import replace

import numpy as np
import pytest

from dateline.annotate.syntax import ParseSyntax
from dateline.data import load_json
from dateline.extract import scheme
from dateline.extract.encoder import load_encoder
from dateline.extract.frame import Frame
from dateline.extract.happening_features import (
    Linked,
    PairTable,
    compare_dates,
    compare_numbers,
    describe_happenings,
    key_amount,
)
from dateline.extract.happenings import KINDS, ONE, cluster_words, score_pairs, weigh_pairs
from dateline.extract.pairs import list_columns
from dateline.pipeline import ANNOTATE, run_steps
from dateline.records import Document, Report

TEXT = (
    "Gunmen attacked a convoy near Harbin on 3 May 2011, killing 7 soldiers. "
    "The attack was condemned by Norland. "
    "Another attack on 9 May 2011 killed 12 guards. "
    "Workers held rallies in the capital."
)
PROTEST, ASSAULT, ACCUSE = (scheme.TYPES.index(name) for name in ("PROTEST", "ASSAULT", "ACCUSE"))


@functools.lru_cache(maxsize=1)
def make_frame() -> Frame:
    document = run_steps(ParseSyntax()(Document(Report.of(TEXT))), ANNOTATE)
    return Frame(replace(document, encoded=load_encoder().encode(document)))


def find(quote: str, nth: int = 0) -> int:
    """Give the word that `quote` is, the `nth` of its kind."""
    frame = make_frame()
    return [i for i, t in enumerate(frame.encoded.words.tokens) if frame.doc[t].text == quote][nth]


def name_candidate(quote: str) -> str:
    """Give the id of the first time, amount or entity that is called so."""
    document = make_frame().document
    times = {time.id: [time.span] for time in document.times}
    amounts = {f"amount.{i}": [amount.span] for i, amount in enumerate(document.amounts)}
    entities = {entity.id: entity.mentions for entity in document.entities}
    found = (id_ for id_, spans in (times | amounts | entities).items() if any(quote in span.quote for span in spans))
    return next(found)


def describe(words: list[int], kinds: list[int], links: dict[tuple[int, str, str], float]) -> PairTable:
    """Describe pairs of words of the given types; `links` gives fit by word, role and words of the candidate."""
    frame = make_frame()
    types = np.full((len(frame.starts), len(scheme.TYPES)), 0.001, np.float32)
    for word, kind in zip(words, kinds, strict=True):
        types[word, kind] = 0.9
    types /= types.sum(1, keepdims=True)
    columns = list_columns(frame.document, frame.encoded.words)
    scores = np.full((len(words), len(columns.ids), len(scheme.ARGUMENTS)), -8.0, np.float32)
    for (row, role, quote), score in links.items():
        scores[row, columns.ids.index(name_candidate(quote)), scheme.ARGUMENTS.index(role)] = score
    base = np.zeros((len(words), len(words)), np.float32)
    return describe_happenings(frame, words, types, base, Linked(columns, scores))


def pick(table: PairTable, name: str) -> list[float]:
    return [round(float(x), 2) for x in table.values[:, table.names.index(name)]]


def test_every_pair_is_described_once() -> None:
    table = describe([find("attacked"), find("attack"), find("rallies")], [ASSAULT, ASSAULT, PROTEST], {})
    assert list(zip(table.first.tolist(), table.second.tolist(), strict=True)) == [(0, 1), (0, 2), (1, 2)]
    assert table.one_type.tolist() == [True, False, False]
    assert table.values.shape == (3, len(table.names))
    assert np.isfinite(table.values).all()
    assert len(set(table.names)) == len(table.names)


def test_dates_and_numbers_agree_or_contradict() -> None:
    words = [find("attacked"), find("attack"), find("attack", 1)]
    links = {
        (0, "time", "3 May"): 6.0, (1, "time", "3 May"): 6.0, (2, "time", "9 May"): 6.0,
        (0, "quantity", "7"): 6.0, (2, "quantity", "7"): 6.0,
    }  # fmt: skip
    table = describe(words, [ASSAULT] * 3, links)
    agree, contradict = pick(table, "dates agree"), pick(table, "dates contradict")
    assert agree[0] > 0.5 > agree[1]
    assert contradict[1] > 0.5 > contradict[0]
    assert [x > 0.5 for x in pick(table, "numbers agree")] == [False, True, False]


def test_numbers_contradict_where_they_count_the_same() -> None:
    text = "Gunmen killed 7 soldiers on Monday. The killing of 9 soldiers and 4 nurses was condemned."
    document = run_steps(ParseSyntax()(Document(Report.of(text))), ANNOTATE)
    keys = [key_amount(document, amount) for amount in document.amounts]
    assert [key[0] for key in keys] == [7, 9, 4]
    assert compare_numbers(keys[0], keys[1]) == -1
    assert compare_numbers(keys[0], keys[2]) == 0
    assert compare_numbers(keys[0], keys[0]) == 1


@pytest.mark.parametrize(
    ("one", "other", "verdict"),
    [
        ("2011-05-03", "2011-05-03", 1), ("2011-05-03", "2011-05-09", -1), ("2011-05", "2011-05-09", 0),
        ("2011-05-03", None, 0), ("2011-05-01/2011-05-09", "2011-05-03", 0),
    ],
)  # fmt: skip
def test_dates_are_compared(one: str, other: str | None, verdict: int) -> None:
    assert compare_dates(one, other) == compare_dates(other, one) == verdict


def test_candidates_are_shared_or_differ() -> None:
    words = [find("attacked"), find("attack"), find("condemned")]
    table = describe(
        words, [ASSAULT, ASSAULT, ACCUSE],
        {(0, "actor", "Gunmen"): 6.0, (1, "actor", "Gunmen"): 6.0, (2, "actor", "Norland"): 6.0},
    )  # fmt: skip
    shared, differ = pick(table, "actor shared"), pick(table, "actor differ")
    assert shared[0] > 0.5 > shared[1]
    assert differ[1] > 0.3 > differ[0]


def test_nouns_say_whether_they_point_back() -> None:
    table = describe([find("attacked"), find("attack"), find("attack", 1)], [ASSAULT] * 3, {})
    assert pick(table, "later definite") == [1, 0, 0]
    assert pick(table, "later other") == [0, 1, 1]
    assert pick(table, "same lemma, both nouns") == [0, 0, 1]
    assert pick(table, "nothing of the type between") == [1, 0, 1]


def test_each_kind_of_pair_has_weights_of_its_own() -> None:
    table = describe([find("attacked"), find("attack"), find("rallies")], [ASSAULT, ASSAULT, PROTEST], {})
    weights = {"one type": {"bias": 2.0}, "two types": {"bias": -1.0}}
    assert weigh_pairs(table, weights).tolist() == [2, -1, -1]


def test_the_weights_name_columns_of_the_table() -> None:
    table = describe([find("attacked"), find("attack")], [ASSAULT] * 2, {})
    weights = load_json("sameness_weights.json")
    assert set(weights) == set(KINDS)
    for kind in KINDS:
        assert set(weights[kind]) <= set(table.names)
        assert weights[kind]["base"] > 0


def test_a_light_verb_and_its_noun_are_one_for_sure() -> None:
    frame = make_frame()
    words = [find("held"), find("rallies")]
    types = np.zeros((len(frame.starts), len(scheme.TYPES)), np.float32)
    types[words, PROTEST] = 1.0
    columns = list_columns(frame.document, frame.encoded.words)
    linked = Linked(columns, np.full((2, len(columns.ids), len(scheme.ARGUMENTS)), -8.0, np.float32))
    scores = score_pairs(frame, words, types, np.full((2, 2), -50.0, np.float32), linked)
    assert scores[0, 1] == scores[1, 0] == ONE


def test_words_are_joined_by_average_link() -> None:
    scores = np.array([[0, 4, 1], [4, 0, -3], [1, -3, 0]], np.float32)
    assert cluster_words([5, 7, 9], scores, 0.0) == [[5, 7], [9]]  # the third fits one of two, not both
    assert cluster_words([5, 7, 9], scores, -1.5) == [[5, 7, 9]]
    assert cluster_words([5, 7, 9], scores, 5.0) == [[5], [7], [9]]
    assert cluster_words([5], np.zeros((1, 1), np.float32), 0.0) == [[5]]
