import Architectures
import CostModel
import Foundation
import Studies

/// Builds and costs the candidates of a grid.
struct CoefficientEnumeration {
  let definition: CoefficientDefinition
  /// The baseline at target scale, for images with the channels of the data.
  let base: Architecture
  /// The baseline at proxy scale.
  let proxyBase: Architecture

  /// Grid points that miss the constraint on α · β² · γ²; they become no candidates.
  private(set) var pointsOffConstraint = 0
  private(set) var candidates: [CoefficientCandidate] = []

  init(
    _ definition: CoefficientDefinition, base: Architecture, classes: Int, inputChannels: Int
  ) throws {
    self.definition = definition
    self.base = try base.with(
      resolution: definition.targetResolution, inputChannels: inputChannels)
    proxyBase = try definition.proxy.apply(
      to: base, classes: classes, inputChannels: inputChannels,
      regularizes: definition.training.regularizes)
    try enumerate()
  }

  private mutating func enumerate() throws {
    let unscaled = try CompoundScaling(alpha: 1, beta: 1, gamma: 1)
    let baseCosts = try Figures(of: base)
    let proxyBaseCosts = try Figures(of: proxyBase)
    candidates = [
      CoefficientCandidate(
        trial: 0, scaling: unscaled, fate: .trained, costs: baseCosts, targetRatio: 1,
        proxy: proxyBase, proxyCosts: proxyBaseCosts, proxyRatio: 1)
    ]
    var seen: [Architecture: Int] = [proxyBase: 0]
    for scaling in try scalings() {
      let candidate = try candidate(scaling, baseCosts, proxyBaseCosts, seen: &seen)
      candidates.append(candidate)
    }
  }

  /// The grid's points that satisfy the constraint, in the order of α, β, γ.
  private mutating func scalings() throws -> [CompoundScaling] {
    let grid = definition.grid
    let constraint = definition.constraint
    // 1.9 lies within 0.1 of 2 for a reader, not for binary64.
    let tolerance = constraint.tolerance + 1e-9
    var scalings: [CompoundScaling] = []
    for alpha in grid.alpha {
      for beta in grid.beta {
        for gamma in grid.gamma {
          let scaling = try CompoundScaling(alpha: alpha, beta: beta, gamma: gamma)
          if scaling.meets(target: constraint.target, tolerance: tolerance) {
            scalings.append(scaling)
          } else {
            pointsOffConstraint += 1
          }
        }
      }
    }
    guard !scalings.isEmpty else {
      throw SearchError.emptySearch(
        reason: "none of the \(grid.count) grid points has alpha·beta²·gamma² within "
          + "\(constraint.tolerance) of \(constraint.target); widen the grid or the tolerance")
    }
    return scalings
  }

  private func candidate(
    _ scaling: CompoundScaling, _ baseCosts: Figures, _ proxyBaseCosts: Figures,
    seen: inout [Architecture: Int]
  ) throws -> CoefficientCandidate {
    let trial = candidates.count
    let factors = try scaling.coefficients(phi: definition.phi)
    do {
      let target = try base.scaled(by: factors).architecture
      let costs = try Figures(
        of: target, measuring: definition.budgets.metrics, on: definition.device)
      let proxy = try proxyBase.scaled(by: factors, rounding: definition.proxy.rounding)
        .architecture
      let proxyCosts = try Figures(of: proxy)
      let ratio = Double(proxyCosts.multiplyAdds) / Double(proxyBaseCosts.multiplyAdds)
      let targetRatio = Double(costs.multiplyAdds) / Double(baseCosts.multiplyAdds)
      let constraint = definition.constraint
      let fate: CoefficientCandidate.Fate
      if let reason = definition.budgets.refusal(of: costs)
        ?? miss(ratio, constraint.realisedTolerance, "the trained network")
        ?? miss(targetRatio, constraint.targetTolerance, "the network at target scale")
      {
        fate = .refused(reason)
      } else if let earlier = seen[proxy] {
        fate = .sameAs(earlier)
      } else {
        seen[proxy] = trial
        fate = .trained
      }
      return CoefficientCandidate(
        trial: trial, scaling: scaling, fate: fate, costs: costs,
        targetRatio: targetRatio, proxy: proxy,
        proxyCosts: proxyCosts, proxyRatio: ratio)
    } catch {
      // A network that can't be built at one of the scales is a refused candidate, not the end.
      return CoefficientCandidate(
        trial: trial, scaling: scaling, fate: .refused("\(error)"), costs: nil, targetRatio: nil,
        proxy: nil, proxyCosts: nil, proxyRatio: nil)
    }
  }

  /// Why a network's realised cost is not what is compared; nil where it is.
  private func miss(_ ratio: Double, _ tolerance: Double?, _ network: String) -> String? {
    guard let tolerance else { return nil }
    let asked = pow(definition.constraint.target, definition.phi)
    guard abs(ratio / asked - 1) > tolerance else { return nil }
    let rounded = (ratio * 1000).rounded() / 1000
    return "after rounding \(network) has \(rounded) times the baseline's multiply-adds, "
      + "more than \(tolerance * 100) % from \(asked)"
  }
}
