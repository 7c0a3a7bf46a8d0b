"""What of a report the merging stage compares: its words, names, numbers and lead, computed once.

In: a reading. Out: a `Profile`. Names are words that stand with a capital inside a sentence somewhere in the report
(as truecasing does: Lita et al. 2003), so that headlines in capitals name nobody new.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise

from dateline.records import ASIDE, Reading

CUT = 1500
"""How many characters from the top are compared: news tells what happened first (the inverted pyramid)."""
LEAD = 350

_WORD = re.compile(r"[^\W\d_](?:[^\W\d_]|['’](?=[^\W\d_]))*|\d(?:[\d,.]*\d)?")
_SENTENCE = re.compile(r"(?<=[.!?])\s+|\n+|``|''")
_LOWER_SHARE = 0.4
"""A line with fewer words in lower case than this share is a headline: its capitals name nobody."""


@dataclass(frozen=True, slots=True)
class Profile:
    """The report as counts: terms by channel (`words, names, numbers, lead, lead_names, bigrams`)."""

    report: str
    published: str | None
    outlet: str | None
    agencies: tuple[str, ...]
    terms: Mapping[str, Mapping[str, int]]


def make_profile(reading: Reading) -> Profile:
    """Give the profile of a report from its title and the top of its body; furniture is left out."""
    text = f"{reading.report.title or ''}\n{find_body(reading)}"[:CUT]
    words, lead = split_words(text), split_words(text[:LEAD])
    names = find_names(text)
    terms = {
        "words": Counter(words),
        "names": Counter(word for word in words if word in names),
        "numbers": Counter(word for word in words if word[0].isdigit()),
        "lead": Counter(lead),
        "lead_names": Counter(word for word in lead if word in names),
        "bigrams": Counter(f"{a} {b}" for a, b in pairwise(words)),
    }
    return Profile(reading.id, reading.report.published, reading.report.outlet, reading.agencies, terms)


def find_body(reading: Reading) -> str:
    """Give the text of a report without its furniture: boilerplate, credits, captions, bylines and agency lines."""
    text = reading.text
    left_out = [p.span for p in reading.parts if p.kind in {*ASIDE, "caption"}]
    pieces, at = [], 0
    for span in sorted(left_out):
        if span.start > at:
            pieces.append(text[at : span.start])
        at = max(at, span.end)
    pieces.append(text[at:])
    body = "".join(pieces).strip()
    return body or text


def split_words(text: str) -> list[str]:
    """Give the words and numbers of a text in lower case, without the ending of the genitive."""
    return [word.lower().removesuffix("'s").removesuffix("’s") for word in _WORD.findall(text)]


def find_names(text: str) -> frozenset[str]:
    """Give the words, in lower case, that have a capital inside a sentence."""
    found: set[str] = set()
    for sentence in _SENTENCE.split(text):
        words = _WORD.findall(sentence)
        if sum(word[0].islower() for word in words) < len(words) * _LOWER_SHARE:
            continue
        found.update(word.lower().removesuffix("'s").removesuffix("’s") for word in words[1:] if word[0].isupper())
    return frozenset(found)


def hash_ids(ids: tuple[str, ...]) -> str:
    """Give a content hash of ids, whatever their order: 24 hex digits of SHA-256."""
    return hashlib.sha256("\n".join(sorted(ids)).encode()).hexdigest()[:24]
