"""Exports as wholes: manifest and hashes, sensitive names, files that grow, the crate and its tables."""

from __future__ import annotations

import csv
import hashlib
import json
import os
import shutil
from pathlib import Path

import frictionless
import polars as pl
import pytest
from rocrate.rocrate import ROCrate

from dateline.errors import FilterError, InputError
from dateline.export.forms import FORMS, find_form
from dateline.export.ledger import Ledger
from dateline.export.rows import COLUMNS
from dateline.export.run import Order, export_readings, find_manifest
from dateline.export.sensitive import withhold
from dateline.filters import Filters
from dateline.readings import decode_reading
from dateline.records import Reading
from tests.export.builders import make_hostile, make_reading
from tests.export.samples import make_all, make_sample, make_sample_value


def hash_file(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


@pytest.mark.parametrize("form", list(FORMS))
def test_the_same_readings_give_the_same_bytes(form: str, tmp_path: Path) -> None:
    one, two = (export_readings(make_all(), Order(form, tmp_path / name / "x")) for name in ("a", "b"))
    assert one == two
    assert one.reports == (2 if FORMS[form].coded else 3)  # a report without rows is counted where nothing is filtered
    for name, digest, size in one.files:
        path = tmp_path / "a" / "x" / name if FORMS[form].folder else tmp_path / "a" / name
        assert hash_file(path) == digest
        assert path.stat().st_size == size
    assert sorted(path.name for path in (tmp_path / "a").iterdir() if path.name.startswith(".")) == []


def test_the_manifest_tells_of_filter_counts_and_hashes(tmp_path: Path) -> None:
    out = tmp_path / "events.tsv"
    filters = Filters(types=("ASSAULT",), since="2021", min_confidence=0.5)
    summary = export_readings(make_all(), Order("polecat", out, filters))
    value = json.loads(find_manifest(out).read_text("utf-8"))
    assert value["filters"] == {
        "types": ["ASSAULT"],
        "modalities": ["actual"],
        "claims": ["narrator", "attributed", "alleged"],
        "since": "2021",
        "min_confidence": 0.5,
    }
    assert (value["format"], value["reports"], value["rows"], value["sensitive"]) == ("polecat", 1, 1, False)
    assert {entry["path"]: entry["sha256"] for entry in value["files"]} == {
        "events.tsv": hash_file(out),
        "events.provenance.csv": hash_file(tmp_path / "events.provenance.csv"),
    }
    assert value["sha256"] == summary.sha256
    assert value["coders"] == ["0.0"]


def test_a_failed_export_leaves_what_was_there(tmp_path: Path) -> None:
    out = tmp_path / "x.csv"
    export_readings([make_reading()], Order("csv", out))
    before = hash_file(out)

    def break_off() -> list[Reading]:
        yield make_sample()  # type: ignore[misc]
        raise OSError("the disk is gone")

    with pytest.raises(OSError, match="the disk is gone"):
        export_readings(break_off(), Order("csv", out))
    assert hash_file(out) == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["x.csv", "x.csv.manifest.json"]


@pytest.mark.parametrize("form", ["brat", "rocrate"])
def test_a_folder_that_holds_something_is_left_alone(form: str, tmp_path: Path) -> None:
    (tmp_path / "x").mkdir()
    (tmp_path / "x" / "mine.txt").write_text("keep me")
    with pytest.raises(InputError, match="not empty"):
        export_readings(make_all(), Order(form, tmp_path / "x"))
    assert (tmp_path / "x" / "mine.txt").read_text() == "keep me"


def test_an_export_to_a_link_fills_what_it_leads_to(tmp_path: Path) -> None:
    (tmp_path / "kept").mkdir()
    (tmp_path / "kept" / "x.csv").write_text("old")
    (tmp_path / "x.csv").symlink_to(tmp_path / "kept" / "x.csv")
    export_readings(make_all(), Order("csv", tmp_path / "x.csv"))
    assert (tmp_path / "x.csv").is_symlink()
    assert (tmp_path / "kept" / "x.csv").read_text() != "old"
    assert (tmp_path / "kept" / "x.csv.manifest.json").is_file()
    os.symlink(tmp_path / "round", tmp_path / "round")
    with pytest.raises(InputError, match="back to itself"):
        export_readings(make_all(), Order("csv", tmp_path / "round"))
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(InputError, match="is no file"):
        export_readings(make_all(), Order("csv", tmp_path / "pipe"))


def test_wrong_places_and_names_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="is a folder"):
        export_readings(make_all(), Order("csv", tmp_path))
    with pytest.raises(InputError, match="no format 'xls': there are jsonl, csv"):
        find_form("xls")
    with pytest.raises(FilterError, match="min_sources"):
        export_readings(make_all(), Order("csv", tmp_path / "x", Filters(min_sources=2)))


def test_private_people_are_withheld_and_offsets_hold() -> None:
    reading = make_sample()
    covered, number = withhold(reading)
    assert number == 3  # the driver who died, the witness, the mail address
    assert len(covered.text) == len(reading.text)
    for word in ("Ilka", "Marsh", "Tom", "Brill", "brill@post.example"):
        assert word not in covered.text
        assert word not in (covered.report.title or "")
    assert "██████ ████" not in (reading.report.title or "")
    assert covered.report.title == "Bus depot bombed; ████ █████ dead"
    by_id = {entity.id: entity for entity in covered.entities}
    assert by_id["ilka"].name == by_id["tom"].name == "name withheld"
    assert by_id["mayor"].name == "the mayor"
    assert [event.trigger for event in covered.events] == [event.trigger for event in reading.events]


def test_offices_and_links_keep_their_names() -> None:
    value = make_sample_value()
    people = {entity["id"]: entity for entity in value["entities"]}
    people["ilka"]["sector"] = ["LEG"]
    people["tom"]["link"] = "Q42"
    covered, number = withhold(decode_reading(value))
    assert number == 1
    people["tom"]["link"] = None
    people["tom"]["name"] = "Abdelaziz Bouteflika"  # a former president, whatever sector was read
    assert withhold(decode_reading(value))[1] == 1
    assert "Ilka Marsh" in covered.text
    assert "Tom Brill" in covered.text


def test_a_description_is_no_name() -> None:
    reading = make_reading()  # "a witness", "students", "Mayor of Oslo"
    assert withhold(reading) == (reading, 0)


def test_words_shared_with_a_place_stay_in_the_place() -> None:
    text = "In Paris, gunmen shot Paris Bole dead. Bole was 20."
    entities = [
        {"id": "p", "name": "Paris Bole", "kind": "person", "mentions": [[22, 32]]},
        {"id": "c", "name": "Paris", "kind": "place", "mentions": [[3, 8]]},
    ]
    events = [{"id": "v", "type": "ASSAULT", "trigger": [17, 21], "sentence": [0, 38], "recipient": ["p"]}]
    covered, _ = withhold(decode_reading({"id": "r", "text": text, "entities": entities, "events": events}))
    assert covered.text == "In Paris, gunmen shot █████ ████ dead. ████ was 20."


@pytest.mark.parametrize("form", list(FORMS))
def test_no_export_names_private_people_unasked(form: str, tmp_path: Path) -> None:
    summary = export_readings([make_sample()], Order(form, tmp_path / "x", dated="2021-04-01"))
    assert summary.withheld == 3
    for path in tmp_path.rglob("*"):
        if path.is_file():
            data = path.read_bytes()
            for word in (b"Ilka", b"Brill", b"brill@post"):
                assert word not in data, path


def test_names_stay_where_they_are_asked_for(tmp_path: Path) -> None:
    export_readings([make_sample()], Order("csv", tmp_path / "x", sensitive=True))
    assert "Ilka Marsh" in (tmp_path / "x").read_text("utf-8")


APPENDING = [name for name, form in FORMS.items() if form.appends]


@pytest.mark.parametrize("form", APPENDING)
def test_appending_gives_what_one_export_gives(form: str, tmp_path: Path) -> None:
    readings = [make_reading(), make_sample(), make_reading(id="r2")]
    whole, grown = Order(form, tmp_path / "whole.txt"), Order(form, tmp_path / "grown.txt")
    expected = export_readings(readings, whole)
    Ledger(grown).append(readings[:1])
    Ledger(grown).append(readings[:2])
    summary = Ledger(grown).append(readings)
    if form != "ftm":  # a party of two runs is written by each, as FollowTheMoney allows
        assert [digest for _, digest, _ in summary.files] == [digest for _, digest, _ in expected.files]
    assert (summary.reports, summary.rows, summary.withheld) == (expected.reports, expected.rows, expected.withheld)
    again = Ledger(grown).append(readings)
    assert again.files == summary.files


def test_a_row_cut_off_by_a_kill_is_taken_back(tmp_path: Path) -> None:
    order = Order("polecat", tmp_path / "x.tsv")
    Ledger(order).append([make_reading()])
    good = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    for name in ("x.tsv", "x.provenance.csv", "x.tsv.ledger.jsonl"):
        with (tmp_path / name).open("ab") as stream:
            stream.write(b'{"report": "half')
    Ledger(order).append([make_reading()])
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == good
    Ledger(order).append([make_reading(), make_sample()])
    with (tmp_path / "x.tsv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.reader(stream, delimiter="\t"))
    assert {len(row) for row in rows} == {40}
    assert len(rows) == 1 + 2 + 3


def test_what_the_filter_left_out_is_not_looked_at_again(tmp_path: Path) -> None:
    order = Order("csv", tmp_path / "x.csv", Filters(types=("PROTEST",)))
    summary = Ledger(order).append([make_reading(), make_sample(), make_sample()])
    assert (summary.reports, summary.rows) == (1, 1)
    ledger = Ledger(order)
    assert (ledger.reports, ledger.known) == ({"sample"}, {"sample", "r1"})
    assert ledger.append([make_reading()]).reports == 1


def test_killed_before_the_first_report_begins_anew(tmp_path: Path) -> None:
    order = Order("csv", tmp_path / "x.csv")
    Ledger(order)
    (tmp_path / "x.csv").write_text("report_id,tit", "utf-8")
    Ledger(order).append([make_reading()])
    assert pl.read_csv(tmp_path / "x.csv", infer_schema=False).columns == list(COLUMNS)


def test_appending_elsewhere_or_otherwise_is_refused(tmp_path: Path) -> None:
    export_readings([make_reading()], Order("csv", tmp_path / "x.csv"))
    with pytest.raises(InputError, match="has no ledger"):
        Ledger(Order("csv", tmp_path / "x.csv"))
    Ledger(Order("csv", tmp_path / "y.csv")).append([make_reading()])
    with pytest.raises(InputError, match="another format or filter"):
        Ledger(Order("csv", tmp_path / "y.csv", Filters(types=("AID",))))
    with pytest.raises(InputError, match="cannot be added to"):
        Ledger(Order("geojson", tmp_path / "z")).append([make_reading()])


def test_the_crate_and_its_package_are_read(tmp_path: Path) -> None:
    out = tmp_path / "crate"
    filters = Filters(types=("ASSAULT", "PROTEST", "COERCE"))
    export_readings([*make_all(), make_hostile('=1,"\n')], Order("rocrate", out, filters, dated="2024-05-06"))
    crate = ROCrate(out)
    names = {"events.csv", "events.parquet", "reports.csv", "datapackage.json", "methods.md"}
    assert {entity.id for entity in crate.data_entities} == names
    assert crate.root_dataset["datePublished"] == "2024-05-06" or str(crate.datePublished)[:10] == "2024-05-06"
    assert crate.root_dataset["license"]
    report = frictionless.validate(str(out / "datapackage.json"))
    assert report.valid, report.flatten(["title", "message"])
    package = frictionless.Package(str(out / "datapackage.json"))
    assert [field.name for field in package.get_resource("events").schema.fields] == list(COLUMNS)
    assert len(package.get_resource("events").read_rows()) == 7
    assert pl.read_parquet(out / "events.parquet").height == 7
    page = (out / "methods.md").read_text("utf-8")
    assert "7 accounts of events from 3 news reports" in page
    assert "| Corven Post | 1 |" in page
    assert "- `types`: ['ASSAULT', 'PROTEST', 'COERCE']" in page
    assert "Dateline 0.0 (reader rules)" in page


def test_a_changed_table_is_no_valid_package(tmp_path: Path) -> None:
    export_readings([make_sample()], Order("rocrate", tmp_path / "x"))
    path = tmp_path / "x" / "events.csv"
    path.write_text(path.read_text("utf-8").replace("0.95", "1.95"), "utf-8")
    assert not frictionless.validate(str(tmp_path / "x" / "datapackage.json")).valid


def test_a_crate_needs_a_day(tmp_path: Path) -> None:
    quiet = decode_reading({"id": "q", "text": "Nothing."})
    with pytest.raises(InputError, match="--dated"):
        export_readings([quiet], Order("rocrate", tmp_path / "x"))
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(InputError, match="is no day"):
        export_readings([quiet], Order("rocrate", tmp_path / "x", dated="May"))
    shutil.rmtree(tmp_path)
