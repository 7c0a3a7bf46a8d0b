"""Whom "the two countries" and "both sides" mean."""

from __future__ import annotations

from dataclasses import replace

import pytest

from dateline.annotate.syntax import load_pipeline
from dateline.mentions import is_pair
from dateline.records import Account, Attribution, Document, Entity, Report, Span
from dateline.resolve.sides import name_pairs

TEXT = (
    "Peru met Chile in May. Bolivia was not there. The union and the bank quarrelled. "
    "Peru and Chile met again. The two countries signed a pact. Both sides praised it."
)


def span(words: str, start: int = 0) -> Span:
    at = TEXT.index(words, start)
    return Span.of(TEXT, at, at + len(words))


def entity(id_: str, name: str, kind: str, *words: str) -> Entity:
    spans = [span(word) for word in words]
    again = TEXT.rfind(words[0])
    if again != spans[0].start:
        spans.append(Span.of(TEXT, again, again + len(words[0])))
    return Entity(id_, name, kind, tuple(spans))  # type: ignore[arg-type]


def make(entities: tuple[Entity, ...], trigger: str, actor: tuple[str, ...]) -> Document:
    account = Account("v1", "AGREE", span(trigger), span(TEXT), actor=actor)
    return Document(Report("t", TEXT), syntax=load_pipeline()(TEXT), entities=entities, accounts=(account,))


COUNTRIES = (
    entity("c1", "Government of Peru", "org", "Peru"),
    entity("c2", "Government of Chile", "org", "Chile"),
    entity("c3", "Government of Bolivia", "org", "Bolivia"),
    entity("c4", "The two countries", "org", "The two countries"),
)
BODIES = (entity("c5", "the union", "org", "The union"), entity("c6", "the bank", "org", "the bank"))


def test_two_countries_are_those_told_of_last() -> None:
    done = name_pairs(make((*COUNTRIES, *BODIES), "signed", ("c4",)))
    assert done.accounts[0].actor == ("c1", "c2")
    assert [span("The two countries") in e.mentions for e in done.entities] == [True, True, False, True, False, False]


def test_a_source_is_the_first_of_the_two() -> None:
    document = make(COUNTRIES, "signed", ("c1",))
    told = Attribution("a1", span("The two countries"), "c4", None, span("signed a pact"), "indirect")
    document = Document(
        document.report, syntax=document.syntax, entities=document.entities, accounts=document.accounts,
        attributions=(told,),
    )  # fmt: skip
    assert name_pairs(document).attributions[0].entity == "c1"


def test_neither_the_other_side_nor_the_speaker_is_one_of_the_two() -> None:
    document = make((*COUNTRIES, *BODIES), "signed", ("c4",))
    account = replace(document.accounts[0], recipient=("c1",))
    done = name_pairs(replace(document, accounts=(account,)))
    assert done.accounts[0].actor == ("c2", "c3")
    told = Attribution("a1", span("Peru"), "c1", None, span("The two countries signed a pact"), "indirect")
    done = name_pairs(replace(document, attributions=(told,)))
    assert done.accounts[0].actor == ("c2", "c3")


def test_sides_may_be_any_bodies() -> None:
    sides = entity("c7", "Both sides", "org", "Both sides")
    done = name_pairs(make((*BODIES, sides), "praised", ("c7",)))
    assert set(done.accounts[0].actor) == {"c5", "c6"}


def test_where_there_are_not_two_the_description_stays() -> None:
    done = name_pairs(make((COUNTRIES[0], COUNTRIES[3]), "signed", ("c4",)))
    assert done.accounts[0].actor == ("c4",)


@pytest.mark.parametrize(
    ("text", "pair"),
    [
        ("the two countries", True),
        ("Both sides", True),
        ("the two defence ministers", True),
        ("two countries", False),
        ("the two men", False),
        ("the countries", False),
    ],
)
def test_a_pair_is_told_by_its_words(text: str, pair: bool) -> None:
    assert is_pair(text) is pair
