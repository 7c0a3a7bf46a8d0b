"""Which entities may be joined."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from dateline.annotate.syntax import ParseSyntax
from dateline.extract import scheme
from dateline.extract.encoder import Encoded
from dateline.extract.joining import FORM_PAIRS, may_be_one, move_pronouns
from dateline.extract.windows import number_words
from dateline.records import Attribution, Document, Entity, EntityKind, Report, Span

TEXT = "Ann Bell met Eva Lund. She said she had won, and Bell left."


def entity(name: str, kind: EntityKind = "org", country: str | None = None) -> Entity:
    return Entity("c1", name, kind, (Span(0, len(name), name),), country=country)


def test_one_kind_and_one_country() -> None:
    officials = entity("South Korean officials", "group", "KOR")
    assert not may_be_one(officials, entity("Japanese officials", "group", "JPN"))
    assert may_be_one(officials, entity("the officials", "group"))
    assert not may_be_one(officials, entity("the ministry"))


def test_the_police_are_no_government() -> None:
    government = entity("Government of Chile", country="CHL")
    assert not may_be_one(government, entity("Police"))
    assert not may_be_one(entity("the army"), government)
    assert may_be_one(government, entity("the regime"))
    assert may_be_one(government, entity("the country"))


def make_document(sure: float) -> Document:
    """Give a report in which rules take *She* for Eva Lund, and the encoder for Ann Bell, by `sure`."""
    document = ParseSyntax()(Document(Report.of(TEXT)))
    words = number_words(document.syntax)
    vectors = np.zeros((len(words.tokens), scheme.OUTPUT_SIZE), np.float32)
    start = scheme.LINKS.index("coref") * scheme.LINK_SIZE
    vectors[words.texts.index("She"), scheme.SLICES["from"].start + start] = sure
    vectors[words.texts.index("Bell"), scheme.SLICES["to"].start + start] = 8
    biases: dict[str, Any] = {
        "distance": np.zeros((scheme.DISTANCES, len(scheme.LINKS)), np.float32),
        "sentence": np.zeros((scheme.SENTENCES, len(scheme.LINKS)), np.float32),
        "coref forms": np.zeros((FORM_PAIRS, 1), np.float32),
        "coref same": np.zeros((2, 1), np.float32),
    }

    def cut(quote: str, number: int = 1) -> Span:
        at = -1
        for _ in range(number):
            at = TEXT.index(quote, at + 1)
        return Span.of(TEXT, at, at + len(quote))

    entities = (
        Entity("e1", "Ann Bell", "person", (cut("Ann Bell"), cut("Bell", 2))),
        Entity("e2", "Eva Lund", "person", (cut("Eva Lund"), cut("She"))),
    )
    told = Attribution("a1", cut("She"), "e2", cut("said"), cut("she had won"), "indirect")
    encoded = Encoded(words, vectors, biases, np.zeros((len(words.tokens), 9), np.int64))
    return replace(document, entities=entities, attributions=(told,), encoded=encoded)


@pytest.mark.parametrize(("sure", "owner"), [(8.0, "e1"), (0.0, "e2")])
def test_a_pronoun_goes_to_whom_the_encoder_is_surer_of(sure: float, owner: str) -> None:
    document = move_pronouns(make_document(sure), 0.5)
    (found,) = [e.id for e in document.entities if "She" in [m.quote for m in e.mentions]]
    assert found == owner
    assert document.attributions[0].entity == owner


def test_an_entity_keeps_its_only_mention() -> None:
    document = make_document(8.0)
    alone = replace(document.entities[1], mentions=document.entities[1].mentions[1:])
    document = replace(document, entities=(document.entities[0], alone))
    assert move_pronouns(document, 0.5) == document
