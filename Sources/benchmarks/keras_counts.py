#!/usr/bin/env python3
"""Networks of Keras as ONNX files, by tf2onnx and by Keras itself, and what `compound count` says of them.

    python3 -m venv keras && keras/bin/pip install tensorflow-cpu==2.21.0 tf2onnx==1.17.0
    keras/bin/python keras_counts.py --into exported --compound .build/release/compound

The reference is the sum over the layers' kernels: their elements times the pixels that they put out.
"""
import argparse, json, math, os, subprocess

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
import keras
import tensorflow as tf
import tf2onnx


def multiply_adds(model):
    total = 0
    for layer in model._flatten_layers(include_self=False):
        if isinstance(layer, (keras.layers.Conv2D, keras.layers.DepthwiseConv2D)):
            total += math.prod(layer.kernel.shape) * math.prod(layer.output.shape[1:3])
        elif isinstance(layer, keras.layers.Dense):
            total += math.prod(layer.kernel.shape)
    return total


def export(model, kind, path):
    if kind == "keras":
        return model.export(path, format="onnx", verbose=False)
    signature = (tf.TensorSpec((None, *model.input_shape[1:]), tf.float32, name="x"),)
    function = tf.function(lambda x: model(x, training=False), input_signature=signature)
    tf2onnx.convert.from_function(function, input_signature=signature, opset=int(kind), output_path=path)


def main():
    arguments = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("models", nargs="*", default=["MobileNetV2", "EfficientNetB0", "ResNet50"])
    arguments.add_argument("--into", required=True, help="folder for the files")
    arguments.add_argument("--compound", required=True, help="the program to compare")
    options = arguments.parse_args()
    os.makedirs(options.into, exist_ok=True)
    for name in options.models:
        model = getattr(keras.applications, name)(weights=None)
        trained = sum(math.prod(weight.shape) for weight in model.trainable_weights)
        for kind in ("11", "17", "keras"):
            path = os.path.join(options.into, f"{name}-{kind}.onnx")
            export(model, kind, path)
            count = subprocess.run(
                [options.compound, "count", path, "--format", "json"], capture_output=True, text=True, check=True)
            found = json.loads(count.stdout)
            print(name, kind, "multiply-adds", found["total"]["multiplyAdds"] - multiply_adds(model),
                  "parameters", found["total"]["parameters"] - trained, found["uncounted"], flush=True)


if __name__ == "__main__":
    main()
