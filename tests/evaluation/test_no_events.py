"""The share of chosen sentences in which the program finds an event, on invented reports."""

import itertools
import json
from collections.abc import Sequence
from pathlib import Path

import pytest
from evaluation.no_events import CHOSEN, Sentence, load_sentences, measure, tell

from dateline.records import Account, Report, Span
from evaluation import accuracy, accuracy_page, no_events

TEXTS = {
    "a": "The striker scored twice. Hail broke the glasshouses of Elmet. Police arrested a baker.",
    "b": "Two mills agreed to merge. Shares of the mill rose.",
}


def choose(id_: str, words: str, subject: str) -> Sentence:
    start = TEXTS[id_].index(words)
    return Sentence("sets/one.jsonl", id_, start, start + len(words), subject)


CHOICE = (
    choose("a", "The striker scored twice.", "sport"),
    choose("a", "Hail broke the glasshouses of Elmet.", "weather"),
    choose("b", "Two mills agreed to merge.", "business"),
    choose("b", "Shares of the mill rose.", "business"),
)


@pytest.fixture
def bench(tmp_path: Path) -> Path:
    (tmp_path / "sets").mkdir()
    rows = [json.dumps({"id": id_, "text": text, "published": "2021-05-04 07:40:50-05"}) for id_, text in TEXTS.items()]
    (tmp_path / "sets" / "one.jsonl").write_text("\n".join(rows) + "\n", "utf-8")
    return tmp_path


def find_words(*words: str) -> no_events.ReadReport:
    """Give a reader whose accounts have these words as triggers."""

    def read_report(report: Report) -> Sequence[Account]:
        assert report.published == "2021-05-04"
        spans = [Span.of(report.text, at, at + len(w)) for w in words if (at := report.text.find(w)) >= 0]
        return [Account(f"v{i}", "COERCE", span, span) for i, span in enumerate(spans)]

    return read_report


def test_sentences_with_a_trigger_are_counted_once_by_subject(bench: Path) -> None:
    result = measure(bench, CHOICE, find_words("arrested", "agreed", "merge"))
    assert (result["all"]["sentences"], result["all"]["with_false_event"]) == (4, 0.25)
    assert (result["business"]["sentences"], result["business"]["with_false_event"]) == (2, 0.5)
    assert result["sport"]["with_false_event"] == result["weather"]["high"] == 0.0
    assert result["all"]["low"] == 0.0
    assert result["all"]["high"] == 0.5
    spans = [TEXTS[alarm["id"]][slice(*alarm["trigger"])] for alarm in result["alarms"]]
    assert spans == ["agreed", "merge"]


def test_a_trigger_next_to_a_chosen_sentence_is_no_alarm(bench: Path) -> None:
    result = measure(bench, CHOICE, find_words("arrested"))
    assert result["all"]["with_false_event"] == 0.0
    assert result["alarms"] == []


def test_the_program_itself_reads_whole_reports(bench: Path) -> None:
    chosen = (choose("a", "Police arrested a baker.", "none such"), *CHOICE)
    result = measure(bench, chosen)
    assert result["none such"]["with_false_event"] == 1.0
    assert result["all"]["sentences"] == 5


def test_missing_benchmarks_and_reports_are_told(bench: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(KeyError):
        measure(bench, [Sentence("sets/one.jsonl", "c", 0, 4, "sport")], find_words())
    with pytest.raises(FileNotFoundError):
        measure(bench, [Sentence("sets/two.jsonl", "a", 0, 4, "sport")], find_words())
    assert str(accuracy.measure_chosen(bench)).startswith("FileNotFoundError")


def test_the_command_says_where_there_is_nothing_to_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.argv", ["no_events", "--bench", str(tmp_path)])
    assert no_events.main() == 0
    assert capsys.readouterr().out.startswith("skipped: no chosen sentences")


def test_the_page_and_the_lines_show_all_and_each_subject(bench: Path) -> None:
    result = measure(bench, CHOICE, find_words("agreed"))
    assert tell(result)[0] == "all: 25.0% [0.0, 50.0] of 4"
    lines = accuracy_page._write_chosen(result)
    assert "| business | **50.0** | 50.0 to 50.0 | 2 |" in lines
    assert "- Not measured: no set" in accuracy_page._write_chosen("no set")


def test_the_chosen_sentences_are_many_and_apart() -> None:
    chosen = load_sentences()
    assert len(chosen) >= 500
    by_report: dict[tuple[str, str], list[Sentence]] = {}
    for sentence in chosen:
        by_report.setdefault((sentence.file, sentence.id), []).append(sentence)
    assert max(map(len, by_report.values())) <= 8
    for inside in by_report.values():
        assert all(a.end <= b.start for a, b in itertools.pairwise(inside))
    subjects = {s.subject for s in chosen}
    assert all(sum(s.subject == name for s in chosen) >= len(chosen) // 4 for name in subjects)


def test_no_chosen_report_is_trained_on() -> None:
    folder = CHOSEN.parents[1] / "training" / "annotations"
    trained = {json.loads(path.read_text("utf-8"))["source_id"] for path in folder.glob("*.json")}
    assert trained
    assert not trained & {sentence.id for sentence in load_sentences()}
