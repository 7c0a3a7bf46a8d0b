"""What speaks for one of the places that bear a name: named features of a place in its report.

In: a place of the gazetteer, the name as the report has it, the names beside it, the report's context, the places
settled so far. Out: features by name. `place_weights.json` holds a weight for each, so that a choice can be explained
by what spoke for it.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from dateline.data.actors import load_capitals, load_countries, load_states
from dateline.data.gazetteer import Toponym, load_gazetteer
from dateline.resolve.context import Context

Features = dict[str, float]
SECOND_LEVEL = re.compile(r"\b(county|parish|district|prefecture|borough|governorate|province|region|canton)\b", re.I)
FIRST_LEVEL = re.compile(r"\b(state|province|region|oblast|governorate|prefecture|county)\b", re.I)
NEAR_KM = 300.0
MOST_SHARE = 0.6
MOST_AREA = 3.0
MOST_SUPPORT = 2.0
MOST_NEAR = 3


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a report says around its places.

    `anchors` are the places settled so far, `support` the votes of all its names for each first-level area.
    """

    context: Context
    anchors: tuple[Toponym, ...]
    support: Mapping[str, float]


def describe_name(place: Toponym, name: str, beside: Counter[str]) -> Features:
    """Give what the name itself and the words right beside it say of a place."""
    features: Features = {"people": math.log10(place.population + 100)}
    area = load_gazetteer().name_area(place.area)
    for word in beside:
        state = load_states().get(word) or load_states().get(word.rstrip("."))
        if state and place.country == "USA":
            if state == area:
                features["its state beside it"] = 1.0
            else:
                features.setdefault("another state beside it", 1.0)
        elif load_countries().get(word) == place.country or (area and word == area):
            features["its country or area beside it"] = 1.0
    if "its state beside it" in features:
        features.pop("another state beside it", None)
    lowered = name.lower()
    if place.kind == "A":
        features["area named so" if FIRST_LEVEL.search(lowered) or name in load_states() else "area"] = 1.0
        if name in load_states() and place.country == "USA":
            features["state of the USA"] = 1.0
    elif place.kind == "B":
        features["county named so" if SECOND_LEVEL.search(lowered) else "county"] = 1.0
    elif load_capitals().get(name) == place.country:
        features["capital"] = 1.0
    return features


def describe_place(place: Toponym, around: Surroundings) -> Features:
    """Give what the rest of the report says of a place."""
    context = around.context
    total = sum(context.countries.values()) or 1.0
    near = sum(1 for other in around.anchors if measure_distance(place, other) < NEAR_KM)
    return {
        "country of the report": min(MOST_SHARE, context.countries.get(place.country, 0.0) / total) / MOST_SHARE,
        "area of the report": min(MOST_AREA, context.areas.get(place.area, 0.0)),
        "area of other names": min(MOST_SUPPORT, around.support.get(place.area, 0.0)),
        "near other places": float(min(MOST_NEAR, near)),
    }


def measure_distance(a: Toponym, b: Toponym) -> float:
    """Give the kilometres between two places, by the haversine formula."""
    lat1, lat2 = math.radians(a.latitude), math.radians(b.latitude)
    half = math.sin((lat2 - lat1) / 2) ** 2
    half += math.cos(lat1) * math.cos(lat2) * math.sin(math.radians(b.longitude - a.longitude) / 2) ** 2
    return 2 * 6371.0 * math.asin(min(1.0, math.sqrt(half)))
