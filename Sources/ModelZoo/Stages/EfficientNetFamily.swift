public import Architectures
import Networks

/// EfficientNet-B0 to B8 and L2 (arXiv:1905.11946; coefficients of the released TensorFlow code,
/// which are a table of hand-rounded values, not powers of α, β, γ).
struct EfficientNetFamily: ModelFamily {
  /// One released member.
  private struct Member {
    let suffix: String
    let width: Double
    let depth: Double
    let resolution: Int
    let dropoutRate: Double
  }

  /// `efficientnet_params` of the released code.
  private static let members = [
    Member(suffix: "b0", width: 1.0, depth: 1.0, resolution: 224, dropoutRate: 0.2),
    Member(suffix: "b1", width: 1.0, depth: 1.1, resolution: 240, dropoutRate: 0.2),
    Member(suffix: "b2", width: 1.1, depth: 1.2, resolution: 260, dropoutRate: 0.3),
    Member(suffix: "b3", width: 1.2, depth: 1.4, resolution: 300, dropoutRate: 0.3),
    Member(suffix: "b4", width: 1.4, depth: 1.8, resolution: 380, dropoutRate: 0.4),
    Member(suffix: "b5", width: 1.6, depth: 2.2, resolution: 456, dropoutRate: 0.4),
    Member(suffix: "b6", width: 1.8, depth: 2.6, resolution: 528, dropoutRate: 0.5),
    Member(suffix: "b7", width: 2.0, depth: 3.1, resolution: 600, dropoutRate: 0.5),
    Member(suffix: "b8", width: 2.2, depth: 3.6, resolution: 672, dropoutRate: 0.5),
    Member(suffix: "l2", width: 4.3, depth: 5.3, resolution: 800, dropoutRate: 0.5),
  ]

  var names: [String] { Self.members.map { "efficientnet-\($0.suffix)" } }

  func model(named name: String) throws -> ZooModel? {
    guard let member = Self.members.first(where: { name == "efficientnet-\($0.suffix)" }) else {
      return nil
    }
    let scaled = try Self.baseline().scaled(
      by: ScalingCoefficients(depth: member.depth, width: member.width)
    ).architecture
    return ZooModel(
      family: "EfficientNet",
      architecture: try scaled.with(
        name: name, resolution: Resolution(member.resolution),
        head: scaled.head.with(dropoutRate: member.dropoutRate)))
  }

  /// EfficientNet-B0 as Table 1 gives it, with stage 6 at 14×14 pixels as in the code (version 1 of
  /// the paper prints 28×28).
  static func baseline() throws -> Architecture {
    let rows: [(expansion: Double, kernel: Int, stride: Int, channels: Int, repeats: Int)] = [
      (1, 3, 1, 16, 1),
      (6, 3, 2, 24, 2),
      (6, 5, 2, 40, 2),
      (6, 3, 2, 80, 3),
      (6, 5, 1, 112, 3),
      (6, 5, 2, 192, 4),
      (6, 3, 1, 320, 1),
    ]
    return try Architecture(
      name: "efficientnet-b0", resolution: 224, padding: .same, activation: .silu,
      stem: Stem(channels: 32),
      stages: rows.map {
        try Stage(
          block: .mbConv(
            MBConv(expansion: .ratio($0.expansion), squeeze: SqueezeExcitation(ratio: 0.25))),
          kernelSize: $0.kernel, stride: $0.stride, channels: $0.channels, repeats: $0.repeats)
      },
      head: Head(channels: 1280, dropoutRate: 0.2), survivalProbability: 0.8)
  }
}

extension ModelZoo {
  /// The released coefficients of EfficientNet-B0 to B8 and L2, resolution relative to B0's 224 pixels:
  /// a table of hand-rounded values, not powers of α, β and γ.
  public static var releasedCoefficients: [(model: String, coefficients: ScalingCoefficients)] {
    get throws { try EfficientNetFamily.releasedCoefficients() }
  }
}

extension EfficientNetFamily {
  fileprivate static func releasedCoefficients() throws -> [(
    model: String, coefficients: ScalingCoefficients
  )] {
    try members.map { member in
      (
        "efficientnet-\(member.suffix)",
        try ScalingCoefficients(
          depth: member.depth, width: member.width,
          resolution: Double(member.resolution) / 224)
      )
    }
  }
}
