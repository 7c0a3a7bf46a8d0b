"""Fitting the small weights: sums of named features that decide, learnt from choices that were made by hand.

In: features and what is right. Out: a weight for each name, the most likely one under a normal prior: a pull towards
0 or towards weights set by hand. Where one option of each choice is right this is convex, so that the result does not
depend on where the search begins; where several are, the search begins at the prior's mean.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize

Floats = npt.NDArray[np.float64]
ROUNDS = 1000


def make_table(rows: Sequence[Mapping[str, float]], names: Sequence[str]) -> Floats:
    """Give the features of all rows, a column for each name; others are left out."""
    index = {name: k for k, name in enumerate(names)}
    table = np.zeros((len(rows), len(names)))
    for row, features in enumerate(rows):
        for name, value in features.items():
            if name in index:
                table[row, index[name]] = value
    return table


def fit_logistic(table: Floats, truth: Floats, pull: float | Floats, counts: Floats | None = None) -> Floats:
    """Fit a logistic regression: which rows are right, each counting by `counts`, each weight drawn to 0 by `pull`."""
    weight = np.ones(len(truth)) if counts is None else counts

    def judge(weights: Floats) -> tuple[float, Floats]:
        scores = table @ weights
        loss = weight @ (np.logaddexp(0, scores) - truth * scores)
        slope = table.T @ (weight * (1 / (1 + np.exp(-np.clip(scores, -30, 30))) - truth))
        return _add_prior(loss, slope, weights, pull)

    return _search(judge, np.zeros(table.shape[1]))


def fit_choice(
    options: Sequence[Sequence[Mapping[str, float]]],
    right: Sequence[Sequence[bool]],
    names: Sequence[str],
    pull: float,
    prior: Floats | None = None,
) -> Floats:
    """Fit a conditional logit (McFadden 1974): of the options of each choice one is taken, of the right ones any.

    Choices without a right option are left out.
    """
    usable = [k for k, flags in enumerate(right) if any(flags)]
    table = make_table([features for k in usable for features in options[k]], names)
    truth = np.array([flag for k in usable for flag in right[k]], float)
    sizes = [len(options[k]) for k in usable]
    owner = np.repeat(np.arange(len(sizes)), sizes)
    edges = np.cumsum([0, *sizes[:-1]])
    mean = np.zeros(len(names)) if prior is None else prior

    def judge(weights: Floats) -> tuple[float, Floats]:
        scores = table @ weights
        scores -= np.maximum.reduceat(scores, edges)[owner]
        odds = np.exp(scores)
        total, good = np.add.reduceat(odds, edges), np.add.reduceat(odds * truth, edges)
        loss = float((np.log(total) - np.log(np.maximum(good, 1e-300))).sum())
        slope = table.T @ (odds / total[owner] - odds * truth / np.maximum(good, 1e-300)[owner])
        return _add_prior(loss, slope, weights - mean, pull)

    return _search(judge, mean) if usable else mean


def _add_prior(loss: float, slope: Floats, apart: Floats, pull: float | Floats) -> tuple[float, Floats]:
    return float(loss + (pull * apart**2).sum() / 2), slope + pull * apart


def _search(judge: Callable[[Floats], tuple[float, Floats]], start: Floats) -> Floats:
    found = minimize(judge, start, jac=True, method="L-BFGS-B", options={"maxiter": ROUNDS})
    if found.nit >= ROUNDS:
        raise RuntimeError(f"the weights have not settled after {ROUNDS} steps: {found.message}")
    return np.asarray(found.x, np.float64)
