import Foundation

/// The φ that given coefficients would have, dimension by dimension, were they powers of α, β, γ.
///
/// The released coefficients of EfficientNet-B1 to B7 are hand-rounded: B7's depth, width and
/// resolution imply three different φ, 6.2, 7.3 and 7.05.
public struct ImpliedPhi: Hashable, Sendable {
  /// log d / log α; `nil` where α is 1.
  public let depth: Double?
  /// log w / log β; `nil` where β is 1.
  public let width: Double?
  /// log r / log γ; `nil` where γ is 1.
  public let resolution: Double?
  /// The φ whose logarithms of all three coefficients are nearest in the sum of squares; `nil` where
  /// α, β and γ are all 1.
  public let leastSquares: Double?
}

extension CompoundScaling {
  /// The φ that `coefficients` imply under these constants.
  public func impliedPhi(of coefficients: ScalingCoefficients) -> ImpliedPhi {
    let bases = [log(alpha), log(beta), log(gamma)]
    let sizes = [
      log(coefficients.depth), log(coefficients.width), log(coefficients.resolution),
    ]
    func phi(_ index: Int) -> Double? { bases[index] == 0 ? nil : sizes[index] / bases[index] }
    let squares = bases.reduce(0) { $0 + $1 * $1 }
    let products = zip(bases, sizes).reduce(0) { $0 + $1.0 * $1.1 }
    return ImpliedPhi(
      depth: phi(0), width: phi(1), resolution: phi(2),
      leastSquares: squares > 0 ? products / squares : nil)
  }
}
