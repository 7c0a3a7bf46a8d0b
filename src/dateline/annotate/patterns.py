"""Patterns made of the words of a table."""

from __future__ import annotations

import re
from collections.abc import Iterable


def match_any(words: Iterable[str]) -> str:
    """Give the pattern of one of these words, the longest first, with any blank and any apostrophe for theirs."""
    ordered = sorted(words, key=lambda word: (-len(word), word))
    escaped = (re.escape(word).replace(r"\ ", r"[ \u00a0]").replace("'", "['’]") for word in ordered)
    return "(?:" + "|".join(escaped) + ")"
