"""The client against a server that really runs: the same answers as the store's own."""

from __future__ import annotations

import csv
from datetime import UTC, datetime

import pytest

from dateline.client import Client, ClientError
from dateline.filters import Filters, Range
from dateline.review.decisions import Decision
from dateline.store import ReportFilters
from tests.web.browsers import run_app
from tests.web.serving import serve

TEXT = "TALLINN (AP) - Police arrested 12 protesters in Tallinn on Friday, the Interior Ministry said."


@pytest.fixture(scope="module")
def running(tmp_path_factory):
    with serve(tmp_path_factory.mktemp("client"), 24) as served, run_app(served.app) as url:
        yield served, url


@pytest.fixture
def served(running):
    return running[0]


@pytest.fixture
def vera(running):
    served, url = running
    with Client(url, token=served.tokens["vera"]) as client:
        yield client


def test_lists_are_the_stores_own_records(served, vera):
    store = served.store
    assert list(vera.events(limit=3, sensitive=True)) == list(store.events(limit=500).items)
    filters = Filters(types=("PROTEST", "COERCE"), quantities=(Range("participants", 10),), min_sources=1)
    assert list(vera.events(filters, sort="-sources", sensitive=True)) == list(
        store.events(filters, sort="-sources").items
    )
    assert list(vera.reports(sensitive=True, limit=7)) == list(store.reports(limit=500).items)
    outlet = store.reports(limit=1).items[0].outlet
    wanted = ReportFilters(outlets=(outlet,))
    assert [row.id for row in vera.reports(wanted)] == [row.id for row in store.reports(wanted).items]
    assert list(vera.search("police", sensitive=True)) == list(store.search("police", limit=100).items)
    assert list(vera.stories()) == list(store.stories(limit=500).items)
    assert list(vera.readings(sensitive=True, limit=5)) == list(store.readings())
    assert [row.id for row in vera.queue()] == [row.id for row in store.queue(limit=500).items]


def test_counts_are_the_stores_own(served, vera):
    store, filters = served.store, Filters(since="2023")
    assert vera.count_events(filters) == store.count_events(filters)
    assert vera.counts(filters, by="day", split="type") == list(store.counts(filters, by="day", split="type"))
    assert vera.facets("type") == list(store.facets(Filters(), "type"))
    assert vera.places() == list(store.places())
    assert vera.links(sensitive=True) == list(store.links())
    assert vera.stats()["reports"] == store.stats()["reports"]


def test_one_of_each(served, vera):
    row = served.store.events().items[0]
    event = vera.event(row.id, sensitive=True)
    assert event["event"]["sentence"] == row.sentence
    assert vera.reading(row.report, sensitive=True) == served.store.reading(row.report)
    assert vera.report(row.report)["report"]["id"] == row.report
    story = served.store.stories().items[0].id
    assert vera.story(story)["row"]["id"] == story


def test_what_stands_is_not_sent_again(served, vera):
    first = vera.stats()
    key = next(iter(vera._held))
    tag, body = vera._held[key]
    vera._held[key] = (tag, body.replace(b'"reports":24', b'"reports":25'))
    assert vera.stats()["reports"] == 25, "the answer that is held is used while its tag stands"
    served.store.log_export("csv", {}, "0" * 64, 0, "vera")
    assert vera.stats()["log_rows"] == first["log_rows"] + 1
    assert vera.stats()["reports"] == 24


def test_decisions_and_their_undoing(served, vera):
    row = next(vera.queue())
    event = vera.event(row.id)
    account = event["accounts"][0]
    made = vera.confirm(event, reason="seen")
    assert made["person"] == "vera"
    with pytest.raises(ClientError, match="409") as caught:
        vera.confirm(event)
    assert (caught.value.status, caught.value.kind) == (409, "changed")
    assert vera.decisions(person="vera")[-1]["id"] == made["id"]
    vera.undo(made["id"])
    assert served.store.event(row.id).row.status == "unreviewed"
    target = served.store.event(row.id).accounts[0].target
    fixed = vera.decide(Decision(kind="correct", person="-", target=target, field="date", value="2023-02-01"))
    assert vera.reading(account["report"]).events
    vera.undo(fixed["id"])


def test_texts_files_and_jobs(tmp_path, vera):
    day = datetime(2021, 3, 5, tzinfo=UTC).date().isoformat()
    reading = vera.read(TEXT, published=day)
    assert {event.type for event in reading.events} >= {"COERCE"}
    with pytest.raises(ClientError):
        vera.read("   \n ")
    paths = []
    for number in range(3):
        path = tmp_path / f"{number}.txt"
        path.write_text(f"{TEXT} It was call {number}.", "utf-8")
        paths.append(path)
    (found,) = vera.read_file(paths[0], published=day)
    assert found.report.source == "0.txt"
    job = vera.start_reading(paths)
    steps = list(vera.watch(job["id"]))
    assert steps[-1]["state"] == "done"
    assert [step["done"] for step in steps] == sorted(step["done"] for step in steps)
    assert len(list(vera.job_readings(job["id"]))) == 3


def test_exports_are_written_whole(tmp_path, served, vera):
    out = tmp_path / "events.csv"
    assert vera.export("csv", out, Filters(types=("PROTEST",)), sensitive=True) == out.stat().st_size
    with out.open(encoding="utf-8-sig", newline="") as stream:
        assert {row["type"] for row in csv.DictReader(stream)} == {"PROTEST"}
    with pytest.raises(ClientError, match="422"):
        vera.export("csv", tmp_path / "x.csv", merged="perhaps")
    assert [path.name for path in tmp_path.iterdir()] == ["events.csv"]


def test_refusals_are_told(running):
    served, url = running
    with Client(url) as nobody, pytest.raises(ClientError, match="401"):
        nobody.stats()
    with Client(url, token=served.tokens["rita"]) as rita:
        with pytest.raises(ClientError, match="403") as caught:
            list(rita.events(sensitive=True))
        assert caught.value.kind == "sensitive"
        with pytest.raises(ClientError, match="404"):
            rita.event("none")
    with Client("http://127.0.0.1:9") as lost, pytest.raises(ClientError, match="cannot be reached"):
        lost.stats()
    with pytest.raises(ClientError):
        Client("file:///etc/passwd")
