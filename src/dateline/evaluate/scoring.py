"""Read a folder of gold reports by the program and score the readings, with intervals.

In: a folder of gold readings (offset JSON, `docs/format.md`) and the corpus's own `score.py`, which is
loaded from beside it. Out: a `Score`: every row of that scorer with its 95% interval by the bootstrap over
reports (Efron 1979: whole reports are drawn with replacement, since the events of one report are not
independent).
"""

from __future__ import annotations

import importlib.util
import json
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import numpy.typing as npt

from dateline.errors import InputError
from dateline.pipeline import read
from dateline.readings import decode_report, encode_reading
from dateline.settings import Settings

Json = dict[str, Any]
ROUNDS = 1000
SEED = 0


@dataclass(frozen=True, slots=True)
class Row:
    """One measure: for a count precision, recall and F1, for a rate its value alone, all from 0 to 1 or None.

    `low` and `high` bound the 95% interval of F1 or of the rate; `gold` and `found` are how many there are
    (for a rate, `gold` is out of how many).
    """

    name: str
    value: float | None
    low: float | None
    high: float | None
    gold: int
    precision: float | None = None
    recall: float | None = None
    found: int | None = None


@dataclass(frozen=True, slots=True)
class Score:
    """What the scorer says of a folder of readings."""

    reports: int
    counts: tuple[Row, ...]
    rates: tuple[Row, ...]
    types: tuple[Row, ...]
    confusions: tuple[tuple[str, str, int], ...] = ()
    failures: tuple[tuple[str, str], ...] = field(default=())

    @property
    def macro(self) -> float:
        """The mean F1 over the event types that the gold has."""
        values = [row.value or 0.0 for row in self.types if row.gold]
        return sum(values) / len(values) if values else 0.0


def load_scorer(corpus: Path) -> ModuleType:
    """Load `score.py` of the corpus; raises `FileNotFoundError` where it is not there."""
    path = corpus / "score.py"
    if not path.is_file():
        raise FileNotFoundError(path)
    spec = importlib.util.spec_from_file_location("corpus_score", path)
    if spec is None or spec.loader is None:
        raise FileNotFoundError(path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def load_gold(folder: Path) -> list[Json]:
    """Load the gold readings of a folder, by name; raises `InputError` for a file that is no JSON."""
    values = []
    for path in sorted(folder.glob("*.json")):
        try:
            values.append(json.loads(path.read_text("utf-8")))
        except (ValueError, RecursionError) as error:
            raise InputError(f"{path}: no JSON: {error}") from error
    return [value for value in values if isinstance(value, dict) and "text" in value]


def read_gold(task: tuple[Json, Settings]) -> tuple[str, Json | str]:
    """Read the text and the metadata of one gold reading; give its id and ours, or the error in words."""
    gold, settings = task
    try:
        return gold["id"], encode_reading(read(decode_report(gold), settings))
    except Exception as error:  # one report that fails is counted as missed and named
        return gold["id"], f"{type(error).__name__}: {error}"


def read_all(gold: list[Json], settings: Settings, jobs: int = 1) -> Iterator[tuple[str, Json | str]]:
    """Read every gold report, in `jobs` processes, in order."""
    tasks = [(value, settings) for value in gold]
    if jobs <= 1:
        yield from map(read_gold, tasks)
        return
    with ProcessPoolExecutor(jobs) as pool:
        yield from pool.map(read_gold, tasks)


def write_readings(readings: dict[str, Json], folder: Path) -> None:
    """Write the readings as `ID.json`, as the scorer's command takes them."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, value in readings.items():
        (folder / f"{name}.json").write_text(json.dumps(value, ensure_ascii=False, indent=1), "utf-8")


def score_readings(scorer: ModuleType, gold: list[Json], readings: dict[str, Json]) -> Score:
    """Score readings by the corpus's scorer; a report without one counts as all missed."""
    whole = scorer.blank()
    parts = []
    for value in gold:
        ours = readings.get(value["id"]) or {**value, **scorer.EMPTY}
        if ours["text"] != value["text"]:
            raise ValueError(f"{value['id']}: the reading is of another text")
        scorer.score_report(value, ours, whole)
        part = scorer.blank()
        scorer.score_report(value, ours, part)
        parts.append(part)
    draws = np.random.default_rng(SEED).integers(0, len(gold), size=(ROUNDS, len(gold)))
    confusions = [(g, p, n) for (g, p), n in whole["confusion"].most_common() if g != p]
    types = sorted(whole["types"])
    return Score(
        reports=len(gold),
        counts=tuple(_count_row(k, whole[k], [p[k] for p in parts], draws) for k in scorer.COUNTS),
        rates=tuple(_rate_row(k, whole[k], [p[k] for p in parts], draws) for k in scorer.RATES),
        types=tuple(_count_row(t, whole["types"][t], [p["types"][t] for p in parts], draws) for t in types),
        confusions=tuple(confusions),
    )


def _count_row(name: str, count: Any, parts: list[Any], draws: npt.NDArray[np.int64]) -> Row:
    table = np.array([(p.tp, p.gold, p.pred) for p in parts], dtype=float)
    low, high = bound_ratio(2 * table[:, 0], table[:, 1] + table[:, 2], draws)
    row = count.row()
    return Row(name, row["f1"], low, high, count.gold, row["p"], row["r"], count.pred)


def _rate_row(name: str, rate: Any, parts: list[Any], draws: npt.NDArray[np.int64]) -> Row:
    table = np.array([(p.right, p.all) for p in parts], dtype=float)
    low, high = bound_ratio(table[:, 0], table[:, 1], draws)
    return Row(name, rate.row()["rate"], low, high, rate.all)


def bound_ratio(
    above: npt.NDArray[np.float64], below: npt.NDArray[np.float64], draws: npt.NDArray[np.int64]
) -> tuple[float | None, float | None]:
    """Give the 95% interval of sum(above) / sum(below) over the draws; None where below is empty."""
    top, bottom = above[draws].sum(axis=1), below[draws].sum(axis=1)
    values = np.sort(top[bottom > 0] / bottom[bottom > 0])
    if not len(values):
        return None, None
    last = len(values) - 1
    return float(values[int(0.025 * last)]), float(values[round(0.975 * last)])


def show(value: float | None) -> str:
    """Give a share in percent with one decimal, `–` for none."""
    return "–" if value is None else f"{100 * value:.1f}"


def tell_score(score: Score) -> list[str]:
    """Give every measure in a line: its value in percent, its interval, out of how many, precision and recall."""
    lines = []
    for row in (*score.counts, *score.rates):
        sides = f" P {show(row.precision)} R {show(row.recall)}" if row.found is not None else ""
        interval = f"[{show(row.low)}, {show(row.high)}]"
        lines.append(f"{row.name:22s} {show(row.value):>6s} {interval} of {row.gold}{sides}")
    return [*lines, f"{'mean over types':22s} {show(score.macro):>6s}"]
