import Randomness

/// How the images of a batch are mixed in pairs: image p of n with image n − 1 − p, whose order is
/// random already; the one in the middle of an odd number stays.
///
/// The pairing is that of EfficientNet's code, as is one share per image.
public enum Mixing: Hashable, Sendable {
  /// Adds images and labels by a share drawn from Beta(α, α), or one minus it, whichever is greater.
  /// Source: arXiv:1710.09412, Eq. 1.
  case mixup(alpha: Double)
  /// Adds the other image by a share drawn up to this one, and keeps the label: AutoAugment's
  /// operator of this name, up to 0.4. Source: arXiv:1801.02929.
  case samplePairing(share: Double)

  /// Whether labels are mixed as images are.
  public var mixesLabels: Bool {
    switch self {
    case .mixup: true
    case .samplePairing: false
    }
  }

  /// What an image keeps of itself.
  ///
  /// - Parameters:
  ///   - seed: The training's seed.
  ///   - step: The training's step.
  ///   - position: The image's place in the batch.
  /// - Returns: The share, above 0 and at most 1.
  public func share(seed: UInt64, step: Int, position: Int) -> Float {
    var random = CounterGenerator(seed: seed, purpose: .mixing, epoch: step, index: position)
    switch self {
    case .mixup(let alpha):
      let share = random.beta(alpha)
      return Float(max(share, 1 - share))
    case .samplePairing(let greatest):
      return Float(1 - greatest * random.uniform())
    }
  }

  /// Mixes two images in place, each keeping its share of itself.
  public static func mix(
    _ first: UnsafeMutableBufferPointer<Float>, keeping firstShare: Float,
    _ second: UnsafeMutableBufferPointer<Float>, keeping secondShare: Float
  ) {
    precondition(first.count == second.count, "mixed images have one size")
    for index in first.indices {
      let (a, b) = (first[index], second[index])
      first[index] = firstShare * a + (1 - firstShare) * b
      second[index] = secondShare * b + (1 - secondShare) * a
    }
  }
}
