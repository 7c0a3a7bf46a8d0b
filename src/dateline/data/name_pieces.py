"""What the pieces of people's names tell: tables of learnt weights, and the cutting of names.

In: a name. Out: log-odds of classes (regions of naming, genders) by the pieces of the name that a table knows. A table
is a `.npz` file of weights of 8 bits, written by `training/name_pieces.py`.
"""

from __future__ import annotations

import functools
import io
import math
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dateline.data import read_bytes
from dateline.data.actors import load_words

LENGTHS = (2, 3, 4)
"""Letters of the pieces of a word."""
_WORD = re.compile(r"[a-z]+(?:['.-][a-z]+)*\.?")
_PLAIN = str.maketrans("øØłŁđĐıæÆœŒðÐþÞ’ʻ‘`", "oOlLdDiaAoOdDtT''''")


@dataclass(frozen=True, slots=True)
class PieceTable:
    """A row of `weights` for each of `pieces`, a column for each of `classes`."""

    classes: tuple[str, ...]
    pieces: Mapping[str, int]
    weights: NDArray[np.float32]
    biases: NDArray[np.float32]

    def judge(self, pieces: Iterable[str]) -> dict[str, float]:
        """Give the log-odds of each class over all classes alike; nothing where no piece is known."""
        rows = [self.pieces[piece] for piece in pieces if piece in self.pieces]
        if not rows:
            return {}
        scores = self.weights[rows].sum(0) + self.biases
        top = float(scores.max())
        middle = top + math.log(float(np.exp(scores - top).mean()))
        return {name: float(score) - middle for name, score in zip(self.classes, scores, strict=True)}


def cut_name(name: str) -> frozenset[str]:
    """Cut a person's name into the pieces that tell of it: words, and their letters by twos, threes and fours."""
    words = _list_words(name)
    marks = {f"mark {letter}" for letter in name.lower() if ord(letter) > 0x7F and letter.isalpha()}
    return frozenset(marks | {f"{min(len(words), 4)} words"} | set(_cut_words(words)))


def cut_given_name(name: str) -> frozenset[str]:
    """Cut a person's name into the pieces that tell the gender: those of the given name, and how the surname ends."""
    words = _list_words(name)
    if not words:
        return frozenset()
    given = set(_cut_words(words[:1]))
    return frozenset(given | {f"whole {piece}" for piece in _cut_words(words) if piece.startswith("last ")})


def name_given_piece(name: str) -> str:
    """Give the piece that is the whole of a name's first word."""
    return next((f"first ^{word}$" for word in _list_words(name)[:1]), "")


def _list_words(name: str) -> list[str]:
    """Give the words of a name in plain small letters, without initials and endings such as "Jr."."""
    plain = unicodedata.normalize("NFKD", name.translate(_PLAIN).replace("ß", "ss"))
    letters = "".join(letter for letter in plain if not unicodedata.combining(letter)).lower()
    aside = load_words("name_suffix")
    words = [word for word in _WORD.findall(letters) if word.rstrip(".") not in aside]
    return [word for word in words if len(word.rstrip(".")) > 1] or words


def _cut_words(words: Sequence[str]) -> Iterator[str]:
    for number, word in enumerate(words):
        place = "last" if number and number == len(words) - 1 else "first"
        edged = f"^{word}$"
        yield f"{place} {edged}"
        yield edged
        yield f"{place} {edged[:3]}"
        for size in LENGTHS:
            yield f"{place} {edged[-size - 1 :]}"
            for start in range(len(edged) - size + 1):
                yield edged[start : start + size]
        if "-" in word and number:
            yield f"{place} hyphen"


@functools.cache
def load_pieces(file: str) -> PieceTable:
    """Load a table of learnt weights."""
    with np.load(io.BytesIO(read_bytes(file))) as table:
        pieces, classes = (bytes(table[name]).decode().split("\n") for name in ("pieces", "classes"))
        weights = table["weights"].astype(np.float32) * np.float32(table["scale"])
        biases = table["biases"].astype(np.float32)
    return PieceTable(tuple(classes), {piece: row for row, piece in enumerate(pieces)}, weights, biases)


def pack_pieces(table: PieceTable) -> bytes:
    """Give the bytes of a table's file, each weight of 8 bits."""
    scale = np.float32(float(np.abs(table.weights).max(initial=0.0)) / 127 or 1.0)
    file = io.BytesIO()
    np.savez_compressed(
        file,
        pieces=np.frombuffer("\n".join(table.pieces).encode(), np.uint8),
        classes=np.frombuffer("\n".join(table.classes).encode(), np.uint8),
        weights=np.round(table.weights / scale).astype(np.int8),
        biases=table.biases.astype(np.float32),
        scale=scale,
    )
    return file.getvalue()
