import Architectures
import Networks

/// EfficientNet-EdgeTPU (released TensorFlow code, `edgetpu/`; arXiv:2003.02838): fused blocks
/// first, ReLU, no squeeze-and-excitation.
struct EfficientNetEdgeTPUFamily: ModelFamily {
  private static let members:
    [(suffix: String, width: Double, depth: Double, resolution: Resolution, dropoutRate: Double)] =
      [
        ("s", 1.0, 1.0, 224, 0.2), ("m", 1.0, 1.1, 240, 0.2), ("l", 1.2, 1.4, 300, 0.3),
      ]

  var names: [String] { Self.members.map { "efficientnet-edgetpu-\($0.suffix)" } }

  func model(named name: String) throws -> ZooModel? {
    guard
      let member = Self.members.first(where: { name == "efficientnet-edgetpu-\($0.suffix)" })
    else { return nil }
    let scaled = try Self.baseline().scaled(
      by: ScalingCoefficients(depth: member.depth, width: member.width)
    ).architecture
    // The first block expands the 24 channels that its description names as input, not the stem's.
    var stages = scaled.stages
    let named = RoundingRules.tensorFlow.channels(24 * member.width)
    stages[0] = try stages[0].with(
      block: .fusedMBConv(MBConv(expansion: .channels(4 * named), shortcut: .none)))
    return ZooModel(
      family: "EfficientNet-EdgeTPU",
      architecture: try scaled.with(
        name: name, resolution: member.resolution, stages: stages,
        head: scaled.head.with(dropoutRate: member.dropoutRate)))
  }

  private static func baseline() throws -> Architecture {
    func row(
      _ kernel: Int, _ stride: Int, _ expansion: Double, _ channels: Int, _ repeats: Int,
      isFused: Bool = false, shortcut: Shortcut = .identity
    ) throws -> Stage {
      let parts = MBConv(expansion: .ratio(expansion), shortcut: shortcut)
      return try Stage(
        block: isFused ? .fusedMBConv(parts) : .mbConv(parts), kernelSize: kernel, stride: stride,
        channels: channels, repeats: repeats)
    }
    return try Architecture(
      name: "efficientnet-edgetpu-s", resolution: 224, padding: .same, activation: .relu,
      stem: Stem(channels: 32),
      stages: [
        row(3, 1, 4, 24, 1, isFused: true, shortcut: .none), row(3, 2, 8, 32, 2, isFused: true),
        row(3, 2, 8, 48, 4, isFused: true), row(5, 2, 8, 96, 5), row(5, 1, 8, 144, 4),
        row(5, 2, 8, 192, 2),
      ],
      head: Head(channels: 1280, dropoutRate: 0.2, classes: 1001), survivalProbability: 0.8)
  }
}
