"""Votes: *52-47*, *25 votes to 2*, *voted 14 to 1*, *48 in favour and 52 against*.

In: a number as found. Out: its amounts of kind `votes`, none where no vote is told.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from dateline.annotate.quantity_context import quantity_words
from dateline.annotate.quantity_exclusions import Found
from dateline.records import Amount, Span

SIDE = re.compile(r" (?:in favou?r|against|opposed|abstained|abstaining|for|voted (?:in favou?r|against|for))\b")
AFTER_VOTES = re.compile(r".*\bvotes? (?:to|against)$")


def read_votes(text: str, found: Found, read: Callable[[str], float | None]) -> list[Amount]:
    """Give the votes that a number tells of; `read` turns words into a number."""
    match, words = found.match, quantity_words()
    if not match["low"]:
        return []
    low, high = read(match["low"]), read(match["high"] or "")
    if low is None:
        return []
    if high is not None and match["to"].strip() in ("-", "–", "—", "to"):
        cue = any(found.after.startswith((f" {word}", f"-{word}")) for word in words["vote_after"])
        tight = match["to"].strip() != "to"
        told = words["vote_before"] if tight else words["vote_before"][:5]
        if cue or any(re.search(rf"\b{word}\b", found.before) for word in told):
            return [
                Amount(Span.of(text, *match.span("low")), low, low, None, "votes"),
                Amount(Span.of(text, *match.span("high")), high, high, None, "votes"),
            ]
        return []
    if high is None and not match["to"] and _is_side(found):
        return [Amount(Span.of(text, found.start, found.end), low, low, None, "votes")]
    return []


def _is_side(found: Found) -> bool:
    """Say whether a lone number is one side of a vote."""
    if AFTER_VOTES.match(found.lead):
        return True
    side = SIDE.match(found.after)
    if side is None:
        return False
    around = found.before + found.after
    strong = re.search(r"\b(?:votes?|voted|voting|ballots?|abst\w+|motion|resolution|bill)\b", around)
    return bool(strong) and (side[0].strip() != "for" or "against" in around)
