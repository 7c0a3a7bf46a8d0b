"""Feeds: RSS, Atom and JSON Feed.

In: the bytes of a feed. Out: its items, and a report of each; an item of which the feed gives only a teaser is read
from its page where pages may be fetched. `feedparser` reads RSS and Atom, sound or not; a feed that declares entities
is left alone.
"""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin

from dateline.errors import InputError
from dateline.records import Failure, Report
from dateline.sources.build import Metadata, build_report, make_failure
from dateline.sources.fields import give_names, give_string
from dateline.sources.files import Options
from dateline.sources.html import strip_tags
from dateline.sources.limits import describe_size, limit_time
from dateline.sources.links import Link

Json = dict[str, Any]

MAX_FEED = 10_000_000
"""The most bytes of one feed."""
MAX_FEED_ITEMS = 2_000
"""The most items of one feed that are read."""
TEASER = 800
"""Characters of text below which an item with an address is a teaser of its page."""
MIN_ALONE = 80
"""Characters of text from which a teaser is a report of its own, where its page may not be fetched."""


@dataclass(frozen=True, slots=True)
class Item:
    """An item of a feed: its `key` in the feed, its text (without tags) and what is known of it."""

    key: str
    text: str
    metadata: Metadata

    @property
    def url(self) -> str:
        """The address of its page, or an empty string."""
        return self.metadata.get("url") or ""

    @property
    def is_teaser(self) -> bool:
        """Whether the page has more than the feed."""
        return len(self.text) < TEASER and self.url.startswith(("http://", "https://"))


def parse_feed(data: bytes, url: str | None = None, content_type: str | None = None) -> list[Item]:
    """Give the items of a feed of any kind; `url` completes its addresses.

    Raises `InputError` where the bytes are no feed, too many, or declare entities.
    """
    if len(data) > MAX_FEED:
        raise InputError(f"a feed of {describe_size(len(data))}, more than {describe_size(MAX_FEED)}: left alone")
    if data.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"{":
        try:
            value = json.loads(data)
        except (ValueError, RecursionError) as error:
            raise InputError("not a JSON Feed: the JSON is damaged or nested too deeply") from error
        if not isinstance(value, dict) or not is_json_feed(value):
            raise InputError("JSON, but no JSON Feed")
        return list(_parse_json_items(value, url))
    return _parse_xml_items(data, url, content_type)


def read_feed_data(data: bytes, name: str, options: Options) -> Iterator[Report | Failure]:
    """Read the items of a saved feed of XML."""
    yield from _read_items(parse_feed(data), name, options)


def is_json_feed(value: Json) -> bool:
    """Say whether a JSON object is a JSON Feed."""
    return str(value.get("version", "")).startswith(("https://jsonfeed.org/version/", "http://jsonfeed.org/version/"))


def read_json_feed(value: Json, where: str, options: Options) -> Iterator[Report | Failure]:
    """Read the items of a saved JSON Feed."""
    yield from _read_items(list(_parse_json_items(value, None)), where, options)


def read_item(item: Item, published: str | None = None) -> Report:
    """Make the report of an item by what the feed itself says; raises `InputError` where that is no report."""
    if len(item.text.strip()) < MIN_ALONE:
        raise InputError(f"a teaser of {len(item.text.strip())} characters: its page has the text ({item.url[:200]})")
    metadata = item.metadata.copy()
    metadata["published"] = metadata.get("published") or published
    return build_report(item.text, metadata)


def _read_items(items: list[Item], name: str, options: Options) -> Iterator[Report | Failure]:
    if not items:
        raise InputError("a feed without items")
    for item in items:
        where = f"{name}#{item.key}"
        item.metadata["source"] = where
        if item.is_teaser and options.fetch is not None:
            yield options.fetch(Link(item.url, where, item.metadata))
            continue
        try:
            yield read_item(item, options.published)
        except InputError as error:
            yield make_failure(where, error)


def _parse_xml_items(data: bytes, url: str | None, content_type: str | None) -> list[Item]:
    import feedparser

    if re.search(rb"<!ENTITY", data, re.I) or re.search(r"<!ENTITY".encode("utf-16-le"), data):
        raise InputError("a feed that declares entities of its own: left alone, for they can hide a bomb")
    headers = {"content-location": url or "", "content-type": content_type or "application/xml"}
    try:
        with limit_time("the feed"):
            feed = feedparser.parse(io.BytesIO(data), response_headers=headers, sanitize_html=False)
    except InputError:
        raise
    except Exception as error:  # a third party's parser, on whatever a server sends
        raise InputError(f"the feed cannot be parsed: {type(error).__name__}") from error
    if not feed.get("version") and not feed.get("entries"):
        raise InputError("no feed: neither RSS nor Atom nor JSON Feed")
    about = feed.get("feed", {})
    entries = enumerate(feed.get("entries", [])[:MAX_FEED_ITEMS], 1)
    return [_make_item(entry, about, number, url) for number, entry in entries]


def _make_item(entry: Mapping[str, Any], feed: Mapping[str, Any], number: int, url: str | None) -> Item:
    bodies = [part.get("value") or "" for part in entry.get("content") or [] if isinstance(part, Mapping)]
    text = max((strip_tags(body).strip() for body in [*bodies, entry.get("summary") or ""]), key=len)
    link = _complete(entry.get("feedburner_origlink") or entry.get("link"), url)
    people = [person.get("name") or "" for person in entry.get("authors") or [] if isinstance(person, Mapping)]
    source = entry.get("source")
    outlet = source.get("title") if isinstance(source, Mapping) else None
    tags = [tag.get("term") for tag in entry.get("tags") or [] if isinstance(tag, Mapping)]
    return Item(
        key=give_string(entry.get("id")) or link or f"{number}",
        text=text,
        metadata={
            "title": strip_tags(give_string(entry.get("title")) or ""),
            "outlet": give_string(outlet) or give_string(feed.get("title")),
            "url": link,
            "language": give_string(entry.get("language")) or give_string(feed.get("language")),
            "published": give_string(entry.get("published")) or give_string(entry.get("created")),
            # An entry without a moment of change gives that of publication when it is asked in the usual way.
            "updated": give_string(dict(entry.items()).get("updated")),
            "authors": people or give_names(entry.get("author") or []),
            "section": next((tag for tag in tags if tag), None),
            "rights": give_string(entry.get("rights")) or give_string(feed.get("rights")),
        },
    )


def _parse_json_items(feed: Json, url: str | None) -> Iterator[Item]:
    items = feed.get("items")
    for number, entry in enumerate(items[:MAX_FEED_ITEMS] if isinstance(items, list) else [], 1):
        if not isinstance(entry, dict):
            continue
        text = give_string(entry.get("content_text")) or strip_tags(give_string(entry.get("content_html")) or "")
        link = _complete(entry.get("url") or entry.get("external_url"), give_string(feed.get("home_page_url")) or url)
        authors = entry.get("authors") or entry.get("author") or feed.get("authors") or []
        yield Item(
            key=give_string(entry.get("id")) or link or f"{number}",
            text=(text or give_string(entry.get("summary")) or "").strip(),
            metadata={
                "title": give_string(entry.get("title")),
                "outlet": give_string(feed.get("title")),
                "url": link,
                "language": give_string(entry.get("language")) or give_string(feed.get("language")),
                "published": give_string(entry.get("date_published")),
                "updated": give_string(entry.get("date_modified")),
                "authors": give_names(authors),
                "section": next(iter(give_names(entry.get("tags") or [])), None),
            },
        )


def _complete(link: object, base: str | None) -> str | None:
    if not isinstance(link, str) or not link.strip():
        return None
    try:
        return urljoin(base or "", link.strip())
    except ValueError:
        return None
