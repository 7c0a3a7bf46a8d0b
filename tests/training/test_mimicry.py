"""The loss that lets a student's states foretell its teacher's; skipped where torch is not installed."""

import numpy as np
import pytest

torch = pytest.importorskip("torch")
pytest.importorskip("transformers")

from training.mimicry import Mimic  # noqa: E402


def test_what_a_linear_map_can_foretell_costs_nothing_in_the_end() -> None:
    torch.manual_seed(1)
    own = torch.randn(60, 8)
    wanted = own @ torch.randn(8, 12) + 3
    mimic = Mimic(8, {"r1": wanted.numpy().astype(np.float16)})
    optimizer = torch.optim.Adam(mimic.parameters(), lr=0.05)
    losses = []
    for _ in range(300):
        loss = mimic.compute_loss(own, "r1")
        assert loss is not None
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(float(loss.detach()))
    assert losses[0] > 0.5
    assert losses[-1] < 0.01


def test_reports_that_the_teacher_has_not_read_cost_nothing() -> None:
    mimic = Mimic(8, {"r1": np.ones((3, 12), np.float16)})
    assert mimic.compute_loss(torch.zeros(3, 8), "r2") is None
    assert mimic.compute_loss(torch.zeros(4, 8), "r1") is None  # cut into other words
