#!/usr/bin/env python3
"""Writes library-logits.json: what networks of PyTorch's libraries compute with weights of a closed form.

    pip install "torch==2.13.0+cpu" safetensors huggingface_hub pyyaml numpy
    pip install --no-deps torchvision==0.28.0 timm==1.0.31 efficientnet_pytorch==0.7.1
    python library-logits.py > library-logits.json

Element i of a tensor called NAME is uniform in [0, 1): u = mix(h + 2654435761 i) / 2^32 modulo 2^32, where h is the
text's bytes as digits of base 31, and mix x ^= x >> 16, x *= 73244475, x ^= x >> 16. From it
    a kernel or matrix of fan-in f:  (2 u - 1) sqrt(6 / f)
    a scale, a running variance:     0.5 + u
    a bias, an offset, a mean:       0.2 u - 0.1
    the image, called 'input':       2 u - 1
"""
import json, math
import torch
_ops = torch.library.Library("torchvision", "DEF")
for _name in ("nms", "qnms"):  # looked up on import, not used
    _ops.define(f"{_name}(Tensor dets, Tensor scores, float iou_threshold) -> Tensor")
import timm, torchvision
from timm.models.resnet import ResNet, Bottleneck
from timm.models.regnet import RegNet, RegNetCfg
from torchvision.models.regnet import RegNet as TorchvisionRegNet, BlockParams
from efficientnet_pytorch import EfficientNet


def uniform(name, shape):
    h = 0
    for byte in name.encode():
        h = (31 * h + byte) & 0xFFFFFFFF
    x = (h + 2654435761 * torch.arange(math.prod(shape), dtype=torch.int64)) & 0xFFFFFFFF
    x ^= x >> 16
    x = (x * 73244475) & 0xFFFFFFFF
    x ^= x >> 16
    return (x.double() / 2**32).reshape(shape)


def value(name, shape):
    u = uniform(name, shape)
    if len(shape) > 1:
        return (2 * u - 1) * math.sqrt(6 / math.prod(shape[1:]))
    if name.endswith("running_var") or (name.endswith("weight")):
        return 0.5 + u
    return 0.2 * u - 0.1


def row(model, library, source, network, resolution=64, **change):
    state = network.state_dict()
    for name, tensor in state.items():
        if tensor.is_floating_point():
            state[name] = value(name, tuple(tensor.shape)).float()
    network.load_state_dict(state, strict=True)
    image = (2 * uniform("input", (1, 3, resolution, resolution)) - 1).float()
    with torch.no_grad():
        logits = network.eval()(image)[0].tolist()
    return {"model": model, "library": library, "source": source, "resolution": resolution,
            "logits": [float(f"{v:.7g}") for v in logits], **change}


half = dict(num_classes=5, channels=(32, 64, 128, 256), layers=[1, 1, 1, 1])
se = dict(block_args=dict(attn_layer="se"))
small = dict(depth=6, w0=16, wa=24.0, wm=2.0, group_size=8)
rows = [
    row("se-resnet-50/timm-v1.5", "timm", "timm 1.0.31 ResNet as of seresnet50, half as wide, a block a stage",
        ResNet(Bottleneck, **half, **se), width=0.5, repeats=1, stem=64),
    row("se-resnext-50-32x4d/timm-v1.5", "timm",
        "timm 1.0.31 ResNet as of seresnext50_32x4d, half as wide, a block a stage",
        ResNet(Bottleneck, cardinality=32, base_width=4, **half, **se), width=0.5, repeats=1, stem=64),
    row("regnetx:wa=24,w0=16,wm=2,d=6,g=8", "timm", "timm 1.0.31 RegNet(RegNetCfg)",
        RegNet(RegNetCfg(**small), num_classes=5)),
    row("regnety:wa=24,w0=16,wm=2,d=6,g=8", "timm", "timm 1.0.31 RegNet(RegNetCfg, se_ratio=0.25)",
        RegNet(RegNetCfg(**small, se_ratio=0.25), num_classes=5)),
    row("regnety:wa=24,w0=16,wm=2,d=6,g=8", "torchvision", "torchvision 0.28.0 RegNet(BlockParams, se_ratio=0.25)",
        TorchvisionRegNet(BlockParams.from_init_params(depth=6, w_0=16, w_a=24, w_m=2.0, group_width=8, se_ratio=0.25),
                          num_classes=5)),
    row("mnasnet-0.35", "torchvision", "torchvision 0.28.0 MNASNet(0.35)",
        torchvision.models.MNASNet(0.35, num_classes=5)),
    row("efficientnet-b0", "efficientnet-pytorch",
        "efficientnet_pytorch 0.7.1 EfficientNet.from_name('efficientnet-b0', width_coefficient=0.5)",
        EfficientNet.from_name("efficientnet-b0", width_coefficient=0.5, num_classes=5, image_size=64), width=0.5),
    row("efficientnet-b0", "timm-tf", "timm 1.0.31 _gen_efficientnet('tf_efficientnet_b0', 0.25)",
        timm.models.efficientnet._gen_efficientnet("tf_efficientnet_b0", 0.25, num_classes=5, pad_type="same", bn_eps=1e-3),
        width=0.25),
]
print("[\n" + ",\n".join("  " + json.dumps(r) for r in rows) + "\n]")
