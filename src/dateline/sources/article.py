"""The page behind a link: fetched, and read as a report.

In: a `Link`. Out: its report, or its failure. What the page says of itself comes first, what the source of the link
knows fills the gaps.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from dateline.errors import FetchError, InputError
from dateline.records import Failure, Report
from dateline.sources.build import Metadata, build_report, make_failure
from dateline.sources.decode import decode_bytes
from dateline.sources.fetch import Fetched
from dateline.sources.files import find_declared_encoding
from dateline.sources.html import is_html, read_html
from dateline.sources.links import Link

PAGES = ("text/html", "application/xhtml+xml", "text/plain", "")
"""The media types that are read; pictures, scripts and films are not."""


class Gets(Protocol):
    """Whatever fetches: `polite.PoliteFetcher`, or a stand-in."""

    def get(self, url: str) -> Fetched:
        """Fetch a URL."""


@dataclass(frozen=True, slots=True)
class FetchArticle:
    """Fetches the pages of links, for `Options.fetch`."""

    client: Gets

    def __call__(self, link: Link) -> Report | Failure:
        """Give the report behind a link, or its failure."""
        try:
            return fetch_article(link, self.client)
        except InputError as error:
            return make_failure(link.where, error)


def fetch_article(link: Link, client: Gets) -> Report:
    """Fetch and read the page of a link; raises `InputError`, of which `FetchError` says whether to try again."""
    answer = client.get(link.url)
    if answer.status != 200:
        raise FetchError(f"an answer without a page (status {answer.status})", status=answer.status)
    if answer.content_type not in PAGES:
        raise FetchError(f"no page but {answer.content_type[:40]!r}: left alone")
    text = decode_bytes(answer.data, declared=answer.charset or find_declared_encoding(answer.data))
    known: Metadata = {**link.metadata, "fetched": answer.fetched, "source": link.where}
    known["url"] = known.get("url") or answer.url
    if is_html(text) or "html" in answer.content_type:
        return read_html(text, url=answer.url, extra=known)
    return build_report(text, known)
