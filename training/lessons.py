"""What a teacher says of a report that nobody has annotated, and the loss of a student that learns from it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional

from dateline.extract import scheme
from training.corpus import Example
from training.losses import ROLE_WEIGHTS, Weights, score_antecedents, score_arguments, score_sectors
from training.model import Model

LABELS = {"modality": "softmax", "claim": "softmax", "mode": "sigmoid", "context": "sigmoid", "main": "sigmoid"}
"""The heads that judge a trigger, and what makes probabilities of their scores."""
LABEL_WEIGHTS = {"modality": 1.0, "claim": 1.0, "mode": 0.5, "context": 0.3, "main": 0.5}
Halves = NDArray[np.float16]


@dataclass
class Lesson:
    """One report with the teacher's probabilities.

    `example` has no triggers or cues; `rows` and `cues` are the words that the teacher takes for such. `type` is
    `[words, TYPES]`, `cue` `[words, 2]` (the head word, inside); of `rows`: `labels` by head, `same` `[rows, rows]`,
    `argument` `[rows, candidates, ARGUMENTS]`, `choice` the same with none as a last candidate; of `cues`: `source`
    `[cues, words + 1]`, `border` `[cues, words, 2]`, `content` `[cues, words]`; `antecedent`
    `[mentions, mentions + 1]`; `sector` `[entities, SECTORS]`, the entities being those of `example.sectors`.
    """

    example: Example
    type: Halves
    cue: Halves
    rows: list[int]
    labels: dict[str, Halves]
    same: Halves | None
    argument: Halves | None
    choice: Halves | None
    cues: list[int]
    source: Halves | None
    border: Halves | None
    content: Halves | None
    antecedent: Halves | None
    sector: Halves | None = None


def compute_lesson_loss(model: Model, outputs: Tensor, lesson: Lesson, weights: Weights) -> dict[str, Tensor]:
    """Give the weighted losses of one report, by head, as `losses.compute_loss` does for an annotated one."""
    example = lesson.example
    sentence = torch.tensor(example.words.sentence)
    types = outputs[:, scheme.SLICES["type"]]
    losses = {"type": weights.type * functional.cross_entropy(types, _full(lesson.type), reduction="sum") / 100}
    cue = torch.cat([outputs[:, scheme.SLICES[name]] for name in ("cue", "cue_inside")], 1)
    each = functional.binary_cross_entropy_with_logits(cue, _full(lesson.cue), reduction="none").sum(0)
    losses["cue"] = weights.cue * (each[0] + 0.5 * each[1]) / 30
    if lesson.rows:
        losses |= _trigger_losses(model, outputs, lesson, sentence, weights)
    if lesson.cues:
        losses["content"] = weights.content * _content_loss(model, outputs, lesson, sentence) / 10
    if lesson.antecedent is not None and example.mentions is not None:
        logs = score_antecedents(model, outputs, example.mentions, sentence)
        target = _full(lesson.antecedent)
        losses["coref"] = weights.coref * -(target * logs.clamp(min=-30)).sum() / 40
    if lesson.sector is not None:
        (one,) = example.sectors
        words, owner = torch.from_numpy(one.words), torch.from_numpy(one.owner)
        logs = score_sectors(outputs, words, owner, len(one.target))
        losses["sector"] = weights.sector * -(_full(lesson.sector) * logs).sum() / 40
    return losses


def _trigger_losses(
    model: Model, outputs: Tensor, lesson: Lesson, sentence: Tensor, weights: Weights
) -> dict[str, Tensor]:
    rows = torch.tensor(lesson.rows)
    label = torch.zeros(())
    for name, form in LABELS.items():
        raw, target = outputs[rows][:, scheme.SLICES[name]], _full(lesson.labels[name])
        if form == "softmax":
            one = functional.cross_entropy(raw, target, reduction="sum")
        else:
            one = functional.binary_cross_entropy_with_logits(raw, target, reduction="sum")
        label = label + LABEL_WEIGHTS[name] * one
    losses = {"label": weights.label * label / 20}
    if lesson.same is not None and len(rows) > 1:
        scores = model.link(outputs, rows, sentence, ("same",))[:, rows, 0]
        i, j = torch.triu_indices(len(rows), len(rows), 1)
        logits, target = (scores[i, j] + scores[j, i]) / 2, _full(lesson.same)[i, j]
        each = functional.binary_cross_entropy_with_logits(logits, target, reduction="sum")
        losses["same"] = weights.same * each / 40
    if lesson.argument is not None and lesson.choice is not None:
        (candidates,) = lesson.example.candidates
        pooled = score_arguments(model, outputs, rows, sentence, candidates)
        wide = torch.tensor([getattr(weights, name) for name in ROLE_WEIGHTS])
        each = functional.binary_cross_entropy_with_logits(pooled, _full(lesson.argument), reduction="none")
        logs = functional.log_softmax(torch.cat([pooled, torch.zeros(len(pooled), 1, pooled.shape[2])], 1), 1)
        choice = -(_full(lesson.choice) * logs).sum((0, 1))
        losses["own"] = weights.own * ((each.sum((0, 1)) + weights.choice * choice) * wide).sum() / 40
    return losses


def _content_loss(model: Model, outputs: Tensor, lesson: Lesson, sentence: Tensor) -> Tensor:
    assert lesson.source is not None
    assert lesson.border is not None
    assert lesson.content is not None
    rows, count = torch.tensor(lesson.cues), len(outputs)
    scores = model.link(outputs, rows, sentence, ("source", "content_start", "content_end", "content"))
    source = functional.log_softmax(torch.cat([scores[..., 0], torch.zeros(len(rows), 1)], 1), 1)
    total = -(_full(lesson.source) * source).sum()
    total = total - (_full(lesson.border) * functional.log_softmax(scores[..., 1:3], 1)).sum()
    near = (torch.arange(count)[None, :] - rows[:, None]).abs() < 150
    body = functional.binary_cross_entropy_with_logits(scores[..., 3], _full(lesson.content), reduction="none")
    return total + (body * near).sum() / 30


def _full(values: Halves) -> Tensor:
    return torch.from_numpy(values.astype(np.float32))
