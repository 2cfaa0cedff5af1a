/// The learning rate over a training.
public struct LearningRateSchedule: Hashable, Sendable {
  /// How the rate falls after the warm-up.
  public enum Decay: Hashable, Sendable {
    /// Not at all.
    case constant
    /// Times `factor` every `epochs` epochs; in stairs, or smoothly in between.
    case exponential(factor: Double = 0.97, epochs: Double = 2.4, stairs: Bool = true)
    /// Half a cosine from the peak to `floor` times the peak at the end.
    case cosine(floor: Double = 0)
  }

  /// The ways to fall by the names that people write.
  public enum Name: String, Codable, Hashable, Sendable, CaseIterable {
    /// Not at all.
    case constant
    /// Half a cosine.
    case cosine
    /// By a factor, again and again.
    case exponential
  }

  /// The largest rate, after the warm-up.
  public var peak: Double
  /// How the rate falls from there.
  public var decay: Decay
  /// Epochs over which the rate rises linearly from near zero to the peak.
  public var warmUpEpochs: Double

  /// Makes a schedule; without a warm-up it begins at the peak.
  public init(peak: Double, decay: Decay, warmUpEpochs: Double = 0) {
    self.peak = peak
    self.decay = decay
    self.warmUpEpochs = warmUpEpochs
  }
}

extension LearningRateSchedule.Decay {
  /// The way to fall without its numbers.
  public var name: LearningRateSchedule.Name {
    switch self {
    case .constant: .constant
    case .cosine: .cosine
    case .exponential: .exponential
    }
  }

  /// The way of this name, with EfficientNet's factor and period, or a cosine down to zero.
  public init(_ name: LearningRateSchedule.Name) {
    switch name {
    case .constant: self = .constant
    case .cosine: self = .cosine()
    case .exponential: self = .exponential()
    }
  }
}
