"""Times: every expression that places something on the calendar, with its value.

In: a `Document` with `syntax` and, where known, the report's publication date. Out: the same with `times`, in the
order of the text, ids `t1`, `t2`, ... A value is a day, month, year, ISO week or an interval; it is None where the
report does not give it: relative expressions without a publication date, dates without a year. Durations, ages and
frequencies are no times.

The grammar (`times_grammar.py`) is a set of patterns, after the practice of HeidelTime (Strötgen and Gertz, 2013):
patterns find, rules (`times_rules.py`, `times_units.py`) normalise, and `times_sense.py` says whether the sentence
looks back or ahead.
"""

from __future__ import annotations

import bisect
import re
from dataclasses import dataclass, replace

from dateline.annotate.times_anchored import find_anchored
from dateline.annotate.times_grammar import find_candidates, word_tables
from dateline.annotate.times_rules import SKIP, Context
from dateline.annotate.times_units import RULES
from dateline.annotate.times_values import join_interval, make_anchor
from dateline.records import DATE_PATTERN, Document, Span, Time
from dateline.tokens import list_starts

_JOIN = re.compile(r"[ \t\u00a0\n]{0,3}(-|–|—|to|until|till|through|and)[ \t\u00a0\n]{0,3}$", re.IGNORECASE)
_FROM = re.compile(r"\b(from|between)[ \t\u00a0]{1,2}$", re.IGNORECASE)
_SINCE = re.compile(r"\bsince[ \t\u00a0]{1,2}(?:(?:early|late|mid)[ -])?$", re.IGNORECASE)
_NO_YEAR = re.compile(r"(?:^|/)0000")
_ENDS_SENTENCE = re.compile(r"(?:day|[a-z]{4}|\d)\.$")
_EXPLICIT = frozenset(["iso", "numeric", "terror", "month_year", "edge_year", "years", "fiscal", "year", "decade"])


@dataclass(frozen=True, slots=True)
class _Found:
    start: int
    end: int
    rule: str
    value: str | None


def find_times(document: Document) -> Document:
    """Find the times of a report and resolve them against its publication date and each other."""
    text, doc = document.text, document.syntax
    if doc is None:
        return document
    found = _resolve(text, doc, document.report.published)
    found = [_open_since(text, item) for item in _join_ranges(text, _join_glosses(text, found))]
    found += [
        _Found(start, end, "anchored", value)
        for start, end, value in find_anchored(text, doc, [(item.start, item.end, item.value) for item in found])
    ]
    found.sort(key=lambda item: item.start)
    times: list[Time] = []
    for item in found:
        value = item.value if item.value and DATE_PATTERN.match(item.value) else None
        times.append(Time(f"t{len(times) + 1}", Span.of(text, item.start, item.end), value))
    return replace(document, times=tuple(times))


def _resolve(text: str, doc: object, published: str | None) -> list[_Found]:
    anchor = make_anchor(published)
    starts = list_starts(doc)
    found: list[_Found] = []
    history: list[tuple[int, str, bool]] = []
    done = 0
    for name, match in find_candidates(text):
        start, end = match.start(), match.end()
        if start < done:
            continue
        first = bisect.bisect_right(starts, start) - 1
        last = bisect.bisect_left(starts, end) - 1
        ctx = Context(anchor, text, doc, start, end, first, last, history)
        value = RULES[name](match, ctx)
        if value == SKIP:
            continue
        if value and _NO_YEAR.search(value):
            value = None
        if _ENDS_SENTENCE.search(text[max(start, end - 12) : end]):
            end -= 1
        done = end
        found.append(_Found(start, end, name, value))
        if value:
            explicit = name in _EXPLICIT or bool(match.groupdict().get("year"))
            history.append((start, value, explicit))
    return found


def _join_glosses(text: str, found: list[_Found]) -> list[_Found]:
    """Join *today (Thursday)*, *this year (2018)*: one time, told twice."""
    joined: list[_Found] = []
    for item in found:
        last = joined[-1] if joined else None
        bracketed = last and text[last.end : item.start] == " (" and text[item.end : item.end + 1] == ")"
        if last and bracketed and last.rule in ("today", "unit_rel") and last.value == item.value:
            joined[-1] = replace(last, end=item.end + 1)
            continue
        joined.append(item)
    return joined


def _join_ranges(text: str, found: list[_Found]) -> list[_Found]:
    """Join *from X to Y*, *between X and Y*, *X to Y* of years: one time, an interval."""
    joined: list[_Found] = []
    for item in found:
        last = joined[-1] if joined else None
        between = text[last.end : item.start] if last else ""
        link = _JOIN.match(between) if last and len(between) <= 12 else None
        if last is None or link is None or not last.value or not item.value:
            joined.append(item)
            continue
        lead = _FROM.search(text[max(0, last.start - 12) : last.start])
        years = last.rule == item.rule == "year"
        dash = link[1] in "-–—"
        word = link[1].lower()
        fits = bool(lead) and (word == "and") == (lead[1].lower() == "between") if lead else years and word == "to"
        value = join_interval(last.value, item.value) if fits or (dash and last.rule == item.rule) else None
        if value is None or "/" in last.value or "/" in item.value:
            joined.append(item)
            continue
        begin = last.start - (len(lead[0]) if lead and lead[1].lower() == "from" else 0)
        joined[-1] = _Found(begin, item.end, "range", value)
    return joined


def _open_since(text: str, item: _Found) -> _Found:
    """Open the interval of *since X*, but not of *the first since X*, where X is when the last one was."""
    lead = _SINCE.search(text[max(0, item.start - 14) : item.start])
    if not lead or not item.value or "/" in item.value:
        return item
    begin = item.start - len(lead[0])
    sentence = re.split(r"[.!?\n]", text[max(0, begin - 120) : begin])[-1].lower()
    if set(re.findall(r"[a-z]+", sentence)) & set(word_tables()["point_words"]):
        return item
    return _Found(begin, item.end, item.rule, f"{item.value}/..")
