public import Architectures
import Foundation
import Networks
public import Studies

/// The search for the coefficients of compound scaling by a response surface: design, trainings, answer.
///
/// Every training is one record of the study, so an interrupted search loses at most the trainings that
/// were running.
public struct SurfaceSearch: Sendable {
  /// The search as it runs.
  public let definition: SurfaceDefinition
  /// The baseline at target scale.
  public let base: Architecture
  /// The baseline at proxy scale.
  public let proxyBase: Architecture
  let design: SurfaceDesign
  private let classes: Int

  /// Builds and costs all networks that could be trained; nothing is trained.
  ///
  /// - Parameters:
  ///   - definition: the search as its file states it.
  ///   - base: the architecture that `definition.model` names.
  ///   - classes: classes of the data set.
  ///   - inputChannels: channels of its images.
  /// - Throws: `SearchError` where the networks around the baseline are too few to learn from, or an
  ///   error that names what of the definition does not fit the model.
  public init(
    _ definition: SurfaceDefinition, base: Architecture, classes: Int, inputChannels: Int
  ) throws {
    self.definition = definition
    self.classes = classes
    self.base = try base.with(
      resolution: definition.targetResolution, inputChannels: inputChannels)
    proxyBase = try definition.proxy.apply(
      to: self.base, classes: classes, inputChannels: inputChannels,
      regularizes: definition.training.regularizes)
    design = try SurfaceDesign(definition, around: proxyBase)
    try checkLattice()
  }

  /// Refuses a scale at which a dimension hardly moves: three steps are what a curve needs.
  private func checkLattice() throws {
    let points = design.lattice.points
    let steps = [
      ("depth", Set(points.map(\.factors.depth)).count),
      ("width", Set(points.map(\.factors.width)).count),
      ("resolution", Set(points.map(\.factors.resolution)).count),
    ]
    if let (name, count) = steps.first(where: { $0.1 < 3 }) {
      throw SearchError.emptySearch(
        reason:
          "within \(definition.least) to \(definition.most) times the multiply-adds of the proxy, "
          + "\(name) has \(count) \(count == 1 ? "step" : "steps"), and a curve needs 3; widen `range`, "
          + "or change `proxy` so that its \(name) can be halved and doubled")
    }
  }

  /// Stops where most networks can't be told from guessing: a surface through those says nothing.
  ///
  /// - Throws: `SearchError.chanceLevel(best:chance:trainings:epochs:)`.
  func requireMoreThanChance(_ scores: [Double]) throws {
    guard definition.evaluator.trains, let best = scores.max() else { return }
    let chance = definition.training.chanceLevel(classes: classes)
    guard scores.count(where: chance.isExceeded) * 2 < scores.count else { return }
    throw SearchError.chanceLevel(
      best: best, chance: chance, trainings: scores.count, epochs: definition.training.epochs)
  }

  var schedule: SurfaceSchedule { SurfaceSchedule(definition, design) }

  /// Runs the search in the study folder `output`, going on where an earlier run stopped.
  ///
  /// - Parameters:
  ///   - output: the path of the folder.
  ///   - source: the text of the search file.
  ///   - evaluator: scores candidates.
  ///   - options: how to run; they don't change what comes out.
  /// - Returns: what was found.
  /// - Throws: `SearchError`; whatever was finished before stays in the study.
  public func run(
    output: String, source: String, evaluator: any Evaluator, options: RunOptions = RunOptions()
  ) async throws -> SurfaceReport {
    let study = try Study.open(folder: output, definition: definition, source: source)
    try study.keep(baseline: base)
    try study.keep(proxyBaseline: proxyBase)
    var plan = SurfacePlan(self, checkpoints: study.checkpointFolder)
    var runner = StudyRunner(study: study, evaluator: evaluator, options: options)
    return try SurfaceReport(
      definition, base: base, design: design, results: try await runner.run(&plan))
  }
}
