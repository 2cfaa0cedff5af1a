import Architectures
import Networks

/// MobileNetV1 (arXiv:1704.04861, Table 1) at any width: `mobilenet-v1`, `mobilenet-v1-0.5`.
struct MobileNetV1Family: ModelFamily {
  let names = ["mobilenet-v1", "mobilenet-v1-0.25", "mobilenet-v1-0.5", "mobilenet-v1-0.75"]

  func model(named name: String) throws -> ZooModel? {
    guard let parsed = ModelName(name, after: "mobilenet-v1"), parsed.parts.count <= 1,
      [nil, "keras", "tf-slim"].contains(parsed.variant)
    else { return nil }
    let rows: [(stride: Int, channels: Int, repeats: Int)] = [
      (1, 64, 1), (2, 128, 2), (2, 256, 2), (2, 512, 6), (2, 1024, 2),
    ]
    let baseline = try Architecture(
      name: name, resolution: 224, padding: .same, activation: .relu6, stem: Stem(channels: 32),
      stages: rows.map {
        try Stage(
          block: .depthwiseSeparable(DepthwiseSeparable()), kernelSize: 3, stride: $0.stride,
          channels: $0.channels,
          repeats: $0.repeats)
      },
      head: Head(classes: parsed.variant == "tf-slim" ? 1001 : 1000))
    return ZooModel(
      family: "MobileNetV1",
      architecture: try baseline.scaled(
        by: ScalingCoefficients(width: try parsed.width(0))
      ).architecture)
  }
}
