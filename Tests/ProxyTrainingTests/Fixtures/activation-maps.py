#!/usr/bin/env python3
"""Writes activation-maps.json: what networks of torchvision look at with weights of a closed form.

    pip install "torch==2.13.0+cpu" numpy
    pip install --no-deps torchvision==0.28.0
    python activation-maps.py > activation-maps.json

Weights and images are those of library-logits.py, the 'value' and 'uniform' there. With f the last feature map and
y the logit of a class, both taken from PyTorch in double precision,
    CAM       sum over c of classifier.weight[class, c] f[c, y, x]                         (arXiv:1512.04150, Eq. 2)
    Grad-CAM  max(0, sum over c of mean over pixels of dy/df[c, ., .] times f[c, y, x])    (arXiv:1610.02391)
"""
import json, math
import torch
_ops = torch.library.Library("torchvision", "DEF")
for _name in ("nms", "qnms"):  # looked up on import, not used
    _ops.define(f"{_name}(Tensor dets, Tensor scores, float iou_threshold) -> Tensor")
import torchvision


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


def row(model, network, last, classifier, resolution=64):
    state = network.state_dict()
    for name, tensor in state.items():
        if tensor.is_floating_point():
            state[name] = value(name, tuple(tensor.shape)).float()
    network.load_state_dict(state, strict=True)
    network = network.double().eval()
    image = (2 * uniform("input", (1, 3, resolution, resolution)) - 1).float().double()
    kept = []
    last(network).register_forward_hook(lambda module, inputs, output: kept.append(output))
    logits = network(image)[0]
    features = kept[0]
    maps = []
    for label in range(len(logits)):
        if classifier is not None:
            factors = classifier(network).weight[label]
        else:
            factors = torch.autograd.grad(logits[label], features, retain_graph=True)[0][0].mean(dim=(1, 2))
        sums = (factors[:, None, None] * features[0]).sum(dim=0)
        maps.append(sums if classifier is not None else sums.clamp(min=0))
    text = lambda values: [float(f"{v:.7g}") for v in values.detach().flatten().tolist()]
    return {"model": model, "method": "CAM" if classifier is not None else "Grad-CAM", "resolution": resolution,
            "height": features.shape[2], "width": features.shape[3], "logits": text(logits),
            "maps": [text(m) for m in maps]}


models = torchvision.models
rows = [
    row("resnet-18", models.resnet18(num_classes=5), lambda n: n.layer4, lambda n: n.fc),
    row("mobilenet-v3-small", models.mobilenet_v3_small(num_classes=5), lambda n: n.features, None),
]
print("[\n" + ",\n".join("  " + json.dumps(r) for r in rows) + "\n]")
