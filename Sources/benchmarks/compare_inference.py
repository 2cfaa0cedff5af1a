#!/usr/bin/env python3
"""Measures inference side by side with ONNX Runtime and OpenVINO, and prints the README's table.

    swift build -c release --product benchmarks && swift build -c release --product compound
    python3 -m venv engines && engines/bin/pip install numpy onnxruntime openvino
    engines/bin/python Sources/benchmarks/compare_inference.py

All three run one network: `compound export` writes it for the other two. Rounds alternate: some runs of ours, some
of each engine's, ours again, so that whatever else the machine does falls on all. Figures are medians over all runs.
OpenVINO is held to float32 (on some processors it would take bfloat16), and every engine to the same threads.
"""
import argparse, json, pathlib, statistics, subprocess, sys, tempfile, time
import numpy

# Our name, pixels, and the ratio to the faster engine that is asked for.
NETWORKS = [
    ("efficientnet-b0", 224, 1.1),
    ("efficientnet-b1", 240, 1.1),
    ("efficientnet-b4", 380, 1.1),
    ("mobilenet-v2", 224, 1.1),
    ("mobilenet-v3-large", 224, 1.1),
    ("resnet-50", 224, 1.0),
    ("resnet-152", 224, 1.0),
    ("regnety-800mf", 224, 1.0),
    ("densenet-121", 224, 1.0),
    ("convnext-t", 224, 1.0),
]


def run_ours(binary, name, pixels, batch, threads, runs):
    command = [binary, "train", "--inference", "--model", name, "--resolution", str(pixels), "--batch", str(batch),
               "--threads", str(threads), "--classes", "1000", "--steps", str(runs), "--warmup", "2"]
    result = subprocess.run(command, capture_output=True, text=True)
    if result.returncode:
        sys.exit(f"{' '.join(command)}: exit code {result.returncode}\n{result.stderr.strip()}")
    return json.loads(result.stdout)


def onnxruntime_engine(path, threads):
    import onnxruntime
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    name = session.get_inputs()[0].name
    return lambda images: session.run(None, {name: images})[0]


def openvino_engine(path, threads, shape):
    import openvino
    core = openvino.Core()
    model = core.read_model(str(path))
    model.reshape(list(shape))
    compiled = core.compile_model(model, "CPU", {
        "INFERENCE_NUM_THREADS": threads, "NUM_STREAMS": 1, "PERFORMANCE_HINT": "LATENCY", "INFERENCE_PRECISION_HINT": "f32"})
    request = compiled.create_infer_request()

    def run(images):
        request.infer({0: images}, share_inputs=True, share_outputs=True)
        return request.get_output_tensor(0).data
    return run


def timed(engine, images, runs):
    times = []
    for _ in range(runs):
        start = time.perf_counter()
        engine(images)
        times.append((time.perf_counter() - start) * 1e3)
    return times


def compare(a, name, pixels, asked, folder):
    path = folder / f"{name}.onnx"
    if not path.exists():
        subprocess.run([a.compound, "export", name, "--resolution", str(pixels), "--output", str(path)], check=True,
                       capture_output=True)
    images = numpy.random.default_rng(0).standard_normal((a.batch, 3, pixels, pixels), dtype=numpy.float32)
    engines = {"onnxruntime": onnxruntime_engine(path, a.threads), "openvino": openvino_engine(path, a.threads, images.shape)}
    logits = [engine(images).copy() for engine in engines.values()]
    distance = abs(logits[0] - logits[1]).max() / abs(logits[0]).max()
    if not distance < 1e-3:
        sys.exit(f"{name}: the engines' logits differ by {distance:.1e} of the largest; expected float32's rounding")
    own, theirs = [], {engine: [] for engine in engines}
    for engine in engines.values():
        timed(engine, images, 2)
    for _ in range(a.rounds):
        result = run_ours(a.binary, name, pixels, a.batch, a.threads, a.runs)
        own.append(result["step_ms"])
        for key, engine in engines.items():
            theirs[key] += timed(engine, images, a.runs)
    medians = {key: statistics.median(times) for key, times in theirs.items()}
    milliseconds = statistics.median(own)
    return {"model": name, "resolution": pixels, "batch": a.batch, "threads": a.threads, "kernels": result["mode"],
            "ours_ms": round(milliseconds, 2), **{f"{key}_ms": round(ms, 2) for key, ms in medians.items()},
            "ratio": round(min(medians.values()) / milliseconds, 2), "asked": asked}


def positive(text):
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError(f"{text}: expected 1 or more")
    return number


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    build = pathlib.Path(__file__).resolve().parents[2] / ".build/release"
    p.add_argument("--binary", default=str(build / "benchmarks"), help="our benchmarks, built")
    p.add_argument("--compound", default=str(build / "compound"), help="the program, built")
    p.add_argument("--networks", nargs="+", metavar="NAME", default=[name for name, _, _ in NETWORKS],
                   choices=[name for name, _, _ in NETWORKS], help="some of the table's; all unless given")
    p.add_argument("--batch", type=positive, default=1)
    p.add_argument("--threads", type=positive, default=1)
    p.add_argument("--rounds", type=positive, default=4)
    p.add_argument("--runs", type=positive, default=10, help="runs of each engine in a round")
    p.add_argument("--json", action="store_true", help="a JSON object per network instead of a table")
    a = p.parse_args()
    for path in (a.binary, a.compound):
        if not pathlib.Path(path).is_file():
            p.error(f"{path}: there is no such file; swift build -c release makes it")
    if not a.json:
        print("| network | pixels | batch | threads | ONNX Runtime, ms | OpenVINO, ms | ours, ms | ratio | asked |\n"
              "|---|--:|--:|--:|--:|--:|--:|--:|--:|", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        for name, pixels, asked in NETWORKS:
            if name not in a.networks:
                continue
            r = compare(a, name, pixels, asked, pathlib.Path(folder))
            row = (f"| {name} | {pixels} | {a.batch} | {a.threads} | {r['onnxruntime_ms']:.1f} | {r['openvino_ms']:.1f} | "
                   f"{r['ours_ms']:.1f} | {r['ratio']:.2f} | {asked} |")
            print(json.dumps(r) if a.json else row, flush=True)


if __name__ == "__main__":
    main()
