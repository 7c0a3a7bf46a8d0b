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
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from dateline.annotate.quantity_context import kind_of_context, quantity_words
from dateline.data.quantity_kinds import kind_of_word
from dateline.records import Amount, Document, Span

Bounds = tuple[float | None, float | None]
NEAR = 60
"""Characters before and after a number in which a cue for a sentence or a vote counts."""


def _any_of(words: Iterable[str]) -> str:
    ordered = sorted(words, key=lambda word: (-len(word), word))
    return "(?:" + "|".join(re.escape(word).replace(r"\ ", r"[ \u00a0]") for word in ordered) + ")"


@functools.cache
def compile_pattern() -> re.Pattern[str]:
    """Give the pattern of an amount: bound, currency, number or range, scale, unit."""
    words = quantity_words()
    small = _any_of([*words["units"], *words["tens"]])
    scale = _any_of(words["scales"])
    spelled = rf"{small}(?:[ -](?:and[ ])?(?:{small}|{scale})\b){{0,7}}"
    figure = r"\d{1,3}(?:,\d{3}){1,5}(?:\.\d{1,4})?|\d{1,12}(?:\.\d{1,4})?"
    one = rf"(?:(?:{figure})(?![\d:]|,\d|/\d)(?:[ -]?{scale}\b)?|{spelled}\b)"
    codes = _any_of(words["currency_codes"])
    sign = rf"(?-i:(?:{codes}(?:[ ](?=\d\d)|(?=\d))|[A-Z]{{0,3}}{_any_of(words['currency_signs'])}[ ]?))"
    return re.compile(
        rf"(?<![\w.,:/$€£#-])(?:(?P<bound>{_any_of(words['bounds'])})[ ])?"
        rf"(?:(?P<sign>{sign}))?"
        rf"(?:(?P<vague>{_any_of(words['vague'])})(?:[ ](?P<vscale>{scale}))?\b|(?P<low>{one})"
        rf"(?:(?P<to>[ ]to[ ]|[ ]?[-–—][ ]?|[ ]or[ ])(?:{sign})?(?P<high>{one}|life\b))?)"
        r"(?P<after>[ ]or[ ](?:more|so|fewer|less)\b)?",
        re.IGNORECASE,
    )


@functools.cache
def _compile_after() -> dict[str, re.Pattern[str]]:
    words = quantity_words()
    patterns = {
        "currency": rf"(?:[ ](?:of[ ])?(?:[A-Za-z.]{{2,14}}[ ]){{0,2}}|-)({_any_of(words['currency_nouns'])})s?\b",
        "duration": rf"[ -]{_any_of(words['time_units'])}s?\b",
        "measure": (
            rf"[ -]?(?:{_any_of(words['measures'])})s?\b"
            r"|[ -]?(?:%|percent|per[ ]cent|°|k\b|st\b|nd\b|rd\b|th\b)"
        ),
    }
    return {name: re.compile(pattern, re.IGNORECASE) for name, pattern in patterns.items()}


def read_number(words: str) -> float | None:
    """Give the number that figures or words say, None where they say none: *two hundred and six* is 206."""
    tables = quantity_words()
    total, part, seen = 0.0, 0.0, False
    for piece in re.findall(r"[\d.,]+|[a-z]+", words.lower()):
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
        elif piece != "and":
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
    after = (match["after"] or "").lower().split()[-1:]
    if after in (["more"], ["fewer"], ["less"]):
        bound = "least" if after == ["more"] else "most"
    if match["vague"]:
        low, high = quantity_words()["vague"][" ".join(match["vague"].lower().replace("\u00a0", " ").split())]
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
    scaled = re.search(r"[a-z]+$", match["high"].lower())
    if high is not None and match["low"][-1].isdigit() and scaled and low < 1000 <= high:
        low = tidy(low * quantity_words()["scales"].get(scaled[0], 1))
    return (low, high) if high is not None and low < high else None


@dataclass(frozen=True, slots=True)
class _Found:
    match: re.Match[str]
    start: int
    end: int
    first: Any
    last: Any
    before: str
    after: str


def find_amounts(document: Document) -> Document:
    """Find the amounts of a report."""
    doc, text = document.syntax, document.text
    if doc is None or not len(doc):
        return document
    starts = [token.idx for token in doc]
    taken = [(time.span.start, time.span.end) for time in document.times]
    times = [start for start, _ in taken]
    amounts: list[Amount] = []
    for match in compile_pattern().finditer(text):
        start, end = _trim(match)
        at = bisect.bisect_left(times, end) - 1
        if at >= 0 and taken[at][1] > start:
            continue
        number = match.start("vague") if match["vague"] else match.start("low")
        found = _Found(
            match,
            start,
            end,
            doc[max(bisect.bisect_right(starts, number) - 1, 0)],
            doc[max(bisect.bisect_left(starts, end) - 1, 0)],
            re.split(r"[.!?\n]\s", text[max(0, start - NEAR) : start])[-1].lower(),
            re.split(r"[.!?]\s|\n", text[end : end + NEAR])[0].lower(),
        )
        amounts += _build(text, found)
    return replace(document, amounts=tuple(amounts))


def _trim(match: re.Match[str]) -> tuple[int, int]:
    """Leave out bounds that add nothing (*the 84*) from the span."""
    start = match.start()
    if (
        match["bound"]
        and match["bound"].lower() in ("the", "all", "another", "over")
        and (match["bound"].lower() != "over" or not match["low"])
    ):
        start = match.end("bound") + 1
    return start, match.end()


def _build(text: str, found: _Found) -> list[Amount]:
    match = found.match
    if votes := _read_votes(text, found):
        return votes
    bounds = _read_bounds(match)
    if bounds is None or "%" in found.after[:2]:
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
    if match["sign"] or _is_no_count(found, noun):
        return []
    kind = None if noun is None else kind_of_word(noun.lemma_)
    kind = kind or kind_of_context(found.first, found.last, noun)
    span = Span.of(text, found.start, found.end)
    return [Amount(span, *bounds, None if noun is None else _span(text, noun), kind)]


def _span(text: str, token: Any) -> Span:
    return Span.of(text, token.idx, token.idx + len(token.text))


def _read_votes(text: str, found: _Found) -> list[Amount]:
    """Read *52-47*, *25 votes to 2*, *voted 14 to 1*: two amounts of kind votes."""
    match = found.match
    if not match["low"]:
        return []
    low, high = read_number(match["low"]), read_number(match["high"] or "")
    words = quantity_words()
    if high is not None and low is not None and match["to"].strip() in ("-", "–", "—", "to"):
        cue = any(found.after.startswith((f" {word}", f"-{word}")) for word in words["vote_after"])
        if cue or any(word in found.before for word in words["vote_before"][:5]):
            return [
                Amount(Span.of(text, *match.span("low")), low, low, None, "votes"),
                Amount(Span.of(text, *match.span("high")), high, high, None, "votes"),
            ]
    return []


def _find_noun(found: _Found) -> Any:
    """Find the head noun that is counted, None where the number stands alone."""
    token, match = found.last, found.match
    if match["vague"] or found.after.startswith(" of "):
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


def _read_money(text: str, found: _Found, bounds: Bounds, noun: Any) -> Amount | None:
    match, end = found.match, found.end
    sign = (match["sign"] or "").strip()
    if sign:
        if (sign.isalpha() and not (sign.isupper() or sign == "Rs")) or text[end : end + 1] == "%":
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


def _read_sentence(text: str, found: _Found, bounds: Bounds) -> list[Amount] | None:
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
    if not any(word in rest for word in words["sentence_after"]) and not any(
        word in found.before for word in words["sentence_before"]
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


_AGE = re.compile(r"(?:\b(?:aged?|ages)|[A-Za-z]{2},)\s$")


def _is_no_count(found: _Found, noun: Any) -> bool:
    """Say whether a number counts nothing: an age, a measure, part of a name, a list number, a clock."""
    match, words, token = found.match, quantity_words(), found.last
    lead = found.before.rstrip()
    last = re.split(r"[\s(\"“]", lead)[-1] if lead else ""
    after = found.after
    plain = not match["vague"]
    if _compile_after()["measure"].match(after):
        return True
    if plain and match["low"][0].isdigit() and (last in words["number_heads"] or lead.endswith("group of")):
        return True
    if plain and _AGE.search(found.before) and re.match(r",|\.|\)|$| and\b", after) and noun is None:
        return True
    if after.startswith(("-year", " year", "-month")) or re.match(r"[-/]\w|\.\s?\w|[:'’]\d", after):
        return True
    if plain and not lead and re.match(r"[.)]", after):
        return True
    if plain and match["low"].lower() == "one":
        return (
            noun is None
            or not 0 < noun.i - token.i <= 3
            or after.startswith((" of ", " another"))
            or noun.pos_ == "PROPN"
        )
    if plain and noun is None:
        behind = token.doc[found.first.i - 1] if found.first.i else None
        if behind is not None and behind.pos_ == "PROPN" and not re.search(r"[,.;]$", lead):
            return True
        if re.fullmatch(r"(?:1[89]|20)\d\d", match["low"]) or token.ent_type_ in (
            "DATE",
            "TIME",
            "PERCENT",
            "ORDINAL",
        ):
            return True
    return noun is not None and noun.lemma_.lower() in words["time_units"]
