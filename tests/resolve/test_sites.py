"""Where acts happen: which places of a report an account gets."""

from __future__ import annotations

from dataclasses import replace

import pytest

from dateline.annotate.coreference import link_mentions
from dateline.annotate.entities import find_entities
from dateline.annotate.syntax import load_pipeline
from dateline.records import Account, Document, Report, Span
from dateline.resolve.locations import add_places
from dateline.resolve.places import resolve_places
from dateline.resolve.site_features import SiteFinder
from dateline.resolve.sites import choose_sites, place_accounts


def prepare(text: str, *triggers: str, event: str = "ASSAULT", score: float = -1.0) -> Document:
    """Give a report with an account a trigger; the encoder's score is the same for every place."""
    spans = [Span.of(text, text.index(word), text.index(word) + len(word)) for word in triggers]
    accounts = tuple(Account(f"v{i}", event, span, span) for i, span in enumerate(spans, 1))
    document = Document(Report.of(text), syntax=load_pipeline()(text), accounts=accounts)
    document = resolve_places(add_places(link_mentions(find_entities(document))))
    places = {entity.id: score for entity in document.entities if entity.kind == "place"}
    return replace(document, links={account.id: places for account in document.accounts})


def place(text: str, trigger: str, event: str = "ASSAULT", score: float = -1.0) -> list[str]:
    document = place_accounts(prepare(text, trigger, event=event, score=score))
    names = {entity.id: entity.name for entity in document.entities}
    return [names[id_] for id_ in document.accounts[0].place]


@pytest.mark.parametrize(
    ("text", "trigger", "name"),
    [
        ("Gunmen killed nine men in Bamako on Friday.", "killed", "Bamako"),
        ("Police said the bombing in Karachi wounded six.", "bombing", "Karachi"),
        ("Villagers near Kisumu were attacked at night.", "attacked", "Kisumu"),
    ],
)
def test_a_place_on_the_act_is_its_place(text: str, trigger: str, name: str) -> None:
    assert place(text, trigger) == [name]


def test_where_it_was_said_is_not_where_it_happened() -> None:
    text = "Gunmen killed nine men in Bamako. The minister said so in Geneva."
    assert place(text, "killed") == ["Bamako"]


def test_the_most_specific_comes_first() -> None:
    text = "Gunmen killed nine men in Mali on Friday. The killing took place in Bamako, Mali."
    found = place(text, "killing", score=1)
    assert found[:1] == ["Bamako"]


def test_the_encoder_can_speak_against_a_place_and_for_one() -> None:
    text = "Gunmen killed nine men in Bamako on Friday."
    assert place(text, "killed", score=-8.0) == []
    assert place("Karachi mourned. Gunmen killed nine men.", "killed", score=4.0) == ["Karachi"]


def test_without_scores_the_places_of_the_rules_stay() -> None:
    document = prepare("Gunmen killed nine men in Bamako.", "killed")
    given = replace(document, links={}, accounts=(replace(document.accounts[0], place=("c9",)),))
    assert place_accounts(given).accounts[0].place == ("c9",)


def test_a_further_place_needs_more() -> None:
    assert choose_sites({"a": 1.0, "b": -0.5}) == ["a"]
    assert choose_sites({"a": 1.0, "b": 0.5}) == ["a", "b"]
    assert choose_sites({"a": -0.5}) == ["a"]
    assert choose_sites({"a": -2.5}) == []


def test_features_name_how_a_place_hangs_on_the_act() -> None:
    document = prepare("Gunmen killed nine men in Bamako on Friday.", "killed")
    features = SiteFinder(document).list_candidates(0)
    found = next(f for id_, f in features.items() if f.get("linked"))
    assert {"linked in", "linked by trigger", "city"} <= {name for name, value in found.items() if value}
