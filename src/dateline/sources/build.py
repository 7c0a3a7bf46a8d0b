"""Text and metadata to a report: what every kind of source does last.

In: decoded text and what is known about it. Out: a `Report` with clean text, its headline in it, and metadata
in the form of the records. Raises `InputError` where the text is empty, too long, no prose or not English.
"""

from __future__ import annotations

import re
from dataclasses import replace

from dateline.errors import InputError
from dateline.records import Report
from dateline.sources.cleaning import clean_line, clean_text
from dateline.sources.dates import check_published, normalise_date
from dateline.sources.language import check_prose

MAX_CHARACTERS = 2_000_000
"""The longest text of one report, in characters."""

METADATA = ("title", "outlet", "url", "language", "published", "id")
"""The fields of a report that a source may know besides the text."""


def build_report(text: str, metadata: dict[str, str | None]) -> Report:
    """Clean a text and build its report; `metadata` has keys of `METADATA`. Raises `InputError`."""
    check_size(text)
    title, outlet, url, language = (
        clean_line(metadata.get(name) or "") or None for name in ("title", "outlet", "url", "language")
    )
    body = clean_text(text)
    if not body:
        raise InputError("no text in it")
    check_prose(body)
    published = normalise_date(metadata.get("published"))
    report = Report.of(
        _add_headline(body, title),
        title=title,
        outlet=outlet,
        url=url,
        language=language,
        published=published,
    )
    name = clean_line(metadata.get("id") or "")
    return replace(report, id=name) if name else report


def read_text(
    text: str,
    *,
    title: str | None = None,
    outlet: str | None = None,
    url: str | None = None,
    language: str | None = None,
    published: str | None = None,
) -> Report:
    """Make a report of a text at hand, cleaned like a file of plain text.

    `published` is a day, best as `YYYY-MM-DD`. Raises `InputError` where the text is empty, longer than
    `MAX_CHARACTERS`, no prose or not English, or where `published` is no day.
    """
    day = check_published(published)
    return build_report(text, {"title": title, "outlet": outlet, "url": url, "language": language, "published": day})


def check_size(text: str) -> None:
    """Raise `InputError` where a text is too long to be one report."""
    if len(text) > MAX_CHARACTERS:
        size = f"{len(text) / 1_000_000:.0f} MB" if len(text) >= 10_000_000 else f"{len(text):,} characters"
        raise InputError(
            f"a text of {size}, more than {MAX_CHARACTERS:,} characters: split it into reports, or use jsonl"
        )


def _add_headline(text: str, title: str | None) -> str:
    """Put the headline before a text that does not open with it."""
    if title is None:
        return text
    key = _fold(title)
    opening = text[: 3 * len(title) + 400]
    if not key or key in _fold(opening):
        return text
    return f"{title}\n\n{text}"


def _fold(text: str) -> str:
    return re.sub(r"\W+", "", text.lower())
