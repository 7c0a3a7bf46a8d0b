from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import dateline
from dateline import records
from dateline.errors import InputError
from dateline.records import Failure, Report
from dateline.settings import Settings

STORY = (
    "Police arrested forty marchers in Oslo on Sunday, the ministry said. "
    "The mayor will meet the union on Tuesday to talk about the march and the arrests."
)


def fake_read(report: Report, settings: Settings | None = None) -> records.Reading:
    trigger = records.Span.of(report.text, 7, 15)
    return records.Reading(report, events=(records.Account("v1", "COERCE", trigger, trigger),))


def fake_many(reports: Any, settings: Settings) -> Iterator[records.Reading | Failure]:
    for report in reports:
        yield report if isinstance(report, Failure) else fake_read(report)


@pytest.fixture(autouse=True)
def _fakes(monkeypatch: pytest.MonkeyPatch) -> None:
    from types import ModuleType

    pipeline: Any = ModuleType("dateline.pipeline")
    pipeline.read, pipeline.read_many = fake_read, fake_many
    monkeypatch.setitem(sys.modules, "dateline.pipeline", pipeline)


def test_the_public_names_are_these() -> None:
    assert sorted(dateline.__all__) == [
        "Account", "DatelineError", "Entity", "Events", "Failure", "Reading", "Report", "Span", "__version__", "read",
        "read_many",
    ]  # fmt: skip
    assert all(getattr(dateline, name) for name in dateline.__all__)
    with pytest.raises(AttributeError, match="no_such_name"):
        _ = dateline.no_such_name


def test_importing_is_light() -> None:
    code = (
        "import sys, dateline\nprint([m for m in ('spacy', 'pandas', 'rich', 'dateline.records') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_a_text_is_read() -> None:
    reading = dateline.read(STORY, published="2021-05-03", title="Marchers held", outlet="Wire", url="x:y")
    assert isinstance(reading, dateline.Reading)
    assert isinstance(reading, records.Reading)
    assert reading.report.published == "2021-05-03"
    assert reading.report.outlet == "Wire"


def test_a_file_is_read_by_path_and_by_name(tmp_path: Path) -> None:
    file = tmp_path / "story.txt"
    file.write_text(STORY)
    assert dateline.read(file).text == STORY
    assert dateline.read(str(file), published="2021-05-03").report.published == "2021-05-03"
    named = dateline.read(file, outlet="Wire").report
    assert (named.outlet, named.text) == ("Wire", STORY)


@pytest.mark.parametrize("item", ["", "   ", "no/such/file.txt", "story.txt", Path("gone.txt"), "\0"])
def test_what_is_no_report_is_an_input_error(item: str | Path) -> None:
    with pytest.raises(InputError):
        dateline.read(item)


def test_a_file_of_several_reports_is_for_read_many(tmp_path: Path) -> None:
    file = tmp_path / "news.jsonl"
    line = '{"text": "%s"}\n'
    file.write_text(line % STORY + line % STORY.replace("forty", "fifty"))
    with pytest.raises(InputError, match="read_many"):
        dateline.read(file)
    assert len(list(dateline.read_many([file]))) == 2


def test_many_keep_their_order_and_a_failure_does_not_stop_them() -> None:
    report = Report.of(STORY.replace("forty", "ninety"))
    results = list(dateline.read_many([STORY, "gone.txt", Path("gone.txt"), report]))
    assert [type(result).__name__ for result in results] == ["Reading", "Failure", "Failure", "Reading"]
    assert isinstance(results[0], dateline.Reading)
    assert isinstance(results[3], dateline.Reading)
    assert results[3].id == report.id


def test_no_workers_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="at least 1"):
        dateline.read_many([], workers=0)


def test_a_reading_gives_itself_on() -> None:
    reading = dateline.read(STORY)
    assert reading.to_dict()["events"][0]["type"] == "COERCE"
    assert dateline.Reading.from_json(reading.to_json()) == reading
    assert reading.to_dataframe()["trigger"].tolist() == ["arrested"]
    assert reading.to_html().startswith("<!doctype html>")
    assert reading._repr_html_().startswith("<iframe sandbox=")
    assert isinstance(replace(reading, agencies=("AP",)), dateline.Reading)
