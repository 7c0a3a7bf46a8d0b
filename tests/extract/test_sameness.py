"""What is known of two triggers that may tell of one happening."""

import numpy as np

from dateline.extract.features import PARTS, PARTS_OF_SPEECH, WORD_TABLES
from dateline.extract.sameness import NAMES, compare_triggers
from dateline.extract.scheme import TYPES
from dateline.records import Account, Span

TEXT = "x" * 10


def account(*, actor: tuple[str, ...] = (), recipient: tuple[str, ...] = ()) -> Account:
    span = Span.of(TEXT, 0, 4)
    return Account(id="v", type="PROTEST", trigger=span, sentence=span, actor=actor, recipient=recipient)


def compare(labels: list[int], hints: dict[int, Account]) -> dict[str, np.ndarray]:
    features = np.zeros((3, len(WORD_TABLES)), np.int64)
    features[:, 0] = [PARTS_OF_SPEECH.index(name) for name in ("NOUN", "VERB", "NOUN")]
    features[:, list(WORD_TABLES).index("part")] = [PARTS.index("headline"), PARTS.index("body"), PARTS.index("body")]
    table = compare_triggers([0, 1, 2], labels, ["rally", "march", "rally"], (features, [0, 1, 1]), hints)
    assert table.shape == (3, 3, len(NAMES))
    assert np.array_equal(table, table.transpose(1, 0, 2))
    return {name: table[..., k] for k, name in enumerate(NAMES)}


def test_words_kind_and_place_are_compared() -> None:
    protest = TYPES.index("PROTEST")
    table = compare([protest, protest, protest], {})
    assert table["same lemma"][0, 2] == 1
    assert table["same lemma"][0, 1] == 0
    assert table["both nouns"][0, 2] == 1
    assert table["noun and verb"][0, 1] == 1
    assert table["one in a headline"][0, 1] == 1
    assert table["one in a headline"][1, 2] == 0
    assert table["same sentence"][1, 2] == 1
    assert table["both PROTEST"].all()
    assert not table["both ACCUSE"].any()


def test_words_of_two_types_share_nothing_but_their_lemma() -> None:
    table = compare([TYPES.index("PROTEST"), TYPES.index("ACCUSE"), TYPES.index("ACCUSE")], {})
    assert table["same type"][0, 1] == 0
    assert table["noun and verb"][0, 1] == 0
    assert table["same lemma"][0, 2] == 1


def test_parties_are_shared_or_differ_only_where_both_are_told() -> None:
    protest = TYPES.index("PROTEST")
    hints = {0: account(actor=("e1",), recipient=("e2",)), 1: account(actor=("e1", "e3")), 2: account(actor=("e4",))}
    table = compare([protest] * 3, hints)
    assert table["actor shared"][0, 1] == 1
    assert table["actors differ"][0, 1] == 0
    assert table["actors differ"][1, 2] == 1
    assert not table["recipient shared"][0, 1]
    assert not table["recipients differ"].any()
