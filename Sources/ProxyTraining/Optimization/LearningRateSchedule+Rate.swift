import Foundation
public import TrainingRecipes

extension LearningRateSchedule {
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
