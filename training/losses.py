"""What the model is trained for: one loss a head, over one report at a time."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from dateline.extract import scheme
from dateline.extract.joining import MAX_MENTIONS, Mentions
from dateline.extract.sameness import compare_triggers
from dateline.records import CLAIMS, MODALITIES
from training.corpus import Candidates, Countries, Example
from training.model import Model


@dataclass(frozen=True)
class Weights:
    """How much each loss counts, chosen on the development reports."""

    type: float = 6.0
    type_also: float = 0.7
    label: float = 0.5
    argument: float = 3.0
    place: float = 2.0
    value: float = 1.0
    choice: float = 0.5
    gold: float = 0.4
    own: float = 0.6
    same: float = 0.5
    coref: float = 1.0
    sector: float = 2.0
    country: float = 1.5
    cue: float = 1.5
    content: float = 1.2
    mimic: float = 1.0


ROLE_WEIGHTS = ("argument", "argument", "place", "value", "value")
"""The weight of each of `scheme.ARGUMENTS`."""


def compute_loss(model: Model, outputs: Tensor, example: Example, weights: Weights) -> dict[str, Tensor]:
    """Give the weighted losses of one report, by head. `outputs` is `[words, OUTPUT_SIZE]`."""
    losses = {"type": weights.type * _type_loss(outputs, example, weights)}
    sentence = torch.tensor(example.words.sentence)
    if example.triggers:
        losses["label"] = weights.label * _label_loss(outputs, example)
        losses |= _argument_loss(model, outputs, example, sentence, weights)
        losses["same"] = weights.same * _same_loss(model, outputs, example, sentence)
    if not example.partial:
        losses["coref"] = weights.coref * _coref_loss(model, outputs, example, sentence)
        losses["sector"] = weights.sector * _sector_loss(outputs, example)
        losses["country"] = weights.country * _country_loss(model, outputs, example, sentence)
        losses |= _attribution_loss(model, outputs, example, sentence, weights)
    return losses


def _type_loss(outputs: Tensor, example: Example, weights: Weights) -> Tensor:
    target = torch.zeros(len(outputs), dtype=torch.long)
    weight = torch.ones(len(outputs))
    for word, event, main in example.triggers:
        target[word] = scheme.TYPES.index(example.events[event]["type"])
        weight[word] = 1.0 if main else weights.type_also
    each = functional.cross_entropy(outputs[:, scheme.SLICES["type"]], target, reduction="none")
    return (each * weight).sum() / 100


def _label_loss(outputs: Tensor, example: Example) -> Tensor:
    rows = outputs[torch.tensor([word for word, _, _ in example.triggers])]
    events = [example.events[event] for _, event, _ in example.triggers]
    modality = torch.tensor([MODALITIES.index(event["modality"]) for event in events])
    claim = torch.tensor([CLAIMS.index(event["claim"]) for event in events])
    mode = torch.zeros(len(events), len(scheme.MODES))
    context = torch.zeros(len(events), len(scheme.CONTEXTS))
    for i, event in enumerate(events):
        for name in event["mode"]:
            mode[i, scheme.MODES.index(name)] = 1
        for name in event["context"]:
            context[i, scheme.CONTEXTS.index(name)] = 1
    main = torch.tensor([float(main) for _, _, main in example.triggers])

    def binary(name: str, target: Tensor) -> Tensor:
        return functional.binary_cross_entropy_with_logits(rows[:, scheme.SLICES[name]], target, reduction="sum")

    total = functional.cross_entropy(rows[:, scheme.SLICES["modality"]], modality, reduction="sum")
    if example.partial:
        return total / 20
    total = total + functional.cross_entropy(rows[:, scheme.SLICES["claim"]], claim, reduction="sum")
    total = total + 0.5 * binary("mode", mode) + 0.3 * binary("context", context)
    return (total + 0.5 * binary("main", main[:, None])) / 20


def _argument_loss(
    model: Model, outputs: Tensor, example: Example, sentence: Tensor, weights: Weights
) -> dict[str, Tensor]:
    """Score each trigger against each candidate by its mentions, in both sets of candidates."""
    rows = torch.tensor([word for word, _, _ in example.triggers])
    main = torch.tensor([1.0 if m else 0.5 for _, _, m in example.triggers])[:, None, None]
    wide = torch.tensor([getattr(weights, name) for name in ROLE_WEIGHTS])
    losses: dict[str, Tensor] = {}
    for one in example.candidates:
        if not len(one.columns.words):
            continue
        pooled = score_arguments(model, outputs, rows, sentence, one)
        target = torch.from_numpy(one.target)
        each = functional.binary_cross_entropy_with_logits(pooled, target, reduction="none") * main
        roles = one.roles
        total = (each.sum((0, 1)) * wide)[roles].sum() / 40
        losses["gold" if one.gold else "own"] = (weights.gold if one.gold else weights.own) * (
            total + weights.choice * _choice_loss(pooled, target, main, wide)[roles].sum() / 40
        )
    return losses


def score_arguments(model: Model, outputs: Tensor, rows: Tensor, sentence: Tensor, one: Candidates) -> Tensor:
    """Score the trigger words `rows` against candidates: `[rows, candidates, ARGUMENTS]`."""
    columns = torch.from_numpy(one.columns.words)
    tables = {k: torch.from_numpy(table.astype(np.int64)) for k, table in one.tables.items()}
    links = model.link(outputs, rows, sentence, scheme.ARGUMENTS)
    scores = links[:, columns] + model.judge_pairs(outputs, rows, columns, tables)
    return _pool(scores, torch.from_numpy(one.columns.owner), len(one.columns.ids))


def _choice_loss(pooled: Tensor, target: Tensor, main: Tensor, wide: Tensor) -> Tensor:
    """Give the loss of choosing among all candidates and none, by role: the right one must beat the others."""
    none = torch.zeros(len(pooled), 1, pooled.shape[2])
    logs = functional.log_softmax(torch.cat([pooled, none], 1), 1)
    wanted = torch.cat([target, (target.sum(1, keepdim=True) == 0).float()], 1)
    wanted = wanted / wanted.sum(1, keepdim=True)
    return -(logs * wanted * main).sum((0, 1)) * wide


def _pool(scores: Tensor, owner: Tensor, count: int) -> Tensor:
    """Pool the scores of each candidate's words: a smooth maximum that does not grow with their number."""
    places = owner[None, :, None].expand_as(scores)
    top = torch.full((len(scores), count, scores.shape[2]), -30.0)
    top = top.scatter_reduce(1, places, scores.detach(), "amax")
    total = torch.zeros_like(top).scatter_add(1, places, torch.exp(2 * (scores - top.gather(1, places))))
    return top + torch.log(total) / 2


def _coref_loss(model: Model, outputs: Tensor, example: Example, sentence: Tensor) -> Tensor:
    """Let each annotated mention choose an annotated one of the same entity before it, or none if it is the first."""
    mentions = example.mentions
    if mentions is None or example.known is None or not 1 < len(mentions.words) <= MAX_MENTIONS:
        return outputs.sum() * 0
    words = torch.from_numpy(mentions.words)
    logs = score_antecedents(model, outputs, mentions, sentence)
    earlier = words[None, :] < words[:, None]
    owner = torch.from_numpy(mentions.owner)
    right = (owner[:, None] == owner[None, :]) & earlier & (owner >= 0)[:, None]
    right = torch.cat([right, ~right.any(1, keepdim=True)], 1)
    chosen = torch.logsumexp(logs.masked_fill(~right, -1e9), 1)
    return -chosen[torch.from_numpy(example.known)].sum() / 40


def score_antecedents(model: Model, outputs: Tensor, mentions: Mentions, sentence: Tensor) -> Tensor:
    """Give the log-probabilities of each mention's antecedents, none last: `[mentions, mentions + 1]`."""
    words = torch.from_numpy(mentions.words)
    forms, same = (torch.from_numpy(table) for table in mentions.compare())
    scores = model.link(outputs, words, sentence, ("coref",))[:, words, 0]
    scores = scores + model.coref_forms(forms)[..., 0] + model.coref_same(same)[..., 0]
    scores = scores.masked_fill(words[None, :] >= words[:, None], -1e9)
    return functional.log_softmax(torch.cat([scores, torch.zeros(len(words), 1)], 1), 1)


def _sector_loss(outputs: Tensor, example: Example) -> Tensor:
    total = outputs.sum() * 0
    for one in example.sectors:
        told = torch.from_numpy(one.target)
        if (told >= 0).any():
            logs = score_sectors(outputs, torch.from_numpy(one.words), torch.from_numpy(one.owner), len(told))
            total = total + functional.nll_loss(logs[told >= 0], told[told >= 0], reduction="sum")
    return total / 40


def score_sectors(outputs: Tensor, words: Tensor, owner: Tensor, count: int) -> Tensor:
    """Give the log-probabilities of the sectors of entities, as `dateline.extract.sectors` does."""
    telling = outputs[words][:, scheme.SLICES["telling"]].clamp(-15, 15).exp()
    zeros = torch.zeros(count, outputs[words][:, scheme.SLICES["sector"]].shape[1])
    total = zeros.index_add(0, owner, outputs[words][:, scheme.SLICES["sector"]] * telling)
    return functional.log_softmax(total / torch.zeros(count, 1).index_add(0, owner, telling), 1)


def _country_loss(model: Model, outputs: Tensor, example: Example, sentence: Tensor) -> Tensor:
    total = outputs.sum() * 0
    for one in example.countries:
        told = torch.from_numpy(one.target)
        if (told >= 0).any():
            logs = score_countries(model, outputs, one, sentence)
            total = total + functional.nll_loss(logs[told >= 0], told[told >= 0], reduction="sum")
    return total / 40


def score_countries(model: Model, outputs: Tensor, one: Countries, sentence: Tensor) -> Tensor:
    """Give the log-probabilities of the countries of entities, as `dateline.extract.nations` does."""
    words = torch.from_numpy(one.words)
    parts = [outputs[words][:, scheme.SLICES["stateless"]]]
    if len(one.signals.codes):
        links = model.link(outputs, words, sentence, ("country",))[:, torch.from_numpy(one.signals.words), 0]
        parts += [links[:, one.signals.number == k].logsumexp(1, keepdim=True) for k in range(len(one.signals.codes))]
    scores = torch.cat(parts, 1)
    owner, count = torch.from_numpy(one.owner), len(one.target)
    top = torch.full((count, scores.shape[1]), -1e9)
    top = top.scatter_reduce(0, owner[:, None].expand_as(scores), scores.detach(), "amax")
    total = torch.zeros(count, scores.shape[1]).index_add(0, owner, torch.exp(scores - top[owner]))
    return functional.log_softmax(top + torch.log(total), 1)


def _same_loss(model: Model, outputs: Tensor, example: Example, sentence: Tensor) -> Tensor:
    words = [word for word, _, _ in example.triggers]
    if len(words) < 2:
        return outputs.sum() * 0
    rows = torch.tensor(words)
    scores = model.link(outputs, rows, sentence, ("same",))[:, words, 0]
    event = [number for _, number, _ in example.triggers]
    labels = [scheme.TYPES.index(example.events[number]["type"]) for number in event]
    lemmas = [example.lemmas[word] for word in words]
    known = compare_triggers(words, labels, lemmas, (example.features, example.words.sentence), example.hints)
    i, j = torch.triu_indices(len(words), len(words), 1)
    logits = (scores[i, j] + scores[j, i]) / 2 + model.pair(torch.from_numpy(known)[i, j])[:, 0]
    target = torch.tensor([float(event[a] == event[b]) for a, b in zip(i.tolist(), j.tolist(), strict=True)])
    return functional.binary_cross_entropy_with_logits(logits, target, reduction="sum") / 40


def _attribution_loss(
    model: Model, outputs: Tensor, example: Example, sentence: Tensor, weights: Weights
) -> dict[str, Tensor]:
    count = len(outputs)
    cue = torch.zeros(count)
    inside = torch.zeros(count)
    cue[list(example.cues)] = 1
    inside[list(example.cue_words)] = 1
    each = functional.binary_cross_entropy_with_logits(outputs[:, scheme.SLICES["cue"]][:, 0], cue, reduction="sum")
    each = each + 0.5 * functional.binary_cross_entropy_with_logits(
        outputs[:, scheme.SLICES["cue_inside"]][:, 0], inside, reduction="sum"
    )
    losses = {"cue": weights.cue * each / 30}
    if not example.cues:
        return losses
    rows = torch.tensor(list(example.cues))
    names = ("source", "content_start", "content_end", "content")
    scores = model.link(outputs, rows, sentence, names)
    source = torch.full((len(rows),), count, dtype=torch.long)
    border = torch.zeros(len(rows), count, 2)
    content = torch.zeros(len(rows), count)
    for i, entry in enumerate(example.cues.values()):
        if entry["source"] is not None:
            source[i] = entry["source"]
        for a, b in entry["contents"]:
            border[i, a, 0] = border[i, b, 1] = 1
            content[i, a : b + 1] = 1
    with_none = torch.cat([scores[..., 0], torch.zeros(len(rows), 1)], 1)
    total = functional.cross_entropy(with_none, source, reduction="sum")
    for k in (0, 1):
        logs = functional.log_softmax(scores[..., 1 + k], 1)
        total = total - (logs * border[..., k] / border[..., k].sum(1, keepdim=True)).sum()
    near = (torch.arange(count)[None, :] - rows[:, None]).abs() < 150
    body = functional.binary_cross_entropy_with_logits(scores[..., 3], content, reduction="none")
    total = total + (body * near).sum() / 30
    losses["content"] = weights.content * total / 10
    return losses
