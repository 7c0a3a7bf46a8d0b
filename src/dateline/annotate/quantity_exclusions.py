"""Numbers that count nothing: ages, measures, parts of names, numbers of lists, clocks, ratios.

In: a number as found, with its tokens and the words around it. Out: whether it is left out.
"""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass
from typing import Any

from dateline.annotate.patterns import match_any
from dateline.annotate.quantity_context import quantity_words
from dateline.data.quantity_kinds import is_person_noun

AGE = re.compile(r"(?:\b(?:aged?|ages)|[A-Za-z]{2},|\bage of)\s$")
AGE_AFTER = re.compile(r",|\.|\)|$|\n| and\b| of [A-Z]| from [A-Z]")
YOUNG = re.compile(r"\b(?:boy|girl|man|woman|child|son|daughter|youth|aged|age) of\s$")


@dataclass(frozen=True, slots=True)
class Found:
    """A number in the text: its match, offsets, first and last token, and the lower-case words around it."""

    match: re.Match[str]
    start: int
    end: int
    first: Any
    last: Any
    before: str
    after: str

    @property
    def lead(self) -> str:
        """The words before, without white space at the end."""
        return self.before.rstrip()


@functools.cache
def _compile_measure() -> re.Pattern[str]:
    return re.compile(
        rf"[ -]?(?:(?:square|cubic|nautical)[ ])?(?:{match_any(quantity_words()['measures'])})s?\b"
        r"|[ -]?(?:%|percent|per[ ]cent|°|k\b|st\b|nd\b|rd\b|th\b)",
        re.IGNORECASE,
    )


@functools.cache
def _compile_ratio() -> re.Pattern[str]:
    number = rf"(?:{match_any(quantity_words()['units'])}|\d{{1,3}})"
    return re.compile(rf"[ ](?:in|out[ ]of)(?:[ ]every)?[ ]{number}\b", re.IGNORECASE)


def is_percentage(after: str) -> bool:
    """Say whether the words after a number make it a percentage."""
    return "%" in after[:2] or bool(re.match(r"[ -]?(?:percent|per[ ]cent)", after))


def is_no_count(text: str, found: Found, noun: Any) -> bool:
    """Say whether a number counts nothing; `noun` is the token of what it counts, or None."""
    match, after = found.match, found.after
    if _compile_measure().match(after) or _is_ratio(text, found):
        return True
    if after.startswith(("-year", " year", "-month")) or re.match(r"[-/](?!strong)\w|\.\s?\w|[:'’]\d", after):
        return True
    if match["vague"]:
        return noun is not None and noun.lemma_.lower() in quantity_words()["time_units"]
    if _is_numbered(text, found, noun) or _is_age(text, found, noun):
        return True
    if match["low"].lower() == "one":
        return _is_no_one(found, noun)
    if noun is None and _is_alone(found):
        return True
    return noun is not None and noun.lemma_.lower() in quantity_words()["time_units"]


def _is_ratio(text: str, found: Found) -> bool:
    """Say whether a number is a side of *one in three*."""
    if _compile_ratio().match(text, found.end):
        return True
    behind = re.search(r"(\S+) (?:in|out of)(?: every)? $", text[max(0, found.start - 40) : found.start])
    return behind is not None and bool(_compile_ratio().match(" in " + found.match[0])) and (
        behind[1].lower() in quantity_words()["units"] or behind[1].isdigit()
    )  # fmt: skip


def _is_numbered(text: str, found: Found, noun: Any) -> bool:
    """Say whether a number is part of a name, an address or a list."""
    words, lead, low = quantity_words(), found.lead, found.match["low"]
    if not low[0].isdigit():
        return False
    last = re.split(r"[\s(\"“]", lead)[-1] if lead else ""
    listed = re.search(r"\bnos?\.$", text[max(0, found.start - 6) : found.start].rstrip(), re.IGNORECASE)
    if last in words["number_heads"] or lead.endswith("group of") or listed:
        return True
    if not lead and re.match(r"[.)]", found.after):
        return True
    if re.match(rf" (?:[A-Z][\w.’']* ){{1,3}}(?:{'|'.join(words['streets'])})\b", text[found.end : found.end + 50]):
        return True
    model = found.first.i and found.last.doc[found.first.i - 1]
    return bool(
        model
        and model.text in words["models"]
        and (noun is None or noun.i > found.last.i)
    )  # fmt: skip


def _is_age(text: str, found: Found, noun: Any) -> bool:
    if YOUNG.search(found.before):
        return True
    alone = noun is None or noun.ent_type_ in ("GPE", "LOC") or noun.pos_ == "PROPN"
    return bool(AGE.search(found.before) and AGE_AFTER.match(text[found.end : found.end + 8]) and alone)


def _is_no_one(found: Found, noun: Any) -> bool:
    """Say whether *one* is no number: *one of the worst*, *the one thing*, *in one case*."""
    if noun is None or not 0 < noun.i - found.last.i <= 3 or noun.pos_ == "PROPN":
        return True
    if found.after.startswith((" of ", " another")):
        return True
    bound = (found.match["bound"] or "").lower()
    weak = bound == "the" or (not bound and re.search(r"\b(?:the|that|this|in|on|at|no|any|every|for)$", found.lead))
    return bool(weak) and not is_person_noun(noun.lemma_)


def _is_alone(found: Found) -> bool:
    """Say whether a number that counts no noun is part of a name, a year or a date."""
    behind = found.last.doc[found.first.i - 1] if found.first.i else None
    if behind is not None and behind.pos_ == "PROPN" and not re.search(r"[,.;]$", found.lead):
        return True
    year = re.fullmatch(r"(?:1[89]|20)\d\d", found.match["low"])
    return bool(year) or found.last.ent_type_ in ("DATE", "TIME", "PERCENT", "ORDINAL")
