"""Pictures of every page, to be looked at: three widths, light and dark.

In: a store (see `web_samples`), a folder. Out: one PNG a page, width and colour scheme. Needs Chromium and Playwright.

    python -m evaluation.web_screenshots /tmp/samples.db /tmp/pictures --only timeline --widths 360,1280
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any
from urllib.parse import quote

from tests.web.browsers import ARGUMENTS, find_chromium, run_app

from dateline.filters import Filters
from dateline.store import Store
from dateline.web.app import create_app
from dateline.web.settings import WebSettings

WIDTHS = (360, 1280, 2560)
HEIGHTS = {360: 780, 1280: 900, 2560: 1440}


def list_pages(store: Store) -> dict[str, str]:
    """Give the pages to look at, with addresses of the fullest report, event and story."""
    event = store.events(Filters(min_sources=2), sort="-sources", limit=1).items[0]
    stories = store.stories(sort="-reports", limit=1).items
    if not stories:
        raise SystemExit("the store has no stories: merge it first")
    story = stories[0]
    report = store.reports(sort="-accounts", limit=1).items[0]
    two = store.story(story.id).reports[:2]
    return {
        "home": "/",
        "reports": "/reports",
        "report": f"/reports/{quote(report.id, safe='')}",
        "event": f"/events/{event.id}",
        "stories": "/stories",
        "story": f"/stories/{quote(story.id, safe='')}",
        "search": "/search?q=police",
        "compare": f"/compare/stories/{quote(story.id, safe='')}",
        "compare-two": f"/compare?a={quote(two[0].id, safe='')}&b={quote(two[-1].id, safe='')}",
        "timeline": "/explore/timeline",
        "timeline-events": "/explore/timeline?country=PER",
        "timeline-countries": "/explore/timeline?lanes=country",
        "map": "/explore/map",
        "map-country": "/explore/map?country=PER",
        "map-continent": "/explore/map?country=PER&country=BOL&country=CHL",
        "network": "/explore/network",
        "network-country": "/explore/network?country=GEO",
        "counts": "/explore/counts",
        "table": "/explore/table",
        "table-empty": "/explore/table?text=zeppelin",
        "review": "/review",
        "review-event": f"/review/item/{event.id}",
        "error": "/explore/table?since=yesterday",
        "missing": "/events/none",
    }


def main() -> None:
    """Take the pictures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("store")
    parser.add_argument("out", type=Path)
    parser.add_argument("--only", help="names of pages, parted by commas")
    parser.add_argument("--widths", default=",".join(map(str, WIDTHS)))
    parser.add_argument("--schemes", default="light,dark")
    arguments = parser.parse_args()
    with Store.open(arguments.store, create=False) as store:
        pages = list_pages(store)
    wanted = arguments.only.split(",") if arguments.only else list(pages)
    arguments.out.mkdir(parents=True, exist_ok=True)
    with run_app(create_app(WebSettings(store=arguments.store, per_minute=1_000_000))) as home:
        take_pictures(
            home,
            {name: pages[name] for name in wanted},
            arguments.out,
            widths=[int(width) for width in arguments.widths.split(",")],
            schemes=arguments.schemes.split(","),
        )


def take_pictures(home: str, pages: dict[str, str], out: Path, *, widths: list[int], schemes: list[str]) -> None:
    """Open each page in each width and scheme and keep a picture of its whole length."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=list(ARGUMENTS))
        for width in widths:
            for scheme in schemes:
                options: dict[str, Any] = {"viewport": {"width": width, "height": HEIGHTS.get(width, 900)}}
                context = browser.new_context(color_scheme=scheme, locale="en-GB", **options)
                page = context.new_page()
                for name, path in pages.items():
                    answer = page.goto(home + path, wait_until="load")
                    page.wait_for_timeout(400)
                    wide = page.evaluate("document.documentElement.scrollWidth")
                    page.screenshot(path=out / f"{name}-{width}-{scheme}.png", full_page=True)
                    status = answer.status if answer else 0
                    print(f"{name} {width} {scheme}: {status}{', wider than the page' if wide > width else ''}")
                context.close()
        browser.close()


if __name__ == "__main__":
    main()
