"""A student that foretells its teacher's states: the loss that makes its own tell as much of each word as theirs do.

In: the teacher's states of the words of reports, by the report's id (`training.teaching --states`). Out: for one report
a loss, the squared error of a linear map from the student's states to the teacher's, each of whose dimensions has been
brought to mean 0 and variance 1 (the hidden-state distillation of TinyBERT, Jiao et al., EMNLP Findings 2020). The map
is thrown away after training.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import torch
from torch import Tensor, nn

from training.lessons import Halves

SAMPLE = 400
"""Reports that mean and variance are worked out over."""


class Mimic(nn.Module):
    """The map from a student's states, of `size` dimensions, to its teacher's."""

    def __init__(self, size: int, states: Mapping[str, Halves]) -> None:
        super().__init__()
        self.states = states
        some = np.concatenate([states[id_] for id_ in sorted(states)[:: max(1, len(states) // SAMPLE)]])
        self.mean = torch.from_numpy(some.mean(0, dtype=np.float32))
        self.scale = torch.from_numpy(some.std(0, dtype=np.float32)) + 1e-3
        self.map = nn.Linear(size, len(self.mean))

    def compute_loss(self, own: Tensor, id_: str) -> Tensor | None:
        """Give the loss of one report's words, `[words, size]`, or None where the teacher has not read it."""
        states = self.states.get(id_)
        if states is None or len(states) != len(own):
            return None
        wanted = (torch.from_numpy(states.astype(np.float32)) - self.mean) / self.scale
        return (self.map(own) - wanted).square().mean(1).sum() / 100
