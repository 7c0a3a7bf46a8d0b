"""How likely an account is right, by what speaks for it."""

from __future__ import annotations

import pytest

from dateline.annotate.syntax import ParseSyntax
from dateline.extract.credence import Features, find_odds, rate_account
from dateline.extract.decode import ReadByEncoder
from dateline.pipeline import ANNOTATE, run_steps
from dateline.records import Account, Document, Report

TEXT = (
    "Police in the capital arrested 12 protesters on Tuesday, the interior ministry said. "
    "The foreign minister of Norland condemned the arrests and called on the government to free the detainees."
)


class Listener:
    """Keeps what speaks for each account, and gives them all one probability."""

    def __init__(self, probability: float) -> None:
        self.probability = probability
        self.heard: dict[str, Features] = {}

    def __call__(self, account: Account, features: Features) -> float:
        self.heard[account.trigger.quote] = features
        return self.probability


def read(listener: Listener) -> tuple[Account, ...]:
    document = run_steps(ParseSyntax()(Document(Report.of(TEXT))), ANNOTATE)
    return ReadByEncoder(rate=listener)(document).accounts


def test_accounts_that_are_doubted_are_left_out() -> None:
    doubting, sure = Listener(0.01), Listener(0.99)
    assert read(doubting) == ()
    assert {account.trigger.quote for account in read(sure)} == set(sure.heard) == set(doubting.heard)


def test_a_surer_account_has_more_confidence() -> None:
    less, more = read(Listener(0.8)), read(Listener(0.95))
    assert [a.trigger for a in less] == [a.trigger for a in more]
    assert all(a.confidence < b.confidence for a, b in zip(less, more, strict=True))


def test_parties_and_the_type_are_among_what_speaks_for_an_account() -> None:
    listener = Listener(1.0)
    read(listener)
    arrest = listener.heard["arrested"]
    assert arrest["type COERCE"] == arrest["tag VERB"] == 1
    assert arrest["actors"] >= 1
    assert arrest["fit actor"] > arrest["fit place"] >= -6
    assert 0 < arrest["share of the type"] <= 1


def test_what_the_encoder_is_surer_of_is_likelier() -> None:
    listener = Listener(1.0)
    account = read(listener)[0]
    features = listener.heard[account.trigger.quote]
    doubtful = {**features, "likely": find_odds(0.4), "likely, COERCE": find_odds(0.4), "main likely": find_odds(0.4)}
    assert 0 < rate_account(account, doubtful) < rate_account(account, features) < 1


def test_odds_of_certainty_are_finite() -> None:
    assert find_odds(0.0) == pytest.approx(-find_odds(1.0))
    assert find_odds(0.0) < -9 < find_odds(0.5) == 0
