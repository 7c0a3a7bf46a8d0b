"""Attention without masks gives what it gave with a mask that hides nothing."""

from typing import Any

import numpy as np
import onnxruntime
import pytest

onnx = pytest.importorskip("onnx")
masks = pytest.importorskip("training.masks")


def make_attention() -> Any:
    """A softmax over masked scores, guarded against rows that are masked whole, as torch writes it."""
    make, number = onnx.helper.make_node, onnx.TensorProto
    nodes = [
        make("Cast", ["mask"], ["hidden"], to=number.FLOAT),
        make("Sub", ["one", "hidden"], ["padding"]),
        make("Mul", ["padding", "much"], ["far"]),
        make("Add", ["states", "bias"], ["scores"]),
        make("Add", ["scores", "far"], ["masked"]),
        make("Softmax", ["masked"], ["shares"], axis=-1),
        make("IsNaN", ["shares"], ["lost"]),
        make("Where", ["lost", "none", "shares"], ["guarded"]),
        make("MatMul", ["guarded", "states"], ["vectors"]),
    ]
    values = {"one": 1.0, "much": -1e9, "none": 0.0, "bias": 0.5}
    constants = [onnx.helper.make_tensor(name, number.FLOAT, [], [value]) for name, value in values.items()]
    inputs = [
        onnx.helper.make_tensor_value_info("states", number.FLOAT, [4, 4]),
        onnx.helper.make_tensor_value_info("mask", number.INT64, [4]),
    ]
    outputs = [onnx.helper.make_tensor_value_info("vectors", number.FLOAT, [4, 4])]
    graph = onnx.helper.make_graph(nodes, "attention", inputs, outputs, constants)
    return onnx.helper.make_model(graph, opset_imports=[onnx.helper.make_opsetid("", 17)], ir_version=8)


def run(model: Any, inputs: dict[str, Any]) -> Any:
    session = onnxruntime.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])
    return session.run(None, inputs)[0]


def test_without_its_mask_a_model_gives_the_same_to_the_bit() -> None:
    states = np.random.default_rng(1).normal(size=(4, 4)).astype(np.float32)
    model = make_attention()
    before = run(model, {"states": states, "mask": np.ones(4, np.int64)})
    masks.drop_mask(model)
    assert [one.name for one in model.graph.input] == ["states"]
    assert not {"IsNaN", "Where", "Cast"} & {node.op_type for node in model.graph.node}
    assert run(model, {"states": states}).tobytes() == before.tobytes()


def test_what_is_added_before_the_mask_stays() -> None:
    model = make_attention()
    masks.drop_mask(model)
    assert [node.op_type for node in model.graph.node] == ["Add", "Softmax", "MatMul"]


def test_a_model_without_mask_stays_as_it_is() -> None:
    model = make_attention()
    masks.drop_mask(model)
    once = model.SerializeToString()
    masks.drop_mask(model)
    assert model.SerializeToString() == once
