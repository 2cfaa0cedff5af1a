#!/usr/bin/env python3
"""What timm's own EfficientNet and MobileNetV3 are when built from block strings: parameters,
multiply-adds and the names of their tensors; and the networks of its efficientnet.py and mobilenetv3.py,
one for each plain definition there, with the strings that the source has.

    pip install "torch==2.13.0+cpu" && pip install --no-deps torchvision==0.28.0 timm==1.0.31
    python block-strings.py > block-strings.json

Strings in a list of their own are one stage of timm's. Where there is a width or a depth, timm has
scaled the network. A multiply-add is one of a convolution or of the classifier, at batch 1; biases cost none.
"""
import json
import re
from functools import partial

import torch

# torchvision's compiled operators are not needed; declare the names that its import looks up.
library = torch.library.Library("torchvision", "DEF")
for name in ("nms", "qnms"):
    library.define(f"{name}(Tensor dets, Tensor scores, float iou_threshold) -> Tensor")
import timm
from timm.layers import get_act_layer
from timm.models._efficientnet_blocks import SqueezeExcite
from timm.models._efficientnet_builder import decode_arch_def, round_channels
from timm.models import efficientnet, mobilenetv3
from timm.models.efficientnet import EfficientNet
from timm.models.mobilenetv3 import MobileNetV3

NETWORKS = [
    # An inverted residual keeps its expanding convolution at ratio 1.
    ("ir e1", "efficientnet", 64, 32, ["ir_r1_k3_s1_e1_c16"]),
    ("ir e1 repeated, with squeeze", "efficientnet", 64, 32,
     ["ir_r3_k5_s2_e1_c32_se0.25", "ir_r2_k3_s2_e6_c48_se0.25"]),
    ("ir e1 between others", "efficientnet", 96, 16,
     ["ds_r1_k3_s1_e1_c16_se0.25", "ir_r2_k3_s2_e1_c24_noskip_nre", "ir_r1_k7_s1_e1_c24"]),
    ("ir e1 of MobileNetV3", "mobilenetv3", 64, 16,
     ["ir_r2_k3_s2_e1_c32_se0.25_nre", "ir_r1_k5_s1_e1_c32_se0.5"]),
    # An edge residual likewise: a k x k and a 1 x 1 convolution.
    ("er e1", "efficientnet", 64, 24, ["er_r2_k3_s1_e1_c24"]),
    ("er e1 to other channels", "efficientnet", 64, 32, ["er_r1_k3_s2_e1_c48_noskip"]),
    ("er e1 with squeeze", "efficientnet", 80, 16,
     ["er_r3_k5_s2_e1_c32_se0.25", "cn_r1_k3_s1_c32_skip"]),
    # Squeeze-and-excitation between depthwise and activated pointwise convolution.
    ("dsa se", "efficientnet", 64, 32, ["dsa_r1_k3_s1_c64_se0.25"]),
    ("dsa se repeated", "efficientnet", 64, 16,
     ["dsa_r3_k5_s2_c40_se0.5", "dsa_r2_k3_s2_c80"]),
    ("dsa se beside others", "efficientnet", 96, 24,
     ["ds_r1_k3_s1_c24_se0.25", "dsa_r2_k3_s2_c64_se0.125_nr6", "ir_r1_k3_s2_e4_c96_se0.25"]),
    ("dsa se of MobileNetV3", "mobilenetv3", 64, 32, ["dsa_r2_k3_s2_c64_se0.25_nre"]),
    # The expansion is of the channels that the string names, not of those that arrive.
    ("er fc", "efficientnet", 64, 32, ["er_r1_k3_s1_e4_c24_fc24_noskip"]),
    ("er fc of EfficientNet-EdgeTPU-L", "efficientnet", 96, 40,
     ["er_r1_k3_s1_e4_c32_fc32_noskip", "er_r2_k3_s2_e8_c40"]),
    ("er fc repeated, with squeeze", "efficientnet", 64, 16,
     ["er_r2_k5_s2_e3_c16_fc16_se0.25"]),
    # A universal inverted residual: depthwise convolutions at the start, in the middle, at the end.
    ("uir", "efficientnet", 64, 32, ["uir_r2_k3_s2_e4_c64"]),
    ("uir e1", "efficientnet", 64, 16, ["uir_r1_a0_k5_s1_e1_c16", "uir_r2_a0_k3_p0_s2_e6_c32_se0.25"]),
    ("uir of MobileNetV4", "mobilenetv3", 96, 32, ["cn_r1_k3_s2_c32", "uir_r4_a0_k3_s2_e2_c96_nre"]),
    ("uir with a start", "efficientnet", 64, 32, ["uir_r2_a3_k5_s2_e4_c64", "uir_r1_a5_k3_s1_e2_c96"]),
    ("uir with a start alone", "efficientnet", 64, 32, ["uir_r2_a3_k0_s2_e4_c64"]),
    ("uir with an end", "efficientnet", 64, 16, ["uir_r2_k3_p5_s2_e3_c40", "uir_r2_a0_k0_p3_s2_e2_c48"]),
    ("uir with all", "efficientnet", 80, 24, ["uir_r3_a3_k5_p7_s2_e3_c56_se0.25_nre"]),
    ("uir without any", "efficientnet", 64, 16, ["uir_r2_a0_k0_s1_e4_c16", "uir_r1_k0_s1_e2_c32_noskip"]),
    # Kernels of several sizes, each on a share of the channels.
    ("mixed ir", "efficientnet", 64, 32, ["ir_r2_k3.5.7_s2_e6_c40_se0.5_nre"]),
    ("mixed ir of shares that differ", "efficientnet", 64, 16,
     ["ir_r1_k3.5.7_s1_e1_c16", "ir_r2_k9.3.5.7.11_s2_e3_c32_noskip"]),
    ("mixed ir in parts", "efficientnet", 96, 24,
     ["ir_r2_k3_a1.1_p1.1_s2_e6_c32", "ir_r2_k3.5_a1.1.1_s1_e2_c40_se0.25", "ir_r1_k3.3_p1.1.1_s2_e1_c56"]),
    ("mixed ds", "efficientnet", 64, 32, ["ds_r2_k3.5_p1.1_s2_c40_se0.25"]),
    ("mixed dsa", "efficientnet", 64, 32, ["dsa_r2_k3.5.7_s2_c40", "dsa_r1_k3_p1.1.1_s1_c56_se0.25"]),
    ("mixed er", "efficientnet", 64, 24, ["er_r2_k3.5_p1.1_s2_e4_c40", "er_r1_k1.3.5_s1_e1_c40"]),
    ("several strings in a stage", "efficientnet", 64, 16,
     ["ds_r1_k3_s1_c16", ["ir_r2_k3_s2_e3_c24", "ir_r1_k3.5_s1_e2_c24"],
      ["uir_r1_a3_k3_s2_e4_c32", "cn_r2_k1_s1_c40", "uir_r2_k0_s1_e2_c40"], "dsa_r1_k3_s1_c48"]),
    ("mixed wider and deeper", "efficientnet", 64, 32,
     ["ir_r1_k3.5.7_a1.1_s1_e1_c16", "ir_r2_k3.5_p1.1_s2_e6_c24_se0.25"], 1.3, 1.6),
    ("uir narrower and deeper", "efficientnet", 64, 32,
     ["uir_r1_a3_k5_s2_e4_c48", "uir_r3_a5_k0_s1_e2_c64"], 0.6, 1.5),
    ("er fc rounded", "efficientnet", 64, 32, ["er_r1_k3_s2_e2.5_c24_fc20"]),
]


ACTIVATIONS = {"efficientnet": "silu", "mobilenetv3": "hardSwish", "mixnet": "relu", "mobilenetv4": "relu"}


def network(kind, stem, strings, width=1.0, depth=1.0):
    definition = [s if isinstance(s, list) else [s] for s in strings]
    common = dict(
        block_args=decode_arch_def(definition, depth), stem_size=stem, num_classes=10,
        num_features=64, pad_type="same", round_chs_fn=partial(round_channels, multiplier=width))
    if kind == "efficientnet":
        return EfficientNet(act_layer=get_act_layer("swish"), **common)
    # As _gen_mobilenet_v3 has it.
    return MobileNetV3(
        act_layer=get_act_layer("hard_swish"), head_bias=True,
        se_layer=partial(
            SqueezeExcite, gate_layer="hard_sigmoid", force_act_layer=torch.nn.ReLU,
            rd_round_fn=round_channels),
        se_from_exp=True, **common)


def known(name, **options):
    """A network of timm's with the strings and settings that its source has."""
    seen = {}
    for module in (efficientnet, mobilenetv3):
        decode = module.decode_arch_def

        def record(definition, *arguments, decode=decode, **keys):
            seen["strings"] = definition
            return decode(definition, *arguments, **keys)

        module.decode_arch_def = record
    model = timm.create_model(name, pad_type="same", **options)
    return model, seen["strings"]


def rounded(strings, multiplier):
    """The strings with the widths that timm rounds them to."""
    def widths(text):
        return re.sub(r"_c(\d+)", lambda m: f"_c{round_channels(int(m[1]), multiplier)}", text)

    return [[widths(s) for s in stage] for stage in strings]


def multiply_adds(model, resolution):
    total = 0

    def count(module, _, output):
        nonlocal total
        weight = module.weight
        positions = output.shape[2] * output.shape[3] if weight.dim() == 4 else 1
        total += weight.numel() * positions

    for module in model.modules():
        if isinstance(module, (torch.nn.Conv2d, torch.nn.Linear)):
            module.register_forward_hook(count)
    with torch.no_grad():
        model.eval()(torch.zeros(1, 3, resolution, resolution))
    return total


def row(name, kind, resolution, stem, strings, model, features=64, classes=10, tensors=True,
        activation=None, **scale):
    return {
        "name": name, "builder": kind, "activation": activation or ACTIVATIONS[kind], "resolution": resolution,
        "stem": stem, "strings": strings, "features": features, "classes": classes, **scale,
        "parameters": sum(p.numel() for p in model.parameters()),
        "multiplyAdds": multiply_adds(model, resolution),
        "tensors": [
            name for name in model.state_dict() if not name.endswith("num_batches_tracked")
        ] if tensors else [],
    }


def known_row(name, kind, resolution, multiplier=1.0, activation=None):
    model, strings = known(name)
    strings = rounded(strings, multiplier)
    # MobileNetV1 has no convolution behind its stages.
    hasFeatures = not isinstance(model.conv_head, torch.nn.Identity)
    return row(
        name, kind, resolution, model.conv_stem.out_channels, strings, model,
        model.classifier.in_features if hasFeatures else None, 1000, tensors=False, activation=activation)


rows = []
for name, kind, resolution, stem, strings, *scale in NETWORKS:
    keys = dict(zip(("width", "depth"), scale))
    rows.append(row(name, kind, resolution, stem, strings, network(kind, stem, strings, **keys), **keys))
for name, kind, resolution, *multiplier in [
    ("mixnet_s", "mixnet", 224), ("mixnet_m", "mixnet", 224), ("mixnet_l", "mixnet", 224, 1.3),
    ("mobilenetv4_conv_small", "mobilenetv4", 224), ("mobilenetv4_conv_small_050", "mobilenetv4", 224, 0.5),
    ("mobilenetv4_conv_medium", "mobilenetv4", 256), ("mobilenetv4_conv_large", "mobilenetv4", 256),
]:
    rows.append(known_row(name, kind, resolution, *multiplier))
for activation, names in [
    ("silu", "efficientnet_b0 efficientnetv2_s efficientnetv2_m efficientnetv2_l efficientnetv2_xl "
             "efficientnetv2_rw_s tf_efficientnetv2_b0"),
    ("relu", "efficientnet_es fbnetc_100 mnasnet_100 mnasnet_small semnasnet_100 spnasnet_100 "
             "mobilenet_edgetpu_100"),
    ("relu6", "efficientnet_lite0 mobilenetv1_100 mobilenetv2_100"),
]:
    rows += [known_row(name, "efficientnet", 224, activation=activation) for name in names.split()]
for activation, names in [
    ("hardSwish", "mobilenetv3_large_100 mobilenetv3_small_100"),
    ("relu", "tf_mobilenetv3_large_minimal_100 tf_mobilenetv3_small_minimal_100"),
]:
    rows += [known_row(name, "mobilenetv3", 224, activation=activation) for name in names.split()]

print('{"source": %s, "networks": [' % json.dumps(
    f"timm {timm.__version__}, torch {torch.__version__}, by block-strings.py"))
print(",\n".join(json.dumps(r) for r in rows))
print("]}")
