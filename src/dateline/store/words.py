"""The language of searches: words, "phrases", -without, OR, begin*.

In: what a person typed. Out: a `Query`, and its form for FTS5 and for PostgreSQL. All words must be there; `OR` joins
its neighbours; a leading minus excludes. Signs that mean nothing here are passed over, so no text is an error but one
that names nothing to look for.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, literal, literal_column
from sqlalchemy.sql.elements import ColumnElement

from dateline.errors import FilterError

MAX_WORDS = 64

_TOKEN = re.compile(r"""(-)?(?:"([^"]*)"?|“([^”]*)”?|(\S+))""")
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Term:
    """Words that stand together; `prefix` lets the last go on."""

    words: tuple[str, ...]
    prefix: bool = False


@dataclass(frozen=True, slots=True)
class Query:
    """Alternatives that must each have a match (`groups`), and terms that must have none (`without`)."""

    groups: tuple[tuple[Term, ...], ...]
    without: tuple[Term, ...] = ()


def parse_query(words: str) -> Query:
    """Read what a person typed; raises `FilterError` where there is nothing to look for."""
    groups: list[list[Term]] = []
    without: list[Term] = []
    joins = False
    number = 0
    for minus, *quoted, plain in _TOKEN.findall(unicodedata.normalize("NFC", words)):
        if plain == "OR" and groups:
            joins = True
            continue
        inner = plain or "".join(quoted)
        parts = tuple(_WORD.findall(inner))[: MAX_WORDS - number]
        if not parts:
            continue
        number += len(parts)
        term = Term(parts, prefix=plain.endswith("*"))
        if minus:
            without.append(term)
        elif joins:
            groups[-1].append(term)
        else:
            groups.append([term])
        joins = False
    if not groups:
        raise FilterError(f'nothing to look for in {words!r}: give a word or a "phrase"')
    return Query(tuple(tuple(group) for group in groups), tuple(without))


def to_fts5(query: Query) -> str:
    """Give the query in FTS5's language; every word is quoted, so none is an operator."""
    wanted = " AND ".join("(" + " OR ".join(_quote(term) for term in group) + ")" for group in query.groups)
    if not query.without:
        return wanted
    return f"({wanted}) NOT ({' OR '.join(_quote(term) for term in query.without)})"


def to_tsquery(query: Query, configuration: str = "english") -> ColumnElement[Any]:
    """Give the query as an expression of PostgreSQL."""
    wanted = [_join([_tsquery(term, configuration) for term in group], func.tsquery_or) for group in query.groups]
    barred: list[ColumnElement[Any]] = [func.tsquery_not(_tsquery(term, configuration)) for term in query.without]
    return _join(wanted + barred, func.tsquery_and)


def _quote(term: Term) -> str:
    return f'"{" ".join(term.words)}"' + ("*" if term.prefix else "")


def _tsquery(term: Term, configuration: str) -> ColumnElement[Any]:
    from dateline.store.dialects import fold_letters

    name: ColumnElement[Any] = literal_column(f"'{configuration}'")
    words = [fold_letters(word) for word in term.words]
    if not term.prefix:
        return func.phraseto_tsquery(name, literal(" ".join(words)))
    last = func.to_tsquery(name, literal(f"'{words[-1]}':*"))
    if len(words) == 1:
        return last
    return func.tsquery_phrase(func.phraseto_tsquery(name, literal(" ".join(words[:-1]))), last)


def _join(parts: list[ColumnElement[Any]], function: Callable[..., ColumnElement[Any]]) -> ColumnElement[Any]:
    return functools.reduce(function, parts)
