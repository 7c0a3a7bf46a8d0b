"""What the relative and long expressions of the time grammar mean: today, weeks, years, and counts of them.

In and out as in `times_rules.py`, whose table of rules this module completes in `RULES`.
"""

from __future__ import annotations

import datetime as dt

from dateline.annotate import times_periods as periods
from dateline.annotate import times_rules as rules
from dateline.annotate import times_values as values
from dateline.annotate.times_grammar import word_tables
from dateline.annotate.times_periods import give_decade, give_quarter, give_season, is_quarter
from dateline.annotate.times_rules import SKIP, Context, Match, Rule, get

_BACK = {"last", "this past", "the previous", "the preceding", "the prior", "a previous"}
_AHEAD = {"next", "this coming", "the following", "the coming", "the next"}
_TOLD = {
    "the previous",
    "the following",
    "the same",
    "that same",
    "that",
    "the preceding",
    "the prior",
    "a previous",
}
_BOUND = frozenset({"of", "by", "for", "until", "to", "from", "over", "through"})
"""Words before *the next year* that bind it to something else than the act."""
_FINE = ("century", "decade", "year", "month", "week", "day")


def mean_today(match: Match, ctx: Context) -> str | None:
    """Today, yesterday, tonight and the like."""
    word = get(match, "word")
    if word == "today" and (ctx.before == "usa" or ctx.text[max(0, ctx.start - 1) : ctx.start] == "/"):
        return SKIP
    step = 0
    if word in ("yesterday", "last night", "last evening"):
        step = -1
    elif word == "tomorrow":
        step = 1
    elif word.startswith("the day"):
        step = -2 if "yesterday" in word else 2
    if not ctx.anchor.day:
        return ctx.anchor.value if not step else None
    return values.shift_anchor(ctx.anchor, "day", step)


def mean_unit_rel(match: Match, ctx: Context) -> str | None:
    """Last week, this year, the following month, earlier this year, by the end of the year."""
    rel, unit, season = get(match, "rel"), get(match, "unit"), get(match, "season")
    edge = get(match, "edge")
    if get(match, "half"):
        return None if edge else SKIP
    if season:
        return _mean_season_rel(rel, season, ctx)
    if unit in ("day", "fortnight", "centurie") or (rel in ("that", "the latest") and unit != "quarter"):
        return _shift_told(unit, 0, ctx) if rel == "that" and unit in ("month", "week", "year") else SKIP
    step = -1 if rel in _BACK else 1 if rel in _AHEAD else 0
    if rel in _TOLD:
        return _shift_told(unit, step, ctx)
    if rel == "the next" and ctx.sense == "past" and ctx.before not in _BOUND and unit in ("week", "month", "year"):
        told = _shift_told(unit, step, ctx)
        if told:
            return told
    if unit == "weekend":
        return _find_weekend(ctx, step)
    if unit == "quarter":
        return _mean_quarter_rel(rel, ctx)
    if unit == "century":
        return f"{_century(ctx)}" if ctx.anchor.year and step == 0 else None
    if unit == "decade":
        return give_decade(ctx.anchor.year + 10 * step) if ctx.anchor.year is not None else None
    value = values.shift_anchor(ctx.anchor, unit, step)
    if value and unit == "year" and (edge in ("end", "close") or get(match, "end")):
        return f"{value}-12"
    return value


def _century(ctx: Context) -> str:
    first = ((ctx.anchor.year or 1) - 1) // 100 * 100 + 1
    return f"{first:04d}/{first + 99:04d}"


def _shift_told(unit: str, step: int, ctx: Context) -> str | None:
    if unit not in ("week", "month", "year"):
        return SKIP
    grain = {"week": 8, "month": 7, "year": 4}[unit]
    base = ctx.base(grain)
    if base is None:
        return None
    return values.shift_value(base, unit, step, fine=False)


def _find_weekend(ctx: Context, step: int) -> str | None:
    if not ctx.anchor.day:
        return None
    saturday = ctx.anchor.day - dt.timedelta(ctx.anchor.day.weekday()) + dt.timedelta(5)
    if (ctx.anchor.day.weekday() < 5 and (step < 0 or (step == 0 and ctx.sense == "past"))) or step < 0:
        saturday -= dt.timedelta(7)
    elif step > 0 and ctx.anchor.day.weekday() >= 5:
        saturday += dt.timedelta(7)
    return f"{saturday.isoformat()}/{(saturday + dt.timedelta(1)).isoformat()}"


def mean_weekend(match: Match, ctx: Context) -> str | None:
    """The weekend: the one just past, or the coming one in a future sense."""
    return _find_weekend(ctx, 0 if ctx.sense == "future" else -1 if _is_workday(ctx) else 0)


def _is_workday(ctx: Context) -> bool:
    return bool(ctx.anchor.day and ctx.anchor.day.weekday() < 5)


def _mean_quarter_rel(rel: str, ctx: Context) -> str | None:
    if ctx.anchor.year is None or ctx.anchor.month is None:
        return None
    now = (ctx.anchor.month - 1) // 3 + 1
    if rel == "the latest":
        for offset, value, _ in reversed(ctx.history):
            if ctx.start - offset < 4 * rules.NEAR and is_quarter(value):
                return value
    step = -1 if rel in _BACK or rel == "the latest" else 1 if rel in _AHEAD else 0
    return give_quarter(ctx.anchor.year, now + step)


def _mean_season_rel(rel: str, season: str, ctx: Context) -> str | None:
    anchor = ctx.anchor
    first, _ = word_tables()["seasons"][season]
    if rel == "the following" and season == "fall" and ctx.following in ("in", "of"):
        return SKIP
    if rel == "the following" or (rel in _TOLD and season not in ("fall", "spring")):
        return _find_season_told(rel, season, first, ctx)
    if rel in _TOLD or anchor.year is None or anchor.month is None:
        return None if season not in ("fall", "spring") or rel in ("last", "next", "this") else SKIP
    if rel in ("last", "this past"):
        return give_season(season, anchor.year - (anchor.month < first + 3))
    if rel in ("next", "this coming"):
        return give_season(season, anchor.year + (anchor.month >= first))
    return give_season(season, anchor.year)


def _find_season_told(rel: str, season: str, first: int, ctx: Context) -> str | None:
    """Give the season that is seen from the last month told: the next one after it, or the one that it lies in."""
    told = ctx.told_month()
    if told is None or rel not in ("the following", "that", "the same", "that same"):
        return None
    year, month = told
    if rel == "the following":
        return give_season(season, year + (month is None or month >= first))
    return give_season(season, year - (month is not None and month < first - 9))


def mean_recent(match: Match, ctx: Context) -> str | None:
    """In recent months: all the time up to publication."""
    if ctx.before not in ("in", "over", "during", "throughout", "within", "of", "for"):
        return SKIP
    return f"../{ctx.anchor.day.isoformat()}" if ctx.anchor.day else None


def mean_first_months(match: Match, ctx: Context) -> str | None:
    """The first six months of the year."""
    count = rules.read_number(get(match, "num"))
    if not 1 <= count <= 12:
        return None
    low, high = (1, count) if get(match, "side") == "first" else (13 - count, 12)
    year = rules.read_year(match, ctx)
    if year is None:
        year = ctx.year_of(low)
    if year is None:
        return None
    return values.join_interval(values.give_month(year, low), values.give_month(year, high))


def mean_edge_unit(match: Match, ctx: Context) -> str | None:
    """The end of the year, the month, the week."""
    unit, edge = get(match, "unit"), get(match, "edge")
    words = match[0].lower().split()
    step = -1 if "last" in words else 1 if "next" in words else 0
    value = values.shift_anchor(ctx.anchor, unit, step)
    if unit in ("decade", "century"):
        return None if not value else give_decade(int(value[:4])) if unit == "decade" else None
    if value and unit == "year":
        return f"{value}-12" if edge in ("end", "close") else f"{value}-01" if edge in ("beginning", "start") else value
    return value


def mean_year_end(match: Match, ctx: Context) -> str | None:
    """By year's end."""
    if "-" in match[0] and ctx.before not in ("by", "at", "before", "until", "since"):
        return SKIP
    if match[0].lower().startswith("month"):
        return values.shift_anchor(ctx.anchor, "month", 0)
    return f"{ctx.anchor.year:04d}-12" if ctx.anchor.year is not None else None


def mean_ago(match: Match, ctx: Context) -> str | None:
    """So many days, weeks, months or years ago."""
    unit, words = get(match, "unit"), " ".join(match[0].lower().split())
    if not get(match, "num"):
        return None if get(match, "vague") in ("a few", "several") else SKIP
    count = rules.read_number(get(match, "num"))
    if unit in ("quarter", "weekend", "centurie"):
        return None
    if unit == "fortnight":
        unit, count = "week", 2 * count
    if unit == "year" and count == 1 and "half" not in words:
        quarter = _told_quarter(ctx)
        if quarter:
            return quarter
    if "half" in words and unit == "year":
        unit, count = "month", 12 * count + 6
    if words.startswith(("more than", "over", "well over")):
        value = values.shift_anchor(
            ctx.anchor, "month" if unit in ("year", "month") else unit, -count * (12 if unit == "year" else 1)
        )
        return f"../{value}" if value else None
    if unit == "week" and count > 1 and ctx.anchor.day and words.startswith(get(match, "num")) and "half" not in words:
        unit, count = "day", 7 * count
    return values.shift_anchor(ctx.anchor, unit, -count)


def _told_quarter(ctx: Context) -> str | None:
    """The same quarter a year before, where the sentence before the words speaks of a quarter."""
    for offset, value, _ in reversed(ctx.history):
        if ctx.start - offset > rules.NEAR:
            return None
        if is_quarter(value):
            return give_quarter(int(value[:4]) - 1, (int(value[5:7]) + 2) // 3)
    return None


def mean_later(match: Match, ctx: Context) -> str | None:
    """Two days later, a year earlier: counted from the last time told before."""
    unit, direction = get(match, "unit"), get(match, "dir")
    if direction in ("before", "after") and (ctx.following[:1].isalnum() or ctx.following[:1] in "“\"'’"):
        return SKIP
    if not get(match, "num") or unit not in _FINE:
        return SKIP
    count = rules.read_number(get(match, "num")) * (1 if direction.startswith(("later", "after")) else -1)
    if unit == "year" and count == -1:
        quarter = _told_quarter(ctx)
        if quarter:
            return quarter
    base = ctx.base({"day": 10, "week": 8, "month": 7}.get(unit, 4))
    if base is None:
        if count == -1 and unit in ("year", "month", "week"):
            return values.shift_anchor(ctx.anchor, unit, -1)
        return None
    return values.shift_value(base, unit, count, fine=True)


def mean_hence(match: Match, ctx: Context) -> str | None:
    """In ten days, two weeks from now: only where the sense is future, else it is a duration."""
    if not get(match, "late") and (match[0][:3].lower() != "in " or ctx.sense != "future"):
        return SKIP
    unit = get(match, "unit")
    if unit not in _FINE:
        return SKIP
    return values.shift_anchor(ctx.anchor, unit, rules.read_number(get(match, "num")))


def mean_around(match: Match, ctx: Context) -> str | None:
    """The past two years, the coming months: an interval that ends or begins at publication."""
    unit, number, direction = get(match, "unit"), get(match, "num"), get(match, "dir")
    plural = match[0].lower().endswith("s")
    ahead = direction in ("next", "coming")
    if not number and not plural and direction in ("last", "next") and unit == "day":
        return SKIP
    if get(match, "vague") or (plural and not number):
        return SKIP
    if not number and ahead:
        return values.shift_anchor(ctx.anchor, unit, 1) if unit in _FINE else None
    count = rules.read_number(number) if number else 1
    if not ctx.anchor.day:
        return None
    fine, times = {"year": ("month", 12), "decade": ("month", 120), "week": ("day", 7)}.get(unit, (unit, 1))
    there = values.shift_anchor(ctx.anchor, fine, (1 if ahead else -1) * count * times)
    here = values.shift_anchor(ctx.anchor, fine, 0)
    return values.join_interval(here, there) if ahead else values.join_interval(there, here)


def mean_relative_day(match: Match, ctx: Context) -> str | None:
    """The same day, the next day, the day before: seen from the last day told before."""
    word = get(match, "word")
    step = 0
    if "next" in word or "following" in word or word.endswith(("day after", "later")):
        step = 1
    elif "previous" in word or word.endswith(("before", "earlier")):
        step = -1
    if word.endswith(("before", "after")) and (ctx.following.isalnum() or ctx.following[:1] in '“"'):
        return SKIP
    base = ctx.base(10)
    if word.endswith("in the day"):
        return base or (ctx.anchor.day.isoformat() if ctx.anchor.day else None)
    return values.shift_value(base, "day", step, fine=True) if base else None


RULES: dict[str, Rule] = {
    "iso": rules.mean_iso,
    "numeric": rules.mean_numeric,
    "terror": periods.mean_terror,
    "days": rules.mean_days,
    "days_first": rules.mean_days,
    "date": rules.mean_date,
    "date_first": rules.mean_date,
    "month_year": rules.mean_month_year,
    "month_rel": rules.mean_month_rel,
    "months": rules.mean_months,
    "month": rules.mean_month,
    "weekday_week": rules.mean_weekday_week,
    "week_weekday": rules.mean_weekday_week,
    "weekday": rules.mean_weekday,
    "today": mean_today,
    "unit_rel": mean_unit_rel,
    "edge_year": periods.mean_edge_year,
    "edge_unit": mean_edge_unit,
    "year_end": mean_year_end,
    "ago": mean_ago,
    "ago_season": lambda match, ctx: None,
    "later": mean_later,
    "hence": mean_hence,
    "around": mean_around,
    "recent": mean_recent,
    "first_months": mean_first_months,
    "relative_day": mean_relative_day,
    "decade": periods.mean_decade,
    "century": periods.mean_century,
    "quarter": periods.mean_quarter,
    "quarter_code": periods.mean_quarter_code,
    "season": periods.mean_season,
    "holiday": periods.mean_holiday,
    "week_of": periods.mean_week_of,
    "years": periods.mean_years,
    "fiscal": periods.mean_fiscal,
    "year": periods.mean_year,
    "weekend": mean_weekend,
}
