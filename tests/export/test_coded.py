"""POLECAT, ACLED, GDELT and ICEWS: columns in order and type, codes by the tables, nothing guessed."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pytest

from dateline.data import load_json, load_table
from dateline.export.codes import find_acled, find_cameo, load_columns, load_sector_codes
from dateline.export.run import Order, export_readings
from dateline.filters import Filters
from dateline.records import EVENT_TYPES, SECTORS
from tests.export.builders import make_hostile
from tests.export.samples import make_all, make_sample


def split(text: str) -> list[str]:
    """Give the names in a list parted by commas."""
    return [name.strip() for name in text.split(",")]


POLECAT = split("""
    Event ID, Event Date, Event Type, Event Mode, Event Intensity, Quad Code, Contexts, Actor Name, Actor Country,
    Actor COW, Primary Actor Sector, Actor Sectors, Actor Title, Actor Name Raw, Wikipedia Actor ID, Recipient Name,
    Recipient Country, Recipient COW, Primary Recipient Sector, Recipient Sectors, Recipient Title,
    Recipient Name Raw, Wikipedia Recipient ID, Placename, City, District, Province, Country, Latitude, Longitude,
    GeoNames ID, Raw Placename, Feature Type, Source, Publication Date, Story People, Story Organizations,
    Story Locations, Language, Version
""")
ACLED = split("""
    event_id_cnty, event_date, year, time_precision, disorder_type, event_type, sub_event_type, actor1,
    assoc_actor_1, inter1, actor2, assoc_actor_2, inter2, interaction, civilian_targeting, iso, region, country,
    admin1, admin2, admin3, location, latitude, longitude, geo_precision, source, source_scale, notes, fatalities,
    tags, timestamp
""")
ICEWS = split("""
    Event ID, Event Date, Source Name, Source Sectors, Source Country, Event Text, CAMEO Code, Intensity,
    Target Name, Target Sectors, Target Country, Story ID, Sentence Number, Publisher, City, District, Province,
    Country, Latitude, Longitude
""")
ACTOR = split("""
    Code, Name, CountryCode, KnownGroupCode, EthnicCode, Religion1Code, Religion2Code, Type1Code, Type2Code, Type3Code
""")
GEO = split("Type, FullName, CountryCode, ADM1Code, ADM2Code, Lat, Long, FeatureID")
GDELT = [
    *split("GLOBALEVENTID, SQLDATE, MonthYear, Year, FractionDate"),
    *(f"Actor{number}{name}" for number in (1, 2) for name in ACTOR),
    *split("IsRootEvent, EventCode, EventBaseCode, EventRootCode, QuadClass, GoldsteinScale"),
    *split("NumMentions, NumSources, NumArticles, AvgTone"),
    *(f"{side}Geo_{name}" for side in ("Actor1", "Actor2", "Action") for name in GEO),
    "DATEADDED",
    "SOURCEURL",
]


def export(form: str, out: Path, **filters: Any) -> pd.DataFrame:
    """Export the samples and read the file with pandas, as analysts do."""
    export_readings(make_all(), Order(form, out, Filters(**filters), sensitive=True))
    if form == "gdelt":
        return pd.read_csv(out, sep="\t", header=None, names=GDELT, dtype={"EventCode": str, "EventRootCode": str})
    return pd.read_csv(out, sep="," if form == "acled" else "\t", dtype={"CAMEO Code": str, "Event ID": str})


@pytest.mark.parametrize(
    ("form", "columns", "number"),
    [("polecat", POLECAT, 40), ("acled", ACLED, 31), ("gdelt", GDELT, 61), ("icews", ICEWS, 20)],
)
def test_columns_stand_in_order(form: str, columns: list[str], number: int, tmp_path: Path) -> None:
    assert len(columns) == number
    assert list(load_columns(form)) == columns
    out = tmp_path / "x"
    export_readings(make_all(), Order(form, out))
    with out.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.reader(stream, delimiter="," if form == "acled" else "\t"))
    assert {len(row) for row in rows} == {number}
    assert (rows[0] == columns) is (form != "gdelt")
    assert len(rows) > 2


@pytest.mark.parametrize("form", ["polecat", "acled", "gdelt", "icews"])
def test_cells_have_the_type_of_their_column(form: str, tmp_path: Path) -> None:
    frame = export(form, tmp_path / "x", modalities=("actual", "planned"), claims=("narrator", "denied", "attributed"))
    for column, kind in load_columns(form).items():
        cells = frame[column].dropna()
        if kind in ("integer", "number"):
            numbers = pd.to_numeric(cells)
            assert kind == "number" or (numbers % 1 == 0).all(), column
        elif kind == "date":
            assert pd.to_datetime(cells, format="%Y-%m-%d").notna().all(), column


@pytest.mark.parametrize("form", ["polecat", "acled", "gdelt", "icews"])
def test_a_database_loads_them_with_their_types(form: str, tmp_path: Path) -> None:
    out = tmp_path / "x"
    export_readings(make_all(), Order(form, out, sensitive=True))
    kinds = {"text": "VARCHAR", "integer": "BIGINT", "number": "DOUBLE", "date": "DATE"}
    columns = {name: kinds[kind] for name, kind in load_columns(form).items()}
    separator = "," if form == "acled" else "\t"
    table = duckdb.read_csv(str(out), columns=columns, delimiter=separator, header=form != "gdelt")
    assert table.columns == list(columns)
    assert len(table.fetchall()) == {"polecat": 5, "acled": 5, "gdelt": 8, "icews": 8}[form]


@pytest.mark.parametrize("form", ["polecat", "acled", "gdelt", "icews"])
def test_each_row_has_its_report_quote_and_offsets_beside_it(form: str, tmp_path: Path) -> None:
    frame = export(form, tmp_path / "events.txt")
    beside = pd.read_csv(tmp_path / "events.provenance.csv", dtype={"row_id": str})
    assert beside["row_id"].tolist() == frame.iloc[:, 0].astype(str).tolist()
    texts = {reading.id: reading.text for reading in make_all()}
    for row in beside.itertuples():
        text = texts[row.report_id]
        assert text[row.sentence_start : row.sentence_end] == row.quote
        assert text[row.trigger_start : row.trigger_end] == row.trigger
        assert row.url.startswith("https://")


@pytest.mark.parametrize("form", ["polecat", "acled", "gdelt", "icews"])
def test_what_did_not_happen_is_left_out_unless_named(form: str, tmp_path: Path) -> None:
    export(form, tmp_path / "a.txt")
    beside = pd.read_csv(tmp_path / "a.provenance.csv")
    assert set(beside["modality"]) == {"actual"}
    assert "denied" not in set(beside["claim"])
    export(form, tmp_path / "b.txt", claims=("denied",))
    assert set(pd.read_csv(tmp_path / "b.provenance.csv")["claim"]) == {"denied"}


def test_polecat_rows(tmp_path: Path) -> None:
    frame = export("polecat", tmp_path / "x").set_index("Event Type")
    march = frame.loc["PROTEST"]
    assert march["Event Date"] == "2021-03-09"
    assert (march["Event Mode"], march["Quad Code"], march["Event Intensity"]) == ("demo", "MATERIAL CONFLICT", -5.0)
    assert (march["Actor Name"], march["Actor Country"], march["Actor COW"]) == ("students; nurses", "USA", 2)
    assert (march["Primary Actor Sector"], march["Actor Sectors"]) == ("EDU", "EDU; MED")
    assert (march["City"], march["Province"], march["Country"]) == ("Corven", "Texas", "USA")
    assert (march["Latitude"], march["Longitude"], march["GeoNames ID"]) == (31.5, -97.1, 77)
    assert march["Source"] == "Corven Post"
    assert march["Story People"] == "Ilka Marsh; Tom Brill; the mayor; the governor"
    bomb, fight = (frame.loc["ASSAULT"].iloc[i] for i in (1, 2))
    assert pd.isna(bomb["Event Date"])  # a week is no day
    assert (bomb["Recipient Title"], bomb["Recipient Name Raw"]) == ("driver", "the driver Ilka Marsh")
    assert (fight["Placename"], fight["Country"]) == ("Velland", "ESP")
    assert pd.isna(fight["Latitude"])  # a country has no point
    assert pd.isna(fight["City"])


def test_icews_rows_are_pairs(tmp_path: Path) -> None:
    frame = export("icews", tmp_path / "x")
    march = frame[frame["CAMEO Code"] == "141"]
    assert sorted(zip(march["Source Name"], march["Target Name"], strict=True)) == [
        ("nurses", "the governor"), ("nurses", "the mayor"), ("students", "the governor"), ("students", "the mayor"),
    ]  # fmt: skip
    assert set(march["Event Text"]) == {"Demonstrate or rally"}
    assert set(march["Intensity"]) == {-6.5}
    assert set(march["Target Country"]) == {"United States"} or set(march["Target Country"]) == {"USA"}
    assert frame["Event ID"].is_unique
    assert frame["Story ID"].nunique() == 2
    assert frame["Sentence Number"].isna().all()


def test_gdelt_rows(tmp_path: Path) -> None:
    frame = export("gdelt", tmp_path / "x")
    bomb = frame[frame["EventCode"] == "183"].iloc[0]
    assert (bomb["Year"], bomb["MonthYear"], bomb["EventRootCode"], bomb["QuadClass"]) == (2021, 202103, "18", 4)
    assert pd.isna(bomb["SQLDATE"])
    assert (bomb["ActionGeo_Type"], bomb["ActionGeo_FullName"]) == (3, "Corven, Texas, United States")
    assert (bomb["ActionGeo_CountryCode"], bomb["ActionGeo_Lat"]) == ("US", 31.5)
    assert (bomb["NumMentions"], bomb["NumSources"]) == (2, 1)
    assert bomb["SOURCEURL"] == "https://post.example/depot?a=1&b=2"
    fight = frame[frame["EventCode"] == "180"].iloc[0]
    assert (fight["Actor1Code"], fight["Actor2Code"], fight["Actor2CountryCode"]) == ("REB", "ESPMIL", "ESP")
    assert (fight["ActionGeo_Type"], fight["ActionGeo_FullName"]) == (1, "Spain")
    assert pd.isna(fight["ActionGeo_Lat"])
    march = frame[frame["EventCode"] == "141"].iloc[0]
    assert (march["SQLDATE"], march["FractionDate"]) == (20210309, round(2021 + (3 * 30 + 9) / 365, 4))
    assert set(frame["Actor1Name"].dropna()) == {"POLICE OF OSLO", "GREEN DAWN", "STUDENTS", "NURSES"}
    assert frame["AvgTone"].isna().all()


def test_lead_paragraph_is_the_root(tmp_path: Path) -> None:
    frame = export("gdelt", tmp_path / "x").set_index("EventCode")
    assert frame.loc["183", "IsRootEvent"] == 1
    assert set(frame.loc["141", "IsRootEvent"]) == {0}
    assert pd.isna(frame.loc["173", "IsRootEvent"])  # a report whose body is not marked


def test_acled_rows(tmp_path: Path) -> None:
    frame = export("acled", tmp_path / "x")
    bomb, fight, march = (frame[frame["notes"].str.contains(word)].iloc[0] for word in ("bomb", "fought", "marched"))
    assert (bomb["event_type"], bomb["sub_event_type"]) == (
        "Explosions/Remote violence", "Remote explosive/landmine/IED",
    )  # fmt: skip
    assert (bomb["fatalities"], bomb["time_precision"], bomb["year"]) == (12, 2, 2021)
    assert pd.isna(bomb["event_date"])
    assert (bomb["iso"], bomb["region"], bomb["geo_precision"]) == (840, "North America", 1)
    assert (fight["event_type"], fight["sub_event_type"]) == ("Battles", "Armed clash")
    assert (fight["inter1"], fight["inter2"]) == ("Rebel group", "State forces")
    assert fight["interaction"] == "Rebel group-State forces"
    assert fight["time_precision"] == 3
    assert pd.isna(fight["latitude"])
    assert pd.isna(fight["fatalities"])  # not said is not none
    assert (march["event_type"], march["inter1"], march["assoc_actor_1"]) == ("Protests", "Protesters", "nurses")
    assert pd.isna(march["sub_event_type"])  # peaceful is not said
    assert march["tags"] == "crowd size=About 3,000"
    assert set(frame["event_id_cnty"].str[:3]) == {"NOR", "USA", "ESP"} | {
        i[:3] for i in frame["event_id_cnty"] if i[0].isdigit()
    }


def test_beaten_civilians_are_targets(tmp_path: Path) -> None:
    frame = export("acled", tmp_path / "x")
    beaten = frame[frame["notes"].str.contains("officers beat")].iloc[0]
    assert pd.isna(beaten["civilian_targeting"])  # the report does not say what the students are: no sector is known
    assert pd.isna(beaten["event_type"])
    arrested = frame[frame["notes"].str.contains("arrested")].iloc[0]
    assert arrested["sub_event_type"] == "Arrests"
    assert (arrested["inter1"], arrested["inter2"]) == ("State forces", "Civilians")
    assert pd.isna(arrested["fatalities"])


@pytest.mark.parametrize("form", ["polecat", "acled", "gdelt", "icews"])
def test_no_report_breaks_a_row_or_opens_a_formula(form: str, tmp_path: Path) -> None:
    hostile = [make_hostile(words) for words in ('=1+1\t"x"\r\ny', "\u2028,\x00;", "\ud800", "-2\t+3", "'")]
    export_readings(hostile, Order(form, tmp_path / "x", sensitive=True))
    text = (tmp_path / "x").read_text("utf-8")
    reader = csv.reader(text.split("\n"), delimiter="," if form == "acled" else "\t")
    rows = [row for row in reader if row]
    assert len(rows) == len(hostile) + (form != "gdelt")
    assert {len(row) for row in rows} == {len(load_columns(form))}
    if form != "gdelt":
        assert not any(cell.startswith(("=", "+", "@")) for row in rows for cell in row)


def test_every_type_and_mode_has_codes() -> None:
    plover = load_json("plover.json")
    cameo = load_table("export/plover_cameo.tsv")
    assert {row["type"] for row in cameo} == set(EVENT_TYPES)
    for row in cameo:
        assert not row["mode"] or row["mode"] in plover[row["type"]]["modes"], row
        assert row["cameo"].isdigit()
        assert 3 <= len(row["cameo"]) <= 4
        assert -10 <= float(row["goldstein"]) <= 10
    for row in load_table("export/plover_acled.tsv"):
        assert not row["mode"] or row["mode"] in plover[row["type"]]["modes"], row
    assert set(load_sector_codes()) == set(SECTORS)


def test_country_codes_are_of_their_form() -> None:
    rows = load_table("export/country_codes.tsv")
    assert {row["code"] for row in load_table("countries.tsv")} <= {row["iso3"] for row in rows}
    for column in ("iso3", "iso2", "numeric", "cow", "cameo"):
        codes = [row[column] for row in rows if row[column]]
        assert len(codes) == len(set(codes)), column
    for row in rows:
        assert len(row["iso3"]) == 3
        assert len(row["iso2"]) == 2
        assert len(row["fips"]) in (0, 2)
        assert not row["cow"] or 2 <= int(row["cow"]) <= 990


def test_modes_decide_before_types() -> None:
    by_id = {account.id: account for account in make_sample().events}
    assert find_cameo(by_id["d"]).label == "Fight with artillery and tanks"
    assert find_cameo(by_id["f"]).quad_class == 4
    assert find_cameo(by_id["p"]).quad_class == 2
    shelled = find_acled(by_id["d"], "civilian")
    assert shelled is not None
    assert shelled.sub_event_type == "Shelling/artillery/missile attack"
    assert find_acled(by_id["p"], "") is None
