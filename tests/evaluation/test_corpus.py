"""The measures over a corpus: intervals, mistakes, false alarms and the page, on a scorer of a few lines."""

import json
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest
from evaluation.accuracy_page import show, write_page

from dateline.evaluate import mistakes as errors
from dateline.evaluate.scoring import Row, Score, bound_ratio, load_gold, load_scorer, score_readings
from evaluation import accuracy, no_events

TEXT = "Police arrested Ann Poe. It rained. Ann Poe sued the city."

SCORER = """
import collections
COUNTS, RATES = ["event"], ["modality"]
EMPTY = {"entities": [], "times": [], "attributions": [], "events": []}

class Count:
    def __init__(self): self.tp = self.gold = self.pred = 0
    def row(self):
        both = self.gold + self.pred
        p, r = (self.tp / n if n else None for n in (self.pred, self.gold))
        return {"p": p, "r": r, "f1": 2 * self.tp / both if both else None}

class Rate:
    def __init__(self): self.right = self.all = 0
    def row(self): return {"rate": self.right / self.all if self.all else None}

def blank():
    return {"event": Count(), "modality": Rate(), "types": collections.defaultdict(Count),
            "confusion": collections.Counter()}

def score_report(gold, ours, out):
    starts = [{v["trigger"][0] for v in x["events"]} for x in (gold, ours)]
    out["event"].tp += len(starts[0] & starts[1])
    out["event"].gold += len(gold["events"]); out["event"].pred += len(ours["events"])
    for v in gold["events"]: out["types"][v["type"]].gold += 1

def sentences(text):
    ends = [i + 1 for i, c in enumerate(text) if c == "."]
    return list(zip([0] + ends[:-1], ends))

def sentence_of(at, bounds): return next((i for i, (a, b) in enumerate(bounds) if a <= at < b), -1)
def overlap(a, b): return max(0, min(a[1], b[1]) - max(a[0], b[0]))
def align_entities(gold, ours): return {e["id"]: e["id"] for e in ours}

def match(pairs):
    seen_g, seen_p, out = set(), set(), []
    for s, i, j in sorted(pairs, reverse=True):
        if i not in seen_g and j not in seen_p: seen_g.add(i); seen_p.add(j); out.append((i, j))
    return out
"""


def make_event(kind: str, word: str, **values: Any) -> dict[str, Any]:
    start = TEXT.index(word)
    event = {"id": word, "type": kind, "trigger": [start, start + len(word)], "also": [], "mode": []}
    event |= {"actor": ["e1"], "recipient": [], "date": None, "place": [], "also": []}
    return {**event, "modality": "actual", "claim": "narrator", **values}


def make_reading(*events: dict[str, Any], name: str = "r1") -> dict[str, Any]:
    entity = {"id": "e1", "name": "Ann Poe", "kind": "person", "mentions": [[16, 23]]}
    return {"id": name, "text": TEXT, "entities": [entity], "attributions": [], "events": list(events)}


@pytest.fixture
def scorer(tmp_path: Path) -> ModuleType:
    (tmp_path / "score.py").write_text(SCORER, "utf-8")
    return load_scorer(tmp_path)


def test_a_corpus_without_its_scorer_is_named(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match=r"score\.py"):
        load_scorer(tmp_path)


def test_bound_ratio_holds_the_ratio_and_is_the_same_each_time() -> None:
    draws = np.random.default_rng(0).integers(0, 20, size=(1000, 20))
    above = np.array([1.0, 0.0] * 10)
    low, high = bound_ratio(above, np.ones(20), draws)
    assert low is not None
    assert high is not None
    assert 0.2 < low < 0.5 < high < 0.8
    assert bound_ratio(above, np.ones(20), draws) == (low, high)
    assert bound_ratio(np.zeros(20), np.zeros(20), draws) == (None, None)


def test_score_readings_counts_a_missing_reading_as_missed(scorer: ModuleType) -> None:
    gold = [make_reading(make_event("COERCE", "arrested"), name=name) for name in ("r1", "r2")]
    score = score_readings(scorer, gold, {"r1": gold[0]})
    event = score.counts[0]
    assert (event.precision, event.recall, event.gold, event.found) == (1.0, 0.5, 2, 1)
    assert event.low == 0.0
    assert event.high == 1.0
    assert score.types[0].name == "COERCE"


def test_score_readings_refuses_a_reading_of_another_text(scorer: ModuleType) -> None:
    gold = make_reading(make_event("COERCE", "arrested"))
    with pytest.raises(ValueError, match="another text"):
        score_readings(scorer, [gold], {"r1": {**gold, "text": TEXT + " "}})


def test_mistakes_are_told_apart(scorer: ModuleType) -> None:
    gold = make_reading(make_event("COERCE", "arrested"), make_event("ACCUSE", "sued"))
    ours = make_reading(make_event("ASSAULT", "arrested"), make_event("AID", "rained"))
    found = {(m.kind, m.type): m for m in errors.find_mistakes(scorer, gold, ours)}
    assert set(found) == {("missed", "ACCUSE"), ("false alarm", "AID"), ("wrong type", "COERCE")}
    wrong = found["wrong type", "COERCE"]
    assert wrong.sentence[slice(*wrong.trigger)] == "arrested"
    assert wrong.ours is not None
    assert wrong.ours.startswith("ASSAULT")
    assert wrong.cause == "COERCE taken for ASSAULT"
    assert found["missed", "ACCUSE"].cause == "nothing found in its sentence"
    assert found["false alarm", "AID"].cause == "a sentence without an event"


def test_wrong_fields_are_named_with_what_led_to_them(scorer: ModuleType) -> None:
    gold = make_reading(make_event("COERCE", "arrested", actor=["e1"], date="2020-01-02"))
    ours = make_reading(make_event("COERCE", "arrested", actor=[], modality="planned"))
    causes = {m.cause for m in errors.find_mistakes(scorer, gold, ours)}
    assert causes == {"actor: left empty", "date: not given", "modality: actual taken for planned"}


def test_pages_of_mistakes_mark_the_trigger_and_escape(scorer: ModuleType) -> None:
    gold = make_reading(make_event("ACCUSE", "sued"))
    gold["entities"][0]["name"] = "A <b>"
    mistakes = errors.find_mistakes(scorer, gold, make_reading())
    assert "Ann Poe **sued** the city." in errors.write_markdown(mistakes)
    page = errors.write_html(mistakes)
    assert "<mark>sued</mark>" in page
    assert "A &lt;b&gt;" in page


def test_no_events_looks_only_at_sentences_without_gold(scorer: ModuleType) -> None:
    gold = make_reading(make_event("COERCE", "arrested"))
    ours = make_reading(make_event("COERCE", "Police"), make_event("AID", "rained"), make_event("AID", "It"))
    result = no_events.measure_readings(scorer, [gold], {"r1": ours})
    assert result == {"sentences": 2, "with_false_event": 0.5, "false_events_per_hundred": 100.0}


def test_the_page_says_what_is_bad() -> None:
    rows = (Row("event", 0.5, 0.4, 0.6, 10, 0.5, 0.4, 8), Row("whole record", 0.1, 0.0, 0.2, 10, 0.1, 0.1, 8))
    score = Score(3, rows, (Row("date", 0.9, 0.8, 1.0, 5),), (Row("AID", 0.1, 0.0, 0.2, 4, 0.1, 0.1, 4),))
    table = [(0.4, 0.5, 2), (0.9, 0.75, 4)]
    fit = {"table": table, "error": 0.12, "error_cross_validated": 0.05}
    alarms = {"no_events": {"sentences": 7.0, "with_false_event": 0.25}, "calibration": fit}
    benches: dict[str, Any] = {"types/plv_train.jsonl": {"accuracy": 0.61, "macro_f1": 0.5}}
    page = write_page(score, alarms, benches, {"version": "9", "parts": {}})
    assert "60.0% are missed or get another type" in page
    assert "whole record (10.0 against 71.9)" in page
    assert "AID 10.0 of 4" in page
    assert "25.0% of the 7 sentences" in page
    assert "accuracy **61.0**, macro f1 **50.0**" in page
    assert show(None) == "–"


def test_without_a_corpus_the_command_says_so_and_ends_well(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "accuracy.md"
    monkeypatch.setattr("sys.argv", ["accuracy", "--corpus", str(tmp_path / "none"), "--out", str(out)])
    assert accuracy.main() == 0
    assert capsys.readouterr().out.startswith("skipped: no corpus")
    assert not out.exists()


def test_load_gold_leaves_out_what_is_no_reading(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text(json.dumps(make_reading()), "utf-8")
    (tmp_path / "b.json").write_text("[1]", "utf-8")
    assert [value["id"] for value in load_gold(tmp_path)] == ["r1"]
