import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline.errors import RecordError
from dateline.records import Account, Attribution, Entity, Reading, Report, Span, Time

TEXT = "Police arrested two men in Lund on Monday, the ministry said."


def find(words: str, text: str = TEXT) -> Span:
    start = text.index(words)
    return Span.of(text, start, start + len(words))


def make_reading(**changes: object) -> Reading:
    sentence = Span.of(TEXT, 0, len(TEXT))
    values: dict[str, object] = {
        "report": Report.of(TEXT, published="2020-09-14"),
        "entities": (
            Entity("e1", "Police", "org", (find("Police"),), country="SWE", sector=("COP",)),
            Entity("e2", "two men", "group", (find("two men"),)),
            Entity("e3", "the ministry", "org", (find("the ministry"),)),
        ),
        "times": (Time("t1", find("Monday"), "2020-09-14"),),
        "attributions": (
            Attribution("a1", find("the ministry"), "e3", find("said"), Span.of(TEXT, 0, 41), "indirect"),
        ),
        "events": (
            Account(
                "v1", "COERCE", find("arrested"), sentence, actor=("e1",), recipient=("e2",), time="t1",
                date="2020-09-14", claim="attributed", via=("a1",),
            ),
        ),
    }  # fmt: skip
    return Reading(**{**values, **changes})  # type: ignore[arg-type]


def test_span_holds_the_words_at_its_offsets() -> None:
    span = find("two men")
    assert span.quote == "two men"
    assert TEXT[span.start : span.end] == span.quote


@pytest.mark.parametrize(("start", "end"), [(3, 3), (5, 2), (-1, 4), (0, 10_000)])
def test_a_span_outside_the_text_cannot_be_built(start: int, end: int) -> None:
    with pytest.raises(RecordError):
        Span.of(TEXT, start, end)


def test_a_span_whose_quote_has_another_length_cannot_be_built() -> None:
    with pytest.raises(RecordError):
        Span(0, 6, "Polic")


def test_a_reading_whose_quote_differs_from_the_text_cannot_be_built() -> None:
    with pytest.raises(RecordError, match="not 'Pirate'"):
        make_reading(entities=(Entity("e1", "x", "org", (Span(0, 6, "Pirate"),)),), attributions=(), events=())


@pytest.mark.parametrize(
    "change",
    [
        {"actor": ("e9",)},
        {"time": "t9"},
        {"via": ("a9",)},
        {"type": "DANCE"},
        {"modality": "perhaps"},
        {"claim": "rumour"},
        {"date": "last Monday"},
    ],
)
def test_a_reading_refuses_unknown_references_and_codes(change: dict[str, object]) -> None:
    good = make_reading()
    with pytest.raises(RecordError):
        make_reading(events=(dataclasses.replace(good.events[0], **change),))  # type: ignore[arg-type]


def test_a_reading_refuses_an_id_given_twice() -> None:
    twice = Time("t1", find("Monday"), None)
    with pytest.raises(RecordError, match="twice"):
        make_reading(times=(twice, twice))


def test_records_are_frozen() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        make_reading().events[0].type = "AID"  # type: ignore[misc]


def test_the_same_text_has_the_same_id_and_another_text_another() -> None:
    assert Report.of(TEXT).id == Report.of(TEXT).id
    assert Report.of(TEXT).id != Report.of(TEXT + " ").id
    assert Report.of(TEXT).id != Report.of(TEXT, published="2020-09-14").id
    assert Report.of("ab", title="c").id != Report.of("a", title="bc").id


@given(st.text(min_size=1), st.data())
def test_any_span_of_any_text_slices_back(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    span = Span.of(text, start, end)
    assert text[span.start : span.end] == span.quote
