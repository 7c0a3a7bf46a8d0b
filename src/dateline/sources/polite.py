"""Fetching as a guest: robots.txt, a pause between two requests to a host, waiting where a server asks for it.

In: a URL. Out: what `fetch` gives, or `FetchError` where robots.txt forbids it (RFC 9309) or the host asked to be left
alone for a while. A robots.txt that a server refuses (4xx) allows all; one that cannot be had (5xx, no answer) allows
nothing for now.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from dateline.errors import FetchError
from dateline.sources.addresses import Target, parse_url
from dateline.sources.decode import decode_bytes
from dateline.sources.fetch import Fetched, Fetcher

ROBOTS_SECONDS = 86_400
"""How long a robots.txt holds."""
MAX_ROBOTS = 500_000
"""The bytes of a robots.txt that are read."""
MAX_DELAY = 60.0
"""The longest pause between two requests that a robots.txt can ask for."""
MAX_HOSTS = 10_000


@dataclass
class PoliteFetcher:
    """Fetches with regard for the hosts. `delay` is the pause, in seconds, between two requests to one host."""

    fetcher: Fetcher = field(default_factory=Fetcher)
    delay: float = 5.0
    robots: bool = True
    clock: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep
    _free: dict[str, float] = field(default_factory=dict, init=False)
    _rules: dict[str, tuple[float, Any]] = field(default_factory=dict, init=False)

    def get(self, url: str, headers: Mapping[str, str] | None = None) -> Fetched:
        """Fetch a URL when its host's pause is over; raises `FetchError` where it may not or cannot be had."""
        try:
            return self.fetcher.get(url, headers, check=self._enter)
        except FetchError as error:
            if error.retry_after:
                self._free[parse_url(url).host] = self.clock() + error.retry_after
            raise

    def _enter(self, target: Target) -> None:
        """Wait for the turn at a host and raise where its robots.txt forbids the page."""
        pause = self.delay
        if self.robots:
            rules = self._find_rules(target)
            if rules is None:
                raise FetchError(f"the robots.txt of {target.host} cannot be had: tried again later", transient=True)
            agent = self.fetcher.rules.agent
            if not rules.can_fetch(target.url, agent):
                raise FetchError(f"the robots.txt of {target.host} forbids it")
            pause = max(pause, min(rules.crawl_delay(agent) or 0.0, MAX_DELAY))
        self._wait(target.host, pause)

    def _wait(self, host: str, pause: float) -> None:
        wait = self._free.get(host, 0.0) - self.clock()
        if wait > MAX_DELAY:
            raise FetchError(
                f"{host} asks to be left alone for {wait:.0f} seconds more", transient=True, retry_after=wait
            )
        if wait > 0:
            self.sleep(wait)
        if len(self._free) > MAX_HOSTS:
            self._free.clear()
        self._free[host] = self.clock() + pause

    def _find_rules(self, target: Target) -> Any:
        """Give the parsed robots.txt of an origin, or None where it cannot be had for now."""
        from protego import Protego

        known = self._rules.get(target.origin)
        if known is not None and known[0] > self.clock():
            return known[1]
        self._wait(target.host, self.delay)
        hold = ROBOTS_SECONDS
        try:
            data = self.fetcher.get(target.origin + "/robots.txt").data
            rules = Protego.parse(decode_bytes(data[:MAX_ROBOTS]) if data.strip() else "")
        except FetchError as error:
            gone = error.status is not None and 400 <= error.status < 500 and error.status != 429
            if not gone and error.status is None and not error.transient:
                raise  # an address that is refused, not a server that fails
            rules, hold = (Protego.parse(""), hold) if gone else (None, 600)
        except Exception:  # no text at all, or what a third party's parser stumbles over: as good as none
            rules = Protego.parse("")
        if len(self._rules) > MAX_HOSTS:
            self._rules.clear()
        self._rules[target.origin] = (self.clock() + hold, rules)
        return rules
