from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from dateline.cli.app import app
from dateline.cli.usage import describe_error, say_error
from dateline.errors import InputError

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
