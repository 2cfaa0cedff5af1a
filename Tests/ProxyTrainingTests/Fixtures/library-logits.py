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
    the four images of a training:   2 u - 1, together called 'images'; image i has label i
The losses are those of three steps of SGD with momentum 0.9 at rate 0.01, each before its step.
"""
import json, math, re
import torch
_ops = torch.library.Library("torchvision", "DEF")
for _name in ("nms", "qnms"):  # looked up on import, not used
    _ops.define(f"{_name}(Tensor dets, Tensor scores, float iou_threshold) -> Tensor")
import timm, torchvision
from timm.layers import make_divisible
from timm.models import efficientnet, mobilenetv3
from timm.models._efficientnet_builder import decode_arch_def
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


def from_strings(naming, build, variant, multiplier, **options):
    """A network that timm builds from block strings, and the architecture file that says them."""
    module = efficientnet if build.__module__.endswith(".efficientnet") else mobilenetv3
    decode, strings = module.decode_arch_def, []
    module.decode_arch_def = lambda definition, *a, **k: strings.extend(definition) or decode(definition, *a, **k)
    network = build(variant, multiplier, num_classes=5, **options)
    module.decode_arch_def = decode
    rounded = lambda m: f"_c{make_divisible(int(m[1]) * multiplier, 8)}"
    stages = [[re.sub(r"_c(\d+)", rounded, s) for s in stage] for stage in strings]
    features = network.classifier.in_features
    head = f"channels: {features}" if module is efficientnet else f"hiddenUnits: {features}, normalizesHidden: true"
    file = (f"resolution: 64\nactivation: relu\nstem: {{ channels: {network.conv_stem.out_channels} }}\n"
            f"stages: [ {', '.join('[' + ', '.join(s) + ']' for s in stages)} ]\nhead: {{ {head}, classes: 5 }}\n")
    source = f"timm 1.0.31 {build.__name__}('{variant}', {multiplier})"
    return row(variant, naming, source, network, file=file)


def trained(strings):
    network = timm.models.efficientnet.EfficientNet(
        decode_arch_def([[s] for s in strings]), stem_size=16, num_features=64, num_classes=5, act_layer=torch.nn.SiLU)
    file = ("resolution: 32\nactivation: silu\nstem: { channels: 16 }\n"
            f"stages: [ {', '.join(strings)} ]\nhead: {{ channels: 64, classes: 5 }}\n")
    made = row(" ".join(strings), "timm", f"timm 1.0.31 EfficientNet of {' '.join(strings)}", network, 32, file=file)
    images = (2 * uniform("images", (4, 3, 32, 32)) - 1).float()
    optimizer = torch.optim.SGD(network.train().parameters(), lr=0.01, momentum=0.9)
    losses = []
    for _ in range(3):
        optimizer.zero_grad()
        loss = torch.nn.functional.cross_entropy(network(images), torch.arange(4))
        loss.backward()
        optimizer.step()
        losses.append(float(f"{loss.item():.7g}"))
    return {**made, "losses": losses}


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
    from_strings("timm", efficientnet._gen_mixnet_s, "mixnet_s", 1.0),
    from_strings("timm-tf", efficientnet._gen_mixnet_s, "tf_mixnet_s", 0.5, pad_type="same", bn_eps=1e-3),
    from_strings("timm", efficientnet._gen_mixnet_m, "mixnet_m", 0.5),
    from_strings("timm", efficientnet._gen_mixnet_m, "mixnet_l", 0.65),
    from_strings("timm", mobilenetv3._gen_mobilenet_v4, "mobilenetv4_conv_small", 1.0),
    from_strings("timm", mobilenetv3._gen_mobilenet_v4, "mobilenetv4_conv_medium", 0.5),
    from_strings("timm", mobilenetv3._gen_mobilenet_v4, "mobilenetv4_conv_large", 0.25),
    trained(["ir_r2_k3.5.7_a1.1_p1.1_s2_e6_c24_se0.5"]),
    trained(["ds_r1_k3.5_p1.1_s1_c16", "er_r1_k1.3.5_s2_e3_c32", "dsa_r1_k3.5.7_s1_c40"]),
    trained(["uir_r2_a3_k5_p3_s2_e4_c24_se0.25", "uir_r2_a3_k0_s2_e3_c32", "uir_r1_a0_k0_p5_s2_e2_c40"]),
]
print("[\n" + ",\n".join("  " + json.dumps(r) for r in rows) + "\n]")
