from __future__ import annotations

import json

from dateline.plots.shapes import load_shapes
from dateline.records import Place
from dateline.store import PlaceTypeCount
from dateline.web.explore.atlas import describe_atlas, draw_atlas


def place(name, latitude, longitude, precision="city", country="EST", radius=10.0):
    return Place(None, name, None, country, latitude, longitude, precision, radius)


TALLINN, TARTU = place("Tallinn", 59.44, 24.75), place("Tartu", 58.38, 26.72)
ESTONIA = place("Estonia", 59.0, 26.0, "country", radius=200.0)
SAHEL = place("the Sahel", 15.0, 10.0, "region", None)
SAMOA = place("Samoa", -13.8, -172.0, "country", "WSM")


def test_a_country_shades_its_area_and_is_no_point():
    atlas = draw_atlas([PlaceTypeCount(ESTONIA, "PROTEST", 2, 5), PlaceTypeCount(TALLINN, "PROTEST", 1, 1)])
    assert [spot.name for spot in atlas.spots] == ["Tallinn"]
    assert [(area.code, area.mix.sources) for area in atlas.areas] == [("EST", 5)]
    assert atlas.areas[0].path.startswith("M")
    assert atlas.areas[0].shade == 5


def test_what_has_no_shape_or_point_is_listed_and_not_drawn():
    atlas = draw_atlas([PlaceTypeCount(SAMOA, "AGREE", 1, 1), PlaceTypeCount(SAHEL, "AID", 1, 2)])
    assert [(area.code, area.path, area.shade) for area in atlas.areas] == [("WSM", "", 0)]
    assert [site.place.name for site in atlas.unplaced] == ["the Sahel"]
    assert not atlas.spots


def test_near_places_are_joined_on_the_world_and_part_on_the_country():
    counts = [PlaceTypeCount(TALLINN, "PROTEST", 1, 3), PlaceTypeCount(TARTU, "AID", 1, 1)]
    world = draw_atlas(counts, world=True)
    assert [len(spot.sites) for spot in world.spots] == [2]
    assert world.spots[0].mix.sources == 4
    assert world.spots[0].query == ("box", "58.37,24.74,59.45,26.73")
    country = draw_atlas(counts)
    assert [spot.name for spot in country.spots] == ["Tallinn", "Tartu"]
    assert country.spots[1].query == ("near", "58.38,26.72,10")
    assert country.spots[0].radius > country.spots[1].radius


def test_the_ring_has_the_size_of_the_uncertainty():
    wide = draw_atlas([PlaceTypeCount(place("A", 59.44, 24.75, radius=40.0), "AID", 1, 1)])
    narrow = draw_atlas([PlaceTypeCount(TALLINN, "AID", 1, 1)])
    assert wide.spots[0].ring / narrow.spots[0].ring > 3.9


def test_tone_says_what_most_sources_tell():
    counts = [PlaceTypeCount(TALLINN, "PROTEST", 1, 9), PlaceTypeCount(TALLINN, "AID", 1, 1)]
    assert draw_atlas(counts).spots[0].mix.tone == "conf"
    assert draw_atlas([PlaceTypeCount(TALLINN, "AID", 1, 1)]).spots[0].mix.tone == "coop"


def test_a_box_over_the_date_line_crosses_it():
    fiji, samoa = place("Suva", -18.1, 179.4, country="FJI"), place("Apia", -18.0, -179.8, country="WSM")
    atlas = draw_atlas([PlaceTypeCount(fiji, "AID", 1, 1), PlaceTypeCount(samoa, "AID", 1, 1)], world=True)
    boxes = [spot.query for spot in atlas.spots if len(spot.sites) == 2]
    assert boxes == [] or float(boxes[0][1].split(",")[1]) > float(boxes[0][1].split(",")[3])


def test_the_script_gets_plain_values():
    atlas = draw_atlas([PlaceTypeCount(TALLINN, "PROTEST", 1, 3)])
    data = json.loads(json.dumps(describe_atlas(atlas)))
    assert data["projection"]["kind"] == atlas.projection.kind
    assert data["sites"] == [
        {"name": "Tallinn", "at": [24.75, 59.44], "km": 10.0, "vague": False, "events": 1, "sources": 3, "conflict": 3}
    ]


def test_all_countries_are_drawn_on_the_world():
    atlas = draw_atlas([], world=True)
    assert atlas.land.count("M") >= len(load_shapes())
