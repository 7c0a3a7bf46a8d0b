"""XML files: which of the XML formats is it?

In: an XML file. Out: the reports of its format, told by the name of its root: a feed, NewsML-G2 or NITF. Any other
root raises `InputError` with its name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from dateline.errors import InputError
from dateline.records import Failure, Report
from dateline.sources.feed import read_feed_data
from dateline.sources.files import File, Options
from dateline.sources.newsml import read_newsml
from dateline.sources.nitf import read_nitf
from dateline.sources.xml import name_of, parse_xml

_ROOT = re.compile(
    r"(?:<\?[^>]{0,500}\?>\s*|<!--.{0,2000}?-->\s*|<!DOCTYPE[^>\[]{0,500}(?:\[[^\]]{0,5000}\])?\s*>\s*)*<(?:\w+:)?(\w+)",
    re.S,
)
FEEDS = ("rss", "feed", "RDF")
_KNOWN = (*FEEDS, "newsMessage", "newsItem", "packageItem", "conceptItem", "planningItem", "nitf")


def is_xml(file: File) -> bool:
    """Say whether a file opens as XML: by its declaration, or by a root that is known."""
    return file.opening.startswith("<?xml") or find_root(file.opening) in _KNOWN


def find_root(opening: str) -> str | None:
    """Give the name of the first element of a text that opens as XML, or None."""
    match = _ROOT.match(opening[:20_000])
    return match[1] if match else None


def read_xml(file: File, options: Options) -> Iterator[Report | Failure]:
    """Read a file of XML; raises `InputError` where its format is not known or it is damaged."""
    data = file.read(options.max_bytes)
    if find_root(file.opening) in FEEDS:
        yield from read_feed_data(data, file.name, options)
        return
    root = parse_xml(data)
    if name_of(root) in ("newsMessage", "newsItem", "packageItem"):
        yield from read_newsml(root, file.name, options)
    elif name_of(root) == "nitf":
        yield read_nitf(root, file.name, options)
    else:
        raise InputError(f"XML of an unknown kind ({name_of(root)[:40]!r}): save each article as text or HTML")
