"""The page of speed, from figures at hand."""

import json
from pathlib import Path

from evaluation.performance import Speeds, load_corpus, load_examples, spend, spread, write_page


def test_ratios_are_of_the_same_round() -> None:
    speeds = Speeds("x", 1, 100, (200.0, 100.0), (100.0, 25.0))
    assert speeds.ratios == (2.0, 4.0)
    assert speeds.shares == (0.5, 0.25)


def test_a_corpus_is_a_folder_of_readings_or_holds_one_as_dev(tmp_path: Path) -> None:
    assert load_corpus(tmp_path) == []
    (tmp_path / "dev").mkdir()
    for name, text in (("b", "Two."), ("a", "One."), ("c", "")):
        (tmp_path / "dev" / f"{name}.json").write_text(json.dumps({"text": text}), "utf-8")
    assert load_corpus(tmp_path) == load_corpus(tmp_path / "dev") == ["One.", "Two."]


def test_spread_gives_median_least_and_most() -> None:
    assert spread([3.0, 1000.0, 2.0]) == "3 (2 to 1,000)"


def test_spend_runs_over_every_text() -> None:
    seen: list[str] = []
    assert spend(seen.append, ["a", "b"]) > 0
    assert seen == ["a", "b"]


def test_examples_are_there() -> None:
    assert len(load_examples()) >= 12


def test_the_page_tells_speed_memory_and_start() -> None:
    speeds = [Speeds("example reports", 12, 2500, (4000.0,), (2000.0,))]
    page = write_page(speeds, (100_000, 4.0), 512.0, ([0.4], [0.02]))
    assert "| example reports (12) | 2,500 | 4,000 (4,000 to 4,000) | 2,000 (2,000 to 2,000) | 2.00" in page
    assert "| 0.50 (0.50 to 0.50) |" in page
    assert "20.0 times an empty Python" in page
    assert "512 MB" in page
    assert "not measured" in write_page(speeds, (1, 1.0), 1.0, None)
