"""Trains one network with PyTorch by a recipe of Compound's, as its own trainer would.

    python3 trainer.py REQUEST.json

Needs Python 3.9, PyTorch 2.1 and numpy, and Pillow for folders of images. Beside the
request lie `model.py`, the network as `compound export` writes it, and maybe
`weights.safetensors`, its weights at the start, written at the same time. Paths are
relative to the request's folder. The request:

    {
      "recipe": {"optimizer": "sgd", …},
      "data": {"path": "…/glyphs"},
      "network": {"resolution": [32, 32], "channels": 1, "classes": 10},
      "seed": 0,
      "epochs": 5,                         optional, in place of the recipe's
      "device": "auto",                    or cpu, cuda, mps; auto: cuda, mps, else cpu
      "precision": "float32",              or bfloat16: autocast of float32 parameters;
                                           or float64, for comparisons
      "compile": false,                    torch.compile for the steps
      "threads": 1,                        of the CPU
      "loaders": 0,                        processes that prepare images; 0: none
      "model": "model.py",
      "weights": "weights.safetensors",    optional; else drawn as the recipe says
      "checkpoint": "checkpoint.pt",
      "result": "result.json",
      "trained": "trained.safetensors"     optional: where weights go at the end
    }

`recipe` has a value for every key of `training:` in search files that its optimizer and
schedule have a use for; only images, validationImages, steps and patience may be left
out. Keys that are not known are refused, here and everywhere.

`data.path` is a folder, an archive or a file: IDX files (MNIST's format), CIFAR-10 or
CIFAR-100 in the binary version, a folder of images per class, or a safetensors file
with `input` [N, C, H, W] and `labels` [N], maybe `validationInput` and
`validationLabels`. Without these, a fifth of each class is held out; with "holdOut":
false the training images serve for both. The values of a safetensors file are used as
they are; where they are pictures, "intensities": true says that they go from 0 to 1,
"mirrors": true that mirrored images keep their class, and "mean" and "deviation", a
list of one number per channel, normalise them.

Each validation prints one line, {"epoch": 3.0, "accuracy": 0.4, "loss": 1.2, …}; after
a resumption a line may come again. The result has `accuracy` (top-1) and `loss` of the
validation images, imagesPerSecond, epochs, device, torch and the whole curve. The
checkpoint is written at the end of every epoch, and after the step at which SIGTERM,
SIGUSR1 or SIGINT came, which ends the process with 143; the same command goes on from
there, on the CPU to the same numbers. Other ends: 0 done, 65 bad input, 69 the training
diverged, or device or PyTorch are not there, 70 anything else.

The same as in Compound's own trainer are: the images, their normalisation, validation
split and minival; which images a step sees, in which order, and what every augmentation
does to them (all their random numbers come from the same counters); the rules of
optimizer, schedule, average, statistics and early stopping. Not the same are: what
dropout and stochastic depth drop, and the values of weights that are drawn here, of the
same distributions. Both follow from seed and step by PyTorch's generator, so that a
resumed training drops the same. A JPEG is decoded by Pillow's decoder.
"""

import copy
import gzip
import hashlib
import importlib.util
import io
import json
import math
import os
import re
import signal
import struct
import sys
import tarfile
import time
import traceback

try:
    import numpy as np
    import torch
    from torch import nn
    from torch.nn import functional as F
    from torch.overrides import TorchFunctionMode
except ImportError as problem:
    print(f"trainer.py: {sys.executable}: {problem}; install it", file=sys.stderr)
    sys.exit(69)


class Failure(Exception):
    """What ends the process: a message of one line and the exit code."""

    def __init__(self, message, code=65):
        super().__init__(message)
        self.code = code


# --- The request ----------------------------------------------------------------------


class Fields:
    """A JSON object whose keys are asked for; the rest is refused by name.

    Numbers and booleans may be written as text, as options of a command are.
    """

    def __init__(self, values, place):
        if not isinstance(values, dict):
            raise Failure(f"{place}: found {str(values)[:60]}; expected an object")
        self.values, self.place, self.asked = values, place, set()

    def take(self, key, convert, expected, **default):
        self.asked.add(key)
        value = self.values.get(key)
        if value is None:
            if "default" in default:
                return default["default"]
            raise Failure(f"{self.place}.{key}: is missing; expected {expected}")
        try:
            return convert(value)
        except (TypeError, ValueError, KeyError):
            found = json.dumps(value)[:80]
            raise Failure(f"{self.place}.{key}: found {found}; expected {expected}")

    def number(self, key, low=-math.inf, high=math.inf, whole=False, **default):
        def convert(value):
            result = int(value) if whole else float(value)
            if isinstance(value, bool) or result != float(value):
                raise ValueError
            if not low <= result <= high:
                raise ValueError
            return result

        kind = "an integer" if whole else "a number"
        return self.take(key, convert, f"{kind} from {low} to {high}", **default)

    def count(self, key, low=0, high=2**63, **default):
        return self.number(key, low, high, whole=True, **default)

    def choice(self, key, names, **default):
        table = {name: name for name in names}
        return self.take(key, table.__getitem__, " | ".join(names), **default)

    def flag(self, key, **default):
        names = {"true": True, "false": False}
        convert = lambda value: names[str(value).lower()]
        return self.take(key, convert, "true or false", **default)

    def text(self, key, **default):
        return self.take(key, lambda value: value + "", "a text", **default)

    def numbers(self, key, count=None, **default):
        def convert(values):
            if isinstance(values, str) or (count and len(values) != count):
                raise ValueError
            return [float(value) for value in values]

        return self.take(key, convert, f"{count or 'some'} numbers", **default)

    def finish(self):
        """Refuses keys that nobody has asked for."""
        for key in self.values:
            if key not in self.asked:
                known = ", ".join(sorted(self.asked))
                raise Failure(f"{self.place}.{key}: is not known; known are {known}")


class Recipe:
    """How to train: the keys of `training:` in search files, a value for each."""

    def __init__(self, keys):
        self.images = keys.count("images", 1, default=None)
        self.validation_images = keys.count("validationImages", 1, default=None)
        self.epochs = keys.number("epochs", 0)
        self.steps = keys.count("steps", default=None)
        self.batch = keys.count("batch", 1, 65536)
        self.optimizer = keys.choice("optimizer", OPTIMIZERS)
        constants = OPTIMIZERS[self.optimizer].constants
        self.constants = {
            key: keys.flag(key) if key == "nesterov" else keys.number(key, 0, 1)
            for key in constants
        }
        self.schedule = Schedule(keys)
        self.weight_decay = keys.number("weightDecay", 0, 1)
        self.label_smoothing = keys.number("labelSmoothing", 0, 1)
        self.average_decay = keys.number("averageDecay", 0, 1)
        momentum = keys.choice("statisticsMomentum", ["network", "warmedUp"])
        self.warms_statistics_up = momentum == "warmedUp"
        self.precise_statistics = keys.count("preciseStatistics")
        rules = ["fanOut", "fanIn", "quickStart"]
        self.initialization = keys.choice("initialization", rules)
        self.validation_interval = keys.take(
            "validationInterval",
            lambda value: None if value == "end" else float(value),
            "a number of epochs, or 'end'",
        )
        self.minival = keys.count("minival")
        self.patience = keys.count("patience", 1, default=None)
        self.augmentation = Augmentation(keys.text("augmentation"))
        self.shuffles = keys.flag("shuffle")
        self.trains_head_only = keys.choice("trainedPart", ["all", "head"]) == "head"
        self.regularizes = keys.flag("regularize")
        keys.finish()
        if self.patience and not self.minival:
            found = f"found {self.patience}, and no minival to judge by"
            raise Failure(f"{keys.place}.patience: {found}")


class Schedule:
    """The learning rate over a training."""

    def __init__(self, keys):
        self.peak = keys.number("learningRate", 0, 1000)
        self.warm_up = keys.number("warmupEpochs", 0)
        self.name = keys.choice("schedule", ["constant", "cosine", "exponential"])
        if self.name == "exponential":
            self.factor = keys.number("decayFactor", 0, 1)
            self.period = keys.number("decayEpochs", 0)
            self.stairs = keys.flag("stairs")
        elif self.name == "cosine":
            self.floor = keys.number("floor", 0, 1)

    def rate(self, step, steps, steps_per_epoch):
        """The rate of a step, of `steps` in all."""
        warm_up = self.warm_up * steps_per_epoch
        if step < warm_up:
            return self.peak * (step + 1) / (warm_up + 1)
        if self.name == "exponential":
            periods = step / (self.period * steps_per_epoch)
            periods = math.floor(periods) if self.stairs else periods
            return self.peak * self.factor**periods
        if self.name == "cosine":
            progress = min(1, (step - warm_up) / max(1, steps - warm_up))
            fall = 0.5 * (1 + math.cos(math.pi * progress))
            return self.peak * (self.floor + (1 - self.floor) * fall)
        return self.peak


# --- Random numbers from counters -----------------------------------------------------


class Purpose:
    """What numbers are drawn for; each has streams of its own."""

    PLACEMENT, POLICY, CUTOUT, RESIZED_CROP, MIXING = 7, 8, 9, 10, 11
    FOLDER_SPLIT, FOLDER_ORDER, FILE_SPLIT = 12, 13, 18
    ORDER, MINIVAL = 1003, 1004
    # Of seeds for PyTorch's generator, which Compound's own trainer has no use for.
    WEIGHTS, STEP, MEASURING = 2000, 2001, 2002


def philox(counter, key):
    """Philox 4x32-10 (Salmon et al., SC 2011) of integers, or of arrays of uint64."""
    c0, c1, c2, c3 = counter
    k0, k1 = key
    for _ in range(10):
        a, b = c0 * 0xD2511F53, c2 * 0xCD9E8D57
        c0, c1 = (b >> 32) ^ c1 ^ k0, b & 0xFFFFFFFF
        c2, c3 = (a >> 32) ^ c3 ^ k1, a & 0xFFFFFFFF
        k0, k1 = (k0 + 0x9E3779B9) & 0xFFFFFFFF, (k1 + 0xBB67AE85) & 0xFFFFFFFF
    return c0, c1, c2, c3


class Stream:
    """Compound's `CounterGenerator`: a function of seed, purpose and index."""

    def __init__(self, seed, purpose, index, epoch=None):
        index = int(index)
        if epoch is not None:
            index = (epoch & 0xFFFFFFFF) << 32 | index & 0xFFFFFFFF
        self.key = seed & 0xFFFFFFFF, seed >> 32 & 0xFFFFFFFF
        self.place = purpose, index & 0xFFFFFFFF, index >> 32 & 0xFFFFFFFF
        self.block, self.words = 0, []

    def word(self):
        if not self.words:
            self.words = list(philox((self.block, *self.place), self.key))[::-1]
            self.block += 1
        return self.words.pop()

    def long(self):
        """64 bits, the first word lowest."""
        low = self.word()
        return low | self.word() << 32

    def unit(self):
        """A float32 in [0, 1)."""
        return np.float32((self.word() >> 8) * 2.0**-24)

    def uniform(self):
        return (self.long() >> 11) * 2.0**-53

    def chance(self, probability):
        return self.uniform() < probability

    def below(self, bound):
        """A whole number below `bound` (Lemire's multiplication with rejection)."""
        product = self.long() * bound
        while product & (2**64 - 1) < 2**64 % bound:
            product = self.long() * bound
        return product >> 64

    def log_uniform(self, low, high):
        low, high = np.log(np.float32(low)), np.log(np.float32(high))
        return float(np.exp(low + (high - low) * self.unit()))

    def normal(self):
        radius = math.sqrt(-2 * math.log(1 - self.uniform()))
        return radius * math.cos(2 * math.pi * self.uniform())

    def beta(self, shape):
        first = self.log_gamma(shape)
        return 1 / (1 + math.exp(min(700, self.log_gamma(shape) - first)))

    def log_gamma(self, shape):
        """Of a number from the Gamma distribution (Marsaglia, Tsang, TOMS 26, 2000)."""
        boost = math.log(1 - self.uniform()) / shape if shape < 1 else 0
        d = (shape + 1 if shape < 1 else shape) - 1.0 / 3
        c = 1 / math.sqrt(9 * d)
        while True:
            x = self.normal()
            v = 1 + c * x
            u = 1 - self.uniform()
            if v <= 0:
                continue
            log_cube = 3 * math.log(v)
            if math.log(u) < x * x / 2 + d - d * v * v * v + d * log_cube:
                return math.log(d) + log_cube + boost

    def permutation(self, count):
        """A random order of 0 ..< count (Fisher and Yates), all drawn at once."""
        bounds = np.arange(count, 1, -1, dtype=np.uint64)
        blocks = np.arange((len(bounds) + 1) // 2, dtype=np.uint64)
        place = [np.full_like(blocks, part) for part in self.place]
        w0, w1, w2, w3 = philox((blocks, *place), self.key)
        draws = np.stack([w0 | w1 << 32, w2 | w3 << 32], 1).reshape(-1)[: len(bounds)]
        # The upper half of a product of 128 bits, in parts: bounds have at most 32.
        low = (draws & 0xFFFFFFFF) * bounds
        middle = (draws >> 32) * bounds + (low >> 32)
        remainder = (middle << 32) | (low & 0xFFFFFFFF)
        if (remainder < bounds).any():  # A rejection, once in 2^64 / count draws.
            chosen = [self.below(int(bound)) for bound in bounds]
        else:
            chosen = (middle >> 32).tolist()
        order = list(range(count))
        for last, other in zip(range(count - 1, 0, -1), chosen):
            order[last], order[other] = order[other], order[last]
        return order


# --- Safetensors ----------------------------------------------------------------------

FLOATS = {"F64": np.float64, "F32": np.float32, "F16": np.float16}
INTEGERS = {"I64": np.int64, "I32": np.int32, "I16": np.int16, "I8": np.int8}
INTEGERS.update({"U64": np.uint64, "U32": np.uint32, "U16": np.uint16, "U8": np.uint8})


def read_safetensors(path):
    """The tensors of a file as arrays by name; bfloat16 becomes float32."""
    content = read(path)
    try:
        (size,) = struct.unpack("<Q", content[:8])
        header = json.loads(content[8 : 8 + size])
        tensors = {}
        for name, entry in header.items():
            if name == "__metadata__":
                continue
            start, end = entry["data_offsets"]
            part = content[8 + size + start : 8 + size + end]
            if entry["dtype"] == "BF16":
                words = np.frombuffer(part, "<u2").astype("<u4") << 16
                values = words.view("<f4")
            else:
                kind = {**FLOATS, **INTEGERS}[entry["dtype"]]
                values = np.frombuffer(part, np.dtype(kind).newbyteorder("<"))
            tensors[name] = values.reshape(entry["shape"])
        return tensors
    except (ValueError, KeyError, TypeError, AttributeError, struct.error) as problem:
        raise Failure(f"{path}: is no safetensors file that can be read: {problem}")


def write_safetensors(path, tensors):
    """Writes float32 arrays by name."""
    header, parts, offset = {}, [], 0
    for name, values in tensors.items():
        part = np.ascontiguousarray(values, "<f4").tobytes()
        ends = [offset, offset + len(part)]
        shape = list(values.shape)
        header[name] = {"dtype": "F32", "shape": shape, "data_offsets": ends}
        parts.append(part)
        offset = ends[1]
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    write_atomically(path, struct.pack("<Q", len(text)) + text + b"".join(parts))


def read(path):
    try:
        with open(path, "rb") as file:
            return file.read()
    except OSError as problem:
        raise Failure(f"{path}: cannot be read: {problem.strerror}")


def write_atomically(path, content):
    """Writes beside, flushes, and renames, so that there is never half a file."""
    beside = f"{path}.{os.getpid()}.partial"
    with open(beside, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    os.replace(beside, path)
    folder = os.open(os.path.dirname(os.path.abspath(path)), os.O_RDONLY)
    os.fsync(folder)
    os.close(folder)


# --- Data sets ------------------------------------------------------------------------


class Images:
    """Labelled images `[N, H, W, C]` in memory: bytes, or float32 as they are."""

    def __init__(self, pixels, labels):
        self.pixels, self.labels = pixels, np.asarray(labels, np.int64)
        self.channels = pixels.shape[3]
        self.resized = {}

    def __len__(self):
        return len(self.labels)

    def subset(self, indices):
        return Images(self.pixels[indices], self.labels[indices])

    def first(self, count):
        return self.subset(slice(count))

    def batch(self, indices, size):
        """Whole images `[N, H, W, C]`; their centre where the aspect ratio differs."""
        if self.pixels.shape[1:3] == size:
            return levels(self.pixels[indices])
        if size not in self.resized and len(self) * size[0] * size[1] <= 1 << 28:
            firsts = range(0, len(self), 256)
            parts = [np.arange(len(self))[first : first + 256] for first in firsts]
            whole = [self.resize(part, size) for part in parts]
            self.resized[size] = np.concatenate(whole)
        if size in self.resized:
            return self.resized[size][indices]
        return self.resize(indices, size)

    def resize(self, indices, size):
        window = centered_window(self.pixels.shape[1:3], size)
        return resample(levels(self.pixels[indices]), window, size)

    def part(self, index, choose, size):
        """One image; `choose`, given its height and width, says what is shown."""
        shape = self.pixels.shape[1:3]
        window = choose(shape) or centered_window(shape, size)
        return resample(levels(self.pixels[index : index + 1]), window, size)[0]


class ImageFiles:
    """PNG and JPEG files, decoded when they are asked for, as three channels."""

    channels = 3

    def __init__(self, paths, labels):
        self.paths, self.labels = paths, np.asarray(labels, np.int64)
        try:
            import PIL.Image  # noqa: F401
        except ImportError:
            raise Failure("data.path: holds images, which need Pillow; install it", 69)

    def __len__(self):
        return len(self.paths)

    def first(self, count):
        return ImageFiles(self.paths[:count], self.labels[:count])

    def batch(self, indices, size):
        whole = [self.part(index, lambda shape: None, size) for index in indices]
        return np.stack(whole)

    def part(self, index, choose, size):
        from PIL import Image, ImageOps

        path = self.paths[index]
        try:
            with Image.open(path) as image:
                turned = image.getexif().get(274, 1) >= 5
                shape = image.size if turned else image.size[::-1]
                window = choose(shape) or centered_window(shape, size)
                shown = [window[2 + i] * shape[i] / size[i] for i in (0, 1)]
                # The smallest half, quarter or eighth with as many pixels as wanted.
                scale = next((s for s in (8, 4, 2) if min(shown) >= s), 1)
                image.draft("RGB", (image.size[0] // scale, image.size[1] // scale))
                pixels = np.asarray(ImageOps.exif_transpose(image).convert("RGB"))
        except (OSError, ValueError, SyntaxError) as problem:
            raise Failure(f"{path}: the image cannot be decoded: {problem}")
        return resample(levels(pixels[None]), window, size)[0]


class DataSet:
    """Images to train on, others to validate on, and what is known of them."""

    def __init__(self, name, training, validation, classes, mirrors=False):
        self.name, self.training, self.validation = name, training, validation
        self.classes, self.mirrors, self.intensities = classes, mirrors, True
        for images in (training, validation):
            labels = images.labels
            if not len(labels) or labels.min() < 0 or labels.max() >= classes:
                found = f"{labels.min()} to {labels.max()}" if len(labels) else "none"
                problem = f"labels are {found}; expected 0 to {classes - 1}"
                raise Failure(f"{name}: {problem}")

    def measure(self):
        """Mean and deviation of each channel: exactly of bytes, else of some images."""
        images = self.training
        if isinstance(images, Images) and images.pixels.dtype == np.uint8:
            moments = []
            for channel in range(images.channels):
                counts = np.zeros(256, np.int64)
                for first in range(0, len(images), 256):  # Few: counting widens bytes.
                    part = images.pixels[first : first + 256, ..., channel]
                    counts += np.bincount(part.reshape(-1), minlength=256)
                mean = square = 0.0
                for value in range(256):
                    share, level = int(counts[value]) / counts.sum(), value / 255
                    mean += share * level
                    square += share * level * level
                moments.append((mean, square))
        else:
            some = images.batch(np.arange(min(len(images), 256)), (32, 32))
            some = some.reshape(-1, images.channels)
            squares = (some * some).astype(np.float64)
            moments = zip(some.astype(np.float64).mean(0), squares.mean(0))
        self.mean, self.deviation = [], []
        for mean, square in moments:
            variance = square - mean * mean
            self.mean.append(mean)
            self.deviation.append(math.sqrt(variance) if variance > 1e-8 else 1)
        return self

    def normalize(self, pixels):
        mean = np.asarray(self.mean, np.float32)
        return (pixels - mean) * (1 / np.asarray(self.deviation, np.float32))


def open_data(fields, folder, classes):
    """The data set that a request names."""
    path = os.path.join(folder, fields.text("path"))
    holds_out = fields.flag("holdOut", default=True)
    intensities = fields.flag("intensities", default=False)
    mirrors = fields.flag("mirrors", default=False)
    mean = fields.numbers("mean", default=None)
    deviation = fields.numbers("deviation", mean and len(mean), default=None)
    fields.finish()
    if os.path.isfile(path):
        with open(path, "rb") as file:
            start = file.read(9)
        if path.endswith(".safetensors") or start[8:9] == b"{":
            data = safetensors_data(path, holds_out, classes)
            data.mirrors, data.intensities = mirrors, intensities
            data.mean = mean or [0] * data.training.channels
            data.deviation = deviation or [1] * data.training.channels
            return data
    for key in ("intensities", "mirrors", "mean", "deviation"):
        if fields.values.get(key) not in (None, False):
            raise Failure(f"data.{key}: is for safetensors files; {path} is none")
    return find_data(path).measure()


ARCHIVES = (".tar", ".tar.gz", ".tgz")


def find_data(path):
    """The data set in a folder or archive, whatever its format."""
    if path.endswith(ARCHIVES) and os.path.isfile(path):
        data = cifar_data(path, archived(path))
    else:
        folder = path if os.path.isdir(path) else os.path.dirname(path)
        names = sorted(os.listdir(folder)) if os.path.exists(path) else []
        archives = [name for name in names if name.endswith(ARCHIVES)]
        inner = [n for n in ("cifar-10-batches-bin", "cifar-100-binary") if n in names]
        data = idx_data(folder, names) or cifar_data(path, files_of(folder, names))
        if not data and inner:
            inner = os.path.join(folder, inner[0])
            data = cifar_data(inner, files_of(inner, os.listdir(inner)))
        if not data and len(archives) == 1:
            data = cifar_data(path, archived(os.path.join(folder, archives[0])))
        data = data or folder_data(folder, names)
    if not data:
        raise Failure(
            f"{path}: no data set that is known; looked for IDX files, CIFAR-10 and "
            "CIFAR-100 in the binary version, and a sub-folder of images per class"
        )
    return data


def files_of(folder, names):
    """What reads each file, by name."""
    return {n: lambda n=n: read(os.path.join(folder, n)) for n in sorted(names)}


def archived(path):
    try:
        with tarfile.open(fileobj=io.BytesIO(read(path))) as archive:
            entries = [entry for entry in archive if entry.isfile()]
            files = [(e.name, archive.extractfile(e).read()) for e in entries]
    except (tarfile.TarError, OSError, EOFError) as problem:
        raise Failure(f"{path}: the archive cannot be read: {problem}")
    return {os.path.basename(name): lambda c=content: c for name, content in files}


def idx_data(folder, names):
    """MNIST's format, each file with or without .gz; `None` where there is none."""

    def find(word, kind):
        found = {}
        for name in names:
            plain = name[:-3] if name.endswith(".gz") else name
            if f"-{plain.replace('.idx', '-idx')}".endswith(f"-{word}-{kind}"):
                # Of a file with and without .gz, the one without counts.
                found[plain] = plain if plain in names else name
        if len(found) > 1:
            raise Failure(f"{folder}: holds several data sets ({', '.join(found)})")
        return next(iter(found.values()), None)

    def array(name, rank):
        path = os.path.join(folder, name)
        try:
            content = read(path)
            content = gzip.decompress(content) if name.endswith(".gz") else content
            shape = struct.unpack_from(f">{rank}I", content, 4)
        except (OSError, EOFError, struct.error) as problem:
            raise Failure(f"{path}: cannot be read: {problem}")
        length = 4 + 4 * rank + math.prod(shape)
        if content[:4] != bytes([0, 0, 8, rank]) or len(content) != length:
            found = f"found {content[:4].hex(' ')} and {len(content)} bytes"
            raise Failure(f"{path}: {found}; expected IDX's 00 00 08 0{rank}, {length}")
        return np.frombuffer(content, np.uint8, offset=4 + 4 * rank).reshape(shape)

    def images(word):
        name = find(word, "images-idx3-ubyte")
        labels = find(word, "labels-idx1-ubyte")
        if not name:
            return None
        pixels, labels = array(name, 3)[..., None], array(labels, 1) if labels else []
        if len(pixels) != len(labels):
            problem = f"{len(labels)} labels for {len(pixels)} images"
            raise Failure(f"{folder}: {name} has {problem}")
        return Images(pixels, labels)

    training = images("train")
    if not training:
        return None
    held_out = map(images, ("val", "validation", "t10k", "test"))
    validation = next(filter(None, held_out), None)
    if not validation:
        raise Failure(f"{folder}: holds training images, but no val, t10k or test ones")
    return DataSet(folder, training, validation, 1 + int(training.labels.max()))


def cifar_data(place, files):
    """CIFAR-10 or CIFAR-100 in the binary version; `None` where there is none."""
    names = [n for n in files if n.startswith("data_batch_") and n.endswith(".bin")]
    names.sort(key=lambda name: (len(name), name))
    test, classes, label_bytes = "test_batch.bin", 10, 1
    if not names and "train.bin" in files:
        names, test, classes, label_bytes = ["train.bin"], "test.bin", 100, 2
    if not names:
        return None
    if test not in files:
        raise Failure(f"{place}: there is no {test} with the held-out images")

    def images(names):
        records = []
        for name in names:
            content, length = files[name](), label_bytes + 3072
            if not content or len(content) % length:
                problem = f"{len(content)} bytes are no records of {length}"
                raise Failure(f"{place}: {name}: {problem}")
            records.append(np.frombuffer(content, np.uint8).reshape(-1, length))
        records = np.concatenate(records)
        pixels = records[:, label_bytes:].reshape(-1, 3, 32, 32).transpose(0, 2, 3, 1)
        return Images(np.ascontiguousarray(pixels), records[:, label_bytes - 1])

    return DataSet(place, images(names), images([test]), classes, mirrors=True)


def safetensors_data(path, holds_out, classes):
    """`input` [N, C, H, W] and `labels` [N], maybe those for validation."""
    tensors = read_safetensors(path)

    def images(name, labels):
        for tensor, rank, kinds in ((name, 4, "f"), (labels, 1, "iu")):
            found = tensors.get(tensor)
            if found is None:
                raise Failure(f"{path}: has no '{tensor}'; has {', '.join(tensors)}")
            if found.ndim != rank or found.dtype.kind not in kinds:
                expected = "floats [N, C, H, W]" if rank == 4 else "integers [N]"
                found = f"{found.dtype} {list(found.shape)}"
                raise Failure(f"{path}: '{tensor}' is {found}; expected {expected}")
        pixels, labels = tensors[name], tensors[labels]
        if not np.isfinite(pixels).all() or len(pixels) != len(labels):
            problem = f"{len(labels)} labels for {len(pixels)} images, or no numbers"
            raise Failure(f"{path}: '{name}' has {problem}")
        pixels = pixels.transpose(0, 2, 3, 1)
        return Images(np.ascontiguousarray(pixels, np.float32), labels)

    training = images("input", "labels")
    validation = training
    if "validationInput" in tensors:
        validation = images("validationInput", "validationLabels")
    elif holds_out:
        held = []
        for label in np.unique(training.labels):
            own = np.flatnonzero(training.labels == label)
            if len(own) < 2:
                raise Failure(f"{path}: class {label} has one image; expected two")
            order = Stream(0, Purpose.FILE_SPLIT, label).permutation(len(own))
            held += own[order[: max(1, len(own) // 5)]].tolist()
        held = np.sort(held)
        rest = np.setdiff1d(np.arange(len(training)), held)
        training, validation = training.subset(rest), training.subset(held)
    return DataSet(path, training, validation, classes)


def folder_data(folder, names):
    """A sub-folder of images per class, at the top or below train and val."""

    def listing(folder):
        shown = [n for n in sorted(os.listdir(folder)) if not n.startswith(".")]
        return {name: os.path.join(folder, name) for name in shown}

    def classes(folder):
        return {
            name: [
                path
                for file, path in listing(inner).items()
                if file.lower().endswith((".png", ".jpg", ".jpeg"))
            ]
            for name, inner in listing(folder).items()
            if os.path.isdir(inner)
        }

    own = "train" in names and classes(os.path.join(folder, "train"))
    found = own or (classes(folder) if names else {})
    if not any(found.values()):
        return None
    if len(found) < 2 or min(map(len, found.values())) < (1 if own else 2):
        expected = "two or more classes, with images, at least two without val"
        raise Failure(f"{folder}: has {len(found)} classes; expected {expected}")
    trained, held = [], []
    for label, files in enumerate(found.values()):
        count = 0
        if not own:
            order = Stream(0, Purpose.FOLDER_SPLIT, label).permutation(len(files))
            files, count = [files[index] for index in order], max(1, len(files) // 5)
        held += [(file, label) for file in files[:count]]
        trained += [(file, label) for file in files[count:]]
    if own:
        place = next((n for n in ("val", "validation", "test") if n in names), "val")
        others = classes(os.path.join(folder, place)) if place in names else {}
        if list(others) != list(found):
            raise Failure(f"{folder}/{place}: has other classes than train")
        held = [(f, label) for label, fs in enumerate(others.values()) for f in fs]
    order = Stream(0, Purpose.FOLDER_ORDER, 0).permutation(len(trained))
    training = ImageFiles(*zip(*[trained[index] for index in order]))
    return DataSet(folder, training, ImageFiles(*zip(*held)), len(found), mirrors=True)


# --- Resizing -------------------------------------------------------------------------


def levels(pixels):
    """Bytes as 0 to 1; floats as they are."""
    if pixels.dtype != np.uint8:
        return pixels
    return pixels.astype(np.float32) / np.float32(255)


def centered_window(image, shown):
    """The largest part of that ratio: top, left, height, width, as shares."""
    image_ratio, shown_ratio = image[1] * shown[0], shown[1] * image[0]
    if image_ratio > shown_ratio:
        width = shown_ratio / image_ratio
        return 0.0, (1 - width) / 2, 1.0, width
    height = image_ratio / shown_ratio
    return (1 - height) / 2, 0.0, height, 1.0


def axis_weights(pixels, start, length, output):
    """For each output pixel the pixels under it and their weights, `[output, taps]`.

    The average over the area when shrinking, bilinear when enlarging.
    """
    scale = length / output
    support = scale / 2 if scale > 1 else 1.0
    taps = min(pixels, 2 * math.ceil(support) + 1)
    center = start + (np.arange(output) + 0.5) * scale
    if scale > 1:
        low, high = np.floor(center - support), np.ceil(center + support)
    else:
        low, high = np.floor(center - 0.5), np.floor(center + 1.5)
    low = np.clip(low.astype(int), 0, pixels - 1)
    high = np.maximum(low + 1, np.minimum(high.astype(int), pixels))
    places = np.minimum(low, pixels - taps)[:, None] + np.arange(taps)
    center, inside = center[:, None], (places >= low[:, None]) & (
        places < high[:, None]
    )
    if scale > 1:
        near = np.maximum(places, center - support)
        values = np.minimum(places + 1, center + support) - near
    else:
        values = 1 - np.abs(places + 0.5 - center) / support
    values = np.where(inside, np.maximum(0, values), 0)
    return places, (values / values.sum(1, keepdims=True)).astype(np.float32)


def resample(images, window, size):
    """Brings a window of images `[N, H, W, C]` to `size`, rows first, then columns."""
    shape = images.shape[1:3]
    if shape == tuple(size) and window == (0.0, 0.0, 1.0, 1.0):
        return images
    top, left, height, width = window
    places, weights = axis_weights(shape[1], left * shape[1], width * shape[1], size[1])
    rows = sum(
        weights[:, tap, None] * images[:, :, places[:, tap]]
        for tap in range(places.shape[1])
    )
    places, weights = axis_weights(shape[0], top * shape[0], height * shape[0], size[0])
    return sum(
        weights[:, tap, None, None] * rows[:, places[:, tap]]
        for tap in range(places.shape[1])
    )


# --- Augmentation ---------------------------------------------------------------------

OPERATORS = (
    "Identity ShearX ShearY TranslateX TranslateY Rotate AutoContrast Invert "
    "Equalize Solarize Posterize Contrast Color Brightness Sharpness"
).split()

# Tables 9 and 7 of AutoAugment (arXiv:1805.09501): operator, probability, magnitude.
AUTOAUGMENT = {
    "autoaugment-imagenet": """
Posterize .4 8, Rotate .6 9; Solarize .6 5, AutoContrast .6 0; Equalize .8 0, Equalize
.6 0; Posterize .6 7, Posterize .6 6; Equalize .4 0, Solarize .2 4; Equalize .4 0,
Rotate .8 8; Solarize .6 3, Equalize .6 0; Posterize .8 5, Equalize 1 0; Rotate .2 3,
Solarize .6 8; Equalize .6 0, Posterize .4 6; Rotate .8 8, Color .4 0; Rotate .4 9,
Equalize .6 0; Equalize 0 0, Equalize .8 0; Invert .6 0, Equalize 1 0; Color .6 4,
Contrast 1 8; Rotate .8 8, Color 1 2; Color .8 8, Solarize .8 7; Sharpness .4 7,
Invert .6 0; ShearX .6 5, Equalize 1 0; Color .4 0, Equalize .6 0; Equalize .4 0,
Solarize .2 4; Solarize .6 5, AutoContrast .6 0; Invert .6 0, Equalize 1 0; Color .6
4, Contrast 1 8; Equalize .8 0, Equalize .6 0""",
    "autoaugment-cifar10": """
Invert .1 0, Contrast .2 6; Rotate .7 2, TranslateX .3 9; Sharpness .8 1, Sharpness .9
3; ShearY .5 8, TranslateY .7 9; AutoContrast .5 0, Equalize .9 0; ShearY .2 7,
Posterize .3 7; Color .4 3, Brightness .6 7; Sharpness .3 9, Brightness .7 9; Equalize
.6 0, Equalize .5 0; Contrast .6 7, Sharpness .6 5; Color .7 7, TranslateX .5 8;
Equalize .3 0, AutoContrast .4 0; TranslateY .4 3, Sharpness .2 6; Brightness .9 6,
Color .2 8; Solarize .5 2, Invert 0 0; Equalize .2 0, AutoContrast .6 0; Equalize .2
0, Equalize .6 0; Color .9 9, Equalize .6 0; AutoContrast .8 0, Solarize .2 8;
Brightness .1 3, Color .7 0; Solarize .4 5, AutoContrast .9 0; TranslateY .9 9,
TranslateY .7 9; AutoContrast .9 0, Solarize .8 3; Equalize .8 0, Invert .1 0;
TranslateY .7 9, AutoContrast .9 0""",
}


class Augmentation:
    """Random changes of training images, each a function of seed, epoch and image.

    In this order: resized crop; policy, on 8-bit levels; normalisation; shift; flip;
    cutout; then, across a batch, mixing.
    """

    def __init__(self, text):
        self.text = text
        self.shifts = self.flips = False
        self.smallest_area = self.policy = self.cutout = self.mixing = None
        words = re.findall(r"[^,()]+(?:\([^()]*\))?", "".join(text.lower().split()))
        for word in words if words != ["none"] else []:
            name, _, rest = word.partition("(")
            numbers = rest[:-1].split(",") if rest else []
            try:
                self.add(name, [float(value) for value in numbers])
            except (ValueError, KeyError):
                problem = f"'{word}' of '{text[:200]}' is not known"
                raise Failure(f"recipe.augmentation: {problem}")

    def add(self, name, numbers):
        """One change, with its numbers or the usual ones."""
        single = {"resizedcrop": 0.08, "cutout": 0.5}
        single.update(mixup=0.2, samplepairing=0.4)
        if name == "randaugment":
            operations, magnitude = numbers or (2, 9)
            self.policy = int(operations), int(magnitude)
            return
        (value,) = numbers or [single.get(name)]
        if name == "crop":
            self.shifts = True
        elif name == "flip":
            self.flips = True
        elif name == "resizedcrop":
            self.smallest_area = value
        elif name == "cutout":
            self.cutout = value
        elif name in single:
            self.mixing = name, value
        else:
            rows = AUTOAUGMENT[name].split(";")
            self.policy = [[part.split() for part in row.split(",")] for row in rows]

    def suit(self, data):
        """Leaves out mirroring where classes forbid it; policies are for pictures."""
        self.flips = self.flips and data.mirrors
        if self.policy and not (data.intensities and data.training.channels in (1, 3)):
            problem = f"'{self.text}' has a policy, for pictures alone; leave it out"
            raise Failure(f"recipe.augmentation: {problem}")

    def batch(self, data, indices, size, seed, epoch):
        """Changed and normalised training images, `[N, H, W, C]`."""
        source = data.training
        if self.smallest_area is None:
            pixels = source.batch(indices, size)
        else:
            parts = []
            for index in indices:
                choose = lambda shape: self.window(shape, seed, epoch, index)
                parts.append(source.part(index, choose, size))
            pixels = np.stack(parts)
        if self.policy:
            streams = [Stream(seed, Purpose.POLICY, index, epoch) for index in indices]
            pixels = np.stack(list(map(self.apply_policy, pixels, streams)))
        pixels = data.normalize(pixels)
        if self.shifts or self.flips or self.cutout:
            for position, index in enumerate(indices):
                pixels[position] = self.place(pixels[position], seed, epoch, index)
        return pixels

    def window(self, shape, seed, epoch, index):
        random = Stream(seed, Purpose.RESIZED_CROP, index, epoch)
        height, width = map(float, shape)
        smallest = self.smallest_area
        for _ in range(10):
            area = height * width * (smallest + (1 - smallest) * random.uniform())
            ratio = random.log_uniform(0.75, 4 / 3)
            rows, columns = math.sqrt(area / ratio), math.sqrt(area * ratio)
            top, left = random.uniform(), random.uniform()
            if rows <= height and columns <= width:
                rows, columns = rows / height, columns / width
                return top * (1 - rows), left * (1 - columns), rows, columns
        return None

    def apply_policy(self, image, random):
        # All numbers are drawn, used or not, so that no draw depends on another.
        operators, bins = [], 10
        if isinstance(self.policy, tuple):
            names, bins = [name for name in OPERATORS if name != "Invert"], 31
            for _ in range(self.policy[0]):
                name = names[random.below(len(names))]
                operators.append((name, self.policy[1], random.chance(0.5)))
        else:
            for name, share, magnitude in self.policy[random.below(len(self.policy))]:
                applies, negative = random.chance(float(share)), random.chance(0.5)
                if applies:
                    operators.append((name, int(magnitude), negative))
        if all(name == "Identity" for name, _, _ in operators):
            return image
        rounded = image * np.float32(255) + np.float32(0.5)
        pixels = np.clip(rounded, 0, 255).astype(np.uint8)
        for name, magnitude, negative in operators:
            pixels = change(pixels, name, magnitude, bins, negative)
        return levels(pixels)

    def place(self, image, seed, epoch, index):
        """Shifts, mirrors and cuts out; what comes from outside is 0, the mean."""
        height, width = image.shape[:2]
        random = Stream(seed, Purpose.PLACEMENT, index, epoch)
        is_mirrored = random.chance(0.5)
        down = random.below(2 * (height // 8) + 1) - height // 8
        right = random.below(2 * (width // 8) + 1) - width // 8
        if self.shifts:
            wide = np.pad(image, ((height // 8,) * 2, (width // 8,) * 2, (0, 0)))
            top, left = height // 8 - down, width // 8 - right
            image = wide[top : top + height, left : left + width]
        if self.flips and is_mirrored:
            image = image[:, ::-1]
        if self.cutout:
            image = image.copy()
            random = Stream(seed, Purpose.CUTOUT, index, epoch)
            ranges = []
            for side in (height, width):
                length = max(1, math.floor(self.cutout * side + 0.5))
                first = random.below(side) - length // 2
                ranges.append(slice(max(0, first), min(side, first + length)))
            image[tuple(ranges)] = 0
        return image

    def mix(self, pixels, labels, seed, step):
        """Mixes image p of n with image n − 1 − p: pixels, other labels, shares."""
        others, shares = labels.copy(), np.ones(len(labels), np.float32)
        if not self.mixing:
            return pixels, others, shares
        kind, strength = self.mixing
        kept = np.ones(len(labels), np.float32)
        for position in range(len(labels)):
            if 2 * position + 1 == len(labels):
                continue
            random = Stream(seed, Purpose.MIXING, position, step)
            if kind == "mixup":
                share = random.beta(strength)
                kept[position] = max(share, 1 - share)
            else:
                kept[position] = 1 - strength * random.uniform()
        own = kept[:, None, None, None]
        pixels = own * pixels + (1 - own) * pixels[::-1]
        if kind == "mixup":
            others, shares = labels[::-1].copy(), kept
        return pixels, others, shares


def change(pixels, name, magnitude, bins, is_negative):
    """One of the paper's operators on bytes `[H, W, C]`, to the bit as Pillow does."""
    height, width, channels = pixels.shape

    def strength(start, end):
        """Of `bins` evenly spaced float32 numbers, counted from the nearer end."""
        start, end = np.float32(start), np.float32(end)
        step = float((end - start) / np.float32(bins - 1))
        if magnitude < bins // 2:
            return float(np.float32(float(start) + step * magnitude))
        return float(np.float32(float(end) - step * (bins - 1 - magnitude)))

    def signed(end):
        return -strength(0, end) if is_negative else strength(0, end)

    def blend(other):
        factor, other = np.float32(1 + signed(0.9)), other.astype(np.float32)
        mixed = other + factor * (pixels.astype(np.float32) - other)
        return np.clip(mixed, 0, 255).astype(np.uint8)

    every = np.arange(256)
    if name == "ShearX":
        return transform(pixels, 1, signed(0.3), 0, 0, 1, 0)
    if name == "ShearY":
        return transform(pixels, 1, 0, 0, signed(0.3), 1, 0)
    if name == "TranslateX":
        return transform(pixels, 1, 0, -int(signed(150.0 / 331 * width)), 0, 1, 0)
    if name == "TranslateY":
        return transform(pixels, 1, 0, 0, 0, 1, -int(signed(150.0 / 331 * height)))
    if name == "Rotate":
        angle = signed(30) * math.pi / 180
        c, s, x, y = math.cos(angle), math.sin(angle), width / 2, height / 2
        return transform(pixels, c, -s, x - c * x + s * y, s, c, y - s * x - c * y)
    if name in ("AutoContrast", "Equalize"):
        spread = stretched if name == "AutoContrast" else equalized
        planes = [spread(pixels[..., channel]) for channel in range(channels)]
        return np.stack(planes, 2)
    if name == "Invert":
        return 255 - pixels
    if name == "Solarize":
        table = np.where(every < strength(255, 0), every, 255 - every)
        return table.astype(np.uint8)[pixels]
    if name == "Posterize":
        dropped = math.floor(magnitude / ((bins - 1) / 4) + 0.5)
        return pixels >> dropped << dropped
    if name == "Contrast":
        return blend(np.full_like(pixels, int(luma(pixels).mean() + 0.5)))
    if name == "Color":
        return blend(np.broadcast_to(luma(pixels)[..., None], pixels.shape))
    if name == "Brightness":
        return blend(np.zeros_like(pixels))
    if name == "Sharpness":
        return blend(smoothed(pixels))
    return pixels


def transform(pixels, a, b, c, d, e, f):
    """Takes pixels from (a x + b y + c, d x + e y + f), in Pillow's fixed point."""
    height, width = pixels.shape[:2]

    def fixed(value):
        return math.floor(value * 65536 + 0.5)

    x, y = np.arange(width)[None], np.arange(height)[:, None]
    columns = fixed(c + a * 0.5 + b * 0.5) + x * fixed(a) + y * fixed(b) >> 16
    rows = fixed(f + d * 0.5 + e * 0.5) + x * fixed(d) + y * fixed(e) >> 16
    inside = (columns >= 0) & (columns < width) & (rows >= 0) & (rows < height)
    found = pixels[np.clip(rows, 0, height - 1), np.clip(columns, 0, width - 1)]
    return np.where(inside[..., None], found, 0).astype(np.uint8)


def stretched(plane):
    low, high = int(plane.min()), int(plane.max())
    if low == high:
        return plane
    scale = 255 / (high - low)
    table = np.clip(np.arange(256) * scale - low * scale, 0, 255)
    return table.astype(np.uint8)[plane]


def equalized(plane):
    counts = np.bincount(plane.reshape(-1), minlength=256)
    step = (plane.size - counts[np.flatnonzero(counts)[-1]]) // 255
    if step == 0:
        return plane
    sums = step // 2 + np.cumsum(counts) - counts
    return np.minimum(255, sums // step).astype(np.uint8)[plane]


def luma(pixels):
    if pixels.shape[2] == 1:
        return pixels[..., 0]
    sums = pixels.astype(np.int64) @ np.array([19595, 38470, 7471])
    return (sums + 0x8000 >> 16).astype(np.uint8)


def smoothed(pixels):
    """Averages with the eight neighbours, the pixel itself weighing five times."""
    result = pixels.copy()
    height, width = pixels.shape[:2]
    if height > 2 and width > 2:
        wide = pixels.astype(np.int64)
        sums = 4 * wide[1:-1, 1:-1]
        for row in range(3):
            for column in range(3):
                sums = sums + wide[row : height - 2 + row, column : width - 2 + column]
        result[1:-1, 1:-1] = (2 * sums + 13) // 26
    return result


# --- Batches --------------------------------------------------------------------------


class Order:
    """Which images make up a step: an order per epoch, its remainder left out."""

    def __init__(self, images, recipe, seed):
        self.batch, self.shuffles, self.seed = recipe.batch, recipe.shuffles, seed
        self.count = images - recipe.minival
        if self.count < self.batch:
            found = f"{images} training images, {recipe.minival} of them held out"
            raise Failure(f"recipe.batch: found {self.batch} for {found}; use fewer")
        # The same for every seed: networks and seeds are judged on the same images.
        order = (
            Stream(0, Purpose.MINIVAL, 0).permutation(images) if recipe.minival else []
        )
        self.minival = np.sort(np.asarray(order[: recipe.minival], int))
        self.others = np.sort(np.asarray(order[recipe.minival :], int))
        self.steps_per_epoch = self.count // self.batch
        self.latest = None, None

    def epoch(self, step):
        return step // self.steps_per_epoch

    def indices(self, step):
        epoch, number = divmod(step, self.steps_per_epoch)
        if self.latest[0] != epoch:
            order = np.arange(self.count)
            if self.shuffles:
                stream = Stream(self.seed, Purpose.ORDER, epoch)
                order = np.asarray(stream.permutation(self.count))
            self.latest = epoch, order
        positions = self.latest[1][number * self.batch : (number + 1) * self.batch]
        return self.others[positions] if len(self.others) else positions


class Batches(torch.utils.data.Dataset):
    """Of a step: images `[N, C, H, W]`, labels, other labels, the first's shares."""

    def __init__(self, data, order, augmentation, size, seed, steps):
        self.data, self.order, self.augmentation = data, order, augmentation
        self.size, self.seed, self.steps = size, seed, steps

    def __len__(self):
        return self.steps

    def __getitem__(self, step):
        indices = self.order.indices(step)
        pixels = self.augmentation.batch(
            self.data, indices, self.size, self.seed, self.order.epoch(step)
        )
        labels = self.data.training.labels[indices]
        pixels, others, shares = self.augmentation.mix(pixels, labels, self.seed, step)
        parts = (
            torch.from_numpy(labels),
            torch.from_numpy(others),
            torch.from_numpy(shares),
        )
        return (planes(pixels), *parts)

    def loader(self, first, workers, pins):
        """Batches from step `first` on, prepared ahead by so many processes."""
        return torch.utils.data.DataLoader(
            self,
            batch_size=None,
            sampler=range(first, self.steps),
            num_workers=workers,
            pin_memory=pins,
        )


def planes(pixels):
    """`[N, H, W, C]` as a tensor `[N, C, H, W]`."""
    return torch.from_numpy(np.ascontiguousarray(pixels.transpose(0, 3, 1, 2)))


# --- The network ----------------------------------------------------------------------


def build_network(path):
    """What the exported code builds."""
    try:
        sys.dont_write_bytecode = True
        spec = importlib.util.spec_from_file_location("model", path)
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        return module.build()
    except Exception as problem:
        raise Failure(f"{path}: cannot be built: {type(problem).__name__}: {problem}")


def load_weights(network, path):
    state = {
        name: torch.from_numpy(np.array(values))
        for name, values in read_safetensors(path).items()
    }
    try:
        network.load_state_dict(state, strict=True)
    except RuntimeError as problem:
        raise Failure(f"{path}: does not fit the network: {problem}")


class Reading(TorchFunctionMode):
    """What one pass through a network tells of its layers' places.

    `classifier` is the last fully-connected layer, or the last convolution where there
    is none; `silent` are the normalisations whose output is the last input of an
    addition (of two: of a longer sum, more than the last).
    """

    def __init__(self, network, shape):
        super().__init__()
        self.silent, self.latest, self.outputs = set(), {}, {}
        hooks = [
            module.register_forward_hook(self.note)
            for module in network.modules()
            if isinstance(module, (nn.BatchNorm2d, nn.Linear, nn.Conv2d))
        ]
        network.eval()
        with torch.no_grad(), self:
            outputs = network(torch.zeros(2, *shape))
        for hook in hooks:
            hook.remove()
        self.is_single = isinstance(outputs, torch.Tensor)
        main = outputs if self.is_single else outputs[0]
        self.classes = main.shape[1]
        self.classifier = self.latest.get(nn.Linear) or self.latest.get(nn.Conv2d)

    def note(self, module, inputs, output):
        for kind in (nn.BatchNorm2d, nn.Linear, nn.Conv2d):
            if isinstance(module, kind):
                self.latest[kind] = module
        if isinstance(module, nn.BatchNorm2d):
            # With the tensor itself, so that its identity is not given to another one.
            self.outputs[id(output)] = module, output

    def __torch_function__(self, function, types, args=(), kwargs=None):
        if getattr(function, "__name__", "") in ("add", "__add__", "__iadd__", "add_"):
            module, _ = self.outputs.get(id(args[-1]), (None, None))
            if module is not None:
                self.silent.add(module)
        return function(*args, **(kwargs or {}))


def draw_weights(network, rule, reading):
    """Initial values by the recipe's rule, from PyTorch's generator.

    fanOut: convolutions normal with variance 2 / (k² · outputs per group),
    fully-connected layers uniform within ±1 / √outputs; fanIn: the same of inputs; no
    bias. quickStart: as fanOut, but the classifier and normalisations that end a
    residual branch begin at zero, the other normalisations' scales at 0.4.
    """

    def spread(inputs, outputs):
        return inputs if rule == "fanIn" else outputs

    quick = rule == "quickStart"
    for module in network.modules():
        weight, bias = getattr(module, "weight", None), getattr(module, "bias", None)
        if isinstance(module, nn.Conv2d):
            outputs = weight.shape[0] // module.groups
            area = weight.shape[2] * weight.shape[3]
            fan = area * spread(weight.shape[1], outputs)
            nn.init.normal_(weight, std=math.sqrt(2 / fan))
        elif isinstance(module, nn.Linear):
            bound = 1 / math.sqrt(spread(module.in_features, module.out_features))
            nn.init.uniform_(weight, -bound, bound)
        elif isinstance(module, nn.BatchNorm2d):
            if quick and weight is not None and weight.requires_grad:
                nn.init.constant_(weight, 0 if module in reading.silent else 0.4)
            continue
        elif hasattr(module, "positions"):
            channels, tokens = module.positions.shape
            bound = 1 / math.sqrt(spread(tokens, channels))
            nn.init.uniform_(module.positions, -bound, bound)
            continue
        else:
            continue
        if bias is not None:
            nn.init.zeros_(bias)
        if quick and module is reading.classifier:
            nn.init.zeros_(weight)


def stop_dropping(network):
    """Dropout and stochastic depth that drop nothing."""
    for module in network.modules():
        if isinstance(module, nn.Dropout):
            module.p = 0.0
        elif type(module).__name__ == "StochasticDepth":
            module.rate = 0.0


class RunningStatistics:
    """Means and variances of batch normalisations, kept here, not in the modules.

    The modules get PyTorch's momentum 1, which leaves the batch's own statistics in
    their buffers; what of these goes into the running ones may then change with every
    step, also of a compiled network.
    """

    def __init__(self, network):
        norms = [m for m in network.modules() if isinstance(m, nn.BatchNorm2d)]
        self.of_batch, self.values, self.momenta = [], [], []
        for norm in norms:
            self.momenta += [1 - norm.momentum] * 2
            self.of_batch += [norm.running_mean, norm.running_var]
            norm.momentum = 1.0
        self.values = [value.clone() for value in self.of_batch]

    def follow(self, step, warms_up):
        """Moves towards the batch's, by what the momentum leaves, or more at first."""
        limit = (1 + step) / (10 + step) if warms_up else 1
        for momentum in set(self.momenta):
            some = [index for index, own in enumerate(self.momenta) if own == momentum]
            torch._foreach_lerp_(
                [self.values[index] for index in some],
                [self.of_batch[index] for index in some],
                1 - min(momentum, limit),
            )


# --- Optimizers -----------------------------------------------------------------------


class SGD:
    """v = momentum · v + g; p −= rate · v; Nesterov's: rate · (g + momentum · v)."""

    constants = ("momentum", "nesterov")

    def __init__(self, parameters, momentum, nesterov):
        self.momentum, self.nesterov = momentum, nesterov
        self.velocity = [torch.zeros_like(p) for p in parameters]
        self.slots = [self.velocity]

    def apply(self, parameters, gradients, decays, rate, step):
        gradients = decayed(parameters, gradients, decays)
        torch._foreach_mul_(self.velocity, self.momentum)
        torch._foreach_add_(self.velocity, gradients)
        change = self.velocity
        if self.nesterov:
            change = torch._foreach_mul(self.velocity, self.momentum)
            torch._foreach_add_(change, gradients)
        torch._foreach_add_(parameters, change, alpha=-rate)


class RMSProp:
    """TensorFlow's: s = ρ s + (1 − ρ) g²; v = momentum · v + rate g / √(s + ε); p −= v.

    Epsilon stands inside the root, s begins at 1.
    """

    constants = ("rho", "momentum", "epsilon")

    def __init__(self, parameters, rho, momentum, epsilon):
        self.rho, self.momentum, self.epsilon = rho, momentum, epsilon
        self.velocity = [torch.zeros_like(p) for p in parameters]
        self.square = [torch.ones_like(p) for p in parameters]
        self.slots = [self.velocity, self.square]

    def apply(self, parameters, gradients, decays, rate, step):
        gradients = decayed(parameters, gradients, decays)
        torch._foreach_mul_(self.square, self.rho)
        torch._foreach_addcmul_(self.square, gradients, gradients, value=1 - self.rho)
        root = torch._foreach_add(self.square, self.epsilon)
        torch._foreach_sqrt_(root)
        torch._foreach_mul_(self.velocity, self.momentum)
        torch._foreach_addcdiv_(self.velocity, gradients, root, value=rate)
        torch._foreach_sub_(parameters, self.velocity)


class AdamW:
    """Adam with decay apart from the gradient (arXiv:1711.05101)."""

    constants = ("beta1", "beta2", "epsilon")

    def __init__(self, parameters, beta1, beta2, epsilon):
        self.beta1, self.beta2, self.epsilon = beta1, beta2, epsilon
        self.mean = [torch.zeros_like(p) for p in parameters]
        self.square = [torch.zeros_like(p) for p in parameters]
        self.slots = [self.mean, self.square]

    def apply(self, parameters, gradients, decays, rate, step):
        torch._foreach_lerp_(self.mean, gradients, 1 - self.beta1)
        torch._foreach_mul_(self.square, self.beta2)
        torch._foreach_addcmul_(self.square, gradients, gradients, value=1 - self.beta2)
        root = torch._foreach_div(self.square, 1 - self.beta2 ** (step + 1))
        torch._foreach_sqrt_(root)
        torch._foreach_add_(root, self.epsilon)
        torch._foreach_mul_(parameters, [1 - rate * decay for decay in decays])
        correction = 1 - self.beta1 ** (step + 1)
        torch._foreach_addcdiv_(parameters, self.mean, root, value=-rate / correction)


def decayed(parameters, gradients, decays):
    """Gradients with decay · weight added."""
    if not any(decays):
        return gradients
    return torch._foreach_add(gradients, torch._foreach_mul(parameters, decays))


OPTIMIZERS = {"sgd": SGD, "rmsprop": RMSProp, "adamw": AdamW}


def decaying_names(network):
    """What weight decay changes: no biases, normalisations, or channel scales."""
    return {
        f"{name}.{own}" if name else own
        for name, module in network.named_modules()
        for own, _ in module.named_parameters(recurse=False)
        if (own == "weight" and isinstance(module, (nn.Conv2d, nn.Linear)))
        or own == "positions"
    }


# --- The training ---------------------------------------------------------------------


class Stop:
    """Whether a signal has asked to stop."""

    def __init__(self):
        self.asked = False
        for name in (signal.SIGTERM, signal.SIGUSR1, signal.SIGINT):
            signal.signal(name, self.ask)

    def ask(self, number, frame):
        self.asked = True


class Setting:
    """Where and how precisely the arithmetic runs."""

    def __init__(self, fields):
        name = fields.choice("device", ["auto", "cpu", "cuda", "mps"], default="auto")
        there = {
            "cuda": torch.cuda.is_available(),
            "mps": torch.backends.mps.is_available(),
            "cpu": True,
        }
        if name == "auto":
            name = next(kind for kind in there if there[kind])
        if not there[name]:
            found = ", ".join(kind for kind in there if there[kind])
            raise Failure(f"device: {name} is not there for PyTorch; found {found}", 69)
        self.device = torch.device(name)
        self.precision = fields.choice(
            "precision", ["float32", "bfloat16", "float64"], default="float32"
        )
        self.type = torch.float64 if self.precision == "float64" else torch.float32
        self.compiles = fields.flag("compile", default=False)
        self.loaders = fields.count("loaders", 0, 1024, default=0)
        torch.set_num_threads(fields.count("threads", 1, 1024, default=1))
        # float32 means float32: TF32 rounds factors to 10 bits.
        torch.backends.cudnn.allow_tf32 = False
        torch.backends.cuda.matmul.allow_tf32 = False

    def autocast(self):
        return torch.autocast(
            self.device.type, torch.bfloat16, enabled=self.precision == "bfloat16"
        )

    @property
    def description(self):
        cuda = self.device.type == "cuda"
        return torch.cuda.get_device_name() if cuda else self.device.type


class Training:
    """One training: network, optimizer, averages, data, and how far it is."""

    def __init__(self, network, reading, data, recipe, shape, seed, setting):
        self.recipe, self.data, self.seed, self.setting = recipe, data, seed, setting
        self.size, device = tuple(shape[1:]), setting.device
        self.order = Order(len(data.training), recipe, seed)
        epochs = math.floor(recipe.epochs * self.order.steps_per_epoch + 0.5)
        self.steps = max(1, epochs) if recipe.steps is None else recipe.steps
        self.network = network.to(device, setting.type)
        if recipe.trains_head_only:
            for parameter in network.parameters():
                parameter.requires_grad_(False)
            for parameter in reading.classifier.parameters():
                parameter.requires_grad_(True)
        self.statistics = RunningStatistics(network)
        self.scored = copy.deepcopy(network)
        self.forward = torch.compile(network) if setting.compiles else network
        named = [(n, p) for n, p in network.named_parameters() if p.requires_grad]
        self.parameters = [parameter for _, parameter in named]
        decaying = decaying_names(network)
        self.decays = [recipe.weight_decay * (name in decaying) for name, _ in named]
        self.optimizer = OPTIMIZERS[recipe.optimizer](
            self.parameters, **recipe.constants
        )
        averaged = recipe.average_decay > 0
        self.average = [value.detach().clone() for value in self.values()]
        self.average = self.average if averaged else None
        self.best, self.curve, self.step = None, [], 0
        self.pending, self.sums = [], [0.0, 0, 0]
        self.seconds, self.trained, self.scored_step = 0.0, 0, None

    def values(self):
        """What changes: parameters that are trained, and running statistics."""
        return [p.detach() for p in self.parameters] + self.statistics.values

    def scored_tensors(self):
        """The same of the network that is scored."""
        trained = [p.detach() for p in self.scored.parameters() if p.requires_grad]
        norms = [m for m in self.scored.modules() if isinstance(m, nn.BatchNorm2d)]
        pairs = [(norm.running_mean, norm.running_var) for norm in norms]
        return trained + [value for pair in pairs for value in pair]

    # Steps

    def rate(self, step):
        return self.recipe.schedule.rate(step, self.steps, self.order.steps_per_epoch)

    def take_step(self, batch):
        """One step; its loss waits with those of others, so that a GPU does not."""
        device = self.setting.device
        batch = [part.to(device, non_blocking=True) for part in batch]
        images, labels, others, shares = batch
        self.seed_torch(Purpose.STEP, self.step)
        self.forward.train()
        with self.setting.autocast():
            outputs = self.forward(images.to(self.setting.type))
        outputs = [outputs] if isinstance(outputs, torch.Tensor) else outputs
        loss = self.loss(outputs, labels, others, shares)
        gradients = torch.autograd.grad(loss, self.parameters)
        with torch.no_grad():
            correct = (outputs[0].argmax(1) == labels).sum()
            self.pending.append(torch.stack([loss, correct.to(loss.dtype)]))
            values, rate = [p.detach() for p in self.parameters], self.rate(self.step)
            self.optimizer.apply(values, list(gradients), self.decays, rate, self.step)
            self.statistics.follow(self.step, self.recipe.warms_statistics_up)
            if self.average:
                limit = (1 + self.step) / (10 + self.step)
                kept = min(self.recipe.average_decay, limit)
                torch._foreach_lerp_(self.average, self.values(), 1 - kept)
        self.step += 1
        self.trained += len(labels)

    def loss(self, outputs, labels, others, shares):
        """Cross-entropy of the main output, and 0.4 of that of each auxiliary one."""
        smoothing, total = self.recipe.label_smoothing, 0
        for index, logits in enumerate(outputs):
            logits = logits.to(self.setting.type)
            options = {"reduction": "none", "label_smoothing": smoothing}
            losses = F.cross_entropy(logits, labels, **options)
            if self.recipe.augmentation.mixing:
                other = F.cross_entropy(logits, others, **options)
                losses = shares * losses + (1 - shares) * other
            total = total + (1 if index == 0 else 0.4) * losses.mean()
        return total

    def seed_torch(self, purpose, index):
        """What is dropped follows from seed and step, whatever was before."""
        torch.manual_seed(Stream(self.seed, purpose, index).long() >> 1)

    def settle(self):
        """Reads the losses that wait, and refuses one that is not finite."""
        if not self.pending:
            return
        first = self.step - len(self.pending)
        for number, (loss, correct) in enumerate(torch.stack(self.pending).tolist()):
            if not math.isfinite(loss):
                self.refuse(f"the loss is {loss}", first + number + 1)
            self.sums[0] += loss
            self.sums[1] += 1
            self.sums[2] += int(correct)
        self.pending = []

    def refuse(self, problem, step):
        peak = self.recipe.schedule.peak
        place = f"at step {step} of {self.steps}"
        raise Failure(f"{problem} {place}; use a lower learning rate than {peak}", 69)

    def run(self, stop, save):
        """Trains until the end, or a signal, comes; whether it was the end."""
        interval = self.recipe.validation_interval
        if interval is not None:
            interval = max(1, math.floor(interval * self.order.steps_per_epoch + 0.5))
        changes, size = self.recipe.augmentation, self.size
        batches = Batches(self.data, self.order, changes, size, self.seed, self.steps)
        pins = self.setting.device.type == "cuda"
        loader = iter(batches.loader(self.step, self.setting.loaders, pins))
        start = time.perf_counter()
        while self.step < self.steps and not self.has_stalled():
            self.take_step(next(loader))
            ends = self.step == self.steps
            validates = ends or (interval is not None and self.step % interval == 0)
            saves = ends or self.step % self.order.steps_per_epoch == 0 or stop.asked
            if validates or saves or len(self.pending) == 32:
                self.settle()
                self.seconds += time.perf_counter() - start
                if validates:
                    self.validate()
                if saves:
                    save()
                start = time.perf_counter()
            if stop.asked and not ends:
                return False
        if not self.curve:
            self.validate()
        return True

    def has_stalled(self):
        if self.recipe.patience is None or not self.curve:
            return False
        return len(self.curve) - 1 - self.best_point() >= self.recipe.patience

    def best_point(self):
        losses = [point["loss"] for point in self.curve]
        return losses.index(min(losses))

    # Validation

    def validate(self):
        """Adds a point, of minival or validation images, to the curve; prints it."""
        self.prepare_scored()
        if self.recipe.minival:
            loss, accuracy = self.score(self.data.training, self.order.minival)
        else:
            loss, accuracy = self.validation_score()
        total, batches, correct = self.sums
        point = {
            "epoch": self.step / self.order.steps_per_epoch,
            "accuracy": accuracy,
            "loss": loss,
            "step": self.step,
            "learningRate": self.rate(max(0, self.step - 1)),
            "trainingLoss": total / max(1, batches),
            "trainingAccuracy": correct / max(1, batches * self.order.batch),
        }
        self.sums = [0.0, 0, 0]
        self.curve.append(point)
        if self.recipe.minival and self.best_point() == len(self.curve) - 1:
            self.best = [value.clone() for value in self.scored_tensors()]
        print(json.dumps(point), flush=True)

    def prepare_scored(self):
        """Averaged weights where there are any, and measured statistics likewise."""
        values = self.average or self.values()
        torch._foreach_copy_(self.scored_tensors(), values)
        if self.recipe.precise_statistics:
            self.measure_statistics()

    def measure_statistics(self):
        """Plain means over the first batches of the first epoch ("precise BN")."""
        batches = (self.recipe.precise_statistics - 1) // self.order.batch + 1
        batches = min(batches, self.order.steps_per_epoch)
        statistics = self.scored_tensors()[len(self.parameters) :]
        means = [torch.zeros_like(value) for value in statistics]
        self.scored.train()
        for batch in range(batches):
            self.seed_torch(Purpose.MEASURING, batch)
            pixels = self.recipe.augmentation.batch(
                self.data, self.order.indices(batch), self.size, self.seed, 0
            )
            with torch.no_grad(), self.setting.autocast():
                self.scored(planes(pixels).to(self.setting.device, self.setting.type))
            torch._foreach_lerp_(means, statistics, 1 / (batch + 1))
        torch._foreach_copy_(statistics, means)

    def validation_score(self):
        images = self.data.validation
        return self.score(images, np.arange(len(images)))

    def score(self, images, indices):
        """Mean cross-entropy and top-1 of some images."""
        self.scored.eval()
        loss, correct, device = 0.0, 0, self.setting.device
        for first in range(0, len(indices), self.order.batch):
            some = indices[first : first + self.order.batch]
            pixels = planes(self.data.normalize(images.batch(some, self.size)))
            pixels = pixels.to(device, self.setting.type)
            labels = torch.from_numpy(images.labels[some]).to(device)
            with torch.no_grad(), self.setting.autocast():
                logits = self.scored(pixels)
            logits = logits if isinstance(logits, torch.Tensor) else logits[0]
            logits = logits.to(self.setting.type)
            loss += F.cross_entropy(logits, labels, reduction="sum").item()
            correct += (logits.argmax(1) == labels).sum().item()
        if not math.isfinite(loss):
            self.refuse(f"the validation loss is {loss}", self.step)
        return loss / len(indices), correct / len(indices)

    # State and result

    def state(self):
        return {
            "step": self.step,
            "values": self.values(),
            "slots": self.optimizer.slots,
            "average": self.average,
            "best": self.best,
            "curve": self.curve,
            "sums": self.sums,
            "speed": [self.seconds, self.trained],
        }

    def restore(self, state):
        self.step, self.curve, self.sums = state["step"], state["curve"], state["sums"]
        self.seconds, self.trained = state["speed"]
        pairs = [(self.values(), state["values"])]
        pairs += list(zip(self.optimizer.slots, state["slots"]))
        if self.average:
            pairs.append((self.average, state["average"]))
        for own, kept in pairs:
            torch._foreach_copy_(own, [value.to(self.setting.device) for value in kept])
        if state["best"]:
            self.best = [value.to(self.setting.device) for value in state["best"]]

    def result(self):
        chosen = None
        if self.best:
            chosen = self.curve[self.best_point()]
            torch._foreach_copy_(self.scored_tensors(), self.best)
            loss, accuracy = self.validation_score()
        else:
            self.prepare_scored()
            loss, accuracy = self.curve[-1]["loss"], self.curve[-1]["accuracy"]
        parameters = [p.numel() for p in self.network.parameters() if p.requires_grad]
        return {
            "accuracy": accuracy,
            "loss": loss,
            "epochs": self.step / self.order.steps_per_epoch,
            "steps": self.step,
            "imagesPerSecond": self.trained / max(1e-9, self.seconds),
            "trainedParameters": sum(parameters),
            "device": self.setting.description,
            "precision": self.setting.precision,
            "compiled": self.setting.compiles,
            "threads": torch.get_num_threads(),
            "torch": torch.__version__,
            "minival": chosen,
            "curve": self.curve,
        }

    def trained_weights(self):
        return {
            name: value.detach().float().cpu().numpy()
            for name, value in self.scored.state_dict().items()
            if not name.endswith("num_batches_tracked")
        }


class Checkpoint:
    """The whole state of a training in a file, which fits that training alone."""

    def __init__(self, path, fingerprint):
        self.path, self.fingerprint = path, fingerprint

    def save(self, training):
        buffer = io.BytesIO()
        torch.save({"training": self.fingerprint, **training.state()}, buffer)
        write_atomically(self.path, buffer.getvalue())

    def load_into(self, training):
        if not os.path.exists(self.path):
            return
        try:
            state = torch.load(self.path, map_location="cpu", weights_only=True)
            fits = state["training"] == self.fingerprint
        except Exception as problem:
            text = str(problem).split("\n")[0][:200]
            raise Failure(f"{self.path}: is no checkpoint of this program: {text}")
        if not fits:
            raise Failure(
                f"{self.path}: is the checkpoint of another training: model, weights, "
                "recipe, data, seed or precision differ; remove it to begin anew"
            )
        training.restore(state)


def main(path, stop):
    folder = os.path.dirname(os.path.abspath(path))
    try:
        request = Fields(json.loads(read(path)), "request")
    except ValueError as problem:
        raise Failure(f"{path}: is no JSON: {problem}")

    def file(key, **default):
        name = request.text(key, **default)
        return None if name is None else os.path.join(folder, name)

    recipe = Recipe(Fields(request.values.get("recipe"), "recipe"))
    recipe.epochs = request.number("epochs", 0, default=recipe.epochs)
    shape = Fields(request.values.get("network"), "network")
    height, width = map(int, shape.numbers("resolution", 2))
    channels, classes = shape.count("channels", 1), shape.count("classes", 1)
    shape.finish()
    seed = request.count("seed", 0, 2**64 - 1)
    setting = Setting(request)
    model, weights = file("model", default="model.py"), file("weights", default=None)
    checkpoint, result = file("checkpoint"), file("result")
    trained = file("trained", default=None)
    request.asked |= {"recipe", "data", "network"}
    request.finish()

    data = open_data(Fields(request.values.get("data"), "data"), folder, classes)
    if (data.training.channels, data.classes) != (channels, classes):
        found = f"{data.training.channels} channels and {data.classes} classes"
        expected = f"the network reads {channels} and tells {classes} apart"
        raise Failure(f"data.path: {data.name} has {found}; {expected}")
    recipe.augmentation.suit(data)
    data.training = data.training.first(recipe.images)
    data.validation = data.validation.first(recipe.validation_images)
    network = build_network(model)
    reading = Reading(network, (channels, height, width))
    if reading.classes != classes:
        raise Failure(f"{model}: has {reading.classes} outputs; expected {classes}")
    if recipe.trains_head_only and not reading.is_single:
        raise Failure("recipe.trainedPart: found head; the network has several outputs")
    if weights:
        load_weights(network, weights)
    else:
        torch.manual_seed(Stream(seed, Purpose.WEIGHTS, 0).long() >> 1)
        draw_weights(network, recipe.initialization, reading)
    if not recipe.regularizes:
        stop_dropping(network)

    training = Training(
        network, reading, data, recipe, (channels, height, width), seed, setting
    )
    what = [request.values.get(key) for key in ("recipe", "data", "network")]
    what = json.dumps([what, recipe.epochs, seed, setting.precision], sort_keys=True)
    contents = [what.encode(), read(model), read(weights) if weights else b""]
    digests = "".join(hashlib.sha256(content).hexdigest() for content in contents)
    kept = Checkpoint(checkpoint, hashlib.sha256(digests.encode()).hexdigest())
    kept.load_into(training)
    if not training.run(stop, lambda: kept.save(training)):
        return 143
    outcome = training.result()
    if trained:
        write_safetensors(trained, training.trained_weights())
    write_atomically(result, (json.dumps(outcome, indent=1) + "\n").encode())
    return 0


def report(problem):
    """Says on one line what went wrong; gives the exit code."""
    code = problem.code if isinstance(problem, Failure) else 70
    text = " ".join(str(problem).split())
    if code == 70:
        place = traceback.extract_tb(problem.__traceback__)[-1]
        file = os.path.basename(place.filename)
        text = f"{type(problem).__name__} at {file}:{place.lineno}: {text}"
    print(f"trainer.py: {text[:1000]}", file=sys.stderr)
    return code


if __name__ == "__main__":
    if len(sys.argv) != 2:
        print("usage: trainer.py REQUEST.json", file=sys.stderr)
        sys.exit(64)
    try:
        sys.exit(main(sys.argv[1], Stop()))
    except Exception as problem:
        sys.exit(report(problem))
