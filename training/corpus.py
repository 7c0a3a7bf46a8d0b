"""Annotated readings as training examples.

In: readings with text, as JSON values. Out: `Example`s, in words of the spaCy pipeline.
"""

from __future__ import annotations

import pathlib
from dataclasses import dataclass, field
from typing import Any

import spacy

from dateline.annotate.syntax import load_pipeline
from dateline.extract.windows import Words, number_words


@dataclass
class Example:
    """One annotated report in words: `mentions[e]` are the head words of entity `e`'s mentions, and so on."""

    id: str
    words: Words
    lemmas: list[str]
    nominal: list[bool]
    mentions: dict[str, list[int]] = field(default_factory=dict)
    inside: set[int] = field(default_factory=set)
    times: dict[str, int] = field(default_factory=dict)
    quantities: dict[str, int] = field(default_factory=dict)
    triggers: list[tuple[int, int, bool]] = field(default_factory=list)
    events: list[dict[str, Any]] = field(default_factory=list)
    cues: dict[int, dict[str, Any]] = field(default_factory=dict)
    cue_words: set[int] = field(default_factory=set)


def make_example(reading: dict[str, Any], doc: Any) -> Example:
    """Turn a reading with its parsed text into an example."""
    words = number_words(doc)

    def root(span: list[int] | None) -> int | None:
        if span is None:
            return None
        found = doc.char_span(span[0], span[1], alignment_mode="expand")
        if found is None or not len(found):
            return None
        word = words.of_token[found.root.i]
        return None if word < 0 else word

    def first(span: list[int]) -> int | None:
        found = doc.char_span(span[0], span[1], alignment_mode="expand")
        inside = [words.of_token[t.i] for t in found if words.of_token[t.i] >= 0] if found else []
        return inside[0] if inside else None

    def covered(span: list[int]) -> list[int]:
        found = doc.char_span(span[0], span[1], alignment_mode="expand")
        return [words.of_token[t.i] for t in found or () if words.of_token[t.i] >= 0]

    tokens = [doc[i] for i in words.tokens]
    example = Example(
        reading["id"],
        words,
        [t.lemma_.lower() for t in tokens],
        [t.pos_ in ("NOUN", "PROPN", "PRON", "NUM") for t in tokens],
    )
    for entity in reading["entities"]:
        heads = [r for m in entity["mentions"] if (r := root(m)) is not None]
        example.mentions[entity["id"]] = sorted(set(heads))
        for m in entity["mentions"]:
            example.inside.update(covered(m)[:12])
    for time in reading["times"]:
        if (r := root(time["span"])) is not None:
            example.times[time["id"]] = r
    _add_events(example, reading, first, root)
    _add_attributions(example, reading, root, covered)
    return example


def _add_events(example: Example, reading: dict[str, Any], first: Any, root: Any) -> None:
    taken: set[int] = set()
    for event in reading["events"]:
        number = len(example.events)
        quantities = []
        for i, quantity in enumerate(event["quantity"]):
            if (r := root(quantity["span"])) is not None:
                example.quantities[f"{event['id']}.{i}"] = r
                quantities.append(f"{event['id']}.{i}")
        example.events.append({**event, "quantity_ids": quantities})
        for i, span in enumerate([event["trigger"], *event["also"]]):
            word = first(span)
            if word is not None and word not in taken:
                taken.add(word)
                example.triggers.append((word, number, i == 0))


def _add_attributions(example: Example, reading: dict[str, Any], root: Any, covered: Any) -> None:
    for attribution in reading["attributions"]:
        cue = root(attribution["cue"])
        content = covered(attribution["content"])
        if cue is None or not content:
            continue
        example.cue_words.update(covered(attribution["cue"]))
        entry = example.cues.setdefault(cue, {"source": None, "contents": []})
        source = root(attribution["source"])
        if source is not None:
            entry["source"] = source
        entry["contents"].append((content[0], content[-1]))


def load_examples(readings: list[dict[str, Any]], cache: pathlib.Path | None = None) -> list[Example]:
    """Parse the readings' texts and give their examples; parses are kept in `cache`, a spaCy `DocBin` file."""
    nlp = load_pipeline()
    docs: dict[str, Any] = {}
    if cache is not None and cache.exists():
        for doc in spacy.tokens.DocBin().from_disk(cache).get_docs(nlp.vocab):
            docs[doc.text] = doc
    missing = [r["text"] for r in readings if r["text"] not in docs]
    for doc in nlp.pipe(missing, batch_size=8):
        docs[doc.text] = doc
    if cache is not None and missing:
        spacy.tokens.DocBin(docs=list(docs.values())).to_disk(cache)
    return [make_example(r, docs[r["text"]]) for r in readings]
