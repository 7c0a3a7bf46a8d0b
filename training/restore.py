"""Give the torch weights of a shipped file, to train on from them where its own torch weights are not at hand.

python -m training.restore --model src/dateline/models/reader.onnx --out build/start.pt

The shipped weights are rounded to 7 bits, so that what is restored is the shipped model and not quite the trained one.
"""

from __future__ import annotations

import argparse
import json
import pathlib
import tempfile
from typing import Any

import numpy as np
import onnx
import torch
from onnx import numpy_helper
from torch import Tensor

from dateline.extract.sameness import NAMES as SAME_NAMES
from training.export import export
from training.model import Model
from training.train import find_base

Array = np.ndarray[Any, Any]
TURNED = "_Transposed"
"""What the rounding adds to the name of a weight that it turns over."""


def restore(path: pathlib.Path, base: pathlib.Path) -> dict[str, Tensor]:
    """Give the weights of the shipped file as those of `Model(base)`. ValueError where one of them is not found."""
    model = Model(base)
    _set_apart(model)
    with tempfile.TemporaryDirectory() as folder:
        plain = pathlib.Path(folder) / "plain.onnx"
        export(model, base, plain, int8=False)
        sketch = {name: value for name, value in read_weights(plain).items() if value.size > 1}
    shipped = read_weights(path)
    by_values = {_key(value): name for name, value in sketch.items()}
    beside = _read_biases(path)
    state: dict[str, Tensor] = {}
    for name, tensor in model.state_dict().items():
        value = tensor.numpy()
        plain_name, turned_name = by_values.get(_key(value)), by_values.get(_key(value.T))
        if name in beside:
            found = np.array(beside[name])
        elif plain_name in shipped:
            found = shipped[plain_name]
        elif turned_name in shipped:
            found = shipped[turned_name].T
        else:
            raise ValueError(f"{path} does not hold {name}")
        state[name] = torch.from_numpy(np.ascontiguousarray(found, dtype=np.float32)).reshape(tensor.shape)
    return state


def _read_biases(path: pathlib.Path) -> dict[str, Any]:
    """Give the weights that a model file holds beside its graph, by their names in `Model`."""
    told = {entry.key: entry.value for entry in onnx.load(path).metadata_props}
    biases = json.loads(told["biases"])
    names = {
        "distance.weight": biases["distance"],
        "sentence.weight": biases["sentence"],
        "coref_forms.weight": biases["coref forms"],
        "coref_same.weight": biases["coref same"],
        "judge.weight": np.array(biases["judge"]).T.tolist(),
        "judge.bias": biases["judge bias"],
        "pair.weight": [biases["pair"][: len(SAME_NAMES)]],
        "pair.bias": biases["pair"][len(SAME_NAMES) :],
    }
    return names | {f"tables.{name[6:]}.weight": rows for name, rows in biases.items() if name.startswith("table ")}


def _set_apart(model: Model) -> None:
    """Give every weight values of its own, so that each is known again in a file by what it holds."""
    torch.manual_seed(0)
    for parameter in model.parameters():
        torch.nn.init.normal_(parameter)


def _key(value: Array) -> tuple[tuple[int, ...], bytes]:
    return tuple(value.shape), np.ascontiguousarray(value, dtype=np.float32).tobytes()[:400]


def read_weights(path: pathlib.Path) -> dict[str, Array]:
    """Give the weights of a model file by their names before they were rounded, as numbers of 32 bits."""
    raw = {one.name: numpy_helper.to_array(one).copy() for one in onnx.load(path).graph.initializer}
    found: dict[str, Array] = {}
    for name, value in raw.items():
        short = name.removesuffix("_quantized")
        if short == name:
            found[name] = value
            continue
        scale, zero = raw[f"{short}_scale"].astype(np.float32), raw[f"{short}_zero_point"].astype(np.float32)
        full = (value.astype(np.float32) - zero) * scale
        turned = short.endswith(TURNED)
        found[short.removesuffix(TURNED)] = full.T if turned else full
    return found


def main() -> None:
    """Restore from the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", type=pathlib.Path, default=pathlib.Path("src/dateline/models/reader.onnx"))
    parser.add_argument("--base", type=pathlib.Path, default=None)
    parser.add_argument("--out", type=pathlib.Path, required=True)
    options = parser.parse_args()
    options.out.parent.mkdir(parents=True, exist_ok=True)
    torch.save(restore(options.model, options.base or find_base()), options.out)


if __name__ == "__main__":
    main()
