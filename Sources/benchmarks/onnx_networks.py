#!/usr/bin/env python3
"""Networks of timm and torchvision as ONNX files: what `compound` computes from them beside onnxruntime.

    peer/bin/pip install onnxruntime      # beside what onnx_counts.py needs
    peer/bin/python onnx_networks.py --into exported --compound .build/release/compound resnet18 mixnet_s

Exports each with random weights and statistics, predicts two images, writes the network again with `compound
export`, and prints a line a file: the largest deviation of `predict`, and of onnxruntime on what was written, each as
a share of the largest logit; or why the file is refused.
"""
import argparse, contextlib, io, os, subprocess, warnings

import numpy as np
import torch
from onnx_counts import bare
import onnxruntime
from safetensors.numpy import load_file, save_file

MODELS = """
resnet18 efficientnet_b0 tf_efficientnetv2_b0 mobilenetv3_small_100 mobilenetv4_conv_small mnasnet_100 mixnet_s
ghostnet_100 regnety_002 densenet121 inception_v3 convnext_atto repvgg_a0 mobileone_s0 starnet_s1 hrnet_w18_small dla34
rexnet_100 dpn68 xception41 tv:mobilenet_v2 tv:googlenet tv:squeezenet1_1 tv:shufflenet_v2_x0_5 tv:alexnet
""".split()


def randomize(model):
    torch.manual_seed(1)
    with torch.no_grad():
        for name, tensor in model.state_dict().items():
            if not tensor.is_floating_point() or tensor.dim() != 1:
                continue
            positive = name.endswith("running_var") or name.endswith("weight") or "gamma" in name
            tensor.uniform_(0.5, 1.5) if positive else tensor.uniform_(-0.1, 0.1)
    return model


def run(path, images):
    settings = onnxruntime.SessionOptions()
    settings.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
    session = onnxruntime.InferenceSession(path, settings, providers=["CPUExecutionProvider"])
    name = session.get_inputs()[0].name
    return np.concatenate([session.run(None, {name: images[i : i + 1]})[0] for i in range(len(images))])


def export(model, image, kind, path):
    exporter, _, opset = kind.partition("-")
    options = {"dynamo": True} if exporter == "dynamo" else {"dynamo": False, "opset_version": int(opset)}
    if opset == "17":  # keeps normalisations apart; version 11 has them folded into convolutions
        options["training"] = torch.onnx.TrainingMode.PRESERVE
    with contextlib.redirect_stdout(io.StringIO()), torch.no_grad():
        torch.onnx.export(model, (image,), path, **options)


def compound(program, *arguments):
    result = subprocess.run([program, *arguments], capture_output=True, text=True)
    if result.returncode:
        raise ValueError(result.stderr.strip().splitlines()[-1])


def compared(name, kind, options):
    model, shape = bare(name)
    model = randomize(model)
    images = torch.randn(2, *shape[1:])
    path = os.path.join(options.into, f"{name.replace(':', '-')}-{kind}")
    export(model, images[:1], kind, path + ".onnx")
    expected = run(path + ".onnx", images.numpy())
    save_file({"input": images.numpy()}, path + "-images.safetensors")
    arguments = ["--data", path + "-images.safetensors", "--output", path + "-logits.safetensors"]
    compound(options.compound, "predict", path + ".onnx", *arguments)
    compound(options.compound, "export", path + ".onnx", "--output", path + "-again.onnx")
    found = [load_file(path + "-logits.safetensors")["logits"], run(path + "-again.onnx", images.numpy())]
    return [abs(one - expected).max() / abs(expected).max() for one in found]


def main():
    arguments = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("models", nargs="*", default=MODELS, help="names; torchvision's begin with tv:")
    arguments.add_argument("--into", required=True, help="folder for the files")
    arguments.add_argument("--compound", required=True, help="the program to compare")
    arguments.add_argument("--exporters", default="torchscript-11,torchscript-17")
    options = arguments.parse_args()
    os.makedirs(options.into, exist_ok=True)
    warnings.simplefilter("ignore")
    for name in options.models:
        for kind in options.exporters.split(","):
            try:
                predicted, again = compared(name, kind, options)
                print(f"{name} {kind}: predict {predicted:.1e}, written again {again:.1e}", flush=True)
            except Exception as error:
                print(f"{name} {kind}: {error}", flush=True)


if __name__ == "__main__":
    main()
