import Architectures
import Networks

/// MixNet (arXiv:1907.09595): MBConv blocks whose depthwise convolutions mix several kernel sizes,
/// each on a share of the channels; some 1×1 convolutions work on two halves apart.
///
/// ReLU without squeeze-and-excitation, SiLU with it, as in the search space.
struct MixNetFamily: ModelFamily {
  /// A run of blocks.
  private struct Row {
    var repeats = 1
    let kernels: [Int]
    var stride = 1
    let expansion: Double
    let channels: Int
    var squeezeRatio = 0.0
    /// Shares that the expanding and the projecting 1×1 convolution fall into.
    var expansionShares = 1
    var projectionShares = 1
  }

  let names = ["mixnet-s", "mixnet-m", "mixnet-l"]

  func model(named name: String) throws -> ZooModel? {
    let architecture: Architecture
    switch name {
    case "mixnet-s": architecture = try Self.architecture(Self.small, stem: 16, name: name)
    case "mixnet-m": architecture = try Self.architecture(Self.medium, stem: 24, name: name)
    case "mixnet-l":
      architecture = try Self.architecture(Self.medium, stem: 24, name: name)
        .scaled(by: ScalingCoefficients(width: 1.3)).architecture
    default: return nil
    }
    return ZooModel(family: "MixNet", architecture: architecture)
  }

  private static func architecture(_ rows: [Row], stem: Int, name: String) throws -> Architecture {
    let first = try Stage(
      block: .mbConv(MBConv(expansion: .ratio(1))), kernelSize: 3, stride: 1, channels: stem,
      repeats: 1, activation: .relu)
    var stages = [first]
    for row in rows {
      let isSqueezed = row.squeezeRatio > 0
      let parts = MBConv(
        expansion: .ratio(row.expansion),
        squeeze: isSqueezed ? SqueezeExcitation(ratio: row.squeezeRatio) : nil,
        expansionShares: row.expansionShares, projectionShares: row.projectionShares)
      stages.append(
        try Stage(
          block: .mbConv(parts), kernelSizes: row.kernels, stride: row.stride,
          channels: row.channels, repeats: row.repeats,
          activation: isSqueezed ? .silu : .relu,
          joinsStageBefore: row.stride == 1 && stages.last?.channels == row.channels))
    }
    return try Architecture(
      name: name, resolution: 224, padding: .same, activation: .relu, stem: Stem(channels: stem),
      stages: stages, head: Head(channels: 1536, dropoutRate: 0.2),
      scalingPolicy: ScalingPolicy(headWidth: .fixed))
  }

  private static let small = [
    Row(
      kernels: [3], stride: 2, expansion: 6, channels: 24, expansionShares: 2, projectionShares: 2),
    Row(kernels: [3], expansion: 3, channels: 24, expansionShares: 2, projectionShares: 2),
    Row(kernels: [3, 5, 7], stride: 2, expansion: 6, channels: 40, squeezeRatio: 0.5),
    Row(
      repeats: 3, kernels: [3, 5], expansion: 6, channels: 40, squeezeRatio: 0.5,
      expansionShares: 2,
      projectionShares: 2),
    Row(
      kernels: [3, 5, 7], stride: 2, expansion: 6, channels: 80, squeezeRatio: 0.25,
      projectionShares: 2),
    Row(
      repeats: 2, kernels: [3, 5], expansion: 6, channels: 80, squeezeRatio: 0.25,
      projectionShares: 2),
    Row(
      kernels: [3, 5, 7], expansion: 6, channels: 120, squeezeRatio: 0.5, expansionShares: 2,
      projectionShares: 2),
    Row(
      repeats: 2, kernels: [3, 5, 7, 9], expansion: 3, channels: 120, squeezeRatio: 0.5,
      expansionShares: 2, projectionShares: 2),
    Row(kernels: [3, 5, 7, 9, 11], stride: 2, expansion: 6, channels: 200, squeezeRatio: 0.5),
    Row(
      repeats: 2, kernels: [3, 5, 7, 9], expansion: 6, channels: 200, squeezeRatio: 0.5,
      projectionShares: 2),
  ]

  private static let medium = [
    Row(
      kernels: [3, 5, 7], stride: 2, expansion: 6, channels: 32, expansionShares: 2,
      projectionShares: 2),
    Row(kernels: [3], expansion: 3, channels: 32, expansionShares: 2, projectionShares: 2),
    Row(kernels: [3, 5, 7, 9], stride: 2, expansion: 6, channels: 40, squeezeRatio: 0.5),
    Row(
      repeats: 3, kernels: [3, 5], expansion: 6, channels: 40, squeezeRatio: 0.5,
      expansionShares: 2,
      projectionShares: 2),
    Row(kernels: [3, 5, 7], stride: 2, expansion: 6, channels: 80, squeezeRatio: 0.25),
    Row(
      repeats: 3, kernels: [3, 5, 7, 9], expansion: 6, channels: 80, squeezeRatio: 0.25,
      expansionShares: 2, projectionShares: 2),
    Row(kernels: [3], expansion: 6, channels: 120, squeezeRatio: 0.5),
    Row(
      repeats: 3, kernels: [3, 5, 7, 9], expansion: 3, channels: 120, squeezeRatio: 0.5,
      expansionShares: 2, projectionShares: 2),
    Row(kernels: [3, 5, 7, 9], stride: 2, expansion: 6, channels: 200, squeezeRatio: 0.5),
    Row(
      repeats: 3, kernels: [3, 5, 7, 9], expansion: 6, channels: 200, squeezeRatio: 0.5,
      projectionShares: 2),
  ]
}
