"""Windows of several reports laid end to end in rows of one length, so that no work is spent on padding.

In: windows of wordpieces (`dateline.extract.windows`). Out: `Rows` for the encoder. What stands in one row sees its own
window alone: attention between windows is masked, and positions are counted from each window's beginning, so that the
encoder gives every wordpiece what it gives it in a row of its own. Rows all have one length, for which a processor's
multiplication kernels are prepared once (without: a fourth slower).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from dateline.extract.windows import MAX_PIECES, Window

LENGTH = MAX_PIECES + 2
"""Wordpieces in a row: the longest window with its two special ones."""
FORBIDDEN = -1e4
"""What is added to the attention between two windows: it leaves nothing of it, in 16 bits too."""


@dataclass(frozen=True)
class Rows:
    """Packed windows.

    `pieces` and `positions` are `[rows, LENGTH]`, `mask` is added to the attention, `[rows, 1, LENGTH, LENGTH]`, and
    `words` are the positions of all words, window by window, counted through the rows.
    """

    pieces: Tensor
    positions: Tensor
    mask: Tensor
    words: Tensor


def pack_windows(windows: Sequence[Window]) -> Rows:
    """Lay windows end to end, longest first, each in the first row with room for it. ValueError if one is longer."""
    sizes = [len(window.pieces) for window in windows]
    if max(sizes) > LENGTH:
        raise ValueError(f"a window has {max(sizes)} wordpieces, and a row has room for {LENGTH}")
    used: list[int] = []
    places = [(0, 0)] * len(windows)
    for i in sorted(range(len(windows)), key=lambda i: -sizes[i]):
        row = next((row for row, full in enumerate(used) if full + sizes[i] <= LENGTH), len(used))
        if row == len(used):
            used.append(0)
        places[i] = (row, used[row])
        used[row] += sizes[i]
    pieces = torch.zeros(len(used), LENGTH, dtype=torch.long)
    positions = torch.zeros_like(pieces)
    owner = torch.zeros_like(pieces)
    words: list[int] = []
    for i, (window, (row, start)) in enumerate(zip(windows, places, strict=True)):
        stretch = slice(start, start + sizes[i])
        pieces[row, stretch] = torch.tensor(window.pieces)
        positions[row, stretch] = torch.arange(sizes[i])
        owner[row, stretch] = i + 1
        words += [row * LENGTH + start + position for _, position in window.words]
    mask = torch.where(owner[:, None, :, None] == owner[:, None, None, :], 0.0, FORBIDDEN)
    return Rows(pieces, positions, mask, torch.tensor(words, dtype=torch.long))
