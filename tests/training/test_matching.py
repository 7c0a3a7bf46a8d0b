"""How accounts are matched to the annotated ones."""

from __future__ import annotations

import pathlib

import pytest
from training.matching import match_readings

from dateline.evaluate.scoring import load_scorer

CORPUS = pathlib.Path("../shared/corpus")
TEXT = "Police arrested two protesters in Tallinn on Friday. Hundreds of people marched through Tartu."


@pytest.mark.skipif(not CORPUS.exists(), reason="needs the corpus's scorer")
def test_only_accounts_of_the_annotated_type_are_matched() -> None:
    def span(quote: str) -> list[int]:
        return [TEXT.index(quote), TEXT.index(quote) + len(quote)]

    events = [
        {"id": "v1", "type": "COERCE", "trigger": span("arrested"), "also": [], "actor": ["e1"], "recipient": []},
        {"id": "v2", "type": "AID", "trigger": span("marched"), "also": [], "actor": [], "recipient": []},
    ]
    entities = [{"id": "e1", "kind": "org", "mentions": [span("Police")]}]
    reading = {
        "id": "t", "text": TEXT, "published": "2020-09-14", "entities": entities, "events": events, "attributions": [],
    }  # fmt: skip
    (match,) = match_readings([reading], load_scorer(CORPUS))
    assert [event["id"] for event in match.events.values()] == ["v1"]
    number = next(iter(match.events))
    account = match.document.accounts[number]
    assert account.trigger.quote == "arrested"
    assert match.ours["e1"] in account.actor
    assert match.document.links[account.id]
