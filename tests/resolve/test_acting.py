"""Places that act."""

from __future__ import annotations

from dateline.records import Account, Document, Entity, Report, Span
from dateline.resolve.acting import let_places_act
from dateline.resolve.actors import resolve_actors
from tests.resolve.test_actors import resolve

TEXT = "Lombardy sued the ministry in Lombardy. Peru signed."


def span(words: str, start: int = 0) -> Span:
    at = TEXT.index(words, start)
    return Span.of(TEXT, at, at + len(words))


def tell(entities: tuple[Entity, ...], **sides: tuple[str, ...]) -> Document:
    account = Account("v1", "ACCUSE", span("sued"), span(TEXT), **sides)
    return Document(Report("t", TEXT), entities=entities, accounts=(account,))


def test_a_place_that_acts_is_a_body() -> None:
    place = Entity("c1", "Lombardy", "place", (span("Lombardy"),))
    done = let_places_act(tell((place,), actor=("c1",)))
    assert [(e.id, e.kind) for e in done.entities] == [("c1", "org")]
    assert done.accounts[0].actor == ("c1",)


def test_a_place_where_it_happens_too_stays() -> None:
    place = Entity("c1", "Lombardy", "place", (span("Lombardy"), span("Lombardy", 9)))
    done = let_places_act(tell((place,), actor=("c1",), place=("c1",)))
    assert [(e.id, e.kind) for e in done.entities] == [("c1", "place"), ("c1g", "org")]
    assert (done.accounts[0].actor, done.accounts[0].place) == (("c1g",), ("c1",))


def test_a_country_that_acts_is_its_government() -> None:
    country = Entity("c1", "Peru", "place", (span("Peru"),), country="PER")
    government = Entity("c2", "Government of Peru", "org", (span("Peru"),), country="PER")
    done = let_places_act(tell((country, government), recipient=("c1",)))
    assert done.accounts[0].recipient == ("c2",)
    assert [e.kind for e in done.entities] == ["place", "org"]


def test_a_place_under_the_words_of_a_body_is_that_body() -> None:
    place = Entity("c1", "Lombardy", "place", (span("Lombardy"), span("Lombardy", 9)))
    body = Entity("c2", "Lombardy", "org", (span("Lombardy"), span("Lombardy", 9)))
    done = let_places_act(tell((place, body), actor=("c1",)))
    assert done.accounts[0].actor == ("c2",)
    assert [(e.id, e.kind) for e in done.entities] == [("c1", "place"), ("c2", "org")]


def test_nothing_changes_where_no_place_acts() -> None:
    document = tell((Entity("c1", "Lombardy", "place", (span("Lombardy"),)),), place=("c1",))
    assert let_places_act(document) is document


def test_the_body_of_a_place_governs() -> None:
    text = "Officials met in Lombardy. Lombardy sued the ministry."
    document = resolve(text)
    place = next(e for e in document.entities if e.name == "Lombardy")
    at = Span.of(text, text.index("sued"), text.index("sued") + 4)
    account = Account("v1", "ACCUSE", at, at, actor=(place.id,))
    done = resolve_actors(Document(document.report, syntax=document.syntax, entities=document.entities,
                                   accounts=(account,)))  # fmt: skip
    found = next(e for e in done.entities if e.id == done.accounts[0].actor[0])
    assert (found.kind, found.sector) == ("org", ("GOV",))
