"""Windows laid end to end in rows."""

from __future__ import annotations

import pytest

torch = pytest.importorskip("torch")
pytest.importorskip("transformers")

from training.model import Model  # noqa: E402
from training.packing import LENGTH, pack_windows  # noqa: E402
from training.train import find_base  # noqa: E402

from dateline.extract.windows import Window  # noqa: E402


def make_window(size: int, first: int) -> Window:
    """A window of so many wordpieces, numbered from `first`, whose words are its second and its last one."""
    return Window(tuple(range(first, first + size)), ((0, 1), (1, size - 1)))


def test_every_window_stands_in_one_row_whole_and_sees_itself_alone() -> None:
    windows = [make_window(100, 1000), make_window(LENGTH, 2000), make_window(156, 3000), make_window(60, 4000)]
    rows = pack_windows(windows)
    assert rows.pieces.shape == (3, LENGTH)  # 256, then 156 with 100, then 60
    flat, positions = rows.pieces.flatten(), rows.positions.flatten()
    for i, window in enumerate(windows):
        (begin,) = (flat == window.pieces[0]).nonzero()[0].tolist()
        row, column = divmod(begin, LENGTH)
        stretch = slice(column, column + len(window.pieces))
        assert tuple(rows.pieces[row, stretch].tolist()) == window.pieces
        assert rows.positions[row, stretch].tolist() == list(range(len(window.pieces)))
        seen = rows.mask[row, 0, column] == 0
        assert seen.nonzero()[:, 0].tolist() == list(range(LENGTH))[stretch]
        words = rows.words[2 * i : 2 * i + 2]
        assert flat[words].tolist() == [window.pieces[1], window.pieces[-1]]
        assert positions[words].tolist() == [1, len(window.pieces) - 1]


def test_a_window_too_long_for_a_row_is_refused() -> None:
    with pytest.raises(ValueError, match="257 wordpieces"):
        pack_windows([make_window(LENGTH + 1, 1000)])


def test_the_encoder_gives_packed_words_what_it_gives_them_alone() -> None:
    model = Model(find_base()).eval()
    windows = [make_window(size, 2000 + size) for size in (40, 120, 200)]
    rows = pack_windows(windows)
    with torch.no_grad():
        packed = model.encode(rows.pieces, rows.mask, rows.words, rows.positions)
        alone = []
        for window in windows:
            pieces = torch.tensor([window.pieces])
            alone.append(model.encode(pieces, torch.ones_like(pieces), torch.tensor([p for _, p in window.words])))
    assert torch.allclose(packed, torch.cat(alone), atol=1e-4)
