"""Weights are those that make what was chosen most likely, under a pull."""

import numpy as np
from training.fitting import fit_choice, fit_logistic, make_table


def test_a_logistic_regression_meets_its_condition():
    table = np.array([[1.0, 0.0], [1.0, 1.0], [1.0, 2.0], [1.0, 3.0], [1.0, 4.0]])
    truth, counts = np.array([0.0, 0.0, 1.0, 0.0, 1.0]), np.array([1.0, 1.0, 1.0, 2.0, 1.0])
    pulls = np.array([1e-3, 0.5])
    weights = fit_logistic(table, truth, pulls, counts=counts)
    slope = table.T @ (counts * (truth - 1 / (1 + np.exp(-table @ weights)))) - pulls * weights
    assert np.abs(slope).max() < 1e-3
    assert weights[1] > 0
    assert np.abs(fit_logistic(table, truth, 1e6)).max() < 1e-3


def test_a_choice_learns_what_is_taken():
    near, far = {"near": 1.0}, {"far": 1.0, "unknown": 9.0}
    options, right = [[near, far], [far, near], [far, near], [near]], [[1, 0], [0, 1], [1, 0], [0]]
    weights = dict(zip(("near", "far"), fit_choice(options, right, ("near", "far"), 0.01), strict=True))
    assert abs(weights["near"] - weights["far"] - np.log(2)) < 0.05  # taken two times of three
    held = fit_choice(options, right, ("near", "far"), 1e6, np.array([3.0, -1.0]))
    assert np.abs(held - [3.0, -1.0]).max() < 1e-3
    assert list(fit_choice([[near]], [[0]], ("near",), 1.0)) == [0.0]


def test_a_table_has_a_column_for_each_name():
    assert make_table([{"a": 2.0, "c": 1.0}, {"b": 1.0}], ["a", "b"]).tolist() == [[2.0, 0.0], [0.0, 1.0]]
