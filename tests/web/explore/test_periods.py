from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dateline.filters import Filters
from dateline.store import Count
from dateline.web.explore.periods import (
    STEPS,
    Window,
    choose_step,
    choose_window,
    describe_window,
    list_steps,
    list_ticks,
    name_step,
    shift,
    widen,
)


def count(period, sources=1):
    return Count(period, None, 1, sources)


def test_a_stray_year_does_not_stretch_the_window_but_is_counted():
    counts = [count("1066-10"), *(count(f"2020-{month:02d}", 20) for month in range(1, 13)), count("2035-01")]
    window = choose_window(Filters(), counts)
    assert (window.first, window.last) == (date(2020, 1, 1), date(2020, 12, 31))
    assert window.outside == 2
    assert window.whole == (date(1066, 10, 1), date(2035, 1, 31))


def test_the_filters_own_limits_are_kept():
    window = choose_window(Filters(since="2019", until="2020-02"), [count("2020-01")])
    assert (window.first, window.last, window.outside) == (date(2019, 1, 1), date(2020, 2, 29), 0)


def test_one_limit_is_completed_by_what_there_is():
    window = choose_window(Filters(since="2020-03-10"), [count("2020-01"), count("2020-03"), count("2020-05")])
    assert (window.first, window.last) == (date(2020, 3, 10), date(2020, 5, 31))


@pytest.mark.parametrize("counts", [[], [count(None)]])
def test_without_dates_there_is_no_window(counts):
    assert choose_window(Filters(), counts) is None


def test_limits_the_wrong_way_round_give_no_window():
    assert choose_window(Filters(since="2021", until="2020"), [count("2020-01")]) is None


@pytest.mark.parametrize(
    ("days", "asked", "step"),
    [(30, None, "day"), (400, None, "week"), (3000, None, "month"), (9000, None, "year"), (30, "month", "month"),
     (3000, "day", "month"), (30, "hour", "day")],
)  # fmt: skip
def test_steps_fit_the_window(days, asked, step):
    assert choose_step(days, asked) == step


@settings(deadline=None, max_examples=40)
@given(st.dates(date(1800, 1, 1), date(2200, 1, 1)), st.integers(0, 4000), st.sampled_from(STEPS))
def test_steps_cover_the_window_without_gap(first, days, by):
    window = Window(first, first + timedelta(days=days), by)
    steps = list_steps(window)
    assert steps[0].first == window.first
    assert steps[-1].last == window.last
    for one, other in pairwise(steps):
        assert other.first == one.last + timedelta(days=1)
    assert sum(step.width for step in steps) == pytest.approx(100)
    assert all(step.name == name_step(step.first, by) for step in steps)


@settings(deadline=None, max_examples=40)
@given(st.dates(date(1, 1, 1), date(9999, 12, 31)), st.integers(0, 200_000))
def test_ticks_are_few_ordered_and_inside(first, days):
    last = first + timedelta(days=min(days, (date.max - first).days))
    ticks = list_ticks(Window(first, last, "year"))
    places = [tick.at for tick in ticks]
    assert len(ticks) <= 22
    assert places == sorted(places)
    assert all(0 <= place <= 100 for place in places)


@settings(deadline=None, max_examples=40)
@given(st.dates(), st.integers(0, 100_000))
def test_moving_stays_in_the_calendar(first, days):
    window = Window(first, first + timedelta(days=min(days, (date.max - first).days)), "year")
    since, until = widen(window)
    assert date.fromisoformat(since) <= window.first <= window.last <= date.fromisoformat(until)
    moved = shift(window, 0.5)
    assert moved is None or date.fromisoformat(moved[0]) <= date.fromisoformat(moved[1])


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        (date(2020, 1, 1), date(2020, 12, 31), "2020"),
        (date(2019, 1, 1), date(2020, 12, 31), "2019 to 2020"),
        (date(2020, 2, 3), date(2020, 2, 3), "3 February 2020"),
        (date(2020, 2, 3), date(2020, 5, 4), "3 February to 4 May 2020"),
        (date(2019, 2, 3), date(2020, 5, 4), "3 February 2019 to 4 May 2020"),
    ],
)
def test_a_window_is_said_in_words(first, last, words):
    assert describe_window(Window(first, last, "day")) == words
