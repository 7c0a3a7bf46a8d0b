"""Amounts: the numbers of the text, in words or figures, as intervals.

In: a `Document` with `syntax` and `times`. Out: the same with `amounts`, in the order of the text. Bounds are
inclusive: *more than 100* is 101 and open, *at least 100* is 100 and open, *nearly 80* open and 79, *dozens* 24 and
99, *about 150,000* 150,000 and 150,000. The span holds the words of the bound, the number, its scale and currency,
and for a prison term its unit. Ages, dates, times of day, percentages, measures, ordinals and the numbers of lists
and names are no amounts. Patterns are built from `quantities.json`.
"""

from __future__ import annotations

import bisect
import functools
import re
from dataclasses import replace
from typing import Any

from dateline.annotate.patterns import match_any
from dateline.annotate.quantity_context import find_kind, quantity_words
from dateline.annotate.quantity_exclusions import Found, is_no_count, is_percentage
from dateline.annotate.quantity_votes import read_votes
from dateline.records import Amount, Document, Span
from dateline.tokens import list_starts

Bounds = tuple[float | None, float | None]
CONVERTED = re.compile(r"(?: [a-z]+){0,3},? ?\((?:or )?(?:about |around |some |nearly |roughly )?", re.I)
APART = re.compile(r"(?<=\d),?[ \u00a0](?=000\b)")
"""What stands before thousands that are written apart: *20 000*."""
ROUND = re.compile(r"(10+|1,0+)\b")
NEAR = 60
"""Characters before and after a number in which a cue for a sentence or a vote counts."""


@functools.cache
def compile_pattern() -> re.Pattern[str]:
    """Give the pattern of an amount: bound, currency, number or range, scale, unit."""
    words = quantity_words()
    small = match_any([*words["units"], *words["tens"]])
    scale = match_any(words["scales"])
    spelled = rf"{small}(?:[ -](?:and[ ])?(?:{small}|{scale})\b){{0,7}}"
    half = rf"[ ]and[ ]a[ ]half(?:[ ]{scale}\b)?"
    bare = rf"{match_any(words['bare_scales'])}(?=-(?:{match_any(words['currency_nouns'])})\b)"
    figure = r"\d{1,3}(?:,\d{3}){1,5}(?:\.\d{1,4})?|\d{1,3}(?:,?[ \u00a0]000){1,4}\b|\d{1,12}(?:\.\d{1,4})?"
    one = rf"(?:(?:{figure})(?![\d:]|,\d|/\d)(?:[ -]?{scale}\b)?|{spelled}\b)(?:{half})?"
    codes = match_any(words["currency_codes"])
    sign = rf"(?-i:(?:{codes}(?:[ ](?=\d\d)|(?=\d))|[A-Z]{{0,3}}{match_any(words['currency_signs'])}[ ]?))"
    return re.compile(
        rf"(?<![\w.,:/$€£#-])(?P<between>between[ ])?(?:(?P<bound>{match_any(words['bounds'])})[ ])?"
        rf"(?:(?P<sign>{sign}))?"
        rf"(?:(?P<vague>{match_any(words['vague'])}|{bare})(?:[ ](?P<vscale>{scale}))?\b|(?P<low>{one})"
        rf"(?:(?P<to>(?(between)[ ]and[ ]|(?:[ ]to[ ]|[ ]?[-–—][ ]?|[ ]or[ ])))(?:{sign})?(?P<high>{one}|life\b))?)"
        r"(?P<after>[ ]or[ ](?:more|so|fewer|less)\b)?",
        re.IGNORECASE,
    )


@functools.cache
def _compile_after() -> dict[str, re.Pattern[str]]:
    words = quantity_words()
    patterns = {
        "currency": rf"(?:[ ](?:of[ ])?(?:[A-Za-z.]{{2,14}}[ ]){{0,2}}|-)({match_any(words['currency_nouns'])})s?\b",
        "duration": rf"[ -]{match_any(words['time_units'])}s?\b",
    }
    return {name: re.compile(pattern, re.IGNORECASE) for name, pattern in patterns.items()}


def read_number(words: str) -> float | None:
    """Give the number that figures or words say, None where they say none: *two hundred and six* is 206."""
    tables = quantity_words()
    total, part, seen = 0.0, 0.0, False
    for piece in re.findall(r"[\d.,]+|[a-z]+", APART.sub("", words.lower())):
        if piece[0].isdigit():
            part, seen = float(piece.replace(",", "").rstrip(".")), True
        elif piece in tables["units"] or piece in tables["tens"]:
            part, seen = part + tables["units"].get(piece, tables["tens"].get(piece, 0)), True
        elif piece in tables["scales"]:
            factor = tables["scales"][piece]
            part = (part or 1) * factor
            if factor >= 1000:
                total, part = total + part, 0.0
            seen = True
        elif piece == "half":
            part += 0.5
        elif piece not in ("and", "a"):
            return None
    return tidy(total + part) if seen else None


def tidy(number: float) -> float:
    """Give a whole number as an int, so that JSON shows 774 and not 774.0."""
    return int(number) if float(number).is_integer() else round(number, 6)


def bound_number(number: float, bound: str) -> Bounds:
    """Give the interval of a number under a bound: `above`, `least`, `most`, `below` or `exact`."""
    step = 1 if float(number).is_integer() else 0
    return {
        "above": (number + step, None),
        "least": (number, None),
        "most": (None, number),
        "below": (None, number - step),
    }.get(bound, (number, number))


def _read_bounds(match: re.Match[str]) -> Bounds | None:
    bound = quantity_words()["bounds"].get(" ".join((match["bound"] or "").lower().split()), "exact")
    if _is_particle(match):
        bound = "exact"
    after = (match["after"] or "").lower().split()[-1:]
    if after in (["more"], ["fewer"], ["less"]):
        bound = "least" if after == ["more"] else "most"
    if match["vague"]:
        words = " ".join(match["vague"].lower().replace("\u00a0", " ").split())
        low, high = quantity_words()["vague"].get(words) or (quantity_words()["bare_scales"][words], None)
        if match["vscale"]:
            factor = quantity_words()["scales"][match["vscale"].lower()]
            low, high = low * factor, high * factor if high else None
        return bound_number(low, bound) if low == high or bound in ("above", "least") else (low, high)
    low = read_number(match["low"])
    if low is None:
        return None
    if not match["high"]:
        return bound_number(low, bound)
    if match["high"].lower() == "life":
        return low, None
    high = read_number(match["high"])
    scales = quantity_words()["scales"]
    scaled = re.search(r"[a-z]+$", match["high"].lower())
    factor = scales.get(scaled[0], 1) if scaled else 1
    if high is not None and not any(word in match["low"].lower() for word in scales if len(word) > 1):
        low = tidy(low * factor) if low < 1000 and low * factor <= high else low
    return (low, high) if high is not None and low < high else None


def find_amounts(document: Document) -> Document:
    """Find the amounts of a report."""
    doc, text = document.syntax, document.text
    if doc is None or not len(doc):
        return document
    starts = list_starts(doc)
    taken = [(time.span.start, time.span.end) for time in document.times]
    times = [start for start, _ in taken]
    amounts: list[Amount] = []
    for match in compile_pattern().finditer(text):
        start, end = _trim(match)
        at = bisect.bisect_left(times, end) - 1
        if at >= 0 and taken[at][1] > start:
            continue
        number = match.start("vague") if match["vague"] else match.start("low")
        found = Found(
            match,
            start,
            end,
            doc[max(bisect.bisect_right(starts, number) - 1, 0)],
            doc[max(bisect.bisect_left(starts, end) - 1, 0)],
            re.split(r"[.!?\n]\s", text[max(0, start - NEAR) : start])[-1].lower(),
            re.split(r"[.!?]\s|\n", text[end : end + NEAR])[0].lower(),
        )
        if amounts and _is_converted(text, amounts[-1], start):
            continue
        amounts += _build(text, found)
    return replace(document, amounts=tuple(amounts))


def _is_converted(text: str, last: Amount, start: int) -> bool:
    """Say whether a number gives the sum before it in another currency: *40 million shekels ($11 million)*."""
    return last.kind == "money" and bool(CONVERTED.fullmatch(text[last.span.end : start][:40]))


def _is_particle(match: re.Match[str]) -> bool:
    """Say whether *over* belongs to the verb before it: *handed over 200 tents*."""
    if (match["bound"] or "").lower() != "over":
        return False
    before = match.string[: match.start("bound")].split()[-1:]
    return bool(before) and before[0].lower() in quantity_words()["over_verbs"]


def _trim(match: re.Match[str]) -> tuple[int, int]:
    """Leave out bounds that add nothing (*the 84*) from the span."""
    start = match.start()
    if match["between"] and not match["high"]:
        start = match.end("between")
    if (
        match["bound"]
        and match["bound"].lower() in ("the", "all", "another", "over")
        and (match["bound"].lower() != "over" or not match["low"] or _is_particle(match))
    ):
        start = match.end("bound") + 1
    return start, match.end()


def _build(text: str, found: Found) -> list[Amount]:
    match = found.match
    if votes := read_votes(text, found, read_number):
        return votes
    bounds = _read_bounds(match)
    if found.after.startswith("s") and not match["vague"]:
        bounds = _read_plural(match["low"])
    if bounds is None or is_percentage(found.after):
        return []
    if match["vague"] and match["vague"].lower() in ("a pair", "a couple") and found.after.startswith(" of"):
        return []
    noun = _find_noun(found)
    money = _read_money(text, found, bounds, noun)
    if money:
        return [money]
    term = _read_sentence(text, found, bounds)
    if term is not None:
        return term
    if match["sign"] or is_no_count(text, found, noun):
        return []
    kind = find_kind(found.first, found.last, noun, found.after)
    span = Span.of(text, found.start, found.end)
    return [Amount(span, *bounds, None if noun is None else _span(text, noun), kind)]


def _read_plural(words: str) -> Bounds | None:
    """Read *100s* as hundreds; other figures with an *s* are years or names."""
    if not ROUND.fullmatch(words):
        return None
    low = read_number(words) or 0
    return 2 * low, 10 * low - 1


def _span(text: str, token: Any) -> Span:
    return Span.of(text, token.idx, token.idx + len(token.text))


def _find_noun(found: Found) -> Any:
    """Find the head noun that is counted, None where the number stands alone."""
    token, match = found.last, found.match
    if match["vague"] or found.after.startswith((" of ", "s of ")):
        for child in token.rights:
            if child.lower_ == "of":
                return next((c for c in child.rights if c.pos_ in ("NOUN", "PROPN", "ADJ")), None)
    for node in (found.first, token):
        head = node.head
        if node.dep_ in ("nummod", "det", "amod", "quantmod", "compound", "nmod", "predet", "advmod"):
            if head.dep_ in ("nummod", "quantmod") and head.head.i != head.i and head.pos_ == "NUM":
                head = head.head
            if head.pos_ in ("NOUN", "PROPN") and 0 < head.i - token.i <= 8 and head.ent_type_ not in ("DATE", "TIME"):
                return head
    if token.pos_ in ("NOUN",) and token.lower_ not in quantity_words()["scales"] and not match["vague"]:
        return token
    return None


def _read_money(text: str, found: Found, bounds: Bounds, noun: Any) -> Amount | None:
    match, end = found.match, found.end
    if match["sign"]:
        if text[end : end + 1] == "%":
            return None
        tail = re.match(r"-?(?:dollar)?", text[end : end + 7])
        return Amount(
            Span.of(text, found.start, end + (tail.end() if tail and tail[0] == "-dollar" else 0)),
            *bounds,
            None,
            "money",
        )
    unit = _compile_after()["currency"].match(text[end : end + 50])
    if not unit or (unit[1].lower() in ("real", "crown") and not unit[0].endswith("s")):
        return None
    if unit[1].lower() == "pound" and noun is not None and noun.lemma_.lower() != "pound":
        return None
    if unit[0].startswith("-") and (match["vague"] or re.search("[a-z]", match[0].lower())):
        bounds = (bounds[0], None if match["vague"] else bounds[1])
    return Amount(Span.of(text, found.start, end + unit.end()), *bounds, None, "money")


def _read_sentence(text: str, found: Found, bounds: Bounds) -> list[Amount] | None:
    """Read a prison term; an empty list is a duration, None no stretch of time at all."""
    words = quantity_words()
    unit = re.match(
        r"[ -](?P<unit>year|month|week|day|hour|minute|decade)s?\b(?P<life>[ ]to[ ]life)?",
        text[found.end : found.end + 24],
        re.IGNORECASE,
    )
    if unit is None:
        return [] if _compile_after()["duration"].match(text[found.end : found.end + 14]) else None
    rest = found.after[unit.end() : unit.end() + 32]
    if rest.startswith(("-old", " old", " ago")):
        return []
    if (
        not unit["life"]
        and not any(word in rest for word in words["sentence_after"])
        and not any(word in found.before for word in words["sentence_before"])
    ):
        return []
    span = Span.of(text, found.start, found.end + unit.end())
    name = unit["unit"].lower()
    if name in ("day", "week", "hour", "minute"):
        return [Amount(Span.of(text, found.start, found.end + unit.end()), *bounds, None, "other")]
    factor = {"month": 1 / 12, "decade": 10}.get(name, 1)
    low, high = (None if b is None else tidy(round(b * factor, 2)) for b in bounds)
    if found.match["bound"] and low is not None and high is None and "more" in found.match["bound"].lower():
        low = tidy(round((read_number(found.match["low"] or "") or 0) * factor, 2)) or low
    return [Amount(span, low, None if unit["life"] else high, None, "sentence_years")]
