"""Fetching from servers that misbehave: each ends in an answer or in one `FetchError`, within limits."""

from collections.abc import Iterator

import httpcore
import pytest

from dateline.errors import FetchError
from dateline.sources.addresses import find_addresses, is_public, parse_url
from dateline.sources.fetch import Fetcher, FetchRules
from dateline.sources.polite import PoliteFetcher
from tests.sources.server import Server, drip, give, hang, in_turn, make_bomb, packed, pour, redirect, send, serving

OK = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"


@pytest.fixture
def server() -> Iterator[Server]:
    with serving() as running:
        yield running


def make_fetcher(server: Server, **limits: object) -> Fetcher:
    rules = {"pause_seconds": 60, "total_seconds": 60, "max_bytes": 1_000_000, "max_redirects": 4} | limits
    return Fetcher(FetchRules(allow_hosts=(f"127.0.0.1:{server.port}",), **rules))


@pytest.mark.parametrize(
    ("handler", "reason"),
    [
        (drip(OK[:30]), "slow"),
        (drip(OK + b"\r\n"), "slow"),
        (hang(), "slow"),
        (hang(OK + b"Content-Length: 10\r\n\r\nabc"), "slow"),
        (pour(OK + b"\r\n", b"x" * 65_536), "more than 1 MB"),
        (pour(OK, b"X-Long: " + b"y" * 60_000 + b"\r\n"), "cannot be fetched"),
        (send(OK + b"Content-Length: 99999999999999999999\r\n\r\nabc"), "more than 1 MB"),
        (send(OK + b"Content-Length: 5000000\r\n\r\nabc"), "5 MB, more than"),
        (send(OK + b"Content-Length: 50\r\n\r\nabc"), "cannot be fetched"),
        (send(OK + b"Content-Length: -5\r\n\r\nabc"), "cannot be fetched"),
        (send(OK + b"Transfer-Encoding: chunked\r\n\r\nZZ\r\nabc"), "cannot be fetched"),
        (send(OK + b"Transfer-Encoding: chunked\r\n\r\n5\r\nabc"), "cannot be fetched"),
        (send(b"SSH-2.0-OpenSSH_9.6\r\n"), "cannot be fetched"),
        (send(b""), "cannot be fetched"),
        (send(b"HTTP/1.1 999 What\r\n\r\n"), "status 999"),
        (give(make_bomb(), Content_Encoding="gzip"), "more than 1 MB"),
        (give(b"no gzip at all", Content_Encoding="gzip"), "damaged"),
        (give(make_bomb(1)[:500], Content_Encoding="gzip"), "cut off"),
        (give(b"\x0b\x02\x80abc\x03", Content_Encoding="br"), "not asked for"),
        (give(b"down", status="503 Service Unavailable"), "status 503"),
        (give(b"", status="302 Found"), "status 302"),
        (redirect("/odd"), "redirects"),
        (redirect("file:///etc/passwd"), "no address"),
        (redirect("gopher://example.org/"), "no address"),
        (redirect("http://[::1/"), "no address"),
        (redirect("//user:secret@example.org/"), "password"),
        (redirect("http://169.254.169.254/latest/meta-data/"), "not a public address"),
        (redirect("http://127.0.0.1:8099/"), "not a public address"),
        (redirect("http://2130706433/"), "not a public address"),
        (redirect("http://[::ffff:10.0.0.1]/"), "not a public address"),
    ],
)
def test_a_server_that_misbehaves_ends_in_one_error(server: Server, handler: object, reason: str) -> None:
    server.handlers["/odd"] = handler
    # A server that is to be given up on is so soon; any other has all the time that a busy machine may need.
    fetcher = make_fetcher(server, **({"pause_seconds": 0.3, "total_seconds": 0.9} if reason == "slow" else {}))
    with pytest.raises(FetchError, match=reason) as caught:
        fetcher.get(f"{server.url}/odd")
    assert "\n" not in str(caught.value)


def test_a_server_that_behaves_is_heard(server: Server) -> None:
    server.handlers["/a"] = redirect("/b?x=ä", "301 Moved Permanently")
    server.handlers["/b?x=%C3%A4"] = packed(b"hello")
    answer = make_fetcher(server).get(f"{server.url}/a#part")
    assert (answer.data, answer.status, answer.moved) == (b"hello", 200, f"{server.url}/b?x=%C3%A4")
    sent = server.requests[0][1]
    assert sent["user-agent"].startswith("Dateline/")
    assert sent["host"] == f"127.0.0.1:{server.port}"
    assert not {"cookie", "authorization", "referer"} & set(sent)


def test_a_chain_of_redirects_ends(server: Server) -> None:
    for number in range(10):
        server.handlers[f"/{number}"] = redirect(f"/{number + 1}")
    with pytest.raises(FetchError, match="more than 4 redirects"):
        make_fetcher(server).get(f"{server.url}/0")
    assert len(server.requests) == 5


def test_what_one_server_said_is_not_told_to_another(server: Server) -> None:
    with serving() as other:
        server.handlers["/a"] = redirect(f"{other.url}/b")
        other.handlers["/b"] = give(b"hello")
        rules = FetchRules(allow_hosts=("127.0.0.1",))
        Fetcher(rules).get(f"{server.url}/a", {"If-None-Match": '"secret"'})
        assert server.requests[0][1]["if-none-match"] == '"secret"'
        assert "if-none-match" not in other.requests[0][1]


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1",
     "255.255.255.255", "::1", "::", "fe80::1%eth0", "fc00::1", "::ffff:127.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::",
     "::7f00:1", "198.18.0.1", "nonsense"],
)  # fmt: skip
def test_addresses_that_are_not_public(address: str) -> None:
    assert not is_public(address)


def test_public_addresses_and_ports() -> None:
    assert is_public("93.184.216.34")
    assert is_public("2606:2800:220:1:248:1893:25c8:1946")
    with pytest.raises(FetchError, match="port 22"):
        find_addresses(parse_url("http://example.org:22/"), (), lambda host, port: ["93.184.216.34"])
    with pytest.raises(FetchError, match=r"10\.0\.0\.1, not a public"):
        find_addresses(parse_url("http://example.org/"), (), lambda host, port: ["93.184.216.34", "10.0.0.1"])
    allowed = find_addresses(parse_url("http://intranet/"), ("10.0.0.0/8",), lambda host, port: ["10.0.0.1"])
    assert allowed == ["10.0.0.1"]


def test_the_address_that_was_checked_is_connected_to(monkeypatch: pytest.MonkeyPatch) -> None:
    answers = [["93.184.216.34"], ["127.0.0.1"]]
    connected: list[str] = []

    def connect(_self: object, host: str, port: int, **_options: object) -> httpcore.NetworkStream:
        connected.append(host)
        raise httpcore.ConnectError("no network here")

    monkeypatch.setattr(httpcore.SyncBackend, "connect_tcp", connect)
    fetcher = Fetcher(FetchRules(), resolve=lambda host, port: answers.pop(0))
    with pytest.raises(FetchError, match="no network"):
        fetcher.get("http://rebind.example/")
    assert connected == ["93.184.216.34"]
    with pytest.raises(FetchError, match=r"127\.0\.0\.1, not a public"):
        fetcher.get("http://rebind.example/")
    assert connected == ["93.184.216.34"]


def make_polite(server: Server, delay: float = 0) -> tuple[PoliteFetcher, list[float]]:
    now = [1000.0]
    slept: list[float] = []

    def sleep(seconds: float) -> None:
        slept.append(round(seconds, 3))
        now[0] += seconds

    return PoliteFetcher(make_fetcher(server), delay=delay, clock=lambda: now[0], sleep=sleep), slept


def test_robots_are_obeyed(server: Server) -> None:
    server.handlers["/robots.txt"] = give(b"User-agent: *\nDisallow: /private\nCrawl-delay: 7\n", kind="text/plain")
    server.handlers["/open"] = give(b"hello")
    server.handlers["/way"] = redirect("/private/page")
    polite, slept = make_polite(server)
    for _ in range(3):
        assert polite.get(f"{server.url}/open").data == b"hello"
    assert slept == [7.0, 7.0]
    for path in ("/private/page", "/way"):
        with pytest.raises(FetchError, match="forbids"):
            polite.get(f"{server.url}{path}")
    assert "/private/page" not in server.paths()
    assert server.paths().count("/robots.txt") == 1


@pytest.mark.parametrize(
    ("robots", "allowed"),
    [
        (give(b"", status="404 Not Found"), True),
        (give(b"", status="403 Forbidden"), True),
        (give(b"", status="500 Oops"), False),
        (send(b""), False),
        (give(b"<html>not robots</html>", kind="text/html"), True),
        (give(b"\xff\xfe\x00\x01" * 200, kind="text/plain"), True),
        (give(b"User-agent: *\nAllow: /\n" * 9_000, kind="text/plain"), True),
    ],
)
def test_a_robots_file_that_cannot_be_had(server: Server, robots: object, allowed: bool) -> None:
    server.handlers |= {"/robots.txt": robots, "/open": give(b"hello")}
    polite, _ = make_polite(server)
    if allowed:
        assert polite.get(f"{server.url}/open").data == b"hello"
        return
    with pytest.raises(FetchError, match=r"robots\.txt of 127\.0\.0\.1 cannot be had") as caught:
        polite.get(f"{server.url}/open")
    assert caught.value.transient


def test_a_host_that_asks_for_time_gets_it(server: Server) -> None:
    server.handlers["/busy"] = in_turn(give(b"", status="429 Too Many Requests", Retry_After="120"), give(b"hello"))
    polite, slept = make_polite(server)
    with pytest.raises(FetchError, match="429") as caught:
        polite.get(f"{server.url}/busy")
    assert (caught.value.retry_after, caught.value.transient) == (120.0, True)
    with pytest.raises(FetchError, match="left alone for 120 seconds"):
        polite.get(f"{server.url}/busy")
    assert slept == []
    assert server.paths().count("/busy") == 1


def test_requests_to_one_host_are_spaced(server: Server) -> None:
    server.handlers["/a"] = give(b"hello")
    polite, slept = make_polite(server, delay=5)
    for _ in range(3):
        polite.get(f"{server.url}/a")
    assert slept == [5.0, 5.0, 5.0]  # the first is after robots.txt
