"""Annotated readings as training examples.

In: readings with text, as JSON values. Out: `Example`s, in words of the spaCy pipeline, each with two sets of
candidates for its events' arguments: the annotated entities and times, and those that the program itself finds, by
which it will have to do its work.
"""

from __future__ import annotations

import pathlib
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import spacy
from numpy.typing import NDArray

from dateline.annotate.parts import find_parts
from dateline.annotate.published import infer_published
from dateline.annotate.syntax import ParseSyntax, load_pipeline
from dateline.extract import scheme
from dateline.extract.encoder import Encoded
from dateline.extract.features import MANNERS, WORD_TABLES, describe_words
from dateline.extract.joining import Mentions, list_mentions
from dateline.extract.nations import Signals, list_signals
from dateline.extract.pairs import Columns, describe_pairs, find_root, index_hints, list_columns
from dateline.extract.windows import Words, number_words
from dateline.pipeline import ANNOTATE, HINT, run_steps
from dateline.readings import decode_report
from dateline.records import SECTORS, Account, Document, Entity, Span, Time


@dataclass
class Candidates:
    """One set of candidates: `target[t, c, r]` says whether candidate `c` is argument `r` of trigger `t`."""

    columns: Columns
    tables: dict[str, NDArray[Any]]
    target: NDArray[np.float32]
    gold: bool

    @property
    def roles(self) -> list[int]:
        """Give the arguments to learn: numbers are annotated for events alone, so that gold ones are never wrong."""
        return [0, 1, 2, 3] if self.gold else [0, 1, 2, 3, 4]


@dataclass
class Sectors:
    """Entities to judge: their words, whose each is, and the number of the annotated sector of each, -1 for none."""

    words: NDArray[np.int64]
    owner: NDArray[np.int64]
    target: NDArray[np.int64]


@dataclass
class Countries:
    """Actors to judge: their words, whose each is, the words that name a country and the annotated one of each.

    `target` counts from 1 in `signals.codes`; 0 is no country, -1 one that the report does not name.
    """

    words: NDArray[np.int64]
    owner: NDArray[np.int64]
    target: NDArray[np.int64]
    signals: Signals


@dataclass
class Example:
    """One annotated report in words: `triggers` are `(word, event, is the main one)`, `cues` are by their word."""

    id: str
    words: Words
    lemmas: list[str]
    features: NDArray[np.int64]
    hints: dict[int, Account] = field(default_factory=dict)
    candidates: list[Candidates] = field(default_factory=list)
    mentions: Mentions | None = None
    known: NDArray[np.bool_] | None = None
    sectors: list[Sectors] = field(default_factory=list)
    countries: list[Countries] = field(default_factory=list)
    partial: bool = False
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

    def covered(span: list[int]) -> list[int]:
        found = doc.char_span(span[0], span[1], alignment_mode="expand")
        return [words.of_token[t.i] for t in found or () if words.of_token[t.i] >= 0]

    def first(span: list[int]) -> int | None:
        return next(iter(covered(span)), None)

    tokens = [doc[i] for i in words.tokens]
    example = Example(
        reading["id"],
        words,
        [t.lemma_.lower() for t in tokens],
        np.zeros((len(tokens), 0), np.int64),
    )
    _add_events(example, reading, first)
    _add_attributions(example, reading, root, covered)
    return example


def _add_events(example: Example, reading: dict[str, Any], first: Any) -> None:
    taken: set[int] = set()
    for event in reading["events"]:
        number = len(example.events)
        example.events.append(event)
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


def parse_documents(readings: Iterable[dict[str, Any]], cache: pathlib.Path | None = None) -> Iterator[Document]:
    """Parse the readings' texts as the program does; parses are kept in `cache`, a spaCy `DocBin` file."""
    parse, nlp = ParseSyntax(), load_pipeline()
    docs: dict[str, Any] = {}
    if cache is not None and cache.exists():
        docs = {doc.text: doc for doc in spacy.tokens.DocBin().from_disk(cache).get_docs(nlp.vocab)}
    known = len(docs)
    for reading in readings:
        document = infer_published(find_parts(Document(decode_report(reading))))
        if document.text in docs:
            document = replace(document, syntax=docs[document.text])
        else:
            document = parse(document)
            docs[document.text] = document.syntax
        yield document
    if cache is not None and len(docs) > known:
        spacy.tokens.DocBin(docs=list(docs.values())).to_disk(cache)


def read_by_rules(readings: Iterable[dict[str, Any]], cache: pathlib.Path | None = None) -> Iterator[Document]:
    """Parse the readings' texts and read them by the rules as far as the trained reader builds on these."""
    for document in parse_documents(readings, cache):
        yield run_steps(document, (*ANNOTATE, *HINT))


def load_examples(readings: list[dict[str, Any]], cache: pathlib.Path | None = None) -> list[Example]:
    """Parse the readings' texts and give their examples."""
    examples = []
    for reading, document in zip(readings, parse_documents(readings, cache), strict=True):
        example = make_example(reading, document.syntax)
        example.partial = bool(reading.get("partial"))
        annotated = run_steps(document, ANNOTATE)
        found = run_steps(annotated, HINT)
        example.hints = index_hints(found, [document.syntax[i].idx for i in example.words.tokens])
        example.features = describe_words(found, example.words, example.hints)
        example.features[:, list(WORD_TABLES).index("manner")] = MANNERS.index(reading.get("manner", "corpus"))
        if not example.partial:
            true = take_gold(document, reading)
            add_mentions(example, true, found)
            signals = list_signals(found, example.words)
            for one in (true, found):
                columns = list_columns(replace(one, times=(), amounts=()), example.words)
                actors = align_actors(reading, one, example.words, columns, gold=one is true)
                example.sectors.append(list_sectors(columns, actors))
                example.countries.append(list_countries(columns, actors, signals))
        if example.triggers:
            example.candidates = [make_candidates(example, reading, found, gold=False)]
            if not example.partial:
                gold = run_steps(take_gold(annotated, reading), HINT)
                example.candidates.append(make_candidates(example, reading, gold, gold=True))
        examples.append(example)
    return examples


def add_mentions(example: Example, gold: Document, found: Document) -> None:
    """Add the mentions to learn coreference from: the annotated ones, and the program's own that are none of them."""
    encoded = Encoded(example.words, np.zeros((0, 0), np.float32), {}, example.features)
    one = list_mentions(gold, encoded, list_columns(gold, example.words))
    two = list_mentions(found, encoded, list_columns(found, example.words))
    extra = ~np.isin(two.words, one.words)
    words = np.r_[one.words, two.words[extra]]
    order = np.argsort(words, kind="stable")
    example.known = np.r_[np.ones(len(one.words), bool), np.zeros(int(extra.sum()), bool)][order]
    example.mentions = Mentions(
        words[order],
        np.r_[one.owner, np.full(int(extra.sum()), -1)][order],
        np.r_[one.form, two.form[extra]][order],
        np.r_[one.lemma, two.lemma[extra]][order],
    )


def take_gold(document: Document, reading: dict[str, Any]) -> Document:
    """Put the annotated entities and times in the place of those that the program finds."""

    def span(pair: list[int]) -> Span:
        return Span.of(document.text, pair[0], pair[1])

    entities = tuple(
        Entity(e["id"], e["name"], e["kind"], tuple(map(span, e["mentions"])), e["country"], tuple(e["sector"]))
        for e in reading["entities"]
        if e["mentions"]
    )
    times = tuple(Time(t["id"], span(t["span"]), t["value"]) for t in reading["times"])
    return replace(document, entities=entities, times=times)


def align_actors(
    reading: dict[str, Any], document: Document, words: Words, columns: Columns, *, gold: bool
) -> list[dict[str, Any] | None]:
    """Give the annotated person, body or group that each entity of `columns` stands for, or None."""
    same = {id_: id_ for id_ in columns.ids} if gold else align_candidates(reading, document, words, columns)
    known = {entity["id"]: entity for entity in reading["entities"] if entity["kind"] != "place"}
    return [known.get(same.get(id_, "")) for id_ in columns.ids]


def list_sectors(columns: Columns, actors: list[dict[str, Any] | None]) -> Sectors:
    """Give entities with the first sector of the annotated ones that they stand for."""
    target = [SECTORS.index(actor["sector"][0]) if actor and actor["sector"] else -1 for actor in actors]
    return Sectors(columns.words, columns.owner, np.array(target, np.int64))


def list_countries(columns: Columns, actors: list[dict[str, Any] | None], signals: Signals) -> Countries:
    """Give entities with the country of the annotated ones that they stand for."""
    numbers = {None: 0} | {code: i for i, code in enumerate(signals.codes, 1)}
    target = [numbers.get(actor["country"], -1) if actor else -1 for actor in actors]
    return Countries(columns.words, columns.owner, np.array(target, np.int64), signals)


def make_candidates(example: Example, reading: dict[str, Any], document: Document, *, gold: bool) -> Candidates:
    """Give a document's candidates with what they are to each trigger; the rules' findings are hints."""
    words = example.words
    columns = list_columns(document, words)
    rows = [word for word, _, _ in example.triggers]
    hints = index_hints(document, [document.syntax[i].idx for i in words.tokens])
    tables = {n: t.astype(np.uint8) for n, t in describe_pairs(document, words, rows, columns, hints).items()}
    same = {id_: id_ for id_ in columns.ids} if gold else align_candidates(reading, document, words, columns)
    target = np.zeros((len(rows), len(columns.ids), len(scheme.ARGUMENTS)), np.float32)
    for i, (_, number, _) in enumerate(example.triggers):
        event = example.events[number]
        wanted = {"actor": event["actor"], "recipient": event["recipient"], "place": event["place"]}
        wanted |= {"time": [event["time"]], "quantity": [tuple(q["span"]) for q in event["quantity"]]}
        for r, role in enumerate(scheme.ARGUMENTS):
            for c, id_ in enumerate(columns.ids):
                target[i, c, r] = same.get(id_) is not None and same[id_] in wanted[role]
    return Candidates(columns, tables, target, gold)


def align_candidates(reading: dict[str, Any], document: Document, words: Words, columns: Columns) -> dict[str, Any]:
    """Give the annotated entity, time or quantity (its span) that each candidate of the program stands for."""
    heads: dict[int, list[tuple[str, bool]]] = {}
    for entity in reading["entities"]:
        for pair in entity["mentions"]:
            word = find_root(document.syntax, words, Span.of(document.text, pair[0], pair[1]))
            heads.setdefault(word, []).append((entity["id"], entity["kind"] == "place"))
    same: dict[str, Any] = {}
    for candidate in document.entities:
        votes: Counter[str] = Counter()
        for mention in candidate.mentions:
            for id_, place in heads.get(find_root(document.syntax, words, mention), ()):
                votes[id_] += place == (candidate.kind == "place")
        if votes and votes.most_common(1)[0][1]:
            same[candidate.id] = votes.most_common(1)[0][0]
    for time in document.times:
        for other in reading["times"]:
            if time.span.start < other["span"][1] and other["span"][0] < time.span.end:
                same[time.id] = other["id"]
    for i, amount in enumerate(document.amounts):
        for event in reading["events"]:
            for quantity in event["quantity"]:
                if amount.span.start < quantity["span"][1] and quantity["span"][0] < amount.span.end:
                    same[f"amount.{i}"] = tuple(quantity["span"])
    return {id_: same[id_] for id_ in columns.ids if id_ in same}
