"""Text and metadata to a report: what every kind of source does last.

In: decoded text and what is known about it. Out: a `Report` with clean text, its headline in it, and metadata
in the form of the records. Raises `InputError` where the text is empty, too long or no prose, and its kind
`LanguageError`, which holds the report, where the text is in another language than English.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable
from dataclasses import replace
from typing import TypedDict

from dateline.data import load_table
from dateline.errors import InputError, LanguageError
from dateline.records import Failure, Report
from dateline.sources.cleaning import clean_line, clean_text
from dateline.sources.dates import check_published, normalise_date, normalise_moment
from dateline.sources.language import ENGLISH, check_words, describe_language, detect_language, normalise_language

MAX_CHARACTERS = 2_000_000
"""The longest text of one report, in characters."""
MAX_LINE, MAX_ITEMS, MAX_NOTICE = 2_000, 50, 1_000
"""Characters of a line of metadata, items of a list of it, and characters of a notice of correction."""

METADATA = (
    "title", "outlet", "url", "language", "published", "id", "updated", "fetched", "authors", "section", "rights",
    "corrections",
)  # fmt: skip
"""The fields of a report that a source may know besides the text."""


class Metadata(TypedDict, total=False):
    """What a source knows about a report besides its text; dates are as the source writes them.

    `source` is the file or address with the place in it; `id` is a name that the source gives the report.
    """

    title: str | None
    outlet: str | None
    url: str | None
    language: str | None
    published: object
    id: str | None
    updated: object
    fetched: object
    authors: Iterable[str]
    section: str | None
    rights: str | None
    corrections: Iterable[str]
    source: str | None


def build_report(text: str, metadata: Metadata) -> Report:
    """Clean a text and build its report. Raises `InputError`, `LanguageError` with the report for other languages."""
    check_size(text)
    body = clean_text(text)
    if not body:
        raise InputError("no text in it")
    check_words(body)
    title = _line(metadata.get("title"))
    report = Report.of(
        # With its headline a text may be wrapped as it was not without: cleaning what is given changes nothing.
        clean_text(_add_headline(body, title)),
        title=title,
        outlet=_line(metadata.get("outlet")),
        url=_line(metadata.get("url")),
        language=detect_language(body) or normalise_language(metadata.get("language")),
        published=normalise_date(metadata.get("published")),
    )
    report = replace(
        report,
        id=_line(metadata.get("id")) or report.id,
        updated=normalise_moment(metadata.get("updated")),
        fetched=normalise_moment(metadata.get("fetched")),
        authors=_lines(metadata.get("authors") or ()),
        section=_line(metadata.get("section")),
        rights=_line(metadata.get("rights")),
        corrections=_lines((*(metadata.get("corrections") or ()), *find_corrections(body))),
        source=_line(metadata.get("source")),
    )
    if report.language not in (None, ENGLISH):
        named = describe_language(report.language or "")
        raise LanguageError(f"not English (looks like {named}): only English is read, the report is kept", report)
    return report


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


def make_failure(where: str, error: InputError) -> Failure:
    """Give the failure for an error; a report in another language is kept in it."""
    kept = error.report if isinstance(error, LanguageError) else None
    if isinstance(kept, Report):
        return Failure(where, "language", clean_line(str(error)), kept=kept)
    return Failure(where, "source", clean_line(str(error)))


def check_size(text: str) -> None:
    """Raise `InputError` where a text is too long to be one report."""
    if len(text) > MAX_CHARACTERS:
        size = f"{len(text) / 1_000_000:.0f} MB" if len(text) >= 10_000_000 else f"{len(text):,} characters"
        raise InputError(
            f"a text of {size}, more than {MAX_CHARACTERS:,} characters: split it into reports, or use jsonl"
        )


def find_corrections(text: str) -> list[str]:
    """Give the paragraphs of a clean text that are notices of correction."""
    pattern = _load_notices()
    lines = (line.strip() for line in text.split("\n"))
    return [line for line in lines if len(line) <= MAX_NOTICE and pattern.match(line)]


def _line(value: object) -> str | None:
    return clean_line(value[: 4 * MAX_LINE])[:MAX_LINE].strip() or None if isinstance(value, str) else None


def _lines(values: Iterable[str]) -> tuple[str, ...]:
    """Clean the items of a list, each once, in their order."""
    found: dict[str, None] = {}
    for value in [values] if isinstance(values, str) else values:
        line = _line(value)
        if line and len(found) < MAX_ITEMS:
            found[line] = None
    return tuple(found)


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


@functools.lru_cache(maxsize=1)
def _load_notices() -> re.Pattern[str]:
    patterns = "|".join(row["pattern"] for row in load_table("correction_notices.tsv"))
    return re.compile(rf"\W{{0,3}}(?:{patterns})", re.IGNORECASE)
