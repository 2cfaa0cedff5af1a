#!/usr/bin/env python3
"""Exports image networks of timm and torchvision to ONNX without their weights, and counts each in PyTorch.

    python3 -m venv peer && peer/bin/pip install "torch==2.13.0+cpu" numpy pillow pyyaml huggingface_hub safetensors
    peer/bin/pip install onnx onnxscript && peer/bin/pip install --no-deps torchvision==0.28.0 timm==1.0.31
    peer/bin/python onnx_counts.py --into exported resnet50 deit_tiny_patch16_224

Prints a JSON object a line: model, input, exporter, opset, file, and the reference: `parameters` (elements of
`model.parameters()`) and `multiplyAdds` (`torch.utils.flop_counter.FlopCounterMode`, total / 2, of the same model on
the same input). `--compound PROGRAM` adds what `compound count FILE --format json` says of the file. Files keep
integers and tensors of up to eight elements; the others' data are named as external and not written.
"""
import argparse, contextlib, io, json, math, os, subprocess, sys, warnings

import torch

try:  # torchvision's compiled operators are not needed here; declare the names that its import looks up
    _operators = torch.library.Library("torchvision", "DEF")
    for _name in ("nms", "qnms"):
        _operators.define(f"{_name}(Tensor dets, Tensor scores, float iou_threshold) -> Tensor")
except RuntimeError:
    pass
import onnx
import timm
import torchvision
from torch.utils.flop_counter import FlopCounterMode

MODELS = """
resnet18 mobilenetv4_conv_small efficientnet_b0 convnext_atto swin_tiny_patch4_window7_224 deit_tiny_patch16_224
efficientvit_b0 fastvit_t8 levit_128s coatnet_nano_rw_224 maxvit_nano_rw_256 hrnet_w18_small dla34 eca_nfnet_l0
densenet121 regnety_002 inception_v3 tv:deeplabv3_mobilenet_v3_large tv:fcn_resnet50 tv:retinanet_head
vit_tiny_patch16_224 mobilenetv4_hybrid_medium mobilenetv3_small_100 efficientnet_lite0 tf_efficientnetv2_b0
efficientformerv2_s0 mobilevit_s mobilevitv2_050 edgenext_xx_small convnextv2_atto poolformer_s12 mixer_s32_224
resmlp_12_224 xcit_nano_12_p16_224 crossvit_tiny_240 pit_ti_224 cait_xxs24_224 tnt_s_legacy_patch16_224
swinv2_cr_tiny_ns_224 swinv2_tiny_window8_256 ghostnet_100 mixnet_s mnasnet_100 fbnetc_100 hardcorenas_a
repvgg_a0 mobileone_s0 rexnet_100 selecsls42 skresnet18 resnest14d res2net50_26w_4s resnext50_32x4d seresnet18
vgg11_bn squeezenet:tv tv:shufflenet_v2_x0_5 tv:squeezenet1_1 tv:alexnet tv:googlenet tv:lraspp_mobilenet_v3_large
nf_regnet_b0 dpn68 xception41 cspresnet50 cs3darknet_s tiny_vit_5m_224 visformer_tiny coat_tiny twins_svt_small
pvt_v2_b0 nest_tiny focalnet_tiny_srf gcvit_xxtiny davit_tiny mvitv2_tiny inception_resnet_v2 halonet26t
lambda_resnet26t botnet26t_256 sequencer2d_s repghostnet_050 starnet_s1 shvit_s1 hgnet_tiny
""".split()
MODELS = [name for name in MODELS if name != "squeezenet:tv"]


class Logits(torch.nn.Module):
    """The map that a segmentation network of torchvision ends in."""

    def __init__(self, model):
        super().__init__()
        self.model = model

    def forward(self, x):
        return self.model(x)["out"]


class Detector(torch.nn.Module):
    """RetinaNet up to its raw scores and boxes, without the selection of boxes, whose cost depends on the image."""

    def __init__(self):
        super().__init__()
        model = torchvision.models.detection.retinanet_resnet50_fpn(weights=None, weights_backbone=None)
        self.backbone, self.head = model.backbone, model.head

    def forward(self, x):
        heads = self.head(list(self.backbone(x).values()))
        return heads["cls_logits"], heads["bbox_regression"]


def build(name):
    """The model of that name, for inference, and its input.

    No two tensors are equal: exporters write equal ones, such as the ones and zeros of fresh normalisations, once.
    """
    model, shape = bare(name)
    with torch.no_grad():
        for tensor in [*model.parameters(), *model.buffers()]:
            if tensor.is_floating_point() and tensor.numel() > 0:
                tensor.copy_(torch.rand_like(tensor) * 0.1 + 0.01)
    return model, shape


def bare(name):
    if name == "tv:retinanet_head":
        return Detector().eval(), (1, 3, 256, 256)
    if name.startswith("tv:"):
        kind = name[3:]
        if kind in torchvision.models.segmentation.__dict__:
            make = torchvision.models.segmentation.__dict__[kind]
            return Logits(make(weights=None, weights_backbone=None)).eval(), (1, 3, 224, 224)
        options = {"init_weights": False, "aux_logits": False} if kind == "googlenet" else {}
        return torchvision.models.get_model(kind, weights=None, **options).eval(), (1, 3, 224, 224)
    model = timm.create_model(name, pretrained=False, exportable=False).eval()
    return model, (1, *model.default_cfg["input_size"])


def reference(model, shape):
    # The fused attention of the CPU is no operator that the counter knows; its products are.
    math = torch.nn.attention.sdpa_kernel(torch.nn.attention.SDPBackend.MATH)
    model.requires_grad_(False)  # the counter cannot follow modules that are handed parameters, such as class tokens
    with torch.no_grad(), math, FlopCounterMode(display=False) as counter:
        model(torch.zeros(shape))
    assert counter.get_total_flops() % 2 == 0
    parameters = sum(parameter.numel() for parameter in model.parameters())
    return {"parameters": parameters, "multiplyAdds": counter.get_total_flops() // 2}


def without_weights(model):
    """Drops the data of all but the small tensors and integers: counting needs shapes only."""
    for tensor in model.graph.initializer:
        elements = math.prod(tensor.dims)
        integers = (onnx.TensorProto.INT64, onnx.TensorProto.INT32, onnx.TensorProto.BOOL)
        if elements > 8 and not (tensor.data_type in integers and elements <= 256):
            for field in ("raw_data", "float_data", "int64_data", "int32_data", "double_data"):
                tensor.ClearField(field)
            del tensor.external_data[:]
            tensor.data_location = onnx.TensorProto.EXTERNAL
            location = tensor.external_data.add()
            location.key, location.value = "location", "left-out"
    kept = [v for v in model.graph.value_info if v.name in {i.name for i in model.graph.initializer}]
    del model.graph.value_info[:]
    model.graph.value_info.extend(kept)
    del model.metadata_props[:]
    for node in model.graph.node:
        node.doc_string = ""
        kept = [p for p in node.metadata_props if p.key == "pkg.torch.onnx.name_scopes"]
        del node.metadata_props[:]
        node.metadata_props.extend(kept)


def export(model, shape, exporter, opset, path):
    if exporter == "dynamo":
        options = {"dynamo": True, "optimize": opset != "unoptimized"}
        if opset.isdigit():
            options["opset_version"] = int(opset)
    else:
        training = torch.onnx.TrainingMode.PRESERVE  # keeps normalisations apart from convolutions
        options = {"dynamo": False, "opset_version": int(opset), "training": training}
    with contextlib.redirect_stdout(io.StringIO()):
        torch.onnx.export(model, (torch.zeros(shape),), path + ".tmp", **options)
    exported = onnx.load(path + ".tmp", load_external_data=exporter != "dynamo")
    without_weights(exported)
    onnx.save(exported, path)
    for left in (path + ".tmp", path + ".tmp.data"):
        if os.path.exists(left):
            os.remove(left)
    return next(o.version for o in exported.opset_import if o.domain in ("", "ai.onnx"))


def counted(program, path):
    run = subprocess.run([program, "count", path, "--format", "json"], capture_output=True, text=True)
    if run.returncode:
        return {"error": run.stderr.strip()}
    found = json.loads(run.stdout)
    return {**{key: found["total"][key] for key in ("parameters", "multiplyAdds")}, "uncounted": found["uncounted"]}


def rows(name, options, file):
    """Exports one model in every way, and writes what there is to compare."""
    model, shape = build(name)
    facts = {"model": name, "input": "x".join(map(str, shape)), **reference(model, shape)}
    for kind in options.exporters.split(","):
        exporter, _, opset = kind.partition("-")
        path = os.path.join(options.into, f"{name.replace(':', '-')}-{kind}.onnx")
        line = {**facts, "exporter": exporter, "file": os.path.basename(path)}
        try:
            # Operators of before version 14 have no form for attention as one call.
            timm.layers.set_fused_attn(opset != "11")
            line["opset"] = export(build(name)[0], shape, exporter, opset, path)
            if options.compound:
                line["found"] = counted(options.compound, path)
        except Exception as error:
            line["error"] = str(error).strip().split("\n")[0][:200]
        print(json.dumps(line), file=file, flush=True)


def apart(name, options, file):
    """The same in a process of its own: a failed export leaves PyTorch in a state that spoils the next."""
    child = os.fork()
    if child == 0:
        try:
            rows(name, options, file)
        except BaseException as error:
            print(json.dumps({"model": name, "error": str(error)[:200]}), file=file, flush=True)
        os._exit(0)
    status = os.waitpid(child, 0)[1]
    if status:
        print(json.dumps({"model": name, "error": f"ended with status {status}"}), file=file, flush=True)


def main():
    arguments = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("models", nargs="*", default=MODELS, help="names; torchvision's begin with tv:")
    arguments.add_argument("--into", required=True, help="folder for the files")
    arguments.add_argument("--compound", help="the program to compare with")
    arguments.add_argument(
        "--exporters", default="torchscript-11,torchscript-17,dynamo", help="also: dynamo-unoptimized, dynamo-24, …")
    arguments.add_argument("--rows", help="append the rows to this file, and pass over the models that are in it")
    options = arguments.parse_args()
    os.makedirs(options.into, exist_ok=True)
    warnings.simplefilter("ignore")
    done = set()
    if options.rows and os.path.exists(options.rows):
        with open(options.rows) as file:
            done = {row["model"] for row in map(json.loads, file) if "exporter" in row}
    with open(options.rows, "a") if options.rows else contextlib.nullcontext(sys.stdout) as file:
        for name in options.models:
            if name not in done:
                apart(name, options, file)


if __name__ == "__main__":
    main()
