from __future__ import annotations

from datetime import date

import pytest

from dateline.filters import Filters
from dateline.store import Count, Dealing, EventRow, Party
from dateline.web.explore.choices import SHOWN, choose_columns, list_chosen
from dateline.web.explore.counts import draw_panels, draw_strip
from dateline.web.explore.kinds import find_quad, make_mix
from dateline.web.explore.network import MOST_LINKS, MOST_NODES, describe_network, draw_network
from dateline.web.explore.periods import Window
from dateline.web.explore.timeline import LARGEST, draw_counts, draw_events

YEAR = Window(date(2020, 1, 1), date(2020, 12, 31), "month")


def event(key, day, kind="PROTEST", sources=1, **changes):
    values = {
        "id": key, "type": kind, "quad": None, "mode": (), "context": (), "date": day, "day": 0,
        "actor": (Party("nurses"),), "recipient": (), "place": (), "quantity": (), "modality": "actual",
        "claim": "narrator", "confidence": None, "intensity": None, "accounts": 1, "reports": 1, "sources": sources,
        "disagreements": (), "status": "unreviewed", "view": "both", "report": "r", "title": None, "outlet": None,
        "sentence": "Nurses marched.", "trigger": (0, 1),
    }  # fmt: skip
    return EventRow(**{**values, **changes})


def test_sources_give_the_area_of_a_mark():
    counts = [Count("2020-01", "PROTEST", 3, 16), Count("2020-02", "PROTEST", 1, 4), Count("2021-02", "AID", 1, 9)]
    drawn = draw_counts(YEAR, counts, "type")
    assert [lane.name for lane in drawn.lanes] == ["protest"]
    assert drawn.lanes[0].marks[0].period == "2020-01"
    large, small = drawn.lanes[0].marks
    assert large.radius == LARGEST
    assert small.radius == pytest.approx(LARGEST / 2)
    assert (large.since, large.until) == ("2020-01-01", "2020-01-31")
    assert drawn.lanes[0].sources == 20


def test_countries_are_ordered_by_sources_and_the_rest_is_one_lane():
    codes = [f"{chr(65 + n)}ZZ" for n in range(20)]
    counts = [Count("2020-03", code, 1, 40 - n) for n, code in enumerate(codes)]
    drawn = draw_counts(YEAR, counts, "country")
    assert len(drawn.lanes) == 16
    assert drawn.lanes[0].value == "AZZ"
    assert drawn.lanes[-1].value is None
    assert drawn.lanes[-1].sources == sum(40 - n for n in range(15, 20))


def test_undated_counts_are_told_of():
    assert draw_counts(YEAR, [Count(None, "AID", 4, 4)], "type").undated == 4


def test_single_events_that_would_touch_are_stacked():
    rows = [event(f"e{n}", "2020-06-05", sources=4) for n in range(3)]
    drawn = draw_events(YEAR, rows, "type")
    tops = [mark.top for mark in drawn.lanes[0].marks]
    assert drawn.single
    assert len(set(tops)) == 3
    assert all(0 < top < drawn.lanes[0].height for top in tops)


def test_intervals_are_lines_and_what_did_not_happen_is_hollow():
    rows = [event("a", "2020-03/2020-05"), event("b", "2020-07-01", modality="planned"), event("c", None)]
    drawn = draw_events(YEAR, rows, "type")
    first, second = drawn.lanes[0].marks
    assert first.width == pytest.approx(100 * 92 / 366)
    assert second.hollow
    assert not first.hollow
    assert drawn.undated == 1


def test_bars_count_sources_and_events():
    strip = draw_strip(YEAR, [Count("2020-01", None, 2, 8), Count("2020-02", None, 4, 4), Count(None, None, 1, 1)])
    assert [(bar.sources_high, bar.events_high) for bar in strip.bars] == [(100, 25), (50, 50)]
    assert (strip.events, strip.sources, strip.top) == (6, 12, 8)


def test_panels_stand_in_the_order_of_the_types():
    counts = [Count("2020-01", "PROTEST", 1, 9), Count("2020-01", "AGREE", 1, 1)]
    assert [panel.value for panel in draw_panels(YEAR, counts, "type")] == ["AGREE", "PROTEST"]


def test_every_quad_has_a_class():
    assert find_quad("AGREE") == "vcoop"
    assert find_quad("AID") == "mcoop"
    assert find_quad("ACCUSE") == "vconf"
    assert find_quad("ASSAULT") == "mconf"
    assert find_quad("WALK") == "none"
    mix = make_mix([("AID", 1, 3), ("ASSAULT", 2, 3)])
    assert (mix.events, mix.sources, mix.tone) == (3, 6, "both")


def test_the_network_weighs_by_sources_and_is_drawn_the_same_each_time():
    dealings = [
        Dealing("police", "nurses", "COERCE", 1, 9), Dealing("nurses", "police", "ACCUSE", 3, 3),
        Dealing("union", "ministry", "AGREE", 1, 4), Dealing("army", "army", "COERCE", 1, 1),
    ]  # fmt: skip
    drawn = draw_network(dealings)
    assert drawn == draw_network(dealings)
    widths = {(tie.source.name, tie.target.name): tie.width for tie in drawn.ties}
    assert widths["police", "nurses"] > widths["union", "ministry"] > widths["army", "army"]
    assert {(tie.source.name, tie.tone) for tie in drawn.ties} >= {("police", "conf"), ("union", "coop")}
    assert all(0 <= node.left <= 100 and 0 <= node.top <= 100 for node in drawn.nodes)
    assert len(describe_network(drawn)["ties"]) == 4


def test_a_large_network_is_cut_to_its_heaviest():
    dealings = [Dealing(f"a{n}", f"b{n % 70}", "AID", 1, 1000 - n) for n in range(400)]
    drawn = draw_network(dealings)
    assert len(drawn.nodes) <= MOST_NODES
    assert len(drawn.ties) <= MOST_LINKS
    assert drawn.left_out == 400 - len(drawn.ties)
    assert drawn.ties[0].mix.sources == 1000


def test_an_empty_network():
    assert draw_network([]).ties == ()


def test_chosen_filters_can_each_be_taken_away():
    chosen = list_chosen(Filters(countries=("EST", "FJI"), since="2020"), [("by", "day")])
    assert [(item.name, item.value) for item in chosen] == [("in", "Estonia"), ("in", "Fiji"), ("since", "2020")]
    assert chosen[0].without == "country=FJI&since=2020&by=day"


def test_columns_keep_their_order_and_unknown_ones_are_passed_over():
    assert choose_columns(["status", "date", "nonsense"]) == ("date", "status")
    assert choose_columns(["nonsense"]) == SHOWN
