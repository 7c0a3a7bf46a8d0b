"""The trained encoder at work: one pass over a report, run by onnxruntime.

In: a `Document` with syntax. Out: an `Encoded`: for each word one output vector laid out by `scheme`, and the scores
of links between words. The model is one ONNX file that carries its tokenizer and link biases in its metadata;
`training/export.py` writes it.
"""

from __future__ import annotations

import functools
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import resources
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dateline.errors import ModelError
from dateline.extract import scheme
from dateline.extract.features import WORD_TABLES, describe_words
from dateline.extract.pairs import TABLES, Columns, index_hints
from dateline.extract.sameness import NAMES as SAME_NAMES
from dateline.extract.windows import Window, Words, cut_windows, number_words
from dateline.records import Document
from dateline.tokens import list_starts

MODEL_FILE = "reader.onnx"
BATCH = 1
KEPT = 50_000
"""Words whose wordpieces are kept from report to report."""
Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Encoded:
    """The encoder's output for one report. `vectors` is `[words, OUTPUT_SIZE]`, `features` `[words, WORD_TABLES]`."""

    words: Words
    vectors: Floats
    biases: dict[str, Any]
    features: NDArray[np.int64]

    def head(self, name: str) -> Floats:
        """Give the raw scores of one head for every word."""
        return self.vectors[:, scheme.SLICES[name]]

    def link(self, rows: Sequence[int], names: Sequence[str], columns: Sequence[int] | None = None) -> Floats:
        """Score links from the words `rows` to `columns` (every word by default): `[rows, columns, names]`."""
        size = scheme.LINK_SIZE
        places = [scheme.LINKS.index(name) for name in names]
        at = np.asarray(rows, dtype=np.int64)
        columns = range(len(self.vectors)) if columns is None else columns
        ends: Any
        if isinstance(columns, range):
            to, ends = np.arange(columns.start, columns.stop), slice(columns.start, columns.stop)
        else:
            to = ends = np.asarray(columns, dtype=np.int64)
        products = []
        for k in places:  # one link's part of the vectors at a time: most of them are not asked for
            begin, end = (scheme.SLICES[side].start + k * size for side in ("from", "to"))
            products.append(self.vectors[at, begin : begin + size] @ self.vectors[ends, end : end + size].T)
        scores = np.stack(products, -1) / size**0.5
        sentence = self.words.sentences
        far = scheme.bucket_words(to[None, :] - at[:, None])
        apart = scheme.bucket_sentences(sentence[to][None, :] - sentence[at][:, None])
        distance, sentences = self.biases["distance"][:, places], self.biases["sentence"][:, places]
        return np.asarray(scores + distance[far] + sentences[apart], np.float32)

    def judge_pairs(self, rows: Sequence[int], columns: Columns, tables: Mapping[str, NDArray[np.int64]]) -> Floats:
        """Score the arguments of the trigger words `rows`: `[rows, candidates' words, ARGUMENTS]`."""
        at = np.asarray(rows, dtype=np.int64)
        hidden = self.vectors[at, scheme.SLICES["pair_from"]][:, None]
        hidden = hidden + self._describe_columns(columns, tables)[None]
        for name, numbers in tables.items():
            if numbers.ndim == 2:
                hidden = hidden + self.biases[f"table {name}"][numbers]
        judged = np.maximum(hidden, 0, out=hidden) @ self.biases["judge"] + self.biases["judge bias"]
        return np.asarray(judged + self.link(rows, scheme.ARGUMENTS, columns.words.tolist()), np.float32)

    def _describe_columns(self, columns: Columns, tables: Mapping[str, NDArray[np.int64]]) -> Floats:
        vectors = self.vectors[columns.words, scheme.SLICES["pair_to"]]
        for name, numbers in tables.items():
            if numbers.ndim == 1:
                vectors = vectors + self.biases[f"table {name}"][numbers]
        return vectors


class Encoder:
    """The shipped model, loaded once."""

    def __init__(self, path: str | None = None) -> None:
        import onnxruntime
        from tokenizers import Tokenizer

        try:
            data = (
                resources.files("dateline.models").joinpath(MODEL_FILE).read_bytes()
                if path is None
                else open(path, "rb").read()  # noqa: SIM115
            )
        except OSError as error:
            raise ModelError("the trained reader is missing: install dateline again, or read by rules") from error
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        options.log_severity_level = 3
        self.session: Any = onnxruntime.InferenceSession(data, options, providers=["CPUExecutionProvider"])
        meta = self.session.get_modelmeta().custom_metadata_map
        if json.loads(meta["layout"]) != describe_layout():
            raise ModelError("the trained reader does not fit this version of dateline: install dateline again")
        self.inputs = frozenset(one.name for one in self.session.get_inputs())
        self.tokenizer: Any = Tokenizer.from_str(meta["tokenizer"])
        self.biases: dict[str, Any] = {
            name: np.asarray(value, np.float32) for name, value in json.loads(meta["biases"]).items()
        }
        self.thresholds: dict[str, float] = json.loads(meta["thresholds"])
        self.hash = hashlib.sha256(data).hexdigest()[:16]
        self.pieces: dict[str, tuple[int, ...]] = {}

    def encode(self, document: Document) -> Encoded:
        """Read one parsed report, with what the rules found in it."""
        words = number_words(document.syntax)
        starts = list_starts(document.syntax)
        hints = index_hints(document, [starts[i] for i in words.tokens])
        features = describe_words(document, words, hints)
        vectors = np.zeros((len(words.tokens), scheme.OUTPUT_SIZE), np.float32)
        if len(self.pieces) > KEPT:
            self.pieces = {}  # another thread may still read the old one
        windows = cut_windows(words, self.tokenizer, known=self.pieces)
        # windows of like length together: no work on padding
        windows.sort(key=lambda window: (len(window.pieces), window.words))
        for i in range(0, len(windows), BATCH):
            self._run(windows[i : i + BATCH], features, vectors)
        return Encoded(words, vectors, self.biases, features)

    def _run(self, windows: Sequence[Window], features: NDArray[np.int64], vectors: Floats) -> None:
        length = max(len(window.pieces) for window in windows)
        pieces = np.zeros((len(windows), length), np.int64)
        for i, window in enumerate(windows):
            pieces[i, : len(window.pieces)] = window.pieces
        mask = (pieces != 0).astype(np.int64)
        rows = [i * length + position for i, window in enumerate(windows) for _, position in window.words]
        words = [word for window in windows for word, _ in window.words]
        inputs = {"pieces": pieces, "mask": mask, "rows": np.asarray(rows, np.int64), "features": features[words]}
        # a model made for windows one by one takes no mask
        vectors[words] = self.session.run(None, {name: inputs[name] for name in self.inputs})[0]


def describe_layout() -> dict[str, Any]:
    """Give the layout of the output vector, to compare a model file with this version of the program."""
    return {
        "widths": scheme.WIDTHS,
        "links": list(scheme.LINKS),
        "size": scheme.LINK_SIZE,
        "tables": TABLES | WORD_TABLES,
        "same": list(SAME_NAMES),
    }


def load_encoder(path: str | None = None) -> Encoder:
    """Load the shipped model (or the one at `path`), once."""
    return _load(path)


@functools.lru_cache(maxsize=2)
def _load(path: str | None) -> Encoder:
    return Encoder(path)  # `load_encoder()` and `load_encoder(None)` share it
