"""Training that goes on from earlier weights: drawn back first, with windows cut anew."""

from __future__ import annotations

import pathlib
import random
from types import SimpleNamespace

import pytest

torch = pytest.importorskip("torch")
pytest.importorskip("transformers")

from training.blend import main as blend  # noqa: E402
from training.train import Taught, _recut, average, find_base, load_tokenizer, shrink  # noqa: E402

from dateline.annotate.syntax import load_pipeline  # noqa: E402
from dateline.extract.windows import number_words  # noqa: E402


def test_weights_are_drawn_back_to_their_base_and_towards_chance() -> None:
    model = torch.nn.ModuleDict({"encoder": torch.nn.Linear(2, 2), "output": torch.nn.Linear(2, 2)})
    fresh = {name: value.clone() for name, value in model.state_dict().items()}
    start = {name: value + 1 for name, value in fresh.items()}

    drawn = shrink(model, start, 0.75, 0.5)

    assert torch.allclose(drawn["encoder.weight"], fresh["encoder.weight"] + 0.75)
    assert torch.allclose(drawn["output.weight"], 0.5 * start["output.weight"] + 0.25 * fresh["output.weight"])
    assert torch.equal(drawn["output.bias"], start["output.bias"])


def test_windows_cut_anew_hold_the_same_words() -> None:
    words = number_words(load_pipeline()("The council met. It voted on the tax, and the mayor left the hall. " * 30))
    taught = [Taught([], SimpleNamespace(words=words), None)] * 12  # type: ignore[arg-type]

    cut = _recut(taught, load_tokenizer(find_base()), random.Random(1))

    assert len({len(one.windows) for one in cut}) > 1
    for one in cut:
        assert sorted(word for window in one.windows for word, _ in window.words) == list(range(len(words.tokens)))


def test_sets_of_weights_are_averaged_by_their_shares(tmp_path: pathlib.Path) -> None:
    first, second = ({"w": torch.tensor([value]), "n": torch.tensor(3)} for value in (1.0, 5.0))
    torch.save(first, tmp_path / "a.pt")
    torch.save(second, tmp_path / "b.pt")

    blend([str(tmp_path / "a.pt"), f"{tmp_path / 'b.pt'}=3", "--out", str(tmp_path / "mean.pt")])

    mean = torch.load(tmp_path / "mean.pt", weights_only=True)
    assert mean["w"].tolist() == [4.0]
    assert mean["n"] == 3
    with pytest.raises(ValueError, match="different models"):
        average([first, {"w": first["w"]}])


@pytest.mark.parametrize("share", ["0", "-1", "half", "nan", "inf"])
def test_a_share_is_a_number_above_nothing(share: str, tmp_path: pathlib.Path, capsys: pytest.CaptureFixture) -> None:
    with pytest.raises(SystemExit):
        blend([f"{tmp_path / 'a.pt'}={share}", "--out", str(tmp_path / "mean.pt")])
    assert "give a share above 0" in capsys.readouterr().err
