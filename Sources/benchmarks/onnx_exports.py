#!/usr/bin/env python3
"""Every network of the zoo as an ONNX file: what onnxruntime computes from it beside `compound predict`.

    peer/bin/pip install onnx onnxruntime safetensors numpy
    peer/bin/python onnx_exports.py --into exported --compound .build/release/compound --opsets 11,20

Gives each network random weights, with statistics of images, exports it at every version of the operators (and with --fp16 in
half precision), has onnx's checker look at the file with strict shape inference, and onnxruntime run two images. Prints
a line a network: the largest deviation of a logit from `predict`, as a share of the largest logit; or why the network is
refused. Networks with their own resolution above --resolution are taken there where they can be.
"""
import argparse, json, os, subprocess

import numpy as np
import onnx
import onnxruntime
from safetensors.numpy import load_file, save_file


def compound(program, *arguments):
    result = subprocess.run([program, *arguments], capture_output=True, text=True)
    if result.returncode:
        raise ValueError(result.stderr.strip().splitlines()[-1])
    return result.stdout


def randomized(path, model, program, resolution):
    """Weights as well conditioned as trained ones: vectors that are not one and zero, statistics of some images.

    With statistics at random deep networks are chaotic: PyTorch's float32 is far from its own float64 then.
    """
    random = np.random.default_rng(1)
    with open(path, "rb") as file:
        metadata = json.loads(file.read(int.from_bytes(file.read(8), "little"))).get("__metadata__", {})
    tensors = {
        name: (tensor + 0.1 * random.standard_normal(tensor.shape)).astype(np.float32)
        if tensor.ndim == 1 and "running" not in name and not name.endswith(("mean", "variance")) else tensor
        for name, tensor in load_file(path).items()
    }
    save_file(tensors, path, metadata=metadata)
    images = path.replace("weights", "calibration")
    pictures = random.standard_normal((8, 3, resolution, resolution)).astype(np.float32)
    save_file({"input": pictures, "labels": np.zeros(8, np.int32)}, images)
    compound(
        program, "train", *model, "--data", images, "--from", path, "--steps", "0", "--precise-statistics", "8",
        "--save", path)
    os.remove(images)


def run(path, images):
    session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])
    given = session.get_inputs()[0]
    images = images.astype(np.float16 if "float16" in given.type else np.float32)
    return session.run(None, {given.name: images})[0].astype(np.float32)


def checked(path, settings):
    onnx.checker.check_model(path, full_check=True)
    model = onnx.load(path, load_external_data=False)
    versions = model.opset_import[0].version, model.ir_version
    if versions[0] != settings.opset or versions[1] > onnx.IR_VERSION:
        raise ValueError(f"written with operators and format of versions {versions}")


def compared(name, own, options):
    """For each kind of file the largest deviation, as a share of the largest logit."""
    stem = os.path.join(options.into, name.replace("/", "-"))
    resolutions = [options.resolution, own] if options.resolution < own else [own]
    weights, images, logits = (f"{stem}-{part}.safetensors" for part in ("weights", "images", "logits"))
    for resolution in resolutions:
        size = ["--resolution", str(resolution)]
        try:
            compound(options.compound, "export", name, *size, "--output", weights)
            break
        except ValueError:
            if resolution == resolutions[-1]:
                raise
    randomized(weights, [name, *size], options.compound, resolution)
    pictures = np.random.default_rng(2).standard_normal((2, 3, resolution, resolution)).astype(np.float32)
    save_file({"input": pictures}, images)
    model = [name, *size, "--weights", weights]
    compound(options.compound, "predict", *model, "--data", images, "--output", logits)
    expected = load_file(logits)["logits"].reshape(2, -1)
    found = {}
    for kind in options.kinds:
        path = f"{stem}.onnx"
        compound(options.compound, "export", *model, *kind.arguments, "--output", path)
        checked(path, kind)
        found[kind.name] = abs(run(path, pictures).reshape(2, -1) - expected).max() / abs(expected).max()
        os.remove(path)
    for path in weights, images, logits:
        os.remove(path)
    return found


class Kind:
    def __init__(self, opset, half):
        self.opset = opset
        self.name = f"{opset} fp16" if half else str(opset)
        self.arguments = ["--opset", str(opset)] + (["--fp16"] if half else [])


def main():
    arguments = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("models", nargs="*", help="names; all of the zoo where none is given")
    arguments.add_argument("--into", required=True, help="folder for the files")
    arguments.add_argument("--compound", required=True, help="the program to compare")
    arguments.add_argument("--opsets", default="20")
    arguments.add_argument("--fp16", action="store_true", help="half precision as well, at the last version")
    arguments.add_argument("--resolution", type=int, default=64)
    arguments.add_argument("--largest", type=float, default=1e9, help="parameters above which to pass over")
    options = arguments.parse_args()
    os.makedirs(options.into, exist_ok=True)
    opsets = [int(text) for text in options.opsets.split(",")]
    options.kinds = [Kind(opset, False) for opset in opsets] + [Kind(opsets[-1], True)] * options.fp16
    listed = compound(options.compound, "table", "--names", "--format", "csv").split("\n")[1:]
    worst, counted, refused, overflowing = {kind.name: 0.0 for kind in options.kinds}, 0, 0, 0
    for name in options.models or [line.split(",")[0] for line in listed if line]:
        row = compound(options.compound, "compare", name, "--format", "csv").splitlines()[1].split(",")
        if int(row[2]) > options.largest:
            print(f"{name}: passed over, {row[2]} parameters", flush=True)
            continue
        try:
            found = compared(name, int(row[1]), options)
        except Exception as error:
            refused += 1
            print(f"{name}: {error}", flush=True)
            continue
        counted += 1
        overflowing += any(not np.isfinite(share) for share in found.values())
        worst = {kind: max(worst[kind], share) if np.isfinite(share) else worst[kind] for kind, share in found.items()}
        print(f"{name}: " + ", ".join(f"{kind} {share:.1e}" for kind, share in found.items()), flush=True)
    print(
        f"{counted} networks, {refused} refused, feature maps of {overflowing} beyond half precision; "
        "largest deviations: " + ", ".join(f"{kind} {share:.1e}" for kind, share in worst.items()))


if __name__ == "__main__":
    main()
