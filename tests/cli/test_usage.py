from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from dateline.cli.app import app
from dateline.cli.usage import describe_error, say_error
from dateline.errors import InputError
from dateline.readings import dump_reading, encode_reading
from dateline.store import Store
from tests.export.builders import make_reading

runner = CliRunner()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ("nonsense", "no such command 'nonsense': see `dateline --help`"),
        ("read", "missing argument 'PATH': see `dateline read --help`"),
        ("read a --nonsense", "no such option: --nonsense"),
        (
            "read a --format xml",
            "invalid value for '--format' / '-f': 'xml' is not one of 'table', 'json',",
        ),
        ("events --store", "option '--store' requires an argument"),
        ("events --store none.db", "no store at none.db: make one with `dateline add PATH --store none.db`"),
        ("export a.jsonl --out x", "missing option '--format' / '-f': see `dateline export --help`"),
        ("merge", "give PATHs to merge, or --store; --new, --window, --by, --reason need --store: see `dateline merge"),
        ("merge none.jsonl --out .", ""),
        ("gazetteer build none.txt", "none.txt cannot be read"),
        ("serve --port x", "invalid value for '--port' / '-p': give a valid integer"),
        ("evaluate none", "no scorer at"),
        ("review reject r/v1", "missing option"),
        ("watch none.toml", "nowhere to write"),
        ("verify --store none.db", "no store at none.db"),
    ],
)
def test_whatever_is_wrong_ends_in_one_line_of_one_style(
    arguments: str, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    result = runner.invoke(app, arguments.split(), env={"COLUMNS": "80"})
    assert result.exit_code in (1, 2)
    last = result.stderr.splitlines()[-1]
    assert last.startswith(f"dateline: {said}")
    assert len([line for line in result.stderr.splitlines() if line.startswith("dateline:")]) == 1
    assert not set("╭│╰") & set(result.output)
    assert "Traceback" not in result.output


def test_help_is_no_error() -> None:
    for arguments in ([], ["review"], ["gazetteer"], ["read", "--help"]):
        result = runner.invoke(app, arguments)
        assert "Usage" in result.output
        assert "dateline:" not in result.stderr


def test_without_a_terminal_words_of_a_file_cannot_steer_one(capsys: pytest.CaptureFixture[str]) -> None:
    assert say_error(InputError("a\x1b[31m\nb")) == 2
    assert say_error(OSError(28, "No space left on device", "out.csv")) == 1
    assert capsys.readouterr().err == "dateline: a[31m b\ndateline: out.csv: No space left on device\n"
    assert describe_error(OSError("odd")) == "the output: odd"


@pytest.mark.parametrize(
    "arguments",
    [
        "merge r.jsonl --format jsonl --out r.jsonl",
        "merge r*.jsonl --format jsonl --out r.jsonl",
        "export r.jsonl --format csv --out r.jsonl",
        "export ./r.jsonl --format csv --out r.jsonl",
        "read r*.jsonl --format jsonl --out r.jsonl",
        "methods --store s.db --out s.db",
        "export --store s.db --format csv --out s.db",
        "export --store sqlite:///s.db --format csv --out s.db",
        "gazetteer build dump.txt --out dump.txt",
    ],
)
def test_nothing_is_written_onto_what_is_read(arguments: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "r.jsonl").write_text(dump_reading(make_reading()) + "\n", "utf-8")
    (tmp_path / "dump.txt").write_text("1\tOslo\n", "utf-8")
    with Store.open("s.db") as store:
        store.add(make_reading())
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    result = runner.invoke(app, arguments.split())
    assert result.exit_code == 2, result.output
    assert "is what is to be read: name another place" in result.stderr
    assert {name: (tmp_path / name).read_bytes() for name in before} == before


@pytest.mark.parametrize(
    "arguments", ["read none.txt --format csv --out kept", "merge none.jsonl --format jsonl --out kept"]
)
def test_what_stands_is_kept_where_nothing_can_be_read(
    arguments: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    kept = tmp_path / "kept"
    kept.write_text("of use", "utf-8")
    assert runner.invoke(app, arguments.split()).exit_code == 1
    assert kept.read_text("utf-8") == "of use"


def test_two_reports_of_one_id_are_not_merged_into_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    first = encode_reading(make_reading())
    other = {**first, "text": first["text"] + " The end."}
    lines = [json.dumps(value) for value in (first, other)]
    (tmp_path / "r.jsonl").write_text("\n".join(lines) + "\n", "utf-8")
    result = runner.invoke(app, ["merge", "r.jsonl", "--all"])
    assert result.exit_code == 1
    assert "another report has the id" in (tmp_path / "failures.jsonl").read_text("utf-8")


def test_failures_of_an_earlier_run_are_no_reports(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "empty.txt").write_text("", "utf-8")
    for _ in range(2):
        assert runner.invoke(app, ["read", "."]).exit_code == 1
        assert len((tmp_path / "failures.jsonl").read_text("utf-8").splitlines()) == 1
    result = runner.invoke(app, ["read", "empty.txt", "--format", "jsonl", "--out", "failures.jsonl"])
    assert result.exit_code == 2
    assert "is where failures are written" in result.stderr


@pytest.mark.parametrize("gold", ["{", '{"id": 1, "text": 5}', "[" * 100_000])
def test_what_is_no_gold_reading_is_refused(gold: str, tmp_path: Path) -> None:
    (tmp_path / "score.py").write_text("def blank():\n    return {}\n", "utf-8")
    (tmp_path / "a.json").write_text(gold, "utf-8")
    result = runner.invoke(app, ["evaluate", str(tmp_path)])
    assert result.exit_code in (1, 2)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception


@pytest.mark.parametrize("notes", ["My only notes, one line", "first\nsecond", '["a", "list"]\n'])
def test_what_no_run_has_written_is_not_gone_on_with(
    notes: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "notes.txt").write_text(notes, "utf-8")
    (tmp_path / "a.txt").write_text("Police arrested two men in Oslo on Monday.", "utf-8")
    result = runner.invoke(app, ["read", "a.txt", "--format", "jsonl", "--out", "notes.txt", "--resume"])
    assert result.exit_code == 2
    assert "is no file of readings to go on with" in result.stderr
    assert (tmp_path / "notes.txt").read_text("utf-8") == notes


def test_a_reader_of_the_output_who_leaves_is_no_failure(tmp_path: Path) -> None:
    value = encode_reading(make_reading())
    path = tmp_path / "r.jsonl"
    path.write_text("".join(json.dumps({**value, "id": f"r{k}"}) + "\n" for k in range(300)), "utf-8")
    program = "from dateline.cli.app import main; main()"
    command = [sys.executable, "-c", program, "merge", str(path), "--all", "--format", "jsonl"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.readline()
        process.stdout.close()
        said = process.stderr.read()
        assert process.wait(120) == 0
    assert b"Broken pipe" not in said
