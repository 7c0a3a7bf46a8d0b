"""Pairs of a trigger and a candidate: what the argument linker knows of each beside the encoder's output.

In: a `Document` with entities, times and amounts, and the words of its report. Out: `Columns` (the head words of the
candidates' mentions) and the tables of category numbers that the linker's embeddings are looked up by. Training and
the runtime build them by the same code.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dateline.extract import scheme
from dateline.extract.relations import RELATIONS, relate_words
from dateline.extract.windows import Words
from dateline.records import Account, Document, Span
from dateline.tokens import find_head, list_starts

Ints = NDArray[np.int64]

KINDS = ("person", "org", "group", "place", "time", "amount")
FORMS = ("name", "noun", "pronoun", "number")
HINTS = ("", "actor", "recipient", "place", "quantity", "left out")
TABLES = {
    "relation": len(RELATIONS),
    "far": scheme.DISTANCES,
    "apart": scheme.SENTENCES,
    "kind": len(KINDS),
    "form": len(FORMS),
    "often": 5,
    "first": 2,
    "hint": len(HINTS),
    "speaker": 2,
}
"""The embeddings of the linker and how many categories each has."""

_OFTEN = np.array([2, 3, 5, 9])


@dataclass(frozen=True, slots=True)
class Columns:
    """The candidates of a report by the head words of their mentions.

    `words[k]` is a word and `owner[k]` the number of its candidate in `ids`; the rest are categories of each.
    """

    ids: tuple[str, ...]
    words: Ints
    owner: Ints
    kind: Ints
    form: Ints
    often: Ints
    first: Ints

    @property
    def edges(self) -> Ints:
        """Give where each candidate's words begin, for `reduceat`."""
        return np.flatnonzero(np.r_[True, self.owner[1:] != self.owner[:-1]]) if len(self.owner) else self.owner


def list_columns(document: Document, words: Words) -> Columns:
    """Give the candidates of a document: its entities, times and amounts (`amount.0` and so on)."""
    found: list[tuple[str, str, list[int]]] = []
    for entity in document.entities:
        heads = sorted({w for m in entity.mentions if (w := find_root(document.syntax, words, m)) >= 0})
        found.append((entity.id, entity.kind, heads))
    found += [(time.id, "time", [find_root(document.syntax, words, time.span)]) for time in document.times]
    for i, amount in enumerate(document.amounts):
        found.append((f"amount.{i}", "amount", [find_root(document.syntax, words, amount.span)]))
    kept = [(id_, kind, heads) for id_, kind, heads in found if heads and heads[0] >= 0]
    rows = [
        (w, i, KINDS.index(kind), _name_form(document.syntax[words.tokens[w]]), len(heads), w == heads[0])
        for i, (_, kind, heads) in enumerate(kept)
        for w in heads
    ]
    table = np.array(rows, np.int64).reshape(-1, 6)
    often = np.searchsorted(_OFTEN, table[:, 4], side="right")
    ids = tuple(id_ for id_, _, _ in kept)
    return Columns(ids, table[:, 0], table[:, 1], table[:, 2], table[:, 3], often, table[:, 5])


def find_root(doc: Any, words: Words, span: Span) -> int:
    """Give the head word of a span of the text, -1 where it holds no word."""
    token = find_head(doc, span.start, span.end)
    return -1 if token < 0 else words.of_token[token]


def index_hints(document: Document, starts: Sequence[int]) -> dict[int, Account]:
    """Give the account by rules of each word that triggers one; `starts` are the words' offsets."""
    hints: dict[int, Account] = {}
    for account in document.accounts:
        for span in (account.trigger, *account.also):
            word = bisect_right(starts, span.start) - 1
            if word >= 0:
                hints.setdefault(word, account)
    return hints


def _name_form(token: Any) -> int:
    if token.pos_ == "PROPN":
        return FORMS.index("name")
    if token.pos_ in ("PRON", "DET"):
        return FORMS.index("pronoun")
    return FORMS.index("number" if token.pos_ == "NUM" else "noun")


def describe_pairs(
    document: Document, words: Words, rows: Sequence[int], columns: Columns, hints: Mapping[int, Account]
) -> dict[str, Ints]:
    """Give the category numbers of every pair of a trigger word and a candidate's word, by table of `TABLES`.

    `hints` has the account that the rules found at a word. Tables of one axis belong to the columns alone.
    """
    at = np.asarray(rows, np.int64)
    sentence = words.sentences
    pairs = (at.tolist(), columns.words.tolist())
    return {
        "relation": relate_words(document.syntax, words.tokens, words.sentence, pairs),
        "far": scheme.bucket_words(columns.words[None, :] - at[:, None]),
        "apart": scheme.bucket_sentences(sentence[columns.words][None, :] - sentence[at][:, None]),
        "kind": columns.kind,
        "form": columns.form,
        "often": columns.often,
        "first": columns.first,
        "hint": _tell_hints(document, at, columns, hints),
        "speaker": _tell_speakers(document, words, at, columns),
    }


def _tell_hints(document: Document, rows: Ints, columns: Columns, hints: Mapping[int, Account]) -> Ints:
    result = np.zeros((len(rows), len(columns.words)), np.int64)
    amounts = {f"amount.{i}": amount.span for i, amount in enumerate(document.amounts)}
    for i, row in enumerate(rows.tolist()):
        account = hints.get(row)
        if account is None:
            continue
        counted = {quantity.span for quantity in account.quantity}
        role = dict.fromkeys(columns.ids, "left out")
        role |= {id_: "quantity" for id_, span in amounts.items() if span in counted}
        for name in ("place", "recipient", "actor"):
            role |= dict.fromkeys(getattr(account, name), name)
        numbers = np.array([HINTS.index(role[id_]) for id_ in columns.ids], np.int64)
        result[i] = numbers[columns.owner]
    return result


def _tell_speakers(document: Document, words: Words, rows: Ints, columns: Columns) -> Ints:
    """Mark the candidates to whom words around a trigger are attributed."""
    result = np.zeros((len(rows), len(columns.words)), np.int64)
    if not document.attributions or not len(rows):
        return result
    places = {id_: i for i, id_ in enumerate(columns.ids)}
    offsets = list_starts(document.syntax)
    starts = np.array([offsets[words.tokens[row]] for row in rows.tolist()])
    for attribution in document.attributions:
        if attribution.entity in places:
            inside = (starts >= attribution.content.start) & (starts < attribution.content.end)
            if inside.any():
                result[np.ix_(inside, columns.owner == places[attribution.entity])] = 1
    return result
