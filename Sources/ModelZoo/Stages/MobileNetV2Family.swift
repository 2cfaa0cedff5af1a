import Architectures
import Networks

/// MobileNetV2 (arXiv:1801.04381, Table 2) at any width: `mobilenet-v2`, `mobilenet-v2-1.4`.
struct MobileNetV2Family: ModelFamily {
  let names = [
    "mobilenet-v2", "mobilenet-v2-0.35", "mobilenet-v2-0.5", "mobilenet-v2-0.75",
    "mobilenet-v2-1.4",
  ]

  func model(named name: String) throws -> ZooModel? {
    guard let parsed = ModelName(name, after: "mobilenet-v2"), parsed.variant == nil,
      parsed.parts.count <= 1
    else { return nil }
    let rows: [(expansion: Double, stride: Int, channels: Int, repeats: Int)] = [
      (1, 1, 16, 1), (6, 2, 24, 2), (6, 2, 32, 3), (6, 2, 64, 4), (6, 1, 96, 3), (6, 2, 160, 3),
      (6, 1, 320, 1),
    ]
    let baseline = try Architecture(
      name: name, resolution: 224, padding: .symmetric,
      normalization: BatchNormalization(epsilon: 1e-5, momentum: 0.9), activation: .relu6,
      stem: Stem(channels: 32),
      stages: rows.map {
        try Stage(
          block: .mbConv(MBConv(expansion: .ratio($0.expansion))), kernelSize: 3,
          stride: $0.stride, channels: $0.channels, repeats: $0.repeats)
      },
      head: Head(channels: 1280, dropoutRate: 0.2),
      // The last convolution is widened above width 1 and never narrowed below.
      scalingPolicy: ScalingPolicy(headWidth: .scaledUpOnly))
    return ZooModel(
      family: "MobileNetV2",
      architecture: try baseline.scaled(
        by: ScalingCoefficients(width: try parsed.width(0))
      ).architecture)
  }
}
