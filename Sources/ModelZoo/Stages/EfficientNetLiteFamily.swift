import Architectures
import Networks

/// EfficientNet-lite0 to lite4 (released TensorFlow code, `lite/`): EfficientNet-B0 without
/// squeeze-and-excitation, with ReLU6; stem and head are not widened, first and last stage not
/// deepened.
struct EfficientNetLiteFamily: ModelFamily {
  private static let members:
    [(suffix: String, width: Double, depth: Double, resolution: Resolution, dropoutRate: Double)] =
      [
        ("lite0", 1.0, 1.0, 224, 0.2), ("lite1", 1.0, 1.1, 240, 0.2), ("lite2", 1.1, 1.2, 260, 0.3),
        ("lite3", 1.2, 1.4, 280, 0.3), ("lite4", 1.4, 1.8, 300, 0.3),
      ]

  var names: [String] { Self.members.map { "efficientnet-\($0.suffix)" } }

  func model(named name: String) throws -> ZooModel? {
    guard let member = Self.members.first(where: { name == "efficientnet-\($0.suffix)" }) else {
      return nil
    }
    let original = try EfficientNetFamily.baseline()
    let baseline = try original.with(
      activation: .relu6,
      stages: original.stages.map { stage in
        guard case .mbConv(var parts) = stage.block else { return stage }
        parts.squeeze = nil
        return try stage.with(block: .mbConv(parts))
      },
      scalingPolicy: .lite)
    let scaled = try baseline.scaled(
      by: ScalingCoefficients(depth: member.depth, width: member.width)
    ).architecture
    return ZooModel(
      family: "EfficientNet-lite",
      architecture: try scaled.with(
        name: name, resolution: member.resolution,
        head: scaled.head.with(dropoutRate: member.dropoutRate)))
  }
}
