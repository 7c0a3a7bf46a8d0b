"""Plots: what is drawn is what the readings say, and nothing is fetched."""

from __future__ import annotations

import socket
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import matplotlib as mpl
import numpy as np
import pytest
from matplotlib.colors import to_hex
from matplotlib.dates import date2num

from dateline import Events
from dateline.api import Reading
from dateline.errors import FilterError, InputError, SettingsError
from dateline.export.rows import COLUMNS
from dateline.filters import Filters
from dateline.plots.map import Dot, _draw_dot, gather
from dateline.plots.reading import MOST, describe_account
from dateline.plots.shapes import load_shapes
from dateline.plots.style import NO_QUAD, QUAD_COLOURS
from dateline.readings import decode_reading, dump_reading
from dateline.records import Failure
from tests.export.builders import make_hostile, make_reading
from tests.export.samples import make_all, make_sample


@pytest.fixture(autouse=True)
def _offline(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    from matplotlib import pyplot

    mpl.use("Agg")
    monkeypatch.setattr(socket.socket, "connect", lambda *_: pytest.fail("a plot went to the network"))
    yield
    pyplot.close("all")


def draw(ax: Any) -> Any:
    ax.figure.canvas.draw()
    return ax


def test_shapes_are_countries_with_closed_rings() -> None:
    shapes = load_shapes()
    codes = {shape.iso3 for shape in shapes}
    assert {"NOR", "ESP", "USA", "XKX", "FJI", "ZAF"} <= codes
    assert len(shapes) == 177
    assert len(codes - {None}) >= 174
    for shape in shapes:
        for rings in shape.polygons:
            for ring in rings:
                assert np.allclose(ring[0], ring[-1]), shape.name
                if shape.iso3 != "ATA":
                    assert np.abs(np.diff(ring[:, 0])).max() < 180, shape.name
    norway = np.concatenate([rings[0] for shape in shapes if shape.iso3 == "NOR" for rings in shape.polygons])
    assert 57 < norway[:, 1].min() < 60
    assert 78 < norway[:, 1].max() < 82
    lesotho = next(shape for shape in shapes if shape.iso3 == "ZAF")
    assert len(lesotho.polygons[0]) == 2  # the hole that is Lesotho


def test_the_map_shows_points_and_shades_countries() -> None:
    ax = draw(Events(make_all()).plot_map())
    points = [tuple(xy) for collection in ax.collections for xy in collection.get_offsets().tolist()]
    assert sorted(points) == [(-97.1, 31.5), (10.7461, 59.9127)]  # and none in the middle of Spain
    assert {text.get_text() for text in ax.texts} >= {"Corven", "Oslo"}
    assert ax.get_title(loc="left") == "4 accounts of 8 with a place to draw"
    shaded = [patch for patch in ax.patches if to_hex(patch.get_facecolor()) == "#c9b8a0"]
    (spain,) = [patch for patch in shaded if patch.get_path().contains_point((-3.7, 40.4))]
    assert spain in shaded
    assert len(ax.get_legend().get_texts()) == 1
    west, east = ax.get_xlim()
    assert west < -97.1
    assert east > 10.7


def test_the_map_counts_places() -> None:
    dots, countries, total = gather([*make_all(), make_sample()])
    assert {dot.name: dot.number for dot in dots} == {"Oslo": 1, "Corven": 4}
    assert countries == {"ESP": 2}
    assert total == 13


def test_a_map_of_nothing_is_the_world() -> None:
    ax = draw(Events([]).plot_map())
    assert ax.get_xlim() == (-180, 180)
    assert ax.get_title(loc="left") == "0 accounts of 0 with a place to draw"
    assert draw(Events(make_all()).plot_map(world=True)).get_xlim() == (-180, 180)


def test_the_timeline_has_days_and_intervals() -> None:
    ax = draw(Events(make_all()).plot_timeline())
    assert [label.get_text() for label in ax.get_yticklabels()] == ["PROTEST", "COERCE", "ASSAULT"]
    drawn = {tuple(float(x) for x in line.get_xdata()): line for line in ax.lines}
    march, week = drawn[(date2num(date(2021, 3, 9)),)], drawn[(date2num(date(2021, 3, 1)), date2num(date(2021, 3, 8)))]
    assert march.get_marker() == "o"
    assert week.get_linewidth() == 4
    assert ax.get_title(loc="left") == "4 accounts of 8 with a date"


def test_what_did_not_happen_is_hollow() -> None:
    text = "They will march on 2 May."
    events = [
        {"id": str(i), "type": "PROTEST", "trigger": [10, 15], "sentence": [0, 25], "date": "2020-05-02", "modality": m}
        for i, m in enumerate(("planned", "actual"))
    ]
    ax = draw(Events([decode_reading({"id": "r", "text": text, "events": events})]).plot_timeline())
    assert sorted(line.get_markerfacecolor() == "white" for line in ax.lines) == [False, True]
    assert len({line.get_ydata()[0] for line in ax.lines}) == 2  # one does not hide the other
    assert {line.get_color() for line in ax.lines} == {NO_QUAD}


def test_one_reading_is_drawn_along_its_text() -> None:
    ax = draw(Reading.of(make_sample()).plot())
    assert [label.get_text() for label in ax.get_yticklabels()] == [
        "ASSAULT explosives", "ASSAULT", "PROTEST demo", "AID", "ASSAULT heavy-weapons",
    ]  # fmt: skip
    bars = {(patch.get_x(), patch.get_width()) for patch in ax.patches}
    for event in make_sample().events:
        assert (event.sentence.start, event.sentence.end - event.sentence.start) in bars
    words = [text.get_text() for text in ax.texts]
    assert words[2] == "students, nurses → the mayor, the governor · 2021-03-09"
    assert words[4] == "army of Velland · denied · Tom Brill, citing army of Velland"
    assert {to_hex(patch.get_facecolor()).upper() for patch in ax.patches} <= {c.upper() for c in QUAD_COLOURS.values()}


def test_no_circle_is_larger_than_the_globe() -> None:
    from matplotlib import pyplot
    from matplotlib.patches import Ellipse

    _, ax = pyplot.subplots()
    _draw_dot(ax, Dot("Pole", 89.0, 20.0, 1e9, None, 1))
    (circle,) = [patch for patch in ax.patches if isinstance(patch, Ellipse)]
    assert (circle.width, circle.height) == (360, 180)


@pytest.mark.filterwarnings("ignore:Glyph", "ignore:constrained_layout")
def test_long_and_hostile_readings_are_drawn() -> None:
    for words in ("$x_{2}$ \\frac", "\x1b[31m", "<b>", "\u202e", "長い" * 80):
        reading = Reading.of(make_hostile(words))
        draw(reading.plot())
        draw(Events([reading]).plot_map())
    text = "a " * 60
    events = [{"id": str(i), "type": "AID", "trigger": [2 * i, 2 * i + 1], "sentence": [0, 120]} for i in range(60)]
    ax = draw(Reading.of(decode_reading({"id": "r", "text": text, "events": events})).plot())
    assert len(ax.get_yticklabels()) == MOST
    assert f"60 accounts, the first {MOST} drawn" in ax.get_title(loc="left")


def test_words_of_an_account_are_cut_to_one_line() -> None:
    from dateline.export.view import ReadingView

    view = ReadingView(make_hostile("long\nname " * 30))
    line = describe_account(view, view.accounts[0])
    assert "\n" not in line
    assert len(line) == 90


def test_events_hold_filter_and_frame() -> None:
    events = Events([*make_all(), Failure("x", "read", "broken")])
    assert len(events) == 8
    assert len(list(events)) == 8
    assert [failure.report for failure in events.failures] == ["x"]
    assert repr(events) == "<Events: 8 accounts of 3 reports>"
    assert len(events.filter(types=("ASSAULT",))) == len(events.filter(Filters(types=("ASSAULT",)))) == 4
    assert list(events.to_pandas().columns) == events.to_polars().columns == list(COLUMNS)
    assert "8 accounts of 3 reports" in events._repr_html_()
    with pytest.raises(FilterError, match="colour"):
        events.filter(colour="red")


def test_html_of_a_hostile_report_is_escaped() -> None:
    assert "<script>" not in Events([make_hostile("<script>")])._repr_html_()


def test_events_are_loaded_and_exported(tmp_path: Path) -> None:
    path = tmp_path / "r.jsonl"
    path.write_text("".join(dump_reading(reading) + "\n" for reading in make_all()), "utf-8")
    events = Events.load(path)
    assert events.readings == tuple(Reading.of(reading) for reading in make_all())
    summary = events.export("csv", tmp_path / "x.csv", sensitive=True)
    assert (summary.rows, summary.withheld) == (8, 0)
    (tmp_path / "bad.jsonl").write_text("no\n", "utf-8")
    with pytest.raises(InputError, match=r"bad\.jsonl"):
        Events.load(tmp_path / "bad.jsonl")


def test_frames_of_one_reading_agree() -> None:
    reading = Reading.of(make_reading())
    assert reading.to_polars()["quote"].to_list() == reading.to_dataframe()["quote"].tolist()


def test_missing_matplotlib_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    with pytest.raises(SettingsError, match="matplotlib is not installed"):
        Events(make_all()).plot_timeline()
