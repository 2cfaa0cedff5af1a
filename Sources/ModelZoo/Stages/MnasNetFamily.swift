import Architectures
import Networks

/// MnasNet (arXiv:1807.11626) at any width: B1 without squeeze-and-excitation (`mnasnet-0.75`), A1
/// with it, and the small one of Table 4.
///
/// The last convolution keeps its 1280 channels.
struct MnasNetFamily: ModelFamily {
  private struct Row {
    let kernel: Int
    let stride: Int
    let expansion: Double
    let channels: Int
    let repeats: Int
    var isSqueezed = false
    var shortcut = Shortcut.identity
  }

  private static let b1 = [
    Row(kernel: 3, stride: 1, expansion: 1, channels: 16, repeats: 1, shortcut: .none),
    Row(kernel: 3, stride: 2, expansion: 3, channels: 24, repeats: 3),
    Row(kernel: 5, stride: 2, expansion: 3, channels: 40, repeats: 3),
    Row(kernel: 5, stride: 2, expansion: 6, channels: 80, repeats: 3),
    Row(kernel: 3, stride: 1, expansion: 6, channels: 96, repeats: 2),
    Row(kernel: 5, stride: 2, expansion: 6, channels: 192, repeats: 4),
    Row(kernel: 3, stride: 1, expansion: 6, channels: 320, repeats: 1),
  ]

  private static let a1 = [
    Row(kernel: 3, stride: 1, expansion: 1, channels: 16, repeats: 1, shortcut: .none),
    Row(kernel: 3, stride: 2, expansion: 6, channels: 24, repeats: 2),
    Row(kernel: 5, stride: 2, expansion: 3, channels: 40, repeats: 3, isSqueezed: true),
    Row(kernel: 3, stride: 2, expansion: 6, channels: 80, repeats: 4),
    Row(kernel: 3, stride: 1, expansion: 6, channels: 112, repeats: 2, isSqueezed: true),
    Row(kernel: 5, stride: 2, expansion: 6, channels: 160, repeats: 3, isSqueezed: true),
    Row(kernel: 3, stride: 1, expansion: 6, channels: 320, repeats: 1),
  ]

  private static let small = [
    Row(kernel: 3, stride: 1, expansion: 1, channels: 8, repeats: 1),
    Row(kernel: 3, stride: 2, expansion: 3, channels: 16, repeats: 1),
    Row(kernel: 3, stride: 2, expansion: 6, channels: 16, repeats: 2),
    Row(kernel: 5, stride: 2, expansion: 6, channels: 32, repeats: 4, isSqueezed: true),
    Row(kernel: 3, stride: 1, expansion: 6, channels: 32, repeats: 3, isSqueezed: true),
    Row(kernel: 5, stride: 2, expansion: 6, channels: 88, repeats: 3, isSqueezed: true),
    Row(kernel: 3, stride: 1, expansion: 6, channels: 144, repeats: 1),
  ]

  let names = [
    "mnasnet-0.5", "mnasnet-0.75", "mnasnet-1.0", "mnasnet-1.3", "mnasnet-a1", "mnasnet-small",
  ]

  func model(named name: String) throws -> ZooModel? {
    guard let parsed = ModelName(name, after: "mnasnet"), parsed.variant == nil,
      let first = parsed.parts.first
    else { return nil }
    let rows: [Row]
    var widthPart = 1
    switch first {
    case "a1": rows = Self.a1
    case "b1": rows = Self.b1
    case "small": rows = Self.small
    default:
      rows = Self.b1
      widthPart = 0
    }
    guard parsed.parts.count <= widthPart + 1 else { return nil }
    let baseline = try Self.architecture(rows, name: name, stem: first == "small" ? 8 : 32)
    return ZooModel(
      family: "MnasNet",
      architecture: try baseline.scaled(
        by: ScalingCoefficients(width: try parsed.width(widthPart))
      ).architecture)
  }

  private static func architecture(_ rows: [Row], name: String, stem: Int) throws -> Architecture {
    try Architecture(
      name: name, resolution: 224, padding: .symmetric,
      normalization: BatchNormalization(epsilon: 1e-5, momentum: 0.9997), activation: .relu,
      stem: Stem(channels: stem),
      stages: rows.map { row in
        try Stage(
          block: .mbConv(
            MBConv(
              expansion: .ratio(row.expansion),
              squeeze: row.isSqueezed ? SqueezeExcitation(ratio: 0.25) : nil,
              shortcut: row.shortcut)),
          kernelSize: row.kernel, stride: row.stride, channels: row.channels, repeats: row.repeats)
      },
      head: Head(channels: 1280, dropoutRate: 0.2), scalingPolicy: ScalingPolicy(headWidth: .fixed))
  }
}
