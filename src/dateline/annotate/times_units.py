"""What the relative and long expressions of the time grammar mean: weeks, years, decades, quarters, holidays.

In and out as in `times_rules.py`, whose table of rules this module completes in `RULES`.
"""

from __future__ import annotations

import datetime as dt
import re

from dateline.annotate import times_rules as rules
from dateline.annotate import times_values as values
from dateline.annotate.times_grammar import word_tables
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
    if unit == "weekend":
        return _find_weekend(ctx, step)
    if unit == "quarter":
        return _mean_quarter_rel(rel, ctx)
    if unit == "century":
        return f"{_century(ctx)}" if ctx.anchor.year and step == 0 else None
    if unit == "decade":
        return _decade_of(ctx.anchor.year + 10 * step) if ctx.anchor.year is not None else None
    value = values.shift_anchor(ctx.anchor, unit, step)
    if value and unit == "year" and (edge in ("end", "close") or get(match, "end")):
        return f"{value}-12"
    return value


def _century(ctx: Context) -> str:
    first = (ctx.anchor.year or 0) // 100 * 100
    return f"{first:04d}/{first + 99:04d}"


def _decade_of(year: int) -> str:
    first = year // 10 * 10
    return f"{first:04d}/{first + 9:04d}"


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
    if ctx.anchor.day.weekday() < 5 and (step < 0 or (step == 0 and ctx.sense == "past")):
        saturday -= dt.timedelta(7)
    elif step < 0:
        saturday -= dt.timedelta(7)
    elif step > 0 and ctx.anchor.day.weekday() >= 5:
        saturday += dt.timedelta(7)
    return f"{saturday.isoformat()}/{(saturday + dt.timedelta(1)).isoformat()}"


def mean_weekend(match: Match, ctx: Context) -> str | None:
    """The weekend: the one just past, or the coming one in a future sense."""
    return _find_weekend(ctx, 0 if ctx.sense == "future" else -1 if _is_workday(ctx) else 0)


def _is_workday(ctx: Context) -> bool:
    return bool(ctx.anchor.day and ctx.anchor.day.weekday() < 5)


def _quarter(year: int, quarter: int) -> str:
    year, quarter = year + (quarter - 1) // 4, (quarter - 1) % 4 + 1
    return f"{year:04d}-{3 * quarter - 2:02d}/{year:04d}-{3 * quarter:02d}"


def _mean_quarter_rel(rel: str, ctx: Context) -> str | None:
    if ctx.anchor.year is None or ctx.anchor.month is None:
        return None
    now = (ctx.anchor.month - 1) // 3 + 1
    if rel == "the latest":
        for offset, value, _ in reversed(ctx.history):
            if ctx.start - offset < 4 * rules.NEAR and _is_quarter(value):
                return value
    step = -1 if rel in _BACK or rel == "the latest" else 1 if rel in _AHEAD else 0
    return _quarter(ctx.anchor.year, now + step)


def _is_quarter(value: str) -> bool:
    low, _, high = value.partition("/")
    return len(low) == 7 and len(high) == 7 and low[:4] == high[:4] and int(high[5:]) - int(low[5:]) == 2


def mean_quarter(match: Match, ctx: Context) -> str | None:
    """The third quarter, the second half of a year: without a year, the last one not after publication."""
    if ctx.following in ("ago",) or get(match, "what") == "quarter" and ctx.following == "century":
        return SKIP
    size = 4 if get(match, "what") == "quarter" else 2
    nth = min(word_tables()["ordinals"][get(match, "nth")], size)
    year = rules.read_year(match, ctx)
    if year is None:
        if (
            size == 2
            or ctx.anchor.year is None
            or ctx.anchor.month is None
            or get(match, "nth") in ("last", "final")
        ):
            return SKIP if size == 2 or get(match, "nth") == "last" else None
        now = (ctx.anchor.month - 1) // 3 + 1
        year = ctx.anchor.year - (nth > now and ctx.sense != "future")
    if size == 4:
        return _quarter(year, nth)
    return f"{year:04d}-{6 * nth - 5:02d}/{year:04d}-{6 * nth:02d}"


def mean_quarter_code(match: Match, ctx: Context) -> str | None:
    """Q3 2017."""
    if match["q2"]:
        year = ctx.anchor.year
        return _quarter(year, int(match["q2"])) if year is not None and match[0][0] == "Q" else SKIP
    return _quarter(int(match["year"]), int(match["q"]))


def _season_months(season: str, year: int) -> str:
    first, last = word_tables()["seasons"][season]
    return f"{year:04d}-{first:02d}/{year + (last < first):04d}-{last:02d}"


def _mean_season_rel(rel: str, season: str, ctx: Context) -> str | None:
    anchor = ctx.anchor
    if rel in _TOLD or anchor.year is None or anchor.month is None:
        return None if season not in ("fall", "spring") or rel in ("last", "next", "this") else SKIP
    first, _ = word_tables()["seasons"][season]
    if rel in ("last", "this past"):
        return _season_months(season, anchor.year - (anchor.month < first + 3))
    if rel in ("next", "this coming"):
        return _season_months(season, anchor.year + (anchor.month >= first))
    return _season_months(season, anchor.year)


def mean_season(match: Match, ctx: Context) -> str | None:
    """A season, of a year or by sense."""
    season, year = get(match, "season"), rules.read_year(match, ctx)
    if year is not None:
        return _season_months(season, year)
    token = ctx.doc[ctx.last] if ctx.last >= 0 else None
    words = match[0].lower().split()
    if token is None or token.tag_ not in ("NN", "NNP") or words[0] != "the":
        return SKIP
    if ctx.before not in (
        "in",
        "over",
        "during",
        "by",
        "since",
        "until",
        "throughout",
        "for",
        "through",
        "this",
    ):
        return SKIP
    if season == "fall" and ctx.following == "of":
        return SKIP
    anchor = ctx.anchor
    if anchor.year is None or anchor.month is None:
        return None
    first, _ = word_tables()["seasons"][season]
    if ctx.sense == "future":
        return _season_months(season, anchor.year + (anchor.month > first + 2))
    return _season_months(season, anchor.year - (anchor.month < first))


def mean_edge_year(match: Match, ctx: Context) -> str | None:
    """The beginning or end of a year in figures."""
    year, edge = int(get(match, "year")), get(match, "edge")
    if edge in ("end", "close"):
        return f"{year:04d}-12"
    return f"{year:04d}-01" if edge in ("beginning", "start") else f"{year:04d}"


def mean_edge_unit(match: Match, ctx: Context) -> str | None:
    """The end of the year, the month, the week."""
    unit, edge = get(match, "unit"), get(match, "edge")
    words = match[0].lower().split()
    step = -1 if "last" in words else 1 if "next" in words else 0
    value = values.shift_anchor(ctx.anchor, unit, step)
    if unit in ("decade", "century"):
        return None if not value else _decade_of(int(value[:4])) if unit == "decade" else None
    if value and unit == "year":
        return (
            f"{value}-12"
            if edge in ("end", "close")
            else f"{value}-01"
            if edge in ("beginning", "start")
            else value
        )
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
    return values.shift_anchor(ctx.anchor, unit, -count)


def _told_quarter(ctx: Context) -> str | None:
    """The same quarter a year before, where the sentence before the words speaks of a quarter."""
    for offset, value, _ in reversed(ctx.history):
        if ctx.start - offset > rules.NEAR:
            return None
        if _is_quarter(value):
            return _quarter(int(value[:4]) - 1, (int(value[5:7]) + 2) // 3)
    return None


def mean_later(match: Match, ctx: Context) -> str | None:
    """Two days later, a year earlier: counted from the last time told before."""
    unit, direction = get(match, "unit"), get(match, "dir")
    if direction in ("before", "after") and (ctx.following.isalnum() or ctx.following[:1] in "“\"'’"):
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
    return values.shift_value(base, "day", step, fine=True) if base else None


def mean_decade(match: Match, ctx: Context) -> str | None:
    """The 1990s, the early nineties."""
    tens, name, edge = get(match, "tens"), get(match, "name"), get(match, "edge")
    if not tens and not match[0].lower().startswith("the"):
        return SKIP
    if (
        tens
        and len(tens) == 2
        and not (match[0].lower().startswith("the") or "'" in match[0] or "’" in match[0])
    ):
        return SKIP
    first = int(tens) if tens else word_tables()["decades"][name]
    if first < 100:
        first += 1900 if first >= 20 else 2000
    low, high = {
        "early": (0, 4),
        "beginning": (0, 2),
        "mid": (4, 6),
        "middle": (4, 6),
        "late": (5, 9),
        "end": (8, 9),
    }.get(edge, (0, 9))
    return f"{first + low:04d}/{first + high:04d}"


def mean_century(match: Match, ctx: Context) -> str | None:
    """The 20th century."""
    digits = "".join(char for char in get(match, "cent") if char.isdigit())
    if not digits or not 1 <= int(digits) <= 30:
        return SKIP
    first = int(digits) * 100 - 99
    return f"{first:04d}/{first + 99:04d}"


def mean_holiday(match: Match, ctx: Context) -> str | None:
    """A holiday, of a year or by sense."""
    name = get(match, "holiday")
    if not rules.is_capital(match, "holiday") or ctx.following in word_tables()["holiday_objects"]:
        return SKIP
    if get(match, "year"):
        found = values.find_holiday(name, int(get(match, "year")))
        return found.isoformat() if found else None
    anchor = ctx.anchor
    if anchor.year is None:
        return None
    if not anchor.day:
        found = values.find_holiday(name, anchor.year)
        return found.isoformat() if found else None
    days = [values.find_holiday(name, anchor.year + step) for step in (-1, 0, 1)]
    return values.pick_nearest(days, anchor.day, "future" if ctx.sense == "future" else "unknown")


def mean_week_of(match: Match, ctx: Context) -> str | None:
    """The week of March 6."""
    day = rules.mean_date(match, ctx)
    return values.give_week(dt.date.fromisoformat(day)) if day and day != SKIP else day


def mean_years(match: Match, ctx: Context) -> str | None:
    """Years from one to another: 1950-53, 2018/19."""
    low, second = int(match["year"]), match["year2"]
    high = int(second) if len(second) == 4 else low // 100 * 100 + int(second)
    if not low < high <= low + 150 or (len(second) == 2 and match[0][4] == "/" and high - low > 1):
        return SKIP
    return f"{low:04d}/{high:04d}"


YEAR_CUES = frozenset(
    "in since of by until till from during before after late early mid through throughout for to and between around "
    "circa ( year spring summer autumn fall winter".split()
)


def _is_near(year: int, ctx: Context) -> bool:
    """Say whether a number before a plural is likely a year: not round, and not far from publication."""
    return bool(year % 10) and -40 <= year - (ctx.anchor.year or 2010) <= 15


def mean_year(match: Match, ctx: Context) -> str | None:
    """A bare year, told from a number by what stands before and after it."""
    year = int(match["year"])
    if get(match, "edge"):
        return f"{year:04d}"
    if ctx.before in ("copyright", "©") or re.search(
        r"(?i)copyright\W{0,8}$|©\W{0,4}$", ctx.text[max(0, ctx.start - 20) : ctx.start]
    ):
        return SKIP
    ahead = ctx.doc[ctx.last + 1] if 0 <= ctx.last < len(ctx.doc) - 1 else None
    behind = ctx.doc[ctx.first - 1] if ctx.first > 0 else None
    cue = ctx.before in YEAR_CUES
    if behind is not None and behind.pos_ == "PROPN" and behind.text[-1:].isalnum() and not cue:
        return SKIP
    if ahead is not None and ahead.tag_ in ("NNS", "NNPS") and not _is_near(year, ctx):
        return SKIP
    if year < 1900 and not cue:
        return SKIP
    if ctx.before == "about" or (year < 1700 and ctx.before in ("to", "for", "and", "of", "from", "by")):
        return SKIP
    if ctx.before in (
        "no",
        "number",
        "flight",
        "route",
        "highway",
        "rs",
        "us",
        "about",
        "some",
        "nearly",
        "page",
    ):
        return SKIP
    return f"{year:04d}"


def mean_terror(match: Match, ctx: Context) -> str | None:
    """9/11, the Sept. 11 attacks: the words alone give the year."""
    return "2001-09-11"


def mean_fiscal(match: Match, ctx: Context) -> str | None:
    """Fiscal 1990."""
    return get(match, "year")


RULES: dict[str, Rule] = {
    "iso": rules.mean_iso,
    "numeric": rules.mean_numeric,
    "terror": mean_terror,
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
    "edge_year": mean_edge_year,
    "edge_unit": mean_edge_unit,
    "year_end": mean_year_end,
    "ago": mean_ago,
    "ago_season": lambda match, ctx: None,
    "later": mean_later,
    "hence": mean_hence,
    "around": mean_around,
    "relative_day": mean_relative_day,
    "decade": mean_decade,
    "century": mean_century,
    "quarter": mean_quarter,
    "quarter_code": mean_quarter_code,
    "season": mean_season,
    "holiday": mean_holiday,
    "week_of": mean_week_of,
    "years": mean_years,
    "fiscal": mean_fiscal,
    "year": mean_year,
    "weekend": mean_weekend,
}
