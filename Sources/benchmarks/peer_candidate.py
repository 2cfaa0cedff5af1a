#!/usr/bin/env python3
"""Trains one candidate of an architecture search in PyTorch, for the search key `evaluator: {command: ...}`.

    evaluator:
      command: peer/bin/python Sources/benchmarks/peer_candidate.py --architecture {architecture} --epochs {epochs} --seed {seed} --result {result}

Set up as peer_train.py says. The images are random, as many and as large as asked for: this measures how many
trainings fit into an hour, not how good they are. The work is that of the proxy trainer: RMSProp with momentum over
every image once per epoch, then the validation images. Appends {"epoch": ...} after each epoch and at the end
{"accuracy": ..., "trainingSeconds": ..., "seconds": ...}, the start of Python and PyTorch included in the latter.
"""
import time

START = time.perf_counter()
import argparse, json
import torch
import torch.nn.functional as F
import yaml
from torch import nn

ACTIVATIONS = {"relu": nn.ReLU, "relu6": nn.ReLU6, "silu": nn.SiLU, "hardSwish": nn.Hardswish}


def convolution(inputs, outputs, kernel, stride=1, groups=1, activation=None):
    layers = [nn.Conv2d(inputs, outputs, kernel, stride, kernel // 2, groups=groups, bias=False), nn.BatchNorm2d(outputs)]
    return nn.Sequential(*layers, *([activation()] if activation else []))


class SqueezeExcitation(nn.Module):
    def __init__(self, channels, hidden, activation):
        super().__init__()
        self.gate = nn.Sequential(
            nn.AdaptiveAvgPool2d(1), nn.Conv2d(channels, hidden, 1), activation(), nn.Conv2d(hidden, channels, 1), nn.Sigmoid())

    def forward(self, x):
        return x * self.gate(x)


class Block(nn.Module):
    """mbConv or fusedMBConv with its shortcut."""

    def __init__(self, spec, inputs, stride, activation):
        super().__init__()
        outputs, kernel = spec["channels"], spec.get("kernelSize", 3)
        ratio, squeeze = spec.get("expansionRatio", 1), spec.get("squeezeRatio", 0)
        inner = round(inputs * ratio)
        gate = [SqueezeExcitation(inner, max(1, int(inputs * squeeze)), activation)] if squeeze else []
        if spec["block"] == "mbConv":
            layers = [convolution(inputs, inner, 1, activation=activation)] if ratio != 1 else []
            layers += [convolution(inner, inner, kernel, stride, inner, activation), *gate, convolution(inner, outputs, 1)]
        elif spec["block"] == "fusedMBConv" and ratio == 1:
            layers = [convolution(inputs, outputs, kernel, stride, activation=activation)]
        elif spec["block"] == "fusedMBConv":
            layers = [convolution(inputs, inner, kernel, stride, activation=activation), *gate, convolution(inner, outputs, 1)]
        else:
            raise SystemExit(f"block {spec['block']}: this script knows mbConv and fusedMBConv")
        self.branch = nn.Sequential(*layers)
        shortcut = spec.get("shortcut", "identity")
        self.adds = inputs == outputs and (shortcut == "pool" or (shortcut == "identity" and stride == 1))
        self.shortcut = nn.MaxPool2d(3, stride, 1) if shortcut == "pool" else nn.Identity()

    def forward(self, x):
        y = self.branch(x)
        return y + self.shortcut(x) if self.adds else y


def network(file):
    activation = ACTIVATIONS[file["activation"]]
    stem, head = file["stem"], file["head"]
    channels = stem["channels"]
    layers = [convolution(file.get("inputChannels", 3), channels, stem.get("kernelSize", 3), stem.get("stride", 2), activation=activation)]
    for stage in file["stages"]:
        for number in range(stage.get("repeats", 1)):
            layers.append(Block(stage, channels, stage.get("stride", 1) if number == 0 else 1, activation))
            channels = stage["channels"]
    if head.get("channels"):
        layers.append(convolution(channels, head["channels"], 1, activation=activation))
        channels = head["channels"]
    return nn.Sequential(*layers, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(channels, head.get("classes", 1000)))


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--architecture", required=True)
    p.add_argument("--result", required=True)
    p.add_argument("--epochs", type=int, required=True)
    p.add_argument("--seed", type=int, default=0)
    p.add_argument("--images", type=int, default=2000)
    p.add_argument("--validation", type=int, default=500)
    p.add_argument("--batch", type=int, default=32)
    p.add_argument("--threads", type=int, default=0, help="0: PyTorch's default")
    a = p.parse_args()
    if a.threads:
        torch.set_num_threads(a.threads)
    torch.manual_seed(a.seed)
    with open(a.architecture) as f:
        file = yaml.safe_load(f)
    model = network(file).to(memory_format=torch.channels_last)
    size, classes = file["resolution"], file["head"].get("classes", 1000)
    count = a.images + a.validation
    images = torch.randn(count, file.get("inputChannels", 3), size, size).contiguous(memory_format=torch.channels_last)
    labels = torch.randint(0, classes, (count,))
    optimizer = torch.optim.RMSprop(model.parameters(), lr=0.001, alpha=0.9, momentum=0.9, eps=1e-3)
    began = time.perf_counter()
    with open(a.result, "a") as result:
        for epoch in range(a.epochs):
            model.train()
            for batch in torch.randperm(a.images).split(a.batch):
                if len(batch) == a.batch:
                    optimizer.zero_grad()
                    F.cross_entropy(model(images[batch]), labels[batch]).backward()
                    optimizer.step()
            print(json.dumps({"epoch": epoch + 1}), file=result, flush=True)
        model.eval()
        right = 0
        with torch.no_grad():
            for start in range(a.images, count, a.batch):
                rows = slice(start, min(start + a.batch, count))
                right += int((model(images[rows]).argmax(1) == labels[rows]).sum())
        now = time.perf_counter()
        line = {"accuracy": right / a.validation, "trainingSeconds": now - began, "seconds": now - START}
        print(json.dumps(line), file=result, flush=True)


if __name__ == "__main__":
    main()
