"""Dates of acts that another is told from: *a day after he met the rabbis*, *two months before its third test*.

In: a `Layout` of a document whose accounts have been dated as far as times tell. Out: the dates of accounts within
what such a phrase counts from, by the number of the account. The date is that of the act that the phrase belongs to,
less or more what is counted: *The vote came on Wednesday, a day after he met them* has him meet them on Tuesday. What
has a time of its own in its clause keeps that, and without a full day of the other act nothing is told.
"""

from __future__ import annotations

import datetime as dt
import functools
import re
from collections.abc import Iterator
from typing import Any

from dateline.data import load_json
from dateline.intervals import find_day
from dateline.records import Account
from dateline.resolve.date_features import LINKED
from dateline.resolve.date_links import find_governor, score_link
from dateline.resolve.layout import Layout
from dateline.tokens import find_happening

MAX_CLIMB = 8
CLAUSES = frozenset({"relcl", "ccomp", "parataxis", "conj"})
"""Relations of clauses within a happening's that may tell of other times."""
COMING = frozenset({"come", "be", "follow"})
"""Verbs of *it comes a day after*, which in the present tense is told on the day of publication."""
Day = str | None


@functools.cache
def _load_numbers() -> dict[str, int]:
    return {word: int(number) for word, number in load_json("times.json")["numbers"].items()} | {"the": 1}


_COUNTED = re.compile(r"(?:day|week|month|year|hour|minute)s? (?:after|before)\b", re.IGNORECASE)
"""What every phrase holds; few reports do."""


@functools.cache
def _compile() -> re.Pattern[str]:
    words = "|".join(sorted(map(re.escape, _load_numbers()), key=len, reverse=True))
    return re.compile(
        rf"\b(?:(?P<num>\d{{1,3}}|{words}) (?P<unit>day|week|month|year)s?|(?P<soon>hours|minutes)) "
        r"(?P<way>after|before)\b",
        re.IGNORECASE,
    )


def find_offset_dates(layout: Layout, accounts: list[Account]) -> dict[int, str]:
    """Give the dates of accounts that are told by an act which a phrase counts from them."""
    if not _COUNTED.search(layout.document.text):
        return {}
    heads = [[head.i for head in layout.list_heads(account)] for account in accounts]
    dates = {head: account.date for row, account in zip(heads, accounts, strict=True) for head in row}
    found: dict[int, str] = {}
    for match in _compile().finditer(layout.document.text):
        link = layout.doc[layout.locate(match.end() - 1)]
        happening = find_happening(link)
        if happening is None or happening.i <= link.i:
            continue
        inside = set(_list_words(happening))
        if _has_time(layout, happening, inside):
            continue
        base = _date_whole(layout, link, inside, dates)
        value = _count(match, base) if base else None
        if value:
            told = [number for number, row in enumerate(heads) if inside & set(row)]
            found |= {number: value for number in told if accounts[number].date in (None, base)}
    return found


def _has_time(layout: Layout, happening: Any, inside: set[int]) -> bool:
    """Say whether a happening is dated by a time of its own."""
    for time in layout.document.times:
        first, last = layout.locate(time.span.start), layout.locate(time.span.end - 1)
        if first in inside and score_link(happening, find_governor(layout.doc, first, last)) >= LINKED:
            return True
    return False


def _list_words(happening: Any) -> Iterator[int]:
    """Give the tokens of a happening's clause or phrase, without clauses of other times in it."""
    waiting = [happening]
    while waiting:
        token = waiting.pop()
        yield token.i
        waiting += [child for child in token.children if child.dep_ not in CLAUSES]


def _date_whole(layout: Layout, link: Any, inside: set[int], dates: dict[int, Day]) -> Day:
    """Give the day of what the phrase belongs to: its own, its subject's, or the one day that its sentence names."""
    node = link
    for _ in range(MAX_CLIMB):
        if node.head.i == node.i:
            break
        node = node.head
        if node.i not in inside and node.pos_ in ("VERB", "AUX"):
            break
    told = [dates.get(node.i), *(dates.get(child.i) for child in node.lefts if child.dep_.startswith("nsubj"))]
    known = [day for day in told if find_day(day)]
    if known:
        return known[0]
    sentence = layout.sentence_of(link.i)
    named = {
        time.value
        for time in layout.document.times
        if find_day(time.value) and layout.sentence_of(layout.locate(time.span.start)) == sentence
    }
    if named:
        return named.pop() if len(named) == 1 else None
    published = layout.document.report.published
    comes = node.lemma_.lower() in COMING and node.tag_ in ("VBZ", "VBP")
    return published if comes and find_day(published) else None


def _count(match: re.Match[str], base: str) -> Day:
    """Give the day, for months the month and for years the year, that lies so far from a day."""
    if match["soon"]:
        return base
    word, unit, day = match["num"].lower(), match["unit"].lower(), dt.date.fromisoformat(base)
    count = int(word) if word.isdigit() else _load_numbers()[word]
    count = count if match["way"].lower() == "before" else -count
    if unit in ("day", "week"):
        return (day + dt.timedelta(count * (7 if unit == "week" else 1))).isoformat()
    year, month = divmod(12 * day.year + day.month - 1 + count * (12 if unit == "year" else 1), 12)
    if year < 1:
        return None
    return f"{year:04d}" if unit == "year" else f"{year:04d}-{month + 1:02d}"
