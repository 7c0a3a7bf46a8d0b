"""Lessons: what a large model, the teacher, says of reports that nobody has annotated.

python -m training.teaching --weights build/teacher/model.pt --base all-mpnet-base-v2 \\
    --out build/lessons.pkl --states build/states.pkl

In: the teacher's weights and the benchmark texts that the annotations are chosen from. Out: a pickle of `Lesson`s for
`training.train --lessons`. Reports that are annotated, and those that hold a held-out sentence, are left out. With
`--states` also the teacher's states of all words of the lessons and of the annotated reports, for `training.mimicry`.
"""

from __future__ import annotations

import argparse
import pathlib
import pickle
from dataclasses import replace

import numpy as np
import torch
from torch import Tensor

from dateline.extract import scheme
from dateline.extract.encoder import Encoded
from dateline.extract.features import describe_words
from dateline.extract.joining import MAX_MENTIONS, list_mentions
from dateline.extract.pairs import describe_pairs, index_hints, list_columns
from dateline.extract.windows import cut_windows, number_words
from dateline.pipeline import ANNOTATE, HINT, run_steps
from dateline.records import Document
from training.corpus import Candidates, Example, Sectors, load_examples, parse_documents
from training.lessons import LABELS, Halves, Lesson
from training.losses import score_antecedents, score_arguments, score_sectors
from training.model import Model, is_half_faster
from training.sources import load_training_readings
from training.train import encode_states, find_base, judge_states, load_tokenizer
from training.unlabelled import NUMBER, choose_texts

LIKELY_TRIGGER, LIKELY_CUE = 0.25, 0.3
MAX_ROWS = 120
"""Trigger words of one report that are taught."""


def prepare(document: Document) -> tuple[Example, Document]:
    """Read a parsed report by the rules; give it as an example without labels, and what they found."""
    words = number_words(document.syntax)
    found = run_steps(document, (*ANNOTATE, *HINT))
    hints = index_hints(found, [document.syntax[i].idx for i in words.tokens])
    features = describe_words(found, words, hints)
    lemmas = [document.syntax[i].lemma_.lower() for i in words.tokens]
    example = Example(document.report.id, words, lemmas, features, hints=hints)
    encoded = Encoded(words, np.zeros((0, 0), np.float32), {}, features)
    example.mentions = list_mentions(found, encoded, list_columns(found, words))
    people = list_columns(replace(found, times=(), amounts=()), words)
    example.sectors = [Sectors(people.words, people.owner, np.full(len(people.ids), -1))]
    return example, found


def teach(model: Model, outputs: Tensor, example: Example, found: Document) -> Lesson:
    """Give the teacher's probabilities for one report. `outputs` is `[words, OUTPUT_SIZE]`."""
    types = outputs[:, scheme.SLICES["type"]].softmax(-1)
    likely = 1 - types[:, 0]
    rows = torch.nonzero(likely > LIKELY_TRIGGER)[:, 0]
    rows = torch.sort(rows[torch.argsort(-likely[rows], stable=True)[:MAX_ROWS]]).values
    cue = torch.cat([outputs[:, scheme.SLICES[name]] for name in ("cue", "cue_inside")], 1).sigmoid()
    cues = torch.nonzero(cue[:, 0] > LIKELY_CUE)[:, 0]
    sentence = torch.tensor(example.words.sentence)
    lesson = Lesson(
        example, _half(types), _half(cue), rows.tolist(), {}, None, None, None, cues.tolist(), None, None, None, None
    )
    if len(rows):
        for name, form in LABELS.items():
            raw = outputs[rows][:, scheme.SLICES[name]]
            lesson.labels[name] = _half(raw.softmax(-1) if form == "softmax" else raw.sigmoid())
        same = model.link(outputs, rows, sentence, ("same",))[:, rows, 0]
        lesson.same = _half(((same + same.T) / 2).sigmoid())
        columns = list_columns(found, example.words)
        if len(columns.words):
            tables = describe_pairs(found, example.words, lesson.rows, columns, example.hints)
            small = {name: table.astype(np.uint8) for name, table in tables.items()}
            empty = np.zeros((0, 0, 0), np.float32)
            candidates = Candidates(columns, small, empty, gold=False)
            example.candidates = [candidates]
            pooled = score_arguments(model, outputs, rows, sentence, candidates)
            lesson.argument = _half(pooled.sigmoid())
            none = torch.zeros(len(pooled), 1, pooled.shape[2])
            lesson.choice = _half(torch.cat([pooled, none], 1).softmax(1))
    if len(cues):
        scores = model.link(outputs, cues, sentence, ("source", "content_start", "content_end", "content"))
        lesson.source = _half(torch.cat([scores[..., 0], torch.zeros(len(cues), 1)], 1).softmax(1))
        lesson.border = _half(scores[..., 1:3].softmax(1))
        lesson.content = _half(scores[..., 3].sigmoid())
    if example.mentions is not None and 1 < len(example.mentions.words) <= MAX_MENTIONS:
        lesson.antecedent = _half(score_antecedents(model, outputs, example.mentions, sentence).exp())
    (people,) = example.sectors
    if len(people.target):
        words, owner = torch.from_numpy(people.words), torch.from_numpy(people.owner)
        lesson.sector = _half(score_sectors(outputs, words, owner, len(people.target)).exp())
    return lesson


def _half(values: Tensor) -> Halves:
    return values.numpy().astype(np.float16)


def main() -> None:
    """Read the texts by the rules and the teacher, and write the lessons."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bench", type=pathlib.Path, default=pathlib.Path("../shared/bench"))
    parser.add_argument("--weights", type=pathlib.Path, required=True, help="the teacher's")
    parser.add_argument("--base", type=pathlib.Path, required=True, help="folder of the teacher's base model")
    parser.add_argument("--number", type=int, default=NUMBER, help="reports, chosen at random")
    parser.add_argument("--out", type=pathlib.Path, required=True)
    parser.add_argument("--states", type=pathlib.Path, help="where the states go")
    parser.add_argument("--corpus", type=pathlib.Path, default=pathlib.Path("../shared/corpus"))
    options = parser.parse_args()
    model = Model(options.base)
    model.load_state_dict(torch.load(options.weights, weights_only=True))
    model.eval()
    model.half = is_half_faster()
    tokenizer = load_tokenizer(find_base())
    lessons: list[Lesson] = []
    states: dict[str, Halves] = {}
    with torch.no_grad():
        for document in parse_documents(choose_texts(options.bench, options.corpus, options.number)):
            example, found = prepare(document)
            if not example.words.tokens:
                continue
            batch = [(cut_windows(example.words, tokenizer), example)]
            state = encode_states(model, batch)
            (outputs,) = judge_states(model, batch, state)
            lessons.append(teach(model, outputs, example, found))
            states[example.id] = _half(state)
            if len(lessons) % 100 == 0:
                print(f"{len(lessons)} reports", flush=True)
        for example in load_examples(load_training_readings(options.corpus, options.bench)) if options.states else ():
            states[example.id] = _half(encode_states(model, [(cut_windows(example.words, tokenizer), example)]))
    options.out.parent.mkdir(parents=True, exist_ok=True)
    options.out.write_bytes(pickle.dumps(lessons))
    if options.states:
        options.states.write_bytes(pickle.dumps(states))


if __name__ == "__main__":
    main()
