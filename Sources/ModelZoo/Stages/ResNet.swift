import Architectures
import Networks

/// ResNet-18 to ResNet-152 (arXiv:1512.03385, Table 1), with the stride in the 3×3 convolution of a
/// bottleneck as in torchvision ("v1.5"), which is what 4.1 B multiply-adds for ResNet-50 means.
struct ResNetFamily: ModelFamily {
  private static let repeats: [(depth: Int, repeats: [Int], isBottleneck: Bool)] = [
    (18, [2, 2, 2, 2], false),
    (34, [3, 4, 6, 3], false),
    (50, [3, 4, 6, 3], true),
    (101, [3, 4, 23, 3], true),
    (152, [3, 8, 36, 3], true),
  ]

  var names: [String] { Self.repeats.map { "resnet-\($0.depth)" } }

  func model(named name: String) throws -> ZooModel? {
    guard let row = Self.repeats.first(where: { name == "resnet-\($0.depth)" }) else { return nil }
    let block: Block =
      row.isBottleneck ? .bottleneckResidual(BottleneckResidual()) : .basicResidual(BasicResidual())
    let stages = try row.repeats.enumerated().map { index, repeats in
      try Stage(
        block: block, kernelSize: 3, stride: index == 0 ? 1 : 2,
        channels: (row.isBottleneck ? 256 : 64) << index, repeats: repeats)
    }
    return ZooModel(
      family: "ResNet",
      architecture: try Architecture(
        name: name, resolution: 224, padding: .symmetric,
        normalization: BatchNormalization(epsilon: 1e-5, momentum: 0.9), activation: .relu,
        stem: Stem(channels: 64, kernelSize: 7, hasPooling: true), stages: stages, head: Head()))
  }
}
