"""The pages: what stands on them, what readers may not see, what hostile words cannot do."""

from __future__ import annotations

import html
import re

import pytest
from starlette.testclient import TestClient

from dateline.filters import Filters
from dateline.review import Decision, Target
from dateline.store import Store
from dateline.web.app import create_app
from dateline.web.settings import WebSettings
from tests.export.builders import make_hostile, make_reading
from tests.web.serving import serve

HOME = "http://127.0.0.1:8321"
HERE = ("127.0.0.1", 50_000)
HOSTILE = "\"'><img src=x onerror=alert(1)><script>alert(2)</script>{{7*7}}"


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    with serve(tmp_path_factory.mktemp("pages"), 40) as served:
        yield served


@pytest.fixture(scope="module")
def reviewer(served):
    return served.client("vera")


@pytest.fixture(scope="module")
def reader(served):
    return served.client("rita")


@pytest.fixture
def local(tmp_path):
    """Give a function that serves readings to the one at the machine."""

    def make(*readings) -> tuple[TestClient, Store]:
        path = str(tmp_path / "local.db")
        store = Store.open(path)
        for reading in readings:
            store.add(reading)
        return TestClient(create_app(WebSettings(path)), base_url=HOME, client=HERE), store

    return make


def read_text(page: str) -> str:
    """Give the words of a page."""
    return html.unescape(re.sub(r"<[^>]+>", "", page.partition("<main")[2]))


def test_every_page_answers(served, reviewer):
    store = served.store
    story = store.stories(sort="-reports", limit=1).items[0]
    reports = store.story(story.id).reports
    event = store.events(sort="-reports", limit=1).items[0]
    for where in (
        "/",
        "/reports",
        f"/reports/{reports[0].id}",
        f"/reports/{reports[0].id}?view=machine",
        f"/events/{event.id}",
        f"/events/{event.id}?view=machine",
        "/stories",
        f"/stories/{story.id}",
        "/search?q=police",
        "/compare",
        f"/compare/stories/{story.id}",
        f"/compare?a={reports[0].id}&b={reports[-1].id}",
        "/account",
    ):
        answer = reviewer.get(where)
        assert answer.status_code == 200, where
        assert len(answer.content) < 300_000
        ids = re.findall(r'\sid="([^"]+)"', answer.text)
        assert len(ids) == len(set(ids)), where
        assert answer.text.count("<h1") == 1, where


def test_the_first_page_narrows_by_filters(served, reviewer):
    country = served.store.facets(Filters(), "country", limit=1)[0].value
    page = reviewer.get(f"/?since=2020-01-01&country={country}").text
    shown = set(re.findall(r'/events/(\w+)"', page))
    fitting = {row.id for row in served.store.events(Filters(countries=(country,)), limit=1000).items}
    assert shown
    assert shown <= fitting


def test_the_first_page_has_the_disputed_and_the_unsure(served, reviewer):
    page = reviewer.get("/").text
    disputed = served.store.events(Filters(disagreements=("any",)), sort="-disagreements", limit=1).items[0]
    unsure = served.store.queue(sort="uncertain", limit=1).items[0]
    assert f"/events/{disputed.id}" in page
    assert f"/events/{unsure.id}" in page


def test_a_report_is_shown_whole_and_marked(local):
    reading = make_reading()
    client, _ = local(reading)
    page = client.get("/reports/r1").text
    article = re.search(r'<article id="text"[^>]*>(.*?)</article>', page, re.DOTALL)
    assert article
    assert html.unescape(re.sub(r"<[^>]+>", "", article[1])) == reading.text
    assert page.count('class="event c-') == len(reading.events)
    assert "citing" in page or "chain" in page
    targets = set(re.findall(r'href="#([^"]+)"', page)) - {"main"}
    assert targets <= set(re.findall(r'\sid="([^"]+)"', page)), "each value leads to its words"


def test_the_rest_of_the_story_is_one_click_away(served, reviewer):
    story = served.store.stories(sort="-reports", limit=1).items[0]
    first, *others = served.store.story(story.id).reports
    page = reviewer.get(f"/reports/{first.id}").text
    for other in others[:12]:
        assert f'href="/reports/{other.id}"' in page
        assert f"/compare?a={first.id}&amp;b={other.id}" in page


def test_an_unread_report_is_shown_without_events(local):
    client, store = local()
    report = make_reading().report
    store.add(report)
    page = client.get(f"/reports/{report.id}").text
    assert "Police in Oslo" in page
    assert "Nobody has read this report yet" in page


def test_an_event_shows_figures_by_source(served, reviewer):
    disputed = served.store.events(Filters(disagreements=("quantity",)), sort="-disagreements", limit=1).items[0]
    stored = served.store.event(disputed.id)
    page = reviewer.get(f"/events/{disputed.id}").text
    held = next(item for item in stored.value["disagreements"] if item["field"].startswith("quantity"))
    assert page.count('class="bar"') > len(held["values"])
    words = read_text(page)
    for account in stored.accounts:
        assert account.sentence in words
        for speaker in account.value["speakers"]:
            assert speaker in words


def test_an_event_shows_its_history_and_grades(tmp_path):
    with serve(tmp_path, 6) as served:
        event = served.store.events(limit=1).items[0]
        account = served.store.event(event.id).accounts[0]
        served.store.decide(
            Decision(
                kind="correct",
                person="vera",
                target=account.target,
                field="date",
                value="2014-05-17",
                reason="<i>why</i>",
            )
        )
        served.store.decide(
            Decision(kind="grade", person="vera", target=account.target, field="information", value="2")
        )
        outlet = account.reading.report.outlet
        served.store.decide(
            Decision(kind="grade", person="vera", target=Target.of_outlet(outlet), field="source", value="C")
        )
        page = served.client("vera").get(f"/events/{event.id}").text
    assert "&lt;i&gt;why&lt;/i&gt;" in page
    assert "2014-05-17" in page
    assert "information graded 2" in page
    assert "outlet graded C" in page


def test_what_is_not_known_is_named(local):
    client, store = local(make_reading())
    event = next(row for row in store.events(limit=10).items if not row.place or not row.date)
    assert "no account" in read_text(client.get(f"/events/{event.id}").text)


def test_search_marks_what_was_found(reviewer):
    page = reviewer.get("/search?q=police").text
    assert re.search(r'<mark class="hit">[Pp]olice</mark>', page)
    assert "Nothing found" in reviewer.get("/search?q=xyzzyqwerty").text


@pytest.mark.parametrize(
    "text", ['"', "-", "OR OR", "*", "-a", "(", "a AND (b", "'; DROP TABLE report; --", "NEAR(a b)"]
)
def test_odd_searches_never_fail(reviewer, text):
    assert reviewer.get("/search", params={"q": text}).status_code == 200


def test_pages_follow_each_other(served, reviewer):
    seen: list[str] = []
    where: str | None = "/stories?sort=-date"
    while where:
        page = reviewer.get(where).text
        seen += re.findall(r'class="title" href="/stories/([^"]+)"', page)
        following = re.search(r'rel="next" href="([^"]+)"', page)
        where = html.unescape(following[1]) if following else None
    assert len(seen) == len(set(seen)) == served.store.stats()["stories"]


def test_the_matrix_says_who_omits(served, reviewer):
    story = served.store.stories(sort="-reports", limit=1).items[0]
    page = reviewer.get(f"/compare/stories/{story.id}").text
    outlets = {row.outlet for row in served.store.story(story.id).reports}
    head = page.partition("<thead>")[2].partition("</thead>")[0]
    assert all(html.escape(outlet) in head for outlet in outlets)
    rows = page.partition("<tbody>")[2].count("<tr>")
    assert page.partition("<tbody>")[2].count("<td>") == rows * len(outlets)


def test_two_reports_share_an_event(served, reviewer):
    event = next(row for row in served.store.events(sort="-reports", limit=20).items if row.reports > 1)
    one, other = list(dict.fromkeys(account.report for account in served.store.event(event.id).accounts))[:2]
    page = reviewer.get(f"/compare?a={one}&b={other}").text
    assert re.search(r"\d</data> events? told in both", page)
    assert 'id="a-v0"' in page
    assert 'id="b-v0"' in page
    assert reviewer.get(f"/compare?a={one}&b=none").status_code == 404


# ---- what readers may not see ---------------------------------------------------------------------------------------


def test_readers_see_no_marked_name_on_any_page(tmp_path):
    reading = make_reading()
    with serve(tmp_path, items=[reading]) as served:
        stored = served.store.event(served.store.events(limit=1).items[0].id)
        coder = stored.accounts[0].coder
        entity = next(entity for entity in reading.entities if entity.name == "Police of Oslo")
        target = Target.of_entity(reading.id, coder, entity.id)
        served.store.decide(Decision(kind="mark", person="vera", target=target, field="all"))
        events = [f"/events/{row.id}" for row in served.store.events(limit=10).items]
        pages = ["/", "/reports/r1", "/search?q=arrested", "/search?q=police", "/compare?a=r1&b=r1", *events]
        hidden = {span.quote for span in entity.mentions} | {entity.name}
        seen: set[str] = set()
        for where in pages:
            words = read_text(served.client("rita").get(where).text)
            # what was searched for stands in the field, and the outlet's own name is nobody's secret
            assert not {name for name in hidden if name in words}, where
            seen |= {name for name in hidden if name in read_text(served.client("vera").get(where).text)}
        assert seen == hidden


def test_readers_may_read_and_not_review(reader):
    assert "/review" not in reader.get("/").text
    assert reader.get("/review").status_code in (403, 404)


# ---- hostile words --------------------------------------------------------------------------------------------------


def test_hostile_words_stay_words(local):
    client, store = local(make_hostile(HOSTILE))
    report = store.reports(limit=1).items[0]
    events = [f"/events/{row.id}" for row in store.events(limit=5).items]
    for where in (
        "/",
        "/reports",
        f"/reports/{report.id}",
        *events,
        f"/compare?a={report.id}&b={report.id}",
        f"/search?q={HOSTILE}",
        "/search?q=alert",
        f"/?text={HOSTILE}",
        f"/reports?outlet={HOSTILE}",
        f"/reports/{HOSTILE}",
        f"/events/{HOSTILE}",
        f"/stories/{HOSTILE}",
        f"/compare?a={HOSTILE}&b=x",
    ):
        page = client.get(where).text
        assert "<img" not in page, where
        assert "<script>alert" not in page, where
        for tag in re.findall(r"<[a-zA-Z][^>]*>", page):
            assert "onerror" not in re.sub(r'"[^"]*"', "", tag), where
        assert ">49<" not in page
        assert "}49" not in page


def test_the_timeline_of_counts_lists_every_lane_in_its_table(served, reader, monkeypatch):
    monkeypatch.setattr("dateline.web.explore.timeline.FEW", 0)
    page = reader.get("/explore/timeline?by=month&lanes=type").text
    lanes = re.findall(r'<svg class="x-lane-plot.*?</svg>', page, re.DOTALL)
    assert len(lanes) > 6, "more lanes than rows that each may have"
    marks = [len(re.findall(r"<circle ", lane)) for lane in lanes]
    assert all(re.search(r"<circle [^>]*><title>\d{4}-\d{2}: \d", lane) for lane in lanes)
    table = page.partition("The same as a table")[2].partition("</table>")[0]
    assert table.count("<tr>") - 1 == sum(min(6, number) for number in marks)
