"""Watching feeds: what is new in them, as reports.

In: feeds, the memory of earlier runs, and a client that fetches. Out: an `Arrival` for each item that is new or
changed; who takes it writes it down and then marks it done, so that a crash in between loses nothing. A feed that
fails is asked again later and later, one that says when (`Retry-After`) not before, one that is gone (410) no more.
"""

from __future__ import annotations

import hashlib
import time
import tomllib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

from dateline.errors import FetchError, InputError, SettingsError
from dateline.records import Failure, Report
from dateline.sources.article import fetch_article
from dateline.sources.build import make_failure
from dateline.sources.feed import Item, parse_feed, read_item
from dateline.sources.fetch import Fetched
from dateline.sources.links import Link
from dateline.sources.watch_state import FeedState, WatchState

MAX_WAIT = 86_400.0
"""The longest that a failing feed is left alone, in seconds, unless its server asks for longer."""
MAX_TRIES = 5
"""Times that the page of an item is tried for, one poll each, before its teaser stands in."""


class Client(Protocol):
    """Whatever fetches: `polite.PoliteFetcher`, or a stand-in."""

    def get(self, url: str, headers: Mapping[str, str] | None = None) -> Fetched:
        """Fetch a URL."""


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed to watch: its address, its outlet where the feed's own title is not to stand, its interval in seconds.

    `full` is whether pages are fetched: `teasers` (where the feed has less), `always` or `never`.
    """

    url: str
    outlet: str | None = None
    interval: float = 900.0
    full: str = "teasers"


@dataclass(frozen=True, slots=True)
class WatchList:
    """The feeds of a `feeds.toml`, with the pause between two requests to a host and the hosts that may be private."""

    feeds: tuple[Feed, ...]
    delay: float = 5.0
    robots: bool = True
    allow_hosts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Arrival:
    """A new item as a report, or its failure; `done` is called when it has been written down."""

    item: Report | Failure
    done: Callable[[], None]


def load_watch_list(path: Path) -> WatchList:
    """Read a `feeds.toml`; raises `SettingsError` naming what is wrong in it."""
    try:
        value = tomllib.loads(path.read_text("utf-8"))
    except (OSError, UnicodeError, tomllib.TOMLDecodeError) as error:
        raise SettingsError(f"{path} cannot be read: {error}") from error
    _check_keys(value, ("feed", "delay", "robots", "interval", "allow_hosts"), str(path))
    entries = value.get("feed")
    if not isinstance(entries, list) or not entries:
        raise SettingsError(f'{path} names no feeds: add [[feed]] with url = "https://..."')
    interval = _number(value.get("interval", 900), "interval")
    feeds: dict[str, Feed] = {}
    for entry in entries:
        _check_keys(entry, ("url", "outlet", "interval", "full"), "[[feed]]")
        url, full = entry.get("url"), entry.get("full", "teasers")
        if not isinstance(url, str) or not url.startswith(("http://", "https://")):
            raise SettingsError(f"a feed's url is {url!r}: it must begin with http:// or https://")
        if full not in ("teasers", "always", "never"):
            raise SettingsError(f"full is {full!r} for {url}: it must be teasers, always or never")
        feeds[url] = Feed(url, entry.get("outlet"), _number(entry.get("interval", interval), "interval"), full)
    hosts = value.get("allow_hosts", [])
    if not isinstance(hosts, list) or not all(isinstance(host, str) for host in hosts):
        raise SettingsError("allow_hosts must be a list of hosts")
    return WatchList(
        tuple(feeds.values()), _number(value.get("delay", 5), "delay"), bool(value.get("robots", True)), tuple(hosts)
    )


def _check_keys(value: object, known: tuple[str, ...], where: str) -> None:
    if not isinstance(value, dict):
        raise SettingsError(f"{where} must be a table")
    unknown = sorted(set(value) - set(known))
    if unknown:
        raise SettingsError(f"unknown setting {unknown[0]!r} in {where}: known are {', '.join(known)}")


def _number(value: object, name: str) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 10_000_000:
        raise SettingsError(f"{name} is {value!r}: it must be a number of seconds")
    return float(value)


@dataclass
class Watch:
    """Polls feeds. `clock` gives seconds since 1970."""

    client: Client
    state: WatchState
    clock: Callable[[], float] = time.time

    def poll(self, feed: Feed) -> Iterator[Arrival]:
        """Give what is new in a feed, if it may be asked now; what stops it is one failure, and it is put off."""
        before = self.state.feed(feed.url)
        if before.gone or before.due > self.clock():
            return
        waiting: list[bool] = []
        try:
            answer = self._ask(feed, before)
            after = FeedState(due=self.clock() + feed.interval, moved=answer.moved or before.moved)
            if answer.status == 304:
                after = replace(after, etag=before.etag, modified=before.modified)
            else:
                # Only when all items are done is the feed remembered as read: a crash in between reads it again.
                items = parse_feed(answer.data, answer.url, answer.headers.get("content-type"))
                yield from self._find_new(feed, items, waiting)
                if not any(waiting):
                    after = replace(after, etag=_short(answer, "etag"), modified=_short(answer, "last-modified"))
            self.state.save_feed(feed.url, after)
        except InputError as error:
            self.state.save_feed(feed.url, self._put_off(feed, before, error), str(error))
            yield Arrival(Failure(feed.url, "source", str(error)), lambda: None)

    def next_due(self, feeds: tuple[Feed, ...]) -> float | None:
        """Give the seconds until the next feed is due; None where all are gone."""
        states = [self.state.feed(feed.url) for feed in feeds]
        due = [state.due for state in states if not state.gone]
        return max(min(due) - self.clock(), 0.0) if due else None

    def _ask(self, feed: Feed, before: FeedState) -> Fetched:
        headers: dict[str, str] = {}
        if before.etag:
            headers["If-None-Match"] = before.etag
        if before.modified:
            headers["If-Modified-Since"] = before.modified
        try:
            answer = self.client.get(before.moved or feed.url, headers)
        except FetchError:
            if not before.moved:
                raise
            answer = self.client.get(feed.url, headers)  # the new address was wrong, or for a while only
        if answer.status == 304 and not headers:
            raise FetchError("an answer that nothing has changed (304), though nothing was known", transient=True)
        return answer

    def _put_off(self, feed: Feed, before: FeedState, error: InputError) -> FeedState:
        failures = before.failures + 1
        wait = min(max(feed.interval, 60.0) * 2 ** min(failures - 1, 20), MAX_WAIT)
        if isinstance(error, FetchError) and error.retry_after:
            wait = max(wait, error.retry_after)
        gone = isinstance(error, FetchError) and error.status == 410
        return replace(before, due=self.clock() + wait, failures=failures, moved=None, gone=gone)

    def _find_new(self, feed: Feed, items: list[Item], waiting: list[bool]) -> Iterator[Arrival]:
        ids = Counter(item.key for item in items)
        seen: set[tuple[str, str]] = set()
        # Feeds have the newest first; reports come in the order of the events.
        for item in reversed(items):
            if feed.outlet:
                item.metadata["outlet"] = feed.outlet
            item.metadata["source"] = f"{feed.url}#{item.key}"
            print_ = _fingerprint(item)
            # One id for several items: what they say tells them apart.
            key = item.key if ids[item.key] == 1 else f"{item.key} {item.url} {print_}"
            if (key, print_) in seen or self.state.is_done(feed.url, key, print_):
                continue
            seen.add((key, print_))
            found = self._read(feed, item, key, print_)
            waiting.append(found is None)
            if found is not None:
                yield Arrival(found, _Mark(self.state, feed.url, key, print_))

    def _read(self, feed: Feed, item: Item, key: str, print_: str) -> Report | Failure | None:
        """Read an item, by its page where that is wanted; None where the page is to be tried again later."""
        where = f"{feed.url}#{item.key}"
        wanted = feed.full == "always" or (feed.full == "teasers" and item.is_teaser)
        problem: InputError | None = None
        if wanted and item.url.startswith(("http://", "https://")):
            try:
                return fetch_article(Link(item.url, where, item.metadata), self.client)
            except FetchError as error:
                if error.transient and self.state.count_try(feed.url, key, print_) < MAX_TRIES:
                    return None
                problem = error
            except InputError as error:
                if (failure := make_failure(where, error)).kept:
                    return failure
                problem = error
        try:
            return read_item(item)
        except InputError as error:
            return make_failure(where, problem if problem and not make_failure(where, error).kept else error)


@dataclass(frozen=True, slots=True)
class _Mark:
    """Marks one item as done when it is called."""

    state: WatchState
    feed: str
    key: str
    print_: str

    def __call__(self) -> None:
        self.state.mark_done(self.feed, self.key, self.print_)


def _short(answer: Fetched, name: str) -> str | None:
    value = answer.headers.get(name, "")
    return value if 0 < len(value) <= 500 and value.isprintable() else None


def _fingerprint(item: Item) -> str:
    """Give a hash of what an item says: a change in it is a new version of its report."""
    parts = (item.metadata.get("title") or "", item.text, item.url, str(item.metadata.get("updated") or ""))
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:32]
