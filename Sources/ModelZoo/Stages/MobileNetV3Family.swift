import Architectures
import Networks

/// MobileNetV3 (arXiv:1905.02244, Tables 1 and 2) at any width, as torchvision builds it: batch-norm
/// ε 1e-3, squeeze-and-excitation of a quarter of the inner channels in multiples of 8.
struct MobileNetV3Family: ModelFamily {
  private struct Row {
    let kernel: Int
    let inner: Int
    let channels: Int
    let isSqueezed: Bool
    let activation: Activation
    let stride: Int

    init(
      _ kernel: Int, _ inner: Int, _ channels: Int, _ isSqueezed: Bool, _ activation: Activation,
      _ stride: Int
    ) {
      self.kernel = kernel
      self.inner = inner
      self.channels = channels
      self.isSqueezed = isSqueezed
      self.activation = activation
      self.stride = stride
    }
  }

  private static let large = [
    Row(3, 16, 16, false, .relu, 1), Row(3, 64, 24, false, .relu, 2),
    Row(3, 72, 24, false, .relu, 1),
    Row(5, 72, 40, true, .relu, 2), Row(5, 120, 40, true, .relu, 1),
    Row(5, 120, 40, true, .relu, 1),
    Row(3, 240, 80, false, .hardSwish, 2), Row(3, 200, 80, false, .hardSwish, 1),
    Row(3, 184, 80, false, .hardSwish, 1), Row(3, 184, 80, false, .hardSwish, 1),
    Row(3, 480, 112, true, .hardSwish, 1), Row(3, 672, 112, true, .hardSwish, 1),
    Row(5, 672, 160, true, .hardSwish, 2), Row(5, 960, 160, true, .hardSwish, 1),
    Row(5, 960, 160, true, .hardSwish, 1),
  ]

  private static let small = [
    Row(3, 16, 16, true, .relu, 2), Row(3, 72, 24, false, .relu, 2),
    Row(3, 88, 24, false, .relu, 1),
    Row(5, 96, 40, true, .hardSwish, 2), Row(5, 240, 40, true, .hardSwish, 1),
    Row(5, 240, 40, true, .hardSwish, 1), Row(5, 120, 48, true, .hardSwish, 1),
    Row(5, 144, 48, true, .hardSwish, 1), Row(5, 288, 96, true, .hardSwish, 2),
    Row(5, 576, 96, true, .hardSwish, 1), Row(5, 576, 96, true, .hardSwish, 1),
  ]

  let names = ["mobilenet-v3-small", "mobilenet-v3-large"]

  func model(named name: String) throws -> ZooModel? {
    guard let parsed = ModelName(name, after: "mobilenet-v3"), parsed.parts.count <= 2,
      [nil, "keras", "timm"].contains(parsed.variant), let size = parsed.parts.first,
      size == "small" || size == "large"
    else { return nil }
    let isLarge = size == "large"
    let baseline = try Self.architecture(
      isLarge ? Self.large : Self.small, name: name, hidden: isLarge ? 1280 : 1024)
    let scaled = try baseline.scaled(
      by: ScalingCoefficients(width: try parsed.width(1))
    ).architecture
    // The last convolution is six times as wide as the last stage after its rounding.
    let last = scaled.stages[scaled.stages.count - 1].channels
    return ZooModel(
      family: "MobileNetV3",
      architecture: try scaled.with(head: scaled.head.with(channels: 6 * last)))
  }

  private static func architecture(
    _ rows: [Row], name: String, hidden: Int
  ) throws -> Architecture {
    let squeeze = SqueezeExcitation(
      ratio: 0.25, basis: .gated, divisor: 8, activation: .relu, gate: .hardSigmoid)
    var stages: [Stage] = []
    for row in rows {
      stages.append(
        try Stage(
          block: .mbConv(
            MBConv(expansion: .channels(row.inner), squeeze: row.isSqueezed ? squeeze : nil)),
          kernelSize: row.kernel, stride: row.stride, channels: row.channels, repeats: 1,
          activation: row.activation,
          joinsStageBefore: row.stride == 1 && stages.last?.channels == row.channels))
    }
    return try Architecture(
      name: name, resolution: 224, padding: .symmetric,
      normalization: BatchNormalization(epsilon: 1e-3, momentum: 0.99), activation: .hardSwish,
      stem: Stem(channels: 16), stages: stages,
      head: Head(
        channels: 6 * (rows.last?.channels ?? 1), hiddenUnits: hidden, dropoutRate: 0.2))
  }
}
