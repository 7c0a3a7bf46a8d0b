"""Attention without masks, for a model that reads one window at a time.

In: an ONNX model as torch writes it. Out: the same model without its mask, in place. A mask keeps attention off the
padding of a batch; a window by itself has none, and what the mask costs is a seventh of the model's time.
"""

from __future__ import annotations

from typing import Any

MASK = "mask"
"""The model's input that says which wordpieces are none."""


def drop_mask(model: Any) -> None:
    """Leave the mask out of every attention, and its guard against rows that are masked whole; in place.

    `model` is an ONNX model. Without padding the mask adds nothing and no row is masked, so that the outputs stay the
    same to the bit.
    """
    graph = model.graph
    made = {name: node for node in graph.node for name in node.output}
    became: dict[str, str] = {}
    masked = {MASK}
    for node in graph.node:  # each after those whose outputs it takes
        before = made.get(node.input[0]) if node.op_type == "Softmax" else None
        if before is not None and before.op_type == "Add" and before.input[1] in masked:
            node.input[0] = before.input[0]
        elif masked & set(node.input) and node.op_type not in ("Shape", "MatMul"):
            masked.update(node.output)
    for node in graph.node:
        test = made.get(node.input[0]) if node.op_type == "Where" else None
        if test is not None and test.op_type == "IsNaN" and made[test.input[0]].op_type == "Softmax":
            became[node.output[0]] = test.input[0]
    for node in graph.node:
        for i, name in enumerate(node.input):
            node.input[i] = became.get(name, name)
    needed = {one.name for one in graph.output}
    kept = []
    for node in reversed(graph.node):
        if needed & set(node.output):
            kept.append(node)
            needed.update(node.input)
    inputs = [one for one in graph.input if one.name in needed]
    del graph.node[:], graph.input[:]
    graph.node.extend(reversed(kept))
    graph.input.extend(inputs)
