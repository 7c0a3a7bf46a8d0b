"""The judging, counting and fitting of how sure resolved values are, on made-up readings."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from evaluation.field_confidence import (
    Judged,
    find_bins,
    find_error,
    fit,
    judge_reading,
    match_accounts,
    measure,
    write_page,
)

from dateline.records import Account, Document, Entity, Report, Resolution, Span

TEXT = "Keller met the miners in Orrin. The mayor left."


def at(words: str) -> Span:
    return Span.of(TEXT, TEXT.index(words), TEXT.index(words) + len(words))


def pair(words: str) -> list[int]:
    return [at(words).start, at(words).end]


GOLD: dict[str, Any] = {
    "id": "t",
    "text": TEXT,
    "entities": [
        {"id": "g1", "name": "Keller", "kind": "person", "country": "NOR", "sector": ["GOV"],
         "mentions": [pair("Keller")]},
        {"id": "g2", "name": "miners", "kind": "group", "country": None, "sector": [],
         "mentions": [pair("the miners")]},
        {"id": "g3", "name": "Orrin", "kind": "place", "country": "NOR", "sector": [], "mentions": [pair("Orrin")]},
    ],
    "events": [
        {"id": "v1", "type": "CONSULT", "trigger": pair("met"), "also": [], "date": "2020-05", "place": ["g3"]},
        {"id": "v2", "type": "RETREAT", "trigger": pair("left"), "also": [], "date": None, "place": []},
    ],
}  # fmt: skip


def make_document() -> Document:
    entities = (
        Entity("a", "Keller", "person", (at("Keller"),), "SWE", ("GOV",),
               resolution=(Resolution("country", "report"), Resolution("sector", "words"))),
        Entity("b", "the miners", "group", (at("the miners"),), "NOR", ("LAB",),
               resolution=(Resolution("country", "report"), Resolution("sector", "words"))),
        Entity("c", "Orrin", "place", (at("Orrin"),), "NOR", resolution=(Resolution("country", "gazetteer", 0.8),)),
    )  # fmt: skip
    told = (Resolution("date", "expression", 0.6), Resolution("place", "reader", 0.9, value="c"))
    accounts = (
        Account("x", "CONSULT", at("met"), at("met"), date="2020-05", place=("c",), confidence=0.4, resolution=told),
        Account("y", "RETREAT", at("left"), at("left"), date="2020-05", confidence=0.9, resolution=told[:1]),
        Account("z", "AID", at("left"), at("left"), date="2020-05", resolution=told[:1]),
    )
    return Document(Report("t", TEXT), entities=entities, accounts=accounts)


def test_values_are_judged_by_the_gold_reading() -> None:
    judged = [(row.field, row.by, row.share, row.right) for row in judge_reading("dev", GOLD, make_document())]
    assert judged == [
        ("country", "report", None, False),  # Keller's is another
        ("sector", "words", None, True),
        ("country", "report", None, False),  # of the miners none is told, and no sector
        ("country", "gazetteer", 0.8, True),
        ("event date", "expression", 0.6, False),  # of the mayor's leaving none is told; the aid is no gold event
        ("event date", "expression", 0.6, True),
        ("event place", "reader", 0.9, True),
    ]


def test_one_gold_event_takes_one_account() -> None:
    document = make_document()
    twice = (*document.accounts, document.accounts[0])
    assert [(e["id"], a.id) for e, a in match_accounts(GOLD, twice)] == [("v2", "y"), ("v1", "x")]


def make_rows(part: str, field: str, by: str, number: int, truth: float, share: float | None = None) -> list[Judged]:
    return [Judged(part, f"{part}{i % 9}", field, by, share, i % 100 < truth * 100) for i in range(number)]


def test_rules_are_counted_and_training_gives_a_first_guess() -> None:
    rows = [
        *make_rows("train", "country", "words", 400, 0.9), *make_rows("train", "country", "rare", 400, 0.5),
        *make_rows("dev", "country", "words", 200, 0.7), *make_rows("dev", "country", "rare", 1, 1.0),
        *make_rows("train", "event date", "rare", 400, 0.9), *make_rows("dev", "event date", "words", 200, 0.7),
    ]  # fmt: skip
    rates = fit(rows)
    assert rates["country"]["words"] == {"confidence": 0.706, "right": 140, "of": 200}
    assert 0.5 < rates["country"]["rare"]["confidence"] < 0.6
    assert set(rates["event date"]) == {"words"}  # the reader has learnt the training reports
    confidence, right = measure(rows, "country")
    assert len(right) == 201
    assert find_error(confidence, right) < 0.1


def test_boasting_shares_are_scaled_down_without_their_own_report() -> None:
    draw = np.random.default_rng(3)
    rows = []
    for i in range(900):
        truth = draw.uniform(0.2, 0.9)
        share = 1 / (1 + (1 / truth - 1) ** 2)  # twice the log-odds
        rows.append(Judged("dev", f"r{i % 30}", "event date", "expression", share, bool(draw.uniform() < truth)))
    confidence, right = measure(rows, "event date")
    stated = np.array([row.share for row in rows], float)
    assert find_error(confidence, right) < 0.06 < find_error(stated, np.array([float(row.right) for row in rows]))
    alone = [row for row in rows if row.report == "r0"]
    assert len(measure(alone, "event date")[0]) == 0  # nothing is left to fit on


def test_few_shares_are_counted_and_not_scaled() -> None:
    assert "slope" not in fit(make_rows("dev", "event place", "reader", 10, 0.5, 0.9))["event place"]["reader"]
    assert "slope" in fit(make_rows("dev", "event place", "reader", 90, 0.5, 0.9))["event place"]["reader"]


def test_the_page_tells_every_field_and_rule() -> None:
    rows = [*make_rows("train", "sector", "words", 40, 0.9), *make_rows("dev", "sector", "words", 40, 0.9)]
    page = write_page(rows, fit(rows))
    assert "| first sector of an actor | 40 | 1.00 |" in page
    assert "| first sector of an actor | words | 40 | 40 |" in page


def test_bins_are_of_equal_width_and_hold_every_value() -> None:
    confidence, right = np.array([0.05, 0.51, 0.55, 0.59, 1.0]), np.array([0.0, 1.0, 1.0, 0.0, 1.0])
    bins = find_bins(confidence, right)
    assert [(round(c, 2), round(r, 2), n) for c, r, n in bins] == [(0.05, 0.0, 1), (0.55, 0.67, 3), (1.0, 1.0, 1)]
    assert find_error(confidence, right) == pytest.approx((0.05 + 3 * (2 / 3 - 0.55)) / 5)
