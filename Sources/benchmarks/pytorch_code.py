"""Runs the PyTorch code that `compound export` writes, beside `compound predict`.

    pip install "torch==2.13.0" --index-url https://download.pytorch.org/whl/cpu
    pip install safetensors numpy black
    python Sources/benchmarks/pytorch_code.py --compound .build/release/compound

For every network of the zoo (or those named), with ten classes: weights are drawn, statistics measured;
the code is written, formatted with black (nothing may change), built, and takes the weights with
strict=True; logits of two random images are computed by it in float64. One line a network:
parameters (counted alike), how far the logits of `compound predict` are from these, over the largest,
how far PyTorch's own in float32 are, and "ok" or not.

    python Sources/benchmarks/pytorch_code.py --steps 3 --resolution 64 efficientnet-b0 resnet-18

trains instead, here and in PyTorch from the same weights, three steps of SGD without dropout, and
prints the largest difference of a weight over the largest change of one.
"""

import argparse
import csv
import importlib.util
import io
import json
import pathlib
import subprocess
import sys
import tempfile

import numpy as np
import torch
from safetensors.torch import load_file, save_file


def run(*command):
    done = subprocess.run(
        [str(part) for part in command], capture_output=True, text=True
    )
    if done.returncode:
        raise RuntimeError(" ".join(done.stderr.split()))
    return done.stdout


def randomise(compound, name, changes, shape, folder, generator):
    """Weights of a network as after some training: scales and offsets that are not one and zero, and
    statistics that are those of images, so that logits are as well conditioned as trained ones.
    """
    drawn, calibrated = folder / "drawn.safetensors", folder / "weights.safetensors"
    run(compound, "export", name, *changes, "--output", drawn)
    tensors = load_file(drawn)
    for key, value in tensors.items():
        if value.dim() == 1 and "running" not in key:
            value.add_(0.1 * torch.randn(value.shape, generator=generator))
    with open(drawn, "rb") as file:
        size = int.from_bytes(file.read(8), "little")
        metadata = json.loads(file.read(size)).get("__metadata__", {})
    save_file(tensors, drawn, metadata=metadata)
    images = {
        "input": torch.randn(8, *shape, generator=generator),
        "labels": torch.zeros(8, dtype=torch.int32),
    }
    save_file(images, folder / "calibration.safetensors")
    run(
        compound,
        "train",
        name,
        *changes,
        "--data",
        folder / "calibration.safetensors",
        "--from",
        drawn,
        "--steps",
        0,
        "--precise-statistics",
        8,
        "--save",
        calibrated,
    )
    return calibrated


def build(path):
    spec = importlib.util.spec_from_file_location("exported", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.build()


def described(compound, name, changes):
    """The rows of a network's layers, and the shape of its images."""
    summary = run(
        compound, "summary", name, *changes, "--by", "layer", "--format", "json"
    )
    layers = json.loads(summary)["layers"]
    height, width, channels = map(int, layers[0]["output"].split("×"))
    return layers, (channels, height, width)


def check(compound, name, folder, resolution):
    generator = torch.Generator().manual_seed(1)
    code = folder / "model.py"
    changes = ["--classes", 10] + (["--resolution", resolution] if resolution else [])
    layers, shape = described(compound, name, changes)
    counted = sum(row["parameters"] for row in layers)
    weights = randomise(compound, name, changes, shape, folder, generator)
    run(compound, "export", name, *changes, "--weights", weights, "--output", code)
    black = subprocess.run(
        [sys.executable, "-m", "black", "--check", "-q", code], capture_output=True
    )
    model = build(code)
    model.load_state_dict(load_file(folder / "model.safetensors"), strict=True)
    model.eval()
    trained = [value.numel() for value in model.parameters() if value.requires_grad]
    assert sum(trained) == counted, f"{sum(trained)} parameters, {counted} counted"
    images = torch.randn(2, *shape, generator=generator)
    save_file({"input": images}, folder / "images.safetensors")
    run(
        compound,
        "predict",
        name,
        *changes,
        "--weights",
        weights,
        "--data",
        folder / "images.safetensors",
        "--output",
        folder / "logits.safetensors",
    )
    ours = next(iter(load_file(folder / "logits.safetensors").values()))
    with torch.no_grad():
        theirs = model(images)
        exact = model.double()(images.double())
    largest = exact.abs().max()
    error = ((ours.reshape(exact.shape) - exact).abs().max() / largest).item()
    own = ((theirs - exact).abs().max() / largest).item()
    return counted, error, own, black.returncode == 0


def keep(code, path):
    """The code, and the names and shapes of PyTorch's state_dict, counters of batches left out."""
    state = build(code).state_dict()
    shapes = {
        key: list(value.shape)
        for key, value in state.items()
        if not key.endswith("num_batches_tracked")
    }
    path.with_name(path.name + ".py").write_text(code.read_text())
    path.with_name(path.name + ".json").write_text(
        "{\n"
        + ",\n".join(f"{json.dumps(key)}: {json.dumps(shapes[key])}" for key in shapes)
        + "\n}\n"
    )


def train(compound, name, folder, options):
    """The largest difference of a trained weight after some steps, over the largest change."""
    generator = torch.Generator().manual_seed(2)
    changes = ["--resolution", options.resolution] if options.resolution else []
    start, data, end = (
        folder / f"{part}.safetensors" for part in ("weights", "data", "end")
    )
    _, shape = described(compound, name, changes)
    batch, rate = 8, 0.01
    images = torch.randn(batch * options.steps, *shape, generator=generator)
    labels = torch.randint(0, 10, (len(images),), generator=generator)
    save_file({"input": images, "labels": labels.to(torch.int32)}, data)
    run(compound, "export", name, *changes, "--classes", 10, "--output", start)
    run(
        compound,
        "train",
        name,
        *changes,
        "--data",
        data,
        "--from",
        start,
        "--no-shuffle",
        "--steps",
        options.steps,
        "--batch",
        batch,
        "--learning-rate",
        rate,
        "--momentum",
        0,
        "--weight-decay",
        0,
        "--optimizer",
        "sgd",
        "--save",
        end,
    )
    states = []
    for weights in (start, end):
        code = folder / f"{weights.stem}_code.py"
        run(
            compound,
            "export",
            name,
            *changes,
            "--classes",
            10,
            "--weights",
            weights,
            "--output",
            code,
        )
        states.append(load_file(code.with_suffix(".safetensors")))
    model = build(code)
    model.load_state_dict(states[0], strict=True)
    model.train()
    for module in model.modules():
        if isinstance(module, torch.nn.Dropout):
            module.p = 0.0
        if type(module).__name__ == "StochasticDepth":
            module.rate = 0
    optimizer = torch.optim.SGD(model.parameters(), lr=rate)
    for step in range(options.steps):
        some = slice(step * batch, (step + 1) * batch)
        optimizer.zero_grad()
        torch.nn.functional.cross_entropy(model(images[some]), labels[some]).backward()
        optimizer.step()
    trained = {key: value.detach() for key, value in model.named_parameters()}
    difference = max(
        (states[1][key] - trained[key]).abs().max().item() for key in trained
    )
    change = max((states[0][key] - trained[key]).abs().max().item() for key in trained)
    return difference / change


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--compound", default=".build/release/compound")
    parser.add_argument("--resolution", default=None)
    parser.add_argument(
        "--steps", type=int, default=0, help="compare training steps instead"
    )
    parser.add_argument(
        "--fixtures",
        type=pathlib.Path,
        help="keep the code and what its state_dict holds there",
    )
    parser.add_argument("models", nargs="*")
    options = parser.parse_args()
    listing = csv.reader(
        io.StringIO(run(options.compound, "table", "--names", "--format", "csv"))
    )
    names = options.models or [row[0] for row in listing][1:]
    failed = 0
    for name in names:
        with tempfile.TemporaryDirectory() as folder:
            try:
                if options.steps:
                    error = train(options.compound, name, pathlib.Path(folder), options)
                    good = error < 1e-3
                    print(
                        f"{name:40} {error:.1e} {'ok' if good else 'FAIL'}", flush=True
                    )
                    failed += not good
                    continue
                parameters, error, own, black = check(
                    options.compound, name, pathlib.Path(folder), options.resolution
                )
                good = error < max(1e-5, 4 * own) and black
                if options.fixtures and good:
                    code = pathlib.Path(folder) / "model.py"
                    run(options.compound, "export", name, "--output", code)
                    keep(code, options.fixtures / name)
                note = "" if black else " black would change it"
                print(
                    f"{name:40} {parameters:12,} {error:.1e} {own:.1e} {'ok' if good else 'FAIL'}{note}",
                    flush=True,
                )
            except Exception as problem:
                good = False
                print(f"{name:40} FAIL {str(problem)[:300]}", flush=True)
            failed += not good
    print(f"{len(names) - failed} of {len(names)} agree")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
