"""Filters in an address: read, written, and read again."""

from __future__ import annotations

from dataclasses import fields
from urllib.parse import parse_qsl

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline.errors import FilterError
from dateline.filters import Box, Filters, Near, Range
from dateline.records import EVENT_TYPES
from dateline.web.queries import MANY, PARAMETERS, read_filters, write_filters

FULL = Filters(
    types=("PROTEST", "ASSAULT"),
    actors=("a & b", "ü"),
    countries=("EST",),
    near=Near(33.5, -36.25, 50.0),
    box=Box(-10.0, 170.0, 10.0, -170.0),
    since="2020",
    until="2020-05-17",
    quantities=(
        Range("killed", 10.0, 20.0),
        Range("arrested", None, 5.0),
        Range("injured", 7.0, 7.0),
        Range("missing", 3.0),
    ),
    min_sources=2,
    min_confidence=0.25,
    disagreements=("any",),
    text='"tear gas" -drill',
    story="s/1",
    view="machine",
)


def read_again(query: str) -> Filters:
    return read_filters(parse_qsl(query, keep_blank_values=True))


def test_all_that_is_set_survives():
    assert read_again(write_filters(FULL)) == FULL


def test_every_field_has_a_name():
    named = {*MANY.values(), *PARAMETERS, "quantities"}
    assert {item.name for item in fields(Filters)} <= named


def test_nothing_set_is_nothing_written():
    assert write_filters(Filters()) == ""
    assert read_again("type=&country=&since=&near=&page=3&sort=-date") == Filters()


def test_others_come_along():
    assert write_filters(Filters(types=("AID",)), sort="-date", cursor=None) == "type=AID&sort=-date"


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("type=RIOT", "types"),
        ("since=yesterday", "since"),
        ("near=1,2", "near: '1,2' is not of the form LAT,LON,KM"),
        ("near=a,b,c", "no number"),
        ("box=1,2,3,nan", "out of range"),
        ("number=killed", "number"),
        ("number=killed:x..", "no number"),
        ("min_sources=two", "min_sources"),
        ("min_confidence=7", "min_confidence"),
        ("view=other", "view"),
    ],
)
def test_what_is_wrong_is_named(query, said):
    with pytest.raises(FilterError, match=said):
        read_again(query)


NAMES = st.text(min_size=1).map(str.strip).filter(lambda name: name and "\0" not in name)
RANGES = st.builds(Range, st.just("killed"), st.none() | st.integers(0, 10**9).map(float), st.just(2e9))


def some(values: st.SearchStrategy) -> st.SearchStrategy:
    return st.lists(values, unique=True, max_size=3).map(tuple)


@given(
    st.builds(
        Filters,
        types=some(st.sampled_from(EVENT_TYPES)),
        actors=some(NAMES),
        min_sources=st.none() | st.integers(0, 10**9),
        quantities=some(RANGES),
    )
)
def test_any_filters_survive(filters):
    assert read_again(write_filters(filters)) == filters
