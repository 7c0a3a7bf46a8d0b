"""Which entities may be joined."""

from __future__ import annotations

from dataclasses import replace

import pytest

from dateline.extract.joining import join_entities, may_be_one
from dateline.records import Attribution, Document, Entity, EntityKind, Span
from tests.extract.encoded import cut, encode_nothing, point

LIMITS = {"pronoun": 0.5, "join": 2.0}
TEXT = "Ann Bell met Eva Lund. She said she had won, and Bell left."


def entity(name: str, kind: EntityKind = "org", country: str | None = None) -> Entity:
    return Entity("c1", name, kind, (Span(0, len(name), name),), country=country)


def test_one_kind_and_one_country() -> None:
    officials = entity("South Korean officials", "group", "KOR")
    assert not may_be_one(officials, entity("Japanese officials", "group", "JPN"))
    assert may_be_one(officials, entity("the officials", "group"))
    assert not may_be_one(officials, entity("the ministry"))


def test_those_of_other_numbers_are_others() -> None:
    marchers = entity("an estimated 150,000 people", "group")
    assert not may_be_one(marchers, entity("774 people", "group"))
    assert may_be_one(marchers, entity("the 150,000", "group"))
    assert may_be_one(marchers, entity("the marchers", "group"))
    assert not may_be_one(entity("a 26-year-old man", "person"), entity("the 34-year-old", "person"))


def test_the_police_are_no_government() -> None:
    government = entity("Government of Chile", country="CHL")
    assert not may_be_one(government, entity("Police"))
    assert not may_be_one(entity("the army"), government)
    assert may_be_one(government, entity("the regime"))
    assert may_be_one(government, entity("the country"))


def make_document(sure: float) -> Document:
    """Give a report in which rules take *She* for Eva Lund, and the encoder for Ann Bell, by `sure`."""
    document = encode_nothing(TEXT)
    point(document, "coref", "She", "Bell", sure)
    entities = (
        Entity("e1", "Ann Bell", "person", (cut(TEXT, "Ann Bell"), cut(TEXT, "Bell", 2))),
        Entity("e2", "Eva Lund", "person", (cut(TEXT, "Eva Lund"), cut(TEXT, "She"))),
    )
    told = Attribution("a1", cut(TEXT, "She"), "e2", cut(TEXT, "said"), cut(TEXT, "she had won"), "indirect")
    return replace(document, entities=entities, attributions=(told,))


@pytest.mark.parametrize(("sure", "owner"), [(8.0, "e1"), (0.0, "e2")])
def test_a_pronoun_goes_to_whom_the_encoder_is_surer_of(sure: float, owner: str) -> None:
    document = join_entities(make_document(sure), LIMITS)
    (found,) = [e.id for e in document.entities if "She" in [m.quote for m in e.mentions]]
    assert found == owner
    assert document.attributions[0].entity == owner


def test_an_entity_keeps_its_only_mention() -> None:
    document = make_document(8.0)
    alone = replace(document.entities[1], mentions=document.entities[1].mentions[1:])
    document = replace(document, entities=(document.entities[0], alone))
    assert join_entities(document, LIMITS) == document
