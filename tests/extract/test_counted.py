"""Parties with another number than those that an account counts are others."""

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
        ("participants", 2000, 9999, (("e1",), ())),
        ("money", 2000, 9999, (("e1",), ("e2",))),
    ],
)
def test_another_number_is_of_others(kind, low, high, left):
    counted = Quantity(kind, cut(TEXT, "thousands"), low, high)
    account = Account(
        "v1", "COERCE", cut(TEXT, "arrests"), SENTENCE, actor=("e2",), recipient=("e1",), quantity=(counted,)
    )
    found = drop_miscounted(account, {"e1": GROUP, "e2": POLICE}, AMOUNTS)
    assert (found.recipient, found.actor) == left


def test_those_told_of_beside_it_stay():
    counted = Quantity("arrested", cut(TEXT, "thousands"), 2000, 9999)
    sentence = cut(TEXT, "Police held 774 people on Sunday.")
    account = Account("v1", "COERCE", cut(TEXT, "held"), sentence, recipient=("e1",), quantity=(counted,))
    assert drop_miscounted(account, {"e1": GROUP}, AMOUNTS).recipient == ("e1",)
