#!/usr/bin/env python3
"""Small ONNX files and what onnxruntime computes from them, for the reader of networks.

    python onnx-logits.py      # writes onnx/*.onnx and onnx-logits.json; torch 2.13, onnx 1.23, onnxruntime

The blocks are written as PyTorch code writes them and exported by both exporters, so that activations and
normalisations are one node in some files and several in others; one file is written node by node as tf2onnx writes
it, with the channels last. Input and weights are multiples of 1/64 in a fixed order.
"""
import json
import os

import numpy as np
import onnx
import onnxruntime
import torch
from onnx import TensorProto, helper, numpy_helper
from torch import nn
from torch.nn import functional as F

RESOLUTION = 9


def numbers(name, shape):
    count = int(np.prod(shape))
    start = sum(map(ord, name)) % 89
    return (((np.arange(count) * 37 + start) % 97 - 48) / 64).reshape(shape).astype(np.float32)


def fill(model):
    with torch.no_grad():
        for name, tensor in model.state_dict().items():
            if tensor.is_floating_point():
                values = torch.from_numpy(numbers(name, tuple(tensor.shape) or (1,))).reshape(tensor.shape)
                values = values / max(1, tensor[0].numel()) ** 0.5 if tensor.dim() > 1 else values
                positive = name.endswith("var") or (tensor.dim() == 1 and name.endswith("weight"))
                tensor.copy_(values.abs() + 0.5 if positive else values)
    return model.eval()


class Blocks(nn.Module):
    """Convolutions of all kinds, activations, a squeeze, a residual, poolings."""

    def __init__(self):
        super().__init__()
        self.stem, self.norm = nn.Conv2d(3, 8, 3, 2, 1, bias=False), nn.BatchNorm2d(8)
        self.depthwise, self.norm2 = nn.Conv2d(8, 8, (3, 5), 1, (1, 2), groups=8, bias=False), nn.BatchNorm2d(8, 1e-3)
        self.reduce, self.expand = nn.Conv2d(8, 4, 1), nn.Conv2d(4, 8, 1)
        self.project = nn.Conv2d(8, 8, 3, padding=2, dilation=2, groups=2)
        self.head = nn.Linear(16, 5)

    def forward(self, x):
        x = F.silu(self.norm(self.stem(x)))
        y = F.hardswish(self.norm2(self.depthwise(x)))
        y = y * F.hardsigmoid(self.expand(F.relu(self.reduce(y.mean((2, 3), keepdim=True)))))
        x = x + F.relu6(self.project(y))
        x = torch.cat([F.max_pool2d(x, 3, 2, 1), F.avg_pool2d(x, 3, 2, 1, count_include_pad=False)], 1)
        return self.head(F.adaptive_avg_pool2d(x, 1).flatten(1))


class Rows(nn.Module):
    """A block of ConvNeXt, and a flattened map before the classifier."""

    def __init__(self):
        super().__init__()
        self.stem, self.depthwise = nn.Conv2d(3, 6, 3, 3), nn.Conv2d(6, 6, 3, padding=1, groups=6)
        self.norm, self.wide, self.narrow = nn.LayerNorm(6, 1e-6), nn.Linear(6, 12), nn.Linear(12, 6)
        self.gamma = nn.Parameter(torch.zeros(6))
        self.head = nn.Linear(6 * 9, 5)

    def forward(self, x):
        x = self.stem(x)
        y = self.norm(self.depthwise(x).permute(0, 2, 3, 1))
        y = self.narrow(F.gelu(self.wide(y))) * self.gamma
        x = x + y.permute(0, 3, 1, 2)
        return self.head(torch.flatten(torch.tanh(x), 1))


class Shuffled(nn.Module):
    """A unit of ShuffleNet-v2, shifted by a pixel, with a weight used twice."""

    def __init__(self):
        super().__init__()
        self.stem, self.branch = nn.Conv2d(3, 8, 3, 2), nn.Conv2d(4, 4, 1)
        self.head = nn.Linear(8, 5)

    def forward(self, x):
        x = F.pad(self.stem(x), (0, 1, 0, 1))[:, :, 1:, 1:]
        for _ in range(2):
            left, right = x.chunk(2, 1)
            x = torch.cat([left, torch.relu(self.branch(right))], 1)
            batch, channels, height, width = x.shape
            x = x.view(batch, 2, channels // 2, height, width).transpose(1, 2).reshape(batch, -1, height, width)
        return self.head(torch.sigmoid(x).amax((2, 3)))


def channels_last():
    """As tf2onnx writes: images [N, H, W, C], preprocessing inside, padding by name, shares at the end."""
    constants = {
        "mean": numbers("mean", (1, 1, 1, 3)), "deviation": np.array(0.5, np.float32),
        "w": numbers("w", (6, 3, 3, 3)) / 5, "b": numbers("b", (1, 6, 1, 1)), "d": numbers("d", (6, 1, 3, 3)) / 3,
        "e": numbers("e", (6,)), "m": numbers("m", (6, 5)), "c": numbers("c", (5,)),
        "three": np.array(3, np.float32), "zero": np.array(0, np.float32), "six": np.array(6, np.float32),
    }
    nodes = [
        ("Sub", ["x", "mean"], ["centred"], {}), ("Div", ["centred", "deviation"], ["scaled"], {}),
        ("Transpose", ["scaled"], ["first"], {"perm": [0, 3, 1, 2]}),
        ("Conv", ["first", "w"], ["conv"], {"strides": [2, 2], "auto_pad": "SAME_UPPER"}),
        ("Add", ["conv", "b"], ["moved"], {}),
        ("Add", ["moved", "three"], ["shifted"], {}), ("Clip", ["shifted", "zero", "six"], ["clipped"], {}),
        ("Mul", ["moved", "clipped"], ["product"], {}), ("Div", ["product", "six"], ["swish"], {}),
        ("Conv", ["swish", "d", "e"], ["deep"],
         {"strides": [2, 2], "auto_pad": "SAME_LOWER", "group": 6, "kernel_shape": [3, 3]}),
        ("Transpose", ["deep"], ["last"], {"perm": [0, 2, 3, 1]}),
        ("ReduceMean", ["last"], ["pooled"], {"axes": [1, 2], "keepdims": 0}),
        ("MatMul", ["pooled", "m"], ["scores"], {}), ("Add", ["scores", "c"], ["logits"], {}),
    ]
    return helper.make_model(
        helper.make_graph(
            [helper.make_node(kind, inputs, outputs, name=outputs[0], **settings)
             for kind, inputs, outputs, settings in nodes],
            "channels-last",
            [helper.make_tensor_value_info("x", TensorProto.FLOAT, ["N", RESOLUTION, RESOLUTION, 3])],
            [helper.make_tensor_value_info("logits", TensorProto.FLOAT, ["N", 5])],
            [numpy_helper.from_array(np.asarray(value, np.float32), name) for name, value in constants.items()]),
        opset_imports=[helper.make_opsetid("", 13)], ir_version=8)


def main():
    os.makedirs("onnx", exist_ok=True)
    image = numbers("input", (2, 3, RESOLUTION, RESOLUTION))
    rows = []
    for kind in (Blocks, Rows, Shuffled):
        name = kind.__name__.lower()
        for exporter in ("torchscript-11", "torchscript-17", "dynamo"):
            path = f"onnx/{name}-{exporter}.onnx"
            tool, _, opset = exporter.partition("-")
            options = {"dynamo": True} if tool == "dynamo" else {
                "dynamo": False, "opset_version": int(opset), "training": torch.onnx.TrainingMode.PRESERVE}
            torch.onnx.export(fill(kind()), (torch.from_numpy(image[:1]),), path, **options)
            model = onnx.load(path)
            if tool == "dynamo":
                for node in model.graph.node:
                    del node.metadata_props[:]
                if os.path.exists(path + ".data"):
                    os.remove(path + ".data")
            onnx.save(model, path)
            if exporter == "torchscript-17" and name == "blocks":
                onnx.save(model, "onnx/elsewhere.onnx", save_as_external_data=True, location="elsewhere.data",
                          size_threshold=64)
            rows.append((os.path.basename(path), image))
    rows.append(("elsewhere.onnx", image))
    onnx.save(channels_last(), "onnx/channels-last.onnx")
    rows.append(("channels-last.onnx", image.transpose(0, 2, 3, 1)))
    facts = []
    for name, images in rows:
        session = onnxruntime.InferenceSession(f"onnx/{name}", providers=["CPUExecutionProvider"])
        feed = session.get_inputs()[0].name
        logits = np.concatenate([session.run(None, {feed: images[i:i + 1]})[0] for i in range(2)])
        facts.append({"file": name, "source": f"onnxruntime {onnxruntime.__version__}",
                      "logits": [float(value) for value in logits.ravel()]})
    with open("onnx-logits.json", "w") as file:
        json.dump(facts, file, indent=1)


if __name__ == "__main__":
    main()
