from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from dateline.cli.ranges import parse_range
from dateline.errors import FilterError
from dateline.filters import Box, Filters, Near, Range, matches, select
from dateline.intervals import find_day, find_days, overlap
from tests.export.builders import make_reading, make_value


def find(filters: Filters) -> list[str]:
    """Give the ids of the wanted accounts of the hand-made reading."""
    return [account.id for reading in select([make_reading()], filters) for account in reading.events]


@pytest.mark.parametrize(
    ("filters", "ids"),
    [
        (Filters(), ["v2", "v1", "v3"]),
        (Filters(types=("COERCE", "CONSULT")), ["v1", "v3"]),
        (Filters(modes=("beat",)), ["v2"]),
        (Filters(contexts=("rights_freedoms",)), ["v1"]),
        (Filters(quads=("material conflict",)), ["v1"]),
        (Filters(modalities=("actual",)), ["v2", "v1"]),
        (Filters(claims=("alleged", "denied")), ["v2"]),
        (Filters(actors=("police oslo",)), ["v2", "v1"]),
        (Filters(recipients=("students",)), ["v2"]),
        (Filters(parties=("marchers",)), ["v1"]),
        (Filters(speakers=("witness",)), ["v2"]),
        (Filters(actor_countries=("NOR",), modalities=("negated",)), ["v3"]),
        (Filters(recipient_countries=("NOR",)), ["v1"]),
        (Filters(party_countries=("SWE",)), []),
        (Filters(actor_sectors=("COP",)), ["v2", "v1"]),
        (Filters(recipient_sectors=("CVL",)), ["v1"]),
        (Filters(countries=("NOR",)), ["v1"]),
        (Filters(near=Near(59.9, 10.7, 5)), ["v1"]),
        (Filters(near=Near(60.4, 5.3, 100)), []),
        (Filters(box=Box(59, 10, 60, 11)), ["v1"]),
        (Filters(box=Box(59, 170, 60, 11)), ["v1"]),
        (Filters(box=Box(59, 11, 60, 12)), []),
        (Filters(since="2021"), ["v1"]),
        (Filters(until="2021-05-01"), []),
        (Filters(since="2021-05-02", until="2021-05-02"), ["v1"]),
        (Filters(quantities=(Range("arrested", low=100),)), ["v1"]),  # at least 40 may be 100
        (Filters(quantities=(Range("arrested", high=39),)), []),
        (Filters(min_confidence=0.5), ["v1"]),
        (Filters(max_confidence=0.5), []),
        (Filters(outlets=("The Wire",)), ["v2", "v1", "v3"]),
        (Filters(outlets=("Another",)), []),
        (Filters(text="UNION witness"), ["v2"]),
        (Filters(report="r2"), []),
    ],
)
def test_each_filter_keeps_what_it_names(filters: Filters, ids: list[str]) -> None:
    assert find(filters) == ids
    reading = make_reading()
    assert [a.id for a in reading.events if matches(reading, a, filters)] == ids


def test_a_country_is_no_point() -> None:
    value = make_value()
    place = next(entity for entity in value["entities"] if entity["id"] == "e3")["place"]
    place["precision"] = "country"
    reading = make_reading(entities=value["entities"])
    assert list(select([reading], Filters(box=Box(59, 10, 60, 11)))) == []
    assert list(select([reading], Filters(near=Near(59.9, 10.7, 500)))) == []
    assert len(list(select([reading], Filters(countries=("NOR",))))) == 1


def test_no_filter_keeps_readings_without_events() -> None:
    bare = replace(make_reading(), events=())
    assert list(select([bare], Filters())) == [bare]
    assert list(select([bare], Filters(types=("AID",)))) == []


def test_filters_go_through_plain_values() -> None:
    filters = Filters(types=("AID",), near=Near(1, 2, 3), box=Box(1, 2, 3, 4), quantities=(Range("killed", 1),))
    plain = filters.to_dict()
    assert plain == {
        "types": ["AID"],
        "near": {"latitude": 1, "longitude": 2, "radius_km": 3},
        "box": {"south": 1, "west": 2, "north": 3, "east": 4},
        "quantities": [{"kind": "killed", "low": 1, "high": None}],
    }
    assert Filters.from_dict(plain) == filters
    assert Filters().to_dict() == {}


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ({"types": ["RIOT"]}, "types: 'RIOT' is none of AGREE"),
        ({"quads": ["conflict"]}, "quads: 'conflict' is none of verbal cooperation"),
        ({"actor_sectors": ["police"]}, "actor_sectors: 'police' is none of GOV"),
        ({"countries": ["EE"]}, "countries: 'EE' is no code of three capital letters"),
        ({"quantities": [{"kind": "dead", "low": 1}]}, "quantities: 'dead' is none of participants"),
        ({"since": "yesterday"}, "since: 'yesterday' is no date"),
        ({"until": "2020/2021"}, "until"),
        ({"min_confidence": 2}, "min_confidence"),
        ({"box": {"south": 5, "west": 0, "north": 1, "east": 1}}, "box: south"),
        ({"box": {"south": 0, "west": 0, "north": 1, "east": 999}}, "box: west"),
        ({"colour": "red"}, "colour: no such filter"),
        ({"near": {"lat": 1}}, "no filters"),
        ({"view": "mine"}, "view"),
    ],
)
def test_a_bad_filter_says_what_is_wrong(value: dict[str, object], words: str) -> None:
    with pytest.raises(FilterError, match=words):
        Filters.from_dict(value)


def test_what_only_a_store_knows_is_refused_for_files() -> None:
    with pytest.raises(FilterError, match="min_sources: only a store can tell"):
        list(select([make_reading()], Filters(min_sources=2)))


@pytest.mark.parametrize(
    ("value", "first", "last"),
    [
        ("2020-02-03", date(2020, 2, 3), date(2020, 2, 3)),
        ("2020-02", date(2020, 2, 1), date(2020, 2, 29)),
        ("2020-12", date(2020, 12, 1), date(2020, 12, 31)),
        ("2020", date(2020, 1, 1), date(2020, 12, 31)),
        ("2020-W53", date(2020, 12, 28), date(2021, 1, 3)),
        ("2020-05/..", date(2020, 5, 1), None),
        ("../2020-05", None, date(2020, 5, 31)),
        ("2019/2020-05", date(2019, 1, 1), date(2020, 5, 31)),
        ("2020-02-31", None, None),
        (None, None, None),
    ],
)
def test_date_values_have_days(value: str | None, first: date | None, last: date | None) -> None:
    assert find_days(value) == (first, last)


def test_only_one_day_is_a_day() -> None:
    assert find_day("2020-02-03") == date(2020, 2, 3)
    assert find_day("2020-02") is None
    assert find_day("2020-02-03/..") is None


def test_open_intervals_overlap_on_their_open_side() -> None:
    assert overlap("2020/..", "2031", None)
    assert not overlap("2020/..", None, "2019")
    assert overlap("../2020", None, "1900")
    assert not overlap(None, "1900", None)
    assert overlap(None, None, None)


@pytest.mark.parametrize(
    "given",
    [
        {"near": Near(float("nan"), 1, 2)}, {"near": Near(91, 0, 5)}, {"near": Near(0, 0, -5)},
        {"near": Near(0, 0, float("inf"))}, {"box": Box(10, 0, -10, 0)}, {"box": Box(0, 0, float("nan"), 0)},
        {"since": "2020-99"}, {"until": "2021-02-30"}, {"quantities": (Range("killed", 10, 5),)},
        {"quantities": (Range("killed", float("nan")),)},
    ],
)  # fmt: skip
def test_what_is_nowhere_on_the_earth_or_in_no_calendar_is_refused(given: dict) -> None:
    with pytest.raises(FilterError):
        Filters(**given)


@pytest.mark.parametrize(
    ("given", "low", "high"),
    [("killed=10..", 10, None), ("killed:10..", 10, None), ("killed=..3", None, 3), ("killed=4", 4, 4)],
)
def test_numbers_of_the_command_line(given: str, low: float | None, high: float | None) -> None:
    assert parse_range(given) == {"kind": "killed", "low": low, "high": high}


def test_what_is_no_number_is_refused() -> None:
    with pytest.raises(FilterError, match="is not of the form KIND=LOW"):
        parse_range("killed=many")
