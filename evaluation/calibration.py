"""Measure how far the confidence of accounts can be believed, and fit it anew.

    python -m evaluation.calibration [--corpus DIR] [--part dev] [--thresholds FILE]

In: gold readings and the program's readings of the same reports. Out: the reliability table (how many accounts of a
stated confidence are right), the expected calibration error (Guo et al., ICML 2017) as it stands and after Platt
scaling fitted on all other reports. `--thresholds` writes the scaling fitted on all reports into the file that
`training.export` puts into the model. An account is right if a gold event of its type shares a trigger word with it.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from dateline.evaluate import scoring
from dateline.settings import load_settings

Json = dict[str, Any]
Floats = npt.NDArray[np.float64]
BINS = 5


def judge_accounts(gold: Json, reading: Json) -> list[tuple[float, bool]]:
    """Give each account's confidence and whether it is right; one gold event makes one account right."""
    left = list(gold["events"])
    judged = []
    for account in sorted(reading["events"], key=lambda a: -(a["confidence"] or 0.0)):
        spans = [account["trigger"], *account["also"]]
        match = next(
            (e for e in left if e["type"] == account["type"] and _touch(spans, [e["trigger"], *e["also"]])), None
        )
        if match is not None:
            left.remove(match)
        judged.append((float(account["confidence"] or 0.0), match is not None))
    return judged


def _touch(a: list[list[int]], b: list[list[int]]) -> bool:
    return any(x[0] < y[1] and y[0] < x[1] for x in a for y in b)


def to_logits(confidence: Floats) -> Floats:
    """Give the log odds of confidences, kept off 0 and 1."""
    kept = np.clip(confidence, 1e-3, 1 - 1e-3)
    return np.asarray(np.log(kept / (1 - kept)))


def fit_platt(logits: Floats, right: Floats, rounds: int = 200) -> tuple[float, float]:
    """Fit slope and intercept of a logistic curve by Newton's method, with a slight pull towards slope 1."""
    weights = np.array([1.0, 0.0])
    design = np.stack([logits, np.ones_like(logits)], 1)
    for _ in range(rounds):
        p = 1 / (1 + np.exp(-design @ weights))
        gradient = design.T @ (p - right) + np.array([weights[0] - 1, 0.0])
        curve = design.T @ (design * (p * (1 - p))[:, None]) + np.diag([1.0, 1e-6])
        # whole Newton steps leave the valley where most confidences lie near 1
        weights = weights - np.clip(np.linalg.solve(curve, gradient), -0.5, 0.5)
    return float(weights[0]), float(weights[1])


def find_error(confidence: Floats, right: Floats) -> float:
    """Give the expected calibration error over bins of equal size."""
    order = np.argsort(confidence, kind="stable")
    parts = np.array_split(order, 2 * BINS)
    return float(sum(len(p) * abs(confidence[p].mean() - right[p].mean()) for p in parts if len(p)) / len(order))


def tabulate(confidence: Floats, right: Floats) -> list[tuple[float, float, int]]:
    """Give mean confidence, share right and number of accounts, in bins of equal size."""
    order = np.argsort(confidence, kind="stable")
    return [
        (float(confidence[p].mean()), float(right[p].mean()), len(p)) for p in np.array_split(order, BINS) if len(p)
    ]


def measure(gold: list[Json], readings: dict[str, Json]) -> Json:
    """Give the reliability table, the error as it stands and cross-validated, and the fit over all reports."""
    by_report = [judge_accounts(value, readings[value["id"]]) for value in gold if value["id"] in readings]
    owner = np.array([i for i, rows in enumerate(by_report) for _ in rows])
    confidence = np.array([c for rows in by_report for c, _ in rows])
    right = np.array([float(r) for rows in by_report for _, r in rows])
    if not len(right):
        return {}
    logits = to_logits(confidence)
    crossed = np.zeros_like(confidence)
    for i in sorted(set(owner.tolist())):
        slope, intercept = fit_platt(logits[owner != i], right[owner != i])
        crossed[owner == i] = 1 / (1 + np.exp(-(slope * logits[owner == i] + intercept)))
    slope, intercept = fit_platt(logits, right)
    return {
        "accounts": len(right),
        "table": tabulate(confidence, right),
        "error": find_error(confidence, right),
        "error_cross_validated": find_error(crossed, right),
        "slope": slope,
        "intercept": intercept,
    }


def main() -> None:
    """Read the reports, print the figures, and write the scaling where asked."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpus", type=Path, default=Path("../shared/corpus"))
    parser.add_argument("--part", default="dev")
    parser.add_argument("--thresholds", type=Path, help="write the scaling into this file")
    options = parser.parse_args()
    gold = scoring.load_gold(options.corpus / options.part)
    readings = {name: value for name, value in scoring.read_all(gold, load_settings(), 1) if isinstance(value, dict)}
    result = measure(gold, readings)
    print(json.dumps(result, indent=1))
    if options.thresholds and result:
        limits = json.loads(options.thresholds.read_text("utf-8"))
        slope, intercept = limits.get("slope", 1.0), limits.get("intercept", 0.0)
        # what was measured went through the scaling that the model carries: the two become one
        limits["slope"] = round(result["slope"] * slope, 4)
        limits["intercept"] = round(result["slope"] * intercept + result["intercept"], 4)
        options.thresholds.write_text(json.dumps(limits, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
