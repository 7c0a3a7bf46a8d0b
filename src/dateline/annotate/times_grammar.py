"""The patterns of the time grammar, built from `times.json` and `holidays.tsv`.

In: a text. Out: candidates (rule name, match) in the order of the text, the longest first at each place. A pattern
only says what an expression looks like; `times_rules.py` says what it means. Every repetition is bounded, so that
the search stays linear in the text.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from typing import Any

from dateline.annotate.patterns import match_any
from dateline.data import load_json, load_table

Candidate = tuple[str, "re.Match[str]"]

REACH = {
    "date": 240,
    "date_first": 240,
    "weekday": 180,
    **dict.fromkeys(("month_rel", "month", "week_weekday", "relative_day", "decade", "century", "holiday"), 100),
    **dict.fromkeys(("edge_year", "edge_unit", "year_end", "ago_season", "recent", "fiscal", "weekend"), 100),
    **dict.fromkeys(("iso", "numeric", "years", "year"), 90),
}
"""Characters, more than a match of a rule can have with what must stand beside it; `SHORT` for the others."""
SHORT = 150
_PLAIN = str.maketrans("ıİſK’", "iisk'")
"""Letters that a pattern takes for plain ones where case does not count; each for one, so that offsets stay."""
_GLUED = re.compile("early|late|middle|mid|beginning|start|end|close|part|in")
"""Words that a pattern takes without a space before others: "midsummer", "lateMarch"."""
_RUNS = re.compile(r"[a-z]+|\d+")

_S = r"(?:[ \t\u00a0]{1,3}|[ \t]?\n(?=(?-i:[a-z0-9])))"
_YEAR = r"(?P<year>(?:1[0-9]|20)\d\d)(?!\d|[.,:]\d|%)"
_ORD = r"(?:\s?(?:st|nd|rd|th)\b)?"
_DAY = rf"(?P<day>3[01]|[12]\d|0?[1-9])(?!\d|[:,]\d|\.\d|%|/\d){_ORD}"
_DAY2 = rf"(?P<day2>3[01]|[12]\d|0?[1-9])(?!\d|[:,]\d|\.\d|%|/\d){_ORD}"
_CLOCK = (
    r"(?:\d{1,2}(?:[:.]\d\d)?[ ]?(?:a\.?m\b\.?|p\.?m\b\.?|o['’]clock)"
    r"(?:[ ](?:local[ ]time|[A-Z]{2,4}\b))?|noon|midnight|midday)"
)
_EDGE = r"(?:(?P<edge>early|late|mid|middle|beginning|start|end|close|latter[ ]part)(?:[ -]in|[ -])?)"
_OF_EDGE = r"(?:the[ ](?:very[ ])?)?(?P<edge_of>early[ ]part|latter[ ]part|beginning|start|middle|end|close)[ ]of"
_REL = (
    r"(?P<rel>last|next|this[ ]past|this[ ]coming|this|past|that[ ]same|that|the[ ]same|the[ ]following|the[ ]previous)"
)


@functools.cache
def word_tables() -> dict[str, Any]:
    """Give `times.json`: the words of calendar expressions with their numbers."""
    tables: dict[str, Any] = load_json("times.json")
    return tables


@functools.cache
def compile_rules() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Give the rules' names and patterns, in the order that breaks ties."""
    tables = word_tables()
    month = rf"(?P<mon>{match_any([*tables['months'], *tables['month_abbreviations']])}\b)\.?"
    plain_month = rf"(?P<mon>{match_any(tables['months'])}\b|{match_any(tables['month_abbreviations'])}\b\.?)"
    month2 = rf"(?P<mon2>{match_any([*tables['months'], *tables['month_abbreviations']])}\b)\.?"
    weekday = rf"(?P<wd>{match_any([*tables['weekdays'], *tables['weekday_abbreviations']])})\b\.?"
    part = match_any(tables["day_parts"])
    number = rf"(?P<num>\d{{1,3}}|{match_any(tables['numbers'])})"
    vague = r"(?P<vague>a[ ]few|several|few|many|couple|some|recent)"
    hedge = rf"(?:{match_any(tables['hedges'])}[ ])?"
    unit = r"(?P<unit>day|week|month|year|decade|centurie|century|fortnight|quarter|weekend)"
    season = rf"(?P<season>{match_any(tables['seasons'])})"
    ordinal = match_any(tables["ordinals"])
    holiday = rf"(?P<holiday>{match_any(dict.fromkeys(row['name'] for row in load_table('holidays.tsv')))})"
    early = rf"(?:(?:early|late|later|earlier|overnight|mid-?)(?:{_S}on)?{_S}|(?:{_CLOCK}){_S})?"
    after = rf"(?:{_S}(?:early|late){_S}{part}|{_S}{part}|{_S}(?:early|late)\b(?=[.,]))?"
    tail = rf"(?:(?:{_S}?,{_S}?|{_S})(?:in{_S}|of{_S})?(?:{_YEAR}|(?P<yrel>last|this|next){_S}year\b))?"
    week_day = (
        rf"(?:(?:the{_S}{part}{_S}of{_S}|(?:this|last|next|this{_S}coming){_S})?{weekday}{after},?{_S}(?:the{_S})?)?"
    )
    rules = {
        "iso": r"\b(?P<year>\d{4})(?P<sep>[-/.])(?P<m>\d{1,2})(?P=sep)(?P<day>\d{1,2})(?![\d])",
        "numeric": (
            r"(?<![\d./-])(?P<a>\d{1,2})(?P<sep>[-/.])(?P<b>\d{1,2})"
            r"(?P=sep)(?P<year>\d{4}|\d\d)(?![\d/]|[-.]\d)"
        ),
        "terror": (
            rf"\b(?:9/11|Sept(?:ember|\.)?{_S}11(?:th)?"
            rf"(?=(?:,?{_S}2001)?{_S}(?:terror|attack|terrorist|hijack)))"
        ),
        "days": (rf"\b{month}{_S}?{_DAY}(?P<to>[-–—]|{_S}(?:to|and|through|or|-|–){_S}){_DAY2}{tail}"),
        "days_first": rf"\b{_DAY}(?P<to>[-–—]|{_S}(?:to|and|through|or|-|–){_S}){_DAY2}{_S}(?:of{_S})?{month}{tail}",
        "date": rf"\b{early}{week_day}{month}{_S}?(?:the{_S})?{_DAY}{tail}{after}",
        "date_first": (
            rf"\b{early}{week_day}(?:the{_S})?{_DAY}(?:{_S}of{_S}|{_S}|-)"
            rf"{month}(?:-(?P<short>\d\d)\b|{tail}){after}"
        ),
        "month_year": (
            rf"\b(?:{_OF_EDGE}{_S}|(?:the{_S})?{_EDGE})?{month}(?:{_S}?,{_S}?|{_S}(?:of{_S}|in{_S})?)"
            rf"(?:{_YEAR}|(?P<yrel>last|this|next|that){_S}year\b)"
        ),
        "month_rel": rf"\b{_REL}{_S}{plain_month}(?![\w'’-]{{0,40}}{_S}?\d)",
        "month": rf"\b(?:{_OF_EDGE}{_S}|(?:the{_S})?{_EDGE})?{plain_month}(?!\w)",
        "months": rf"\b{month}(?:{_S}and{_S}|{_S}to{_S}|[-–—]){month2}(?!{_S}?\d{{1,2}}\b){tail}",
        "weekday_week": rf"\b{early}{weekday}{after}{_S}(?:of{_S})?(?P<rel>last|next|this){_S}week\b",
        "week_weekday": rf"\ba{_S}week{_S}(?P<dir>ago|from){_S}(?:on{_S})?{weekday}",
        "weekday": rf"\b{early}(?:{_REL}{_S}|the{_S}{part}{_S}of{_S})?{weekday}{after}(?:{_S}at{_S}{_CLOCK})?",
        "today": (
            rf"\b{early}(?P<word>the{_S}day{_S}before{_S}yesterday|the{_S}day{_S}after{_S}tomorrow|yesterday|today|"
            rf"tomorrow|tonight|last{_S}night|last{_S}evening|this{_S}{part}|this{_S}very{_S}day)(?:{_S}{part})?\b"
        ),
        "unit_rel": (
            rf"\b(?:(?P<edge>earlier|later|early|late|sometime|somewhere){_S}(?:in{_S})?|{_OF_EDGE}{_S}"
            rf"|by{_S}(?:the{_S})?(?P<end>end){_S}of{_S})?"
            rf"(?P<rel>last|next|this{_S}past|this{_S}coming|this|the{_S}current|the{_S}coming|the{_S}previous"
            rf"|the{_S}following|the{_S}same|that{_S}same|that|the{_S}latest|the{_S}preceding|the{_S}prior|the{_S}next"
            rf"|a{_S}previous){_S}"
            rf"(?:(?P<fiscal>fiscal){_S})?(?:{unit}|{season}|(?P<half>half))\b(?!-)"
        ),
        "edge_year": rf"\b(?:{_OF_EDGE}{_S}|the{_S}{_EDGE}{_S}of{_S}){_YEAR}",
        "edge_unit": rf"\b{_OF_EDGE}{_S}(?:the|this|last|next){_S}(?P<unit>year|month|week|decade|century)\b",
        "year_end": rf"\b(?:year['’]s{_S}end|year-end|month['’]s{_S}end)\b",
        "ago": rf"\b(?:{hedge}{number}(?:{_S}and{_S}a{_S}half)?|{vague}){_S}{unit}s?(?:{_S}and{_S}a{_S}half)?{_S}ago\b",
        "ago_season": rf"\btwo{_S}{season}s{_S}ago\b",
        "later": (
            rf"\b(?:{hedge}{number}|{vague}){_S}{unit}s?{_S}"
            rf"(?P<dir>earlier|later|before|afterwards?|after|previously)\b"
        ),
        "hence": (
            rf"\b(?:in{_S})?{hedge}{number}{_S}{unit}s?"
            rf"(?P<late>{_S}from{_S}(?:now|today)|['’](?:s{_S})?{_S}?time)?\b"
        ),
        "around": (
            rf"\b(?:(?:over|in|during|for|within|throughout){_S})?the{_S}(?P<dir>past|last|next|coming){_S}"
            rf"(?:{number}{_S}|{vague}{_S})?(?P<unit>day|week|month|year|decade)s?\b"
            rf"(?!{_S}of{_S}(?:the{_S}year|(?:last|this|next){_S}year|\d{{4}})\b)"
        ),
        "recent": rf"\brecent{_S}(?P<unit>day|week|month|year|decade)s\b",
        "first_months": (
            rf"\bthe{_S}(?P<side>first|last){_S}{number}{_S}months{_S}of{_S}"
            rf"(?:(?P<yrel>last|this|next){_S}year\b|(?:the{_S}year{_S})?{_YEAR}|the{_S}year\b)"
        ),
        "relative_day": (
            rf"\b(?P<word>(?:the|that|on{_S}the){_S}(?:very{_S})?(?:same|next|following|previous){_S}"
            rf"(?:day|morning|afternoon|evening|night)|that{_S}(?:day|night|morning|evening|afternoon)"
            rf"|the{_S}day{_S}(?:before|after)|(?:earlier|later){_S}in{_S}the{_S}day"
            rf"|a{_S}day{_S}(?:earlier|later))\b"
        ),
        "decade": (
            rf"\b(?:the{_S})?(?:{_EDGE})?(?:['’]?(?P<tens>(?:1[5-9]|20)?[0-9]0)['’]?s\b"
            rf"|(?P<name>{match_any(tables['decades'])})\b)"
        ),
        "century": rf"\b(?:the{_S})?(?:{_EDGE})?(?P<cent>\d{{1,2}}(?:st|nd|rd|th)|{ordinal}){_S}century\b",
        "quarter": (
            rf"\b(?:the{_S}|this{_S}year['’]s{_S}|last{_S}year['’]s{_S})?(?:fiscal{_S})?(?P<nth>{ordinal})(?:{_S}|-)"
            rf"(?P<what>quarter|half)\b(?:(?:{_S}of|,)?{_S}(?:the{_S})?(?:fiscal{_S})?"
            rf"(?:(?:year{_S})?{_YEAR}|(?P<yrel>last|this|next){_S}year\b)|(?P<own>{_S}of{_S}the{_S}year\b))?"
        ),
        "quarter_code": rf"\bQ(?P<q>[1-4]){_S}{_YEAR}|\bQ(?P<q2>[1-4])\b",
        "season": (
            rf"\b(?:the{_S})?(?:{_EDGE})?{season}(?:(?:{_S}of)?{_S}(?:{_YEAR}|(?P<yrel>last|this|next){_S}year\b))?\b"
        ),
        "holiday": rf"\b{holiday}\b(?:(?:{_S}of)?,?{_S}{_YEAR})?",
        "week_of": rf"\bthe{_S}week{_S}of{_S}{month}{_S}{_DAY}{tail}",
        "years": r"(?<![\d.,:/$£€-])(?P<year>1[0-9]\d\d|20\d\d)[-–/](?P<year2>20\d\d|1[0-9]\d\d|\d\d)(?![\d/-])",
        "fiscal": rf"\bfiscal{_S}(?:year{_S})?{_YEAR}",
        "year": rf"(?<![\w.,:/$£€#%@+-])(?:(?:the{_S})?{_EDGE})?{_YEAR}(?![\w/@]|-\w)",
        "weekend": rf"\b(?:over{_S})?the{_S}weekend\b",
    }
    return tuple((name, re.compile(pattern, re.IGNORECASE)) for name, pattern in rules.items())


@functools.cache
def list_needs() -> dict[str, tuple[str, ...]]:
    """Give the words, in small letters, of which every match of a rule holds one; rules that need none are left out.

    They are looked for first: few stretches of a report are worth a rule's pattern. `0000` is any number of four
    digits.
    """
    tables = word_tables()
    month = (*tables["months"], *tables["month_abbreviations"])
    weekday = (*tables["weekdays"], *tables["weekday_abbreviations"])
    parts, season = tuple(tables["day_parts"]), tuple(tables["seasons"])
    unit = ("day", "week", "month", "year", "decade", "century", "fortnight", "quarter", "weekend")
    edge = ("early", "late", "mid", "middle", "latter", "beginning", "start", "end", "close")
    names = tuple(dict.fromkeys(row["name"].lower() for row in load_table("holidays.tsv")))
    return {
        **dict.fromkeys(("days", "days_first", "date", "date_first", "month_year"), month),
        **dict.fromkeys(("month_rel", "month", "months", "week_of"), month),
        **dict.fromkeys(("weekday_week", "week_weekday", "weekday"), weekday),
        "terror": ("9/11", "sept", "september"),
        "today": ("day", "yesterday", "today", "tomorrow", "tonight", "night", "evening", *parts),
        "unit_rel": (*unit, *season, "half"),
        "edge_year": edge,
        "edge_unit": edge,
        "year_end": ("end",),
        "ago": ("ago",),
        "ago_season": ("ago",),
        "later": ("earlier", "later", "before", "after", "afterward", "afterwards", "previously"),
        "hence": (*unit, *(f"{word}s" for word in unit), "centurie", "centuries"),
        "around": ("past", "last", "next", "coming"),
        "recent": ("recent",),
        "first_months": ("months",),
        "relative_day": ("day", "morning", "afternoon", "evening", "night"),
        "decade": ("0s", "0's", *tables["decades"]),
        "century": ("century",),
        "quarter": ("quarter", "half"),
        "season": season,
        "holiday": names,
        "fiscal": ("fiscal",),
        "weekend": ("weekend",),
        **dict.fromkeys(("iso", "year", "years"), ("0000",)),
        "numeric": ("0", "00"),
    }


def find_candidates(text: str) -> list[Candidate]:
    """Give every match of every rule, in the order of the text, the longest first; they may overlap."""
    plain = text.translate(_PLAIN).lower()
    words: dict[str, list[int]] = {}
    for match in _RUNS.finditer(plain):
        word = match[0] if match[0].isalpha() else "0" * len(match[0])
        words.setdefault(word, []).append(match.start())
        if edge := _GLUED.match(word):
            words.setdefault(word[edge.end() :], []).append(match.start() + edge.end())
    needs = list_needs()
    places = {needed: _find_words(needed, plain, words) for needed in set(needs.values())}
    whole = [(0, len(text))]
    found = [
        (match.start(), -match.end(), order, name, match)
        for order, (name, pattern) in enumerate(compile_rules())
        for low, high in (_widen(places[needs[name]], REACH.get(name, SHORT), text) if name in needs else whole)
        for match in pattern.finditer(text, low, high)
    ]
    found.sort(key=lambda item: item[:3])
    return [(name, match) for _, _, _, name, match in found]


def _find_words(needed: tuple[str, ...], plain: str, words: dict[str, list[int]]) -> list[int]:
    """Give where the words needed stand in a text, in order, by where its runs of letters and of digits do."""
    places: list[int] = []
    for word in needed:
        if word.isalpha() or not word.strip("0"):
            places += words.get(word, ())
        elif word[0].isalpha() and (run := _RUNS.match(word)):
            places += [at for at in words.get(run[0], ()) if plain.startswith(word, at)]
        else:
            places += [match.start() for match in re.finditer(re.escape(word), plain)]
    return sorted(places)


def _widen(places: list[int], reach: int, text: str) -> Iterator[tuple[int, int]]:
    """Give the stretches of a text within `reach` of a place, in order and apart, none of which ends within a word."""
    low = high = -1
    for place in places:
        if high < 0 or place - reach > high:
            if high >= 0:
                yield low, high
            low = max(0, place - reach)
        if place + reach > high:
            high = min(len(text), place + reach)
            while high < len(text) and text[high].isalnum():
                high += 1
    if high >= 0:
        yield low, high
