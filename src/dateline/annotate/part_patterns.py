"""The written forms of the parts of a report.

In: one line of text. Out: what kind of part the line is, opens with or ends with, by the regular expressions
of `part_patterns.tsv` and the names of `wire_services.tsv`. Every search looks at a bounded stretch.
"""

from __future__ import annotations

import functools
import re
from typing import Literal

from dateline.data import load_table
from dateline.records import PartKind

Scope = Literal["line", "start", "end"]

LONGEST_LINE = 1_000
"""Characters above which a line is a paragraph and no part of another kind as a whole."""
WINDOW = 700
"""How many characters at the beginning or the end of a line are searched."""

_DATE = r"(?:[A-Z][a-z]{2,8}\.? \d{1,2},? \d{4}|\d{1,2} [A-Z][a-z]{2,8}\.? \d{4})"
_ORDER: tuple[PartKind, ...] = ("boilerplate", "byline", "credit", "caption")
_SENTENCE_END = re.compile(r"(?:[.!?…][\"'”’)\]]{0,3}|[”\"])\s+(?=[\"'“‘(\[]?[A-Z0-9©])")
_ABBREVIATION = re.compile(r"(?:\b[A-Z][a-z]{0,4}|\b[A-Za-z]|\b(?:[A-Za-z]\.){1,3}[A-Za-z])\.$")


@functools.lru_cache(maxsize=4096)
def classify_line(line: str) -> PartKind | None:
    """Say what kind of part a whole line is; None if its form does not tell."""
    if len(line) > LONGEST_LINE:
        return None
    if find_services(line, alone=True):
        return "agency"
    for kind, pattern in _load_patterns("line"):
        if pattern.fullmatch(line):
            return kind
    return None


def match_opening(line: str) -> tuple[PartKind, int] | None:
    """Say what kind of part the line opens with and where that ends; None if with none."""
    for kind, pattern in _load_patterns("start"):
        match = pattern.match(line, 0, WINDOW)
        if match:
            return kind, match.end()
    return None


def match_ending(line: str) -> tuple[PartKind, int] | None:
    """Say what kind of part stands at the end of a line, after a sentence, and where it begins."""
    for match in _SENTENCE_END.finditer(line, max(0, len(line) - WINDOW)):
        start = match.end()
        if not is_sentence_end(line, match.start()):
            continue
        if find_services(line[start:], alone=True):
            return "agency", start
        for kind, pattern in _load_patterns("end"):
            if pattern.fullmatch(line, start):
                return kind, start
    return None


def opens_with_label(line: str) -> bool:
    """Say whether a line opens with a word in capitals that is no place ("UPDATE - ...")."""
    return bool(_load_label().match(line, 0, WINDOW))


def find_services(text: str, *, alone: bool = False) -> tuple[str, ...]:
    """Give the wire services that a text names, in order; with `alone`, only if it holds nothing else."""
    if alone and (len(text) > 200 or not _load_services_alone().fullmatch(text)):
        return ()
    codes = _load_codes()
    found = dict.fromkeys(codes[match[0]] for match in _load_services().finditer(text, 0, LONGEST_LINE))
    return tuple(found)


def is_sentence_end(line: str, position: int) -> bool:
    """Say whether the full stop at a position ends a sentence, and not an abbreviation."""
    if line[position] != ".":
        return True
    return not _ABBREVIATION.search(line, max(0, position - 12), position + 1)


LONGEST_SENTENCE = 600
"""In characters."""


def find_sentence_start(line: str, end: int) -> int:
    """Give the offset at which the sentence that ends at `end` begins; `end` where that is too far back."""
    first = max(0, end - LONGEST_SENTENCE)
    start = 0 if first == 0 else end
    for match in _SENTENCE_END.finditer(line, first, end):
        if match.end() < end and is_sentence_end(line, match.start()):
            start = match.end()
    return start


@functools.cache
def _load_patterns(scope: Scope) -> tuple[tuple[PartKind, re.Pattern[str]], ...]:
    rows = load_table("part_patterns.tsv")
    patterns = []
    for kind in _ORDER:
        forms = [row["pattern"] for row in rows if row["kind"] == kind and row["scope"] == scope]
        if forms:
            patterns.append((kind, re.compile("|".join(f"(?:{form})" for form in forms))))
    return tuple(patterns)


@functools.cache
def _load_label() -> re.Pattern[str]:
    rows = load_table("part_patterns.tsv")
    return re.compile("|".join(row["pattern"] for row in rows if row["kind"] == "label"))


@functools.cache
def _load_codes() -> dict[str, str]:
    return {row["form"]: row["service"] for row in load_table("wire_services.tsv")}


@functools.cache
def _load_forms() -> str:
    return "|".join(map(re.escape, sorted(_load_codes(), key=lambda form: (-len(form), form))))


@functools.cache
def _load_services() -> re.Pattern[str]:
    return re.compile(rf"(?<![\w-])(?:{_load_forms()})(?![\w-])")


@functools.cache
def _load_services_alone() -> re.Pattern[str]:
    name = f"(?:{_load_forms()})"
    join = r"(?: ?[,/&;|–-] ?| and | with )"
    return re.compile(
        rf"(?:[\w/.-]{{1,12}} )?[(\[/–—-]?\s?{name}(?:{join}(?>{name}(?!\w)|\w{{2,12}}))*"
        rf"(?:,? {_DATE})?\s?[)\]/]?\.?"
    )
