#!/usr/bin/env python3
"""Writes the fixtures beside it: models, and the facts about them that the tests hold the reader to.

    peer/bin/pip install onnxruntime      # in the environment that Sources/benchmarks/onnx_counts.py describes
    peer/bin/python make.py

models/*.onnx, models.json: networks of timm and torchvision without weights; parameters and FlopCounterMode's total / 2.
operators-*.onnx: a node of every kind; the shapes of the graph's outputs are those that onnxruntime computed.
others: what the exporters rarely write (functions, branches, open dimensions, recurrent cells, sizes from data).
"""
import json, os, sys

import numpy as np
import onnx
import onnxruntime
from onnx import TensorProto, helper, numpy_helper

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "..", "..", "Sources", "benchmarks"))

MODELS = [
    ("resnet18", "torchscript-11"), ("mobilenetv4_conv_small", "dynamo-unoptimized"), ("convnext_atto", "torchscript-17"),
    ("deit_tiny_patch16_224", "dynamo"), ("mixer_s32_224", "dynamo"), ("efficientvit_b0", "torchscript-17"),
    ("tv:squeezenet1_1", "dynamo"), ("tf_efficientnetv2_b0", "torchscript-11"),
]


def models():
    import torch
    import onnx_counts as counts

    facts = []
    os.makedirs(os.path.join(HERE, "models"), exist_ok=True)
    for name, kind in MODELS:
        model, shape = counts.build(name)
        exporter, _, opset = kind.partition("-")
        file = f"{name.replace(':', '-')}-{kind}.onnx"
        facts.append({"file": file, "source": "torch.utils.flop_counter.FlopCounterMode, model.parameters()",
                      **counts.reference(model, shape)})
        counts.export(model, shape, exporter, opset, os.path.join(HERE, "models", file))
    with open(os.path.join(HERE, "models.json"), "w") as out:
        json.dump(facts, out, indent=1)
        out.write("\n")


def integers(*values):
    return np.array(values, np.int64)


def floats(*values):
    return np.array(values, np.float32)


# Operator, inputs ("x" is 2x6x10x9; arrays are constants), attributes, and how many outputs.
X, M = "x", "m"  # m: 2x6x9x4
SHARED = [
    ("Conv", [X, np.zeros((8, 3, 3, 3), np.float32)], dict(group=2, strides=[2, 3], pads=[1, 0, 2, 1]), 1),
    ("Conv", [X, np.zeros((8, 6, 3, 2), np.float32)], dict(auto_pad="SAME_UPPER", strides=[2, 2]), 1),
    ("Conv", [X, np.zeros((8, 6, 3, 2), np.float32)], dict(auto_pad="VALID", dilations=[2, 1]), 1),
    ("ConvTranspose", [X, np.zeros((6, 4, 3, 3), np.float32)],
     dict(strides=[2, 2], pads=[1, 1, 0, 1], output_padding=[1, 0]), 1),
    ("ConvTranspose", [X, np.zeros((6, 2, 3, 3), np.float32)], dict(group=3, dilations=[2, 1]), 1),
    ("MaxPool", [X], dict(kernel_shape=[3, 3], strides=[2, 2], ceil_mode=1), 2),
    ("MaxPool", [X], dict(kernel_shape=[2, 2], strides=[2, 2], pads=[1, 1, 1, 1], ceil_mode=1), 1),
    ("AveragePool", [X], dict(kernel_shape=[2, 4], strides=[3, 2], pads=[0, 1, 1, 1]), 1),
    ("GlobalAveragePool", [X], {}, 1), ("GlobalMaxPool", [X], {}, 1),
    ("MatMul", [X, M], {}, 1), ("MatMul", [X, np.zeros(9, np.float32)], {}, 1),
    ("MatMul", [np.zeros(10, np.float32), X], {}, 1), ("MatMul", [np.zeros((1, 5, 10), np.float32), X], {}, 1),
    ("Gemm", [np.zeros((7, 5), np.float32), np.zeros((4, 7), np.float32)], dict(transA=1, transB=1), 1),
    ("Flatten", [X], dict(axis=2), 1), ("Flatten", [X], dict(axis=-1), 1), ("Flatten", [X], dict(axis=0), 1),
    ("Transpose", [X], dict(perm=[0, 2, 3, 1]), 1), ("Transpose", [X], {}, 1),
    ("Reshape", [X, integers(0, -1, 5)], {}, 1), ("Reshape", [X, integers(2, 0, 90)], {}, 1),
    ("Concat", [X, X], dict(axis=-2), 1), ("Relu", [X], {}, 1), ("Softmax", [X], dict(axis=1), 1),
    ("Add", [X, np.zeros((6, 1, 1), np.float32)], {}, 1),
    ("Mul", [np.zeros((5, 1, 1, 10, 9), np.float32), X], {}, 1),
    ("Where", [np.zeros((10, 1), bool), X, floats(1)], {}, 1),
    ("Slice", [X, integers(1, -1), integers(2**62, -2**62), integers(2, 3), integers(2, -3)], {}, 1),
    ("Slice", [X, integers(8), integers(3), integers(-1), integers(-2)], {}, 1),
    ("Slice", [X, integers(4), integers(2), integers(0)], {}, 1),
    ("Gather", [X, np.zeros((3, 2), np.int64)], dict(axis=1), 1),
    ("Gather", [X, np.array(2)], dict(axis=-1), 1),
    ("GatherElements", [X, np.zeros((2, 6, 3, 9), np.int64)], dict(axis=2), 1),
    ("GatherND", [X, np.zeros((4, 3), np.int64)], {}, 1),
    ("ScatterND", [X, np.zeros((1, 4), np.int64), floats(1)], {}, 1),
    ("Expand", [np.zeros((6, 1, 1), np.float32), integers(2, 1, 4, 1)], {}, 1),
    ("Tile", [X, integers(1, 2, 1, 3)], {}, 1),
    ("Pad", [X, integers(0, 0, 1, 2, 0, 0, -3, 4)], {}, 1),
    ("Resize", [X, floats(), floats(1, 1, 2, 1.5)], {}, 1),
    ("Resize", [X, floats(), floats(), integers(2, 6, 7, 31)], {}, 1),
    ("DepthToSpace", [np.zeros((1, 12, 2, 3), np.float32)], dict(blocksize=2), 1),
    ("SpaceToDepth", [np.zeros((1, 3, 4, 6), np.float32)], dict(blocksize=2), 1),
    ("ArgMax", [X], dict(axis=1, keepdims=0), 1), ("TopK", [X, integers(3)], dict(axis=1), 2),
    ("OneHot", [np.zeros((3, 4), np.int64), np.array(5), floats(0, 1)], dict(axis=1), 1),
    ("Range", [np.array(3), np.array(12), np.array(4)], {}, 1),
    ("ConstantOfShape", [integers(3, 4)], {}, 1), ("Shape", [X], {}, 1), ("Size", [X], {}, 1),
    ("CumSum", [X, np.array(1)], {}, 1), ("Einsum", [X, M], dict(equation="bchw,bcwd->bhcd"), 1),
    ("Clip", [X, np.float32(0), np.float32(6)], {}, 1),
    ("InstanceNormalization", [X, np.zeros(6, np.float32), np.zeros(6, np.float32)], {}, 1),
    ("BatchNormalization", [X] + [np.ones(6, np.float32)] * 4, {}, 1),
]
BY_ATTRIBUTE = [
    ("Squeeze", [np.zeros((1, 3, 1), np.float32)], dict(axes=[-1]), 1),
    ("Unsqueeze", [X], dict(axes=[0, -1]), 1), ("Split", [X], dict(axis=1, split=[1, 2, 3]), 3),
    ("Split", [X], dict(axis=1), 2), ("ReduceMean", [X], dict(axes=[2, 3]), 1),
    ("ReduceSum", [X], dict(axes=[-1], keepdims=0), 1), ("ReduceProd", [X], dict(keepdims=0), 1),
]
BY_INPUT = [
    ("Squeeze", [np.zeros((1, 3, 1), np.float32), integers(-1)], {}, 1),
    ("Squeeze", [np.zeros((1, 3, 1), np.float32)], {}, 1), ("Unsqueeze", [X, integers(0, -1)], {}, 1),
    ("Split", [X, integers(1, 2, 3)], dict(axis=1), 3), ("Split", [X], dict(axis=2, num_outputs=4), 4),
    ("ReduceMean", [X, integers(2, 3)], {}, 1), ("ReduceSum", [X, integers(-1)], dict(keepdims=0), 1),
    ("ReduceMax", [X], dict(keepdims=0), 1), ("ReduceSum", [X], dict(noop_with_empty_axes=1), 1),
    ("Resize", [X, None, floats(2, 0.5)], dict(axes=[2, 3]), 1),
    ("Pad", [X, integers(1, 2), None, integers(-1)], {}, 1), ("Shape", [X], dict(start=1, end=-1), 1),
    ("GridSample", [X, np.zeros((2, 4, 5, 2), np.float32)], {}, 1), ("Trilu", [X], {}, 1),
    ("LayerNormalization", [X, np.zeros(9, np.float32)], {}, 1), ("Gelu", [X], {}, 1), ("HardSwish", [X], {}, 1),
    ("Mish", [X], {}, 1),
    ("Reshape", [np.zeros((0, 3), np.float32), integers(3, 0)], dict(allowzero=1), 1),
]


def operators(version, cases):
    """One graph with all cases; the outputs' shapes are those of onnxruntime."""
    nodes, constants, outputs = [], [], []
    for case, (kind, inputs, attributes, count) in enumerate(cases):
        names = []
        for index, value in enumerate(inputs):
            if isinstance(value, (np.ndarray, np.generic)):
                names.append(f"{case}-{kind}-{index}")
                constants.append(numpy_helper.from_array(np.asarray(value), names[-1]))
            else:
                names.append(value or "")
        results = [f"{case}-{kind}-output{index}" for index in range(count)]
        outputs += results
        nodes.append(helper.make_node(kind, names, results, f"node{case}", **attributes))
    inputs = [helper.make_tensor_value_info("x", TensorProto.FLOAT, [2, 6, 10, 9]),
              helper.make_tensor_value_info("m", TensorProto.FLOAT, [2, 6, 9, 4])]
    graph = helper.make_graph(nodes, "operators", inputs, [onnx.ValueInfoProto(name=o) for o in outputs], constants)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", version)], ir_version=8)
    session = onnxruntime.InferenceSession(model.SerializeToString())
    feed = {"x": np.zeros((2, 6, 10, 9), np.float32), "m": np.zeros((2, 6, 9, 4), np.float32)}
    del graph.output[:]
    for name, value in zip(outputs, session.run(None, feed)):
        graph.output.append(helper.make_tensor_value_info(
            name, helper.np_dtype_to_tensor_dtype(value.dtype), value.shape))
    save(f"operators-{version}", graph, version)


def save(name, graph, version=17, functions=(), domains=()):
    sets = [helper.make_opsetid("", version)] + [helper.make_opsetid(domain, 1) for domain in domains]
    model = helper.make_model(graph, opset_imports=sets, functions=functions, ir_version=8, producer_name="make.py")
    onnx.save(model, os.path.join(HERE, f"{name}.onnx"))


def tensor(name, shape, kind=TensorProto.FLOAT):
    return helper.make_tensor_value_info(name, kind, shape)


def weights(name, *shape):
    return numpy_helper.from_array(np.zeros(shape, np.float32), name)


def others():
    convolution = helper.make_node("Conv", ["x", "w"], ["y"], "body/Conv")
    save("open", helper.make_graph(
        [convolution], "open", [tensor("x", ["N", 3, "height", "width"])], [tensor("y", None)], [weights("w", 4, 3, 3, 3)]))

    # block(v, w) = Relu(Conv(v, w, strides = steps)), used twice with the same weights.
    inner = helper.make_node("Conv", ["v", "w"], ["c"], "inner/Conv")
    steps = inner.attribute.add()
    steps.name, steps.ref_attr_name, steps.type = "strides", "steps", onnx.AttributeProto.INTS
    block = helper.make_function(
        "own", "Block", ["v", "w"], ["r"], [inner, helper.make_node("Relu", ["c"], ["r"], "inner/Relu")],
        [helper.make_opsetid("", 17)], ["steps"])
    calls = [helper.make_node("Block", ["x", "w"], ["a"], "first/Block", domain="own", steps=[2, 2]),
             helper.make_node("Block", ["a", "w"], ["y"], "second/Block", domain="own", steps=[1, 1])]
    save("function", helper.make_graph(
        calls, "function", [tensor("x", [1, 3, 9, 9])], [tensor("y", [1, 3, 2, 2])], [weights("w", 3, 3, 3, 3)]),
        functions=[block], domains=["own"])

    # A function whose two calls of the next make 2^40 nodes.
    chain = [helper.make_function(
        "own", f"F{level}", ["v"], ["r"],
        [helper.make_node(f"F{level + 1}" if level < 39 else "Relu", [source], [target],
                          domain="own" if level < 39 else "") for source, target in (("v", "a"), ("a", "r"))],
        [helper.make_opsetid("", 17), helper.make_opsetid("own", 1)]) for level in range(40)]
    save("doubling", helper.make_graph(
        [helper.make_node("F0", ["x"], ["y"], domain="own")], "doubling", [tensor("x", [1])], [tensor("y", [1])]),
        functions=chain, domains=["own"])

    def branch(name, node, constants=()):
        return helper.make_graph([node], name, [], [tensor("z", None)], constants)

    taken = branch("then", helper.make_node("Conv", ["x", "w"], ["z"], "then/Conv"), [weights("w", 4, 3, 3, 3)])
    other = branch("else", helper.make_node("Identity", ["x"], ["z"], "else/Identity"))
    shape = [helper.make_node("Shape", ["x"], ["s"], start=2, end=3), helper.make_node("Squeeze", ["s"], ["n"]),
             helper.make_node("Equal", ["n", "nine"], ["condition"]),
             helper.make_node("If", ["condition"], ["y"], then_branch=taken, else_branch=other)]
    save("branch", helper.make_graph(
        shape, "branch", [tensor("x", [1, 3, 9, "width"])], [tensor("y", None)],
        [numpy_helper.from_array(np.array(9), "nine")]))

    save("recurrent", helper.make_graph(
        [helper.make_node("LSTM", ["x", "w", "r"], ["y"], "cell", hidden_size=4)], "recurrent",
        [tensor("x", [5, 1, 3])], [tensor("y", None)], [weights("w", 1, 16, 3), weights("r", 1, 16, 4)]))

    data = [helper.make_node("NonZero", ["x"], ["i"], "found"), helper.make_node("Shape", ["i"], ["y"], "after"),
            helper.make_node("Fancy", ["x"], ["z"], "custom", domain="elsewhere")]
    save("data", helper.make_graph(
        data, "data", [tensor("x", [3, 4])], [tensor("y", None, TensorProto.INT64), tensor("z", None)]),
        domains=["elsewhere"])

    large = helper.make_node("ConstantOfShape", ["s"], ["y"], "large")
    save("large", helper.make_graph(
        [large], "large", [], [tensor("y", None)], [numpy_helper.from_array(integers(2**31, 2**31, 2**31), "s")]))


if __name__ == "__main__":
    operators(11, [case for case in SHARED if case[0] != "Einsum"] + BY_ATTRIBUTE)
    operators(20, SHARED + BY_INPUT)
    others()
    models()
