"""What `dateline evaluate` does."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import track

from dateline.cli.usage import say_error
from dateline.errors import DatelineError, InputError
from dateline.evaluate import mistakes, scoring
from dateline.settings import load_settings

Json = dict[str, Any]


def run_evaluate(gold: Path, errors: Path | None, readings: Path | None, scorer: Path | None) -> int:
    """Score the readings of the reports in `gold`; give the exit code."""
    try:
        return _evaluate(gold, errors, readings, scorer)
    except (DatelineError, OSError) as error:
        return say_error(error)
    except (KeyError, TypeError, AttributeError, IndexError, SyntaxError) as error:
        reason = f"what was given is no gold reading, or no scorer: {type(error).__name__} {error}"
        return say_error(InputError(reason))


def _evaluate(gold: Path, errors: Path | None, readings: Path | None, scorer: Path | None) -> int:
    if readings is not None and not readings.is_dir():
        raise InputError(f"no folder {readings}: --readings takes a folder of readings, one JSON file a report")
    try:
        module = scoring.load_scorer(scorer or (gold if (gold / "score.py").is_file() else gold.resolve().parent))
    except FileNotFoundError as error:
        raise InputError(f"no scorer at {error}: name the folder that holds score.py with --scorer") from error
    values = scoring.load_gold(gold) if gold.is_dir() else []
    if not values:
        raise InputError(f"no gold readings in {gold}: it takes a folder of readings, one JSON file a report")
    ours = {value["id"]: value for value in scoring.load_gold(readings)} if readings else _read(values)
    try:
        score = scoring.score_readings(module, values, ours)
    except ValueError as error:
        raise InputError(str(error)) from error
    print("\n".join(scoring.tell_score(score)))
    if errors is not None:
        found = [
            mistake
            for value in values
            for mistake in mistakes.find_mistakes(module, value, ours.get(value["id"]) or {**value, **module.EMPTY})
        ]
        as_html = errors.suffix.lower() in (".html", ".htm")
        errors.write_text(mistakes.write_html(found) if as_html else mistakes.write_markdown(found), "utf-8")
        print(f"{len(found)} mistakes: {errors}")
    return int(len(ours) < len(values))


def _read(values: list[Json]) -> dict[str, Json]:
    ours: dict[str, Json] = {}
    console = Console(stderr=True)
    read = scoring.read_all(values, load_settings())
    for name, value in track(read, "reading", len(values), console=console, disable=not console.is_terminal):
        if isinstance(value, str):
            print(f"{name}: {value}", file=sys.stderr)
        else:
            ours[name] = value
    return ours
