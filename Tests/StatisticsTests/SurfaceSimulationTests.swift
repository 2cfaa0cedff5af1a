import Foundation
import Randomness
import Statistics
import Testing

/// Whether the stated confidence is what comes out, on surfaces that are known.
@Suite struct SurfaceSimulationTests {
  /// The designs' region: depth, width and resolution from about half to twice a baseline's, in steps
  /// as rounding leaves them, between a tenth and four times its cost.
  private static let lattice: [[Double]] = {
    let steps = stride(from: -1.5, through: 1, by: 0.25)
    return steps.flatMap { depth in
      stride(from: -2.0, through: 1.5, by: 0.5).flatMap { width in
        stride(from: -2.0, through: 1.5, by: 0.5).map { [depth, width, $0] }
      }
    }.filter { (log2(0.1)...2).contains($0.reduce(0, +)) }
  }()

  /// What 24 baseline trainings can pay for.
  private static let design: [[Double]] = {
    let plan = ExperimentDesign(
      rows: lattice.map(QuadraticSurface.terms), costs: lattice.map { exp2($0.reduce(0, +)) },
      budget: 24)
    return plan.chosen.map { lattice[$0] }
  }()

  /// The surface that simulated run `number` finds, where results lie about `truth` with so large a
  /// standard deviation.
  private func observed(
    _ number: Int, deviation: Double = 0.076, _ truth: ([Double]) -> Double
  ) throws -> QuadraticSurface {
    var generator = CounterGenerator(seed: 11, purpose: "surface simulation", index: number)
    let values = Self.design.map { truth($0) + deviation * generator.normal() }
    return try #require(QuadraticSurface(points: Self.design, values: values))
  }

  @Test func theDesignPaysForManySmallNetworks() {
    let costs = Self.design.map { exp2($0.reduce(0, +)) }
    #expect(costs.reduce(0, +) <= 24)
    #expect(Self.design.count > 20)
    #expect(Set(Self.design).count == Self.design.count)
  }

  /// An optimum inside: 95 % of regions hold it, and so do the regions of the path, whose direction
  /// and position are in closed form.
  @Test func regionsHoldTheTruthAsOftenAsTheySay() throws {
    let (optimum, curvature, runs) = ([0.25, 0.35, 0.4], 0.06, 600)
    // Slopes are equal at the optimum: bᵢ − κ·xᵢ = 0.12 there.
    let truth = { (point: [Double]) in
      zip(point, optimum).reduce(0.0) { sum, term in
        sum + (0.12 + curvature * term.1) * term.0 - curvature / 2 * term.0 * term.0
      }
    }
    var (optima, directions, balances) = (0, 0, 0)
    for run in 0..<runs {
      let surface = try observed(run, truth)
      if MixtureOptimum(surface, sum: 1, steps: 12).canBeBest(optimum) == true { optima += 1 }
      guard let path = ExpansionPath(surface) else { continue }
      // Equal curvatures: every dimension grows alike, from where the slopes are equal.
      if path.canBeDirection([1.0 / 3, 1.0 / 3, 1.0 / 3]) == true { directions += 1 }
      if path.canBeBalance(optimum.map { $0 - 1.0 / 3 }) == true { balances += 1 }
    }
    // 95 % with a standard error of 0.9 points.
    #expect((0.925...0.975).contains(Double(optima) / Double(runs)), "\(optima)")
    // Where the fit has no path at all, none is stated: those runs count as neither.
    #expect(Double(directions) / Double(runs) > 0.5 && Double(balances) / Double(runs) > 0.5)
  }

  /// A corner: growing resolution alone is best, by far.
  @Test func cornersAreHeldAtLeastAsOften() throws {
    let runs = 300
    let held = try (0..<runs).count { run in
      let surface = try observed(run) { 0.02 * $0[0] + 0.05 * $0[1] + 0.25 * $0[2] }
      let optimum = MixtureOptimum(surface, sum: 1, steps: 12)
      return optimum.canBeBest([0, 0, 1]) == true && optimum.canBeBest([1, 0, 0]) == false
    }
    #expect(Double(held) / Double(runs) > 0.925, "\(held)")
  }

  /// Cost alone counts: no way of scaling is worse than another, and few runs call one so.
  @Test func equalWaysAreSeldomCalledWorse() throws {
    let (runs, corners) = (600, [[1.0, 0, 0], [0, 1, 0], [0, 0, 1]])
    let shares = MixtureOptimum.shares(steps: 8)
    let contrasts = corners.flatMap { corner in
      shares.map { QuadraticSurface.contrast($0, minus: corner) }
    }
    let truth = { (point: [Double]) in 0.14 * point.reduce(0, +) }
    // One design, one critical value.
    let critical = try #require(
      SimultaneousIntervals(observed(0, truth).fit, for: contrasts, draws: 4000)
    ).criticalValue
    let wrong = try (0..<runs).count { run in
      let intervals = try #require(
        SimultaneousIntervals(observed(run, truth).fit, criticalValue: critical))
      return contrasts.contains { intervals.interval($0).lowerBound > 0 }
    }
    #expect(Double(wrong) / Double(runs) < 0.06, "\(wrong)")
  }
}
