"""Any reading that may be built can be exported to every format and drawn."""

from __future__ import annotations

import warnings
from typing import Any

import matplotlib as mpl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dateline import Events
from dateline.export.forms import FORMS
from dateline.export.rows import COLUMNS
from dateline.export.run import Order, export_readings
from dateline.filters import Filters
from dateline.readings import decode_reading
from dateline.records import CLAIMS, EVENT_TYPES, MODALITIES, QUANTITY_KINDS, SECTORS, Reading

DATES = st.sampled_from(
    [
        None,
        "2020-02-30",
        "0001-01-01",
        "9999-12-31",
        "9999",
        "2020-W53",
        "2021-W53",
        "2020-05/..",
        "../..",
        "1066/2020",
        "2020-12",
        "2021-05-02/2020-01-01",
        "0000",
    ]
)
COUNTRIES = st.sampled_from([None, "NOR", "XKX", "IGO", "ZZZ", ""])
ODD = st.text(alphabet=st.sampled_from("aZ =+-@\t\n\r\"';,|<&\x00\u2028\ud800é█$_^{}"), max_size=12)
NUMBERS = st.sampled_from([None, 0.0, -90.0, 180.0, 1e9])


@st.composite
def any_reading(draw: st.DrawFn) -> Reading:
    """Give a reading of one sentence with everything else as odd as records allow."""
    text = "Ann Bo hit them in Oz on Monday, 3 said."
    kinds = ("person", "org", "group", "place")
    place = st.none() | st.fixed_dictionaries(
        {
            "geonames_id": st.none() | st.integers(1, 9),
            "name": ODD,
            "admin1": st.none() | ODD,
            "country": COUNTRIES,
            "latitude": NUMBERS,
            "longitude": NUMBERS,
            "radius_km": NUMBERS,
            "precision": st.sampled_from(["point", "city", "admin1", "country", "region"]),
        }
    )
    entities = [
        {
            "id": str(i),
            "name": draw(ODD),
            "kind": kinds[i],
            "mentions": draw(st.sampled_from([[], [[0, 6]], [[19, 21]]])),
            "country": draw(COUNTRIES),
            "role": draw(st.none() | ODD),
            "place": draw(place),
            "sector": draw(st.lists(st.sampled_from([*SECTORS, "???"]), max_size=2)),
        }
        for i in range(4)
    ]
    ids = st.lists(st.sampled_from("0123"), max_size=3, unique=True)
    event: dict[str, Any] = {
        "id": "v",
        "type": draw(st.sampled_from(EVENT_TYPES)),
        "mode": draw(st.lists(ODD, max_size=2)),
        "trigger": [7, 10],
        "sentence": [0, len(text)],
        "actor": draw(ids),
        "recipient": draw(ids),
        "place": draw(ids),
        "date": draw(DATES),
        "modality": draw(st.sampled_from(MODALITIES)),
        "claim": draw(st.sampled_from(CLAIMS)),
        "quad": draw(st.sampled_from([None, "material conflict", "?"])),
        "intensity": draw(NUMBERS),
        "confidence": draw(NUMBERS),
        "quantity": [
            {
                "kind": draw(st.sampled_from(QUANTITY_KINDS)),
                "span": [33, 34],
                "low": draw(NUMBERS),
                "high": draw(NUMBERS),
            }
        ],
    }
    return decode_reading(
        {
            "id": draw(ODD),
            "text": text,
            "title": draw(ODD),
            "outlet": draw(st.none() | ODD),
            "url": draw(st.none() | ODD),
        }
        | {"published": "2020-01-01", "entities": entities, "events": [event]}
    )


@pytest.mark.parametrize("form", list(FORMS))
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(reading=any_reading(), sensitive=st.booleans())
def test_any_reading_can_be_exported(
    form: str, reading: Reading, sensitive: bool, tmp_path_factory: pytest.TempPathFactory
) -> None:
    order = Order(form, tmp_path_factory.mktemp("x") / "out", Filters(modalities=MODALITIES, claims=CLAIMS), sensitive)
    summary = export_readings([reading], order)
    assert summary.reports == 1
    assert summary.files


@settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(reading=any_reading())
def test_any_reading_can_be_framed_and_drawn(reading: Reading) -> None:
    from matplotlib import pyplot

    mpl.use("Agg")
    events = Events([reading])
    assert list(events.to_pandas().columns) == events.to_polars().columns == list(COLUMNS)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for ax in (events.plot_map(), events.plot_timeline(), events.readings[0].plot()):
            ax.figure.canvas.draw()
            assert ax.get_title(loc="left")
            pyplot.close(ax.figure)
