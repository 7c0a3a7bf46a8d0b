import numpy as np
import pytest
from evaluation.calibration import find_error, fit_platt, judge_accounts, measure, to_logits


def make_event(kind: str, start: int, confidence: float | None = None) -> dict[str, object]:
    return {"type": kind, "trigger": [start, start + 4], "also": [], "confidence": confidence}


def test_one_gold_event_makes_one_account_right() -> None:
    gold = {"events": [make_event("AID", 0), make_event("COERCE", 10)]}
    reading = {"events": [make_event("AID", 2, 0.4), make_event("AID", 0, 0.9), make_event("ASSAULT", 10, 0.8)]}
    assert judge_accounts(gold, reading) == [(0.9, True), (0.8, False), (0.4, False)]


def test_platt_scaling_brings_boasts_down() -> None:
    draw = np.random.default_rng(1)
    truth = draw.uniform(0.2, 0.9, 4000)
    right = (draw.uniform(size=4000) < truth).astype(float)
    boast = 1 / (1 + np.exp(-(2 * to_logits(truth) + 1)))
    slope, intercept = fit_platt(to_logits(boast), right)
    mended = 1 / (1 + np.exp(-(slope * to_logits(boast) + intercept)))
    assert slope == pytest.approx(0.5, abs=0.1)
    assert find_error(mended, right) < 0.05 < find_error(boast, right)


def test_measure_counts_the_accounts_of_read_reports() -> None:
    gold = [{"id": name, "events": [make_event("AID", 0)]} for name in ("a", "b", "c")]
    readings = {
        "a": {"events": [make_event("AID", 0, 0.9), make_event("AID", 9, 0.3)]},
        "b": {"events": [make_event("AID", 0, 0.7)]},
    }
    result = measure(gold, readings)
    assert result["accounts"] == 3
    assert sum(row[2] for row in result["table"]) == 3
    assert measure(gold, {}) == {}
