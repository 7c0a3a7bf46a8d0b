"""The bench of event types: marks, the account that answers, and the figures."""

from evaluation.event_types import choose_account, find_marks, score_types

from dateline.records import Account, Entity, Reading, Report, Span

TEXT = "Kenya praised Chad and sued Mali."


def cut(word: str) -> Span:
    start = TEXT.index(word)
    return Span.of(TEXT, start, start + len(word))


def make_account(name: str, kind: str, word: str, sides: tuple[str, str], confidence: float) -> Account:
    whole = Span.of(TEXT, 0, len(TEXT))
    actor, recipient = sides
    return Account(name, kind, cut(word), whole, actor=(actor,), recipient=(recipient,), confidence=confidence)


def make_reading(*accounts: Account) -> Reading:
    names = {"e1": "Kenya", "e2": "Chad", "e3": "Mali"}
    entities = tuple(Entity(i, name, "org", (cut(name),)) for i, name in names.items())
    return Reading(Report.of(TEXT), entities=entities, events=accounts)


def test_find_marks_gives_the_text_and_the_spans() -> None:
    text, marks = find_marks("<s>Kenya</s> praised Chad and sued <t>Mali</t>.")
    assert text == TEXT
    assert {name: text[slice(*span)] for name, span in marks.items()} == {"s": "Kenya", "t": "Mali"}


def test_find_marks_takes_marks_in_any_order_and_none() -> None:
    text, marks = find_marks("<t>Chad</t> was sued by <s>Mali</s>")
    assert text[slice(*marks["s"])] == "Mali"
    assert find_marks("no marks") == ("no marks", {})


def test_the_account_between_the_marked_sides_answers() -> None:
    praised = make_account("v1", "SUPPORT", "praised", ("e1", "e2"), 0.9)
    sued = make_account("v2", "ACCUSE", "sued", ("e1", "e3"), 0.4)
    _, marks = find_marks("<s>Kenya</s> praised Chad and sued <t>Mali</t>.")
    assert choose_account(make_reading(praised, sued), marks) == sued
    assert choose_account(make_reading(praised, sued), {}) == praised
    assert choose_account(make_reading(), marks) is None


def test_score_types_counts_no_answer_as_wrong() -> None:
    result = score_types([("AID", "AID"), ("AID", None), ("YIELD", "AID"), ("YIELD", "YIELD")])
    assert result["accuracy"] == 0.5
    assert result["without_account"] == 0.25
    assert result["f1"] == {"AID": 0.5, "YIELD": 2 / 3}
    assert ["YIELD", "AID", 1] in result["confusions"]
