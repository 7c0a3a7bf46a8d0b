"""The labels by which the exports of news databases name their fields.

In: lines such as `Section: WORLD; Pg. 12`. Out: the field that a label means. The labels of each database are in
`export_labels.tsv`; a label without a field is known and not kept.
"""

from __future__ import annotations

import functools
import re

from dateline.data import load_table


@functools.lru_cache(maxsize=8)
def load_labels(database: str) -> dict[str, str]:
    """Give the field of each label of a database, the labels in small letters."""
    return {row["label"].lower(): row["field"] for row in load_table("export_labels.tsv") if row["format"] == database}


@functools.lru_cache(maxsize=8)
def compile_labels(database: str) -> re.Pattern[str]:
    """Give the pattern of a line that opens with a label of a database and a colon: the label and the rest."""
    labels = "|".join(sorted(map(re.escape, load_labels(database)), key=len, reverse=True))
    return re.compile(rf"({labels}):[ \t]*(.*)$", re.IGNORECASE)


def split_names(names: str) -> list[str]:
    """Give the names of a byline: `By Jane Roe in Minsk and John Doe` gives two, without the place."""
    names = re.sub(r"^\s*by[ :]\s*", "", names, flags=re.I)
    pieces = re.split(r"\s*(?:;|\band\b|&|\|)\s*", names)
    return [re.sub(r"\s+in\s+[A-Z].*$", "", piece).strip(" .,") for piece in pieces if piece.strip(" .,")]
