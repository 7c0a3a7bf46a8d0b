import pytest

import dateline
from dateline.annotate.syntax import ParseSyntax
from dateline.errors import ModelError
from dateline.extract.decode import ReadByEncoder
from dateline.extract.decode_attributions import drop_first_persons
from dateline.extract.encoder import Encoder, load_encoder
from dateline.records import EVENT_TYPES, Attribution, Document, Report, Span

TEXT = (
    "Police in the capital arrested 12 protesters on Tuesday, the interior ministry said. "
    "The foreign minister of Norland condemned the arrests and called on the government to free the detainees.\n"
    "The weather was mild and the streets were quiet."
)


def read(text: str) -> Document:
    document = ParseSyntax()(Document(Report.of(text)))
    return ReadByEncoder()(document)


def test_plain_acts_are_found_with_their_types() -> None:
    accounts = read(TEXT).accounts
    found = {account.trigger.quote.lower(): account.type for account in accounts}
    assert found.get("arrested") == "COERCE"
    assert found.get("condemned") == "ACCUSE"
    assert all(account.type in EVENT_TYPES and 0 <= account.confidence <= 1 for account in accounts)


def test_a_quiet_sentence_has_no_event() -> None:
    assert all(account.trigger.end < TEXT.index("The weather") for account in read(TEXT).accounts)


def test_accounts_are_in_the_order_of_the_text_and_numbered() -> None:
    accounts = read(TEXT).accounts
    assert [account.id for account in accounts] == [f"v{i}" for i in range(1, len(accounts) + 1)]
    assert sorted(accounts, key=lambda a: a.trigger.start) == list(accounts)


def test_no_word_triggers_twice() -> None:
    spans = [s for account in read(TEXT).accounts for s in (account.trigger, *account.also)]
    assert len(spans) == len(set(spans))


def test_the_same_text_is_read_the_same() -> None:
    assert read(TEXT).accounts == read(TEXT).accounts


@pytest.mark.parametrize("text", ["", " \n ", "!!!", "(" * 5000, '"' * 3000, "12 " * 2000])
def test_odd_text_yields_less_and_never_raises(text: str) -> None:
    assert isinstance(read(text).accounts, tuple)


def test_a_missing_model_is_named() -> None:
    with pytest.raises(ModelError, match="install"):
        Encoder("/nowhere/reader.onnx")


def test_the_model_says_its_hash() -> None:
    assert len(load_encoder().hash) == 16


def test_a_light_verb_and_its_noun_tell_of_one_happening() -> None:
    text = "Thousands of people held rallies in the capital on Sunday, demanding that the president resign."
    protests = [event for event in dateline.read(text).events if event.type == "PROTEST"]
    assert len(protests) == 1


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Police arrested nine gauchos in the capital on Tuesday, the interior ministry said.", "arrested"),
        ("The president pardoned nine jailed gauchos in the capital on Tuesday, his office said.", "other"),
    ],
)
def test_what_was_done_to_those_counted_tells_the_kind(text: str, kind: str) -> None:
    counted = [quantity for event in dateline.read(text).events for quantity in event.quantity]
    assert [(quantity.kind, quantity.low) for quantity in counted] == [(kind, 9)]


def test_first_persons_inside_a_quotation_are_left_out():
    text = '"I think it is late," Ana Ruiz said. I think so.'
    inner = Attribution("", Span.of(text, 1, 2), None, Span.of(text, 3, 8), Span.of(text, 9, 19), "indirect")
    outer = Attribution("", Span.of(text, 22, 30), None, Span.of(text, 31, 35), Span.of(text, 0, 21), "direct")
    free = Attribution("", Span.of(text, 37, 38), None, Span.of(text, 39, 44), Span.of(text, 45, 47), "indirect")
    assert drop_first_persons(text, [inner, outer, free]) == [outer, free]


def test_the_sentence_of_an_account_ends_with_its_last_word() -> None:
    accounts = read("Police arrested two men in Oslo on Monday. \n\nThe mayor condemned the arrests.\n").accounts
    assert accounts
    assert [account.sentence.quote for account in accounts] == [account.sentence.quote.strip() for account in accounts]
