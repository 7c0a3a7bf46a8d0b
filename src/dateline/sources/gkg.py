"""GDELT's Global Knowledge Graph 2.1 as a list of addresses with metadata.

In: a GKG file (27 columns parted by tabs, without a header; zipped or not). Out: the report of each address, where
pages may be fetched (see `links`). Kept: outlet, address, title, authors, moment of publication, source language.
Lost: themes, tones, counts and every other thing that GDELT's own coder says.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from dateline.records import Failure, Report
from dateline.sources.build import Metadata
from dateline.sources.files import File, Options
from dateline.sources.links import Link, follow_link

COLUMNS = 27
_LINE = re.compile(r"\d{14}-T?\d+\t\d{14}\t\d\t[^\t\n]*\t[^\t\n]+\t")
_TAG = r"<{0}>(.{{0,2000}}?)</{0}>"
_LANGUAGE = re.compile(r"srclc:(\w{2,3})")


def is_gkg(file: File) -> bool:
    """Say whether a file opens with a line of the Global Knowledge Graph."""
    return bool(_LINE.match(file.opening[:5000]))


def read_gkg(file: File, options: Options) -> Iterator[Report | Failure]:
    """Read the lines of a file as links; a line that is cut off is a failure."""
    with file.open() as stream:
        for number, data in enumerate(iter(lambda: stream.readline(5_000_000), b""), 1):
            line = data.decode("utf-8", errors="replace").rstrip("\r\n")
            if not line.strip():
                continue
            where = f"{file.name}:{number}"
            cells = line.split("\t")
            if len(cells) < COLUMNS - 1 or not cells[4].startswith(("http://", "https://")):
                yield Failure(
                    where, "source", "no line of the Global Knowledge Graph with an address: it is passed over"
                )
                continue
            yield follow_link(Link(cells[4], where, _read_metadata(cells, where)), options)


def _read_metadata(cells: list[str], where: str) -> Metadata:
    extras = cells[26] if len(cells) > 26 else ""
    title, authors, moment = (_find(extras, tag) for tag in ("PAGE_TITLE", "PAGE_AUTHORS", "PAGE_PRECISEPUBTIMESTAMP"))
    language = _LANGUAGE.search(cells[25])
    return {
        "title": title,
        "outlet": cells[3] or None,
        "url": cells[4],
        "language": language[1] if language else "en",
        # The file's own date is the quarter of an hour in which GDELT saw the page, not when it was published.
        "published": _format_moment(moment),
        "authors": (authors or "").split(";"),
        "source": where,
    }


def _find(extras: str, tag: str) -> str | None:
    match = re.search(_TAG.format(tag), extras)
    return html.unescape(match[1]).strip() or None if match else None


def _format_moment(moment: str | None) -> str | None:
    if moment and re.fullmatch(r"\d{14}", moment):
        return f"{moment[:4]}-{moment[4:6]}-{moment[6:8]}"
    return None
