"""What speaks for it that an account rests on an attribution."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

from dateline.annotate.syntax import ParseSyntax
from dateline.extract import scheme
from dateline.extract.claims import judge_claims, weigh_chain
from dateline.extract.via_features import ViaFinder
from dateline.records import Account, Attribution, Document, Entity, Report, Span

PARSE = ParseSyntax()
TEXT = "The envoy said rebels had burned the mill. Villagers say the envoy told them of the siege that began in May."


def span(quote: str, text: str = TEXT) -> Span:
    start = text.index(quote)
    return Span.of(text, start, start + len(quote))


def make(trigger: str, *, also: tuple[str, ...] = (), actor: str = "rebels", type_: str = "ASSAULT") -> Document:
    syntax = PARSE(Document(Report.of(TEXT))).syntax
    entities = tuple(
        Entity(f"e{k}", name, kind, (span(name),))
        for k, (name, kind) in enumerate((("The envoy", "person"), ("rebels", "group"), ("Villagers", "group")))
    )
    told = (
        Attribution("a1", span("The envoy"), "e0", span("said"), span("rebels had burned the mill"), "indirect"),
        Attribution("a2", span("Villagers"), "e2", span("say"), span(TEXT[TEXT.index("the envoy") : -1]), "indirect"),
        Attribution("a3", span("the envoy"), "e0", span("told"), span("the siege that began in May"), "indirect"),
    )
    owner = next(entity.id for entity in entities if entity.name == actor)
    account = Account(
        "v1", type_, span(trigger), span(trigger), also=tuple(map(span, also)), actor=(owner,)
    )  # fmt: skip
    return Document(Report.of(TEXT), syntax=syntax, entities=entities, attributions=told, accounts=(account,))


def list_options(document: Document) -> dict[str, dict[str, float]]:
    return {one.id: dict(features) for one, features in ViaFinder(document).list_options(document.accounts[0])}


def test_options_are_the_attributions_around_any_mention() -> None:
    options = list_options(make("burned", also=("siege",)))
    assert list(options) == ["a1", "a2", "a3"]
    assert options["a1"]["around main"] == 1
    assert options["a2"]["around another"] == 1
    assert options["a1"]["share inside"] == 0.5


def test_an_account_outside_all_contents_has_none() -> None:
    assert list_options(make("told", type_="REQUEST", actor="The envoy")).keys() == {"a2"}
    assert list_options(make("said", type_="REQUEST", actor="The envoy")) == {}


def test_nested_attributions_know_their_place() -> None:
    options = list_options(make("siege"))
    assert (options["a2"]["outer"], options["a2"]["inner"]) == (0, 1)
    assert (options["a3"]["outer"], options["a3"]["inner"]) == (1, 0)


@pytest.mark.parametrize(
    ("trigger", "actor", "expected"),
    [
        ("burned", "rebels", {"tense perfect", "place top", "not own deed", "source person", "cue say"}),
        ("burned", "The envoy", {"own", "own deed VERB", "own unnamed perfect deed"}),
        ("siege", "rebels", {"word NOUN", "det the"}),
        ("began", "rebels", {"place in a noun's clause", "tense past"}),
    ],
)
def test_features_tell_how_the_words_stand(trigger: str, actor: str, expected: set[str]) -> None:
    found = {name for features in list_options(make(trigger, actor=actor)).values() for name in features}
    assert expected <= found


def test_what_more_speaks_for_is_kept() -> None:
    document = make("siege")
    options = ViaFinder(document).list_options(document.accounts[0])
    assert [a.id for a in weigh_chain(options, {"bias": 0.5, "outer": -1.0})] == ["a2"]
    assert weigh_chain(options, {"bias": -0.5}) == []


@pytest.mark.parametrize(("cue", "kept"), [("say", ["a2"]), ("deny", ["a1", "a2"])])
def test_an_account_rests_on_one_chain_and_on_who_denies_it(cue: str, kept: list[str]) -> None:
    text = "Dockers say the mill burned. The mill burned, villagers said."
    told = [
        Attribution("a1", span("Dockers", text), "e1", Span(8, 8 + len(cue), cue), Span.of(text, 12, 27), "indirect"),
        Attribution("a2", span("villagers", text), "e2", span("said", text), Span.of(text, 29, 44), "indirect"),
    ]
    options = [(told[0], {"bias": 1.0}), (told[1], {"bias": 2.0})]
    assert [a.id for a in weigh_chain(options, {"bias": 1.0})] == kept


@pytest.mark.parametrize(
    ("sure", "claim", "via"), [("narrator", "narrator", ()), ("attributed", "attributed", ("a1",))]
)
def test_the_encoder_is_heard(sure: str, claim: str, via: tuple[str, ...]) -> None:
    document = make("burned")
    scores = np.full((len(document.syntax), len(scheme.CLAIMS)), -4, np.float32)
    scores[:, scheme.CLAIMS.index(sure)] = 4
    numbers = list(range(len(document.syntax)))
    words = SimpleNamespace(tokens=numbers, of_token=numbers)
    flat = np.zeros((len(numbers), len(scheme.MODALITIES)), np.float32)
    encoded = SimpleNamespace(words=words, head=lambda name: scores if name == "claim" else flat)
    judged = judge_claims(replace(document, encoded=encoded)).accounts[0]
    assert (judged.claim, judged.via) == (claim, via)
