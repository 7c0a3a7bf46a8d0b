"""spaCy DocBin: readings as training data for spaCy, and back.

In: readings and a path. Out: a `.spacy` file with one `Doc` a report. `doc.text` is the report's text; every span of
the reading is in `doc.spans`, in one group a kind (`entities`, `triggers`, `times`, `attributions`, `quantities`,
`sentences`, `parts`, `also`), with its label, and in `span_id` its place in the reading (`events/2/trigger`);
`doc.ents` holds the mentions that do not overlap; `doc.user_data["dateline"]` is the reading without text and spans,
as JSON. Tokens are those of spaCy's English tokenizer, cut where a span begins or ends within one, so that no span is
lost.
"""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from dateline.errors import InputError
from dateline.export.layers import Layer, put_together, take_apart
from dateline.records import Reading

KEY = "dateline"
_SURROGATE = re.compile("[\ud800-\udfff]")
GROUPS = {
    "mentions": "entities",
    "trigger": "triggers",
    "sentence": "sentences",
    "also": "also",
    "quantity": "quantities",
}


class DocBinWriter:
    """Gathers docs and writes them at the end."""

    def __init__(self, out: Path) -> None:
        from spacy.tokens import DocBin

        self.paths = (out,)
        self.nlp = load_blank()
        self.docs = DocBin(attrs=["ORTH", "SPACY", "ENT_IOB", "ENT_TYPE"], store_user_data=True)

    def write(self, reading: Reading) -> int:
        """Take one reading and say how many accounts it has."""
        self.docs.add(make_doc(self.nlp, reading))
        return len(reading.events)

    def close(self) -> None:
        """Write the file."""
        self.docs.to_disk(self.paths[0])


@functools.cache
def load_blank() -> Any:
    """Give spaCy's English tokenizer, without a model."""
    import spacy

    nlp = spacy.blank("en")
    nlp.max_length = 10**9
    return nlp


def make_doc(nlp: Any, reading: Reading) -> Any:
    """Give the `Doc` of a reading, with every span of it."""
    from spacy.tokens import Doc
    from spacy.util import filter_spans

    skeleton, layers = take_apart(reading)
    # spaCy holds UTF-8, which has no lone surrogates: those stand in the JSON alone
    odd = _SURROGATE.search(reading.text) is not None
    plain = nlp.make_doc(_SURROGATE.sub("\ufffd", reading.text))
    words, spaces = _cut(plain, {layer.start for layer in layers}, {layer.end for layer in layers})
    doc = Doc(nlp.vocab, words=words, spaces=spaces)
    groups: dict[str, list[Any]] = {}
    for layer in layers:
        span = doc.char_span(layer.start, layer.end, label=layer.label, span_id=layer.path)
        groups.setdefault(_find_group(layer), []).append(span)
    for name, spans in groups.items():
        doc.spans[name] = spans
    doc.ents = filter_spans(groups.get("entities", []))
    doc.user_data[KEY] = json.dumps({**skeleton, "text": reading.text} if odd else skeleton)
    return doc


def read_docbin(path: Path) -> Iterator[Reading]:
    """Give the readings of a `.spacy` file that `DocBinWriter` wrote; raises `InputError` for any other."""
    from spacy.tokens import DocBin

    try:
        docs = list(DocBin().from_disk(path).get_docs(load_blank().vocab))
    except Exception as error:  # msgpack and zlib raise what they like
        raise InputError(f"{path}: no DocBin: {error}") from error
    for doc in docs:
        if KEY not in doc.user_data:
            raise InputError(f"{path}: a Doc holds no reading: it was not written by dateline")
        spans = {
            span.id_: [span.start_char, span.end_char] for group in doc.spans.values() for span in group if span.id_
        }
        skeleton = json.loads(doc.user_data[KEY])
        yield put_together(skeleton, skeleton.pop("text", doc.text), spans)


def _find_group(layer: Layer) -> str:
    steps = layer.path.split("/")
    return next((GROUPS[step] for step in steps if step in GROUPS), steps[0] if len(steps) > 1 else "published")


def _cut(doc: Any, starts: set[int], ends: set[int]) -> tuple[list[str], list[bool]]:
    """Give the words of a doc, and whether a space follows each, cut where a span begins or ends within one.

    A space becomes a token of its own where a span begins or ends with it: spaCy's spans leave out the space after
    their last token.
    """
    words: list[str] = []
    spaces: list[bool] = []
    for token in doc:
        start, end = token.idx, token.idx + len(token.text)
        inner = [edge for edge in range(start + 1, end) if edge in starts or edge in ends]
        for left, right in zip([start, *inner], [*inner, end], strict=True):
            words.append(token.text[left - start : right - start])
            spaces.append(False)
        if token.whitespace_ and (end in starts or end + 1 in ends):
            words.append(" ")
            spaces.append(False)
        elif token.whitespace_:
            spaces[-1] = True
    return words, spaces
