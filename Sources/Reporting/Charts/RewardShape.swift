import Foundation

/// The reward Acc·(cost/T)^w of MnasNet (arXiv:1807.11626, Eq. 2–3), for the contours of a chart.
package struct RewardShape: Hashable, Sendable {
  /// The cost T at which the reward is the accuracy.
  package var target: Double
  /// w where the cost is at most T.
  package var exponentBelowTarget: Double
  /// w where the cost is above T.
  package var exponentAboveTarget: Double

  package init(target: Double, exponentBelowTarget: Double, exponentAboveTarget: Double) {
    self.target = target
    self.exponentBelowTarget = exponentBelowTarget
    self.exponentAboveTarget = exponentAboveTarget
  }

  /// Reward per unit of accuracy at `cost`.
  func factor(at cost: Double) -> Double {
    pow(cost / target, cost <= target ? exponentBelowTarget : exponentAboveTarget)
  }
}
