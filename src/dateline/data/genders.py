"""The gender that a person's name tells, for the pronouns that may take it up.

In: a name. Out: `m`, `f` or nothing, which is what names that both bear tell (`both_genders` of `entity_words.tsv`).
Given names that one gender alone bears are in `given_names.tsv`; of others their letters tell (`name_genders.npz`,
learnt by `python -m training.name_genders` from annotated people with pronouns), but not where the family name stands
first.
"""

from __future__ import annotations

import functools

from dateline.data.actors import load_given_names, load_words
from dateline.data.name_origins import has_family_name_first
from dateline.data.name_pieces import PieceTable, cut_given_name, load_pieces, name_given_piece

FILE = "name_genders.npz"
SURE = 2.5
"""Log-odds from which a name tells a gender."""


@functools.lru_cache(maxsize=4096)
def guess_gender(name: str, *, table_alone: bool = False) -> str:
    """Give the gender that a full name tells, "" where it tells none for sure; with `table_alone`, by the table."""
    words = name.split()
    if words and words[0] in load_words("both_genders"):
        return ""
    known = load_given_names().get(words[0], "") if words else ""
    if known or table_alone or len(words) < 2 or has_family_name_first(name):
        return known
    return judge_letters(name, load_pieces(FILE))


def judge_letters(name: str, table: PieceTable) -> str:
    """Give the gender that the letters of a full name tell, "" where they tell none for sure."""
    odds = table.judge(cut_given_name(name))
    leaning = odds.get("f", 0.0) - odds.get("m", 0.0)
    return "f" if leaning > SURE else "m" if leaning < -SURE else ""


def read_pronoun(word: str) -> str:
    """Give the gender that a pronoun in small letters tells: `m`, `f` or nothing."""
    return "m" if word in load_words("male") else "f" if word in load_words("female") else ""


def is_known_given_name(word: str) -> bool:
    """Say whether a word is known as a given name, by the table or among those that were learnt from."""
    return word in load_given_names() or name_given_piece(word) in load_pieces(FILE).pieces
