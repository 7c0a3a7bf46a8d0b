"""The API: what it gives, pages and tags, problems, who may what, decisions, exports, reading, jobs."""

from __future__ import annotations

import csv
import io
import json
import re
import time
import zipfile

import pytest

from dateline.filters import Filters
from dateline.store import Merge, ReportFilters
from tests.store.examples import make_reading
from tests.web.serving import serve

V1 = "/api/v1"
TEXT = (
    "TALLINN (AP) - Police arrested 12 protesters in Tallinn on Friday, the Interior Ministry said. "
    "Hundreds of people had marched through the city to demand the release of two journalists."
)


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    with serve(tmp_path_factory.mktemp("api"), 24) as found:
        yield found


@pytest.fixture
def fresh(tmp_path):
    with serve(tmp_path, 12) as found:
        yield found


@pytest.fixture(scope="module")
def vera(served):
    return served.client("vera")


def get(client, path, expected=200, **params):
    answer = client.get(f"{V1}/{path}", params=params)
    assert answer.status_code == expected, answer.text
    return answer.json()


# ---- lists ----------------------------------------------------------------------------------------------------------


def test_pages_follow_their_links_and_give_everything_once(served, vera):
    address, ids = f"{V1}/events?limit=3&sort=-sources", []
    while address:
        answer = vera.get(address)
        ids += [row["id"] for row in answer.json()["items"]]
        link = answer.headers.get("link", "")
        address = link[1 : link.index(">")] if link else None
    assert ids == [row.id for row in served.store.events(sort="-sources", limit=500).items]
    assert get(vera, "events", 422, cursor="nonsense")["type"] == "urn:dateline:impossible"


def test_lists_are_those_of_the_store(served, vera):
    store = served.store
    assert get(vera, "events/total")["number"] == store.count_events().number
    rows = get(vera, "events", type="PROTEST", min_sources=2, sensitive=True)["items"]
    assert [row["id"] for row in rows] == [
        row.id for row in store.events(Filters(types=("PROTEST",), min_sources=2)).items
    ]
    assert rows
    assert all(row["type"] == "PROTEST" for row in rows)
    reports = get(vera, "reports", limit=5)["items"]
    assert [row["id"] for row in reports] == [row.id for row in store.reports(limit=5).items]
    readings = get(vera, "readings", limit=5, sensitive=True)["items"]
    assert [item["id"] for item in readings] == [row.id for row in store.reports(sort="added", limit=5).items]
    assert get(vera, "counts", by="year")["items"][0]["events"] == store.counts(by="year")[0].events
    assert get(vera, "facets/type")["items"][0]["value"] == store.facets(Filters(), "type")[0].value
    assert get(vera, "places")["items"][0]["place"]["name"] == store.places()[0].place.name
    assert len(get(vera, "links", sensitive=True)["items"]) == len(store.links())
    assert [s["id"] for s in get(vera, "stories", limit=500)["items"]] == [s.id for s in store.stories(limit=500).items]
    assert get(vera, "stats")["reports"] == 24


def test_one_of_each(served, vera):
    row = served.store.events(Filters(min_reports=2)).items[0]
    event = get(vera, f"events/{row.id}", sensitive=True)
    assert event["event"]["accounts"] == len(event["accounts"]) >= 2
    for account in event["accounts"]:
        reading = get(vera, f"reports/{account['report']}/reading", sensitive=True)
        start, end = account["sentence_span"]
        assert reading["text"][start:end] == account["sentence"]
        report = get(vera, f"reports/{account['report']}", sensitive=True)
        assert report["report"]["text"] == reading["text"]
        assert report["coders"]
    story = served.store.stories().items[0]
    assert len(get(vera, f"stories/{story.id}")["reports"]) == story.reports
    for missing in ("events/none", "reports/none", "reports/none/reading", "stories/none", "jobs/none"):
        assert get(vera, missing, 404)["type"] == "urn:dateline:missing"


def test_ids_with_slashes_are_found(fresh):
    fresh.store.add(make_reading("A crowd marched.", [], [{"type": "PROTEST", "trigger": "marched"}], id="desk/7 ?#é"))
    found = fresh.client("vera").get(f"{V1}/reports/desk%2F7%20%3F%23%C3%A9/reading")
    assert found.json()["events"][0]["type"] == "PROTEST"


def test_search_marks_what_was_found(served, vera):
    hits = get(vera, "search", q="police", sensitive=True)["items"]
    assert hits
    pieces = [piece for hit in hits for piece in hit["snippet"] + hit["title"]]
    assert any(piece["hit"] and piece["text"].lower().startswith("police") for piece in pieces)


# ---- tags -----------------------------------------------------------------------------------------------------------


def test_a_tag_stands_until_the_store_changes(fresh):
    client = fresh.client("vera")
    first = client.get(f"{V1}/events?limit=2")
    again = client.get(f"{V1}/events?limit=2", headers={"If-None-Match": f'"x", {first.headers["etag"]}'})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["etag"] == first.headers["etag"]
    other = client.get(f"{V1}/events?limit=3", headers={"If-None-Match": first.headers["etag"]})
    assert other.status_code == 200
    fresh.store.add(make_reading("A crowd marched.", [], [{"type": "PROTEST", "trigger": "marched"}]))
    changed = client.get(f"{V1}/events?limit=2", headers={"If-None-Match": first.headers["etag"]})
    assert changed.status_code == 200
    assert fresh.client("rita").get(f"{V1}/events?limit=2").headers["etag"] != changed.headers["etag"]


# ---- problems -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("events?limit=0", 422),
        ("events?limit=501", 422),
        ("events?unknown=1", 422),
        ("events?type=DANCE", 422),
        ("events?since=2020-13-01", 422),
        ("events?since=yesterday", 422),
        ("events?near=1,2", 422),
        ("events?near=nan,nan,nan", 422),
        ("events?box=50,0,10,10", 422),
        ("events?number=killed", 422),
        ("events?number=killed:1e999..", 422),
        ("events?min_confidence=2", 422),
        ("events?sort=name", 422),
        ("events?since=2021&until=2020", 422),
        ("facets/none", 422),
        ("suggest/actor", 422),
        ("search", 422),
        ("search?q=%00", 422),
        ("events/%00", 422),
        ("exports/exe", 422),
        ("exports/polecat?merged=true", 422),
        ("review/decisions/0", 422),
        ("review/decisions/99999", 404),
        ("review/rounds/none", 404),
        ("nowhere", 404),
    ],
)
def test_wrong_questions_are_problems(vera, path, status):
    answer = vera.get(f"{V1}/{path}")
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    problem = answer.json()
    assert problem["status"] == status
    assert problem["title"]
    assert "Traceback" not in answer.text


def test_methods_and_forms_that_are_not_there(served, vera):
    assert vera.delete(f"{V1}/events").status_code == 405
    assert vera.post(f"{V1}/read", content=b"x", headers={"Content-Type": "text/plain"}).status_code == 415
    assert vera.post(f"{V1}/read", content=b"{", headers={"Content-Type": "application/json"}).status_code == 422


# ---- who may what ---------------------------------------------------------------------------------------------------


def test_nobody_gets_nothing(served):
    answer = served.client().get(f"{V1}/events")
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"].startswith("Bearer")
    assert served.client().get(f"{V1}/events", headers={"Authorization": "Bearer dl_wrong"}).status_code == 401


@pytest.mark.parametrize(
    ("person", "path", "status"),
    [
        ("rita", "events", 200),
        ("rita", "events?sensitive=true", 403),
        ("rita", "review/queue", 403),
        ("rita", "review/decisions", 403),
        ("rita", "exports/csv?sensitive=true", 403),
        ("rita", "log", 403),
        ("vera", "review/queue", 200),
        ("vera", "events?sensitive=true", 200),
        ("vera", "log", 403),
        ("ada", "log", 200),
    ],
)
def test_roles(served, person, path, status):
    assert served.client(person).get(f"{V1}/{path}").status_code == status


def test_readers_change_nothing(served):
    rita = served.client("rita")
    body = {"kind": "grade", "target": {"kind": "outlet", "ids": [["x"]]}, "field": "source", "value": "A"}
    assert rita.post(f"{V1}/review/decisions", json=body).status_code == 403
    assert rita.post(f"{V1}/read?keep=true", json={"text": TEXT}).status_code == 403
    assert served.store.decisions() == ()


# ---- what is sensitive ----------------------------------------------------------------------------------------------

VICTIM = "Soldiers shot Orla Fenwick in Tallinn. Neighbour Piet Brakel said she had fled. Orla Fenwick died, they said."


@pytest.fixture
def harmed(tmp_path):
    reading = make_reading(
        VICTIM,
        [
            {"name": "Soldiers", "kind": "group", "sector": ["MIL"]},
            {"name": "Orla Fenwick", "kind": "person"},
            {"name": "Piet Brakel", "kind": "person"},
        ],
        [
            {"type": "ASSAULT", "trigger": "shot", "actor": ["Soldiers"], "recipient": ["Orla Fenwick"],
             "sentence": "Soldiers shot Orla Fenwick in Tallinn.", "says": "Piet Brakel"},
        ],
        title="Orla Fenwick shot", outlet="Baltic Post",
    )  # fmt: skip
    with serve(tmp_path, items=[reading]) as found:
        yield found


EVERYWHERE = (
    "events", "events/total", "reports", "readings", "search?q=fenwick", "search?q=shot", "facets/recipient",
    "facets/speaker", "facets/dyad", "suggest/recipient?prefix=or", "suggest/speaker?prefix=pi", "links", "places",
    "counts", "stories", "exports/csv", "exports/jsonl", "exports/csv?merged=true", "exports/jsonl?merged=true",
    "exports/geojson", "exports/ftm",
)  # fmt: skip


def test_readers_see_no_private_name_anywhere(harmed):
    rita = harmed.client("rita")
    row = harmed.store.events().items[0]
    report = row.report
    story = {"id": "st1", "title": "Orla Fenwick shot", "reports": [report], "from": None, "to": None}
    harmed.store.save_merge(Merge(method={"name": "x"}, stories=[story]))
    for path in (*EVERYWHERE, f"events/{row.id}", f"reports/{report}", f"reports/{report}/reading"):
        answer = rita.get(f"{V1}/{path}")
        assert answer.status_code == 200, path
        for name in ("Fenwick", "Brakel"):
            assert name not in answer.text, path
    session = harmed.login("rita")
    for page in ("", "reports", f"reports/{report}", f"events/{row.id}", "stories", "stories/st1", "explore/table",
                 "explore/network", "explore/timeline", "search?q=shot", "compare"):  # fmt: skip
        assert not {"Fenwick", "Brakel"} & set(re.findall(r"\w+", session.get(f"/{page}").text)), page
    covered = get(rita, f"reports/{report}/reading")
    assert len(covered["text"]) == len(VICTIM)
    assert "██" in covered["text"]
    assert "Fenwick" in harmed.client("vera").get(f"{V1}/events?sensitive=true").text
    assert get(harmed.client("vera"), "facets/recipient", sensitive=True)["items"][0]["value"] == "Orla Fenwick"


def test_what_reviewers_mark_is_covered_too(harmed):
    vera, rita = harmed.client("vera"), harmed.client("rita")
    row = harmed.store.events().items[0]
    account = harmed.store.event(row.id).accounts[0]
    for kind, key, field in (("entity", "x1", "all"), ("account", "e1", "date")):
        mark = {"kind": "mark", "field": field, "target": {"kind": kind, "ids": [[account.report, account.coder, key]]}}
        assert vera.post(f"{V1}/review/decisions", json=mark).status_code == 201
    for path in (*EVERYWHERE, f"events/{row.id}", f"reports/{row.report}", f"reports/{row.report}/reading"):
        assert "Soldiers" not in rita.get(f"{V1}/{path}").text, path


# ---- decisions ------------------------------------------------------------------------------------------------------


def confirm(event, **more):
    ids = [[a["report"], a["coder"], a["id"]] for a in event["accounts"]]
    return {"kind": "confirm", "target": {"kind": "event", "ids": ids}, "shown": event["shown"], **more}


def test_a_decision_and_its_undoing(fresh):
    vera = fresh.client("vera")
    row = get(vera, "review/queue", sort="uncertain")["items"][0]
    event = get(vera, f"events/{row['id']}")
    made = vera.post(f"{V1}/review/decisions", json=confirm(event, reason="clear"))
    assert made.status_code == 201
    assert made.json()["person"] == "vera"
    assert vera.get(made.headers["location"]).json()["reason"] == "clear"
    assert get(vera, f"events/{row['id']}")["event"]["status"] == "confirmed"
    assert row["id"] not in [item["id"] for item in get(vera, "review/queue", limit=500)["items"]]
    undone = vera.post(f"{V1}/review/decisions/{made.json()['id']}/undo", json={"reason": "too early"})
    assert undone.json()["kind"] == "undo"
    assert get(vera, f"events/{row['id']}")["event"]["status"] == "unreviewed"


def test_nothing_is_accepted_that_was_not_shown(fresh):
    vera, ben = fresh.client("vera"), fresh.client("ben")
    row = get(vera, "events")["items"][0]
    event = get(vera, f"events/{row['id']}")
    account = event["accounts"][0]
    key = [account["report"], account["coder"], account["id"]]
    blind = {name: value for name, value in confirm(event).items() if name != "shown"}
    assert vera.post(f"{V1}/review/decisions", json=blind).json()["type"] == "urn:dateline:changed"
    fix = {"kind": "correct", "target": {"kind": "account", "ids": [key]}, "field": "date", "value": "2020-05-17"}
    assert ben.post(f"{V1}/review/decisions", json=fix).status_code == 201
    stale = vera.post(f"{V1}/review/decisions", json=confirm(event))
    assert (stale.status_code, stale.json()["type"]) == (409, "urn:dateline:changed")
    assert vera.post(f"{V1}/review/decisions", json=confirm(get(vera, f"events/{row['id']}"))).status_code == 201


ODD = (
    None, "", "x", -1, {}, [[]], ["x1"], [0, 1], [0, 10**9], [{"name": "x"}], "2020-02-30", "../..", "PROTEST",
    "\ud800",
    [{"name": "x", "kind": "org", "mentions": [[0, 3]]}], [{"kind": "killed", "low": 1, "high": 2}], "a" * 10_000,
    {"geonames_id": 1, "name": "x", "admin1": None, "country": "EST", "latitude": 1e9, "longitude": 0,
     "precision": "city", "radius_km": 1},
)  # fmt: skip


def test_odd_values_are_refused_or_harmless(fresh):
    from dateline.review.decisions import CORRECTABLE, MARKABLE

    ada = fresh.client("ada")
    row = fresh.store.events(Filters(min_reports=2)).items[0]
    account = fresh.store.event(row.id).accounts[0]
    tables = {"entity": account.reading.entities, "time": account.reading.times,
              "attribution": account.reading.attributions}  # fmt: skip
    ids = {kind: table[0].id if table else "none" for kind, table in tables.items()}
    asked = 0
    for kind, fields in [*CORRECTABLE.items(), ("report", ("events", "entities", "times", "attributions"))]:
        named = [account.report] if kind == "report" else [account.report, account.coder, ids.get(kind, account.id)]
        for field in fields:
            for value in ODD:
                what = "add" if kind == "report" else "correct"
                body = {"kind": what, "target": {"kind": kind, "ids": [named]}, "field": field, "value": value}
                answer = ada.post(f"{V1}/review/decisions", content=json.dumps(body).encode(),
                                  headers={"Content-Type": "application/json"})  # fmt: skip
                assert answer.status_code in (201, 404, 409, 422), (body, answer.text)
                asked += 1
    for kind in MARKABLE:
        body = {"kind": "mark", "target": {"kind": kind, "ids": [["no", "such", "one"]]}, "field": "all"}
        assert ada.post(f"{V1}/review/decisions", json=body).status_code == 404
    assert asked > 500
    for path in ("events?limit=500", "readings?limit=100", "exports/csv?merged=true", "exports/geojson", "places",
                 "facets/actor", f"reports/{account.report}/reading", "review/decisions"):  # fmt: skip
        assert ada.get(f"{V1}/{path}").status_code == 200, path
    assert list(fresh.store.verify(deep=True)) == []


# ---- rounds ---------------------------------------------------------------------------------------------------------


def test_a_blind_round_from_opening_to_settling(fresh):
    vera, ben, ada = (fresh.client(name) for name in ("vera", "ben", "ada"))
    accounts = [fresh.store.event(row.id).accounts[0] for row in fresh.store.events().items[:3]]
    keys = [[a.report, a.coder, a.id] for a in accounts]
    made = vera.post(f"{V1}/review/rounds", json={"name": "may", "people": ["vera", "ben"], "accounts": keys})
    assert made.status_code == 201
    for client, verdicts in ((vera, ("confirm", "confirm", "reject")), (ben, ("confirm", "reject", "reject"))):
        tasks = {task["id"] + task["report"]: task for task in get(client, "review/rounds/may/tasks")}
        for key, verdict in zip(keys, verdicts, strict=True):
            body = {"kind": verdict, "round": "may", "target": {"kind": "account", "ids": [key]}}
            body["shown"] = tasks[key[2] + key[0]]["shown"]
            assert client.post(f"{V1}/review/decisions", json=body).status_code == 201
            if client is vera:
                assert get(ben, "review/decisions") == [], "what one says is out of the other's sight"
    assert get(ben, "review/rounds/may/tasks") == []
    verdict = get(ada, "review/rounds/may/agreement")[0]
    assert (verdict["field"], verdict["items"], verdict["observed"]) == ("verdict", 3, pytest.approx(2 / 3))
    settled = ada.post(f"{V1}/review/rounds/may/settle", json={"account": keys[1], "person": "ben"})
    assert settled.status_code == 201
    statuses = [row["status"] for row in get(ada, "events", status="rejected")["items"]]
    assert statuses == ["rejected"]


def test_figures_come_after_ones_own_word(fresh):
    accounts = [fresh.store.event(row.id).accounts[0] for row in fresh.store.events().items[:2]]
    fresh.store.open_round("june", accounts, ["vera", "ben"])
    assert fresh.client("vera").get(f"{V1}/review/rounds/june/agreement").status_code == 422
    assert fresh.client("ada").get(f"{V1}/review/rounds/june/agreement").status_code == 200


def test_grades(fresh):
    vera = fresh.client("vera")
    body = {"kind": "grade", "target": {"kind": "outlet", "ids": [["Baltic Post"]]}, "field": "source", "value": "B"}
    assert vera.post(f"{V1}/review/decisions", json=body).status_code == 201
    assert get(vera, "review/grades") == [{"target": {"kind": "outlet", "ids": [["Baltic Post"]]}, "grade": "B"}]


# ---- exports --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "form",
    ["jsonl", "csv", "parquet", "polecat", "acled", "gdelt", "icews", "geojson", "graphml", "ftm", "webannotation",
     "prov", "brat", "spacy", "rocrate"],
)  # fmt: skip
def test_every_format_comes_out_and_is_logged(served, vera, form):
    answer = vera.get(f"{V1}/exports/{form}", params={"type": "PROTEST"})
    assert answer.status_code == 200
    assert len(answer.content) > 20
    assert answer.headers["content-disposition"].startswith('attachment; filename="dateline-')
    row = served.store.audit(after=served.store.stats()["log_rows"] - 1)[-1]
    assert (row.action, row.person) == ("export", "vera")
    assert row.details["filters"]["types"] == ["PROTEST"]
    if answer.headers["content-type"] == "application/zip":
        names = zipfile.ZipFile(io.BytesIO(answer.content)).namelist()
        assert "manifest.json" in names
        assert len(names) > 1


def test_exports_hold_what_the_filter_says(served, vera):
    rows = list(csv.DictReader(io.StringIO(vera.get(f"{V1}/exports/csv?type=PROTEST").content.decode("utf-8-sig"))))
    assert rows
    assert {row["type"] for row in rows} == {"PROTEST"}
    merged = vera.get(f"{V1}/exports/jsonl?merged=true&min_sources=2").text.splitlines()
    assert len(merged) == served.store.count_events(Filters(min_sources=2)).number


def test_an_export_that_is_broken_off_is_logged_too(served):
    from pathlib import Path

    from dateline.export.run import Order
    from dateline.web.exporting import Exporter

    pieces = Exporter(served.store, Order("csv", Path("x"), by_store=True), "vera").stream()
    assert next(pieces)
    pieces.close()
    row = served.store.audit(after=served.store.stats()["log_rows"] - 1)[-1]
    assert (row.action, row.subject) == ("export", "csv (broken off)")


# ---- reading --------------------------------------------------------------------------------------------------------


def test_a_text_is_read(served):
    made = served.client("rita").post(f"{V1}/read", json={"text": TEXT, "published": "2021-03-05", "url": "http://a/b"})
    assert made.status_code == 200, made.text
    (reading,) = made.json()["readings"]
    assert "COERCE" in {event["type"] for event in reading["events"]}
    assert reading["url"] == "http://a/b"
    assert served.store.reports(ReportFilters(ids=(reading["id"],))).items == ()


def test_a_file_is_read_and_its_name_is_only_a_label(served):
    page = f"<html><head><title>Arrests</title></head><body><article><p>{TEXT}</p></article></body></html>"
    files = {"file": ("../../etc/passwd.html", page.encode(), "text/html")}
    made = served.client("rita").post(f"{V1}/read", files=files, data={"published": "2021-03-05"})
    assert made.status_code == 200, made.text
    (reading,) = made.json()["readings"]
    assert reading["source"] == "passwd.html"
    broken = served.client("rita").post(f"{V1}/read", files={"file": ("x.pdf", b"%PDF-1.4 nothing", "x/y")})
    assert broken.json()["failures"][0]["report"] == "x.pdf"


def test_what_is_read_can_be_kept(fresh):
    made = fresh.client("vera").post(f"{V1}/read?keep=true", json={"text": TEXT, "published": "2021-03-05"})
    report = made.json()["readings"][0]["id"]
    assert get(fresh.client("vera"), f"reports/{report}")["coders"]


def test_a_job_reads_many_files_and_tells_of_it(fresh):
    vera = fresh.client("vera")
    files = [("file", (f"{n}.txt", f"{TEXT} It was day {n}.".encode(), "text/plain")) for n in range(3)]
    files.append(("file", ("empty.txt", b"", "text/plain")))
    made = vera.post(f"{V1}/jobs/read?keep=true", files=files)
    assert made.status_code == 202
    job = made.json()["id"]
    told = vera.get(f"{V1}/jobs/{job}/events")
    assert told.headers["content-type"].startswith("text/event-stream")
    blocks = [block.splitlines() for block in told.text.strip().split("\n\n") if not block.startswith(":")]
    last = json.loads(blocks[-1][2].removeprefix("data: "))
    assert blocks[-1][1] == "event: end"
    assert (last["state"], last["done"], last["failed"], last["added"]) == ("done", 3, 1, 3)
    assert len(vera.get(f"{V1}/jobs/{job}/readings").text.splitlines()) == 3
    assert fresh.client("rita").get(f"{V1}/jobs/{job}").status_code == 404
    assert [item["id"] for item in get(fresh.client("ada"), "jobs")] == [job]
    assert vera.post(f"{V1}/jobs/{job}/stop").status_code == 200


def test_too_many_jobs_at_once_are_put_off(fresh):
    from dateline.web.jobs import MAX_OPEN

    vera = fresh.client("vera")
    files = [("file", (f"{n}.txt", f"{TEXT} Day {n}.".encode(), "text/plain")) for n in range(20)]
    answers = [vera.post(f"{V1}/jobs/read", files=files) for _ in range(MAX_OPEN + 1)]
    assert answers[-1].status_code == 503
    assert answers[-1].headers["retry-after"]
    for answer in answers[:-1]:
        vera.post(f"{V1}/jobs/{answer.json()['id']}/stop")
    until = time.monotonic() + 60
    while any(item["state"] in ("waiting", "reading") for item in get(vera, "jobs")) and time.monotonic() < until:
        time.sleep(0.1)
    assert {item["state"] for item in get(vera, "jobs")} <= {"stopped", "done"}
