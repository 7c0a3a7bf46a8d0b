"""What a hostile visitor tries: forms of other sites, sizes, paths, addresses to be sent to, frames, others' things."""

from __future__ import annotations

from urllib.parse import quote

import pytest

from dateline.review.decisions import Decision
from dateline.web.pages import review
from dateline.web.reader import make_label
from dateline.web.reviewing.places import Where
from tests.web.serving import PEOPLE, find_csrf, serve

V1 = "/api/v1"


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    with serve(tmp_path_factory.mktemp("security"), 12, max_body=200_000) as found:
        yield found


@pytest.fixture(scope="module")
def sessions(served):
    return {name: served.login(name) for name in PEOPLE}


def list_unsafe(served):
    """Give every address that changes something, with something in its place holders."""
    from dateline.web.api.root import make_openapi

    found = [
        path
        for path, item in make_openapi()["paths"].items()
        for method in item
        if method in ("post", "put", "patch", "delete")
    ]
    pages = [
        "/review/item/{event}", "/review/item/{event}/correct", "/review/merge/{event}", "/review/add", "/review/undo",
        "/review/second/{number}", "/review/rounds", "/review/rounds/{name}", "/review/rounds/{name}/settle",
        "/account/password", "/account/tokens", "/account/tokens/{number}/remove", "/account/sessions/close", "/logout",
    ]  # fmt: skip
    event = served.store.events().items[0].id
    values = {"{event}": event, "{number}": "1", "{name}": "may", "{job}": "x"}
    filled = []
    for path in (*found, *pages):
        for name, value in values.items():
            path = path.replace(name, value)
        filled.append(path)
    return filled


def test_nothing_changes_without_the_forms_token(served, sessions):
    before = served.store.stats()
    unsafe = list_unsafe(served)
    assert len(unsafe) > 15
    for path in unsafe:
        for sent in ({}, {"headers": {"X-CSRF-Token": "0" * 64}}, {"headers": {"Origin": "http://evil.example"}}):
            answer = sessions["ada"].post(path, follow_redirects=False, **sent)
            assert answer.status_code == 403, (path, sent, answer.status_code)
    assert served.store.stats() == before


def test_nothing_changes_from_another_site_even_with_the_token(served, sessions):
    csrf = find_csrf(sessions["ada"].get("/review").text)
    for headers in ({"Origin": "http://evil.example"}, {"Sec-Fetch-Site": "cross-site"}, {"Origin": "null"}):
        answer = sessions["ada"].post(f"{V1}/review/rounds", json={}, headers={"X-CSRF-Token": csrf, **headers})
        assert answer.status_code == 403, headers
    assert sessions["ada"].post(f"{V1}/review/rounds", json={}, headers={"X-CSRF-Token": csrf}).status_code == 422


def test_the_token_of_one_person_is_none_for_another(sessions):
    csrf = find_csrf(sessions["vera"].get("/review").text)
    answer = sessions["ben"].post("/review/undo", data={"csrf": csrf, "decision": "1"})
    assert answer.status_code == 403


def test_roles_hold_at_every_address(served, sessions):
    for path in list_unsafe(served):
        if path.startswith(("/review", f"{V1}/review")):
            csrf = find_csrf(sessions["rita"].get("/").text)
            answer = sessions["rita"].post(path, data={"csrf": csrf}, headers={"X-CSRF-Token": csrf})
            assert answer.status_code == 403, path


def test_every_answer_forbids_frames_and_foreign_content(served, sessions):
    event = served.store.events().items[0].id
    paths = ("/", "/login", "/review", f"/review/item/{event}", "/nowhere", f"{V1}/events", f"{V1}/nowhere",
             f"{V1}/exports/csv", f"{V1}/openapi.json", "/static/review.js", f"{V1}/events?limit=0")  # fmt: skip
    for path in paths:
        headers = sessions["vera"].get(path).headers
        assert headers["x-frame-options"] == "DENY", path
        assert "frame-ancestors 'none'" in headers["content-security-policy"], path
        assert "unsafe" not in headers["content-security-policy"], path
        assert headers["x-content-type-options"] == "nosniff", path


def test_private_answers_are_not_kept_by_anyone_between(served, sessions):
    for path in ("/review", f"{V1}/events", f"{V1}/exports/csv"):
        assert "private" in sessions["vera"].get(path).headers["cache-control"], path


@pytest.mark.parametrize("kind", ["length", "stream"])
def test_bodies_that_are_too_large_are_refused(served, kind):
    vera = served.client("vera")
    body = b'{"text": "' + b"x" * 300_000 + b'"}'
    content = body if kind == "length" else (body[i : i + 10_000] for i in range(0, len(body), 10_000))
    answer = vera.post(f"{V1}/read", content=content, headers={"Content-Type": "application/json"})
    assert answer.status_code == 413
    assert answer.headers["content-type"] == "application/problem+json"


def test_deep_and_broken_bodies_are_refused(served):
    vera = served.client("vera")
    for body in (
        b"[" * 100_000,
        b'{"a":' * 20_000,
        b"\xff\xfe",
        b"nul",
        b'{"text": "\\ud800"}',
        b"{}",
        b'{"text": 1e999}',
    ):
        for path in ("read", "review/decisions", "review/rounds"):
            answer = vera.post(f"{V1}/{path}", content=body, headers={"Content-Type": "application/json"})
            assert answer.status_code in (400, 422), (path, body[:20], answer.status_code)
    form = {"Content-Type": "multipart/form-data; boundary=x"}
    for body in (
        b"",
        b"--x",
        b"--x\r\n\r\n",
        b"--x\r\nContent-Disposition: form-data; name=file\r\n\r\nx\r\n--x--\r\n",
    ):
        assert vera.post(f"{V1}/read", content=body, headers=form).status_code in (400, 422), body


PATHS = (
    "/static/../users.py", "/static/..%2fusers.py", "/static/%2e%2e/users.py", "/static/....//users.py",
    "/static//etc/passwd", "/static/%2fetc%2fpasswd", "/static/..%5cusers.py", "/static/review.js/../../users.py",
    f"{V1}/exports/../../../etc/passwd", f"{V1}/exports/..%2f..%2fetc%2fpasswd", f"{V1}/jobs/..%2f..%2fetc%2fpasswd",
    f"{V1}/jobs/..%2f..%2fetc%2fpasswd/readings", f"{V1}/reports/..%2f..%2fetc%2fpasswd",
    "/reports/..%2f..%2fetc%2fpasswd",
    "/reports//etc/passwd", "/review/item/..%2f..%2fetc%2fpasswd", "/review/rounds/..%2f..%2fetc",
    "/explore/..%2f..%2fx",
)  # fmt: skip


@pytest.mark.parametrize("path", PATHS)
def test_paths_lead_to_no_file(sessions, path):
    answer = sessions["ada"].get(path, follow_redirects=False)
    assert answer.status_code in (303, 307, 400, 404, 405, 422), answer.status_code
    assert "root:" not in answer.text
    assert "class Accounts" not in answer.text


@pytest.mark.parametrize(
    "name",
    ["../../etc/passwd", "..\\..\\x", "/abs/x", "a\x00b", "\x1b[2J", "<b>", "", None, ".", "..", "x" * 900, "CON:x"],
)
def test_names_of_uploads_are_labels(name):
    label = make_label(name)
    assert label
    assert len(label) <= 120
    assert not set(label) & set('/\\<>:"|?*\x00\x1b')
    assert label not in (".", "..")


def test_forms_lead_to_no_other_site(served, sessions):
    vera = sessions["vera"]
    event = served.store.events().items[0].id
    csrf = find_csrf(vera.get("/review").text)
    for where in ("//evil.example", "https://evil.example/", "\r\nLocation: https://evil.example",
                  "next=//evil.example",
                  "at=%0d%0aSet-Cookie:x=1", "sort=uncertain&at=//evil.example"):  # fmt: skip
        answer = vera.post(
            "/review/undo",
            data={"csrf": csrf, "where": where, "decision": "", "event": event},
            follow_redirects=False,
        )
        if answer.status_code in (302, 303, 307):
            assert answer.headers["location"].startswith(("/review/", "/review?")), where
            assert "\n" not in answer.headers["location"]
        answer = vera.get(f"/review/next?{quote(where, safe='=&/%:')}", follow_redirects=False)
        assert not answer.headers.get("location", "/").startswith(("//", "http")), where


def test_a_place_in_the_queue_keeps_filters_alone():
    assert Where.of_text("type=PROTEST&next=//x&at=abc&sort=date").query() == "type=PROTEST&sort=date&at=abc"


def test_other_peoples_jobs_and_blind_words_are_not_there(served):
    files = {"file": ("x.txt", b"Police arrested twelve protesters in Tallinn on Friday.", "text/plain")}
    job = served.client("vera").post(f"{V1}/jobs/read", files=files).json()["id"]
    for path in (f"jobs/{job}", f"jobs/{job}/readings", f"jobs/{job}/events"):
        assert served.client("ben").get(f"{V1}/{path}").status_code == 404, path
    assert served.client("ben").post(f"{V1}/jobs/{job}/stop").status_code == 404
    accounts = [served.store.event(row.id).accounts[0] for row in served.store.events().items[:2]]
    served.store.open_round("blind", accounts, ["vera", "ben"])
    made = served.store.decide(Decision(kind="reject", person="ben", target=accounts[0].target, round="blind"))
    vera = served.client("vera")
    assert vera.get(f"{V1}/review/decisions/{made.id}").status_code == 404
    assert vera.post(f"{V1}/review/decisions/{made.id}/undo", json={}).status_code == 404
    target = {"kind": "decision", "ids": [[str(made.id)]]}
    body = {"kind": "agree", "target": target, "shown": "0" * 64}
    assert vera.post(f"{V1}/review/decisions", json=body).status_code == 404


def test_nobody_decides_in_anothers_name(served):
    body = {"kind": "grade", "target": {"kind": "outlet", "ids": [["Post"]]}, "field": "source", "value": "A"}
    assert served.client("vera").post(f"{V1}/review/decisions", json={**body, "person": "ada"}).status_code == 422
    made = served.client("vera").post(f"{V1}/review/decisions", json=body).json()
    assert made["person"] == "vera"


def test_addresses_are_never_fetched(served, monkeypatch):
    import socket

    def refuse(*_args, **_options):
        raise AssertionError("something was fetched")

    monkeypatch.setattr(socket, "create_connection", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    vera = served.client("vera")
    for text in (
        "http://169.254.169.254/latest/meta-data/ is an address of a page.",
        "file:///etc/passwd is a file here.",
    ):
        answer = vera.post(f"{V1}/read", json={"text": text, "url": "http://127.0.0.1:1/x"})
        assert answer.status_code == 200
        assert "root:" not in answer.text
    links = b"url\nhttp://127.0.0.1:1/a\nhttp://127.0.0.1:1/b\n"
    answer = vera.post(f"{V1}/read", files={"file": ("links.csv", links, "text/csv")})
    assert answer.status_code == 200
    assert answer.json()["readings"] == []
    xml = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><nitf><body>&e;</body></nitf>'
    assert "root:" not in vera.post(f"{V1}/read", files={"file": ("x.xml", xml, "text/xml")}).text


def test_every_page_of_review_needs_a_reviewer():
    """Each route names who may come in: none is forgotten."""
    from fastapi.routing import APIRoute

    from dateline.web.pages import review_items, review_rounds, review_second
    from dateline.web.pages.review_common import ReviewerHere

    wanted = ReviewerHere.__metadata__[0].dependency
    routes = [
        route
        for module in (review, review_items, review_rounds, review_second)
        for route in module.router.routes
        if isinstance(route, APIRoute)
    ]
    assert len(routes) >= 18
    for route in routes:
        assert wanted in [dependency.call for dependency in route.dependant.dependencies], route.path
