import Foundation

/// The learning rate over a training.
public struct LearningRateSchedule: Hashable, Sendable {
  /// How the rate falls after the warm-up.
  public enum Decay: Hashable, Sendable {
    case constant
    /// Times `factor` every `epochs` epochs; in stairs, or smoothly in between.
    case exponential(factor: Double = 0.97, epochs: Double = 2.4, stairs: Bool = true)
    /// Half a cosine from the peak to `floor` times the peak at the end.
    case cosine(floor: Double = 0)
  }

  public var peak: Double
  public var decay: Decay
  /// Epochs over which the rate rises linearly from near zero to the peak.
  public var warmUpEpochs: Double

  public init(peak: Double, decay: Decay, warmUpEpochs: Double = 0) {
    self.peak = peak
    self.decay = decay
    self.warmUpEpochs = warmUpEpochs
  }

  /// The rate of step `step` of `steps`, `stepsPerEpoch` of them an epoch.
  public func rate(step: Int, of steps: Int, stepsPerEpoch: Double) -> Double {
    let warmUp = warmUpEpochs * stepsPerEpoch
    if Double(step) < warmUp { return peak * Double(step + 1) / (warmUp + 1) }
    switch decay {
    case .constant: return peak
    case .exponential(let factor, let epochs, let stairs):
      let periods = Double(step) / (epochs * stepsPerEpoch)
      return peak * pow(factor, stairs ? periods.rounded(.down) : periods)
    case .cosine(let floor):
      let progress = (Double(step) - warmUp) / max(1, Double(steps) - warmUp)
      return peak * (floor + (1 - floor) * 0.5 * (1 + cos(Double.pi * min(1, progress))))
    }
  }
}

extension LearningRateSchedule: CustomStringConvertible {
  public var description: String {
    let fall =
      switch decay {
      case .constant: "constant"
      case .exponential(let factor, let epochs, let stairs):
        "times \(factor) every \(epochs) epochs\(stairs ? " in stairs" : "")"
      case .cosine(let floor): "half a cosine to \(floor) of it"
      }
    return "\(peak), \(fall), warm-up of \(warmUpEpochs) epochs"
  }
}
