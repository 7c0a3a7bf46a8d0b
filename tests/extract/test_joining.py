"""Which entities may be joined."""

from __future__ import annotations

from dateline.extract.joining import may_be_one
from dateline.records import Entity, EntityKind, Span


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
