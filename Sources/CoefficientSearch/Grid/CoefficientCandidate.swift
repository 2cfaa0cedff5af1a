public import Architectures
public import CostModel
import Foundation

/// One point of the grid that satisfies the constraint, costed as realised at both scales.
public struct CoefficientCandidate: Hashable, Sendable {
  /// What becomes of a candidate.
  public enum Fate: Hashable, Sendable {
    /// Trained under every seed.
    case trained
    /// Never trained, with the reason.
    case refused(String)
    /// Rounds to the same trained network as the candidate with this trial number.
    case sameAs(Int)
  }

  /// The trial number; 0 is the unscaled baseline.
  public let trial: Int
  /// The candidate's α, β and γ.
  public let scaling: CompoundScaling
  /// Whether it is trained, and if not, why.
  public let fate: Fate
  /// Costs at target scale; nil where the network can't be built there.
  public let costs: Figures?
  /// Multiply-adds at target scale ÷ the baseline's.
  public let targetRatio: Double?
  /// The network to train; nil where it can't be built.
  public let proxy: Architecture?
  /// Costs of the trained network; nil where it can't be built.
  public let proxyCosts: Figures?
  /// Multiply-adds of the trained network ÷ the trained baseline's.
  public let proxyRatio: Double?

  /// `alpha 1.2, beta 1.1, gamma 1.15`, or `baseline`.
  public var label: String {
    trial == 0
      ? "baseline" : "alpha \(scaling.alpha), beta \(scaling.beta), gamma \(scaling.gamma)"
  }
}
