import Architectures
import ModelZoo
import Networks
import Testing

/// Networks of the reference tables that are scaled from a named one: `resnet-50-d4` is ResNet-50
/// with four times the blocks.
@Suite struct ScaledModelTests {
  struct Scaled: Sendable {
    let id: String
    let base: String
    var depth = 1.0
    var width = 1.0
    var resolution = 224
  }

  static let cases =
    [1.4, 1.8, 2, 3.8, 5].map {
      Scaled(id: "efficientnet-b0-w\(text($0))", base: "efficientnet-b0", width: $0)
    }
    + [2, 3, 4, 8].map {
      Scaled(id: "efficientnet-b0-d\(text($0))", base: "efficientnet-b0", depth: $0)
    }
    + [(1.3, 291), (1.5, 336), (1.7, 381), (2.0, 448), (2.2, 493), (2.5, 560)].map {
      Scaled(id: "efficientnet-b0-r\(text($0.0))", base: "efficientnet-b0", resolution: $0.1)
    }
    + [
      Scaled(
        id: "efficientnet-b0-compound-1.4-1.2-1.3", base: "efficientnet-b0", depth: 1.4,
        width: 1.2, resolution: 291),
      Scaled(id: "mobilenet-v1-w2", base: "mobilenet-v1", width: 2),
      Scaled(
        id: "mobilenet-v1-compound", base: "mobilenet-v1", depth: 1.4, width: 1.2, resolution: 291),
      Scaled(id: "mobilenet-v2-w2", base: "mobilenet-v2", width: 2),
      Scaled(id: "mobilenet-v2-r2", base: "mobilenet-v2", resolution: 448),
      Scaled(
        id: "mobilenet-v2-compound", base: "mobilenet-v2", depth: 1.4, width: 1.2, resolution: 291),
      Scaled(id: "resnet-50-d4", base: "resnet-50", depth: 4),
      Scaled(id: "resnet-50-r2", base: "resnet-50", resolution: 448),
    ]

  private static func text(_ number: Double) -> String {
    number == number.rounded() ? "\(Int(number))" : "\(number)"
  }

  @Test(arguments: cases)
  func countsEqualTheReference(_ scaled: Scaled) throws {
    let reference = try #require(ReferenceModel.all.first { $0.id == scaled.id })
    let base = try #require(try ModelZoo.model(named: scaled.base).architecture)
    let architecture = try base.scaled(
      by: ScalingCoefficients(depth: scaled.depth, width: scaled.width)
    ).architecture
    reference.expectEqual(
      try architecture.with(resolution: Resolution(scaled.resolution)).lowered())
  }

  /// timm builds this one with widths rounded to whole channels, and the stem left at 64.
  @Test func compoundScaledResNetEqualsTheReference() throws {
    let reference = try #require(ReferenceModel.all.first { $0.id == "resnet-50-compound" })
    let base = try #require(try ModelZoo.model(named: "resnet-50").architecture)
    let scaled = try base.with(scalingPolicy: ScalingPolicy(stemWidth: .fixed)).scaled(
      by: ScalingCoefficients(depth: 1.4, width: 1.2),
      rounding: RoundingRules(divisor: 1))
    reference.expectEqual(try scaled.architecture.with(resolution: 291).lowered())
  }
}
