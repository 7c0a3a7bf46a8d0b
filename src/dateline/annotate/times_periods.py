"""What the names of longer stretches mean: quarters, seasons, years, decades, centuries, and holidays.

In and out as in `times_rules.py`.
"""

from __future__ import annotations

import datetime as dt
import functools
import re
from collections import Counter

from dateline.annotate import times_rules as rules
from dateline.annotate import times_values as values
from dateline.annotate.times_grammar import word_tables
from dateline.annotate.times_rules import SKIP, Context, Match, get
from dateline.data.actors import load_countries, load_demonyms
from dateline.data.quantity_kinds import is_person_noun

AROUND = 60
"""Characters within which a country named beside a holiday is the one that keeps it."""


def give_decade(year: int) -> str:
    """Give the interval of the decade that a year lies in."""
    first = year // 10 * 10
    return f"{first:04d}/{first + 9:04d}"


def give_quarter(year: int, quarter: int) -> str:
    """Give the interval of a quarter; `quarter` may lie outside 1 to 4 and counts on into other years."""
    year, quarter = year + (quarter - 1) // 4, (quarter - 1) % 4 + 1
    return f"{year:04d}-{3 * quarter - 2:02d}/{year:04d}-{3 * quarter:02d}"


def is_quarter(value: str) -> bool:
    """Say whether a value is a quarter."""
    low, _, high = value.partition("/")
    return len(low) == 7 and len(high) == 7 and low[:4] == high[:4] and int(high[5:]) - int(low[5:]) == 2


def mean_quarter(match: Match, ctx: Context) -> str | None:
    """The third quarter, the second half of a year: without a year, the last one not after publication."""
    if ctx.following in ("ago",) or (get(match, "what") == "quarter" and ctx.following == "century"):
        return SKIP
    size = 4 if get(match, "what") == "quarter" else 2
    nth = min(word_tables()["ordinals"][get(match, "nth")], size)
    year = rules.read_year(match, ctx)
    if year is None and get(match, "own"):
        year = ctx.year_of(1 + 12 // size * (nth - 1))
    if year is None:
        if size == 2 or ctx.anchor.year is None or ctx.anchor.month is None or get(match, "nth") in ("last", "final"):
            return SKIP if size == 2 or get(match, "nth") == "last" else None
        now = (ctx.anchor.month - 1) // 3 + 1
        year = ctx.anchor.year - (nth > now and ctx.sense != "future")
    if size == 4:
        return give_quarter(year, nth)
    return f"{year:04d}-{6 * nth - 5:02d}/{year:04d}-{6 * nth:02d}"


def mean_quarter_code(match: Match, ctx: Context) -> str | None:
    """Q3 2017."""
    if match["q2"]:
        year = ctx.anchor.year
        return give_quarter(year, int(match["q2"])) if year is not None and match[0][0] == "Q" else SKIP
    return give_quarter(int(match["year"]), int(match["q"]))


def give_season(season: str, year: int) -> str:
    """Give the interval of a season that begins in a year."""
    first, last = word_tables()["seasons"][season]
    return f"{year:04d}-{first:02d}/{year + (last < first):04d}-{last:02d}"


def mean_season(match: Match, ctx: Context) -> str | None:
    """A season, of a year or by sense."""
    season, year = get(match, "season"), rules.read_year(match, ctx)
    if year is not None:
        return give_season(season, year)
    token = ctx.doc[ctx.last] if ctx.last >= 0 else None
    words = match[0].lower().split()
    if token is None or token.tag_ not in ("NN", "NNP") or words[0] != "the":
        return SKIP
    if ctx.before not in word_tables()["season_cues"]:
        return SKIP
    if season == "fall" and ctx.following == "of":
        return SKIP
    anchor = ctx.anchor
    if anchor.year is None or anchor.month is None:
        return None
    first, _ = word_tables()["seasons"][season]
    if ctx.sense == "future":
        return give_season(season, anchor.year + (anchor.month > first + 2))
    return give_season(season, anchor.year - (anchor.month < first))


def mean_decade(match: Match, ctx: Context) -> str | None:
    """The 1990s, the early nineties."""
    tens, name, edge = get(match, "tens"), get(match, "name"), get(match, "edge")
    if not tens and not match[0].lower().startswith("the"):
        return SKIP
    if tens and len(tens) == 2 and not (match[0].lower().startswith("the") or "'" in match[0] or "’" in match[0]):
        return SKIP
    first = int(tens) if tens else word_tables()["decades"][name]
    if first < 100:
        first += 1900 if first >= 20 else 2000
    low, high = {
        "early": (0, 3),
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
    country = _find_keeper(name, match, ctx)
    if get(match, "year"):
        found = values.find_holiday(name, int(get(match, "year")), country)
        return found.isoformat() if found else None
    anchor = ctx.anchor
    if anchor.year is None:
        return None
    if not anchor.day:
        found = values.find_holiday(name, anchor.year, country)
        return found.isoformat() if found else None
    days = [values.find_holiday(name, anchor.year + step, country) for step in (-1, 0, 1)]
    return values.pick_nearest(days, anchor.day, "future" if ctx.sense == "future" else "unknown")


def _find_keeper(name: str, match: Match, ctx: Context) -> str | None:
    """Give the country whose holiday is meant: the one named nearest before or after, else the one named most."""
    keepers = values.list_holiday_countries(name)
    if not keepers:
        return None
    here: list[tuple[int, str]] = []
    often: Counter[str] = Counter()
    for found in _compile_nations().finditer(ctx.text):
        code = _nations()[found[0]]
        if code in keepers:
            often[code] += 1
            away = min(abs(found.end() - match.start()), abs(found.start() - match.end()))
            if away <= AROUND:
                here.append((away, code))
    if here:
        return min(here)[1]
    return max(sorted(often.items()), key=lambda item: item[1])[0] if often else None


@functools.cache
def _nations() -> dict[str, str]:
    return {**load_demonyms(), **load_countries()}


@functools.cache
def _compile_nations() -> re.Pattern[str]:
    names = sorted(_nations(), key=lambda name: (-len(name), name))
    return re.compile(r"\b(?:" + "|".join(map(re.escape, names)) + r")\b")


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
    cue = ctx.before in word_tables()["year_cues"]
    if behind is not None and behind.pos_ == "PROPN" and behind.text[-1:].isalnum() and not cue:
        return SKIP
    named = behind is not None and behind.pos_ in ("DET", "PART")
    plural = ahead is not None and ahead.tag_ in ("NNS", "NNPS")
    if ahead is not None and plural and (not _is_near(year, ctx) or (is_person_noun(ahead.lemma_) and not named)):
        return SKIP
    if year < 1900 and not cue:
        return SKIP
    if ctx.before == "about" or (year < 1700 and ctx.before in ("to", "for", "and", "of", "from", "by")):
        return SKIP
    if ctx.before in word_tables()["number_cues"]:
        return SKIP
    return f"{year:04d}"


def mean_terror(match: Match, ctx: Context) -> str | None:
    """9/11, the Sept. 11 attacks: the words alone give the year."""
    return "2001-09-11"


def mean_fiscal(match: Match, ctx: Context) -> str | None:
    """Fiscal 1990."""
    return get(match, "year")


def mean_edge_year(match: Match, ctx: Context) -> str | None:
    """The beginning or end of a year in figures."""
    year, edge = int(get(match, "year")), get(match, "edge")
    if edge in ("end", "close"):
        return f"{year:04d}-12"
    return f"{year:04d}-01" if edge in ("beginning", "start") else f"{year:04d}"
