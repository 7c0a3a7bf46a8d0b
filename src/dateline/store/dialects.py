"""Where the two databases differ: full text and the spatial tree.

In: rows to find by text or by place, and questions. Out: conditions for one statement. SQLite has FTS5 (external
content, Porter stems, accents folded) and R*Tree; PostgreSQL `tsvector` with GIN (English stems; accents are folded
here, letter by letter) and GiST over points.
"""

from __future__ import annotations

import functools
import unicodedata
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, Select, column, func, literal, literal_column, select, table, text
from sqlalchemy.sql.elements import ColumnElement

from dateline.store.filters import Box
from dateline.store.words import Query, to_fts5, to_tsquery

TEXTS = {"report": ("title", "text"), "account": ("sentence",), "facet": ("label",)}
"""What can be searched, and the columns of it."""

_PG_MAX_CHARACTERS = 250_000  # a tsvector holds at most one megabyte
_CONFIGURATION = {"report": "english", "account": "english", "facet": "simple"}


def index_texts(connection: Connection, name: str, rows: Sequence[Sequence[Any]]) -> None:
    """Make rows findable: `(id, text)`, and for reports `(id, title, text)`."""
    if not rows:
        return
    if connection.dialect.name == "sqlite":
        columns = TEXTS[name]
        marks = ", ".join("?" for _ in columns)
        connection.exec_driver_sql(
            f"INSERT INTO {name}_text (rowid, {', '.join(columns)}) VALUES (?, {marks})", [tuple(row) for row in rows]
        )
        return
    values = [
        {"id": row[0], "text": fold_letters("\n".join(part for part in row[1:] if part)[:_PG_MAX_CHARACTERS])}
        for row in rows
    ]
    connection.execute(
        text(
            f"INSERT INTO {name}_text (id, search) SELECT id, to_tsvector('{_CONFIGURATION[name]}', body) "
            "FROM unnest(CAST(:ids AS bigint[]), CAST(:texts AS text[])) AS given (id, body)"
        ),
        {"ids": [value["id"] for value in values], "texts": [value["text"] for value in values]},
    )


def unindex_accounts(connection: Connection, rows: Sequence[tuple[int, str]]) -> None:
    """Make accounts unfindable: their ids and the sentences they were found by."""
    if not rows:
        return
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(
            "INSERT INTO account_text (account_text, rowid, sentence) VALUES ('delete', ?, ?)",
            [tuple(row) for row in rows],
        )
    else:
        connection.execute(text("DELETE FROM account_text WHERE id = ANY(:ids)"), {"ids": [row[0] for row in rows]})


def index_places(connection: Connection, rows: Iterable[tuple[int, float, float]]) -> None:
    """Put places into the spatial tree: id, latitude, longitude. PostgreSQL's index follows its table by itself."""
    given = list(rows)
    if given and connection.dialect.name == "sqlite":
        connection.exec_driver_sql(
            "INSERT INTO place_tree (id, south, north, west, east) VALUES (?, ?, ?, ?, ?)",
            [(key, latitude, latitude, longitude, longitude) for key, latitude, longitude in given],
        )


def find_ids(connection: Connection, name: str, query: Query) -> Select[Any]:
    """Give the statement for the ids of what matches a query."""
    if connection.dialect.name == "sqlite":
        found = table(f"{name}_text", column("rowid"))
        match = literal_column(f"{name}_text").op("MATCH")(literal(to_fts5(query)))
        return select(found.c.rowid.label("id")).where(match)
    found = table(f"{name}_text", column("id"), column("search"))
    return select(found.c.id).where(found.c.search.op("@@")(to_tsquery(query, _CONFIGURATION[name])))


def rank_reports(connection: Connection, query: Query) -> Select[Any]:
    """Give the statement for id and score of the reports that match, better ones with a higher score."""
    if connection.dialect.name == "sqlite":
        found = table("report_text", column("rowid"))
        # A word in the title weighs four times.
        score: ColumnElement[Any] = literal_column("-bm25(report_text, 4.0, 1.0)").label("score")
        match = literal_column("report_text").op("MATCH")(literal(to_fts5(query)))
        return select(found.c.rowid.label("id"), score).where(match)
    found = table("report_text", column("id"), column("search"))
    asked = to_tsquery(query, "english")
    score = func.ts_rank_cd(found.c.search, asked, 1).label("score")
    return select(found.c.id, score).where(found.c.search.op("@@")(asked))


def box_condition(connection: Connection, box: Box, place: Any) -> ColumnElement[bool]:
    """Give the condition that a row of `place` lies in a box, by the spatial tree; the box crosses no date line."""
    if connection.dialect.name == "sqlite":
        # The tree holds 32-bit numbers, rounded outwards: it is asked wide, and the table decides.
        tree = table("place_tree", *(column(name) for name in ("id", "south", "north", "west", "east")))
        inside = select(tree.c.id).where(
            tree.c.south <= box.north, tree.c.north >= box.south, tree.c.west <= box.east, tree.c.east >= box.west
        )
        rough: ColumnElement[bool] = place.c.id.in_(inside)
    else:
        point = func.point(place.c.longitude, place.c.latitude)
        rough = point.op("<@")(func.box(func.point(box.west, box.south), func.point(box.east, box.north)))
    exact: ColumnElement[bool] = place.c.latitude.between(box.south, box.north) & place.c.longitude.between(
        box.west, box.east
    )
    return rough & exact


@functools.cache
def _fold_letter(letter: str) -> str:
    base = unicodedata.normalize("NFD", letter)[0]
    return base if base.isalnum() else letter


def fold_letters(words: str) -> str:
    """Give a text without accents, letter for letter: every offset still holds."""
    return words if words.isascii() else "".join(_fold_letter(letter) for letter in words)
