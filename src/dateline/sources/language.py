"""Is the text English prose?

In: clean text. Out: nothing, or `InputError` with the language that it looks like. A cheap look at a sample:
the script of its letters, then how many of its words are among the frequent words of each language. Only what
is clearly not English is refused: a short or mixed text passes.
"""

from __future__ import annotations

import functools
import re
from collections import Counter

from dateline.data import load_table
from dateline.errors import InputError

SAMPLE = 20_000
"""How many characters are looked at."""
MIN_LETTERS, MIN_WORDS = 20, 20
"""Below these numbers of letters or words nothing is said about the language."""

_WORD = re.compile(r"[^\W\d_]+")


def check_prose(text: str) -> None:
    """Raise `InputError` where the text is mostly numbers, has no words or is in another language."""
    sample = text[:SAMPLE]
    letters = sum(character.isalpha() for character in sample)
    digits = sum(character.isdigit() for character in sample)
    if not letters and not digits:
        raise InputError("no words in it: a report is text in English")
    if digits > letters:
        raise InputError("mostly numbers, not a report: give the text of reports, or a CSV with a column of text")
    language = guess_other_language(sample)
    if language:
        raise InputError(f"not English (looks like {language}): only English is read")


def guess_other_language(text: str) -> str | None:
    """Name the language of a text that is clearly not English; None if it is English or cannot be told."""
    letters = [character for character in text if character.isalpha()]
    if len(letters) < MIN_LETTERS:
        return None
    return _guess_by_script(letters) or _guess_by_words(text)


def _guess_by_script(letters: list[str]) -> str | None:
    counts: Counter[str] = Counter()
    for character in letters:
        if character > "\u02ff":
            counts[_find_script(ord(character))] += 1
    counts.pop("", None)
    if sum(counts.values()) <= 0.5 * len(letters):
        return None
    if counts["Kana"] > 0.05 * len(letters):
        return "Japanese"
    script = max(counts, key=lambda name: (counts[name], name))
    lowered = Counter("".join(letters).lower())
    best, best_count = "", 0
    for row in load_table("script_letters.tsv"):
        count = sum(lowered[letter] for letter in row["letters"])
        if row["script"] == script and count > max(best_count, 0.004 * len(letters)):
            best, best_count = row["language"], count
    return best or next(row["language"] for row in load_table("scripts.tsv") if row["script"] == script)


@functools.lru_cache(maxsize=4096)
def _find_script(code: int) -> str:
    for row in load_table("scripts.tsv"):
        if int(row["first"], 16) <= code <= int(row["last"], 16):
            return row["script"]
    return ""


def _guess_by_words(text: str) -> str | None:
    words = [word.lower() for word in _WORD.findall(text)]
    if len(words) < MIN_WORDS:
        return None
    counts = Counter(words)
    shares = {
        language: sum(counts[word] for word in frequent) / len(words)
        for language, frequent in _load_frequent_words().items()
    }
    english = shares.pop("English")
    best = max(shares, key=lambda language: (shares[language], language))
    if english < 0.12 and shares[best] > 0.1 and shares[best] > 2 * english:
        return best
    return None


@functools.lru_cache(maxsize=1)
def _load_frequent_words() -> dict[str, frozenset[str]]:
    return {row["language"]: frozenset(row["words"].split()) for row in load_table("language_words.tsv")}
