import Foundation
import Interchange
import Testing

/// Files of weights at the command line: what is taken, what is said of it, what is refused.
@Suite struct WeightCommandTests {
  private static let network = """
    resolution: 16
    activation: silu
    stem: { channels: 8 }
    stages:
      - { block: mbConv, channels: 8, expansionRatio: 1, squeezeRatio: 0.25 }
      - { block: mbConv, stride: 2, channels: 16, expansionRatio: 2, squeezeRatio: 0.25 }
    head: { channels: 32, classes: 3 }
    """

  @Test func weightFiles() async throws {
    try await withTemporaryFolder { folder in
      try Self.network.write(
        toFile: "\(folder)/net.yaml", atomically: true, encoding: .utf8)
      try writeTwoImages(to: "\(folder)/images.safetensors")
      var transcript = try Transcript(places: [(folder, "FOLDER")])
      await transcript.run("export FOLDER/net.yaml --to timm --output FOLDER/own.safetensors")
      let own = try SafetensorsFile(path: "\(folder)/own.safetensors")
      let tensors = try own.entries.map {
        NamedTensor(
          name: $0.name, shape: $0.shape, elements: .float32(try own.floats($0.name)))
      }
      func write(
        _ name: String, prefix: String = "", metadata: [String: String] = [:],
        change: (String, inout [Float]) -> Void = { _, _ in }
      ) throws {
        try SafetensorsFile.write(
          tensors.map { tensor in
            guard case .float32(var values) = tensor.elements else { return tensor }
            change(tensor.name, &values)
            return NamedTensor(
              name: prefix + tensor.name, shape: tensor.shape, elements: .float32(values))
          }, metadata: metadata, to: "\(folder)/\(name).safetensors")
      }
      try write("plain")
      try write("ema", prefix: "state_dict_ema.module.")
      try write("nan") { if $0 == "blocks.1.0.bn2.bias" { $1[3] = .nan } }
      try write("infinite") { if $0 == "classifier.weight" { $1[0] = -.infinity } }
      try write("negative") { if $0 == "bn2.running_var" { $1[0] = -1 } }
      for name in ["plain", "ema", "nan", "infinite", "negative"] {
        await transcript.run(
          "predict FOLDER/net.yaml --weights FOLDER/\(name).safetensors --data "
            + "FOLDER/images.safetensors --output FOLDER/logits.safetensors")
      }
      for model in ["polynet", "mobilenet-v3-small", "resnet-50/caffe-v1"] {
        await transcript.run("export \(model) --to timm --output FOLDER/x.safetensors")
      }
      for model in ["resnet-18", "densenet-121"] {
        await transcript.run("export \(model) --to timm --output FOLDER/x.py")
      }
      await transcript.run("export mnasnet-a1 --to torchvision --output FOLDER/x.py")
      await transcript.run("export FOLDER/net.yaml --to timm --output FOLDER/net.py")
      await transcript.run(
        "export FOLDER/net.yaml --weights FOLDER/plain.safetensors --to timm --output FOLDER/own.py"
      )
      await transcript.run(
        "predict FOLDER/net.yaml --weights FOLDER/own.safetensors --data "
          + "FOLDER/images.safetensors --output FOLDER/logits.safetensors")
      for model in ["resnet-50/caffe-v1", "regnetx-400mf", "mnasnet-a1", "efficientnet-lite0"] {
        await transcript.run("export \(model) --to torchvision --output FOLDER/x.safetensors")
      }
      try transcript.expect("weights")
    }
  }
}
