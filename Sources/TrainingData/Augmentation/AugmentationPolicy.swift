import Randomness

/// Which operators change a training image, drawn anew for each image and epoch.
public enum AugmentationPolicy: Hashable, Sendable {
  /// A learned policy: one of its 25 sub-policies, whose two operators each apply with a probability
  /// of their own. AutoAugment, arXiv:1805.09501.
  case autoAugment(LearnedPolicy)
  /// `operations` of 14 operators, one after another, at one magnitude, 0 to 30.
  /// RandAugment, arXiv:1909.13719.
  case randAugment(operations: Int, magnitude: Int)

  /// The sets of images that policies were learned on.
  public enum LearnedPolicy: String, Hashable, Sendable, CaseIterable {
    case imageNet = "imagenet"
    case cifar10
  }

  /// What happens to one image of `size`.
  func operators(size: ImageSize, using random: inout CounterGenerator) -> [ImageOperator] {
    switch self {
    case .autoAugment(let learned):
      let policy = learned.policy
      let scale = MagnitudeScale(bins: 10, size: size)
      return policy[random.index(below: policy.count)].compactMap { choice in
        // All numbers are drawn, used or not, so that no draw depends on another.
        let (isApplied, isNegative) = (random.chance(choice.probability), random.chance(0.5))
        return isApplied
          ? scale.operation(choice.name, magnitude: choice.magnitude, isNegative: isNegative) : nil
      }
    case .randAugment(let operations, let magnitude):
      let scale = MagnitudeScale(bins: 31, size: size)
      return (0..<operations).map { _ in
        let name = MagnitudeScale.randAugment[random.index(below: MagnitudeScale.randAugment.count)]
        return scale.operation(name, magnitude: magnitude, isNegative: random.chance(0.5))
      }
    }
  }

  /// Changes an image, values 0…1, as one of 8 bits a channel.
  func apply(
    to pixels: UnsafeMutableBufferPointer<Float>, size: ImageSize,
    using random: inout CounterGenerator
  ) {
    let operators = operators(size: size, using: &random)
    if operators.allSatisfy({ $0 == .identity }) { return }
    var image = ByteImage(rounding: pixels, size: size)
    for operation in operators { operation.apply(to: &image) }
    image.write(to: pixels)
  }
}

/// The strengths of operators on a scale of whole magnitudes from 0 up.
///
/// Ranges are the paper's (table 6) in torchvision's reading: blending by 1 ± 0 … 0.9, the sign drawn;
/// posterizing to 8 … 4 bits; translation in parts of the image, of the 150 of 331 pixels that the
/// paper allows. torchvision computes in float32, and so does this: cutting off a translation to
/// whole pixels makes the last bit count.
struct MagnitudeScale {
  /// The number of magnitudes: 10 of AutoAugment, 31 of RandAugment.
  let bins: Int
  let size: ImageSize

  /// The operators by the paper's names.
  enum Name: String, Hashable, CaseIterable {
    case identity = "Identity"
    case shearX = "ShearX"
    case shearY = "ShearY"
    case translateX = "TranslateX"
    case translateY = "TranslateY"
    case rotate = "Rotate"
    case autoContrast = "AutoContrast"
    case invert = "Invert"
    case equalize = "Equalize"
    case solarize = "Solarize"
    case posterize = "Posterize"
    case contrast = "Contrast"
    case color = "Color"
    case brightness = "Brightness"
    case sharpness = "Sharpness"
  }

  /// What RandAugment draws from: all but inversion.
  static let randAugment = Name.allCases.filter { $0 != .invert }

  /// An operator at a magnitude, 0 ..< `bins`, that operators without strength ignore, as those
  /// without direction ignore the sign.
  func operation(_ name: Name, magnitude: Int, isNegative: Bool) -> ImageOperator {
    func signed(_ end: Float) -> Double {
      let value = Double(step(magnitude, from: 0, to: end))
      return isNegative ? -value : value
    }
    return switch name {
    case .identity: .identity
    case .shearX: .shearX(level: signed(0.3))
    case .shearY: .shearY(level: signed(0.3))
    case .translateX: .translateX(pixels: Int(signed(Float(150.0 / 331 * Double(size.width)))))
    case .translateY: .translateY(pixels: Int(signed(Float(150.0 / 331 * Double(size.height)))))
    case .rotate: .rotate(degrees: signed(30))
    case .autoContrast: .autoContrast
    case .invert: .invert
    case .equalize: .equalize
    case .solarize: .solarize(threshold: Double(step(magnitude, from: 255, to: 0)))
    case .posterize:
      .posterize(bits: 8 - Int((Float(magnitude) / (Float(bins - 1) / 4)).rounded()))
    case .contrast: .contrast(factor: 1 + signed(0.9))
    case .color: .color(factor: 1 + signed(0.9))
    case .brightness: .brightness(factor: 1 + signed(0.9))
    case .sharpness: .sharpness(factor: 1 + signed(0.9))
    }
  }

  /// Element `index` of `bins` evenly spaced numbers, counted from the nearer end, and rounded once,
  /// as PyTorch does.
  private func step(_ index: Int, from start: Float, to end: Float) -> Float {
    let step = (end - start) / Float(bins - 1)
    return index < bins / 2
      ? start.addingProduct(step, Float(index))
      : end.addingProduct(-step, Float(bins - 1 - index))
  }
}
