"""Where names end in headlines, whose words are all capitalised.

In: the tokens of a report. Out: which of them stand in such lines, and the end of a name before the verb after it.
"""

from __future__ import annotations

import functools
from typing import Any

from dateline.data import load_table
from dateline.data.actors import load_words

MAX_LINE, TITLED = 40, 0.8
"""Tokens of a line that may be a headline, and the share of its longer words that are capitalised in one."""


def mark_headlines(tokens: list[Any]) -> frozenset[int]:
    """Give the tokens of lines in which nearly every word is capitalised: their capitals show no names."""
    marked: list[int] = []
    line: list[Any] = []
    for token in tokens:
        if "\n" not in token.text:
            line.append(token)
        if "\n" in token.text or token.i == len(tokens) - 1:
            words = [word for word in line[:MAX_LINE] if len(word) > 3 and word.is_alpha]
            titled = sum(word.is_title for word in words)
            if len(words) > 2 and len(line) < MAX_LINE and titled >= TITLED * len(words):
                marked += [word.i for word in line]
            line = []
    return frozenset(marked)


@functools.cache
def load_acts() -> frozenset[str]:
    """Give the verbs that tell of acts or words in all the forms that headlines have."""
    lemmas = {row["lemma"] for row in load_table("triggers.tsv") if row["pos"] == "VERB"}
    lemmas |= {row["lemma"] for row in load_table("cue_verbs.tsv") if row["pos"] == "VERB"}
    forms = set(lemmas)
    for lemma in lemmas:
        stem = lemma.removesuffix("e")
        forms |= {f"{lemma}s", f"{lemma}es", f"{stem}ed", f"{stem}ing", f"{lemma.removesuffix('y')}ies"}
    return frozenset(forms)


def cut_headline(tokens: list[Any], start: int, end: int, headline: frozenset[int]) -> int:
    """Give where a name in a headline ends: before the verb that is capitalised like all its words."""
    if start not in headline:
        return end
    for i in range(start + 1, end):
        word = tokens[i].lower_
        if word in load_acts() or word in load_words("headline_cut") or (word.endswith("ly") and len(word) > 5):
            return i
    return end
