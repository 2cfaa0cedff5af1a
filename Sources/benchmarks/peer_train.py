#!/usr/bin/env python3
"""Times one training step of a ConvNet in PyTorch on this machine's CPU: the peer that the proxy trainer is measured against.

    python3 -m venv peer && peer/bin/pip install "torch==2.13.0+cpu" numpy pillow pyyaml huggingface_hub safetensors
    peer/bin/pip install --no-deps torchvision==0.28.0 timm
    peer/bin/python Sources/benchmarks/peer_train.py --model efficientnet_b0 --width 0.25 --resolution 64 --batch 64

A step is: zero gradients, forward in training mode, softmax cross-entropy, backward, SGD with momentum 0.9.
Prints one JSON object per mode: the median of --steps steps after --warmup, and images per second. The figure to
beat is the fastest mode. `compile` needs a C++ compiler and minutes of warm-up.
Run it in the same minute as the program it is compared with, on the same number of threads, and quote the ratio.
"""
import argparse, json, statistics, sys, time
import torch
try:  # torchvision's compiled operators are not needed here; declare the two names that its import looks up
    _ops = torch.library.Library("torchvision", "DEF")
    for _name in ("nms", "qnms"):
        _ops.define(f"{_name}(Tensor dets, Tensor scores, float iou_threshold) -> Tensor")
except RuntimeError:
    pass
import timm


MODES = ("eager", "channels_last", "compile", "compile+channels_last")


def modes(text: str):
    """The modes in a list such as eager,channels_last."""
    names = text.split(",")
    for name in names:
        if name not in MODES:
            raise argparse.ArgumentTypeError(f"{name!r}: expected some of {', '.join(MODES)}")
    return names


def positive(text: str):
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError(f"{text}: expected 1 or more")
    return number


def make(model: str, width: float, classes: int, channels: int):
    if width == 1.0:
        return timm.create_model(model, num_classes=classes, in_chans=channels)
    if model == "efficientnet_b0":
        from timm.models.efficientnet import _gen_efficientnet
        return _gen_efficientnet(model, channel_multiplier=width, depth_multiplier=1.0, num_classes=classes, in_chans=channels)
    if model == "mobilenetv2_100":
        from timm.models.efficientnet import _gen_mobilenet_v2
        return _gen_mobilenet_v2(model, channel_multiplier=width, num_classes=classes, in_chans=channels)
    sys.exit(f"--width is only known for efficientnet_b0 and mobilenetv2_100, not {model}")


def prepare(model: str, width: float, classes: int, channels: int, resolution: int, batch: int, mode: str, inference: bool):
    """The network, and a function that runs one step of it."""
    torch.manual_seed(0)
    m = make(model, width, classes, channels).train(not inference)
    x = torch.randn(batch, channels, resolution, resolution)
    y = torch.randint(0, classes, (batch,))
    if "channels_last" in mode:
        m, x = m.to(memory_format=torch.channels_last), x.contiguous(memory_format=torch.channels_last)
    opt = torch.optim.SGD(m.parameters(), lr=0.01, momentum=0.9)
    f = torch.compile(m) if "compile" in mode else m

    def step():
        if inference:
            with torch.inference_mode():
                f(x)
            return
        opt.zero_grad(set_to_none=True)
        torch.nn.functional.cross_entropy(f(x), y).backward()
        opt.step()

    return m, step


def times(step, count: int):
    """Seconds of each of `count` steps."""
    ts = []
    for _ in range(count):
        t = time.perf_counter()
        step()
        ts.append(time.perf_counter() - t)
    return ts


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--model", default="efficientnet_b0", help="a timm model name")
    p.add_argument("--width", type=float, default=1.0)
    p.add_argument("--resolution", type=positive, default=64)
    p.add_argument("--batch", type=positive, default=64)
    p.add_argument("--classes", type=positive, default=10)
    p.add_argument("--channels", type=positive, default=3)
    p.add_argument("--threads", type=int, default=0, help="0: PyTorch's default")
    p.add_argument("--modes", type=modes, default="eager,channels_last", help=f"of {', '.join(MODES)}")
    p.add_argument("--steps", type=positive, default=15)
    p.add_argument("--warmup", type=int, default=4)
    p.add_argument("--inference", action="store_true", help="time the forward pass in evaluation mode instead")
    a = p.parse_args()
    if a.threads:
        torch.set_num_threads(a.threads)
    for mode in a.modes:
        m, step = prepare(a.model, a.width, a.classes, a.channels, a.resolution, a.batch, mode, a.inference)
        warm = sum(times(step, a.warmup))
        ts = times(step, a.steps)
        med = statistics.median(ts)
        print(json.dumps({"model": a.model, "width": a.width, "resolution": a.resolution, "batch": a.batch, "mode": mode,
                          "threads": torch.get_num_threads(), "inference": a.inference,
                          "params": sum(q.numel() for q in m.parameters()),
                          "step_ms": round(med * 1e3, 3), "images_per_second": round(a.batch / med, 1), "warmup_s": round(warm, 2)}), flush=True)


if __name__ == "__main__":
    main()
