from __future__ import annotations

import threading
from dataclasses import replace

import pytest

from dateline.errors import MissingError, StoreError
from dateline.records import Report
from dateline.store import Filters, Incoming, Raw, ReportFilters, Store, make_coder_id
from tests.store.examples import CODER, NEWER, make_blast, make_march, make_talks


def test_what_was_added_comes_back_as_it_was(store: Store) -> None:
    reading = make_talks()
    full = replace(
        reading,
        report=replace(
            reading.report, authors=("Sina Lolo",), rights="© Coral Wire", source="wire.jsonl:7", language="en"
        ),
    )
    added = store.add(Incoming(full, Raw(b"\x00\xffraw bytes", "wire.jsonl", "application/jsonl"), 6))
    assert (added.report, added.new_report, added.new_reading, added.error) == (full.id, True, True, None)
    assert store.reading(full.id) == full
    assert store.reading(full.id, view="machine") == full
    stored = store.report(full.id)
    assert stored.report == full.report
    assert store.raw(stored.raws[0][0]) == b"\x00\xffraw bytes"
    assert stored.raws[0][1] == 6
    assert stored.coders == (make_coder_id(CODER),)


def test_adding_again_adds_nothing(store: Store) -> None:
    items = [Incoming(make_march(), Raw(b"one", "one.txt")), Incoming(make_talks(), Raw(b"two", "two.txt"))]
    list(store.add_many(items))
    before, log = store.stats(), store.head()
    again = list(store.add_many(items))
    assert [(item.new_report, item.new_reading) for item in again] == [(False, False)] * 2
    assert (store.stats(), store.head()) == (before, log)


def test_the_same_report_twice_in_a_batch_is_one(store: Store) -> None:
    added = list(store.add_many([make_march(), make_march()]))
    assert [item.new_report for item in added] == [True, False]
    assert store.stats()["events"] == 3


def test_a_report_from_two_files_keeps_both(store: Store) -> None:
    store.add(Incoming(make_march(), Raw(b"one", "one.txt")))
    store.add(Incoming(make_march(), Raw(b"two", "two.txt"), 3))
    assert [position for _, position in store.report(make_march().id).raws] in ([0, 3], [3, 0])
    assert list(store.verify()) == []


def test_a_file_that_two_batches_share_may_be_followed_by_another(store: Store) -> None:
    shared = Raw(b"two lines", "lines.jsonl")
    store.add(Incoming(make_march(), shared, 0))
    list(store.add_many([Incoming(make_talks(), shared, 1), Incoming(make_blast(), Raw(b"one", "one.txt"))]))
    assert store.stats()["reports"] == 3
    assert list(store.verify()) == []


def test_large_bytes_are_kept_whole(store: Store, tmp_path) -> None:
    path = tmp_path / "large.jsonl"
    data = bytes(range(256)) * 10_000
    path.write_bytes(data)
    store.add(Incoming(make_march(), Raw(path, "large.jsonl")))
    assert store.raw(store.report(make_march().id).raws[0][0]) == data
    with pytest.raises(MissingError, match="no bytes"):
        store.raw("0" * 64)


def test_a_newer_reading_stands_beside_the_older(store: Store) -> None:
    old, new = make_march(), replace(make_march(coder=NEWER), events=make_march().events[:1])
    store.add(old)
    store.add(new)
    assert store.report(old.id).coders == (make_coder_id(NEWER), make_coder_id(CODER))
    assert store.reading(old.id) == new
    assert store.reading(old.id, coder=make_coder_id(CODER)) == old
    assert [row.type for row in store.events().items] == ["PROTEST"]
    assert store.stats()["accounts"] == 4
    assert [item.readings for item in store.coders()] == [1, 1]
    assert list(store.verify()) == []


def test_an_unread_report_is_kept_and_listed(store: Store) -> None:
    report = Report.of("Des infirmières ont défilé à Tallinn.", outlet="Poste", published="2020-09-14")
    store.add(Incoming(report, note="language: fr"))
    assert store.reading(report.id) is None
    rows = store.reports(ReportFilters(unread=True)).items
    assert [(row.id, row.note, row.accounts) for row in rows] == [(report.id, "language: fr", 0)]
    assert store.reports(ReportFilters(unread=False)).items == ()


def test_one_bad_item_does_not_stop_the_rest(store: Store) -> None:
    twin = replace(make_talks(), report=replace(make_talks().report, id=make_march().id))
    broken = Report("a", "a lone \ud800 surrogate")
    added = list(store.add_many([make_march(), twin, Incoming(broken), make_blast()]))
    assert [item.error is None for item in added] == [True, False, False, True]
    assert "another text" in (added[1].error or "")
    assert "no database keeps" in (added[2].error or "")
    with pytest.raises(StoreError, match="another text"):
        store.add(twin)
    assert store.stats()["reports"] == 2


def test_a_batch_that_fails_leaves_nothing(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    store.add(make_blast())
    head = store.head()
    monkeypatch.setattr("dateline.store.writing.index_texts", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        store.add(make_march())
    monkeypatch.undo()
    assert store.head() == head
    assert store.stats()["reports"] == 1
    store.add(make_march())
    assert list(store.verify()) == []


def test_several_writers_at_once(new_url) -> None:
    url = new_url()
    Store.open(url).close()
    faults: list[BaseException] = []

    def write(number: int) -> None:
        try:
            with Store.open(url) as store:
                for step in range(5):
                    store.add(make_march(100 + step, f"Outlet {step % 3}"))
                    store.add(make_march(1000 + 10 * number + step, f"Outlet {number}"))
        except BaseException as error:
            faults.append(error)

    threads = [threading.Thread(target=write, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    with Store.open(url) as store:
        assert store.stats()["reports"] == 5 + 4 * 5
        assert store.count_events(Filters(types=("PROTEST",))).number == 25
        assert list(store.verify()) == []


def test_opening_says_what_is_wrong(tmp_path) -> None:
    with pytest.raises(StoreError, match="no store at"):
        Store.open(tmp_path / "none.db", create=False)
    with pytest.raises(StoreError, match="is a folder"):
        Store.open(tmp_path)
    (tmp_path / "text.db").write_text("this is no database at all, but a text of some length")
    with pytest.raises(StoreError, match="no SQLite database"):
        Store.open(tmp_path / "text.db")
    for url, words in (("mysql://x/y", "no store in mysql"), ("sqlite://", "in memory"), ("what://", "no store")):
        with pytest.raises(StoreError, match=words):
            Store.open(url)
    with pytest.raises(StoreError, match="make it first"):
        Store.open(tmp_path / "no" / "folder.db")


def test_reports_are_listed_and_searched(store: Store) -> None:
    list(store.add_many([make_march(), make_talks(), make_blast(), make_march(31, "Baltic Wire")]))
    assert [row.published for row in store.reports().items] == ["2020-12-05", "2020-09-14", "2020-09-14", "2020-02-01"]
    first = store.reports(sort="published", limit=3)
    assert first.next is not None
    assert len(store.reports(sort="published", limit=3, cursor=first.next).items) == 1
    assert [row.outlet for row in store.reports(ReportFilters(since="2020-12")).items] == ["Coral Wire"]
    hits = store.search("nurse marches").items
    assert {hit.row.outlet for hit in hits} == {"Harju Post", "Baltic Wire"}
    assert "".join(piece.text for piece in hits[0].title) == "Nurses march in Tallinn"
    assert [piece.text for piece in hits[0].title if piece.hit] == ["Nurses", "march"]
    assert store.search('"union steward" -tallinn').items == ()
    assert [hit.row.outlet for hit in store.search("chavez").items] == ["Coral Wire"]
    assert [piece.text for piece in store.search("chavez").items[0].snippet if piece.hit] == ["Chávez"]
    assert len(store.search("patrol* OR blast").items) == 2
    page = store.search("tallinn", limit=1)
    rest = store.search("tallinn", limit=1, cursor=page.next)
    assert page.items[0].row.id != rest.items[0].row.id
    assert rest.next is None
    assert [hit.row.outlet for hit in store.search("tallinn", ReportFilters(outlets=("Baltic Wire",))).items] == [
        "Baltic Wire"
    ]
