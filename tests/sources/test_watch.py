"""Watching feeds on a server of our own: what is new comes once, what misbehaves is put off, a crash loses nothing."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from dateline.errors import InputError, SettingsError
from dateline.records import Failure, Report
from dateline.sources.fetch import Fetcher, FetchRules
from dateline.sources.polite import PoliteFetcher
from dateline.sources.watch import Feed, Watch, load_watch_list
from dateline.sources.watch_state import WatchState
from tests.sources.builders import FIXTURES, make_page
from tests.sources.server import Server, conditional, give, in_turn, make_bomb, redirect, send, serving

LONG = "Dockers walked out of the terminal on Monday after talks over night shifts failed, the union said. " * 10
SHORT = "Dockers walked out of the northern terminal on Monday, their union said, after talks over night shifts failed."
PAGE = {"kind": "text/html; charset=utf-8"}


def make_feed(*items: str) -> bytes:
    return (
        f'<?xml version="1.0"?><rss version="2.0"><channel><title>Post</title>{"".join(items)}</channel></rss>'.encode()
    )


def make_item(key: str, text: str = LONG, link: str = "", title: str = "Dockers strike") -> str:
    linked = f"<link>{link}</link>" if link else ""
    named = f"<guid isPermaLink='false'>{key}</guid>"
    return f"<item><title>{title}</title>{named}{linked}<description>{text}</description></item>"


@pytest.fixture
def server() -> Iterator[Server]:
    with serving() as running:
        running.handlers["/robots.txt"] = give(b"", status="404 Not Found")
        yield running


class Bench:
    """A watch over one feed of the server, with a clock that stands until it is moved."""

    def __init__(self, server: Server, path: Path) -> None:
        self.now = 1_000_000.0
        rules = FetchRules(
            allow_hosts=("127.0.0.1",), pause_seconds=60, total_seconds=60, max_bytes=1_000_000, max_redirects=3
        )
        self.client = PoliteFetcher(Fetcher(rules), delay=0, sleep=lambda seconds: None)
        self.path = path / "feeds.state"
        self.feed = Feed(f"{server.url}/feed", interval=900)
        self.open()

    def open(self) -> None:
        self.state = WatchState(self.path)
        self.watch = Watch(self.client, self.state, clock=lambda: self.now)

    def poll(self, *, mark: bool = True, pause: float = 1000) -> list[Report | Failure]:
        found = []
        for arrival in self.watch.poll(self.feed):
            found.append(arrival.item)
            if mark:
                arrival.done()
        self.now += pause
        return found

    def wait(self) -> float:
        return self.state.feed(self.feed.url).due - self.now


@pytest.fixture
def bench(server: Server, tmp_path: Path) -> Iterator[Bench]:
    made = Bench(server, tmp_path)
    yield made
    made.state.close()


def test_what_is_new_comes_once_and_oldest_first(server: Server, bench: Bench) -> None:
    first, second = make_item("1"), make_item("2", LONG.replace("Monday", "Tuesday"))
    server.handlers["/feed"] = in_turn(give(make_feed(first)), give(make_feed(second, first)))
    assert [item.source for item in bench.poll()] == [f"{server.url}/feed#1"]
    assert [item.source for item in bench.poll()] == [f"{server.url}/feed#2"]
    assert bench.poll() == []


def test_a_feed_is_asked_only_for_what_has_changed(server: Server, bench: Bench) -> None:
    server.handlers["/feed"] = conditional(make_feed(make_item("1")), '"v1"')
    assert len(bench.poll()) == 1
    assert bench.poll() == []
    assert bench.poll(pause=10) == []
    assert bench.poll() == []  # not due: not asked
    asked = [headers.get("if-none-match") for path, headers in server.requests if path == "/feed"]
    assert asked == [None, '"v1"', '"v1"']


def test_a_crash_before_the_mark_loses_nothing(server: Server, bench: Bench) -> None:
    items = [make_item(str(n), LONG.replace("Monday", f"May {n + 1}")) for n in range(3)]
    server.handlers["/feed"] = conditional(make_feed(*items), '"v1"')
    arrivals = bench.watch.poll(bench.feed)
    next(arrivals).done()
    next(arrivals)  # written or not: never marked
    arrivals.close()
    bench.state.close()
    bench.open()
    assert [item.source for item in bench.poll()] == [f"{server.url}/feed#{n}" for n in (1, 0)]
    assert bench.poll() == []


def test_two_watches_on_one_state_are_refused(bench: Bench) -> None:
    bench.state.save_feed("x", bench.state.feed("x"))
    with pytest.raises(InputError, match="another watch"):
        WatchState(bench.path)


def test_a_state_that_is_none_is_named(tmp_path: Path) -> None:
    (tmp_path / "s").write_bytes(b"not a database at all, but a text of some length" * 50)
    with pytest.raises(InputError, match="no state"):
        WatchState(tmp_path / "s")


def test_a_changed_article_comes_again_and_one_id_for_all_loses_none(server: Server, bench: Bench) -> None:
    one, changed = make_item("1"), make_item("1", LONG + "Two were arrested.")
    twins = [make_item("same", LONG.replace("Monday", day)) for day in ("Friday", "Sunday")]
    server.handlers["/feed"] = in_turn(
        give(make_feed(one)), give(make_feed(changed)), give(make_feed(changed)), give(make_feed(*twins, twins[0]))
    )
    (first,) = bench.poll()
    (second,) = bench.poll()
    assert isinstance(first, Report)
    assert isinstance(second, Report)
    assert (first.source, "arrested" in first.text) == (second.source, False)
    assert "arrested" in second.text
    assert first.id != second.id
    assert bench.poll() == []
    assert len(bench.poll()) == 2
    assert bench.poll() == []


def test_a_teaser_is_read_from_its_page(server: Server, bench: Bench) -> None:
    server.handlers["/feed"] = give(make_feed(make_item("1", SHORT, "/page", "Council 3 votes on bridge")))
    server.handlers["/page"] = give(make_page(3).encode(), **PAGE)
    (report,) = bench.poll()
    assert isinstance(report, Report)
    assert "Opponents walked out" in report.text
    assert (report.outlet, report.published, report.url) == ("Valley News", "2020-09-04", f"{server.url}/page")
    assert report.fetched is not None
    assert report.source == f"{server.url}/feed#1"


def test_a_page_is_read_in_its_own_charset(server: Server, bench: Bench) -> None:
    page = make_page(4, "“Crème brûlée” was served in the Café Zürich.").encode("cp1252", "xmlcharrefreplace")
    server.handlers["/feed"] = give(make_feed(make_item("1", SHORT, "/page")))
    server.handlers["/page"] = give(page, kind="text/html; charset=utf-8")
    (report,) = bench.poll()
    assert isinstance(report, Report)
    assert "“Crème brûlée” was served in the Café Zürich." in report.text


@pytest.mark.parametrize(
    "page",
    [
        give(b"gone", status="404 Not Found", **PAGE),
        give(b"\x89PNG" + bytes(3000), kind="image/png"),
        give(b"alert(1)", kind="application/javascript"),
        give(b"<html><head><title>Access Denied</title></head><body>No.</body></html>", **PAGE),
        redirect("http://10.0.0.1/secret"),
        give(b"", **PAGE),
    ],
)
def test_a_page_that_cannot_be_had_leaves_the_teaser(server: Server, bench: Bench, page: object) -> None:
    server.handlers |= {"/feed": give(make_feed(make_item("1", SHORT, "/page"))), "/page": page}
    (report,) = bench.poll()
    assert isinstance(report, Report)
    assert report.text.endswith(SHORT)
    assert bench.poll() == []


def test_a_page_that_is_down_is_tried_again(server: Server, bench: Bench) -> None:
    server.handlers["/feed"] = conditional(make_feed(make_item("1", SHORT, "/page")), '"v1"')
    server.handlers["/page"] = in_turn(give(b"", status="503 Down"), give(make_page(3).encode(), **PAGE))
    assert bench.poll() == []
    (report,) = bench.poll()
    assert isinstance(report, Report)
    assert "Opponents walked out" in report.text


def test_a_page_that_stays_down_leaves_the_teaser_at_last(server: Server, bench: Bench) -> None:
    server.handlers["/feed"] = give(make_feed(make_item("1", SHORT, "/page")))
    server.handlers["/page"] = give(b"", status="503 Down")
    polls = [bench.poll() for _ in range(6)]
    assert [len(found) for found in polls] == [0, 0, 0, 0, 1, 0]


def test_pages_that_robots_forbid_are_not_fetched(server: Server, bench: Bench) -> None:
    server.handlers["/robots.txt"] = give(b"User-agent: *\nDisallow: /page\n", kind="text/plain")
    server.handlers["/feed"] = give(make_feed(make_item("1", SHORT, "/page")))
    (report,) = bench.poll()
    assert isinstance(report, Report)
    assert "/page" not in server.paths()


@pytest.mark.parametrize(
    ("handler", "reason"),
    [
        (give(b"<html><body>Sign in</body></html>", kind="text/html"), "no feed"),
        (give(b""), "no feed"),
        (give(b"\x00\x01\x02" * 300), "no feed"),
        (give(b'<?xml version="1.0"?><!DOCTYPE r [<!ENTITY a "b">]><rss>&a;</rss>'), "entities"),
        (give(b'{"version": "https://jsonfeed.org/version/1.1", "items": [', kind="application/feed+json"), "JSON"),
        (give(make_bomb(), Content_Encoding="gzip"), "more than 1 MB"),
        (give(b"", status="304 Not Modified"), "304"),
        (give(b"", status="500 Oops"), "status 500"),
        (send(b"HTTP/1.1 200 OK\r\nContent-Length: 90\r\n\r\n<rss>"), "cannot be fetched"),
        (redirect("http://192.168.0.1/feed"), "not a public address"),
        (redirect("/feed"), "redirects"),
    ],
)
def test_a_feed_that_misbehaves_is_put_off_and_comes_back(
    server: Server, bench: Bench, handler: object, reason: str
) -> None:
    server.handlers["/feed"] = handler
    (failure,) = bench.poll(pause=0)
    assert isinstance(failure, Failure)
    assert reason in failure.error
    assert failure.report == bench.feed.url
    assert bench.wait() == 900
    assert bench.poll(pause=901) == []
    bench.poll(pause=0)
    server.handlers["/feed"] = give(make_feed(make_item("1")))
    bench.now += 90_000
    assert [type(item) for item in bench.poll()] == [Report]


def test_waits_grow_and_end_with_success(server: Server, bench: Bench) -> None:
    server.handlers["/feed"] = give(b"", status="500 Oops")
    waits = []
    for _ in range(9):
        bench.poll(pause=0)
        waits.append(bench.wait())
        bench.now += bench.wait()
    assert waits[:4] == [900, 1800, 3600, 7200]
    assert waits[-1] == 86_400
    server.handlers["/feed"] = give(make_feed(make_item("1")))
    assert len(bench.poll(pause=0)) == 1
    assert bench.wait() == 900


def test_a_server_says_when_to_come_back_or_never(server: Server, bench: Bench) -> None:
    server.handlers["/feed"] = give(b"", status="503 Down", Retry_After="7200")
    bench.poll(pause=0)
    assert bench.wait() == 7200
    bench.now += 7300
    bench.client._free.clear()
    server.handlers["/feed"] = give(b"", status="410 Gone")
    assert len(bench.poll(pause=100_000)) == 1
    assert bench.poll() == []
    assert bench.watch.next_due((bench.feed,)) is None


def test_a_feed_that_moves_for_good_is_asked_at_its_new_place(server: Server, bench: Bench) -> None:
    server.handlers["/feed"] = redirect("/new", "301 Moved Permanently")
    server.handlers["/new"] = give(make_feed(make_item("1")))
    assert len(bench.poll()) == 1
    assert bench.poll() == []
    assert server.paths().count("/feed") == 1
    server.handlers |= {"/new": give(b"", status="404 Not Found"), "/feed": give(make_feed(make_item("2")))}
    assert len(bench.poll()) == 1


def test_odd_items_fail_alone(server: Server, bench: Bench) -> None:
    odd = [
        "<item></item>",
        "<item><title>Nothing but a title</title></item>",
        make_item("j", SHORT, "javascript:alert(1)"),
        make_item("f", SHORT, "ftp://example.org/x"),
        make_item("d").replace("<guid", "<pubDate>the day before yesterday</pubDate><guid"),
        make_item(
            "r", "Рабочие порта прекратили работу в понедельник после провала переговоров, заявил профсоюз. " * 9
        ),
        make_item("9"),
    ]
    server.handlers["/feed"] = give(make_feed(*odd))
    found = bench.poll()
    assert len(found) == 7
    assert sum(isinstance(item, Report) for item in found) == 4
    unread = [item for item in found if isinstance(item, Failure) and item.kept]
    assert [item.kept.language for item in unread if item.kept] == ["ru"]
    assert bench.poll() == []


def test_a_giant_feed_is_read_in_part(server: Server, bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dateline.sources.feed.MAX_FEED_ITEMS", 40)
    items = [make_item(str(n), f"{n}. " + LONG[:200]) for n in range(50)]
    server.handlers["/feed"] = give(make_feed(*items))
    assert len(bench.poll()) == 40


@pytest.mark.parametrize("name", ["feed.rss.xml", "feed.atom.xml", "feed.json"])
def test_each_kind_of_feed(server: Server, bench: Bench, name: str) -> None:
    server.handlers["/feed"] = give((FIXTURES / name).read_bytes(), kind="application/octet-stream")
    bench.feed = Feed(bench.feed.url, outlet="My name", full="never")
    found = bench.poll()
    assert all(isinstance(item, Report) and item.outlet == "My name" for item in found)
    assert found


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "names no feeds"),
        ("feed = 3", "names no feeds"),
        ('[[feed]]\nurl = "ftp://a"', "http"),
        ('[[feed]]\nurl = "https://a"\nfull = "x"', "teasers"),
        ('[[feed]]\nurl = "https://a"\ncolour = 1', "unknown setting 'colour'"),
        ('interval = "soon"\n[[feed]]\nurl = "https://a"', "number of seconds"),
        ('allow_hosts = "a"\n[[feed]]\nurl = "https://a"', "list of hosts"),
        ("[[feed", "cannot be read"),
    ],
)
def test_a_list_of_feeds_that_cannot_be_meant(tmp_path: Path, text: str, reason: str) -> None:
    (tmp_path / "feeds.toml").write_text(text)
    with pytest.raises(SettingsError, match=reason):
        load_watch_list(tmp_path / "feeds.toml")


def test_a_list_of_feeds(tmp_path: Path) -> None:
    feeds = '[[feed]]\nurl = "https://a/x"\noutlet = "A"\n[[feed]]\nurl = "https://b/x"\ninterval = 5\n'
    text = f"interval = 60\ndelay = 1\n{feeds}"
    (tmp_path / "feeds.toml").write_text(text)
    read = load_watch_list(tmp_path / "feeds.toml")
    assert read.feeds == (Feed("https://a/x", "A", 60), Feed("https://b/x", None, 5))
    assert (read.delay, read.robots) == (1, True)
