"""What speaks for two trigger words telling of one happening: named features of every pair.

In: a `Frame`, its likely trigger words, their type probabilities, the encoder's own score of each pair, and how well
the report's candidates fit each word as arguments (`Linked`). Out: a `PairTable`: a row for each pair of words, a
column for each name. What the words and their sentences say is in `happening_words.py`; `happenings.py` weighs the
features. Training and the runtime build them by the same code.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dateline.extract import scheme
from dateline.extract.features import PARTS, WORD_TABLES
from dateline.extract.frame import Floats, Frame, sigmoid, softmax
from dateline.extract.happening_words import WordPairs, compare_words
from dateline.extract.pairs import KINDS, Columns
from dateline.records import Amount, Document
from dateline.tokens import find_head

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
Compare = Callable[[Any, Any], int]
Number = tuple[float | None, float | None, str]

PARTIES = tuple(KINDS.index(kind) for kind in ("person", "org", "group"))
_CANDIDATES = {
    "actor": PARTIES,
    "recipient": PARTIES,
    "place": (KINDS.index("place"),),
    "time": (KINDS.index("time"),),
    "quantity": (KINDS.index("amount"),),
}
_PART = list(WORD_TABLES).index("part")
_TOPS = (PARTS.index("headline"), PARTS.index("caption"))


@dataclass(frozen=True, slots=True)
class Linked:
    """How well each candidate fits each trigger word as an argument: `scores[word, candidate, role]`, in log-odds.

    `columns` lists the candidates; the roles are `scheme.ARGUMENTS`.
    """

    columns: Columns
    scores: Floats

    def kinds(self) -> Ints:
        """Give the kind of each candidate, a number of `KINDS`."""
        return self.columns.kind[self.columns.edges]


@dataclass(frozen=True, slots=True)
class PairTable:
    """The features of all pairs of words, `first[k] < second[k]` (places in the list of words): `values[k, name]`."""

    first: Ints
    second: Ints
    names: tuple[str, ...]
    values: Floats
    one_type: Bools


def describe_happenings(frame: Frame, words: Sequence[int], types: Floats, base: Floats, linked: Linked) -> PairTable:
    """Give the features of every pair of the trigger words `words`.

    `types` are the type probabilities of all words, `base` the encoder's score of each pair.
    """
    at = np.asarray(words, np.int64)
    first, second = np.triu_indices(len(at), 1)
    likely = 1 - types[at, 0]
    kinds = types[at, 1:] / np.maximum(likely, 1e-6)[:, None]
    label = kinds.argmax(-1)
    columns: dict[str, NDArray[Any]] = {"bias": np.ones(len(first)), "base": base[first, second]}
    pair = WordPairs(first, second)
    columns |= {"type shared": pair.product(kinds), "both likely": pair.least(likely), "one likely": pair.most(likely)}
    columns |= _compare_positions(frame, at, label, pair)
    columns |= _compare_heads(frame, at, pair)
    columns |= _compare_arguments(frame.document, linked, pair)
    columns |= compare_words(frame, at, pair)
    columns |= {f"type {name}": pair.both(label == k) for k, name in enumerate(scheme.TYPES[1:])}
    values = np.stack([np.asarray(column, np.float32) for column in columns.values()], -1)
    return PairTable(first, second, tuple(columns), values, label[first] == label[second])


def _compare_positions(frame: Frame, at: Ints, label: Ints, pair: WordPairs) -> dict[str, NDArray[Any]]:
    """Where the two stand in the report, and what stands between them."""
    encoded = frame.encoded
    sentence = encoded.words.sentences[at]
    gap = sentence[pair.second] - sentence[pair.first]
    part = encoded.features[at, _PART]
    top = np.isin(part, _TOPS)
    same = label[:, None] == label[None, :]
    rank = np.cumsum(same, 1) - 1  # how many of the row's type stand before the column's word
    between = np.maximum(rank[pair.first, pair.second] - rank[pair.first, pair.first] - 1, 0)
    often = same.sum(1)
    return {
        "one sentence": gap == 0,
        "next sentence": gap == 1,
        "far": np.log1p(gap),
        "one at the top": pair.differ(top),
        "both at the top": pair.both(top),
        "lead": (sentence[pair.first] < 4) & ~top[pair.first],
        "nothing of the type between": between == 0,
        "of the type between": np.log1p(between),
        "often": np.log(often[pair.first]),
        "words between": np.log1p(np.minimum(at[pair.second] - at[pair.first], 400)),
    }


def _compare_heads(frame: Frame, at: Ints, pair: WordPairs) -> dict[str, NDArray[Any]]:
    """What the encoder's other heads say of both."""
    encoded = frame.encoded
    found: dict[str, NDArray[Any]] = {}
    for name in ("modality", "claim"):
        table = softmax(encoded.head(name)[at])
        found[f"{name} shared"] = pair.product(table)
    mode, context = sigmoid(encoded.head("mode")[at]), sigmoid(encoded.head("context")[at])
    told = 1 - np.exp(-mode.sum(1))
    shared = 1 - np.exp(-pair.product(mode))
    found["mode shared"] = shared
    found["modes differ"] = np.maximum(told[pair.first] * told[pair.second] - shared, 0)
    found["context shared"] = pair.cosine(context)
    main = encoded.head("main")[at, 0]
    found["first main"], found["second main"] = main[pair.first], main[pair.second]
    found["vectors alike"] = pair.cosine(encoded.head("pair_from")[at])
    return found


def _compare_arguments(document: Document, linked: Linked, pair: WordPairs) -> dict[str, NDArray[Any]]:
    """Whether the same candidates fit both as arguments, or others."""
    found: dict[str, NDArray[Any]] = {}
    n = len(linked.scores)
    kinds = linked.kinds()
    chance = {}
    for r, role in enumerate(scheme.ARGUMENTS):
        fit = np.isin(kinds, _CANDIDATES[role])
        p = sigmoid(linked.scores[:, fit, r]) if fit.any() else np.zeros((n, 1), np.float32)
        chance[role] = p
        some = 1 - np.exp(-p.sum(1))
        shared = 1 - np.exp(-pair.product(p))
        found[f"{role} shared"] = shared
        found[f"{role} differ"] = np.maximum(some[pair.first] * some[pair.second] - shared, 0)
        found[f"{role} told once"] = np.abs(some[pair.first] - some[pair.second])
        found[f"{role} untold later"] = np.maximum(some[pair.first] - some[pair.second], 0)
    actor, recipient = chance["actor"], chance["recipient"]
    cross = np.exp(-pair.product(actor, recipient)) + np.exp(-pair.product(recipient, actor))
    found["sides swapped"] = 1 - cross / 2
    ids = [id_ for id_, kind in zip(linked.columns.ids, kinds.tolist(), strict=True) if KINDS[kind] == "time"]
    dates = {time.id: time.value for time in document.times}
    values = [dates.get(id_) for id_ in ids]
    found["dates agree"], found["dates contradict"] = _compare_values(chance["time"], values, compare_dates, pair)
    numbers = [
        key_amount(document, document.amounts[int(id_.removeprefix("amount."))])
        for id_, kind in zip(linked.columns.ids, kinds.tolist(), strict=True)
        if KINDS[kind] == "amount"
    ]
    counts = chance["quantity"]
    found["numbers agree"], found["numbers contradict"] = _compare_values(counts, numbers, compare_numbers, pair)
    _, found["numbers differ"] = _compare_values(counts, [n[:2] for n in numbers], compare_plainly, pair)
    return found


def _compare_values(
    chance: Floats, values: Sequence[Any], compare: Compare, pair: WordPairs
) -> tuple[NDArray[Any], NDArray[Any]]:
    """Give how likely both have values that agree, and values that contradict each other.

    `values` are those of the candidates, `chance[word, candidate]` how likely a word has each.
    """
    distinct = list(dict.fromkeys(values))
    if not distinct:
        return np.zeros(len(pair.first)), np.zeros(len(pair.first))
    place = {value: k for k, value in enumerate(distinct)}
    gathered = np.zeros((len(chance), len(distinct)), np.float32)
    for column, value in enumerate(values):
        gathered[:, place[value]] = np.maximum(gathered[:, place[value]], chance[:, column])
    verdict = np.array([[compare(a, b) for b in distinct] for a in distinct])
    agree = pair.product(gathered @ (verdict > 0), gathered)
    return agree, 1 - np.exp(-pair.product(gathered @ (verdict < 0), gathered))


def compare_dates(a: str | None, b: str | None) -> int:
    """Say whether two date values are one (1), cannot be one (-1), or neither is sure (0)."""
    if a is None or b is None:
        return 0
    if a == b:
        return 1
    if "/" in a or "/" in b or "W" in a or "W" in b:
        return 0
    return 0 if a.startswith(b) or b.startswith(a) else -1


def key_amount(document: Document, amount: Amount) -> Number:
    """Give a number and what it counts: its kind, else the word for those counted."""
    token = find_head(document.syntax, amount.noun.start, amount.noun.end) if amount.noun else -1
    counted = amount.kind or (document.syntax[token].lemma_.lower() if token >= 0 else "")
    return amount.low, amount.high, counted


def compare_numbers(a: Number, b: Number) -> int:
    """Say whether two numbers are one (1), are different numbers of the same (-1), or count other things (0)."""
    if a[:2] == b[:2]:
        return 1
    return -1 if a[2] and a[2] == b[2] else 0


def compare_plainly(a: object, b: object) -> int:
    """Say whether two values are one (1) or not (-1)."""
    return 1 if a == b else -1
