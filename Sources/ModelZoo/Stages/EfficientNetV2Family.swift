import Architectures
import Networks

/// EfficientNetV2-S, -M, -L, -XL (arXiv:2104.00298, Table 4 and the google/automl code) and the
/// scaled B0 to B3.
struct EfficientNetV2Family: ModelFamily {
  /// A stage: fused while it has no squeeze-and-excitation.
  private struct Row {
    let isFused: Bool
    let expansion: Double
    let stride: Int
    let channels: Int
    let repeats: Int

    static func fused(_ expansion: Double, _ stride: Int, _ channels: Int, _ repeats: Int) -> Row {
      Row(
        isFused: true, expansion: expansion, stride: stride, channels: channels, repeats: repeats)
    }

    static func mbConv(_ expansion: Double, _ stride: Int, _ channels: Int, _ repeats: Int) -> Row {
      Row(
        isFused: false, expansion: expansion, stride: stride, channels: channels,
        repeats: repeats)
    }
  }

  private struct Size {
    let suffix: String
    let resolution: Resolution
    let dropoutRate: Double
    let stem: Int
    let rows: [Row]
  }

  private static let sizes = [
    Size(
      suffix: "s", resolution: 384, dropoutRate: 0.2, stem: 24,
      rows: [
        .fused(1, 1, 24, 2), .fused(4, 2, 48, 4), .fused(4, 2, 64, 4), .mbConv(4, 2, 128, 6),
        .mbConv(6, 1, 160, 9), .mbConv(6, 2, 256, 15),
      ]),
    Size(
      suffix: "m", resolution: 480, dropoutRate: 0.3, stem: 24,
      rows: [
        .fused(1, 1, 24, 3), .fused(4, 2, 48, 5), .fused(4, 2, 80, 5), .mbConv(4, 2, 160, 7),
        .mbConv(6, 1, 176, 14), .mbConv(6, 2, 304, 18), .mbConv(6, 1, 512, 5),
      ]),
    Size(
      suffix: "l", resolution: 480, dropoutRate: 0.4, stem: 32,
      rows: [
        .fused(1, 1, 32, 4), .fused(4, 2, 64, 7), .fused(4, 2, 96, 7), .mbConv(4, 2, 192, 10),
        .mbConv(6, 1, 224, 19), .mbConv(6, 2, 384, 25), .mbConv(6, 1, 640, 7),
      ]),
    Size(
      suffix: "xl", resolution: 512, dropoutRate: 0.4, stem: 32,
      rows: [
        .fused(1, 1, 32, 4), .fused(4, 2, 64, 8), .fused(4, 2, 96, 8), .mbConv(4, 2, 192, 16),
        .mbConv(6, 1, 256, 24), .mbConv(6, 2, 512, 32), .mbConv(6, 1, 640, 8),
      ]),
    Size(
      suffix: "b0", resolution: 224, dropoutRate: 0.2, stem: 32,
      rows: [
        .fused(1, 1, 16, 1), .fused(4, 2, 32, 2), .fused(4, 2, 48, 2), .mbConv(4, 2, 96, 3),
        .mbConv(6, 1, 112, 5), .mbConv(6, 2, 192, 8),
      ]),
  ]

  /// B1 to B3 scale B0, in a code whose rounding lacks the 0.9 guard.
  private static let scaled:
    [(suffix: String, width: Double, depth: Double, resolution: Resolution, dropoutRate: Double)] =
      [
        ("b1", 1.0, 1.1, 240, 0.2), ("b2", 1.1, 1.2, 260, 0.3), ("b3", 1.2, 1.4, 300, 0.3),
      ]
  private static let rounding = RoundingRules(minimumFraction: 0)

  var names: [String] {
    (Self.sizes.map(\.suffix) + Self.scaled.map(\.suffix)).map { "efficientnetv2-\($0)" }
  }

  func model(named name: String) throws -> ZooModel? {
    guard let parsed = ModelName(name, after: "efficientnetv2"), parsed.variant == nil,
      parsed.parts.count == 1
    else { return nil }
    if let size = Self.sizes.first(where: { $0.suffix == parsed.parts[0] }) {
      return ZooModel(
        family: "EfficientNetV2", architecture: try Self.architecture(size, name: name))
    }
    guard let member = Self.scaled.first(where: { $0.suffix == parsed.parts[0] }),
      let b0 = Self.sizes.last
    else { return nil }
    let architecture = try Self.architecture(b0, name: name).scaled(
      by: ScalingCoefficients(depth: member.depth, width: member.width), rounding: Self.rounding
    ).architecture
    return ZooModel(
      family: "EfficientNetV2",
      architecture: try architecture.with(
        resolution: member.resolution,
        head: architecture.head.with(dropoutRate: member.dropoutRate)))
  }

  private static func architecture(_ size: Size, name: String) throws -> Architecture {
    try Architecture(
      name: name, resolution: size.resolution, padding: .same, activation: .silu,
      stem: Stem(channels: size.stem),
      stages: size.rows.map { row in
        let parts = MBConv(
          expansion: .ratio(row.expansion),
          squeeze: row.isFused ? nil : SqueezeExcitation(ratio: 0.25))
        return try Stage(
          block: row.isFused ? .fusedMBConv(parts) : .mbConv(parts), kernelSize: 3,
          stride: row.stride, channels: row.channels, repeats: row.repeats)
      },
      head: Head(channels: 1280, dropoutRate: size.dropoutRate), survivalProbability: 0.8)
  }
}
