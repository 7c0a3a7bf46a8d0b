from __future__ import annotations

import csv
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from dateline.cli import run as run_module
from dateline.cli.app import app
from dateline.readings import decode_reading, load_reading
from dateline.records import Failure, Reading, Report
from dateline.settings import Settings

STORY = (
    "Police arrested forty marchers in Oslo on Sunday, the ministry said. "
    "The mayor will meet the union on Tuesday to talk about the march and the arrests."
)
BAD = "The council of the city met the union on Monday. FAIL, said the mayor of the town to the reporters."
runner = CliRunner()


def fake_reading(report: Report) -> Reading:
    at = report.text.index("arrested") if "arrested" in report.text else 0
    value: dict[str, Any] = {"id": report.id, "text": report.text, "title": report.title}
    event = {"id": "v1", "type": "COERCE", "trigger": [at, at + 8], "sentence": [0, len(report.text)]}
    return decode_reading({**value, "published": report.published, "events": [event]})


def fake_read(reports: Iterator[Report | Failure], settings: Settings) -> Iterator[Reading | Failure]:
    for report in reports:
        if isinstance(report, Failure):
            yield report
        elif "STOP" in report.text:
            raise KeyboardInterrupt
        elif "FAIL" in report.text:
            yield Failure(report.id, "read", "ValueError: broken")
        else:
            yield fake_reading(report)


@pytest.fixture(autouse=True)
def _fakes(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(run_module, "read_reports", fake_read)
    monkeypatch.setattr(run_module, "prepare", lambda settings: None)
    monkeypatch.chdir(tmp_path)
    for name in ("DATELINE_SETTINGS", "DATELINE_PIPELINE", "DATELINE_READER"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    reports = tmp_path / "reports"
    reports.mkdir()
    (reports / "a.txt").write_text(STORY)
    (reports / "b.txt").write_text(STORY.replace("forty", "fifty"))
    return reports


def call(*arguments: str | Path, stdin: str | None = None) -> Any:
    return runner.invoke(app, ["read", *map(str, arguments)], input=stdin, catch_exceptions=False)


def test_a_table_is_what_one_gets(folder: Path) -> None:
    result = call(folder / "a.txt")
    assert result.exit_code == 0
    assert "COERCE" in result.stdout
    assert max(map(len, result.stdout.splitlines())) <= 100
    assert "read 1 report: 1 event, 0 attributions" in result.stderr
    assert not Path("failures.jsonl").exists()


def test_jsonl_to_standard_output_is_clean(folder: Path) -> None:
    result = call(folder, "--format", "jsonl")
    readings = [load_reading(line) for line in result.stdout.splitlines()]
    assert len(readings) == 2
    assert "read 2 reports: 2 events" in result.stderr


def test_json_is_one_list(folder: Path) -> None:
    assert len(json.loads(call(folder, "-f", "json").stdout)) == 2
    assert json.loads(call(folder / "no.txt", "-f", "json").stdout) == []


def test_csv_to_a_file(folder: Path) -> None:
    assert call(folder, "-f", "csv", "-o", "out/e.csv").exit_code == 0
    with open("out/e.csv", encoding="utf-8-sig") as file:
        assert [row["trigger"] for row in csv.DictReader(file)] == ["arrested", "arrested"]


def test_html_of_one_report_and_of_several(folder: Path) -> None:
    assert call(folder / "a.txt", "-f", "html").stdout.startswith("<!doctype html>")
    assert call(folder / "a.txt", "-f", "html", "-o", "page.html").exit_code == 0
    assert Path("page.html").read_text("utf-8").endswith("</html>\n")
    assert call(folder, "-f", "html", "-o", "pages").exit_code == 0
    assert len(list(Path("pages").glob("*.html"))) == 3  # and the list of them
    result = call(folder, "-f", "html")
    assert result.exit_code == 2
    assert "name a folder with --out" in result.stderr


def test_a_made_folder_and_the_list_of_pages_are_told_of(folder: Path) -> None:
    told = call(folder, "-f", "html", "-o", "new/pages").stderr.splitlines()
    assert told[0] == "made the folder new/pages"
    assert told[-1] == "the list of pages: new/pages/index.html"
    assert not [line for line in call(folder, "-f", "html", "-o", "new/pages").stderr.splitlines() if "made" in line]
    assert "made the folder out\n" in call(folder, "-f", "csv", "-o", "out/e.csv").stderr
    assert call(folder, "-q", "-f", "html", "-o", "quiet").stderr == ""


def test_a_link_back_is_a_warning_and_no_failure(folder: Path, caplog: pytest.LogCaptureFixture) -> None:
    (folder / "back").symlink_to(folder)
    result = call(folder, "-f", "jsonl")
    assert result.exit_code == 0
    assert "read 2 reports" in result.stderr
    assert "failed" not in result.stderr
    assert [record.levelname for record in caplog.records] == ["WARNING"]


def test_readings_is_a_folder_of_files(folder: Path) -> None:
    assert call(folder, folder / "a.txt", "-f", "readings", "-o", "out").exit_code == 0
    files = sorted(Path("out").iterdir())
    assert len(files) == 3  # the same report twice is two files
    assert all(load_reading(file.read_text("utf-8")).events for file in files)
    assert call(folder, "-f", "readings").exit_code == 2


def test_a_failure_is_named_and_kept_and_the_rest_read(folder: Path) -> None:
    (folder / "aa.txt").write_text(BAD)
    result = call(folder, "missing.txt", "-f", "jsonl", "-o", "out/r.jsonl")
    assert result.exit_code == 1
    assert "failed: missing.txt: no such file" in result.stderr
    assert "(The council of the city met the union on Monday. FAIL, said…): ValueError: broken" in result.stderr
    assert "read 2 reports: 2 events, 0 attributions; 2 failed" in result.stderr
    kept = [json.loads(line) for line in Path("out/failures.jsonl").read_text().splitlines()]
    assert [failure["step"] for failure in kept] == ["read", "source"]
    assert len(Path("out/r.jsonl").read_text().splitlines()) == 2


def test_nothing_to_read_is_a_failure_in_the_current_folder() -> None:
    result = call("missing-*.txt")
    assert result.exit_code == 1
    assert Path("failures.jsonl").exists()
    assert "Traceback" not in result.output


def test_quiet_leaves_the_summary_not_the_failures(folder: Path) -> None:
    assert call(folder, "-q").stderr == ""
    assert call("missing.txt", "-q").stderr == "failed: missing.txt: no such file\n"


def test_an_interrupted_run_keeps_what_it_wrote(folder: Path) -> None:
    (folder / "c.txt").write_text(STORY + " STOP it, said the mayor.")
    result = call(folder, "-f", "json", "-o", "r.json")
    assert result.exit_code == 130
    assert "interrupted: 2 read" in result.stderr
    assert len(json.loads(Path("r.json").read_text())) == 2


def test_standard_input() -> None:
    result = call("-", "--published", "2021-05-03", "-f", "jsonl", stdin=STORY)
    assert load_reading(result.stdout).report.published == "2021-05-03"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["reports", "--format", "xml"], "xml"),
        (["reports", "--published", "yesterday"], "YYYY-MM-DD"),
        (["reports", "--settings", "none.toml"], "none.toml"),
        (["reports", "--out", "reports/x.txt"], "lies in"),
        (["reports/a.txt", "--out", "reports/a.txt"], "is what is to be read"),
        (["reports/a.txt", "--out", "reports"], "is a folder"),
        (["reports/a.txt", "-f", "readings", "--out", "reports/b.txt"], "is a file"),
        (["reports", "--nonsense"], "nonsense"),
        ([], "PATH"),
    ],
)  # fmt: skip
def test_wrong_usage(folder: Path, arguments: list[str], words: str) -> None:
    result = runner.invoke(app, ["read", *arguments], env={"COLUMNS": "200"})
    assert result.exit_code == 2
    assert words in result.output
    assert "Traceback" not in result.output
    assert (folder / "a.txt").read_text() == STORY


def test_a_place_that_cannot_be_written(folder: Path) -> None:
    Path("file").write_text("x")
    result = call(folder, "-f", "csv", "-o", "file/e.csv")
    assert result.exit_code == 1
    assert result.stderr.startswith("dateline: ")
    assert "Traceback" not in result.output


def test_a_missing_pipeline_is_one_line(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from dateline.errors import ModelError

    def refuse(settings: Settings) -> None:
        raise ModelError(f"the spaCy pipeline {settings.pipeline!r} is not installed")

    monkeypatch.setattr(run_module, "prepare", refuse)
    result = call(folder, "--pipeline", "en_none", "-o", "t.txt")
    assert result.exit_code == 2
    assert result.stderr == "dateline: the spaCy pipeline 'en_none' is not installed\n"
    assert not Path("t.txt").exists()


def test_a_name_cannot_leave_the_folder(folder: Path) -> None:
    from dateline.cli.writers import FolderWriter

    writer = FolderWriter(folder / "out")
    for name in ("../../x", "..", "a/b", "A-B", "é"):
        writer.write(decode_reading({"id": name, "text": "Nothing."}))
    names = sorted(path.name for path in (folder / "out").iterdir())
    assert names == ["A-B-2.json", "a-b.json", "report-2.json", "report.json", "x.json"]


def test_help_has_examples_and_exit_codes() -> None:
    for arguments in (["--help"], ["read", "--help"]):
        result = runner.invoke(app, arguments, env={"COLUMNS": "200"})
        assert result.exit_code == 0
        assert "dateline read report.txt" in result.stdout
        assert "130 interrupted" in result.stdout


def test_version_and_schema() -> None:
    from dateline import __version__

    assert runner.invoke(app, ["--version"]).stdout == f"dateline {__version__}\n"
    assert json.loads(runner.invoke(app, ["schema"]).stdout)["title"] == "Reading"


def test_help_loads_nothing_heavy() -> None:
    code = (
        "import sys, dateline.cli.app\n"
        "heavy = {'spacy', 'pandas', 'numpy', 'onnxruntime', 'trafilatura', 'dateline.pipeline'}\n"
        "print(sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_a_reader_that_leaves_early_is_no_error(folder: Path) -> None:
    code = (
        "import sys\nfrom dateline.cli import run\n"
        "from test_read import fake_read\n"
        "run.read_reports, run.prepare = fake_read, lambda settings: None\n"
        f"sys.argv = ['dateline', 'read', '-q', {str(folder)!r}] + [{str(folder)!r}] * 400\n"
        "from dateline.cli.app import main\nmain()"
    )
    here = Path(__file__).parent
    process = subprocess.Popen(
        [sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        env={**__import__("os").environ, "PYTHONPATH": ":".join([*filter(None, sys.path), str(here)])},
    )  # fmt: skip
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.readline()
    process.stdout.close()
    assert process.wait(60) == 0
    assert process.stderr.read() == ""
