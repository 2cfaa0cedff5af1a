#!/usr/bin/env python3
"""Loads random weights of torchvision's and timm's networks into Compound, and compares what both compute.

    python3 -m venv peer && peer/bin/pip install "torch==2.13.0+cpu" numpy pillow pyyaml huggingface_hub safetensors
    peer/bin/pip install --no-deps torchvision==0.28.0 timm==1.0.31
    peer/bin/python weights_parity.py --compound .build/release/compound > parity.md
    peer/bin/python weights_parity.py --names > Tests/InterchangeTests/Fixtures/library-names.json

For each row the library builds its network with random weights, whose normalisations are set to what a batch of noise
needs and then disturbed, so that no layer is near the identity or dead. Two images of 160 × 128 random pixels
(square ones where a network of the library asks for them) go through the network in PyTorch, in evaluation mode, and
through `compound predict --weights F`. Both compute in float32; the largest differences of their logits from PyTorch's in
float64 are given relative to the largest logit.
"""
import argparse, json, os, re, subprocess, sys, tempfile, warnings

import torch
from safetensors.torch import load_file, save_file

try:  # torchvision's compiled operators are not needed here; declare the names that its import looks up
    _operators = torch.library.Library("torchvision", "DEF")
    for _name in ("nms", "qnms"):
        _operators.define(f"{_name}(Tensor dets, Tensor scores, float iou_threshold) -> Tensor")
except RuntimeError:
    pass
import timm
import torchvision

warnings.simplefilter("ignore")


def rows():
    """(network here, library, network there, what it is built with)"""
    for b in range(8):
        yield f"efficientnet-b{b}", "torchvision", f"efficientnet_b{b}"
    for b in [*(f"b{i}" for i in range(9)), "l2"]:
        yield f"efficientnet-{b}", "timm", f"efficientnet_{b}"
        yield f"efficientnet-{b}", "timm-tf", f"tf_efficientnet_{b}"
    for i in range(5):
        yield f"efficientnet-lite{i}", "timm", f"efficientnet_lite{i}"
        yield f"efficientnet-lite{i}", "timm-tf", f"tf_efficientnet_lite{i}"
    for size in "sml":
        yield f"efficientnet-edgetpu-{size}", "timm", f"efficientnet_e{size}"
        yield f"efficientnet-edgetpu-{size}", "timm-tf", f"tf_efficientnet_e{size}"
    for size in "sml":
        yield f"efficientnetv2-{size}", "torchvision", f"efficientnet_v2_{size}"
    for size in ("s", "m", "l", "xl"):
        yield f"efficientnetv2-{size}", "timm", f"efficientnetv2_{size}"
    for size in ("s", "m", "l", "xl", "b0", "b1", "b2", "b3"):
        yield f"efficientnetv2-{size}", "timm-tf", f"tf_efficientnetv2_{size}"
    yield "mobilenet-v1", "timm", "mobilenetv1_100"
    for width in (0.25, 0.5, 0.75):
        yield f"mobilenet-v1-{width}", "timm", "mobilenetv1_100", {"channel_multiplier": width}
    yield "mobilenet-v2", "torchvision", "mobilenet_v2"
    for width in (0.35, 0.5, 0.75, 1.4):
        yield f"mobilenet-v2-{width}", "torchvision", "mobilenet_v2", {"width_mult": width}
    for width, name in ((0.35, "035"), (0.5, "050"), (0.75, "075"), (1.0, "100"), (1.4, "140")):
        yield f"mobilenet-v2-{width}", "timm", f"mobilenetv2_{name}"
    for size in ("small", "large"):
        yield f"mobilenet-v3-{size}", "torchvision", f"mobilenet_v3_{size}"
        yield f"mobilenet-v3-{size}", "timm", f"mobilenetv3_{size}_100"
        yield f"mobilenet-v3-{size}", "timm-tf", f"tf_mobilenetv3_{size}_100"
    for width, name in (("0.5", "0_5"), ("0.75", "0_75"), ("1.0", "1_0"), ("1.3", "1_3")):
        yield f"mnasnet-{width}", "torchvision", f"mnasnet{name}"
    for width, name in (("0.5", "050"), ("0.75", "075"), ("1.0", "100"), ("1.4", "140")):
        yield f"mnasnet-{width}", "timm", f"mnasnet_{name}"
    yield "mnasnet-a1", "timm", "semnasnet_100"
    yield "mnasnet-small", "timm", "mnasnet_small"
    for depth in (18, 34, 50, 101, 152):
        yield f"resnet-{depth}", "torchvision", f"resnet{depth}"
        yield f"resnet-{depth}", "timm", f"resnet{depth}"
    yield "resnet-200", "timm", "resnet200"
    for depth in (50, 101):
        yield f"wide-resnet-{depth}-2", "torchvision", f"wide_resnet{depth}_2"
        yield f"wide-resnet-{depth}-2", "timm", f"wide_resnet{depth}_2"
    for name in ("50-32x4d", "101-32x8d", "101-64x4d"):
        yield f"resnext-{name}", "torchvision", "resnext" + name.replace("-", "_")
    for name in ("50-32x4d", "101-32x4d", "101-32x8d", "101-64x4d"):
        yield f"resnext-{name}", "timm", "resnext" + name.replace("-", "_")
    for depth in (50, 101, 152):
        yield f"se-resnet-{depth}/timm-v1.5", "timm", f"seresnet{depth}"
        yield f"se-resnet-{depth}", "timm", f"legacy_seresnet{depth}"
    for depth in (50, 101):
        yield f"se-resnext-{depth}-32x4d/timm-v1.5", "timm", f"seresnext{depth}_32x4d"
        yield f"se-resnext-{depth}-32x4d", "timm", f"legacy_seresnext{depth}_32x4d"
    yield "senet-154", "timm", "legacy_senet154"
    sizes = {"x": "200mf 400mf 600mf 800mf 1.6gf 3.2gf 4gf 6.4gf 8gf 12gf 16gf 32gf".split()}
    sizes["y"] = sizes["x"]
    for kind in "xy":
        for size in sizes[kind]:
            number = round(float(size[:-2]) * (10 if size.endswith("gf") else 0.01))
            yield f"regnet{kind}-{size}", "timm", f"regnet{kind}_{number:03}"
        for size in ("400mf", "800mf", "1.6gf", "3.2gf", "8gf", "16gf", "32gf"):
            name = f"regnet_{kind}_{size.replace('.', '_')}"
            yield f"regnet{kind}-{size}/torchvision", "torchvision", name
    for depth in (121, 161, 169, 201):
        yield f"densenet-{depth}", "torchvision", f"densenet{depth}"
        yield f"densenet-{depth}", "timm", f"densenet{depth}"
    deep = {"block_config": (6, 12, 64, 48)}
    yield "densenet-264", "torchvision", "DenseNet", {"growth_rate": 32, "num_init_features": 64, **deep}
    yield "densenet-264-k48", "torchvision", "DenseNet", {"growth_rate": 48, "num_init_features": 96, **deep}
    for depth in (11, 13, 16, 19):
        for suffix in ("", "_bn"):
            here = f"vgg-{depth}{suffix.replace('_', '-')}"
            yield here, "torchvision", f"vgg{depth}{suffix}"
            yield here, "timm", f"vgg{depth}{suffix}"
    for width in ("0.5", "1.0", "1.5", "2.0"):
        yield f"shufflenet-v2-{width}", "torchvision", f"shufflenet_v2_x{width.replace('.', '_')}"
    for width, name in (("0.5", "050"), ("1.0", "100"), ("1.3", "130")):
        yield f"ghostnet-{width}", "timm", f"ghostnet_{name}"
    for size, name in (("t", "tiny"), ("s", "small"), ("b", "base"), ("l", "large")):
        yield f"convnext-{size}", "torchvision", f"convnext_{name}"
        yield f"convnext-{size}", "timm", f"convnext_{name}"
    for depth in (92, 98, 131, 107):
        yield f"dpn-{depth}", "timm", f"dpn{depth}"
    yield "alexnet", "torchvision", "alexnet"
    yield "squeezenet-1.0", "torchvision", "squeezenet1_0"
    yield "squeezenet-1.1", "torchvision", "squeezenet1_1"
    yield "googlenet", "torchvision", "googlenet", {"init_weights": False, "aux_logits": False}
    yield "inception-v3", "torchvision", "inception_v3", {"init_weights": False, "aux_logits": False}
    yield "inception-v3-with-aux", "torchvision", "inception_v3", {"init_weights": False, "aux_logits": True}
    yield "inception-v3", "timm", "inception_v3"
    yield "inception-v4", "timm", "inception_v4"
    yield "inception-resnet-v2", "timm", "inception_resnet_v2"
    for size in "sml":
        yield f"mixnet-{size}", "timm", f"mixnet_{size}"
        yield f"mixnet-{size}", "timm-tf", f"tf_mixnet_{size}"
    yield "xception", "timm", "legacy_xception"
    yield "pnasnet-5-large", "timm", "pnasnet5large"


def build(library, name, options):
    if name == "DenseNet":
        return torchvision.models.DenseNet(**options)
    if "channel_multiplier" in options:
        return timm.models.efficientnet._gen_mobilenet_v1(name, **options)
    if library == "torchvision":
        return torchvision.models.get_model(name, weights=None, **options)
    return timm.create_model(name, pretrained=False, **options)


@torch.no_grad()
def disturb(model, images):
    """Random weights under which every layer matters and numbers keep their size."""
    for module in model.modules():
        if isinstance(module, torch.nn.modules.batchnorm._BatchNorm):
            module.weight.uniform_(0.5, 1.5)
            module.bias.normal_(0, 0.1)
            module.momentum = None
            module.reset_running_stats()
        elif isinstance(module, torch.nn.LayerNorm):
            module.weight.uniform_(0.5, 1.5)
            module.bias.normal_(0, 0.1)
        elif isinstance(module, (torch.nn.Conv2d, torch.nn.Linear)):
            fan_in = module.weight[0].numel()
            module.weight.normal_(0, (2 / fan_in) ** 0.5)
            if module.bias is not None:
                module.bias.normal_(0, 0.1)
    for name, parameter in model.named_parameters():
        if name.endswith(("gamma", "layer_scale")):
            parameter.uniform_(0.2, 0.6)
    for module in model.modules():  # nothing is dropped while the statistics are taken
        if hasattr(module, "drop_prob"):
            module.drop_prob = 0.0
        if type(module).__name__ == "StochasticDepth":
            module.p = 0.0
    model.train()
    model(images)
    model.eval()
    for module in model.modules():
        if isinstance(module, torch.nn.modules.batchnorm._BatchNorm):
            module.running_var.mul_(torch.empty_like(module.running_var).uniform_(0.7, 1.4))


def names(here, library, there, options):
    """A digest (64-bit FNV-1a) of the names and shapes in the library's state_dict, in alphabetical order."""
    try:
        with torch.device("meta"):
            model = build(library, there, options)
    except NotImplementedError:  # torchvision reckons RegNet's widths with tensors
        model = build(library, there, options)
    lines = sorted(f"{name} {list(tensor.shape)}\n" for name, tensor in model.state_dict().items()
                   if not name.endswith("num_batches_tracked"))
    digest = 0xCBF29CE484222325
    for byte in "".join(lines).encode():
        digest = (digest ^ byte) * 0x100000001B3 % 2**64
    return {"network": here, "library": library, "there": there, "tensors": len(lines), "digest": f"{digest:016x}"}


def compare(program, here, library, there, options, height, width, folder):
    torch.manual_seed(0)
    model = build(library, there, options)
    images = torch.randn(2, 3, height, width)
    disturb(model, images)
    with torch.inference_mode():
        single = model(images)
    weights, data, logits = (os.path.join(folder, name + ".safetensors") for name in ("w", "x", "y"))
    save_file({name: tensor.contiguous() for name, tensor in model.state_dict().items()}, weights)
    save_file({"input": images}, data)
    parameters = sum(parameter.numel() for parameter in model.parameters())
    with torch.inference_mode():
        expected = model.double()(images.double())
    del model
    own = relative(single, expected)
    command = [program, "predict", here, "--weights", weights, "--data", data, "--output", logits,
               "--naming", library, "--batch", "2"]
    run = subprocess.run(command, capture_output=True, text=True)
    os.remove(weights)
    if run.returncode:
        return parameters, own, run.stderr.strip()
    return parameters, own, relative(load_file(logits)["logits"], expected)


def relative(found, expected):
    return ((found - expected).abs().max() / expected.abs().max()).item()


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--compound", help="the program")
    arguments.add_argument("--names", action="store_true", help="print digests of the names instead, as JSON")
    arguments.add_argument("--only", default="", help="a regular expression of networks here or there")
    arguments.add_argument("--tolerance", type=float, default=1e-4, help="of the largest logit")
    options = arguments.parse_args()
    if options.names:
        lines = [json.dumps(names(here, library, there, *(extra or [{}]))) for here, library, there, *extra in rows()]
        source = f"torchvision {torchvision.__version__}, timm {timm.__version__}, by weights_parity.py --names"
        return print('{"source": %s, "networks": [\n%s\n]}' % (json.dumps(source), ",\n".join(lines)))
    print("| network | library | there | parameters | difference | PyTorch's own |\n|---|---|---|---:|---:|---:|")
    failures = 0
    for here, library, there, *extra in rows():
        if not re.search(options.only, f"{here} {library}:{there}"):
            continue
        height, width = (224, 224) if "vgg" in here or "alexnet" in here else (160, 128)
        if "with-aux" in here:
            height = width = 299  # what the kernel of its auxiliary head is made for
        if "nasnet" in here:
            height = width = 160
        with tempfile.TemporaryDirectory() as folder:
            found = compare(options.compound, here, library, there, *(extra or [{}]), height, width, folder)
        parameters, own, difference = found
        isGood = isinstance(difference, float) and difference <= options.tolerance
        failures += not isGood
        shown = f"{difference:.1e}" if isinstance(difference, float) else difference.replace("\n", " ")[:400]
        made = "".join(f" ({key} {value})" for key, value in (extra[0] if extra else {}).items())
        print(f"| {here} | {library} | {there}{made} | {parameters:,} | {shown} | {own:.1e} |", flush=True)
    sys.exit(1 if failures else 0)


if __name__ == "__main__":
    main()
