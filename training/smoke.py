"""Train for a moment on the example reports and check that the loss falls and that the export runs and is restored.

python -m training.smoke
"""

from __future__ import annotations

import pathlib
import sys
import tempfile

import torch

from dateline.annotate.syntax import ParseSyntax
from dateline.extract.encoder import Encoder
from dateline.extract.features import describe_words
from dateline.extract.pairs import index_hints
from dateline.pipeline import ANNOTATE, HINT, run_steps
from dateline.records import Document, Report
from training.corpus import load_examples, make_example
from training.export import export
from training.losses import Weights, compute_loss
from training.model import Model
from training.readings import find_readings
from training.restore import restore
from training.train import cut_windows, encode, find_base, load_tokenizer

STEPS = 12
REPORTS = 4


def main() -> None:
    """Exit 1 with the reason if the loss does not fall or the exported model differs from the trained one."""
    torch.manual_seed(1)
    base = find_base()
    tokenizer = load_tokenizer(base)
    examples = load_examples(list(find_readings(pathlib.Path("tests/reports")))[:REPORTS])
    windows = [cut_windows(example.words, tokenizer) for example in examples]
    model = Model(base, dropout=0.0)
    optimizer = torch.optim.AdamW(model.parameters(), lr=2e-4)
    losses = []
    for step in range(STEPS):
        model.train()
        at = step % len(examples)
        outputs = encode(model, [(windows[at], examples[at])])[0]
        loss = torch.stack(list(compute_loss(model, outputs, examples[at], Weights()).values())).sum()
        optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        optimizer.step()
        losses.append(float(loss.detach()))
    first, last = sum(losses[:REPORTS]), sum(losses[-REPORTS:])
    print(f"loss of {len(examples)} reports: {first:.1f} at first, {last:.1f} after {STEPS} steps")
    if not last < 0.8 * first:
        sys.exit("the loss does not fall")
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / "reader.onnx"
        export(model, base, path, int8=False)
        text = "Police in Lund arrested two men on Monday, the ministry said."
        document = run_steps(ParseSyntax()(Document(Report.of(text))), (*ANNOTATE, *HINT))
        encoded = Encoder(str(path)).encode(document)
        example = make_example({"id": "", "events": [], "attributions": []}, document.syntax)
        hints = index_hints(document, [token.idx for token in document.syntax])
        example.features = describe_words(document, encoded.words, hints)
        with torch.no_grad():
            model.eval()
            expected = encode(model, [(cut_windows(encoded.words, tokenizer), example)])[0]
        if not torch.allclose(expected, torch.tensor(encoded.vectors), atol=1e-3):
            sys.exit("the exported model differs from the trained one")
        rounded = pathlib.Path(folder) / "rounded.onnx"
        export(model, base, rounded)
        found = restore(rounded, base)
        for name, value in model.state_dict().items():
            if (found[name] - value).abs().max() > 0.01 * value.abs().max():
                sys.exit(f"the weights {name} are not restored from the exported model")
    print("the export runs and agrees, and its weights are restored")


if __name__ == "__main__":
    main()
