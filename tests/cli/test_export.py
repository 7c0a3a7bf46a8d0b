from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from dateline.cli.app import app
from dateline.cli.export_run import Request, parse_filters, run
from dateline.errors import DatelineError
from dateline.filters import Box, Filters, Near
from dateline.loading import read_readings
from dateline.readings import dump_reading
from dateline.records import Failure, Reading
from tests.export.builders import make_reading
from tests.export.samples import make_all, make_sample


@pytest.fixture
def readings(tmp_path: Path) -> Path:
    path = tmp_path / "readings.jsonl"
    path.write_text("".join(dump_reading(reading) + "\n" for reading in make_all()), "utf-8")
    return path


def call(*arguments: object) -> tuple[int, str]:
    result = CliRunner().invoke(app, ["export", *map(str, arguments)])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.exit_code, result.output


def test_a_file_of_readings_is_exported(readings: Path, tmp_path: Path) -> None:
    code, words = call(readings, "--format", "polecat", "--out", tmp_path / "x.tsv")
    assert code == 0
    assert "5 rows from 2 reports; 3 names or addresses withheld (--sensitive keeps them)" in words
    assert {path.name for path in tmp_path.iterdir()} == {
        "readings.jsonl", "x.tsv", "x.provenance.csv", "x.tsv.manifest.json",
    }  # fmt: skip


def test_filters_of_the_command_line(readings: Path, tmp_path: Path) -> None:
    out = tmp_path / "x.geojson"
    options = ["--type", "ASSAULT", "--type", "PROTEST", "--country", "USA", "--since", "2021-03-08"]
    code, _ = call(readings, "-f", "geojson", "-o", out, *options, "--box", "30,-100,33,-90", "--quiet")
    assert code == 0
    (feature,) = json.loads(out.read_text("utf-8"))["features"]
    assert feature["properties"]["event_id"] == "m"
    manifest = json.loads((tmp_path / "x.geojson.manifest.json").read_text("utf-8"))
    assert manifest["filters"]["box"] == {"south": 30.0, "west": -100.0, "north": 33.0, "east": -90.0}


def test_sensitive_names_are_asked_for(readings: Path, tmp_path: Path) -> None:
    call(readings, "-f", "csv", "-o", tmp_path / "a.csv")
    call(readings, "-f", "csv", "-o", tmp_path / "b.csv", "--sensitive")
    assert "Ilka Marsh" not in (tmp_path / "a.csv").read_text("utf-8")
    assert "Ilka Marsh" in (tmp_path / "b.csv").read_text("utf-8")


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--format", "xls"], "no format 'xls'"),
        (["--format", "csv", "--type", "RIOT"], "types: 'RIOT' is none of"),
        (["--format", "csv", "--since", "soon"], "since: 'soon' is no date"),
        (["--format", "csv", "--box", "1,2,3"], "--box '1,2,3': write south,west,north,east"),
        (["--format", "csv", "--near", "a,b,c"], "--near 'a,b,c'"),
        (["--format", "csv", "--min-sources", "2"], "min_sources: only a store can tell"),
        (["--format", "geojson", "--append"], "geojson cannot be appended to: formats that can are jsonl, csv"),
        (["--format", "csv", "--store", "x.db"], "one of the two"),
        (["--format", "csv", "--merged"], "--merged"),
    ],
)
def test_wrong_usage_is_one_clear_line(options: list[str], words: str, readings: Path, tmp_path: Path) -> None:
    code, output = call(readings, "--out", tmp_path / "x", *options)
    assert code == 2
    assert words in " ".join(output.split())
    assert "Traceback" not in output
    assert not (tmp_path / "x").exists()


def test_nothing_named_is_wrong_usage(tmp_path: Path) -> None:
    code, output = call("--format", "csv", "--out", tmp_path / "x")
    assert (code, "name files of readings, or a store" in output) == (2, True)
    code, output = call(tmp_path / "none.jsonl", "--format", "csv", "--out", tmp_path / "x")
    assert (code, "no such file" in output) == (2, True)


def test_what_is_no_reading_is_named_and_the_rest_goes_on(readings: Path, tmp_path: Path) -> None:
    with readings.open("a", encoding="utf-8") as stream:
        stream.write('{"text": 5}\nno json\n{"id": "r", "text": "A report that nobody has read."}\n')
    code, output = call(readings, "-f", "csv", "-o", tmp_path / "x.csv")
    assert code == 1
    for words in (
        "readings.jsonl:4: no reading",
        "readings.jsonl:5: no JSON",
        "readings.jsonl:6: a report, not a reading",
    ):
        assert words in " ".join(output.split())
    assert "8 rows" in output


def test_readings_are_found_in_every_form(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.json").write_text(dump_reading(make_reading(), indent=2), "utf-8")
    listed = ",".join(dump_reading(reading) for reading in make_all()[1:])
    (folder / "b.json").write_text(f"[{listed}]", "utf-8")
    (folder / "c.jsonl").write_text("\ufeff" + dump_reading(make_reading(id="r9")) + "\n\n", "utf-8")
    (folder / "x.csv.manifest.json").write_text("{}", "utf-8")
    (folder / "d.json").write_bytes(b"\xff\xfe\x00")
    found = list(read_readings([str(folder)]))
    assert [item.id for item in found if isinstance(item, Reading)] == ["r1", "sample", "quiet", "r9"]
    assert [item.error[:9] for item in found if isinstance(item, Failure)] == ["not UTF-8"]
    assert len(list(read_readings([str(folder / "*.jsonl")]))) == 1


def test_watching_appends_what_is_new(tmp_path: Path) -> None:
    source, out = tmp_path / "in.jsonl", tmp_path / "out.csv"
    source.write_text(dump_reading(make_reading()) + "\n", "utf-8")
    sizes = []

    def wait(seconds: float) -> None:
        assert seconds == 5
        sizes.append(out.stat().st_size)
        if len(sizes) == 3:
            raise KeyboardInterrupt
        with source.open("a", encoding="utf-8") as stream:
            stream.write((dump_reading(make_sample()) if len(sizes) == 1 else "") + "\n")

    code = run(Request((str(source),), "csv", out, every=5, append=True, quiet=True), wait)
    assert code == 0
    assert sizes[0] < sizes[1] == sizes[2]
    call(source, "-f", "csv", "-o", tmp_path / "whole.csv")
    assert out.read_bytes() == (tmp_path / "whole.csv").read_bytes()


def test_a_line_that_is_being_written_is_waited_for(tmp_path: Path) -> None:
    source, out = tmp_path / "in.jsonl", tmp_path / "out.csv"
    line = dump_reading(make_sample()) + "\n"
    source.write_text(dump_reading(make_reading()) + "\n" + line[:500], "utf-8")
    request = Request((str(source),), "csv", out, append=True, quiet=True)
    assert run(request) == 0
    with source.open("a", encoding="utf-8") as stream:
        stream.write(line[500:])
    assert run(request) == 0
    call(source, "-f", "csv", "-o", tmp_path / "whole.csv")
    assert out.read_bytes() == (tmp_path / "whole.csv").read_bytes()


def test_a_watch_names_a_failure_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source = tmp_path / "in.jsonl"
    source.write_text(dump_reading(make_reading()) + "\nno json\n", "utf-8")
    looks = []

    def wait(_: float) -> None:
        looks.append(1)
        if len(looks) == 3:
            raise KeyboardInterrupt

    assert run(Request((str(source),), "csv", tmp_path / "x.csv", every=1, append=True), wait) == 0
    errors = capsys.readouterr().err
    assert errors.count("no JSON") == 1
    assert errors.count("3 rows from 1 report") == 1


def test_filters_are_built_from_options() -> None:
    filters = parse_filters({"types": ["AID"], "box": "1,2,3,4", "near": "1.5,2,30", "view": "corrected"})
    assert filters == Filters(types=("AID",), box=Box(1, 2, 3, 4), near=Near(1.5, 2, 30))
    with pytest.raises(DatelineError, match="--near"):
        parse_filters({"near": "1,2"})


@pytest.fixture
def store(tmp_path: Path) -> str:
    from dateline.store import Store

    url = str(tmp_path / "events.db")
    with Store.open(url) as opened:
        for reading in make_all():
            opened.add(reading)
    return url


def test_a_store_is_exported_and_its_log_tells(store: str, tmp_path: Path) -> None:
    from dateline.store import Store

    code, _ = call("--store", store, "-f", "jsonl", "-o", tmp_path / "x.jsonl", "--sensitive", "--type", "ASSAULT")
    assert code == 0
    manifest = json.loads((tmp_path / "x.jsonl.manifest.json").read_text("utf-8"))
    assert (manifest["rows"], manifest["reports"]) == (4, 2)
    with Store.open(store, create=False) as opened:
        (row,) = [row for row in opened.audit() if row.action == "export"]
        assert manifest["sha256"] in json.dumps(row.details)
        assert row.details["filters"] == {"types": ["ASSAULT"]}
        assert list(opened.verify()) == []


def test_a_watched_store_gives_what_is_new_and_logs_it_once(store: str, tmp_path: Path) -> None:
    from dateline.store import Store

    out = tmp_path / "x.csv"
    looks = []

    def wait(_: float) -> None:
        looks.append(out.read_text("utf-8-sig").count("https://wire.example/"))
        if len(looks) == 2:
            with Store.open(store, create=False) as opened:
                opened.add(make_reading(id="r7"))
        if len(looks) == 4:
            raise KeyboardInterrupt

    assert run(Request((), "csv", out, store=store, every=1, append=True, quiet=True), wait) == 0
    assert looks == [3, 3, 6, 6]
    with Store.open(store, create=False) as opened:
        assert [row.details["rows"] for row in opened.audit() if row.action == "export"] == [8, 11]


def test_a_store_answers_what_only_it_can(store: str, tmp_path: Path) -> None:
    code, _ = call("--store", store, "-f", "csv", "-o", tmp_path / "x.csv", "--min-sources", "2")
    assert code == 0
    assert len((tmp_path / "x.csv").read_text("utf-8").splitlines()) == 1  # nothing has been merged
    code, _ = call("--store", store, "-f", "csv", "-o", tmp_path / "y.csv", "--min-sources", "1", "--type", "PROTEST")
    assert len((tmp_path / "y.csv").read_text("utf-8").splitlines()) == 2
    assert code == 0


def test_a_store_that_is_not_there_is_said(tmp_path: Path) -> None:
    code, output = call("--store", tmp_path / "none.db", "-f", "csv", "-o", tmp_path / "x.csv")
    assert code == 2
    assert "none.db" in output
    assert not (tmp_path / "none.db").exists()


def test_help_shows_examples() -> None:
    code, output = call("--help")
    assert code == 0
    assert "dateline export readings.jsonl --format polecat" in " ".join(output.split())
