"""The publication date, where the metadata give none.

In: a `Document` with parts. Out: the same, its report dated from its own text where that gives a day with its
year: in a byline, a date line or an agency's line ("Published ...", "Updated: ..."), in a date line whose day
recurs with a year, or in a caption whose date falls on the weekday of the lead. A year is never guessed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from dateline.data import load_json
from dateline.records import Document, Span

LEAD = 600
"""Characters of the first paragraph that are searched for a weekday."""

_MONTHS = tuple(month[:3].title() for month in load_json("times.json")["months"])
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
"""English, whatever the locale of the program that reads."""
_MONTH = "(?i:(?:" + "|".join(_MONTHS) + r")[a-z]{0,6})"
_WEEKDAY = "(?:" + "|".join(_DAYS) + ")[a-z]{0,6}"
_FULL = re.compile(
    rf"(?<![\w-])(?:(?P<weekday>{_WEEKDAY}),? )?"
    rf"(?:(?P<m1>{_MONTH})\.? (?P<d1>\d{{1,2}})(?:st|nd|rd|th)?,? (?P<y1>\d{{4}})"
    rf"|(?P<d2>\d{{1,2}})(?:st|nd|rd|th)? (?P<m2>{_MONTH})\.?,? (?P<y2>\d{{4}})"
    r"|(?P<y3>\d{4})-(?P<m3>\d\d)-(?P<d3>\d\d))(?![\w-])"
)
_DAY_MONTH = re.compile(rf"(?P<m1>{_MONTH})\.? (?P<d1>\d{{1,2}})|(?P<d2>\d{{1,2}}) (?P<m2>{_MONTH})")
_WEEKDAY_ALONE = re.compile(r"(?<!last )(?<!next )\b(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b", re.IGNORECASE)
_FILE_PHOTO = re.compile(r"\b(?:file|archive)\b", re.IGNORECASE)
_PUBLISHED = re.compile(r"\b(?:published|posted|updated|modified)\b", re.IGNORECASE)
_OTHER_TEXT = re.compile(r"©|copyright|\(c\)|rights reserved|originally|first appeared", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class FullDate:
    """A day with its year in the text."""

    value: date
    span: Span


def infer_published(document: Document) -> Document:
    """Date the report from its text, if its metadata do not and the text does."""
    report = document.report
    if report.published is not None:
        return document
    found = _find_in_head(document) or _find_by_dateline(document) or _find_by_caption(document)
    if found is None:
        return document
    dated = replace(report, published=found.value.isoformat(), published_from="text", published_span=found.span)
    return replace(document, report=dated)


def find_full_dates(text: str, start: int, end: int) -> Iterator[FullDate]:
    """Give the days with a year between two offsets; an impossible day or a wrong weekday is none."""
    for match in _FULL.finditer(text, start, end):
        group = match.groupdict()
        year = group["y1"] or group["y2"] or group["y3"]
        day = group["d1"] or group["d2"] or group["d3"]
        month = int(group["m3"]) if group["m3"] else _find_month(group["m1"] or group["m2"])
        try:
            value = date(int(year), month, int(day))
        except ValueError:
            continue
        weekday = group["weekday"]
        wrong = weekday and _DAYS[value.weekday()] != weekday[:3]
        if not wrong and 1900 <= value.year < 2200:
            yield FullDate(value, Span.of(text, match.start(), match.end()))


def _find_in_head(document: Document) -> FullDate | None:
    """Take the date of a byline or date line; "published" goes before "updated"."""
    candidates: list[tuple[int, FullDate]] = []
    for part in document.parts:
        quote = part.span.quote
        if part.kind not in ("byline", "dateline", "agency") or len(quote) > 300 or _OTHER_TEXT.search(quote):
            continue
        said = _PUBLISHED.search(quote)
        updated = said is not None and said[0].lower() in ("updated", "modified")
        for found in find_full_dates(document.text, part.span.start, part.span.end):
            candidates.append((1 if updated else 0, found))
    return min(candidates, key=lambda pair: pair[0])[1] if candidates else None


def _find_by_dateline(document: Document) -> FullDate | None:
    """Take the date line's day and month, where that day stands in the text with one year."""
    dateline = next((part.span for part in document.parts if part.kind == "dateline"), None)
    match = _DAY_MONTH.search(dateline.quote) if dateline is not None else None
    if match is None:
        return None
    day = (_find_month(match["m1"] or match["m2"]), int(match["d1"] or match["d2"]))
    same = [
        found
        for found in find_full_dates(document.text, 0, len(document.text))
        if (found.value.month, found.value.day) == day
    ]
    return same[0] if len({found.value for found in same}) == 1 else None


def _find_by_caption(document: Document) -> FullDate | None:
    """Take the one date of the captions that falls on the one weekday of the lead."""
    lead = next((part.span for part in document.parts if part.kind == "body"), None)
    if lead is None:
        return None
    days = {match[0][:3].title() for match in _WEEKDAY_ALONE.finditer(lead.quote, 0, LEAD)}
    found = {
        dated.value: dated
        for part in reversed(document.parts)
        if part.kind == "caption" and not _FILE_PHOTO.search(part.span.quote)
        for dated in find_full_dates(document.text, part.span.start, part.span.end)
    }
    if len(days) != 1 or len(found) != 1:
        return None
    dated = next(iter(found.values()))
    return dated if _DAYS[dated.value.weekday()] in days else None


def _find_month(name: str) -> int:
    return _MONTHS.index(name[:3].title()) + 1
