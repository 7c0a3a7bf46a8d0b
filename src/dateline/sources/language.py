"""In what language is the text?

In: clean text. Out: the ISO 639-1 code of its language, or None where it cannot be told. `py3langid` (Lui and Baldwin
2012, retrained) decides on a sample, from a model inside the package: nothing is fetched. Only what it is sure of is
said, so that a short or mixed text passes as English.
"""

from __future__ import annotations

import functools
import re
from typing import Any

from dateline.data import load_table
from dateline.errors import InputError

ENGLISH = "en"
SAMPLE = 20_000
"""How many characters are looked at."""
MIN_LETTERS = 20
"""Below this number of letters nothing is said about the language."""
SURE = 0.8
"""The probability from which the language is said."""

LATIN_END = "\u0250"
"""The first character behind the Latin letters: what is mostly written in others is not English, however unsure."""

_TAG = re.compile(r"\s*([A-Za-z]{2,3})(?![A-Za-z])")


def check_words(text: str) -> None:
    """Raise `InputError` where the text is mostly numbers or has no words."""
    sample = text[:SAMPLE]
    letters = sum(character.isalpha() for character in sample)
    digits = sum(character.isdigit() for character in sample)
    if not letters and not digits:
        raise InputError("no words in it: a report is text in English")
    if digits > letters:
        raise InputError("mostly numbers, not a report: give the text of reports, or a CSV with a column of text")


def detect_language(text: str) -> str | None:
    """Give the ISO 639-1 code of a text's language, None where that cannot be told for sure."""
    sample = text[:SAMPLE]
    letters = [character for character in sample if character.isalpha()]
    if len(letters) < MIN_LETTERS:
        return None
    code, probability = _load_identifier().classify(sample)
    foreign = code != ENGLISH and 2 * sum(character < LATIN_END for character in letters) < len(letters)
    return str(code) if (probability >= SURE or foreign) and code in _load_names() else None


def normalise_language(value: object) -> str | None:
    """Give the ISO 639-1 code of a language that metadata name (`en-GB`, `eng`, `English`), None if unknown."""
    if not isinstance(value, str):
        return None
    by_name = _load_names()
    if value.strip().lower() in by_name:
        return by_name[value.strip().lower()]
    match = _TAG.match(value)
    return by_name.get(match[1].lower()) if match else None


def describe_language(code: str) -> str:
    """Give the English name of a language's code, or the code where it has none here."""
    return next((row["name"] for row in load_table("languages.tsv") if row["code"] == code), code)


@functools.lru_cache(maxsize=1)
def _load_names() -> dict[str, str]:
    """Give the two-letter code for each code of two and of three letters and each name, in small letters."""
    names: dict[str, str] = {}
    for row in load_table("languages.tsv"):
        for key in (row["code"], *row["codes3"].split(), row["name"].lower()):
            names.setdefault(key, row["code"])
    return names


@functools.lru_cache(maxsize=1)
def _load_identifier() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
