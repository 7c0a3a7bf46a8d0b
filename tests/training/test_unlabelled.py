"""Which reports a teacher may read."""

import hashlib
import json
from pathlib import Path

from training.readings import BENCH_FILES
from training.unlabelled import choose_texts, find_texts

CHECK = """
import hashlib

def fingerprints(text):
    for sentence in text.split("\\n"):
        yield hashlib.sha1(sentence.encode()).hexdigest()[:16], sentence
"""


def _write(bench: Path) -> None:
    for name, file in BENCH_FILES.items():
        path = bench / file
        path.parent.mkdir(parents=True, exist_ok=True)
        rows = [{"id": f"own-{name}-{i}", "text": f"Report {i} of {name}.\nIt rained in Ystad."} for i in range(3)]
        path.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    held_out = hashlib.sha1(b"Report 1 of lgl.").hexdigest()[:16]
    (bench / "heldout-fingerprints.txt").write_text(held_out + "\n", "utf-8")
    (bench / "check_contamination.py").write_text(CHECK, "utf-8")


def test_held_out_reports_are_left_out(tmp_path: Path) -> None:
    _write(tmp_path)
    found = {reading["id"] for reading in find_texts(tmp_path, tmp_path)}
    assert len(found) == 3 * len(BENCH_FILES) - 1
    assert "lgl-own-lgl-1" not in found


def test_annotated_reports_are_left_out(tmp_path: Path) -> None:
    _write(tmp_path)
    annotated = json.loads(sorted(Path("training/annotations").glob("lgl*.json"))[0].read_text("utf-8"))
    row = {"id": annotated["source_id"], "text": "Nothing new."}
    path = tmp_path / BENCH_FILES["lgl"]
    path.write_text(path.read_text("utf-8") + json.dumps(row) + "\n", "utf-8")
    assert "Nothing new." not in {reading["text"] for reading in find_texts(tmp_path, tmp_path)}


def test_the_same_reports_are_chosen_every_time(tmp_path: Path) -> None:
    _write(tmp_path)
    assert choose_texts(tmp_path, tmp_path, 5) == choose_texts(tmp_path, tmp_path, 5)
    assert len(choose_texts(tmp_path, tmp_path, 5)) == 5
