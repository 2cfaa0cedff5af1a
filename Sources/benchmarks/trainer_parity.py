"""Trains networks with the PyTorch trainer and with `compound train`, and compares.

    pip install "torch==2.13.0" --index-url https://download.pytorch.org/whl/cpu
    pip install numpy pillow
    python Sources/benchmarks/trainer_parity.py --compound .build/release/compound --data FOLDER

`--data` is a folder of IDX files or CIFAR's. In every case both begin at the same weights and are
validated after every one of 20 steps; a line says how far the losses of steps and of validations
are from each other at most, and "ok" below 1e-3. They begin at weights that were trained for
four epochs: from fresh ones on, the smallest rounding of a float32 grows hundredfold in every
step, of either trainer. Then come optimizers, schedule and counters by closed forms, the
distributions of drawn weights, and that a training that was stopped and resumed ends with the
same weights to the bit.

    python Sources/benchmarks/trainer_parity.py --seeds 10 --epochs 5 …

compares final accuracies instead, of as many seeds by each trainer from weights that each draws
itself: means, deviations, and the difference in standard errors.
"""

import argparse
import importlib.util
import json
import math
import os
import pathlib
import signal
import subprocess
import sys
import tempfile

import numpy as np
import torch

TRAINER = pathlib.Path(__file__).parents[1] / "PyTorchTraining" / "trainer.py"
# What `compound train` states beside a recipe's keys.
NOT_OF_RECIPES = "recipe start conventions seed validation dropout".split()

SGD = "--optimizer sgd --learning-rate 0.01"
CASES = {
    "plain": "--recipe plain --batch 32",
    "sgd": f"{SGD}",
    "sgd, nesterov, decay": f"{SGD} --nesterov --weight-decay 0.01",
    "rmsprop": f"--optimizer rmsprop",
    "rmsprop, the paper's": f"--optimizer rmsprop --epsilon 1e-3 --learning-rate 0.001",
    "adamw": f"--optimizer adamw --weight-decay 0.05",
    "exponential": f"{SGD} --schedule exponential --decay-epochs 0.2 --warmup-epochs 0.3",
    "exponential, smooth": f"{SGD} --schedule exponential --decay-epochs 0.1 --no-stairs",
    "cosine with a floor": f"{SGD} --floor 0.2 --warmup-epochs 0.25",
    "no average": f"{SGD} --average-decay 0 --statistics-momentum network",
    "precise statistics": f"{SGD} --precise-statistics 200",
    "minival": f"{SGD} --minival 100 --patience 3",
    "no shuffling": f"{SGD} --no-shuffle",
    "head": f"{SGD} --trained-part head",
    "crop, flip": f"{SGD} --augmentation crop,flip",
    "resized crop": f"{SGD} --augmentation resizedcrop(0.3)",
    "cutout": f"{SGD} --augmentation cutout(0.5)",
    "autoaugment, cifar10's": f"{SGD} --augmentation autoaugment-cifar10",
    "autoaugment, imagenet's": f"{SGD} --augmentation autoaugment-imagenet",
    "randaugment": f"{SGD} --augmentation randaugment(3,15)",
    "mixup": f"{SGD} --augmentation mixup(0.2)",
    "samplepairing": f"{SGD} --augmentation samplepairing(0.4)",
    "everything": f"--augmentation resizedcrop,flip,randaugment,cutout,mixup",
}


def run(*command):
    done = subprocess.run(
        [str(part) for part in command], capture_output=True, text=True
    )
    if done.returncode:
        raise RuntimeError(" ".join(done.stderr.split()))
    return done.stdout


class Pair:
    """A network and its data, trained by both."""

    def __init__(self, options, folder):
        self.compound, self.data, self.folder = options.compound, options.data, folder
        self.model = [options.model, "--resolution", options.resolution]
        self.model += ["--width", options.width] if options.width else []
        self.weights = folder / "start.safetensors"

    def ours(self, *arguments):
        """What `compound train` states as JSON."""
        text = run(
            self.compound,
            "train",
            *self.model,
            "--data",
            self.data,
            "--threads",
            1,
            "--format",
            "json",
            *arguments,
        )
        return json.loads(text)

    def export(self, shape, weights=None):
        """Writes the network's code, and its weights under PyTorch's names beside it."""
        channels, classes = shape
        run(
            self.compound,
            "export",
            *self.model,
            "--classes",
            classes,
            "--input-channels",
            channels,
            *(["--weights", weights] if weights else []),
            "--output",
            self.folder / "model.py",
        )

    def request(self, stated, shape, **changes):
        """A request that trains as `compound train` stated that it did."""
        recipe = {
            key: value
            for key, value in stated["recipe"].items()
            if key not in NOT_OF_RECIPES and not key.startswith("stochastic")
        }
        side = int(self.model[2])
        return {
            "recipe": recipe,
            "data": {"path": str(self.data)},
            "network": {
                "resolution": [side, side],
                "channels": shape[0],
                "classes": shape[1],
            },
            "seed": 0,
            "checkpoint": "checkpoint.pt",
            "result": "result.json",
            **changes,
        }

    def start(self, request):
        path = self.folder / "request.json"
        path.write_text(json.dumps(request))
        return subprocess.Popen(
            [sys.executable, TRAINER, path],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def theirs(self, request, fresh=True):
        """The trainer's result."""
        if fresh:
            (self.folder / "checkpoint.pt").unlink(missing_ok=True)
        process = self.start(request)
        _, errors = process.communicate()
        if process.returncode:
            raise RuntimeError(errors)
        return json.loads((self.folder / "result.json").read_text())


def shape_of(data):
    """Channels and classes of the data set."""
    names = [path.name for path in pathlib.Path(data).iterdir()]
    return (1 if any("idx" in name for name in names) else 3), 10


def compare(pair, shape, arguments, steps, precision):
    """The largest difference of a step's loss, and of a validation's."""
    images = 32 * steps + 100 * ("--minival" in arguments)
    common = [*arguments.split(), "--images", images, "--validation-images", 64]
    stated = pair.ours(
        *common,
        "--epochs",
        1,
        "--validation-interval",
        1 / steps,
        "--from",
        pair.weights,
    )
    request = pair.request(
        stated, shape, weights="model.safetensors", precision=precision
    )
    result = pair.theirs(request)
    ours, theirs = stated["curve"], result["curve"]
    if [point["step"] for point in ours] != [point["step"] for point in theirs]:
        raise RuntimeError(f"{len(ours)} and {len(theirs)} validations")
    differences = [
        max(abs(own[key] - other[name]) for own, other in zip(ours, theirs))
        for key, name in (
            ("trainingLoss", "trainingLoss"),
            ("validationLoss", "loss"),
            ("learningRate", "learningRate"),
        )
    ]
    final = abs(stated["loss"] - result["loss"])
    return *differences[:2], final, differences[2]


def by_hand(trainer):
    """Rules with a closed form, in float64 beside the trainer's."""
    generator = torch.Generator().manual_seed(1)
    values = torch.randn(5, generator=generator)
    gradients = [torch.randn(5, generator=generator) for _ in range(4)]
    decay, rate, worst = 0.1, 0.05, {}

    def check(name, rule, constants, step):
        own = [values.clone()]
        optimizer = rule(own, **constants)
        p, state = values.double(), {}
        for number, gradient in enumerate(gradients):
            optimizer.apply(own, [gradient.clone()], [decay], rate, number)
            p = step(p, gradient.double(), state, number + 1)
        worst[name] = (own[0].double() - p).abs().max().item()

    def sgd(p, g, state, count):
        g = g + decay * p
        state["v"] = 0.9 * state.get("v", 0) + g
        return p - rate * (g + 0.9 * state["v"])

    def rmsprop(p, g, state, count):
        g = g + decay * p
        state["s"] = 0.8 * state.get("s", 1) + 0.2 * g * g
        root = (state["s"] + 1e-3).sqrt()
        state["v"] = 0.9 * state.get("v", 0) + rate * g / root
        return p - state["v"]

    def adamw(p, g, state, count):
        state["m"] = 0.9 * state.get("m", 0) + 0.1 * g
        state["s"] = 0.99 * state.get("s", 0) + 0.01 * g * g
        mean, square = state["m"] / (1 - 0.9**count), state["s"] / (1 - 0.99**count)
        return p - rate * decay * p - rate * mean / (square.sqrt() + 1e-8)

    check("sgd", trainer.SGD, {"momentum": 0.9, "nesterov": True}, sgd)
    constants = {"rho": 0.8, "momentum": 0.9, "epsilon": 1e-3}
    check("rmsprop", trainer.RMSProp, constants, rmsprop)
    constants = {"beta1": 0.9, "beta2": 0.99, "epsilon": 1e-8}
    check("adamw", trainer.AdamW, constants, adamw)

    keys = {
        "learningRate": 0.4,
        "warmupEpochs": 2,
        "schedule": "exponential",
        "decayFactor": 0.5,
        "decayEpochs": 2.5,
        "stairs": True,
    }
    schedule = trainer.Schedule(trainer.Fields(keys, "recipe"))
    rates = [schedule.rate(step, 100, 10) for step in (0, 19, 20, 24, 25, 50)]
    expected = [0.4 / 21, 0.4 * 20 / 21, 0.4, 0.4, 0.2, 0.1]
    worst["schedule"] = max(abs(a - b) for a, b in zip(rates, expected))

    # Known answers of Philox 4x32-10: Random123's kat_vectors.
    ones = 2**32 - 1
    answers = [
        trainer.philox((0, 0, 0, 0), (0, 0))
        == (0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8),
        trainer.philox((ones,) * 4, (ones,) * 2)
        == (0x408F276D, 0x41C83B0E, 0xA20BC7C6, 0x6D5451FD),
    ]
    worst["philox"] = 0.0 if all(answers) else math.inf
    stream = [trainer.Stream(7, 1003, 5) for _ in range(2)]
    slow = list(range(1000))
    for last in range(999, 0, -1):
        other = stream[0].below(last + 1)
        slow[last], slow[other] = slow[other], slow[last]
    worst["permutation"] = 0.0 if stream[1].permutation(1000) == slow else math.inf
    return worst


def drawn(pair, shape, trainer, rule):
    """How far initial weights are from being of one distribution, in standard errors.

    Constant tensors must be equal; of the others, variances are compared.
    """
    arguments = ["--recipe", "proxy", "--initialization", rule, "--steps", 0]
    arguments += ["--images", 64, "--validation-images", 64]
    stated = pair.ours(*arguments, "--save", pair.weights)
    pair.export(shape, pair.weights)
    pair.theirs(pair.request(stated, shape, trained="drawn.safetensors"))
    ours = trainer.read_safetensors(pair.folder / "model.safetensors")
    theirs = trainer.read_safetensors(pair.folder / "drawn.safetensors")
    if ours.keys() != theirs.keys():
        raise RuntimeError("other tensors")
    worst = 0
    for name, values in ours.items():
        variances = np.var(values), np.var(theirs[name])
        if variances[0] == 0 or variances[1] == 0:
            if not np.array_equal(values, theirs[name]):
                raise RuntimeError(f"{name} is constant, or of another value")
            continue
        # Of a normal distribution's variance; a uniform one's is nearer.
        error = 2 / math.sqrt(values.size)
        worst = max(worst, abs(math.log(variances[0] / variances[1])) / error)
    return worst


def resumed(pair, shape):
    """Whether a training stopped by signals, and resumed, ends with the same weights."""
    arguments = "--epochs 3 --images 640 --validation-images 64 --regularize".split()
    arguments += ["--augmentation", "crop,mixup"]
    stated = pair.ours(*arguments)
    pair.export(shape)
    request = pair.request(stated, shape, trained="end.safetensors")
    whole = pair.theirs(request)
    end = (pair.folder / "end.safetensors").read_bytes()
    (pair.folder / "checkpoint.pt").unlink()
    stops = 0
    for number in (signal.SIGTERM, signal.SIGUSR1):
        process = pair.start(request)
        process.stdout.readline()
        os.kill(process.pid, number)
        process.communicate()
        stops += process.returncode == 143
    again = pair.theirs(request, fresh=False)
    same = end == (pair.folder / "end.safetensors").read_bytes()
    return stops == 2 and same and whole["curve"] == again["curve"]


def accuracies(pair, shape, options):
    """Final accuracies by each trainer, and the difference in standard errors."""
    found = [], []
    arguments = ["--images", options.images, "--epochs", options.epochs]
    arguments += options.recipe.split()
    for seed in range(options.seeds):
        stated = pair.ours(*arguments, "--seed", seed)
        pair.export(shape)
        result = pair.theirs(pair.request(stated, shape, seed=seed))
        found[0].append(stated["top1"])
        found[1].append(result["accuracy"])
        print(
            f"seed {seed}: {found[0][-1]:.4f} {found[1][-1]:.4f}; images a second "
            f"{stated['imagesPerSecond']:.0f} {result['imagesPerSecond']:.0f}",
            flush=True,
        )
    means = [np.mean(values) for values in found]
    deviations = [np.std(values, ddof=1) for values in found]
    error = math.sqrt(sum(d * d for d in deviations) / options.seeds)
    print(
        f"compound {means[0]:.4f} ± {deviations[0]:.4f}, PyTorch {means[1]:.4f} ± "
        f"{deviations[1]:.4f}: {(means[1] - means[0]) / error:+.2f} standard errors"
    )
    return abs(means[1] - means[0]) < 3 * error


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--compound", default=".build/release/compound")
    parser.add_argument("--data", required=True)
    parser.add_argument("--model", default="efficientnet-b0")
    parser.add_argument("--width", default="0.25")
    parser.add_argument("--resolution", default="32")
    parser.add_argument("--precision", default="float32")
    parser.add_argument("--steps", type=int, default=20)
    parser.add_argument("--seeds", type=int, default=0)
    parser.add_argument("--epochs", default="5")
    parser.add_argument("--images", type=int, default=4000)
    parser.add_argument(
        "--recipe", default="", help="options of compound train, with --seeds"
    )
    parser.add_argument("cases", nargs="*", help="some of the cases' names")
    options = parser.parse_args()
    shape, failed = shape_of(options.data), 0
    with tempfile.TemporaryDirectory() as folder:
        pair = Pair(options, pathlib.Path(folder))
        if options.seeds:
            return 0 if accuracies(pair, shape, options) else 1
        arguments = ["--images", 4000, "--validation-images", 64, "--epochs", 4]
        pair.ours(*arguments, "--save", pair.weights)
        pair.export(shape, pair.weights)
        for name in options.cases or CASES:
            try:
                differences = compare(
                    pair, shape, CASES[name], options.steps, options.precision
                )
                good = max(differences) < 1e-3
                step, validation, final, _ = differences
                print(
                    f"{name:26} steps {step:.1e}, validations {validation:.1e}, end "
                    f"{final:.1e} {'ok' if good else 'FAIL'}",
                    flush=True,
                )
            except RuntimeError as problem:
                good = False
                print(f"{name:26} FAIL {str(problem)[:300]}", flush=True)
            failed += not good
        if not options.cases:
            sys.dont_write_bytecode = True
            spec = importlib.util.spec_from_file_location("trainer", TRAINER)
            trainer = importlib.util.module_from_spec(spec)
            spec.loader.exec_module(trainer)
            for name, worst in by_hand(trainer).items():
                failed += worst > 1e-6
                print(f"{name} by hand {worst:.1e} {'FAIL' if worst > 1e-6 else 'ok'}")
            for rule in ("fanOut", "fanIn", "quickStart"):
                worst = drawn(pair, shape, trainer, rule)
                failed += worst > 5
                print(f"drawn by {rule}: {worst:.1f} standard errors at most")
            good = resumed(pair, shape)
            failed += not good
            print(f"stopped and resumed {'ok' if good else 'FAIL'}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
