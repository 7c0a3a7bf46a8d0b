"""The pages in a real browser: access, keyboard, without JavaScript, in small and large windows, by day and night."""

from __future__ import annotations

import re

import pytest

from tests.web.browsers import follow

PAGES = (
    "home",
    "reports",
    "report",
    "event",
    "stories",
    "story",
    "search",
    "nothing",
    "compare",
    "matrix",
    "pair",
    "missing",
)
SIZES = {"phone": (360, 800), "laptop": (1280, 900), "4K": (3840, 2160)}


@pytest.fixture(scope="module")
def places(sample_path):
    """Give the address of each kind of page."""
    from dateline.filters import Filters
    from dateline.store import Store

    with Store.open(str(sample_path)) as store:
        story = store.stories(sort="-reports", limit=1).items[0]
        rows = store.story(story.id).reports
        event = store.events(Filters(disagreements=("quantity",)), sort="-disagreements", limit=1).items[0]
        full = store.reports(sort="-accounts", limit=1).items[0]
    return {
        "home": "/",
        "reports": "/reports",
        "report": f"/reports/{full.id}",
        "event": f"/events/{event.id}",
        "stories": "/stories",
        "story": f"/stories/{story.id}",
        "search": "/search?q=police",
        "nothing": "/search?q=xyzzyqwerty",
        "compare": "/compare",
        "matrix": f"/compare/stories/{story.id}",
        "pair": f"/compare?a={rows[0].id}&b={rows[-1].id}",
        "missing": "/reports/none",
    }


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_page_breaks_wcag(open_page, site, places, check_access, name, scheme):
    page = open_page(site, color_scheme=scheme)
    page.goto(places[name])
    check_access(page)


@pytest.mark.parametrize("size", SIZES)
def test_no_page_is_wider_than_its_window(open_page, site, places, size):
    width, height = SIZES[size]
    page = open_page(site, viewport={"width": width, "height": height})
    for name in PAGES:
        page.goto(places[name])
        assert page.evaluate("document.documentElement.scrollWidth") <= width, name


def test_pages_weigh_little_and_do_not_jump(open_page, site, places):
    page = open_page(site)
    weight: dict[str, int] = {}

    def weigh(answer):
        weight[answer.url] = len(answer.body())

    page.on("response", weigh)
    for name in PAGES:
        weight.clear()
        page.goto(places[name], wait_until="networkidle")
        assert sum(weight.values()) < 300_000, (name, weight)
        shift = page.evaluate(
            """() => new Promise(done => {
                let sum = 0;
                const add = entry => { if (!entry.hadRecentInput) sum += entry.value; };
                new PerformanceObserver(list => list.getEntries().forEach(add))
                    .observe({type: "layout-shift", buffered: true});
                setTimeout(() => done(sum), 150);
            })"""
        )
        assert shift < 0.01, (name, shift)


def test_one_steps_through_events_by_keys(page, places):
    page.goto(places["report"])
    page.keyboard.press("j")
    assert page.locator("li.event.selected").count() == 1
    first = page.locator("li.event.selected").get_attribute("id")
    page.keyboard.press("ArrowDown")
    second = page.locator("li.event.selected").get_attribute("id")
    assert second != first
    page.keyboard.press("k")
    assert page.locator("li.event.selected").get_attribute("id") == first
    assert page.locator("#text .on-trigger").count() >= 1
    page.keyboard.press("Escape")
    assert page.locator("li.event.selected").count() == 0


def test_letters_as_keys_can_be_turned_off(page, places):
    page.goto(places["report"])
    page.locator("button[data-keys-toggle]").click()
    page.keyboard.press("j")
    assert page.locator("li.event.selected").count() == 0
    page.reload()
    page.keyboard.press("j")
    assert page.locator("li.event.selected").count() == 0
    page.keyboard.press("ArrowRight")
    assert page.locator("li.event.selected").count() == 1


def test_words_show_their_value_and_values_their_words(page, places):
    page.goto(places["report"])
    page.locator("li.event a.words").first.wait_for(state="attached")
    key = page.locator("li.event dd a.words").first.get_attribute("href").removeprefix("#w-")
    page.locator(f'#text [data-i~="{key}"]').first.click()
    value = page.locator(f'li.event.selected a.words.flash[href="#w-{key}"]').first
    assert value.count() == 1
    value.click()
    assert page.locator(f'#text [data-i~="{key}"].flash').count() >= 1


def test_colours_of_day_and_night_are_chosen_and_kept(page, places):
    paper = "getComputedStyle(document.body).backgroundColor"
    page.goto(places["home"])
    day = page.evaluate(paper)
    page.get_by_role("button", name="Dark colours").click()
    night = page.evaluate(paper)
    assert night != day
    page.goto(places["stories"])
    assert page.evaluate(paper) == night
    page.get_by_role("button", name="Light colours").click()
    assert page.evaluate(paper) == day


def test_dates_and_numbers_are_in_the_readers_locale(open_page, site, places):
    page = open_page(site, locale="de-DE")
    page.goto(places["report"])
    stamp = page.locator("main time").first
    assert re.match(r"\d{1,2}\. \w+ \d{4}$", stamp.inner_text())
    assert re.match(r"\d{4}-\d{2}-\d{2}$", stamp.get_attribute("datetime"))


def test_reading_and_searching_work_without_javascript(plain_page, places):
    plain_page.goto("/")
    follow(plain_page, plain_page.get_by_role("link", name="Search"))
    plain_page.get_by_label("Words in the reports").fill("police")
    follow(plain_page, plain_page.get_by_role("button", name="Search"))
    assert plain_page.locator("mark.hit").count() > 0
    follow(plain_page, plain_page.locator(".items a.title").first)
    assert plain_page.locator("#text").inner_text().strip()
    fields = plain_page.locator("li.event dl")
    assert fields.count() > 0
    assert fields.first.is_visible(), "every field is open where no script can open it"
    words = plain_page.locator("li.event dd a.words").first
    key = words.get_attribute("href")
    words.click()
    plain_page.wait_for_url(f"**{key}")
    assert plain_page.locator(f"{key}").count() == 1


def test_reading_and_searching_work_by_keyboard_alone(page):
    page.goto("/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the content"
    page.goto("/search")
    page.locator("#q:focus").wait_for()
    page.keyboard.type("police")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"q=police"))
    for _ in range(40):
        if page.evaluate("document.activeElement.className") == "title":
            break
        page.keyboard.press("Tab")
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert outline == "solid", "focus can be seen"
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/reports/"))
    page.keyboard.press("j")
    assert page.locator("li.event.selected").count() == 1


def test_a_page_prints_without_its_tools(page, places):
    page.goto(places["report"])
    page.emulate_media(media="print")
    assert not page.locator("nav.areas").is_visible()
    assert not page.locator(".steps").is_visible()
    assert page.locator("#text").is_visible()


def test_the_next_page_is_added_below_and_is_a_page_without_a_script(page, plain_page):
    for one, added in ((page, True), (plain_page, False)):
        one.goto("/reports")
        titles = one.locator(".items > li a.title")
        before = titles.count()
        first = titles.first.get_attribute("href")
        one.get_by_role("link", name="Next page").click()
        one.get_by_role("link", name="First page").wait_for()
        assert (titles.count() > before) == added
        assert (titles.first.get_attribute("href") == first) == added
        hrefs = [title.get_attribute("href") for title in titles.all()]
        assert len(set(hrefs)) == len(hrefs)
