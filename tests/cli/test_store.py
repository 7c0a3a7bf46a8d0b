"""The command line over a store: merging, showing, taking back, counting, and the page of methods."""

from __future__ import annotations

import csv
import io
import json
import random
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from dateline.cli.app import app
from dateline.store import Filters, Store
from tests.merge.builders import make_blast, make_reading

TAILS = (
    "Officials closed the road to the river and searched houses near the embassy all night.",
    "Ambulances took the wounded to the hospital, where doctors worked until the morning.",
    "A market in the same street stayed shut and parents kept children away from school.",
)


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, list(arguments))


def make_quake() -> object:
    text = "An earthquake shook Orrin in the north on Friday and rescuers sent blankets to the villages."
    account = {"type": "AID", "trigger": "sent blankets", "actor": ["rescuers"], "date": "2019-03-15"}
    return make_reading("quake", text, [account], outlet="Northern Star", published="2019-03-16")


def make_reports() -> list:
    killed = ("14", "14", "20")
    blasts = [
        make_blast(
            f"blast-{n}", word, float(word), tail, outlet=f"Paper {n}", published=f"2019-03-1{3 + n}", title="Blast"
        )
        for n, (word, tail) in enumerate(zip(killed, TAILS, strict=True))
    ]
    return [*blasts, make_quake()]


@pytest.fixture
def url(tmp_path: Path) -> str:
    path = str(tmp_path / "events.db")
    with Store.open(path) as store:
        list(store.add_many(make_reports()))
    return path


def list_events(url: str) -> list[tuple]:
    with Store.open(url, create=False) as store:
        rows = store.events().items
    return sorted((row.id, row.type, row.reports, row.sources, str(row.quantity), row.disagreements) for row in rows)


def test_a_store_is_merged_shown_and_taken_back(url: str) -> None:
    before = list_events(url)
    assert run("merge", "--store", url).exit_code == 0
    merged = [row for row in list_events(url) if row[2] == 3]
    assert {row[1] for row in merged} == {"ASSAULT"}
    assert len(merged) == 2
    assert "nothing has changed" in run("merge", "--store", url).stderr
    bomb = next(row for row in merged if row[5])
    shown = run("show", bomb[0][:10], "--store", url).stdout
    for words in ("killed    14 to 20", "3 reports, 1 independent source", "they differ in quantity.killed",
                  "20: Paper 2, according to Interior Ministry", "merge 1 by dateline.merge", "“bomb”"):  # fmt: skip
        assert words in shown, words
    value = json.loads(run("show", bomb[0], "--store", url, "--format", "json").stdout)
    assert {item["outlet"] for item in value["evidence"]} == {"Paper 0", "Paper 1", "Paper 2"}
    assert run("undo", "--store", url, "--by", "ana").exit_code == 0
    assert list_events(url) == before
    assert run("undo", "--store", url, "--by", "ana").exit_code == 2
    assert run("verify", "--store", url).exit_code == 0


def test_stories_are_listed_and_shown(url: str) -> None:
    run("merge", "--store", url)
    rows = list(csv.DictReader(io.StringIO(run("stories", "--store", url, "--format", "csv").stdout)))
    assert sorted((row["reports"], row["first"], row["last"]) for row in rows) == [
        ("1", "2019-03-16", "2019-03-16"), ("3", "2019-03-13", "2019-03-15"),
    ]  # fmt: skip
    story = next(row["id"] for row in rows if row["reports"] == "3")
    shown = run("show", story[:12], "--store", url).stdout
    assert "Paper 0" in shown
    assert "Paper 2" in shown
    assert "An earthquake shook Orrin" in run("show", "quake", "--store", url).stdout


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_reports_that_come_one_by_one_end_in_what_a_batch_gives(url: str, tmp_path: Path, seed: int) -> None:
    run("merge", "--store", url)
    other = str(tmp_path / "stream.db")
    for reading in random.Random(seed).sample(make_reports(), 4):
        with Store.open(other) as store:
            store.add(reading)
        assert run("merge", "--store", other, "--new").exit_code == 0
    assert list_events(other) == list_events(url)
    assert "nothing has changed" in run("merge", "--store", other, "--new").stderr
    assert run("verify", "--store", other).exit_code == 0


def test_people_join_and_split_by_hand_and_every_step_can_be_taken_back(url: str) -> None:
    start = list_events(url)
    with Store.open(url) as store:
        ids = [row.id for row in store.events(Filters(text="bomb")).items]
    assert run("merge", *ids[:2], "--store", url).exit_code == 2  # nobody says so
    assert run("merge", *ids[:2], "--store", url, "--by", "ana", "--reason", "one bomb").exit_code == 0
    joined = next(row[0] for row in list_events(url) if row[2] == 2)
    assert "decision 1: merge by ana (one bomb)" in run("show", joined, "--store", url).stdout
    assert run("split", joined, "--store", url, "--by", "ben").exit_code == 0
    assert all(row[2] == 1 for row in list_events(url))
    for _ in range(2):
        assert run("undo", "--store", url, "--by", "ana").exit_code == 0
    assert list_events(url) == start


def test_counts_and_the_page_of_methods(url: str, tmp_path: Path) -> None:
    run("merge", "--store", url)
    numbers = json.loads(run("stats", "--store", url, "--format", "json").stdout)
    assert (numbers["reports"], numbers["accounts"], numbers["merged"], numbers["stories"]) == (4, 7, 2, 2)
    assert "accounts" in run("stats", "--store", url).stdout
    out = tmp_path / "methods.md"
    assert run("methods", "--store", url, "--out", str(out)).exit_code == 0
    page = out.read_text("utf-8")
    for words in ("| Paper 0 | 1 |", "7 accounts make 3 events", "dateline.merge", "Nobody has reviewed", "F1"):
        assert words in page, words
    with Store.open(url) as store:
        assert store.head() in page


def test_events_as_csv(url: str) -> None:
    rows = list(csv.DictReader(io.StringIO(run("events", "--store", url, "--format", "csv", "--type", "AID").stdout)))
    assert [(row["type"], row["actor"], row["outlet"]) for row in rows] == [("AID", "rescuers", "Northern Star")]


@pytest.mark.parametrize(
    "arguments",
    [
        ("show", "zzz"), ("show", ""), ("show", "%"), ("show", "blast"), ("split", "zzz", "--by", "a"),
        ("split", "a/", "--by", "a"), ("merge", "zzz", "--by", "a"), ("undo", "99", "--by", "a"),
        ("undo", "--by", " "), ("stories", "--sort", "x"), ("stories", "--limit", "-1"), ("events", "--limit", "0"),
        ("events", "--format", "xml"), ("events", "--near", "a,b"), ("events", "--since", "31 Feb"),
        ("events", "--number", "killed=x"), ("events", "--text", '"'), ("stats", "-f", "x"),
        ("methods", "--out", "/nowhere/x.md"), ("verify", "--expect", "x"), ("verify", "--roots", "/nowhere"),
        ("merge", "--window", "0"), ("merge", "--all"),
    ],
)  # fmt: skip
def test_wrong_use_ends_in_one_line(url: str, arguments: tuple[str, ...]) -> None:
    result = run(arguments[0], *arguments[1:], "--store", url)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    assert result.exit_code in (0, 2) if arguments[-1] == '"' else result.exit_code == 2
    assert "Traceback" not in result.output


def test_every_filter_of_a_store_can_be_given_to_events_and_to_exports(url: str, tmp_path: Path) -> None:
    run("merge", "--store", url)
    filters = ("--number", "killed=20..", "--min-reports", "3", "--status", "unreviewed", "--disagreement", "any")
    found = run("events", "--store", url, "--format", "jsonl", *filters).stdout.splitlines()
    assert [json.loads(line)["reports"] for line in found] == [3]
    out = tmp_path / "out.csv"
    asked = ("--merged", "--format", "csv", "--out", str(out), "--quiet")
    assert run("export", "--store", url, *asked, *filters).exit_code == 0
    assert len(out.read_text("utf-8").splitlines()) == 2
    wrong = run("export", "--store", url, "--format", "csv", "--out", str(out), "--number", "killed=9..1")
    assert wrong.exit_code == 2


def test_a_table_without_rows_says_so(url: str, tmp_path: Path) -> None:
    empty = str(tmp_path / "empty.db")
    Store.open(empty).close()
    for arguments, words in (
        (("events", "--store", empty), "no event in this store\n"),
        (("events", "--store", url, "--type", "RETREAT"), "no event matches\n"),
        (("stories", "--store", empty), "no story: `dateline merge --store` makes stories of reports\n"),
        (("search", "volcano", "--store", url), "no report has these words\n"),
    ):
        result = run(*arguments)
        assert (result.exit_code, result.stdout) == (0, words)
