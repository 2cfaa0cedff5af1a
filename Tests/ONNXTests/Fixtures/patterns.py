#!/usr/bin/env python3
"""Writes patterns.onnx: operations that exporters spell out, in the forms that they have, and near misses.

    python patterns.py      # onnx 1.23

The last node of each form is named after what it is: `hardSwish-2`; those of near misses `none-1`.
"""
import math

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

nodes, constants = [], {}


def constant(value):
    name = f"c{len(constants)}"
    constants[name] = np.asarray(value, np.float32)
    return name


def node(kind, *inputs, name=None, **settings):
    inputs = [i if isinstance(i, str) else constant(i) for i in inputs]
    output = name or f"v{len(nodes)}"
    nodes.append(helper.make_node(kind, inputs, [output], name=output, **settings))
    return output


def shifted_clip(x, most=6):
    return node("Clip", node("Add", x, 3), 0, most)


def normalized(x, axis=-1, power=True):
    d = node("Sub", x, node("ReduceMean", x, axes=[axis]))
    square = node("Pow", d, 2) if power else node("Mul", d, d)
    return d, node("Sqrt", node("Add", node("ReduceMean", square, axes=[axis]), 1e-6))


def main():
    x = node("Relu", "x")
    x = node("Mul", x, node("Sigmoid", x), name="silu-1")
    x = node("Mul", node("Sigmoid", x), x, name="silu-2")
    x = node("Div", node("Mul", x, shifted_clip(x)), 6, name="hardSwish-1")
    x = node("Mul", x, node("Div", shifted_clip(x), 6), name="hardSwish-2")
    x = node("Mul", 1 / 6, node("Mul", shifted_clip(x), x), name="hardSwish-3")
    x = node("Mul", x, node("HardSigmoid", x, alpha=1 / 6), name="hardSwish-4")
    x = node("Div", shifted_clip(x), 6, name="hardSigmoid-1")
    one = node("Add", node("Erf", node("Div", x, math.sqrt(2))), 1)
    x = node("Mul", node("Mul", x, one), 0.5, name="gelu-1")
    one = node("Add", 1, node("Erf", node("Mul", x, math.sqrt(0.5))))
    x = node("Mul", node("Mul", x, 0.5), one, name="gelu-2")
    cubed = node("Mul", node("Mul", x, node("Mul", x, x)), 0.044715)
    tanh = node("Tanh", node("Mul", node("Add", x, cubed), math.sqrt(2 / math.pi)))
    x = node("Mul", node("Mul", 0.5, x), node("Add", tanh, 1), name="geluTanh-1")
    cubed = node("Mul", 0.044715, node("Pow", x, 3))
    tanh = node("Tanh", node("Mul", math.sqrt(2 / math.pi), node("Add", x, cubed)))
    x = node("Mul", 0.5, node("Mul", x, node("Add", 1, tanh)), name="geluTanh-2")
    # A normalisation with scale and offset, one without, one with its square as a product.
    x = node("Add", node("Mul", node("Div", *normalized(x)), np.ones(6)), np.ones(6), name="layerNormalization-1")
    x = node("Div", *normalized(x), name="layerNormalization-2")
    x = node("Mul", np.ones(6), node("Div", *normalized(x, power=False)), name="layerNormalization-3")
    # Near misses: a bound of 5, an axis that is not the last, the sigmoid of another, a gate read twice.
    x = node("Div", node("Mul", x, shifted_clip(x, 5)), 6, name="none-1")
    x = node("Div", *normalized(x, axis=1), name="none-2")
    x = node("Mul", x, node("Sigmoid", node("Neg", x)), name="none-3")
    gate = node("Sigmoid", x)
    x = node("Add", node("Mul", x, gate), gate, name="none-4")
    model = helper.make_model(
        helper.make_graph(
            nodes, "patterns", [helper.make_tensor_value_info("x", TensorProto.FLOAT, [1, 4, 6])],
            [helper.make_tensor_value_info(x, TensorProto.FLOAT, [1, 4, 6])],
            [numpy_helper.from_array(value, name) for name, value in constants.items()]),
        opset_imports=[helper.make_opsetid("", 14)], ir_version=8)
    onnx.checker.check_model(model, full_check=True)
    onnx.save(model, "patterns.onnx")


if __name__ == "__main__":
    main()
