"""Whom the tables know: bodies by their names, leaders by name and year."""

from __future__ import annotations

import functools

from dateline.data import load_table
from dateline.data.actors import Body, drop_article, load_bodies, load_words
from dateline.data.gazetteer import fold_name
from dateline.records import Entity

IN_OFFICE = "leader in office"
"""The name of the rule that takes the sector of one whom the table has in office in the year of the report."""
Row = dict[str, str]


def find_body(entity: Entity) -> Body | None:
    """Give the table's row of a body by any of its names in the report."""
    bodies = load_bodies()
    for name in (entity.name, *(span.quote for span in entity.mentions[:12])):
        plain = drop_article(name)
        body = bodies.get(name) or bodies.get(plain)
        if body:
            return body
    return None


def is_shared(entity: Entity) -> bool:
    """Say whether bodies of several countries bear a body's name ("Senate"), so that the table's is but one of them."""
    return drop_article(entity.name) in load_words("shared_body")


def find_leader(name: str, year: int | None) -> Row | None:
    """Give the table's row of a leader by full name, of the term that holds the year, else of the nearest.

    A surname alone is enough if one leader of that name, and no other, is in office that year.
    """
    rows = _load_leaders().get(fold_name(name), ())
    if not rows and year is not None and " " not in name and not name.islower():  # "he" is not Liu He
        holders = [row for row in _load_surnames().get(fold_name(name), ()) if count_years_off(row, year) == 0]
        return holders[0] if len({row["country"] for row in holders}) == 1 else None
    if not rows:
        return None
    if year is None:
        return rows[-1]
    return min(rows, key=lambda row: (count_years_off(row, year), row["since"]))


def count_years_off(row: Row, year: int) -> int:
    """Give how many years a year lies outside a leader's term."""
    since, until = int(row["since"]), int(row["until"] or 9999)
    return since - year if year < since else year - until if year > until else 0


@functools.cache
def _load_leaders() -> dict[str, tuple[Row, ...]]:
    found: dict[str, tuple[Row, ...]] = {}
    for row in load_table("leaders.tsv"):
        key = fold_name(row["name"])
        found[key] = (*found.get(key, ()), row)
    return found


@functools.cache
def _load_surnames() -> dict[str, tuple[Row, ...]]:
    found: dict[str, tuple[Row, ...]] = {}
    for row in load_table("leaders.tsv"):
        key = fold_name(row["name"]).split()[-1]
        found[key] = (*found.get(key, ()), row)
    return found
