"""Measure the amounts found in sentences written for this project, a hundred of them kept apart.

    python -m evaluation.quantities [--part open] [--misses]

In: `tests/annotate/quantity_phrases.tsv`, a sentence a line with its amounts: `words=low..high kind`, parted by `|`,
a bound left out where it is open, the kind only where the sentence's own words decide it (*killed*, money, votes).
Out: the share of sentences read right: as many amounts as are given, each touching its words, with both bounds and
the kind. The sentences of the part `kept` were written before the others and were not looked at while the rules were
mended.
"""

from __future__ import annotations

import argparse
import csv
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from dateline.annotate.quantities import find_amounts
from dateline.annotate.syntax import ParseSyntax
from dateline.annotate.times import find_times
from dateline.records import Amount, Document, Report

PHRASES = Path(__file__).parent.parent / "tests" / "annotate" / "quantity_phrases.tsv"
PUBLISHED = "2019-06-12"
"""The day on which the sentences are taken to be published."""
Parse = Callable[[Document], Document]


@dataclass(frozen=True, slots=True)
class Expected:
    """An amount that a sentence holds: its words, bounds (None where open) and kind (None where not told)."""

    words: str
    low: float | None
    high: float | None
    kind: str | None


@dataclass(frozen=True, slots=True)
class Phrase:
    """A sentence with its amounts."""

    part: str
    sentence: str
    amounts: tuple[Expected, ...]


def load_phrases(path: str | Path = PHRASES) -> list[Phrase]:
    """Load the sentences of a file; raises `ValueError` where the words of an amount are not in its sentence."""
    phrases = []
    with Path(path).open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            amounts = tuple(_read_amount(item) for item in (row["amounts"] or "").split(" | ") if item.strip())
            for amount in amounts:
                if amount.words not in row["sentence"]:
                    raise ValueError(f"{amount.words!r} is not in {row['sentence']!r}")
            phrases.append(Phrase(row["part"], row["sentence"], amounts))
    return phrases


def _read_amount(item: str) -> Expected:
    words, _, value = item.strip().rpartition("=")
    bounds, _, kind = value.partition(" ")
    low, _, high = bounds.partition("..")
    return Expected(words, float(low) if low else None, float(high) if high else None, kind or None)


def find_in(sentence: str, parse: Parse) -> tuple[Amount, ...]:
    """Give the amounts that the program finds in a sentence."""
    return find_amounts(find_times(parse(Document(Report("phrase", sentence, published=PUBLISHED))))).amounts


def is_right(phrase: Phrase, found: tuple[Amount, ...]) -> bool:
    """Say whether the amounts found are those of the sentence, in the same order."""
    if len(found) != len(phrase.amounts):
        return False
    at = 0
    for expected, amount in zip(phrase.amounts, found, strict=True):
        start = phrase.sentence.index(expected.words, at)
        at = start + len(expected.words)
        touches = amount.span.start < at and start < amount.span.end
        same = (amount.low, amount.high) == (expected.low, expected.high)
        if not (touches and same and expected.kind in (None, amount.kind)):
            return False
    return True


def judge(phrases: list[Phrase], parse: Parse) -> Iterator[tuple[Phrase, tuple[Amount, ...], bool]]:
    """Give each sentence with what is found in it and whether that is right."""
    for phrase in phrases:
        found = find_in(phrase.sentence, parse)
        yield phrase, found, is_right(phrase, found)


def measure(path: str | Path = PHRASES) -> dict[str, float]:
    """Measure the share of sentences read right, percent, in each part."""
    rows: dict[str, float] = {}
    judged = list(judge(load_phrases(path), ParseSyntax()))
    for part, name in (("kept", "kept apart"), ("open", "others")):
        right = [ok for phrase, _, ok in judged if phrase.part == part]
        rows[f"{name} right"] = 100 * sum(right) / len(right) if right else 0.0
        rows[f"{name} sentences"] = len(right)
    return rows


def main() -> None:
    """Print the shares, with `--misses` the sentences of one part that are read wrong."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--part", default="open", choices=("open", "kept"), help="the part whose misses are shown")
    parser.add_argument("--misses", action="store_true")
    options = parser.parse_args()
    for name, value in measure().items():
        print(f"{name:24s} {value:6.1f}")
    if options.misses:
        phrases = [phrase for phrase in load_phrases() if phrase.part == options.part]
        for phrase, found, ok in judge(phrases, ParseSyntax()):
            if not ok:
                shown = [(a.span.quote, a.low, a.high, a.kind) for a in found]
                print(f"{phrase.sentence}\n    gold {[(e.words, e.low, e.high, e.kind) for e in phrase.amounts]}")
                print(f"    ours {shown}")


if __name__ == "__main__":
    main()
