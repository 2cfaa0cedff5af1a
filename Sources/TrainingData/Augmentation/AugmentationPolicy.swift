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
    /// Learned on a part of ImageNet (arXiv:1805.09501, Table 9).
    case imageNet = "imagenet"
    /// Learned on a part of CIFAR-10 (arXiv:1805.09501, Table 7).
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
