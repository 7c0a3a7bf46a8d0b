"""`dateline watch --once` and `dateline read` with `--map`, `--fetch` and `--resume`, end to end."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from dateline.cli.resuming import load_done, parse_columns
from dateline.cli.run import Request, run
from dateline.cli.watch import WatchRequest, run_watch
from dateline.errors import SettingsError
from tests.sources.builders import make_page, make_records, make_warc
from tests.sources.server import Server, give, serving
from tests.sources.test_watch import LONG, PAGE, make_feed, make_item


@pytest.fixture
def server() -> Iterator[Server]:
    with serving() as running:
        running.handlers["/robots.txt"] = give(b"", status="404 Not Found")
        running.handlers["/feed"] = give(make_feed(make_item("1"), make_item("2", LONG.replace("Monday", "Friday"))))
        yield running


def make_request(server: Server, folder: Path, **changes: object) -> WatchRequest:
    feeds = folder / "feeds.toml"
    settings = folder / "settings.toml"
    settings.write_text('reader = "rules"\n')
    feeds.write_text(f'delay = 0\nallow_hosts = ["127.0.0.1"]\n[[feed]]\nurl = "{server.url}/feed"\ninterval = 0\n')
    values = {"out": folder / "out.jsonl", "store": None} | changes
    return WatchRequest(feeds, True, state=folder / "feeds.state", settings=settings, quiet=True, **values)


def read_sources(path: Path) -> list[str]:
    return [json.loads(line)["source"] for line in path.read_text("utf-8").splitlines()]


def test_a_watch_writes_each_item_once_and_mends_a_line_that_was_cut(server: Server, tmp_path: Path) -> None:
    request = make_request(server, tmp_path)
    assert run_watch(request) == 0
    assert run_watch(request) == 0
    out = tmp_path / "out.jsonl"
    assert read_sources(out) == [f"{server.url}/feed#2", f"{server.url}/feed#1"]
    # As if it had been killed while it wrote the second: the line is cut, the item not marked.
    (tmp_path / "feeds.state").unlink()
    out.write_bytes(out.read_bytes()[:-40])
    assert run_watch(request) == 0
    assert sorted(read_sources(out)) == [f"{server.url}/feed#1", f"{server.url}/feed#2"]


def test_a_watch_fills_a_folder_and_a_store(server: Server, tmp_path: Path) -> None:
    from dateline.store import Store

    russian = "Рабочие порта прекратили работу в понедельник после провала переговоров, заявил профсоюз. " * 9
    server.handlers["/feed"] = give(make_feed(make_item("1"), make_item("r", russian)))
    request = make_request(server, tmp_path, out=tmp_path / "readings", store=str(tmp_path / "events.db"))
    assert run_watch(request) == 0  # what is in another language is unread, and no failure
    assert len(list((tmp_path / "readings").glob("*.json"))) == 1
    with Store.open(tmp_path / "events.db", create=False) as store:
        stats = store.stats()
    assert (stats["reports"], stats["readings"]) == (2, 1)


def test_a_watch_without_a_place_to_write_says_so(
    server: Server, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run_watch(make_request(server, tmp_path, out=None)) == 2
    assert "nowhere to write" in capsys.readouterr().err


def test_columns_of_the_command_line() -> None:
    assert parse_columns("text=body, published=date") == {"text": "body", "published": "date"}
    assert parse_columns(None) == {}
    with pytest.raises(SettingsError, match="text=body"):
        parse_columns("body")


def test_a_resumed_run_reads_nothing_twice(tmp_path: Path) -> None:
    settings = tmp_path / "settings.toml"
    settings.write_text('reader = "rules"\n')
    archive, out = tmp_path / "a.warc.gz", tmp_path / "out.jsonl"
    archive.write_bytes(make_warc(make_records(4)))
    request = Request((str(archive),), "jsonl", out, settings=settings, quiet=True)
    assert run(request) == 0
    whole = out.read_bytes()
    lines = whole.splitlines(keepends=True)
    out.write_bytes(lines[0] + lines[1] + lines[2][:100])
    assert len(load_done(out).places) == 2
    assert run(Request((str(archive),), "jsonl", out, settings=settings, quiet=True, resume=True)) == 0
    assert out.read_bytes() == whole


def test_addresses_are_fetched_where_the_user_says_so(server: Server, tmp_path: Path) -> None:
    server.handlers["/page"] = give(make_page(3).encode(), **PAGE)
    stories = {"stories": [{"stories_id": 1, "media_name": "Coast Times", "publish_date": "2020-01-01"}]}
    stories["stories"][0]["url"] = f"{server.url}/page"
    source, out, settings = tmp_path / "s.json", tmp_path / "out.jsonl", tmp_path / "settings.toml"
    source.write_text(json.dumps(stories))
    settings.write_text('reader = "rules"\nallow_hosts = ["127.0.0.1"]\n')
    assert run(Request((str(source),), "jsonl", out, settings=settings, quiet=True, fetch=True)) == 0
    (line,) = out.read_text("utf-8").splitlines()
    assert json.loads(line)["outlet"] == "Valley News"
