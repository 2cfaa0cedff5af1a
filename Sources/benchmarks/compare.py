#!/usr/bin/env python3
"""Measures training steps of the proxy trainer and of PyTorch side by side, and prints the README's table.

    swift build -c release --product benchmarks
    peer/bin/python Sources/benchmarks/compare.py            # set up as the first lines of peer_train.py say

Rounds alternate: some steps of ours, some of each of PyTorch's modes, ours again, so that whatever else the machine
does falls on both. Figures are medians over all rounds; the ratio is that of PyTorch's fastest mode.
"""
import argparse, json, pathlib, statistics, subprocess, sys
import torch
import peer_train

# Our name, timm's name, width, pixels, batch, and the ratio asked for (none: a further network).
NETWORKS = [
    ("efficientnet-b0", "efficientnet_b0", 0.25, 64, 64, 5.0),
    ("efficientnet-b0", "efficientnet_b0", 0.5, 64, 64, 3.0),
    ("efficientnet-b0", "efficientnet_b0", 1.0, 64, 32, 2.5),
    ("mobilenet-v2", "mobilenetv2_100", 1.0, 64, 64, 2.0),
    ("resnet-18", "resnet18", 1.0, 64, 64, 1.3),
    ("efficientnet-b0", "efficientnet_b0", 1.0, 224, 8, 2.5),
    ("efficientnet-b1", "efficientnet_b1", 1.0, 64, 32, None),
    ("mobilenet-v3-large", "mobilenetv3_large_100", 1.0, 64, 64, None),
    ("mnasnet-b1", "mnasnet_100", 1.0, 64, 64, None),
    ("resnet-50", "resnet50", 1.0, 64, 32, None),
    ("efficientnet-b0", "efficientnet_b0", 0.25, 32, 128, None),
    ("efficientnet-b3", "efficientnet_b3", 1.0, 96, 16, None),
    ("mobilenet-v1", "mobilenetv1_100", 1.0, 64, 64, None),
    ("mobilenet-v3-small", "mobilenetv3_small_100", 1.0, 64, 64, None),
    ("mixnet-s", "mixnet_s", 1.0, 64, 64, None),
    ("ghostnet", "ghostnet_100", 1.0, 64, 64, None),
    ("regnetx-200mf", "regnetx_002", 1.0, 64, 64, None),
    ("regnety-400mf", "regnety_004", 1.0, 64, 64, None),
    ("densenet-121", "densenet121", 1.0, 64, 32, None),
    ("resnext-50-32x4d", "resnext50_32x4d", 1.0, 64, 16, None),
    ("se-resnet-50/timm-v1.5", "seresnet50", 1.0, 64, 16, None),
    ("inception-v3", "inception_v3", 1.0, 96, 16, None),
    ("convnext-t", "convnext_tiny", 1.0, 64, 16, None),
    ("vgg-11", "vgg11", 1.0, 224, 4, None),
]


def ours(binary, network, a):
    name, _, width, resolution, batch, _ = network
    command = [binary, "train", "--model", name, "--width", str(width), "--resolution", str(resolution), "--batch", str(batch),
               "--threads", str(a.threads), "--steps", str(a.steps), "--warmup", str(a.warmup)] + (["--inference"] if a.inference else [])
    run = subprocess.run(command, capture_output=True, text=True)
    if run.returncode:
        sys.exit(f"{' '.join(command)}: exit code {run.returncode}\n{run.stderr.strip()}")
    return json.loads(run.stdout)


def compare(binary, network, a):
    name, peer, width, resolution, batch, asked = network
    steps = {}
    for mode in a.modes:
        steps[mode] = peer_train.prepare(peer, width, 10, 3, resolution, batch, mode, a.inference)[1]
        peer_train.times(steps[mode], 2)
    own, theirs = [], {mode: [] for mode in steps}
    for _ in range(a.rounds):
        result = ours(binary, network, a)
        own.append(result["step_ms"])
        for mode, step in steps.items():
            theirs[mode] += peer_train.times(step, a.steps)
    medians = {mode: statistics.median(t) for mode, t in theirs.items()}
    mode, seconds = min(medians.items(), key=lambda pair: pair[1])
    milliseconds = statistics.median(own)
    return {"model": name, "width": width, "resolution": resolution, "batch": batch, "inference": a.inference,
            "threads": a.threads, "kernels": result["mode"], "ours_ms": round(milliseconds, 2), "peer_ms": round(seconds * 1e3, 2),
            "peer_mode": mode, "peer_modes_ms": {m: round(t * 1e3, 2) for m, t in medians.items()},
            "ratio": round(seconds * 1e3 / milliseconds, 2), "asked": asked}


def rows(text):
    """Row numbers, from 1-6 or 1,3."""
    numbers = []
    for part in text.split(","):
        first, _, last = part.partition("-")
        if not first.isdecimal() or not (last or first).isdecimal():
            raise argparse.ArgumentTypeError(f"{text!r}: expected rows such as 1-6 or 1,3")
        if not 1 <= int(first) <= int(last or first) <= len(NETWORKS):
            raise argparse.ArgumentTypeError(f"{text!r}: expected rows from 1 to {len(NETWORKS)}")
        numbers += range(int(first), int(last or first) + 1)
    return numbers


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    root = pathlib.Path(__file__).resolve().parents[2]
    p.add_argument("--binary", default=str(root / ".build/release/benchmarks"), help="our benchmarks, built")
    p.add_argument("--networks", type=rows, default="1-6", help=f"rows to measure, as 1-6 or 1,3; there are {len(NETWORKS)}")
    p.add_argument("--modes", type=peer_train.modes, default="eager,channels_last",
                   help=f"of {', '.join(peer_train.MODES)}")
    p.add_argument("--rounds", type=peer_train.positive, default=3)
    p.add_argument("--steps", type=peer_train.positive, default=5, help="steps of each side in a round")
    p.add_argument("--warmup", type=peer_train.positive, default=10,
                   help="steps of ours before those that count: it is a new process each round, PyTorch's goes on")
    p.add_argument("--threads", type=peer_train.positive, default=2)
    p.add_argument("--inference", action="store_true", help="batches of inference instead")
    p.add_argument("--json", action="store_true", help="a JSON object per network instead of a table")
    a = p.parse_args()
    if not pathlib.Path(a.binary).is_file():
        p.error(f"--binary {a.binary}: there is no such file; swift build -c release --product benchmarks makes it")
    torch.set_num_threads(a.threads)
    if not a.json:
        print("| network | pixels, batch | ours, ms | PyTorch, ms (mode) | ratio | asked |\n|---|---|--:|--:|--:|--:|", flush=True)
    for number in a.networks:
        r = compare(a.binary, NETWORKS[number - 1], a)
        width = "" if r["width"] == 1 else f", width {r['width']}"
        row = (f"| {r['model']}{width} | {r['resolution']}, {r['batch']} | {r['ours_ms']:.1f} | {r['peer_ms']:.1f} "
               f"({r['peer_mode']}) | {r['ratio']:.2f} | {r['asked'] or ''} |")
        print(json.dumps(r) if a.json else row, flush=True)


if __name__ == "__main__":
    main()
