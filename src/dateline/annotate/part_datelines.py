"""Date lines: where and when a report was filed, alone on a line or run into the first sentence.

In: one line of text. Out: the offsets of its date line and its agency ("KYIV, Ukraine, Jan 1 (Reuters) - ").
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from dateline.annotate.part_patterns import find_services, opens_with_label

LONGEST = 140
"""Characters within which a date line ends."""

_MONTH = r"(?i:(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6})\.?"
_DAY = (
    rf"(?:[A-Z][a-z]+day,? )?(?:{_MONTH} \d{{1,2}}(?:st|nd|rd|th)?|\d{{1,2}}(?:st|nd|rd|th)? {_MONTH})"
    r"(?:,? \d{4})?"
)
_CAPITALS = r"(?:[A-ZÀ-Þ][A-ZÀ-Þ'’.-]++|Mc[A-Z]+)"
_CITY = rf"{_CAPITALS}(?: {_CAPITALS}| (?:de|la|of|al|el|du|le)(?= [A-Z])){{0,4}}"
_REGION = r"(?:, ?(?:[A-Z][\w.'’-]*)(?: (?:and |of |the )?[A-Z][\w.'’-]*){0,3})"
_NAME = r"[A-ZÀ-Þ][\w'’.-]+(?: [A-ZÀ-Þ][\w'’.-]+){0,2}"
_AGENCY = r"(?: ?[(/\[][^()\[\]]{2,40}?[)/\]]\.?)"
_DASH = r"(?: ?[—–]+ ?| ?--+ ?| - ?|- )"

_STRICT = re.compile(
    rf"(?P<place>[(\[]?{_CITY}(?:(?:/ ?| & ){_CITY}){{0,3}}(?:{_REGION}){{0,2}}[)\]]?)"
    rf"(?P<day>[,.]{{0,2}} ?{_DAY})?\.?"
    rf"(?P<agency>{_AGENCY})?(?P<sep>{_DASH})(?=\S)"
)
_AGENCY_ONLY = re.compile(
    rf"(?P<place>(?:{_CITY}|{_NAME})(?:{_REGION}){{0,2}})(?P<day>[,.]? {_DAY})?\.?(?P<agency>{_AGENCY})"
    r"(?P<sep>\s?[—–:.-]*\s*)(?=[\"“‘'A-Z0-9])"
)
_PLAIN_AGENCY = re.compile(
    rf"(?P<place>(?:{_CITY}|{_NAME})(?:{_REGION})?)(?P<day>(?:, {_DAY})?,? )"
    r"(?P<agency>[A-Z][\w/.-]{1,11}?)(?P<sep>\s?[—–:-]+ )(?=[\"“‘'A-Z0-9])"
)
_CAPITAL_AGENCY = re.compile(
    rf"(?P<place>{_CITY}(?:{_REGION}){{0,2}})(?P<day>,? {_DAY})?(?P<agency> \([A-Z]{{2,8}}\))"
    r"(?P<sep> )(?=[A-Z\"“‘'])"
)
_MIXED = re.compile(
    rf"(?P<place>{_NAME}(?:{_REGION}){{0,2}})(?P<day>, {_DAY})(?P<agency>{_AGENCY})?(?P<sep>{_DASH})"
    r"(?=[\"“‘'A-Z])"
)
_COLON = re.compile(
    rf"(?P<place>{_CITY}(?:{_REGION})?)(?P<day>,? {_DAY})?(?P<agency>{_AGENCY})?(?P<sep>: ?)(?=[A-Z\"“‘'])"
)
_BARE = re.compile(
    rf"(?P<place>{_CAPITALS}(?: {_CAPITALS}){{1,2}}|[A-Z]{{7,}})(?P<day>)(?P<agency>)(?P<sep> )"
    rf"(?=[A-Z][a-z])(?!{_CAPITALS} )"
)
_ALONE = re.compile(
    rf"(?P<place>{_CITY}(?:/ ?{_CITY}){{0,3}}(?:{_REGION}){{0,2}})(?P<day>,? ?{_DAY})?\.?"
    rf"(?P<agency>{_AGENCY})?(?P<sep>{_DASH}|\s?[:—–-])?"
)
_BRACKET = re.compile(r"[(/\[]")
_LATER = re.compile(rf"(?<=[.!?”’\"\w)] )(?={_CITY}(?:{_REGION}){{0,2}}(?:[,.]? {_DAY})?(?:{_AGENCY})?(?:{_DASH}))")


@dataclass(frozen=True, slots=True)
class DatelineMatch:
    """A date line in a line: where place and day end, where its agency begins, and where the text goes on."""

    place_end: int
    agency_start: int | None
    end: int


def match_dateline(line: str, *, first: bool) -> DatelineMatch | None:
    """Find the date line that a line of text opens with.

    `first` says that no paragraph of the report came before: then looser forms count too ("NEW DELHI: ...",
    "Kabul, May 3 - ...").
    """
    if opens_with_label(line):
        return None
    match = _STRICT.match(line, 0, LONGEST)
    sure = match is not None and (first or match["agency"] or match["day"] or "," in match["place"])
    if match and sure and _is_place(match["place"]):
        return _build(match)
    match = _AGENCY_ONLY.match(line, 0, LONGEST)
    if match and find_services(match["agency"].strip(" ()[]/."), alone=True):
        return _build(match)
    if not first:
        return None
    match = _PLAIN_AGENCY.match(line, 0, LONGEST)
    if match and "," in line[: match.start("agency")] and find_services(match["agency"], alone=True):
        return _build(match)
    for pattern in (_CAPITAL_AGENCY, _MIXED, _COLON, _BARE):
        match = pattern.match(line, 0, LONGEST)
        if match and _is_place(match["place"]) and not find_services(match["place"], alone=True):
            return _build(match)
    return None


def match_dateline_alone(line: str) -> DatelineMatch | None:
    """Find the date line that is a whole line."""
    if len(line) > 60 or opens_with_label(line):
        return None
    match = _ALONE.fullmatch(line)
    return _build(match) if match and _is_place(match["place"]) else None


def find_later_dateline(line: str, start: int, end: int) -> int | None:
    """Give the offset, between two others, of a date line after a headline that is run together with it."""
    for match in _LATER.finditer(line, start, min(len(line), end + LONGEST)):
        if match.start() > end:
            return None
        found = match_dateline(line[match.start() : match.start() + LONGEST + 1], first=True)
        if found is not None and not line[: match.start()].rstrip().endswith((",", ":")):
            return match.start()
    return None


def find_datelines_inside(line: str) -> Iterator[tuple[int, DatelineMatch]]:
    """Give the date lines with an agency that stand within a line, with their offsets."""
    if not _BRACKET.search(line):
        return
    end = 0
    for match in _LATER.finditer(line):
        start = match.start()
        if start < end:
            continue
        found = match_dateline(line[start : start + LONGEST + 1], first=False)
        if found is not None and found.agency_start is not None:
            end = start + found.end
            yield start, found


def _is_place(place: str) -> bool:
    letters = [character for character in place.split(",")[0] if character.isalpha()]
    return len(letters) >= 3 and not any(character.isdigit() for character in place)


def _build(match: re.Match[str]) -> DatelineMatch:
    if match["agency"]:
        spaces = len(match["agency"]) - len(match["agency"].lstrip())
        return DatelineMatch(match.start("agency"), match.start("agency") + spaces, match.end())
    return DatelineMatch(match.end(), None, match.end())
