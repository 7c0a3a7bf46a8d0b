from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import Connection, text

from dateline.errors import StoreError
from dateline.review import Decision, Target
from dateline.store import Filters, Incoming, Merge, Raw, Store
from dateline.store.checking import _check_texts
from dateline.store.database import Database
from tests.store.examples import TALLINN, make_blast, make_march, make_talks


@pytest.fixture
def filled(store: Store) -> Store:
    """A store with something of every kind."""
    store.add(Incoming(make_march(), Raw(b"march", "march.txt")))
    list(store.add_many([make_talks(), make_blast(), make_march(31, "Baltic Wire")]))
    marches = [store.event(row.id) for row in store.events(Filters(types=("PROTEST",))).items]
    value = {
        **marches[0].value,
        "accounts": [*marches[0].value["accounts"], *marches[1].value["accounts"]],
        "sources": 2,
    }
    talks = {"title": "Talks", "reports": [make_talks().id], "from": "2020-12-04", "to": "2020-12-05"}
    copies = [{"kind": "copy", "reports": [make_talks().id, make_blast().id], "reasons": ["one text"]}]
    store.save_merge(Merge(method={"name": "test"}, events=[value], stories=[talks], copies=copies))
    arrest = store.event(store.events(Filters(types=("COERCE",))).items[0].id)
    store.decide(
        Decision(kind="correct", person="ana", target=arrest.accounts[0].target, field="date", value="2020-09-12")
    )
    store.log_export("csv", {}, "0" * 64, 6)
    assert list(store.verify()) == []
    return store


def run(*statements: str) -> Callable[[Connection], None]:
    def tamper(connection: Connection) -> None:
        for statement in statements:
            connection.exec_driver_sql(statement)

    return tamper


def rewrite_details(connection: Connection) -> None:
    row = connection.execute(text("SELECT seq, details FROM audit WHERE action = 'report' ORDER BY seq LIMIT 1")).one()
    details = json.dumps({**json.loads(row.details), "hash": "f" * 64})
    connection.execute(text("UPDATE audit SET details = :d WHERE seq = :s"), {"d": details, "s": row.seq})


def swap_rows(connection: Connection) -> None:
    run("UPDATE audit SET seq = -1 WHERE seq = 3", "UPDATE audit SET seq = 3 WHERE seq = 4",
        "UPDATE audit SET seq = 4 WHERE seq = -1")(connection)  # fmt: skip


def flip_reading(connection: Connection) -> None:
    row = connection.execute(text("SELECT id, body FROM reading ORDER BY id LIMIT 1")).one()
    body = row.body.replace('"PROTEST"', '"AGREE"')
    assert body != row.body
    connection.execute(text("UPDATE reading SET body = :b WHERE id = :i"), {"b": body, "i": row.id})


TAMPERINGS: dict[str, tuple[Callable[[Connection], None], str, str]] = {
    "a row of the log changed": (run("UPDATE audit SET person = 'eve' WHERE seq = 4"), "log row 4", "changed"),
    "what a row tells of changed": (rewrite_details, "log row", "changed"),
    "a row of the log removed": (run("DELETE FROM audit WHERE seq = 5"), "log row 6", "row 5 before it removed"),
    "rows of the log put in another order": (swap_rows, "log row 3", "it was row 4"),
    "the end of the log removed": (
        run("DELETE FROM audit WHERE seq > (SELECT max(seq) - 2 FROM audit)"), "", "no row of the log tells of it"),
    "the bytes of a report changed": (run("UPDATE raw_chunk SET data = 'murch'"), "raw ", "bytes"),
    "the text of a report changed": (
        run("UPDATE report SET text = replace(text, 'nurses', 'thieves') WHERE id = 1"), "report ", "changed"),
    "a reading changed": (flip_reading, "reading ", "changed"),
    "a report removed with all of its own": (
        run("DELETE FROM reading WHERE report_id = 2", "DELETE FROM report_raw WHERE report_id = 2",
            "DELETE FROM report WHERE id = 2"), "report ", "removed"),
    "a decision changed": (
        run("UPDATE decision SET body = replace(body, '2020-09-12', '2020-09-11')"), "decision 1", "changed"),
    "a decision's person changed": (run("UPDATE decision SET person = 'eve'"), "decision 1", "changed"),
    "a decision removed": (
        run("DELETE FROM decision", "DELETE FROM decision_state", "DELETE FROM decision_report"),
        "decision 1", "removed"),
    "a merge changed": (
        run("UPDATE merge_item SET body = replace(body, '\"sources\":2', '\"sources\":9')"), "merge 1", "changed"),
    "a coder changed": (run("UPDATE coder SET version = '9.9'"), "coder ", "changed"),
    "an event changed": (run("UPDATE event SET sources = 7 WHERE type = 'AGREE'"), "event ", "changed"),
    "an event's value changed": (
        run("UPDATE event_body SET body = replace(body, 'police', 'soldiers')"), "event ", "changed"),
    "an event removed": (run("DELETE FROM event WHERE type = 'AGREE'"), "event ", "removed"),
    "an account changed": (run("UPDATE account SET sentence = 'x' WHERE uid = 'e3'"), "account ", ""),
    "a facet taken from an event": (
        run("DELETE FROM event_facet WHERE facet_id IN (SELECT id FROM facet WHERE kind = 'country')"), "event ", ""),
    "a place moved": (run("UPDATE place SET name = 'Narva' WHERE name = 'Tallinn'"), "place ", "tells of such"),
    "places removed": (run("DELETE FROM place WHERE name = 'Tallinn'"), "place ", "removed"),
    "a point moved": (run("UPDATE place SET x = 0.5"), "place ", "its point"),
    "a place without a filter": (run("UPDATE facet SET id = 9999 WHERE kind = 'place' AND id = "
                                     "(SELECT min(id) FROM facet WHERE kind = 'place')"), "place row", "added"),
    "the day of a report changed": (run("UPDATE report_state SET day = 20200101"), "report ", "another day"),
    "a story changed": (run("UPDATE story SET title = 'War'"), "story row", "another row"),
    "a report put into a story": (
        run("UPDATE story_report SET report_id = report_id + 1"), "story_report row", "added"),
    "a copy taken out": (run("DELETE FROM copy_report"), "copy_report row", "removed"),
    "a decision made unreadable": (run("UPDATE decision SET body = '7'"), "decision 1", "cannot be read"),
    "a reading made unreadable": (run("UPDATE reading SET body = '[]'"), "derived rows", "cannot be made again"),
    "accounts joined behind the merges": (run("UPDATE grouped SET item_id = 99"), "merge item", ""),
}  # fmt: skip


@pytest.mark.parametrize("name", TAMPERINGS)
def test_tampering_is_found_where_it_is(filled: Store, name: str) -> None:
    tamper, where, what = TAMPERINGS[name]
    with filled._database.write() as connection:
        if filled.dialect == "postgresql":
            connection.execute(text("SET LOCAL session_replication_role = replica"))
        else:
            connection.execute(text("PRAGMA defer_foreign_keys=ON"))
        tamper(connection)
    faults = list(filled.verify())
    assert any(fault.where.startswith(where) and what in fault.what for fault in faults), [str(f) for f in faults]


def test_an_end_cut_off_with_all_that_it_vouched_for_is_found_by_the_head(filled: Store) -> None:
    head = filled.head()
    assert list(filled.verify(expect=head)) == []
    with filled._database.write() as connection:
        connection.execute(text("DELETE FROM audit WHERE action = 'export'"))
    assert list(filled.verify()) == []
    faults = list(filled.verify(expect=head))
    assert ["end was removed" in fault.what for fault in faults] == [True]
    assert [f.where for f in filled.verify(expect="nonsense")] == ["expected head"]
    filled.log_export("csv", {}, "1" * 64, 6)
    assert any("written anew" in fault.what for fault in filled.verify(expect=head))


def test_a_quick_look_finds_what_the_log_vouches_for(filled: Store) -> None:
    with filled._database.write() as connection:
        connection.execute(text("UPDATE event SET sources = 7 WHERE type = 'AGREE'"))
    assert list(filled.verify(deep=False)) == []
    with filled._database.write() as connection:
        flip_reading(connection)
    assert [fault.where.split()[0] for fault in filled.verify(deep=False)] == ["reading"]


def test_the_log_says_what_was_done(filled: Store) -> None:
    rows = filled.audit(limit=100)
    assert [row.seq for row in rows] == list(range(1, len(rows) + 1))
    assert {row.action for row in rows} == {
        "report",
        "raw",
        "source",
        "coder",
        "reading",
        "merge",
        "decision",
        "export",
    }
    assert filled.audit(after=len(rows) - 1)[0].details["rows"] == 6
    assert rows[-1].previous == rows[-2].hash


def test_an_index_that_cannot_be_asked_is_no_fault(tmp_path: Path) -> None:
    database = Database(tmp_path / "s.db")
    with database.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA query_only=ON")
        with pytest.raises(StoreError, match="could not be checked"):
            list(_check_texts(connection))
        connection.exec_driver_sql("PRAGMA query_only=OFF")
    database.close()


def test_places_that_only_undone_steps_told_of_are_no_faults(filled: Store) -> None:
    march = filled.event(filled.events(Filters(types=("PROTEST",))).items[0].id).accounts[0]
    target = Target.of_entity(march.report, march.coder, "x2")
    for name, number in (("Narva", 590031), ("Pärnu", 589580)):
        value = {**TALLINN, "name": name, "geonames_id": number}
        filled.decide(Decision(kind="correct", person="ana", target=target, field="place", value=value))
    rows = filled.events(Filters(types=("ASSAULT", "COERCE"))).items[:2]
    accounts = [account for row in rows for account in filled.event(row.id).value["accounts"]]
    nowhere = {**dict.fromkeys(TALLINN), "name": "the old mill", "precision": "region"}
    value = {**filled.event(rows[0].id).value, "accounts": accounts, "place": [nowhere]}
    filled.save_merge(Merge(method={"name": "test"}, events=[value], whole=False))
    filled.undo_merge("ana")
    assert [str(fault) for fault in filled.verify()] == []
