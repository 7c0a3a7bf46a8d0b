"""What stays, and its numbers."""

from __future__ import annotations

from dateline.records import Account, Attribution, Document, Entity, Report, Span, Time
from dateline.resolve.selection import select_entities

TEXT = "Ann said Bob hit Cid in Dax on Friday."


def span(words: str) -> Span:
    start = TEXT.index(words)
    return Span.of(TEXT, start, start + len(words))


def test_keeps_what_is_named_and_renumbers_in_text_order() -> None:
    entities = tuple(
        Entity(f"c{i}", name, "person", (span(name),)) for i, name in enumerate(["Cid", "Bob", "Ann", "Dax"])
    )
    document = Document(
        Report("t", TEXT),
        entities=entities,
        times=(Time("x", span("Friday"), None),),
        attributions=(Attribution("q", span("Ann"), "c2", span("said"), span("Bob hit Cid"), "indirect"),),
        accounts=(
            Account(
                "z", "ASSAULT", span("hit"), span(TEXT), actor=("c1", "c9"), recipient=("c0",), time="x", via=("q",)
            ),
        ),
    )
    done = select_entities(document)
    assert [(e.id, e.name) for e in done.entities] == [("e1", "Ann"), ("e2", "Bob"), ("e3", "Cid")]
    account = done.accounts[0]
    assert (account.id, account.actor, account.recipient, account.time, account.via) == (
        "v1", ("e2",), ("e3",), "t1", ("a1",),
    )  # fmt: skip
    assert done.attributions[0].entity == "e1"


def test_nothing_is_nothing() -> None:
    assert select_entities(Document(Report("t", TEXT))).entities == ()
