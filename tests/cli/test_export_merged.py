"""Merged events from a store: rows with sources, disagreements and the evidence for each."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import geojson
import polars as pl
import pytest

from dateline.cli.export_run import Request, run
from dateline.export.merged import COLUMNS
from dateline.filters import Filters
from dateline.readings import decode_reading
from dateline.records import Reading
from dateline.review import Decision, Target
from dateline.store import Merge, Store
from tests.export.samples import make_sample, make_sample_value


def make_other() -> Reading:
    """Give a second report that tells of the bomb with other numbers."""
    value: dict[str, Any] = make_sample_value()
    value |= {"id": "other", "outlet": "Velland Daily", "url": "https://daily.example/9"}
    value["events"] = [event for event in value["events"] if event["id"] == "b"]
    value["events"][0]["quantity"][0] |= {"low": 14, "high": 14}
    value["attributions"] = []
    return decode_reading(value)


@pytest.fixture
def store(tmp_path: Path) -> str:
    url = str(tmp_path / "events.db")
    with Store.open(url) as opened:
        opened.add(make_sample())
        opened.add(make_other())
        event = {
            "type": "ASSAULT", "mode": ["explosives"], "context": ["terrorism"], "quad": "material conflict",
            "actor": [], "date": "2021-03-01/2021-03-07",
            "recipient": [{"name": "Ilka Marsh", "kind": "person", "country": None, "sector": [], "role": "driver"}],
            "place": [{"geonames_id": 77, "name": "Corven", "admin1": "Texas", "country": "USA", "latitude": 31.5,
                       "longitude": -97.1, "precision": "city", "radius_km": 7.0}],
            "quantity": [{"kind": "killed", "low": 12, "high": 14}], "modality": "actual", "claim": "narrator",
            "confidence": 0.9, "intensity": -9.0, "reports": 2, "sources": 2,
            "accounts": [{"report": "sample", "account": "b"}, {"report": "other", "account": "b"}],
            "disagreements": [{"field": "quantity.killed", "values": [
                {"value": [12, 12], "accounts": [0]}, {"value": [14, 14], "accounts": [1]}]}],
            "method": {"type": "most sources"},
        }  # fmt: skip
        opened.save_merge(Merge(method={"name": "by hand"}, events=[event]))
    return url


def export(store: str, form: str, out: Path, **changes: Any) -> None:
    assert run(Request((), form, out, store=store, merged=True, quiet=True, **changes)) == 0


def test_rows_have_sources_disagreements_and_evidence(store: str, tmp_path: Path) -> None:
    export(store, "csv", tmp_path / "x.csv")
    frame = pl.read_csv(tmp_path / "x.csv")
    assert frame.columns == list(COLUMNS)
    assert frame.height == 5  # the bomb once, and four that one report alone tells of
    row = frame.filter(pl.col("mode") == "explosives").row(0, named=True)
    assert (row["accounts"], row["reports"], row["sources"], row["quantity"]) == (2, 2, 2, "killed 12-14")
    assert row["disagreements"] == "quantity.killed: [12, 12] (Corven Post) or [14, 14] (Velland Daily)"
    assert set(row["urls"].split("; ")) == {"https://post.example/depot?a=1&b=2", "https://daily.example/9"}
    texts = {"sample": make_sample().text, "other": make_other().text}
    for item in json.loads(row["evidence"]):
        quote = texts[item["report_id"]][item["sentence_start"] : item["sentence_end"]]
        assert len(quote) == len(item["quote"])
        assert item["trigger"] == texts[item["report_id"]][item["trigger_start"] : item["trigger_end"]] == "bomb"


def test_private_names_are_withheld_from_events_too(store: str, tmp_path: Path) -> None:
    export(store, "jsonl", tmp_path / "a.jsonl")
    export(store, "jsonl", tmp_path / "b.jsonl", sensitive=True)
    assert "Ilka" not in (tmp_path / "a.jsonl").read_text("utf-8")
    assert "name withheld" in (tmp_path / "a.jsonl").read_text("utf-8")
    assert "Ilka Marsh" in (tmp_path / "b.jsonl").read_text("utf-8")


def test_events_are_filtered_by_the_store(store: str, tmp_path: Path) -> None:
    export(store, "parquet", tmp_path / "x.parquet", filters={"min_sources": 2})
    frame = pl.read_parquet(tmp_path / "x.parquet")
    assert frame.height == 1
    assert frame.schema["date_from"] == pl.Date
    manifest = json.loads((tmp_path / "x.parquet.manifest.json").read_text("utf-8"))
    assert (manifest["filters"], manifest["rows"], manifest["reports"]) == ({"min_sources": 2}, 1, 2)
    with Store.open(store, create=False) as opened:
        assert [row.details["sha256"] for row in opened.audit() if row.action == "export"] == [manifest["sha256"]]


def test_events_are_features(store: str, tmp_path: Path) -> None:
    export(store, "geojson", tmp_path / "x")
    value = geojson.loads((tmp_path / "x").read_text("utf-8"))
    assert value.is_valid
    points = {f["properties"]["type"]: f["geometry"] for f in value.features if f["properties"]["sources"] == 2}
    assert points["ASSAULT"]["coordinates"] == [-97.1, 31.5]
    spain = [f for f in value.features if f["properties"]["place_country"] == "ESP"]
    assert [f["geometry"] for f in spain] == [None]


def test_formats_without_a_place_for_sources_are_refused(store: str, tmp_path: Path) -> None:
    assert run(Request((), "polecat", tmp_path / "x", store=store, merged=True, quiet=True)) == 2
    assert not (tmp_path / "x").exists()


def test_what_reviewers_mark_is_left_out(store: str, tmp_path: Path) -> None:
    with Store.open(store, create=False) as opened:
        event = next(opened.event(row.id) for row in opened.events(Filters(types=("PROTEST",))).items)
        account = event.accounts[0]
        target = Target("entity", ((account.report, account.coder, "governor"),))
        opened.decide(Decision(kind="mark", person="ana", target=target, field="all"))
    for name, options in (("a", {}), ("b", {"sensitive": True})):
        export(store, "jsonl", tmp_path / f"merged-{name}", **options)
        assert run(Request((), "jsonl", tmp_path / f"plain-{name}", store=store, quiet=True, **options)) == 0
    for kind, line in (("merged", '"type": "PROTEST"'), ("plain", '"id": "sample"')):
        for name, shown in (("a", False), ("b", True)):
            lines = (tmp_path / f"{kind}-{name}").read_text("utf-8").splitlines()
            (found,) = [text for text in lines if line in text]
            assert ("the governor" in found) is shown, (kind, name)
