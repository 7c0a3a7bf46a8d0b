"""The views of explore in a real browser: what they draw, with and without a script, by mouse and by keyboard."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.web.browsers import follow

VIEWS = ("timeline", "map", "network", "counts", "table")
ADDRESSES = (
    *(f"/explore/{view}" for view in VIEWS),
    "/explore/timeline?lanes=country",
    "/explore/timeline?by=year",
    "/explore/timeline?country=EST&since=2023-02-01&until=2023-03-10",
    "/explore/map?country=EST",
    "/explore/map?world=1",
    "/explore/table?col=date&col=confidence&col=status&sort=confidence",
    "/explore/table?text=zeppelin",
    "/explore/network?text=zeppelin",
)


def wait_until(page, script, arg=None):
    """Ask until it is so: Playwright's own waiting evaluates a string, which the pages' policy forbids."""
    for _ in range(300):
        try:
            if page.evaluate(script, arg):
                return
        except Exception as error:  # the page is being left
            if "context" not in str(error):
                raise
        page.wait_for_timeout(100)
    pytest.fail(f"never so: {script}")


@pytest.mark.parametrize("address", ADDRESSES)
def test_every_view_is_accessible_in_light_and_dark(page, check_access, address):
    answer = page.goto(address)
    assert answer.status == 200
    page.wait_for_load_state("networkidle")
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        check_access(page)


@pytest.mark.parametrize("view", VIEWS)
def test_no_view_is_wider_than_the_screen(page, view):
    page.goto(f"/explore/{view}")
    for width in (360, 1280, 2560):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_explore_leads_to_the_timeline_with_its_filters(page):
    page.goto("/explore?country=EST")
    assert urlsplit(page.url).path == "/explore/timeline"
    assert parse_qs(urlsplit(page.url).query) == {"country": ["EST"]}
    assert page.locator(".x-chosen").inner_text().split("\n")[0].startswith("in Estonia")


def test_filters_are_carried_from_view_to_view(page):
    page.goto("/explore/timeline?country=EST&type=PROTEST")
    total = page.locator(".x-total strong").inner_text()
    for view in ("Map", "Network", "Counts", "Table"):
        page.get_by_role("navigation", name="Views").get_by_role("link", name=view, exact=True).click()
        page.wait_for_url(f"**/explore/{view.lower()}?**")
        assert parse_qs(urlsplit(page.url).query) == {"country": ["EST"], "type": ["PROTEST"]}
        assert page.locator(".x-total strong").inner_text() == total


def test_a_filter_is_taken_away_by_its_link(page):
    page.goto("/explore/table?country=EST&type=PROTEST")
    page.locator(".x-chosen a", has_text="protest").click()
    page.wait_for_url("**/explore/table?country=EST")
    assert page.locator(".x-chosen li").count() == 1


def test_the_form_filters_without_a_script(plain_page):
    plain_page.goto("/explore/table")
    before = plain_page.locator(".x-total strong").inner_text()
    plain_page.locator("summary", has_text="What").click()
    plain_page.get_by_label("protest", exact=True).check()
    plain_page.get_by_label("since").fill("2023-02")
    follow(plain_page, plain_page.get_by_role("button", name="Show"))
    query = parse_qs(urlsplit(plain_page.url).query)
    assert query["type"] == ["PROTEST"]
    assert query["since"] == ["2023-02"]
    assert plain_page.locator(".x-total strong").inner_text() != before
    types = plain_page.locator(".x-table .x-type").all_inner_texts()
    assert types
    assert all("protest" in text for text in types)


@pytest.mark.parametrize(
    ("view", "drawn", "row"),
    [
        ("timeline", ".x-lane-plot circle", ".x-same tbody tr"),
        ("map", ".x-map-marks circle", ".x-same tbody tr"),
        ("network", ".x-nodes circle", ".x-same tbody tr"),
        ("counts", ".x-panel path", ".x-same tbody tr"),
    ],
)
def test_every_drawing_is_there_without_a_script_and_as_a_table(plain_page, view, drawn, row):
    plain_page.goto(f"/explore/{view}")
    assert plain_page.locator(drawn).count() >= 2
    plain_page.locator(".x-same > summary").first.click()
    assert plain_page.locator(row).first.is_visible()


def test_the_table_sorts_and_pages_without_gap_or_repetition(plain_page):
    plain_page.goto("/explore/table?size=25&sort=-sources")
    seen: list[str] = []
    sources: list[int] = []
    while True:
        links = plain_page.locator(".x-table .x-type a")
        seen += [links.nth(i).get_attribute("href") for i in range(links.count())]
        cells = plain_page.locator(".x-table tbody td.x-n").all_inner_texts()
        sources += [int(re.sub(r"\D", "", text)) for text in cells]
        if not plain_page.get_by_role("link", name="Next page").count():
            break
        follow(plain_page, plain_page.get_by_role("link", name="Next page"))
    total = plain_page.locator(".x-total strong").inner_text()
    assert len(seen) == len(set(seen)) == int(re.sub(r"\D", "", total))
    assert sources == sorted(sources, reverse=True)
    assert sources[0] > 1


def test_columns_are_chosen(plain_page):
    plain_page.goto("/explore/table")
    plain_page.locator("summary", has_text="Columns").click()
    plain_page.get_by_label("Confidence", exact=True).check()
    plain_page.get_by_label("In the words of").uncheck()
    follow(plain_page, plain_page.get_by_role("button", name="Show"))
    heads = [text.casefold() for text in plain_page.locator(".x-table th").all_inner_texts()]
    assert "confidence" in heads
    assert "in the words of" not in heads


def test_what_is_shown_is_downloaded(page, tmp_path):
    page.goto("/explore/table?country=EST&type=PROTEST")
    number = int(page.locator(".x-total strong").inner_text().split()[0])
    page.get_by_label("Download all that these filters find as").select_option("events:csv")
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Download").click()
    path = tmp_path / "events.csv"
    waiting.value.save_as(path)
    import csv

    rows = list(csv.DictReader(path.read_text("utf-8-sig").splitlines()))
    assert len(rows) == number > 0
    assert {row["type"] for row in rows} == {"PROTEST"}


def test_dragging_over_the_strip_chooses_a_period(page):
    page.goto("/explore/timeline")
    box = page.locator(".x-strip-plot").bounding_box()
    page.mouse.move(box["x"] + box["width"] * 0.3, box["y"] + 20)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.6, box["y"] + 20, steps=5)
    page.mouse.up()
    page.wait_for_url("**since=**")
    query = parse_qs(urlsplit(page.url).query)
    wait_until(page, "() => document.querySelector('#x-since').value !== ''")
    assert page.locator("#x-since").input_value() == query["since"][0] < query["until"][0]
    page.go_back()
    wait_until(page, "() => document.querySelector('#x-since').value === ''")


def test_the_timeline_zooms_and_a_tick_narrows(page):
    page.goto("/explore/timeline")
    first = page.locator(".x-timeline").get_attribute("data-days")
    box = page.locator(".x-lane-plot").first.bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + 4)
    page.keyboard.down("Control")
    page.mouse.wheel(0, -500)
    page.keyboard.up("Control")
    page.wait_for_url("**since=**")
    wait_until(page, "days => Number(document.querySelector('.x-timeline').dataset.days) < days", arg=int(first))
    page.goto("/explore/timeline?by=month")
    page.locator(".x-strip .x-tick").first.click()
    page.wait_for_url("**since=**")
    assert page.locator(".x-chosen li").count() == 2


def test_the_map_zooms_into_its_clusters(page):
    page.goto("/explore/map")
    page.locator(".x-map-tools").wait_for(state="visible")
    before = page.locator("path.x-land").first.get_attribute("d")
    page.get_by_role("button", name="Zoom in").click()
    wait_until(page, "before => document.querySelector('path.x-land').getAttribute('d') !== before", arg=before)
    page.wait_for_timeout(400)
    page.get_by_role("button", name="Back to the whole").click()
    wait_until(page, "before => document.querySelector('path.x-land').getAttribute('d') === before", arg=before)
    page.locator("[data-map-within]").click()
    page.wait_for_url("**box=**")
    assert page.locator(".x-chosen", has_text="within").count() == 1


def test_the_script_draws_the_map_where_the_server_drew_it(open_page, site):
    plain = open_page(site, java_script_enabled=False)
    drawn = open_page(site)
    for query in ("", "?country=EST", "?country=PER"):
        for page in (plain, drawn):
            page.goto(f"/explore/map{query}")
        drawn.locator(".x-map-tools").wait_for(state="visible")
        drawn.locator("[data-map-zoom=in]").click()
        drawn.wait_for_timeout(500)
        drawn.locator("[data-map-zoom=home]").click()
        drawn.wait_for_timeout(500)
        spots = []
        for page in (plain, drawn):
            marks = page.locator(".x-map-marks a")
            spots.append(
                {
                    marks.nth(i).get_attribute("aria-label"): [
                        float(marks.nth(i).locator("circle").get_attribute(name).rstrip("%")) for name in ("cx", "cy")
                    ]
                    for i in range(marks.count())
                }
            )
        both = spots[0].keys() & spots[1].keys()
        assert both
        for name in both:
            assert spots[0][name] == pytest.approx(spots[1][name], abs=0.15)


def test_a_node_of_the_network_is_dragged_and_its_neighbours_light_up(page):
    page.goto("/explore/network")
    page.locator(".x-network[data-ready]").wait_for()
    circle = page.locator(".x-node circle").first
    before = circle.get_attribute("cx"), circle.get_attribute("cy")
    box = circle.bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.locator(".x-net-box[data-lit]").wait_for()
    assert page.locator(".x-node.x-lit").count() >= 2
    page.mouse.down()
    page.mouse.move(box["x"] + 90, box["y"] + 70, steps=6)
    page.wait_for_timeout(300)
    page.mouse.up()
    assert (circle.get_attribute("cx"), circle.get_attribute("cy")) != before
    assert urlsplit(page.url).path == "/explore/network"


def test_countries_are_areas_and_never_points(plain_page):
    plain_page.goto("/explore/map?country=EST")
    assert plain_page.locator("path.x-area").count() == 1
    names = [
        text or "" for text in plain_page.locator(".x-map-marks a").evaluate_all("all => all.map(a => a.ariaLabel)")
    ]
    assert not any(name.startswith("Estonia") for name in names)


def test_explore_by_keyboard_alone(page):
    page.goto("/explore/timeline?country=EST")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    for _ in range(80):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.closest('.x-lane-plot a') !== null"):
            break
    address = page.evaluate("document.activeElement.getAttribute('href')")
    assert address.startswith("/events/")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{address}")


@pytest.mark.parametrize(
    "query",
    [
        "since=yesterday",
        "type=WALK",
        "box=1,2,3",
        "min_confidence=7",
        "after=nonsense",
        "since=2020-02-31",
        "near=x,y,z",
    ],
)
def test_what_cannot_be_meant_is_said_in_words(page, query):
    answer = page.goto(f"/explore/table?{query}")
    assert 400 <= answer.status < 500
    assert query.split("=")[0].replace("after", "cursor") in page.locator("main").inner_text()


def test_markup_in_filters_stays_text(page):
    page.goto("/explore/table?text=%3Cscript%3Ealert(1)%3C/script%3E&party=%22%3E%3Cimg%20src=x%20onerror=alert(1)%3E")
    assert page.locator("main script, main img").count() == 0
    assert page.locator("#x-text").input_value() == "<script>alert(1)</script>"
