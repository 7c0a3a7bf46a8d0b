"""A running server over a store of samples, and pages of a real browser.

`site` is the address of a server whose store has a few dozen invented reports. `page` is a fresh page whose script
errors, breaches of the policy and requests to elsewhere fail the test at its end. `dark_page` is the same in dark
colours, `plain_page` has no JavaScript. `check_access(page)` fails where axe-core finds a violation. Without Chromium
(`apt-get install chromium`) or Playwright these tests are skipped.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.web.browsers import ARGUMENTS, Watch, find_chromium, find_violations, run_app

REPORTS = 48


@pytest.fixture(scope="session")
def sample_path(tmp_path_factory) -> Path:
    """Give the path of a store of samples that tests only read."""
    from evaluation.web_samples import fill_store, make_samples

    from dateline.store import Store

    path: Path = tmp_path_factory.mktemp("web") / "samples.db"
    with Store.open(str(path)) as store:
        fill_store(store, list(make_samples(REPORTS)))
    return path


@pytest.fixture(scope="session")
def site(sample_path) -> Iterator[str]:
    """Give the address of a server over the samples."""
    with run_app(make_app(sample_path)) as url:
        yield url


@pytest.fixture
def own_site(tmp_path, sample_path) -> Iterator[str]:
    """Give the address of a server over a copy of the samples that a test may change."""
    path = tmp_path / "own.db"
    path.write_bytes(sample_path.read_bytes())
    with run_app(make_app(path)) as url:
        yield url


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """Give Chromium."""
    program = find_chromium()
    if program is None:
        pytest.skip("no Chromium is installed (apt-get install chromium)")
    api = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
    with api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=list(ARGUMENTS))
        yield browser
        browser.close()


@pytest.fixture
def open_page(browser, request) -> Iterator[Callable[..., Any]]:
    """Give a function that opens pages: `open_page(home, color_scheme="dark", java_script_enabled=False, ...)`.

    What a page does that it must not fails the test, unless it is opened with `watched=False`.
    """
    contexts, watches = [], []

    def make(home: str, *, watched: bool = True, **options: Any) -> Any:
        options.setdefault("viewport", {"width": 1280, "height": 900})
        options.setdefault("locale", "en-GB")
        options.setdefault("timezone_id", "UTC")
        context = browser.new_context(base_url=home, **options)
        context.set_default_timeout(45_000)
        contexts.append(context)
        page = context.new_page()
        if watched:
            watches.append(Watch(page, home))
        return page

    yield make
    for context in contexts:
        context.close()
    for watch in watches:
        watch.check()


@pytest.fixture
def page(open_page, site) -> Any:
    """Give a page of the samples' site."""
    return open_page(site)


@pytest.fixture
def dark_page(open_page, site) -> Any:
    """Give a page in dark colours."""
    return open_page(site, color_scheme="dark")


@pytest.fixture
def plain_page(open_page, site) -> Any:
    """Give a page without JavaScript."""
    return open_page(site, java_script_enabled=False)


@pytest.fixture
def check_access() -> Callable[[Any], None]:
    """Give a function that fails where a page breaks WCAG 2.2 AA as far as a machine can tell."""

    def check(page: Any) -> None:
        found = find_violations(page)
        assert not found, "\n".join(found)

    return check


def make_app(path: Path) -> Any:
    """Give the app over a store, for one person without login."""
    from dateline.web.app import create_app
    from dateline.web.settings import WebSettings

    return create_app(WebSettings(store=str(path), per_minute=1_000_000))
