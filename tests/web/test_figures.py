"""Charts of figures by source: where bars stand, which ticks there are, who holds what."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline.web.figures import make_chart, make_charts
from dateline.web.words import describe_value, render_date, write_figure, write_range


def make_account(low, high, outlet="Post", speakers=(), kind="killed", report="r"):
    quantity = [{"kind": kind, "low": low, "high": high}]
    return {"quantity": quantity, "outlet": outlet, "speakers": list(speakers), "report": report}


def test_bars_go_from_low_to_high_and_name_their_holders():
    accounts = [
        make_account(31, 31, "Post", ["police"], report="a"),
        make_account(20, 20, "Wire", report="b"),
        make_account(31, 31, "Ledger", ["police"], report="c"),
        make_account(31, 31, "Ledger", report="d"),
    ]
    chart = make_chart("killed", (20, 31), accounts)
    assert [bar.words for bar in chart.bars] == ["20", "31"]
    assert [(holder.speaker, holder.outlets, holder.reports) for holder in chart.bars[1].holders] == [
        ("police", ("Post", "Ledger"), 2),
        (None, ("Ledger",), 1),
    ]
    assert chart.bars[0].start == chart.agreed[0]
    assert chart.bars[1].end == chart.agreed[1]
    assert [words for _, words in chart.ticks] == ["0", "10", "20", "30", "40"]


def test_figures_far_apart_stand_by_powers_of_ten():
    chart = make_chart("killed", None, [make_account(50, 50), make_account(20_000, 20_000)])
    assert chart.logarithmic
    assert [words for _, words in chart.ticks] == ["10", "100", "1\u202f000", "10\u202f000", "100\u202f000"]
    assert 0 < chart.bars[0].start < chart.bars[1].start < 100


def test_open_ends_reach_the_edge():
    chart = make_chart("killed", None, [make_account(10, None), make_account(None, 5)])
    assert {(bar.start, bar.end) for bar in chart.bars} == {(0.0, 50.0), (100.0, 100.0)}
    assert [bar.words for bar in chart.bars] == ["at most 5", "at least 10"]


def test_each_kind_has_its_chart():
    accounts = [make_account(1, 1), make_account(5, 9, kind="injured"), make_account(2, 2)]
    assert [chart.kind for chart in make_charts([], accounts)] == ["killed", "injured"]
    assert make_charts([], []) == []


@given(
    st.lists(
        st.tuples(st.none() | st.floats(0, 1e12), st.none() | st.floats(0, 1e12)),
        min_size=1,
        max_size=6,
    )
)
def test_all_stand_on_the_axis(ends):
    accounts = [make_account(*sorted(pair) if None not in pair else pair) for pair in ends]
    chart = make_chart("killed", None, accounts)
    for bar in chart.bars:
        assert 0 <= bar.start <= bar.end <= 100
    assert [at for at, _ in chart.ticks] == sorted(at for at, _ in chart.ticks)
    assert chart.ticks[0][0] == 0
    assert chart.ticks[-1][0] == 100


@pytest.mark.parametrize(
    ("low", "high", "words"),
    [
        (1, 1, "1"),
        (1, 2, "1–2"),
        (None, 2, "at most 2"),
        (1500, None, "at least 1\u202f500"),
        (None, None, "an unknown number"),
    ],
)
def test_ranges_in_words(low, high, words):
    assert write_range(low, high) == words


def test_values_in_words():
    assert write_figure({"kind": "sentence_years", "low": 3, "high": 3}) == "3 sentence years"
    assert describe_value("quantity.killed", [20, 31]) == "20–31"
    assert describe_value("place", [{"name": "Homs", "country": "SYR"}]) == "Homs"
    assert describe_value("claim", "attributed") == "attributed to a source"
    assert describe_value("actor", []) == "not said"


def test_dates_in_words():
    assert render_date("2014-05-17") == '<time datetime="2014-05-17">17 May 2014</time>'
    assert render_date("2014-05/..") == '<time datetime="2014-05">May 2014</time>–…'
    assert render_date("2014-W20") == '<time datetime="2014-W20">2014-W20</time>'
    assert "no date" in render_date(None)
    assert "<b>" not in render_date("<b>")
