"""The application as a whole: hosts, headers, sizes, rates, errors, and who may reach it."""

from __future__ import annotations

import re
import subprocess
import sys
import time
import urllib.error
import urllib.request

import pytest
from starlette.testclient import TestClient

from dateline.errors import SettingsError, StoreError
from dateline.store import Store
from dateline.web.app import create_app
from dateline.web.limits import Limiter
from dateline.web.security import POLICY
from dateline.web.settings import WebSettings, find_accounts_path, is_loopback

HOME = "http://127.0.0.1:8321"
HERE = ("127.0.0.1", 50_000)


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    path = tmp_path_factory.mktemp("app") / "empty.db"
    Store.open(str(path)).close()
    return str(path)


@pytest.fixture(scope="module")
def local(path):
    with TestClient(create_app(WebSettings(path)), base_url=HOME, client=HERE) as client:
        yield client


def make_client(path: str, **settings) -> TestClient:
    return TestClient(create_app(WebSettings(path, **settings)), base_url=HOME, client=HERE)


def test_every_answer_carries_the_policy(local):
    for where in ("/", "/nothing", "/static/style.css", "/api/v1/nothing", "/reports/nothing", "/?since=never"):
        headers = local.get(where).headers
        assert headers["content-security-policy"] == POLICY, where
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["x-frame-options"] == "DENY"
        assert headers["referrer-policy"] == "same-origin"


def test_pages_have_no_script_or_style_of_their_own(local):
    text = local.get("/").text
    assert not re.search(r"<script(?![^>]*\bsrc=)", text)
    assert not re.search(r"<style|\sstyle=|\son\w+=", text)
    assert not re.findall(r'(?:src|href)="(?:https?:)?//(?!www\.geonames\.org)', text)


def test_failures_inside_say_nothing_and_keep_the_policy(path):
    app = create_app(WebSettings(path))

    @app.get("/broken")
    def fail() -> None:
        raise RuntimeError("a secret of the server")

    app.router.routes.insert(0, app.router.routes.pop())
    client = TestClient(app, base_url=HOME, client=HERE, raise_server_exceptions=False)
    answer = client.get("/broken")
    assert answer.status_code == 500
    assert "secret" not in answer.text
    assert answer.headers["content-security-policy"] == POLICY


@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1.evil.example", "localhost@evil.example", "", "a b", "[::2]"]
)
def test_other_hosts_are_not_answered(local, host):
    assert local.get("/", headers={"host": host}).status_code == 400


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:8321", "127.0.0.1", "[::1]:8321", "localhost."])
def test_hosts_of_this_machine_are_answered(local, host):
    assert local.get("/", headers={"host": host}).status_code == 200


def test_without_accounts_it_listens_to_this_machine_alone(path):
    with pytest.raises(SettingsError, match=r"0\.0\.0\.0 would open the store to anyone.*dateline user add"):
        create_app(WebSettings(path, host="0.0.0.0"))
    with pytest.raises(SettingsError):
        create_app(WebSettings(path, host="192.0.2.7"))


def test_without_accounts_others_are_refused(path):
    app = create_app(WebSettings(path))
    far = TestClient(app, base_url=HOME, client=("192.0.2.7", 4000))
    assert far.get("/").status_code == 403
    near = TestClient(app, base_url=HOME, client=HERE)
    assert near.get("/", headers={"X-Forwarded-For": "192.0.2.7"}).status_code == 403
    assert near.get("/").status_code == 200


def test_a_missing_store_is_an_error(tmp_path):
    with pytest.raises(StoreError):
        create_app(WebSettings(str(tmp_path / "none.db")))


def test_named_accounts_must_be_there(path, tmp_path):
    with pytest.raises(SettingsError, match="no accounts"):
        create_app(WebSettings(path, accounts=tmp_path / "none.db"))


def test_large_bodies_are_refused(path):
    client = make_client(path, max_body=1000)
    assert client.post("/login", data={"name": "x" * 2000}).status_code == 413
    assert client.post("/login", content=b"x", headers={"content-length": "-1"}).status_code == 413


def test_many_requests_have_to_wait(path):
    client = make_client(path, per_minute=5)
    answers = [client.get("/static/icon.svg") for _ in range(6)]
    assert [answer.status_code for answer in answers] == [200] * 5 + [429]
    assert int(answers[-1].headers["retry-after"]) >= 1


def test_the_limiter_fills_again(monkeypatch):
    now = [100.0]
    monkeypatch.setattr("dateline.web.limits.time.monotonic", lambda: now[0])
    limiter = Limiter(60, burst=2)
    assert [limiter.take("a"), limiter.take("a")] == [None, None]
    assert limiter.take("a") == pytest.approx(1.0)
    assert limiter.take("b") is None
    now[0] += 1.0
    assert limiter.take("a") is None


def test_static_files_are_kept_by_their_hash(local):
    page = local.get("/").text
    address = re.search(r'href="(/static/style\.css\?v=[0-9a-f]+)"', page)
    assert address
    assert "immutable" in local.get(address[1]).headers["cache-control"]
    assert local.get("/static/style.css").headers["cache-control"] == "no-cache"
    assert local.get("/static/export/marks.css").status_code == 200


@pytest.mark.parametrize(
    "name", ["../app.py", "%2e%2e/app.py", "..%2fapp.py", "export/../../../errors.py", "/etc/passwd"]
)
def test_static_files_lead_nowhere_else(local, name):
    assert local.get(f"/static/{name}").status_code == 404


def test_the_empty_store_has_a_page_of_its_own(local):
    text = local.get("/").text
    assert "The store is empty" in text
    assert "dateline add" in text
    for where in ("/reports", "/stories", "/search", "/compare"):
        assert local.get(where).status_code == 200, where


def test_errors_are_pages_for_people_and_details_for_programs(local):
    page = local.get("/reports/nothing")
    assert (page.status_code, page.headers["content-type"]) == (404, "text/html; charset=utf-8")
    assert "no report" in page.text
    assert local.get("/?since=never").status_code == 400
    assert local.get("/events/nothing").status_code == 404
    detail = local.get("/api/v1/reports/nothing")
    assert detail.status_code == 404
    assert detail.headers["content-type"].startswith("application/problem+json")
    assert detail.json()["status"] == 404


def test_loopback_is_known_by_its_addresses():
    assert all(map(is_loopback, ("localhost", "127.0.0.1", "127.8.8.8", "::1", "[::1]")))
    assert not any(map(is_loopback, ("0.0.0.0", "::", "192.0.2.1", "example.org", "localhost.example.org", "")))


def test_accounts_lie_beside_the_store(tmp_path):
    assert find_accounts_path(WebSettings(str(tmp_path / "events.db"))) == tmp_path / "events.accounts.db"
    assert find_accounts_path(WebSettings(f"sqlite:///{tmp_path}/x.db")) == tmp_path / "x.accounts.db"
    assert find_accounts_path(WebSettings("postgresql://host/name")) is None
    assert find_accounts_path(WebSettings("postgresql://host/name", accounts=tmp_path / "a")) == tmp_path / "a"


def test_the_command_serves_and_stops(path):
    command = [
        sys.executable,
        "-c",
        "from dateline.cli.app import main; main()",
        "serve",
        "--store",
        path,
        "--port",
        "0",
    ]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        try:
            line = server.stdout.readline()
            address = re.match(r"http://127\.0\.0\.1:\d+/", line)
            assert address, line
            answer = wait_for(address[0])
        finally:
            server.terminate()
    assert b"The store is empty" in answer


def wait_for(address: str) -> bytes:
    for _ in range(200):
        try:
            with urllib.request.urlopen(address, timeout=20) as answer:
                return answer.read()
        except (ConnectionError, urllib.error.URLError):
            time.sleep(0.1)
    raise AssertionError("no answer")
