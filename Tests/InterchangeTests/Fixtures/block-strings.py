#!/usr/bin/env python3
"""What timm's own EfficientNet and MobileNetV3 are when built from block strings: parameters,
multiply-adds and the names of their tensors.

    pip install "torch==2.13.0+cpu" && pip install --no-deps torchvision==0.28.0 timm==1.0.31
    python block-strings.py > block-strings.json

A multiply-add is one of a convolution or of the classifier, at batch 1; biases cost none.
"""
import json
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
    # Without outer depthwise convolutions an inverted residual.
    ("uir", "efficientnet", 64, 32, ["uir_r2_k3_s2_e4_c64"]),
    ("uir e1", "efficientnet", 64, 16, ["uir_r1_a0_k5_s1_e1_c16", "uir_r2_a0_k3_p0_s2_e6_c32_se0.25"]),
    ("uir of MobileNetV4", "mobilenetv3", 96, 32, ["cn_r1_k3_s2_c32", "uir_r4_a0_k3_s2_e2_c96_nre"]),
    ("er fc rounded", "efficientnet", 64, 32, ["er_r1_k3_s2_e2.5_c24_fc20"]),
]


def network(kind, stem, strings):
    common = dict(
        block_args=decode_arch_def([[s] for s in strings]), stem_size=stem, num_classes=10,
        num_features=64, pad_type="same")
    if kind == "efficientnet":
        return EfficientNet(act_layer=get_act_layer("swish"), **common)
    # As _gen_mobilenet_v3 has it.
    return MobileNetV3(
        act_layer=get_act_layer("hard_swish"), head_bias=True,
        se_layer=partial(
            SqueezeExcite, gate_layer="hard_sigmoid", force_act_layer=torch.nn.ReLU,
            rd_round_fn=round_channels),
        se_from_exp=True, **common)


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


print(json.dumps({
    "source": f"timm {timm.__version__}, torch {torch.__version__}, by block-strings.py",
    "networks": [
        {
            "name": name, "builder": kind, "resolution": resolution, "stem": stem,
            "strings": strings, "features": 64, "classes": 10,
            "parameters": sum(p.numel() for p in network(kind, stem, strings).parameters()),
            "multiplyAdds": multiply_adds(network(kind, stem, strings), resolution),
            "tensors": [
                name for name in network(kind, stem, strings).state_dict()
                if not name.endswith("num_batches_tracked")
            ],
        }
        for name, kind, resolution, stem, strings in NETWORKS
    ],
}, indent=1))
