from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dateline.web.explore.projection import (
    HEIGHT,
    WIDTH,
    Projection,
    choose_projection,
    find_middle,
    make_circle,
)

POINTS = st.tuples(st.floats(-180, 180), st.floats(-85, 85))


@settings(deadline=None, max_examples=40)
@given(st.lists(POINTS, min_size=1, max_size=12))
def test_every_point_lies_in_the_drawing(points):
    projection = choose_projection(points)
    for longitude, latitude in points:
        x, y = projection.place(longitude, latitude)
        assert -1 <= x <= WIDTH + 1
        # a world leaves out the far south and north
        assert -1 <= y <= HEIGHT + 1 or projection.kind == "equalEarth"


@pytest.mark.parametrize(
    ("points", "kind"),
    [
        ([], "equalEarth"),
        ([(24.7, 59.4), (26.7, 58.4)], "mercator"),
        ([(-77, -12), (-70, -33)], "azimuthalEqualArea"),
        ([(-77, -12), (90, 24), (24, 59)], "equalEarth"),
        ([(178.4, -18.1), (-171.8, -13.8)], "mercator"),
        ([(10, 82), (-100, 84)], "azimuthalEqualArea"),
    ],
)
def test_the_projection_fits_the_extent(points, kind):
    assert choose_projection(points).kind == kind


def test_places_on_both_sides_of_the_date_line_are_near():
    projection = choose_projection([(178.4, -18.1), (-171.8, -13.8)])
    fiji, samoa = projection.place(178.4, -18.1), projection.place(-171.8, -13.8)
    assert fiji[0] < samoa[0]
    assert math.dist(fiji, samoa) < WIDTH


def test_equal_earth_is_the_published_one():
    projection = Projection("equalEarth", 0.0, 0.0)
    # the eastern end of the equator and the pole, from the definition
    assert projection.place(180, 0)[0] == pytest.approx(2.7066, abs=1e-3)
    assert projection.place(0, 90)[1] == pytest.approx(-1.3173, abs=1e-3)


@settings(deadline=None, max_examples=40)
@given(st.floats(-170, 170), st.floats(-60, 60), st.floats(0.5, 20))
def test_a_circle_lies_at_its_angle(longitude, latitude, degrees):
    middle = find_middle(make_circle(longitude, latitude, degrees))
    assert middle[2] == pytest.approx(degrees, rel=0.05)
    assert middle[1] == pytest.approx(latitude, abs=0.6)


def test_equal_areas_stay_equal():
    projection = Projection("azimuthalEqualArea", 20.0, 30.0, 100.0)

    def area(longitude, latitude):
        ring = [projection.place(*point) for point in make_circle(longitude, latitude, 2.0, 90)]
        return abs(sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(ring, [*ring[1:], ring[0]], strict=True))) / 2

    assert area(20, 30) == pytest.approx(area(60, 10), rel=0.01)
