"""Files, folders, globs: each thing that cannot be read is one line, and the rest goes on."""

import io
import json
import os
import time
from pathlib import Path

import pytest

from dateline.errors import InputError
from dateline.records import Failure, Report
from dateline.sources.paths import read_sources

BODY = "The minister said on Monday that the talks would go on and that nobody was to be arrested in the city."


def read(*paths: str | Path) -> list[Report | Failure]:
    return list(read_sources(paths))


def test_a_folder_with_everything_odd_loses_nothing(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / "a.txt").write_text(BODY)
    (tmp_path / "b.txt").write_bytes(b"%PDF-1.5")
    (tmp_path / "c.txt").write_bytes(b"")
    (tmp_path / "d.txt").write_bytes(os.urandom(64) + b"\0" * 2000)
    (tmp_path / "e.csv").write_text("date,count\n2020-01-01,4\n")
    (tmp_path / "f.json").write_text('{"text": "The')
    (tmp_path / "g.jsonl").write_text(json.dumps({"text": BODY}) + "\n{bad\n" + json.dumps({"text": BODY}) + "\n")
    (tmp_path / "h").mkdir()
    (tmp_path / "h" / "deep.txt").write_bytes(("\ufeff" + BODY).encode("utf-16-le"))
    (tmp_path / "h" / "loop").symlink_to(tmp_path)
    (tmp_path / "i.txt").symlink_to(tmp_path / "nowhere")
    (tmp_path / "j.txt").write_text("Президент заявил, что переговоры будут продолжены в понедельник.")
    os.mkfifo(tmp_path / "k.txt")
    (tmp_path / ".hidden.txt").write_text(BODY)
    found = read(tmp_path)
    reports = [item for item in found if isinstance(item, Report)]
    failures = [item for item in found if isinstance(item, Failure)]
    assert [report.text for report in reports] == [BODY] * 4
    assert len(failures) == 9
    assert [record.levelname for record in caplog.records] == ["WARNING"]
    assert f"{str(tmp_path / 'h' / 'loop')!r} is a link back" in caplog.text
    assert all(failure.error and "\n" not in failure.error for failure in failures)
    unread = [failure for failure in failures if failure.step != "source"]
    assert [(Path(failure.report).name, failure.step) for failure in unread] == [("j.txt", "language")]
    assert unread[0].kept is not None
    assert (unread[0].kept.language, unread[0].kept.source) == ("ru", str(tmp_path / "j.txt"))
    reasons = {Path(failure.report).name: failure.error for failure in failures}
    assert "PDF" in reasons["b.txt"]
    assert "empty" in reasons["c.txt"]
    assert "binary" in reasons["d.txt"]
    assert "date, count" in reasons["e.csv"]
    assert "cut off" in reasons["f.json"]
    assert "line 2" in reasons["g.jsonl:2"]
    assert "no such file" in reasons["i.txt"]
    assert "Russian" in reasons["j.txt"]
    assert "regular" in reasons["k.txt"]


def test_globs_missing_files_and_a_date(tmp_path: Path) -> None:
    for name in ("b.txt", "a.txt"):
        (tmp_path / name).write_text(f"{name}. {BODY}")
    found = list(
        read_sources([f"{tmp_path}/*.txt", tmp_path / "none.txt", f"{tmp_path}/*.csv"], published="2020-09-14")
    )
    assert [item.text[:1] for item in found if isinstance(item, Report)] == ["a", "b"]
    assert {item.published for item in found if isinstance(item, Report)} == {"2020-09-14"}
    assert [item.error for item in found if isinstance(item, Failure)] == ["no such file", "no file matches"]


def test_a_giant_file_is_refused_fast(tmp_path: Path) -> None:
    (tmp_path / "line.txt").write_text("word " * 2_000_000)
    (tmp_path / "wide.jsonl").write_text(" " + "x" * 3_000_000)
    started = time.process_time()
    text, wide = list(read_sources([tmp_path / "line.txt", tmp_path / "wide.jsonl"], max_bytes=20_000_000))
    (over,) = list(read_sources([tmp_path / "line.txt"], max_bytes=1_000_000))
    assert time.process_time() - started < 5
    assert isinstance(text, Failure)
    assert "split it into reports" in text.error
    assert isinstance(wide, Failure)
    assert isinstance(over, Failure)
    assert "10 MB" in over.error


def test_content_tells_the_format_of_a_text_file(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(json.dumps({"text": BODY, "title": "Talks go on"}))
    (tmp_path / "b.txt").write_text(f"id,text\n1,{BODY}\n")
    (tmp_path / "c.txt").write_text('<?xml version="1.0"?><gpx></gpx>')
    first, second, third = read(tmp_path)
    assert isinstance(first, Report)
    assert first.title == "Talks go on"
    assert isinstance(second, Report)
    assert second.id == "1"
    assert isinstance(third, Failure)
    assert "XML" in third.error


def test_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    class Input:
        buffer = io.BytesIO(BODY.encode())

    monkeypatch.setattr("sys.stdin", Input())
    (report,) = read("-")
    assert isinstance(report, Report)
    assert report.text == BODY


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(BODY)
    (tmp_path / "a.txt").chmod(0)
    (failure,) = read(tmp_path / "a.txt")
    assert isinstance(failure, Failure)
    assert "permission" in failure.error


def test_a_wrong_publication_date_is_misuse() -> None:
    with pytest.raises(InputError, match="YYYY-MM-DD"):
        list(read_sources([], published="soon"))
