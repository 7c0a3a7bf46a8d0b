"""Chromium for the tests, and a server that really runs.

In: an app. Out: an address on the loopback that answers, and a browser that asks nothing of anyone but it.
"""

from __future__ import annotations

import shutil
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

AXE = Path(__file__).parent / "vendor" / "axe-core" / "axe.min.js"
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
)
STARTING_SECONDS = 30.0


def find_chromium() -> str | None:
    """Give the path of an installed Chromium."""
    return next((path for path in map(shutil.which, NAMES) if path), None)


def follow(page: Any, link: Any) -> None:
    """Click what leads to another page, and wait until that page has come: a click alone does not wait for it."""
    with page.expect_event("load"):
        link.click()


@contextmanager
def run_app(app: Any) -> Iterator[str]:
    """Run an app on a free port of the loopback, and give its address without a slash at the end."""
    import uvicorn

    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=0, log_level="warning", lifespan="on"))
    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    port = listening.getsockname()[1]
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    until = time.monotonic() + STARTING_SECONDS
    while not server.started:
        if not thread.is_alive() or time.monotonic() > until:
            raise RuntimeError("the server did not start")
        time.sleep(0.02)
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join(10)
        listening.close()


class Watch:
    """What a page did that it must not: errors of scripts, breaches of the policy, requests to elsewhere."""

    def __init__(self, page: Any, home: str) -> None:
        self.errors: list[str] = []
        self.elsewhere: list[str] = []
        self.home = home
        page.on("pageerror", lambda error: self.errors.append(f"{error}"))
        page.on("console", self._hear)
        page.on("request", self._see)

    def check(self) -> None:
        """Fail where anything was seen."""
        assert not self.errors, self.errors
        assert not self.elsewhere, self.elsewhere

    def _hear(self, message: Any) -> None:
        # a page that answers 404 or 422 is reported to the console by the browser, which is no error of a script
        if message.type == "error" and "Failed to load resource" not in message.text:
            self.errors.append(message.text)

    def _see(self, request: Any) -> None:
        if not request.url.startswith((self.home, "data:", "blob:")):
            self.elsewhere.append(request.url)


def find_violations(page: Any) -> list[str]:
    """Run axe-core over a page and give what it finds against WCAG 2.2 AA, one line each."""
    page.evaluate(AXE.read_text("utf-8"))
    tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
    found = page.evaluate("tags => axe.run(document, {runOnly: tags})", tags)
    return [
        f"{item['id']}: {item['help']}: " + "; ".join(node["html"][:160] for node in item["nodes"][:3])
        for item in found["violations"]
    ]
