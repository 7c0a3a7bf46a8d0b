"""Write the shipped file: the trained model as int8 ONNX, with its tokenizer, link biases and thresholds inside.

The runtime reads one window at a time, so that nothing is padded: attention is written without a mask, which gives the
same numbers in less time.

python -m training.export --weights out/model/model.pt --out src/dateline/models/reader.onnx
python -m training.export --out src/dateline/models/reader.onnx    # the thresholds alone, and the mask left out
"""

from __future__ import annotations

import argparse
import json
import pathlib
import tempfile
from typing import Any

import onnx
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic

from dateline.extract.decode import THRESHOLDS
from dateline.extract.encoder import describe_layout
from dateline.extract.features import WORD_TABLES
from training.masks import drop_mask
from training.model import Model
from training.train import find_base, load_tokenizer


def export(model: Model, base: pathlib.Path, out: pathlib.Path, *, int8: bool = True, thresholds: Any = None) -> None:
    """Write `model` to `out`."""
    model.eval()
    inputs = (
        torch.ones(2, 12, dtype=torch.long),
        torch.ones(2, 12, dtype=torch.long),
        torch.tensor([1, 2, 15]),
        torch.zeros(3, len(WORD_TABLES), dtype=torch.long),
    )
    with tempfile.TemporaryDirectory() as folder:
        plain = pathlib.Path(folder) / "plain.onnx"
        torch.onnx.export(
            model,
            inputs,
            str(plain),
            input_names=["pieces", "mask", "rows", "features"],
            output_names=["vectors"],
            dynamic_axes={"pieces": {0: "b", 1: "l"}, "mask": {0: "b", 1: "l"}, "rows": {0: "n"}, "features": {0: "n"}},
            opset_version=17,
            dynamo=False,
        )
        if int8:
            # weights of seven bits: without VNNI a processor's sums of eight-bit products can overflow
            quantize_dynamic(plain, out, weight_type=QuantType.QInt8, per_channel=True, reduce_range=True)
        else:
            out.write_bytes(plain.read_bytes())
    biases = {
        "distance": model.distance.weight.detach().tolist(),
        "sentence": model.sentence.weight.detach().tolist(),
        **{f"table {name}": table.weight.detach().tolist() for name, table in model.tables.items()},
        "coref forms": model.coref_forms.weight.detach().tolist(),
        "coref same": model.coref_same.weight.detach().tolist(),
        "judge": model.judge.weight.detach().T.tolist(),
        "judge bias": model.judge.bias.detach().tolist(),
        "pair": [*model.pair.weight.detach()[0].tolist(), float(model.pair.bias.detach()[0])],
    }
    meta = {
        "layout": json.dumps(describe_layout()),
        "tokenizer": load_tokenizer(base).to_str(),
        "biases": json.dumps(biases),
        "thresholds": json.dumps(THRESHOLDS | (thresholds or {})),
    }
    write_metadata(out, meta)
    print(f"{out}: {out.stat().st_size / 1e6:.1f} MB")


def write_metadata(path: pathlib.Path, meta: dict[str, str]) -> None:
    """Set entries of a model file's metadata, the others stay; and leave out the mask."""
    model = onnx.load(path)
    drop_mask(model)
    kept = {entry.key: entry.value for entry in model.metadata_props} | meta
    onnx.helper.set_model_props(model, kept)
    onnx.save(model, path)


def main() -> None:
    """Export from the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--weights", type=pathlib.Path, help="without: only the thresholds of --out are set anew")
    parser.add_argument("--base", type=pathlib.Path, default=None)
    parser.add_argument("--out", type=pathlib.Path, required=True)
    parser.add_argument("--float", action="store_true", help="keep 32-bit weights")
    parser.add_argument("--thresholds", type=pathlib.Path, default=pathlib.Path("training/thresholds.json"))
    options = parser.parse_args()
    thresholds = json.loads(options.thresholds.read_text("utf-8"))
    if options.weights is None:
        write_metadata(options.out, {"thresholds": json.dumps(THRESHOLDS | thresholds)})
        return
    base = options.base or find_base()
    model = Model(base)
    model.load_state_dict(torch.load(options.weights, weights_only=True))
    export(model, base, options.out, int8=not options.float, thresholds=thresholds)


if __name__ == "__main__":
    main()
