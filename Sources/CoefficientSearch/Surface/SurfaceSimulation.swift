package import Architectures
import Foundation
import Randomness
import Statistics
import Studies

/// A search by response surface on surfaces that are known: its own design, stages and answer, with
/// simulated scores in place of trainings.
package struct SurfaceSimulation: Sendable {
  /// A surface of the logit of accuracy over the coordinates of a lattice, and the noise about it.
  package struct Truth: Hashable, Sendable {
    /// For people.
    package let name: String
    /// The slopes at the baseline.
    let slopes: [Double]
    /// How much the slope of a dimension falls for each of its own doublings.
    let curvatures: [Double]

    /// All three pay, and the best way to grow twofold lies inside.
    package static let interior = Truth(
      name: "interior", slopes: [0.150, 0.156, 0.162], curvatures: [0.09, 0.09, 0.09])
    /// Resolution alone is best.
    package static let corner = Truth(
      name: "corner", slopes: [0.03, 0.06, 0.24], curvatures: [0.01, 0.01, 0.01])
    /// Cost alone counts: no way is better than another.
    package static let flat = Truth(
      name: "flat", slopes: [0.14, 0.14, 0.14], curvatures: [0, 0, 0])
    package static let all = [interior, corner, flat]

    /// The logit of accuracy at the best learning rate.
    func value(at point: [Double]) -> Double {
      var value = 0.85
      for (axis, place) in point.enumerated() {
        value += (slopes[axis] - curvatures[axis] / 2 * place) * place
      }
      return value
    }

    /// The same at a rate: the best one falls by a sixth of an octave with each
    /// doubling of depth, and an octave beside it costs some two points.
    func value(at point: [Double], logRate: Double) -> Double {
      let beside = logRate + point[0] / 6
      return value(at: point) - 0.1 * beside * beside
    }
  }

  /// What many simulated searches came to.
  package struct Summary: Hashable, Sendable {
    /// The surface's name.
    package let truth: String
    package let runs: Int
    /// Trainings of one search, checks left out.
    package let trainings: Int
    /// Searches whose region holds the best way, or on a flat surface, all ways' equality.
    package let covered: Int
    /// Searches that call a single dimension worse which is not.
    package let wronglyWorse: Int
    /// Searches whose choice is behind by more than its bound.
    package let boundBroken: Int
    /// The mean distance of the choice from the best way, in accuracy.
    package let meanRegret: Double
    /// The mean of the bounds stated for it.
    package let meanBound: Double
    /// Searches that name no best way, as repeats seem to show a misfit.
    package let misfits: Int
  }

  /// What many searches came to in which all networks were one.
  package struct NullSummary: Hashable, Sendable {
    package let runs: Int
    /// Trainings of one search, checks left out.
    package let trainings: Int
    /// Searches that call one of the single dimensions worse.
    package let dimensionWorse: Int
    /// Searches that call any way to grow worse.
    package let anyWorse: Int
    /// Searches that say that a doubling of a dimension pays, or costs, something.
    package let anyEffect: Int
    /// Searches that name no best way, as cubic terms seem to count.
    package let misfits: Int
    /// The mean of the bounds stated, in scores.
    package let meanBound: Double
  }

  private let definition: SurfaceDefinition
  private let design: SurfaceDesign
  /// After its first part, which is the same for all runs.
  private let begun: SurfaceSchedule

  /// Builds the search's lattice and design, once for all runs.
  ///
  /// - Throws: as `SurfaceSearch` does.
  package init(
    _ definition: SurfaceDefinition, base: Architecture, classes: Int = 10, inputChannels: Int = 3
  ) throws {
    let search = try SurfaceSearch(
      definition, base: base, classes: classes, inputChannels: inputChannels)
    self.definition = definition
    design = search.design
    var schedule = search.schedule
    _ = try schedule.extend(RecordedResults())
    begun = schedule
  }

  /// The network of the lattice that trains fastest.
  package var fastestNetwork: Architecture {
    let fastest = design.lattice.points.min { $0.effort < $1.effort }
    return (fastest ?? design.lattice.points[0]).architecture
  }

  /// Runs `runs` searches on a surface.
  ///
  /// Each network has a standard deviation between seeds of its own, 0.5 to 1.8 points, and a quirk
  /// with a standard deviation of 0.3.
  package func run(_ truth: Truth, runs: Int, draws: Int = 4000) throws -> Summary {
    var (covered, wrong, broken, misfits) = (0, 0, 0, 0)
    var (regret, bound) = (0.0, 0.0)
    var trainings = 0
    let best = best(of: truth)
    for run in 0..<runs {
      let answer = try answer(truth, run: run, draws: draws)
      trainings = answer.observations.count
      if answer.isMisfit { misfits += 1 }
      let missed = distance(truth, answer.best.shares)
      regret += missed
      bound += answer.regretBound
      if missed > answer.regretBound { broken += 1 }
      let isWrong = answer.statements.prefix(3).contains {
        distance(truth, $0.way.shares) < 1e-9 && $0.verdict == .worse
      }
      if isWrong { wrong += 1 }
      if answer.canBeBest(best) { covered += 1 }
    }
    return Summary(
      truth: truth.name, runs: runs, trainings: trainings, covered: covered, wronglyWorse: wrong,
      boundBroken: broken, meanRegret: regret / Double(runs), meanBound: bound / Double(runs),
      misfits: misfits)
  }

  /// Runs `runs` searches in which every training is one of the same network: each takes its scores
  /// from `scores`, in an order of its own, none twice.
  ///
  /// - Throws: `SearchError.emptySearch(reason:)` where `scores` are fewer than a search needs.
  package func run(null scores: [Double], runs: Int, draws: Int = 20_000) throws -> NullSummary {
    var (dimension, any, effect, misfits, trainings, bound) = (0, 0, 0, 0, 0, 0.0)
    for run in 0..<runs {
      var generator = CounterGenerator(seed: UInt64(run), purpose: "null search", index: 0)
      var order = scores
      generator.shuffle(&order)
      var next = 0
      let answer = try answer(draws: draws) { _ in
        guard next < order.count else {
          throw SearchError.emptySearch(
            reason: "\(order.count) scores are fewer than one search has trainings; train more")
        }
        next += 1
        return order[next - 1]
      }
      trainings = max(trainings, answer.observations.count)
      if answer.isMisfit {
        misfits += 1
        continue
      }
      let singles = answer.statements.prefix(GrowthAnswer.Way.singleDimensions.count)
      if singles.contains(where: { $0.verdict == .worse }) { dimension += 1 }
      if answer.statements.contains(where: { $0.verdict == .worse }) { any += 1 }
      if answer.effects.contains(where: { !$0.interval.contains(0) }) { effect += 1 }
      bound += answer.regretBound
    }
    return NullSummary(
      runs: runs, trainings: trainings, dimensionWorse: dimension, anyWorse: any,
      anyEffect: effect, misfits: misfits, meanBound: bound / Double(max(1, runs - misfits)))
  }

  private func answer(_ truth: Truth, run: Int, draws: Int) throws -> GrowthAnswer {
    try answer(draws: draws) { training in
      let point = design.lattice.points[training.point]
      var network = CounterGenerator(
        seed: UInt64(run), purpose: "simulated network", index: training.point)
      // The slope of the logit at 70 %.
      let perPoint = 0.01 / (0.7 * 0.3)
      let (spread, quirk) = (0.5 + 1.3 * network.uniform(), 0.3 * network.normal())
      var noise = CounterGenerator(seed: training.seed, purpose: "simulated seed", index: run)
      return GrowthResponse.logit.score(
        (design.lattice.hasRates
          ? truth.value(at: point.coordinates, logRate: log2(point.rate))
          : truth.value(at: point.coordinates)) + (quirk + spread * noise.normal()) * perPoint)
    }
  }

  private func answer(
    draws: Int, score: (SurfaceSchedule.Training) throws -> Double
  ) throws -> GrowthAnswer {
    var schedule = begun
    var results = RecordedResults()
    try record(schedule, score, &results)
    // The second part; checks are not simulated.
    _ = try schedule.extend(results)
    try record(schedule, score, &results)
    return try GrowthAnswer(
      schedule.observations(results), kind: .top1, growth: definition.growth, draws: draws)
  }

  private func record(
    _ schedule: SurfaceSchedule, _ score: (SurfaceSchedule.Training) throws -> Double,
    _ results: inout RecordedResults
  ) throws {
    for training in schedule.trainings where results[schedule.key(training)] == nil {
      var record = TrialRecord(
        trial: training.trial, status: .finished,
        candidate: design.lattice.points[training.point].label)
      (record.epochs, record.seed) = (definition.training.epochs, training.seed)
      record.score = try score(training)
      results.insert(record)
    }
  }

  private func best(of truth: Truth) -> [Double] {
    MixtureOptimum.shares(steps: 120).max {
      value(truth, $0) < value(truth, $1)
    } ?? [1, 0, 0]
  }

  private func value(_ truth: Truth, _ shares: [Double]) -> Double {
    truth.value(at: shares.map { $0 * log2(definition.growth) })
  }

  /// How much accuracy a way to grow lacks to the best one.
  private func distance(_ truth: Truth, _ shares: [Double]) -> Double {
    GrowthResponse.logit.score(value(truth, best(of: truth)))
      - GrowthResponse.logit.score(value(truth, shares))
  }
}
