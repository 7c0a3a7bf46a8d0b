"""Choose the thresholds of decoding on the development reports, one after another, and write them down.

python -m training.choose --model build/model/reader.onnx --out training/thresholds.json

In: a model file, annotated reports that it was not trained on, the corpus's scorer. Out: `thresholds.json`. The reports
are parsed and encoded once; then each threshold is tried at the values of `GRID` while the others stand still, and the
best kept, until a round changes nothing. What is maximised is the weighted mean of the measures in `WORTH`, over all
reports and as the mean of its halves' worse one, so that no choice rests on a few reports alone.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import pathlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from types import ModuleType
from typing import Any

from dateline.evaluate.scoring import load_scorer
from dateline.extract.claims import judge_claims
from dateline.extract.decode import THRESHOLDS, ReadByEncoder
from dateline.extract.encoder import load_encoder
from dateline.pipeline import RESOLVE, describe_coder, run_steps
from dateline.readings import encode_reading
from dateline.records import Document, Reading
from dateline.settings import Settings
from training.corpus import read_by_rules
from training.readings import find_readings

WORTH = {
    "event": 2.0, "event found": 1.0, "macro": 0.5, "actor": 1.0, "recipient": 1.0, "place": 0.5, "quantity": 0.3,
    "mode": 0.3, "context": 0.3, "attribution": 1.0, "date": 0.3, "date, none told": 0.3, "whole record": 0.5,
    "claim, not narrator": 0.2, "speaker": 0.4, "modality, not actual": 0.2, "entities": 0.3,
}  # fmt: skip
GRID: dict[str, Sequence[float]] = {
    "account": (0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6),
    "same": (-1.5, -1, -0.75, -0.5, -0.25, 0),
    "actor": (-2, -1.5, -1, -0.5, 0, 0.5, 1),
    "recipient": (-2, -1.5, -1, -0.5, 0, 0.5, 1),
    "more_actor": (0.5, 1, 1.5, 2, 3, 4),
    "more_recipient": (0.5, 1, 1.5, 2, 3, 4),
    "quantity": (-3, -2, -1, 0, 1),
    "quantity_other": (0, 1, 2, 3),
    "quantity_participants": (0, 1, 2, 3),
    "quantity_victims": (0, 1, 2, 3),
    "hint_quantity": (0, 0.5, 1, 2, 3),
    "join": (0.3, 0.4, 0.5, 0.6, 0.7, 0.8),
    "pronoun": (0.3, 0.4, 0.5, 0.6, 0.8),
    "cue_drop": (0.05, 0.1, 0.15, 0.2, 0.3),
    "cue_add": (0.3, 0.4, 0.5, 0.6, 0.7),
    "swap": (1, 2, 3, 5, 7),
    "source_add": (0, 1, 2, 3),
    "source": (-2, -1, 0, 1),
    "second": (-6, -4, -3, -2),
    "mode": (-1, -0.5, 0, 0.5, 1),
    "context": (-1.5, -1, -0.5, 0, 0.5),
    "also": (0.3, 0.4, 0.5, 0.6, 0.7),
}


class Trial:
    """Reports ready to be decoded again and again."""

    def __init__(
        self, gold: list[dict[str, Any]], scorer: ModuleType, model: str, cache: pathlib.Path | None = None
    ) -> None:
        self.scorer = scorer
        self.gold = gold
        self.model = model
        self.coder = describe_coder(Settings(reader="rules"))
        encoder = load_encoder(model)
        found = list(read_by_rules(self.gold, cache))
        self.documents = [replace(document, encoded=encoder.encode(document)) for document in found]

    def read(self, document: Document, limits: Mapping[str, float]) -> dict[str, Any]:
        """Decode one report by these thresholds."""
        steps = (ReadByEncoder(self.model, limits), judge_claims, *RESOLVE)
        done = run_steps(document, steps)
        reading = Reading(
            report=done.report,
            parts=done.parts,
            agencies=done.agencies,
            entities=done.entities,
            times=done.times,
            attributions=done.attributions,
            events=done.accounts,
            coder=self.coder,
        )
        return encode_reading(reading)

    def measure(self, limits: Mapping[str, float]) -> tuple[float, dict[str, float]]:
        """Give the worth of these thresholds and the measures that it is made of."""
        readings = [self.read(document, limits) for document in self.documents]
        pairs = list(zip(self.gold, readings, strict=True))
        whole = self._score(pairs)
        worse = min(_weigh(self._score(pairs[k::2])) for k in (0, 1))
        return (_weigh(whole) + worse) / 2, whole

    def _score(self, pairs: Sequence[tuple[dict[str, Any], dict[str, Any]]]) -> dict[str, float]:
        counts = self.scorer.blank()
        for gold, reading in pairs:
            self.scorer.score_report(gold, reading, counts)
        result = {name: counts[name].f1() or 0.0 for name in self.scorer.COUNTS}
        result |= {name: counts[name].row()["rate"] or 0.0 for name in self.scorer.RATES}
        types = [count.f1() or 0.0 for count in counts["types"].values() if count.gold]
        return result | {"macro": sum(types) / len(types)}


def _weigh(measures: Mapping[str, float]) -> float:
    return sum(weight * measures[name] for name, weight in WORTH.items()) / sum(WORTH.values())


def choose(trial: Trial, limits: dict[str, float], rounds: int) -> dict[str, float]:
    """Give the best thresholds found, from these on; the values of one threshold are tried beside each other."""
    best, measures = trial.measure(limits)
    print(f"start {best:.4f} {_tell(measures)}", flush=True)
    _SHARED.append(trial)
    with multiprocessing.get_context("fork").Pool() as pool:
        for number in range(1, rounds + 1):
            before = best
            for name, values in GRID.items():
                tries = [limits | {name: value} for value in values if value != limits[name]]
                for tried, (worth, measures) in zip(tries, pool.map(_measure, tries, chunksize=1), strict=True):
                    if worth > best + 1e-4:
                        best, limits = worth, tried
                        print(f"round {number} {name} = {tried[name]}: {best:.4f} {_tell(measures)}", flush=True)
            if best == before:
                break
    return limits


_SHARED: list[Trial] = []
"""The reports that the processes of the pool have from the one that made them."""


def _measure(limits: Mapping[str, float]) -> tuple[float, dict[str, float]]:
    return _SHARED[-1].measure(limits)


def _tell(measures: Mapping[str, float]) -> str:
    return " ".join(f"{name}={100 * measures[name]:.1f}" for name in WORTH)


def main() -> None:
    """Choose and write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpus", type=pathlib.Path, default=pathlib.Path("../shared/corpus"))
    parser.add_argument("--part", default="dev")
    parser.add_argument("--model", required=True)
    parser.add_argument("--cache", type=pathlib.Path, default=None, help="keeps the parses, for the next time")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--out", type=pathlib.Path, default=pathlib.Path("training/thresholds.json"))
    options = parser.parse_args()
    start = THRESHOLDS | json.loads(options.out.read_text("utf-8"))
    gold = list(find_readings(options.corpus / options.part))
    trial = Trial(gold, load_scorer(options.corpus), options.model, options.cache)
    chosen = choose(trial, start, options.rounds)
    options.out.write_text(json.dumps(chosen, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
