"""Sources that hold addresses and not texts: lists of links with what is known about each.

In: a `Link`. Out: the report of its page, where the user lets pages be fetched, else a failure that says so.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from dateline.records import Failure, Report
from dateline.sources.build import Metadata
from dateline.sources.files import Options


@dataclass(frozen=True, slots=True)
class Link:
    """The address of a page, and what the source that names it knows about the report on it.

    `where` is the place in that source; what the page says of itself comes before `metadata`.
    """

    url: str
    where: str
    metadata: Metadata = field(default_factory=lambda: Metadata())


def follow_link(link: Link, options: Options) -> Report | Failure:
    """Give the report behind a link, or the failure that there is none or that nothing may be fetched."""
    if options.fetch is None:
        return Failure(
            link.where, "source", f"an address without a text ({link.url[:200]}): add --fetch to read its page"
        )
    return options.fetch(link)
