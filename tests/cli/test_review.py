"""The command line of review: grades, marks, second readers and blind rounds."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from dateline.cli.app import app
from dateline.review import Target
from dateline.store import Store
from tests.store.examples import make_march


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["review", *arguments])


@pytest.fixture
def url(tmp_path: Path) -> str:
    path = str(tmp_path / "events.db")
    with Store.open(path) as store:
        store.add(make_march())
    return path


@pytest.fixture
def report(url: str) -> str:
    with Store.open(url) as store:
        return store.reports().items[0].id


def test_sources_and_information_are_graded_apart(url: str, report: str) -> None:
    given = (("outlet:Harju Post", "b"), (report[:8], "C"), (f"{report}/e1", "2"))
    for target, grade in given:
        assert run("grade", target, grade, "--by", "ana", "--store", url).exit_code == 0
    with Store.open(url) as store:
        grades = store.grades()
        event = next(row.id for row in store.events().items if row.type == "PROTEST")
    assert grades[Target.of_outlet("Harju Post")] == "B"
    assert grades[Target.of_report(report)] == "C"
    assert sorted(grades.values()) == ["2", "B", "C"]
    assert run("grade", event, "1", "--by", "ana", "--store", url).exit_code == 0
    shown = CliRunner().invoke(app, ["show", event, "--store", url]).stdout
    assert "information graded 1" in shown
    assert "source graded C" in shown


def test_a_marked_name_stays_out_of_exports(url: str, report: str, tmp_path: Path) -> None:
    assert run("mark", f"{report}/x4", "name", "--by", "ana", "--store", url).exit_code == 0
    with Store.open(url) as store:
        names = {entity.name for reading in store.readings(sensitive=False) for entity in reading.entities}
    assert "Mart Kask" not in names


def test_two_people_decide_unseen_by_each_other(url: str, report: str) -> None:
    accounts = [f"{report[:10]}/e1", f"{report[:10]}/e2"]
    people = ("--person", "ana", "--person", "ben")
    assert run("round", "pilot", *accounts, *people, "--by", "eva", "--store", url).exit_code == 0
    assert run("confirm", accounts[0], "--round", "pilot", "--by", "ana", "--store", url).exit_code == 0
    left = {name: run("tasks", "pilot", "--by", name, "--store", url).stdout.splitlines() for name in ("ana", "ben")}
    assert {name: len(lines) for name, lines in left.items()} == {"ana": 1, "ben": 2}
    assert json.loads(left["ana"][0])["type"] == "COERCE"
    assert run("reject", accounts[0], "--round", "pilot", "--by", "ben", "--store", url).exit_code == 0
    assert "verdict" in run("agreement", "pilot", "--store", url).stdout
    assert run("settle", "pilot", accounts[0], "--person", "ben", "--by", "eva", "--store", url).exit_code == 0
    with Store.open(url) as store:
        assert [row.type for row in store.events().items] == ["COERCE", "ASSAULT"]


def test_a_second_reader_is_another_person(url: str, report: str) -> None:
    assert run("confirm", f"{report}/e1", "--by", "ana", "--store", url).exit_code == 0
    assert run("agree", "1", "--by", "ana", "--store", url).exit_code == 2
    assert len(run("decisions", "--needs-second", "--store", url).stdout.splitlines()) == 1
    assert run("agree", "1", "--by", "ben", "--store", url).exit_code == 0
    assert run("decisions", "--needs-second", "--store", url).stdout == ""


@pytest.mark.parametrize(
    "arguments",
    [
        ("grade", "outlet:X", "7"), ("grade", "outlet:X", "2"), ("grade", "zzz", "A"), ("grade", "zzz", "1"),
        ("mark", "zzz/x1", "name"), ("mark", "REPORT/x1", "shoe"), ("mark", "REPORT/zz", "all"), ("agree", "9"),
        ("settle", "none", "REPORT/e1", "--person", "ana"), ("tasks", "none"), ("confirm", "REPORT"),
        ("correct", "REPORT/e1", "date", "31 February"), ("correct", "REPORT/e1", "shoe", "1"),
        ("correct", "REPORT/e1", "actor", '["x99"]'), ("correct", "REPORT/e1", "type", "DANCE"),
        ("correct", "REPORT/e1", "date", '"2020-02-31"'), ("correct", "REPORT/e1", "date", '"../.."'),
        ("correct", "REPORT/e1", "mode", '"riot"'), ("correct", "REPORT/e1", "mode", "5"),
        ("correct", "REPORT/e1", "type", "[]"), ("correct", "REPORT/e1", "context", "[5]"),
        ("correct", "REPORT/e1", "quantity", '[{"kind": "killed", "low": "a", "high": null, "span": [0, 3]}]'),
        ("correct", "REPORT/e1", "place", '[{"name": 5, "kind": "group", "mentions": [[0, 3]]}]'),
        ("undo", "99999999999999999999999"), ("add", "REPORT", "words"),
        ("add", "REPORT", '{"type": "PROTEST", "trigger": [9, 99999]}'),
        ("add", "REPORT", '{"type": "PROTEST", "trigger": [9, 16], "date": "2020-02-31"}'),
        ("merge", "REPORT/e1"), ("undo", "7"), ("round", "r", "REPORT/e1", "--person", "ana"),
    ],
)  # fmt: skip
def test_wrong_use_ends_in_one_line(url: str, report: str, arguments: tuple[str, ...]) -> None:
    given = [item.replace("REPORT", report) for item in arguments]
    result = run(*given, "--by", "ana", "--store", url)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    assert result.exit_code == 2, result.output
    assert "Traceback" not in result.output
