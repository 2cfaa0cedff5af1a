import Architectures
import Foundation
import Statistics
import Studies

/// Which networks of a lattice are trained: first to learn the whole surface, then where its answer
/// hangs, then to check it.
///
/// Efforts are in trainings of the baseline.
struct SurfaceDesign: Sendable {
  let lattice: ScalingLattice
  /// Networks to choose from: of those that are near one another, one.
  private let candidates: [Int]

  /// The share of a budget that learns the whole surface, and that which is placed by what it says;
  /// what is left checks the answer.
  static let shares = (first: 0.6, second: 0.25)
  /// The share of the first part that repeats networks, which tells the seeds' noise from what the
  /// surface misses.
  private static let repeated = 0.1

  init(_ lattice: ScalingLattice) {
    self.lattice = lattice
    var cells: Set<[Int]> = []
    candidates = lattice.points.indices.filter { index in
      let point = lattice.points[index]
      return cells.insert(
        (point.coordinates + [log2(point.rate)]).map {
          Int(($0 / ScalingLattice.nearness).rounded())
        }
      ).inserted
    }
  }

  /// The design of a search around the baseline at proxy scale.
  ///
  /// - Throws: what building the baseline throws.
  init(_ definition: SurfaceDefinition, around baseline: Architecture) throws {
    self.init(
      try ScalingLattice(
        baseline, rounding: definition.proxy.rounding,
        range: definition.least...definition.most, growth: definition.growth,
        rates: definition.rates))
  }

  /// The columns of the model at a point of the lattice.
  func row(_ point: Int) -> [Double] {
    let point = lattice.points[point]
    return QuadraticSurface.terms(
      lattice.hasRates ? point.coordinates + [log2(point.rate)] : point.coordinates)
  }

  private func effort(_ point: Int) -> Double { lattice.points[point].effort }

  /// The first networks, in the order of their choice: the baseline, what tells most about all
  /// coefficients for its effort, and some of these again.
  func first(budget: Double) -> [Int] {
    let distinct = choose(budget: budget * (1 - Self.repeated) - 1, observed: [0])
    let chosen = [0] + distinct
    let again = ExperimentDesign(
      rows: chosen.map(row), costs: chosen.map(effort), budget: budget * Self.repeated,
      observed: chosen.map(row))
    return chosen + again.chosen.map { chosen[$0] }
  }

  /// Further networks: what tells most about the differences between `rivals`, points of the surface,
  /// after `observed` was trained; each with its best rate, where rates differ.
  func second(budget: Double, observed: [Int], rivals: [[Double]]) -> [Int] {
    guard let best = rivals.first, rivals.count > 1 else {
      return choose(budget: budget, observed: observed)
    }
    let contrasts = rivals.dropFirst().map { QuadraticSurface.contrast($0, minus: best) }
    return choose(budget: budget, aim: .functions(contrasts), observed: observed)
  }

  private func choose(
    budget: Double, aim: ExperimentDesign.Aim = .coefficients, observed: [Int]
  ) -> [Int] {
    let lattice = lattice
    let free = candidates.filter { candidate in
      !observed.contains { lattice.isTooNear($0, candidate) }
    }
    let design = ExperimentDesign(
      rows: free.map(row), costs: free.map(effort), budget: budget, aim: aim,
      observed: observed.map(row), isTooNear: { lattice.isTooNear(free[$0], free[$1]) })
    return design.chosen.map { free[$0] }
  }

  /// The networks that check an answer, the point nearest to each of `places`, each once, and how many
  /// fresh seeds the budget has for each, at least one.
  func checks(budget: Double, places: [[Double]]) -> (points: [Int], seeds: Int) {
    var points: [Int] = []
    for place in places {
      let point = lattice.nearest(to: place)
      if !points.contains(point) { points.append(point) }
    }
    let effort = points.reduce(0) { $0 + self.effort($1) }
    return (points, max(1, Int(budget / max(effort, 1e-9))))
  }
}
