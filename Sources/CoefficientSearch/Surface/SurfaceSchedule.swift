import Foundation
import Randomness
import Statistics
import Studies

/// The trainings of a search by response surface, part by part; each part is placed by the results of
/// those before it, and by nothing else, so that an interrupted search makes the same ones again.
struct SurfaceSchedule {
  /// One training.
  struct Training: Hashable {
    /// The network's number, in the order of first trainings.
    let trial: Int
    /// The network, as a point of the lattice.
    let point: Int
    let seed: UInt64
    /// Whether it checks an answer, and is kept out of the fit.
    let isCheck: Bool
  }

  private let design: SurfaceDesign
  private let definition: SurfaceDefinition
  private(set) var trainings: [Training] = []
  private var trials: [Int: Int] = [:]
  private var partsDone = 0

  init(_ definition: SurfaceDefinition, _ design: SurfaceDesign) {
    self.definition = definition
    self.design = design
  }

  /// How many parts a search has: of its budget, three, and two of each addition to it.
  private var partCount: Int { 3 + 2 * definition.more.count }

  /// Whether there are no further parts.
  var isDone: Bool { partsDone == partCount }

  /// Adds the next part, where `results` has all of those before; false where it has not, or there is
  /// none left.
  mutating func extend(_ results: RecordedResults) throws -> Bool {
    guard !isDone, trainings.allSatisfy({ isRecorded($0, results) }) else { return false }
    let budget = definition.budget
    switch partsDone {
    case 0: add(design.first(budget: budget * SurfaceDesign.shares.first), isCheck: false)
    case 1: place(budget * SurfaceDesign.shares.second, results)
    default:
      // What the first and second part of a budget are in all learns; the rest checks.
      let learning = SurfaceDesign.shares.first + SurfaceDesign.shares.second
      let addition = (partsDone - 3) / 2
      if partsDone == 2 {
        check(budget * (1 - learning), results)
      } else if partsDone % 2 == 1 {
        place(definition.more[addition] * learning, results)
      } else {
        check(definition.more[addition] * (1 - learning), results)
      }
    }
    partsDone += 1
    return true
  }

  /// How many trainings there will be, as far as it is known.
  var expectedCount: Int {
    guard !isDone else { return trainings.count }
    let spent = trainings.reduce(0) { $0 + design.lattice.points[$1.point].effort }
    let budget = definition.budget + definition.more.reduce(0, +)
    return max(
      trainings.count + 1, Int(Double(trainings.count) * budget / max(spent, 1)))
  }

  func key(_ training: Training) -> TrainingKey {
    TrainingKey(trial: training.trial, epochs: definition.training.epochs, seed: training.seed)
  }

  /// How many trainings are not recorded yet, of those that are known.
  func left(_ results: RecordedResults) -> Int {
    trainings.count { !isRecorded($0, results) }
  }

  private func isRecorded(_ training: Training, _ results: RecordedResults) -> Bool {
    results[key(training)] != nil
  }

  /// What was reached so far by the trainings that the fit is made from.
  func observations(_ results: RecordedResults) -> [GrowthAnswer.Observation] {
    trainings.filter { !$0.isCheck }.compactMap { training in
      guard let record = results[key(training)], let score = record.score else { return nil }
      let point = design.lattice.points[training.point]
      return GrowthAnswer.Observation(
        trial: training.trial, coordinates: point.coordinates, score: score, loss: record.loss,
        logRate: design.lattice.hasRates ? log2(point.rate) : nil)
    }
  }

  private mutating func add(_ points: [Int], isCheck: Bool) {
    let seeds = CounterGenerator.trainingSeeds(
      count: points.count, after: trainings.count, seed: definition.seed)
    for (point, seed) in zip(points, seeds) {
      let trial = trials[point] ?? trials.count
      trials[point] = trial
      trainings.append(Training(trial: trial, point: point, seed: seed, isCheck: isCheck))
    }
  }

  /// Where the second part's networks are placed goes by scores alone; on which scale the answer is read,
  /// and checked, is decided once, when all trainings are there.
  private func optimum(_ results: RecordedResults) -> MixtureOptimum? {
    let (observations, kind) = (observations(results), definition.evaluator.scoreKind)
    let response = GrowthResponse(kind)
    return QuadraticSurface(
      points: observations.map(\.coordinates), free: observations.logRates,
      values: observations.map { response.value(kind.merit($0.score)) }
    ).map { MixtureOptimum($0, sum: log2(definition.growth)) }
  }

  /// Trains where the answer hangs: what tells the ways apart that can be the best, by what is known.
  private mutating func place(_ budget: Double, _ results: RecordedResults) {
    var rivals: [[Double]] = []
    if let optimum = optimum(results) {
      let sum = log2(definition.growth)
      let corners = GrowthAnswer.Way.singleDimensions.map { $0.shares.map { $0 * sum } }
      rivals =
        [optimum.best] + corners
        + MixtureOptimum.shares(steps: 6).map { $0.map { $0 * sum } }
        .filter { optimum.canBeBest($0) == true }
      rivals = rivals.map(optimum.surface.lifted)
    }
    add(
      design.second(budget: budget, observed: trainings.map(\.point), rivals: rivals),
      isCheck: false)
  }

  /// Trains the best way, the best single dimension and the paper's point under fresh seeds.
  private mutating func check(_ budget: Double, _ results: RecordedResults) {
    // The surface that the answer is read from, so that what is checked is what is said.
    guard let fitted = FittedResponse(observations(results), definition.evaluator.scoreKind) else {
      return
    }
    let sum = log2(definition.growth)
    let optimum = MixtureOptimum(fitted.surface, sum: sum)
    let singles = GrowthAnswer.Way.singleDimensions.map { $0.shares.map { $0 * sum } }
    let values = singles.map { optimum.surface.value(at: $0) }
    let single = values.indices.max { values[$0] < values[$1] } ?? 0
    let paper = GrowthAnswer.Way.paper.shares.map { $0 * sum }
    let places = [optimum.best, singles[single], paper].map(optimum.surface.lifted)
    let (points, seeds) = design.checks(budget: budget, places: places)
    for _ in 0..<seeds { add(points, isCheck: true) }
  }
}
