"""Parties who are too few for those that an account counts are others."""

from dataclasses import replace

import pytest

from dateline.extract.counted import drop_miscounted
from dateline.records import Account, Amount, Entity, Quantity
from tests.extract.encoded import cut

TEXT = "Police held 774 people on Sunday. The envoy spoke of thousands of arrests by police. Some 900 police came."
GROUP = Entity("e1", "774 people", "group", (cut(TEXT, "774 people"),))
POLICE = Entity("e2", "900 police", "group", (cut(TEXT, "900 police"),))
AMOUNTS = (Amount(cut(TEXT, "774"), 774, 774), Amount(cut(TEXT, "900"), 900, 900))
SENTENCE = cut(TEXT, "The envoy spoke of thousands of arrests by police.")


@pytest.mark.parametrize(
    ("kind", "low", "high", "left"),
    [
        ("arrested", 2000, 9999, ((), ("e2",))),
        ("arrested", 700, None, (("e1",), ("e2",))),
        ("killed", 40, 40, (("e1",), ("e2",))),
        ("participants", 2000, 9999, (("e1",), ())),
        ("money", 2000, 9999, (("e1",), ("e2",))),
    ],
)
def test_another_number_is_of_others(kind, low, high, left):
    counted = Quantity(kind, cut(TEXT, "thousands"), low, high)
    account = Account(
        "v1", "COERCE", cut(TEXT, "arrests"), SENTENCE, actor=("e2",), recipient=("e1",), quantity=(counted,)
    )
    found = drop_miscounted(account, {"e1": GROUP, "e2": POLICE}, AMOUNTS, [SENTENCE])
    assert (found.recipient, found.actor) == left


def test_those_told_of_beside_it_stay():
    counted = Quantity("arrested", cut(TEXT, "thousands"), 2000, 9999)
    sentence = cut(TEXT, "Police held 774 people on Sunday.")
    account = Account("v1", "COERCE", cut(TEXT, "held"), sentence, recipient=("e1",), quantity=(counted,))
    assert drop_miscounted(account, {"e1": GROUP}, AMOUNTS, [SENTENCE, sentence]).recipient == ("e1",)


def test_parts_of_those_counted_stay():
    text = "Twelve soldiers and three civilians were at the bridge. The blast killed 15."
    parts = {
        "e1": Entity("e1", "Twelve soldiers", "group", (cut(text, "Twelve soldiers"),)),
        "e2": Entity("e2", "three civilians", "group", (cut(text, "three civilians"),)),
    }
    amounts = (Amount(cut(text, "Twelve"), 12, 12), Amount(cut(text, "three"), 3, 3))
    sentence = cut(text, "The blast killed 15.")
    account = Account("v1", "ASSAULT", cut(text, "killed"), sentence, recipient=("e1", "e2"),
                      quantity=(Quantity("killed", cut(text, "15"), 15, 15),))  # fmt: skip
    assert drop_miscounted(account, parts, amounts, [sentence]).recipient == ("e1", "e2")
    more = replace(account, quantity=(Quantity("killed", cut(text, "15"), 16, 16),))
    assert drop_miscounted(more, parts, amounts, [sentence]).recipient == ()
