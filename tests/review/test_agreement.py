from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline.review.agreement import measure_agreement, measure_alpha, measure_kappa


def test_kappa_of_a_table_worked_by_hand() -> None:
    # 20 yes-yes, 5 yes-no, 10 no-yes, 15 no-no: observed .7, by chance .5.
    pairs = [("y", "y")] * 20 + [("y", "n")] * 5 + [("n", "y")] * 10 + [("n", "n")] * 15
    assert measure_kappa(pairs) == pytest.approx(0.4)


def test_alpha_of_krippendorff_s_own_example() -> None:
    # The nominal data of four observers and twelve units, with gaps, in Krippendorff (2011): alpha .743.
    observers = {
        "A": "1 2 3 3 2 1 4 1 2 . . .", "B": "1 2 3 3 2 2 4 1 2 5 . 3",
        "C": ". 3 3 3 2 3 4 2 2 5 1 .", "D": "1 2 3 3 2 4 4 1 2 5 1 .",
    }  # fmt: skip
    items = [
        {name: values.split()[unit] for name, values in observers.items() if values.split()[unit] != "."}
        for unit in range(12)
    ]
    assert measure_alpha(items) == pytest.approx(0.743, abs=0.001)
    assert measure_agreement("x", items).items == 11


def test_nothing_is_said_where_nothing_can_be() -> None:
    assert measure_kappa([]) is None
    assert measure_kappa([("a", "a")] * 3) is None
    assert measure_alpha([{"A": "x"}, {"B": "y"}]) is None
    none = measure_agreement("x", [{"A": "x"}, {}])
    assert (none.items, none.observed, none.kappa, none.alpha) == (0, None, None, None)
    three = measure_agreement("x", [{"A": 1, "B": 1, "C": 2}, {"A": 2, "B": 2, "C": 2}])
    assert three.kappa is None
    assert three.observed == pytest.approx(8 / 12)


@given(st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from("abc")), min_size=1, max_size=30))
def test_figures_lie_in_their_range_and_do_not_depend_on_order(pairs: list[tuple[str, str]]) -> None:
    items = [{"A": one, "B": other} for one, other in pairs]
    result = measure_agreement("x", items)
    for figure in (result.kappa, result.alpha):
        assert figure is None or -1.0001 <= figure <= 1.0001
    assert (result.observed == 1) == all(one == other for one, other in pairs)
    turned = measure_agreement("x", [{"A": other, "B": one} for one, other in reversed(pairs)])
    assert turned.alpha == pytest.approx(result.alpha)
