import Architectures
import Files
import ModelZoo
import Networks
import Testing

@testable import Interchange

/// Networks whose tensors have a library's names, and which that library does not build.
@Suite struct MisfitTests {
  private static func architecture(_ name: String) throws -> Architecture {
    try #require(try ModelZoo.model(named: name).architecture)
  }

  @Test(
    arguments: [
      ("resnet-50/caffe-v1", WeightNaming.torchvision, "rounds up (there it pads)", "resnet-50"),
      ("resnet-152/caffe-v1", .timm, "rounds up (there it pads)", "resnet-152"),
      ("regnetx-400mf", .torchvision, "widths rounded otherwise", "regnetx-400mf/torchvision"),
      ("mnasnet-a1", .torchvision, "the activation relu (there silu)", nil),
      ("efficientnet-lite0", .torchvision, "kernels of 5×5 (there 3×3)", nil),
      ("efficientnet-edgetpu-s", .torchvision, "the activation relu", nil),
      ("efficientnet-lite0", .efficientNetPyTorch, "without squeeze-and-excitation", nil),
    ] as [(String, WeightNaming, String, String?)])
  func whatTheLibraryBuildsOtherwiseIsNamed(
    model: String, naming: WeightNaming, misfit: String, variant: String?
  ) throws {
    let architecture = try MisfitTests.architecture(model)
    let error = #expect(throws: FileError.self) {
      try naming.names(of: architecture.lowered(), from: architecture)
    }
    let message = error?.message ?? ""
    #expect(message.contains(misfit), "\(message)")
    #expect(message.contains("use '") == (variant != nil))
    if let variant { #expect(message.contains("use '\(variant)', which is \(naming.rawValue)'s")) }
  }

  /// EfficientNet-PyTorch adds no shortcut around a stage's first block, which in none of the
  /// released networks keeps its shape, and in one of a quarter of B0's width does: 8 channels in,
  /// 8 out.
  ///
  /// Likewise the first block of torchvision's MNASNet.
  @Test(arguments: [
    ("efficientnet-b0", WeightNaming.efficientNetPyTorch, 0.25, true),
    ("efficientnet-b0", .efficientNetPyTorch, 0.5, false),
    ("efficientnet-b0", .timm, 0.25, false),
  ])
  func shortcutsThatTheLibraryLacksAreMisfits(
    model: String, naming: WeightNaming, width: Double, isRefused: Bool
  ) throws {
    let narrow = try MisfitTests.architecture(model).scaled(
      by: ScalingCoefficients(width: width)
    ).architecture
    let misfits = naming.misfits(narrow)
    #expect(
      misfits == (isRefused ? ["a shortcut around the first block of a stage (there is none)"] : [])
    )
  }

  /// A stem without pooling, as people have it for small images, is no library's ResNet.
  @Test(arguments: [WeightNaming.torchvision, .timm])
  func changedStemsAndStridesAreRefused(naming: WeightNaming) throws {
    let standard = try MisfitTests.architecture("resnet-18")
    let small = try standard.with(stem: Stem(channels: 64, kernelSize: 3, stride: 1))
    let error = #expect(throws: FileError.self) {
      try naming.names(of: small.lowered(), from: small)
    }
    #expect(error?.message.contains("a stem of 3×3 and stride 1 without pooling") == true)
    let dense = try standard.with(
      stages: standard.stages.enumerated().map { index, stage in
        try Stage(
          block: stage.block, kernelSize: 3, stride: index == 3 ? 1 : stage.stride,
          channels: stage.channels, repeats: stage.repeats)
      })
    #expect(throws: FileError.self) { try naming.names(of: dense.lowered(), from: dense) }
  }
}
