public import Studies

/// How fast the trainings of a search by response surface went.
public struct SurfacePace: Hashable, Sendable {
  /// Seconds that a training of the proxy baseline takes, those beside it going on.
  private let secondsPerTraining: Double

  /// Reads a study's trainings; nil where none tells how long it took.
  ///
  /// - Throws: what building the networks throws.
  public init?(_ definition: SurfaceDefinition, study: Study) throws {
    let design = try SurfaceDesign(definition, around: study.proxyBaseline())
    let efforts = Dictionary(
      design.lattice.points.map { ($0.label, $0.effort) }, uniquingKeysWith: { first, _ in first })
    self.init(
      study.records.filter { $0.score != nil }.map { ($0.seconds, efforts[$0.candidate]) })
  }

  /// Adds up trainings, by seconds and effort; those of which one is not known tell nothing.
  init?(_ trainings: [(seconds: Double?, effort: Double?)]) {
    var (seconds, effort) = (0.0, 0.0)
    for training in trainings {
      guard let took = training.seconds, let share = training.effort else { continue }
      seconds += took
      effort += share
    }
    guard seconds > 0, effort > 0 else { return nil }
    secondsPerTraining = seconds / effort
  }

  /// How long so many trainings of the proxy baseline take, `workers` side by side.
  public func seconds(trainings: Double, workers: Int) -> Double {
    trainings * secondsPerTraining / Double(max(1, workers))
  }
}
