"""GeoJSON, GraphML, FollowTheMoney, Web Annotation, PROV-O, Parquet and frames, each by what its users read it with."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import duckdb
import geojson
import networkx
import polars as pl
import pyarrow.parquet as pq
import pytest
from followthemoney import model
from pyld import jsonld
from shapely.geometry import shape

from dateline.data import read_bytes
from dateline.errors import SettingsError
from dateline.export.frame import to_dataframe, to_polars
from dateline.export.parquet import make_schema
from dateline.export.rows import COLUMNS, make_rows
from dateline.export.run import Order, export_readings
from dateline.readings import decode_reading, load_reading
from tests.export.builders import make_hostile
from tests.export.samples import make_all, make_sample

HOSTILE = [make_hostile(words) for words in ('<b>&"\x00\x1b', "\ud800", "\u2028]]>", "{}[],")]


def export(form: str, out: Path, readings: Any = None) -> Path:
    export_readings(make_all() if readings is None else readings, Order(form, out, sensitive=True))
    return out


def list_rows() -> list[dict[str, Any]]:
    return [row for reading in make_all() for row in make_rows(reading)]


def load_context(url: str, _: Any = None) -> dict[str, Any]:
    """Give the vendored context; anything else would need the network."""
    assert url == "http://www.w3.org/ns/anno.jsonld"
    return {"contextUrl": None, "documentUrl": url, "document": json.loads(read_bytes("export/anno.jsonld"))}


def test_geojson_is_valid_and_has_no_middle_of_a_country(tmp_path: Path) -> None:
    value = geojson.loads(export("geojson", tmp_path / "x").read_text("utf-8"))
    assert isinstance(value, geojson.FeatureCollection)
    assert value.is_valid
    assert len(value.features) == 8
    by_event = {feature["properties"]["event_id"]: feature for feature in value.features}
    assert list(shape(by_event["b"]["geometry"]).coords) == [(-97.1, 31.5)]
    assert by_event["b"]["properties"]["radius_km"] == 7.0
    assert by_event["f"]["geometry"] is None
    assert by_event["f"]["properties"]["place_country"] == "ESP"
    assert by_event["f"]["properties"]["place_precision"] == "country"
    for feature in value.features:
        assert feature["properties"]["url"].startswith("https://")
        assert feature["properties"]["quote"]
        assert feature["properties"]["trigger_end"] > feature["properties"]["trigger_start"]


def test_graphml_is_a_network(tmp_path: Path) -> None:
    graph = networkx.read_graphml(export("graphml", tmp_path / "x"), force_multigraph=True)
    assert isinstance(graph, networkx.MultiDiGraph)
    names = networkx.get_node_attributes(graph, "label")
    edges = [(names[a], names[b], data) for a, b, data in graph.edges(data=True)]
    assert len(edges) == 7  # 2 of the police, 4 of the march, 1 of the fight
    fight = next(data for a, b, data in edges if (a, b) == ("Green Dawn", "army of Velland"))
    assert (fight["type"], fight["date"], fight["url"]) == ("ASSAULT", "2021-03", "https://post.example/depot?a=1&b=2")
    text = make_sample().text
    assert text[fight["sentence_start"] : fight["sentence_end"]] == fight["quote"]
    assert "confidence" not in fight  # unknown
    assert graph.nodes[next(key for key, name in names.items() if name == "Police of Oslo")]["accounts"] == 2


def test_followthemoney_validates(tmp_path: Path) -> None:
    lines = export("ftm", tmp_path / "x").read_text("utf-8").splitlines()
    entities = [model.get_proxy(json.loads(line)) for line in lines]
    ids = {entity.id for entity in entities}
    assert len(ids) == len(entities)
    for entity in entities:
        model.get(entity.schema.name).validate(entity.to_dict())
        for prop, value in entity.itervalues():
            assert prop.type.validate(value), (prop.name, value)
            if prop.type.name == "entity":
                assert value in ids
    events = [entity for entity in entities if entity.schema.name == "Event"]
    assert len(events) == 8
    for event in events:
        assert event.get("sourceUrl")
        assert event.get("summary")
        assert "Characters" in event.first("notes")
    kinds = {entity.schema.name for entity in entities}
    assert kinds >= {"Article", "Person", "PublicBody", "LegalEntity", "UnknownLink"}
    planned = next(event for event in events if event.first("recordId") == "p")
    assert planned.first("name") == "AID (planned): Government of Velland"
    march = next(event for event in events if event.first("recordId") == "m")
    assert (march.get("date"), march.get("country"), march.get("location")) == (["2021-03-09"], ["us"], ["Corven"])


def test_annotations_expand_and_select(tmp_path: Path) -> None:
    value = json.loads(export("webannotation", tmp_path / "x").read_text("utf-8"))
    oa = "http://www.w3.org/ns/oa#"
    (page,) = jsonld.expand(value, {"documentLoader": load_context})
    (items,) = page["http://www.w3.org/ns/activitystreams#items"]
    assert len(items["@list"]) == 8
    for item in items["@list"]:
        assert item["@type"] == [f"{oa}Annotation"]
        assert item[f"{oa}motivatedBy"] == [{"@id": f"{oa}classifying"}]
        assert item[f"{oa}hasBody"][0]["http://www.w3.org/1999/02/22-rdf-syntax-ns#value"]
    texts = {reading.text for reading in make_all()}
    sources = set()
    for item in value["items"]:
        for target in item["target"]:
            sources.add(target["source"])
            selectors = {selector["type"]: selector for selector in target["selector"]}
            quote = selectors["TextQuoteSelector"]
            text = next(t for t in texts if quote["prefix"] + quote["exact"] + quote["suffix"] in t)
            if place := selectors.get("TextPositionSelector"):
                assert target["source"].startswith("urn:dateline:report:")
                assert text[place["start"] : place["end"]] == quote["exact"]
    assert "https://wire.example/1" in sources


def test_provenance_expands_without_a_network(tmp_path: Path) -> None:
    value = json.loads(export("prov", tmp_path / "x").read_text("utf-8"))
    nodes = jsonld.expand(value, {"documentLoader": lambda url, _: pytest.fail(f"{url} is fetched")})
    prov = "http://www.w3.org/ns/prov#"
    by_id = {node["@id"]: node for node in nodes}
    assert len(by_id) == len(nodes)
    accounts = [node for node in nodes if f"{prov}wasQuotedFrom" in node]
    assert len(accounts) == 8
    for account in accounts:
        activity = by_id[account[f"{prov}wasGeneratedBy"][0]["@id"]]
        assert activity["@type"] == [f"{prov}Activity"]
        assert activity[f"{prov}used"] == account[f"{prov}hadPrimarySource"]
        report = by_id[account[f"{prov}wasQuotedFrom"][0]["@id"]]
        assert report[f"{prov}atLocation"][0]["@id"].startswith("https://")
        (quotation,) = account[f"{prov}qualifiedQuotation"]
        assert quotation["http://www.w3.org/ns/oa#exact"][0]["@value"]
        for agent in account.get(f"{prov}wasAttributedTo", []):
            assert by_id[agent["@id"]]["http://www.w3.org/2000/01/rdf-schema#label"]
    speakers = [node for node in nodes if node["@id"].startswith("urn:dateline:speaker")]
    assert len(speakers) == 5


def test_parquet_is_read_by_duckdb_and_polars(tmp_path: Path) -> None:
    path = export("parquet", tmp_path / "x.parquet")
    assert pq.read_schema(path).equals(make_schema())
    rows = list_rows()
    columns = duckdb.sql(f"describe select * from '{path}'").fetchall()
    assert [column[0] for column in columns] == list(COLUMNS)
    kinds = {column[0]: column[1] for column in columns}
    assert (kinds["date_from"], kinds["latitude"], kinds["trigger_start"]) == ("DATE", "DOUBLE", "BIGINT")
    found = duckdb.sql(f"select event_id, quote, sentence_start from '{path}'").fetchall()
    assert found == [(row["event_id"], row["quote"], row["sentence_start"]) for row in rows]
    week = duckdb.sql(f"select date_to - date_from from '{path}' where event_id = 'b'").fetchall()
    assert week == [(6,)]
    frame = pl.read_parquet(path)
    assert frame.equals(to_polars(make_all()))
    assert frame["geonames_id"].to_list() == [row["geonames_id"] for row in rows]


def test_a_parquet_file_of_nothing_has_the_same_schema(tmp_path: Path) -> None:
    path = export("parquet", tmp_path / "x", [decode_reading({"id": "q", "text": "Nothing."})])
    assert pq.read_table(path).schema.equals(make_schema())
    assert pq.read_table(path).num_rows == 0


def test_frames_agree() -> None:
    readings = make_all()
    pandas, polars = to_dataframe(readings), to_polars(readings)
    assert list(pandas.columns) == polars.columns == list(COLUMNS)
    assert pandas["quote"].tolist() == polars["quote"].to_list()
    assert pandas["date_from"].dt.date.dropna().tolist() == polars["date_from"].drop_nulls().to_list()
    assert str(pandas["geonames_id"].dtype) == "Int64"
    assert polars.schema["date_from"] == pl.Date
    empty = to_polars(decode_reading({"id": "q", "text": "Nothing."}))
    assert empty.schema == polars.schema


def test_a_frame_holds_days_of_any_year() -> None:
    text = "Constantinople fell."
    events = [{"id": "v", "type": "ASSAULT", "trigger": [15, 19], "sentence": [0, 20], "date": "1453-05-29"}]
    frame = to_dataframe(decode_reading({"id": "q", "text": text, "events": events}))
    assert frame["date_from"].iloc[0].year == 1453


def test_jsonl_holds_everything(tmp_path: Path) -> None:
    lines = export("jsonl", tmp_path / "x").read_text("utf-8").splitlines()
    assert [load_reading(line) for line in lines] == make_all()


@pytest.mark.parametrize("form", ["geojson", "graphml", "ftm", "webannotation", "prov", "parquet", "csv", "jsonl"])
def test_hostile_reports_give_readable_files(form: str, tmp_path: Path) -> None:
    path = export(form, tmp_path / "x", HOSTILE)
    if form == "parquet":
        assert pl.read_parquet(path).height == len(HOSTILE)
    elif form == "graphml":
        assert networkx.read_graphml(path, force_multigraph=True).number_of_edges() == len(HOSTILE)
    elif form == "csv":
        assert pl.read_csv(path, infer_schema=False).height == len(HOSTILE)
    elif form in ("ftm", "jsonl"):
        assert all(json.loads(line) for line in path.read_text("utf-8").split("\n") if line)
    else:
        assert json.loads(path.read_text("utf-8"))


@pytest.mark.parametrize(("form", "package"), [("graphml", "networkx"), ("ftm", "followthemoney")])
def test_a_missing_package_is_named(form: str, package: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(SettingsError, match=rf"{package} is not installed: pip install 'dateline\[exports\]'"):
        export(form, tmp_path / "x")
    assert list(tmp_path.iterdir()) == []


def test_missing_polars_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "polars", None)
    with pytest.raises(SettingsError, match="polars is not installed"):
        to_polars(make_all())
