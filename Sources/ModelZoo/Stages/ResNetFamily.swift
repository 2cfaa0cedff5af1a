import Architectures
import Networks

/// The residual networks: ResNet (arXiv:1512.03385), WideResNet (arXiv:1605.07146), ResNeXt
/// (arXiv:1611.05431) and their squeeze-and-excitation forms (arXiv:1709.01507).
///
/// The stride is in a bottleneck's 3×3 convolution as in torchvision ("v1.5"), which is what 4.1 B
/// multiply-adds for ResNet-50 means; `/caffe-v1` has it in the first 1×1, as in the paper. The SE
/// networks follow the Caffe originals; `se-resnet-50/timm-v1.5` is the other form.
struct ResNetFamily: ModelFamily {
  static let depths: [(depth: Int, repeats: [Int])] = [
    (18, [2, 2, 2, 2]), (34, [3, 4, 6, 3]), (50, [3, 4, 6, 3]), (101, [3, 4, 23, 3]),
    (152, [3, 8, 36, 3]), (200, [3, 24, 36, 3]),
  ]

  /// What tells one network of the family from another.
  private struct Form {
    var repeats: [Int]
    var isBottleneck: Bool
    /// Inner channels of a bottleneck ÷ output channels.
    var innerRatio = 0.25
    var groups = 1
    var isSqueezed = false
    /// Stride in the first 1×1 convolution, and a stem pooling that rounds up.
    var isCaffe = false
  }

  let names =
    depths.map { "resnet-\($0.depth)" } + [
      "resnet-50/caffe-v1", "resnet-101/caffe-v1", "resnet-152/caffe-v1", "wide-resnet-50-2",
      "wide-resnet-101-2", "resnext-50-32x4d", "resnext-101-32x4d", "resnext-101-32x8d",
      "resnext-101-64x4d", "se-resnet-50", "se-resnet-50/timm-v1.5", "se-resnet-101",
      "se-resnet-152", "se-resnext-50-32x4d", "se-resnext-101-32x4d",
    ]

  func model(named name: String) throws -> ZooModel? {
    for (prefix, family) in [
      ("resnet", "ResNet"), ("wide-resnet", "WideResNet"), ("resnext", "ResNeXt"),
      ("se-resnet", "SE-ResNet"), ("se-resnext", "SE-ResNeXt"),
    ] {
      guard let parsed = ModelName(name, after: prefix), let form = try Self.form(parsed, prefix)
      else { continue }
      return ZooModel(family: family, architecture: try Self.architecture(form, name: name))
    }
    return nil
  }

  private static func form(_ name: ModelName, _ prefix: String) throws -> Form? {
    guard let depth = name.parts.first,
      let row = depths.first(where: { String($0.depth) == depth })
    else { return nil }
    let isSqueezed = prefix.hasPrefix("se-")
    var form = Form(
      repeats: row.repeats, isBottleneck: row.depth >= 50, isSqueezed: isSqueezed,
      isCaffe: isSqueezed)
    switch name.variant {
    case nil: break
    case "caffe-v1" where !isSqueezed: form.isCaffe = true
    case "timm-v1.5" where isSqueezed: form.isCaffe = false
    default: return nil
    }
    switch (prefix.hasSuffix("resnext"), prefix.hasPrefix("wide")) {
    case (true, _):
      guard name.parts.count == 2 else { return nil }
      try setGroups(&form, name)
    case (_, true):
      guard name.parts.count == 2 else { return nil }
      form.innerRatio = 0.25 * Double(try name.integer(1, in: 1...64, "the width factor"))
    default:
      guard name.parts.count == 1 else { return nil }
    }
    guard form.isBottleneck || form.innerRatio == 0.25 else {
      throw name.invalid("depth \(depth)", expected: "50 or more, which has bottlenecks")
    }
    return form
  }

  /// `32x4d`: 32 groups of 4 channels in the first stage, doubled from stage to stage.
  private static func setGroups(_ form: inout Form, _ name: ModelName) throws {
    let text = name.parts[1]
    let numbers = text.dropLast().split(separator: "x").compactMap { Int($0) }
    guard text.last == "d", numbers.count == 2, (1...1024).contains(numbers[0]),
      (1...1024).contains(numbers[1]), form.isBottleneck
    else {
      throw name.invalid(
        "'\(text)' for groups × width at depth \(name.parts[0])",
        expected: "such as 32x4d, up to 1024 each, at depth 50 or more")
    }
    form.groups = numbers[0]
    form.innerRatio = Double(numbers[0] * numbers[1]) / 256
  }

  private static func architecture(_ form: Form, name: String) throws -> Architecture {
    let squeeze = form.isSqueezed ? SqueezeExcitation(ratio: 1.0 / 16, basis: .gated) : nil
    let block: Block =
      form.isBottleneck
      ? .bottleneckResidual(
        BottleneckResidual(
          innerRatio: form.innerRatio, groups: .count(form.groups),
          // ResNeXt strides in the 3×3 even in the Caffe code.
          stridePosition: form.isCaffe && form.groups == 1 ? .first : .spatial, squeeze: squeeze))
      : .basicResidual(BasicResidual(squeeze: squeeze))
    let stages = try form.repeats.enumerated().map { index, repeats in
      try Stage(
        block: block, kernelSize: 3, stride: index == 0 ? 1 : 2,
        channels: (form.isBottleneck ? 256 : 64) << index, repeats: repeats)
    }
    return try Architecture(
      name: name, resolution: 224, padding: .symmetric,
      normalization: BatchNormalization(epsilon: 1e-5, momentum: 0.9), activation: .relu,
      stem: Stem(
        channels: 64, kernelSize: 7, hasPooling: true, poolingRoundsUp: form.isCaffe),
      stages: stages, head: Head())
  }
}
