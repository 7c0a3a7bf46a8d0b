import json

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dateline.errors import RecordError
from dateline.merge import decode_event, encode_event, explain_pair, make_event_schema, merge_accounts
from dateline.records import Event, Figure
from tests.merge.builders import make_blast, make_reading

READINGS = [
    make_blast("a", "six", 6, "The blast was heard for miles.", outlet="one.example", published="2019-03-12"),
    make_blast("b", "nine", 9, "Ambulances came from Sarn.", outlet="two.example", published="2019-03-13"),
    make_reading(
        "c",
        "Police in Oster arrested the mayor on Friday over missing school funds.",
        [
            {
                "type": "COERCE",
                "mode": ("arrest",),
                "trigger": "arrested",
                "recipient": ["the mayor"],
                "date": "2019-03-08",
            }
        ],
        outlet="three.example",
    ),
]


def find(events, account):
    return next(event for event in events if account in event.accounts)


def test_one_blast_in_two_reports_is_one_event_and_the_shooting_another():
    events = merge_accounts(READINGS)
    assert find(events, ("a", "v1")).accounts == (("a", "v1"), ("b", "v1"))
    assert find(events, ("a", "v2")).accounts == (("a", "v2"), ("b", "v2"))
    assert find(events, ("c", "v1")).reports == 1


def test_every_account_is_in_exactly_one_event():
    keys = [key for event in merge_accounts(READINGS) for key in event.accounts]
    assert sorted(keys) == [("a", "v1"), ("a", "v2"), ("b", "v1"), ("b", "v2"), ("c", "v1")]


def test_no_figure_is_chosen_the_range_and_its_holders_are_given():
    event = find(merge_accounts(READINGS), ("a", "v1"))
    assert event.quantity == (Figure("killed", 6, 9),)
    (disagreement,) = [d for d in event.disagreements if d.field == "quantity.killed"]
    assert [(held.value, held.accounts, held.speakers) for held in disagreement.values] == [
        ([6, 6], (0,), ("Interior Ministry",)),
        ([9, 9], (1,), ("Interior Ministry",)),
    ]


def test_reports_that_credit_one_agency_are_one_source():
    pair = [
        make_blast("a", "six", 6, "The blast was heard for miles.", agencies=("AP",)),
        make_blast("b", "nine", 9, "Ambulances came from Sarn.", agencies=("AP",)),
    ]
    event = find(merge_accounts(pair, copies=()), ("a", "v1"))
    assert (event.reports, event.sources) == (2, 1)
    pair[1] = make_blast("b", "nine", 9, "Ambulances came from Sarn.", agencies=("Reuters",))
    assert find(merge_accounts(pair, copies=()), ("a", "v1")).sources == 2


def test_copies_are_one_source():
    event = find(merge_accounts(READINGS), ("a", "v1"))
    assert (event.reports, event.sources) == (2, 1)


def test_blasts_of_two_weeks_in_two_towns_stay_two():
    first = make_blast("a", "six", 6, "The blast was heard for miles.")
    text = first.text.replace("Velm", "Sarn").replace("Tuesday", "Friday")
    second = make_reading(
        "b",
        text,
        [{"type": "ASSAULT", "mode": ("explosives",), "trigger": "bomb", "actor": ["Red Front"], "place": ["Sarn"],
          "recipient": ["Hungarian embassy"], "date": "2019-03-29"}],
    )  # fmt: skip
    assert all(event.reports == 1 for event in merge_accounts([first, second]))


@settings(max_examples=10, deadline=None)
@given(st.permutations(READINGS))
def test_the_order_of_reports_is_no_matter(order):
    assert merge_accounts(order) == merge_accounts(READINGS)


def test_an_event_goes_to_json_and_back_and_fits_its_schema():
    for event in merge_accounts(READINGS):
        value = json.loads(json.dumps(encode_event(event)))
        jsonschema.validate(value, make_event_schema())
        assert encode_event(decode_event(value)) == value


def test_a_broken_event_is_refused():
    with pytest.raises(RecordError, match="no event"):
        decode_event({"id": "x"})
    with pytest.raises(RecordError, match="counts 1 reports"):
        Event("x", "PROTEST", (("a", "v1"), ("b", "v1")), reports=1, sources=1)


def test_reasons_name_what_spoke_for_and_against():
    rows = {(a, b): reasons for a, b, _, reasons in explain_pair(READINGS[0], READINGS[1])}
    assert "the same trigger" in dict(rows["v1", "v1"])
    assert dict(rows["v1", "v2"]).get("no mode in common", 0) <= 0


def test_readings_without_accounts_give_no_events():
    assert merge_accounts([]) == ()
    assert merge_accounts([make_reading("a", "Nothing happened in Velm.")]) == ()
