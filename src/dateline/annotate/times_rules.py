"""What the expressions of the time grammar mean: one function a rule.

In: a match of `times_grammar.py` and its `Context` (publication date, sense, earlier times of the text). Out: a
value as in `docs/format.md`, None where the expression is a time whose value the report does not give, or `SKIP`
where the words are no time here (a number of people that looks like a year, *may* the verb).
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final

from dateline.annotate import times_values as values
from dateline.annotate.times_grammar import word_tables
from dateline.annotate.times_sense import is_intended, judge_sense
from dateline.annotate.times_values import Anchor, Sense

SKIP: Final = "skip"
NEAR = 400
"""Characters within which an earlier time may complete a later one."""

Match = re.Match[str]


@dataclass
class Context:
    """What surrounds a candidate: the anchor, the text, its tokens and the times found before it."""

    anchor: Anchor
    text: str
    doc: Any
    start: int
    end: int
    first: int
    last: int
    history: list[tuple[int, str, bool]] = field(default_factory=list)
    """Earlier times: offset, value, and whether the text itself gives the year."""

    @cached_property
    def sense(self) -> Sense:
        """The sense of the sentence here."""
        if self.first < 0:
            return "unknown"
        return judge_sense(self.doc, self.first, self.last)

    @cached_property
    def before(self) -> str:
        """The word before, in lower case."""
        found = re.search(r"([\w’'$]+|\S)\s{0,3}$", self.text[max(0, self.start - 30) : self.start])
        return found[1].lower() if found else ""

    @cached_property
    def following(self) -> str:
        """The word after, in lower case."""
        found = re.match(r"\s?([\w’']+|\S)", self.text[self.end : self.end + 30])
        return found[1].lower() if found else ""

    def base(self, grain: int = 4) -> str | None:
        """The last time near before this one, at least as fine as `grain` characters (10 for a day)."""
        for offset, value, _ in reversed(self.history):
            if self.start - offset > 2 * NEAR:
                return None
            if "/" not in value and len(value) >= grain:
                return value
        return None

    def told_month(self) -> tuple[int, int | None] | None:
        """The year and month of the last time near before this one; no month where that is a year."""
        base = self.base()
        if base is None:
            return None
        low, _ = values.find_bounds(base) or (None, None)
        return (low.year, low.month if len(base) > len("2020") else None) if low else None

    def year_of(self, month: int) -> int | None:
        """The year that *the year* means: one told near before, else that of publication, or the one before it where
        what begins with `month` still lies ahead."""
        year = self.told_year()
        if year is not None or self.anchor.year is None:
            return year
        ahead = self.anchor.month is not None and month > self.anchor.month and self.sense != "future"
        return self.anchor.year - ahead

    def told_year(self) -> int | None:
        """The year that the text itself gives shortly before, if any."""
        for offset, value, explicit in reversed(self.history):
            if self.start - offset > 3 * NEAR:
                return None
            if explicit and value[:4].isdigit():
                return int(value[:4])
        return None


Rule = Callable[[Match, Context], str | None]


def get(match: Match, name: str) -> str:
    """Give a group in lower case with single blanks, empty where it is absent."""
    groups = match.groupdict()
    value = groups.get(name) or groups.get(f"{name}_of")
    return " ".join(value.lower().split()) if value else ""


def read_month(name: str) -> int:
    """Give the number of a month's name or abbreviation."""
    tables = word_tables()
    name = name.lower().rstrip(".")
    number: int = tables["months"].get(name) or tables["month_abbreviations"][name]
    return number


def read_weekday(name: str) -> int:
    """Give the number of a weekday, Monday 0."""
    tables = word_tables()
    name = name.lower().rstrip(".")
    number: int = tables["weekdays"][name] if name in tables["weekdays"] else tables["weekday_abbreviations"][name]
    return number


def read_number(words: str) -> int:
    """Give the number that digits or words say."""
    return int(words) if words.isdigit() else int(word_tables()["numbers"][words])


def read_year(match: Match, ctx: Context) -> int | None:
    """Give the year that the match itself states, in figures or as last, this or next year."""
    if get(match, "year"):
        year = int(get(match, "year"))
        return _full_year(year) if len(get(match, "year")) == 2 else year
    if get(match, "short"):
        return _full_year(int(get(match, "short")))
    step = {"last": -1, "this": 0, "next": 1}.get(get(match, "yrel"))
    return ctx.anchor.year + step if step is not None and ctx.anchor.year is not None else None


def _full_year(short: int) -> int:
    return 2000 + short if short < 50 else 1900 + short


def is_capital(match: Match, name: str) -> bool:
    """Say whether a group begins with a capital, as names of days and months do."""
    return match[name][:1].isupper()


def mean_date(match: Match, ctx: Context) -> str | None:
    """A day of a month, with or without its year."""
    word = get(match, "mon")
    if not is_capital(match, "mon") and word in ("may", "march", "mar", "dec", "sat", "sun"):
        return SKIP
    month, day, year = read_month(word), int(get(match, "day")), read_year(match, ctx)
    if year is None:
        if get(match, "yrel"):
            return None
        return _day_of(month, day, ctx)
    when = values.make_day(year, month, day)
    return when.isoformat() if when else SKIP


def _day_of(month: int, day: int, ctx: Context) -> str | None:
    if values.make_day(2000, month, day) is None:
        return SKIP
    if ctx.anchor.year is not None:
        return values.resolve_month_day(ctx.anchor, month, day, ctx.sense)
    year = ctx.told_year()
    when = values.make_day(year, month, day) if year else None
    last = ctx.history[-1][1] if ctx.history else ""
    return when.isoformat() if when and last[:7] <= when.isoformat()[: len(last[:7])] else None


def mean_days(match: Match, ctx: Context) -> str | None:
    """Two days of one month: an interval."""
    if not is_capital(match, "mon"):
        return SKIP
    low = mean_date(match, ctx)
    if low is None or low == SKIP:
        return low
    day2 = int(get(match, "day2"))
    high = values.make_day(int(low[:4]), int(low[5:7]), day2)
    return values.join_interval(low, high.isoformat()) if high and day2 > int(low[8:10]) else SKIP


def mean_iso(match: Match, ctx: Context) -> str | None:
    """A date in figures, year first."""
    when = values.make_day(int(get(match, "year")), int(get(match, "m")), int(get(match, "day")))
    return when.isoformat() if when and 1000 <= when.year < 2200 else SKIP


def mean_numeric(match: Match, ctx: Context) -> str | None:
    """A date in figures, year last: the order that the calendar allows, else the one nearer to publication."""
    first, second, year = int(get(match, "a")), int(get(match, "b")), read_year(match, ctx)
    if year is None or (len(get(match, "year")) == 2 and get(match, "sep") == "."):
        return SKIP
    day_first, month_first = values.make_day(year, second, first), values.make_day(year, first, second)
    if not day_first or not month_first or day_first == month_first:
        only = day_first or month_first
        return only.isoformat() if only else SKIP
    if get(match, "sep") == ".":
        return day_first.isoformat()
    if ctx.anchor.day:
        here = ctx.anchor.day
        return values.pick_nearest([day_first, month_first], here, "past")
    return None


def mean_month_year(match: Match, ctx: Context) -> str | None:
    """A month of a year."""
    if not is_capital(match, "mon"):
        return SKIP
    year = read_year(match, ctx)
    if get(match, "yrel") == "that":
        year = ctx.told_year()
    return values.give_month(year, read_month(get(match, "mon"))) if year is not None else None


def mean_months(match: Match, ctx: Context) -> str | None:
    """Two months: an interval."""
    if not is_capital(match, "mon") or not is_capital(match, "mon2"):
        return SKIP
    low, high = read_month(get(match, "mon")), read_month(get(match, "mon2"))
    year = read_year(match, ctx)
    if year is not None:
        return values.join_interval(
            values.give_month(year, low) if low <= high else values.give_month(year - 1, low),
            values.give_month(year, high),
        )
    last = values.resolve_month(ctx.anchor, high, ctx.sense)
    if not last:
        return None
    return values.join_interval(values.give_month(int(last[:4]) - (low > high), low), last)


def _is_month(match: Match, ctx: Context) -> bool:
    word = get(match, "mon")
    if not is_capital(match, "mon"):
        return False
    if word.rstrip(".") in word_tables()["month_abbreviations"] and not word.endswith("."):
        return ctx.before in word_tables()["month_cues"] and not ctx.following[:1].isalpha()
    token = ctx.doc[ctx.last] if ctx.last >= 0 else None
    if token is not None and (token.tag_ == "MD" or token.ent_type_ in ("PERSON", "GPE", "ORG", "FAC")):
        return False
    if token is not None and token.i and token.nbor(-1).ent_type_ == "PERSON":
        return False
    if token is not None and ctx.before not in word_tables()["season_cues"] and token.i + 1 < len(ctx.doc):
        name = token.nbor()
        if name.pos_ == "PROPN" and name.text[:1].isupper() and name.ent_type_ not in ("DATE", "GPE", "NORP"):
            return False
    if word == "march" and ctx.following in ("for", "on", "against", "to", "of"):
        return False
    if word == "may" or word == "march":
        return ctx.before in word_tables()["month_cues"] or bool(get(match, "edge"))
    return True


def mean_month(match: Match, ctx: Context) -> str | None:
    """The bare name of a month."""
    if not _is_month(match, ctx):
        return SKIP
    month = read_month(get(match, "mon"))
    if ctx.anchor.year is not None:
        return values.resolve_month(ctx.anchor, month, ctx.sense)
    year, last = ctx.told_year(), ctx.history[-1][1] if ctx.history else ""
    value = values.give_month(year, month) if year is not None else None
    return value if value and last[:7] <= value[: len(last[:7])] else None


def mean_month_rel(match: Match, ctx: Context) -> str | None:
    """Last, next, this or that month by name."""
    if not is_capital(match, "mon"):
        return SKIP
    month, rel = read_month(get(match, "mon")), get(match, "rel")
    if rel in ("that", "that same", "the same", "the following", "the previous"):
        return _month_near(ctx, month, rel)
    anchor = ctx.anchor
    if anchor.year is None:
        return None
    if rel in ("last", "this past", "past") and anchor.month:
        return values.give_month(anchor.year - (month >= anchor.month), month)
    if rel in ("next", "this coming") and anchor.month:
        return values.give_month(anchor.year + (month <= anchor.month), month)
    return values.give_month(anchor.year, month)


def _month_near(ctx: Context, month: int, rel: str) -> str | None:
    """Give the month that is seen from the last time told: *the following March* is the next one after it."""
    told = ctx.told_month()
    if told and rel in ("the following", "the previous"):
        base, here = told
        if rel == "the following":
            return values.give_month(base + (here is None or month <= here), month)
        return values.give_month(base - (here is None or month >= here), month)
    year = ctx.told_year()
    last = ctx.base()
    if year is None and last:
        year = int(last[:4])
    return values.give_month(year, month) if year is not None else None


def mean_weekday(match: Match, ctx: Context) -> str | None:
    """A weekday, alone or with last, next, this."""
    word, rel = get(match, "wd"), get(match, "rel")
    if not is_capital(match, "wd") or (ctx.first >= 0 and ctx.doc[ctx.last].ent_type_ == "PERSON"):
        return SKIP
    tables = word_tables()
    if word not in tables["weekdays"] and not ctx.text[match.start() : match.end()].endswith("."):
        return SKIP
    weekday, anchor = read_weekday(word), ctx.anchor
    if rel in ("that", "that same", "the same", "the following", "the previous"):
        return _weekday_near(ctx.base(10), weekday, rel)
    if anchor.day and rel in ("last", "past", "this past"):
        return (anchor.day - dt.timedelta((anchor.day.weekday() - weekday - 1) % 7 + 1)).isoformat()
    if anchor.day and rel == "next":
        monday = anchor.day - dt.timedelta(anchor.day.weekday())
        return (monday + dt.timedelta(7 + weekday)).isoformat()
    sense: Sense = "future" if rel == "this coming" else ctx.sense
    if sense == "future" and ctx.first >= 0 and not rel and is_intended(ctx.doc, ctx.first, ctx.last):
        sense = "intended"
    return values.resolve_weekday(anchor, weekday, sense)


def _weekday_near(base: str | None, weekday: int, rel: str) -> str | None:
    if not base or len(base) != 10:
        return None
    day = dt.date.fromisoformat(base)
    if rel == "the previous":
        return (day - dt.timedelta((day.weekday() - weekday - 1) % 7 + 1)).isoformat()
    step = (weekday - day.weekday()) % 7
    return (day + dt.timedelta(step or (7 if rel == "the following" else 0))).isoformat()


def mean_weekday_week(match: Match, ctx: Context) -> str | None:
    """A weekday of last, this or next week; a week from a weekday."""
    if not is_capital(match, "wd") or not ctx.anchor.day:
        return None if is_capital(match, "wd") else SKIP
    weekday, day = read_weekday(get(match, "wd")), ctx.anchor.day
    direction = get(match, "dir")
    if direction:
        near = values.resolve_weekday(ctx.anchor, weekday, "past" if direction == "ago" else "future")
        step = -7 if direction == "ago" else 7
        return (dt.date.fromisoformat(near) + dt.timedelta(step)).isoformat() if near else None
    monday = day - dt.timedelta(day.weekday())
    weeks = {"last": -1, "this": 0, "next": 1}[get(match, "rel")]
    return (monday + dt.timedelta(7 * weeks + weekday)).isoformat()
