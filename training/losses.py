"""What the model is trained for: one loss a head, over one report at a time."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional

from dateline.extract import scheme
from dateline.records import CLAIMS, MODALITIES
from training.corpus import Example
from training.model import Model


@dataclass(frozen=True)
class Weights:
    """How much each loss counts, chosen on the development reports."""

    type: float = 6.0
    type_also: float = 0.7
    label: float = 0.5
    argument: float = 4.0
    place: float = 2.0
    same: float = 0.5
    cue: float = 1.5
    content: float = 1.2


ARGUMENT_LINKS = ("actor", "recipient", "place", "time", "quantity")


def compute_loss(model: Model, outputs: Tensor, example: Example, weights: Weights) -> dict[str, Tensor]:
    """Give the weighted losses of one report, by head. `outputs` is `[words, OUTPUT_SIZE]`."""
    losses = {"type": weights.type * _type_loss(outputs, example, weights)}
    sentence = torch.tensor(example.words.sentence)
    if example.triggers:
        losses["label"] = weights.label * _label_loss(outputs, example)
        losses |= _argument_loss(model, outputs, example, sentence, weights)
        losses["same"] = weights.same * _same_loss(model, outputs, example, sentence)
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
    total = total + functional.cross_entropy(rows[:, scheme.SLICES["claim"]], claim, reduction="sum")
    total = total + 0.5 * binary("mode", mode) + 0.3 * binary("context", context)
    return (total + 0.5 * binary("main", main[:, None])) / 20


def _argument_loss(
    model: Model, outputs: Tensor, example: Example, sentence: Tensor, weights: Weights
) -> dict[str, Tensor]:
    """Score each trigger against each entity by its best mention, and against every other nominal word."""
    rows = torch.tensor([word for word, _, _ in example.triggers])
    scores = model.link(outputs, rows, sentence, ARGUMENT_LINKS)
    entities = [e for e, heads in example.mentions.items() if heads]
    heads = {h for e in entities for h in example.mentions[e]}
    losses: dict[str, Tensor] = {}
    main = torch.tensor([1.0 if m else 0.4 for _, _, m in example.triggers])
    if entities:
        pooled = torch.stack([_pool(scores[:, example.mentions[e], :3]) for e in entities], 1)
        target = torch.zeros(len(rows), len(entities), 3)
        for i, (_, number, _) in enumerate(example.triggers):
            for r, name in enumerate(("actor", "recipient", "place")):
                for e in example.events[number][name]:
                    if e in entities:
                        target[i, entities.index(e), r] = 1
        each = functional.binary_cross_entropy_with_logits(pooled, target, reduction="none") * main[:, None, None]
        losses["argument"] = weights.argument * each[..., :2].sum() / 40
        losses["place"] = weights.place * each[..., 2].sum() / 40
    others = [j for j, nominal in enumerate(example.nominal) if nominal and j not in heads and j not in example.inside]
    if others:
        losses["not"] = 0.3 * weights.argument * functional.softplus(scores[:, others, :3]).sum() / 40
    losses["value"] = _value_loss(scores, example, main)
    return losses


def _value_loss(scores: Tensor, example: Example, main: Tensor) -> Tensor:
    total = scores.sum() * 0
    for r, name, known in ((3, "time", example.times), (4, "quantity", example.quantities)):
        if not known:
            continue
        ids = list(known)
        target = torch.zeros(len(example.triggers), len(ids))
        for i, (_, number, _) in enumerate(example.triggers):
            event = example.events[number]
            for x in [event["time"]] if name == "time" else event["quantity_ids"]:
                if x in known:
                    target[i, ids.index(x)] = 1
        each = functional.binary_cross_entropy_with_logits(
            scores[:, [known[x] for x in ids], r], target, reduction="none"
        )
        total = total + (each * main[:, None]).sum() / 40
    return total


def _pool(scores: Tensor) -> Tensor:
    """Pool an entity's mentions: a smooth maximum that does not grow with their number."""
    return torch.logsumexp(scores * 2, 1) / 2


def _same_loss(model: Model, outputs: Tensor, example: Example, sentence: Tensor) -> Tensor:
    words = [word for word, _, _ in example.triggers]
    if len(words) < 2:
        return outputs.sum() * 0
    rows = torch.tensor(words)
    scores = model.link(outputs, rows, sentence, ("same",))[:, words, 0]
    lemma = [example.lemmas[word] for word in words]
    event = [number for _, number, _ in example.triggers]
    type_ = [example.events[number]["type"] for number in event]
    i, j = torch.triu_indices(len(words), len(words), 1)
    pairs = list(zip(i.tolist(), j.tolist(), strict=True))
    features = torch.tensor([[float(lemma[a] == lemma[b]), float(type_[a] == type_[b])] for a, b in pairs])
    logits = (scores[i, j] + scores[j, i]) / 2 + model.pair(features)[:, 0]
    target = torch.tensor([float(event[a] == event[b]) for a, b in pairs])
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
