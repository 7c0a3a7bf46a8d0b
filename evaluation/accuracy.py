"""Measure the accuracy of the program and write `docs/accuracy.md`.

    python -m evaluation.accuracy [--corpus DIR] [--bench DIR] [--out FILE] [--json FILE]

In: a corpus of gold readings with its scorer and, where present, public benchmarks. Neither is part of the
project: without them the command says so and ends well. `--errors` writes a page of misses and false
alarms, which quotes the reports: keep it outside the project.
"""

from __future__ import annotations

import argparse
import importlib
import inspect
import json
import sys
import tempfile
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from dateline.evaluate import scoring
from dateline.settings import load_settings
from evaluation import calibration, entities, no_events
from evaluation.accuracy_page import write_page
from evaluation.references import BENCHES, Bench

Json = dict[str, Any]


def run_bench(bench: Bench, folder: Path) -> Json | str:
    """Run one benchmark by its module's `measure(path)`; give its figures, or in words why there are none."""
    path = folder / bench.file
    if not path.is_file():
        return f"{bench.file} is not there"
    try:
        module = importlib.import_module(f"evaluation.{bench.module}")
    except ImportError as error:
        return f"evaluation.{bench.module} cannot be loaded: {error}"
    measure = getattr(module, "measure", None)
    if measure is None or next(iter(inspect.signature(measure).parameters), "") != "path":
        return f"evaluation.{bench.module} has no measure(path)"
    try:
        result = measure(path)
    except Exception as error:  # one benchmark that breaks leaves the others their figures
        return f"{type(error).__name__}: {error}"
    return dict(result)


def measure_corpus(folder: Path, part: str, jobs: int, readings_to: Path) -> tuple[scoring.Score, Json, Json]:
    """Read and score the gold reports of a corpus; give score, false alarms with calibration, and coder."""
    scorer = scoring.load_scorer(folder)
    gold = scoring.load_gold(folder / part)
    if not gold:
        raise FileNotFoundError(folder / part)
    readings: dict[str, Json] = {}
    failures: list[tuple[str, str]] = []
    for name, value in scoring.read_all(gold, load_settings(), jobs):
        if isinstance(value, str):
            failures.append((name, value))
            print(f"{name}: {value}", file=sys.stderr)
        else:
            readings[name] = value
    scoring.write_readings(readings, readings_to)
    score = replace(scoring.score_readings(scorer, gold, readings), failures=tuple(failures))
    alarms = {
        "no_events": no_events.measure_readings(scorer, gold, readings),
        "calibration": calibration.measure(gold, readings),
    }
    coder: Json = next((value["coder"] for value in readings.values() if value.get("coder")), {})
    return score, alarms, coder


def measure_chosen(folder: Path) -> Json | str:
    """Measure the false alarms over the chosen sentences; say in words why there are no figures."""
    try:
        return no_events.measure(folder)
    except (OSError, KeyError) as error:
        return f"{type(error).__name__}: {error}"


def print_score(score: scoring.Score) -> None:
    """Print every measure in one line each."""
    print("\n".join(scoring.tell_score(score)))


def parse_arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="python -m evaluation.accuracy", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("--corpus", type=Path, default=Path("../shared/corpus"))
    parser.add_argument("--part", default="dev", help="the folder of the corpus that is read")
    parser.add_argument("--bench", type=Path, default=Path("../shared/bench"))
    parser.add_argument("--out", type=Path, default=Path("docs/accuracy.md"))
    parser.add_argument("--json", type=Path, help="write all figures as JSON too")
    parser.add_argument("--readings", type=Path, help="keep our readings in this folder")
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--skip-bench", action="store_true", help="measure the corpus alone")
    return parser.parse_args()


def main() -> int:
    """Measure, print and write; give 0, also where there is nothing to measure on."""
    options = parse_arguments()
    if not (options.corpus / "score.py").is_file() or not (options.corpus / options.part).is_dir():
        print(f"skipped: no corpus with score.py and {options.part}/ in {options.corpus}; name one with --corpus DIR")
        return 0
    with tempfile.TemporaryDirectory() as folder:
        kept = options.readings or Path(folder)
        score, alarms, coder = measure_corpus(options.corpus, options.part, options.jobs, kept)
    alarms["coreference"] = entities.measure_coreference(options.corpus / options.part)
    print_score(score)
    benches: dict[str, Json | str] = {}
    for bench in BENCHES:
        benches[bench.file] = "left out by --skip-bench" if options.skip_bench else run_bench(bench, options.bench)
        print(f"{bench.title}: {benches[bench.file]}")
    alarms["chosen"] = "left out by --skip-bench" if options.skip_bench else measure_chosen(options.bench)
    write(options.out, write_page(score, alarms, benches, coder))
    if options.json:
        figures = {"corpus": asdict(score), **alarms, "benches": benches, "coder": coder}
        write(options.json, json.dumps(figures, indent=1) + "\n")
    return 0


def write(path: Path, text: str) -> None:
    """Write a file and the folders to it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    print(f"wrote {path}")


if __name__ == "__main__":
    sys.exit(main())
