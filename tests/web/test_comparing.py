"""Comparing: who reports, attributes, denies, omits; what two reports share."""

from __future__ import annotations

from dataclasses import replace

import pytest

from dateline.export.html_text import Keys
from dateline.export.view import ReadingView
from dateline.web.comparing import make_matrix, pair_accounts
from tests.export.builders import make_reading


@pytest.fixture
def readings():
    one = make_reading()
    other = replace(one, report=replace(one.report, id="r2", outlet="The Post"))
    return one, other


def test_the_matrix_tells_each_outlets_part(readings):
    one, other = readings
    other = replace(other, events=other.events[:1])
    events = {(reading.id, account.id): (f"E{account.id}", 1) for reading in (one, other) for account in reading.events}
    wanted = [f"E{account.id}" for account in one.events]
    matrix = make_matrix([one, other], events, wanted)
    assert matrix.outlets == ("The Wire", "The Post"), "who tells most stands first"
    words = {event: [cell.word for cell in cells] for event, cells in matrix.rows.items()}
    assert words[wanted[0]][0] == words[wanted[0]][1] == "attributes"
    assert [row[1] for row in words.values()][1:] == ["omits"] * (len(wanted) - 1)
    by_claim = {account.modality: words[f"E{account.id}"][0] for account in one.events}
    assert by_claim["negated"] == "denies"
    arrests = next(account for account in one.events if account.quantity)
    assert "Justice Ministry" in matrix.rows[f"E{arrests.id}"][0].sources[0]
    assert matrix.rows[f"E{arrests.id}"][0].figures


def test_an_outlets_own_voice_counts_before_what_it_attributes(readings):
    one, other = readings
    own = replace(other, events=tuple(replace(account, claim="narrator", via=()) for account in other.events[:1]))
    same = replace(own, report=replace(own.report, outlet=one.report.outlet))
    events = {(reading.id, account.id): ("E", 2) for reading in (one, same) for account in reading.events[:1]}
    (cell,) = make_matrix([one, same], events, ["E"]).rows["E"]
    assert (cell.word, cell.report) == ("reports", "r2")


def test_two_reports_are_paired_by_their_events(readings):
    one, other = readings
    first, *rest = one.events
    one = replace(one, events=(replace(first, date="2021-05-02"), *rest))
    other = replace(other, events=(replace(first, date="2021-05-01"), *rest[:1]))
    events = {
        ("r1", one.events[0].id): ("E", 2),
        ("r2", other.events[0].id): ("E", 2),
        ("r1", one.events[1].id): ("F", 1),
        ("r2", other.events[1].id): ("G", 1),
    }
    sides = [(view := ReadingView(reading), Keys(view, prefix)) for reading, prefix in ((one, "a-"), (other, "b-"))]
    pairs = pair_accounts(*sides, events)
    shared = [pair for pair in pairs if pair.left and pair.right]
    assert [pair.event for pair in shared] == ["E"]
    assert shared[0].differs == ("date",)
    assert {told.key[:3] for pair in pairs for told in pair.left} == {"a-v"}
    assert {told.key[:3] for pair in pairs for told in pair.right} == {"b-v"}
    assert {pair.event for pair in pairs if not pair.left} == {"G"}
