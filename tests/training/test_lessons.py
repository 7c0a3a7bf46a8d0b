"""The teacher's side of training; skipped where torch is not installed (`make setup-train`)."""

import numpy as np
import pytest

torch = pytest.importorskip("torch")
pytest.importorskip("transformers")

from training.lessons import compute_lesson_loss  # noqa: E402
from training.losses import Weights  # noqa: E402
from training.model import Model, attend, number_pieces  # noqa: E402
from training.teaching import prepare, teach  # noqa: E402
from training.train import encode, find_base, load_tokenizer  # noqa: E402

from dateline.annotate.syntax import ParseSyntax  # noqa: E402
from dateline.extract import scheme  # noqa: E402
from dateline.extract.windows import cut_windows  # noqa: E402
from dateline.records import Document, Report  # noqa: E402

TEXT = (
    "Police in Lund arrested two men on Monday, the ministry said. They had marched to the town hall with 300 others "
    'to protest against the tax. "We shall strike," said Maria Berg, who leads the union.'
)


def test_wordpieces_have_their_numbers_in_the_large_model() -> None:
    numbers = number_pieces(30527)
    assert [int(numbers[i]) for i in (0, 100, 101, 102, 103, 1000)] == [1, 3, 0, 2, 30526, 1004]


@pytest.mark.parametrize("padded", [True, False])
def test_fast_attention_is_the_same_attention(padded: bool) -> None:
    from transformers import MPNetConfig
    from transformers.models.mpnet.modeling_mpnet import MPNetSelfAttention

    torch.manual_seed(1)
    slow = MPNetSelfAttention(MPNetConfig(hidden_size=24, num_attention_heads=3, attention_probs_dropout_prob=0.0))
    states, distance = torch.randn(2, 7, 24), torch.randn(1, 3, 7, 7)
    mask = torch.zeros(2, 1, 1, 7)
    mask[1, ..., 5:] = -1e9
    expected = slow(states, mask if padded else None, distance)[0]
    assert torch.allclose(attend(slow, states, mask if padded else None, distance)[0], expected, atol=1e-5)


@pytest.fixture(scope="module")
def model() -> Model:
    torch.manual_seed(1)
    model = Model(find_base())
    model.eval()
    return model


def test_a_student_that_says_what_its_teacher_says_has_nothing_to_learn(
    model: Model, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("training.teaching.LIKELY_CUE", 0.0)
    example, found = prepare(ParseSyntax()(Document(Report.of(TEXT))))
    batch = [(cut_windows(example.words, load_tokenizer(find_base())), example)]
    with torch.no_grad():
        outputs = encode(model, batch)[0]
        lesson = teach(model, outputs, example, found)
    assert lesson.rows
    assert lesson.cues
    assert example.candidates
    slopes = {}
    for shift in (0.0, 1.0):
        moved = outputs.clone()
        moved[:, scheme.SLICES["type"].start] += 3 * shift
        moved[:, scheme.SLICES["from"]] *= 1 + shift
        moved[:, scheme.SLICES["pair_to"]] *= 1 + shift
        moved[:, scheme.SLICES["sector"]] *= 1 + 9 * shift
        moved.requires_grad_(True)
        losses = compute_lesson_loss(model, moved, lesson, Weights())
        assert set(losses) == {"type", "cue", "label", "same", "own", "content", "coref", "sector"}
        for name, loss in losses.items():
            (slope,) = torch.autograd.grad(loss, moved, retain_graph=True)
            slopes[name, shift] = float(slope.abs().max())
    for name in ("type", "same", "own", "content", "coref", "sector"):
        assert slopes[name, 0.0] < 0.01 * slopes[name, 1.0], name
    assert slopes["cue", 0.0] < 1e-3
    assert slopes["label", 0.0] < 1e-3


def test_lessons_keep_no_more_than_halves(model: Model) -> None:
    example, found = prepare(ParseSyntax()(Document(Report.of(TEXT))))
    with torch.no_grad():
        outputs = encode(model, [(cut_windows(example.words, load_tokenizer(find_base())), example)])[0]
        lesson = teach(model, outputs, example, found)
    assert lesson.type.dtype == np.float16
    assert np.allclose(lesson.type.sum(-1), 1, atol=1e-2)
