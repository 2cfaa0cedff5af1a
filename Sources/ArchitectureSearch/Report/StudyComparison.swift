public import CostModel
public import Architectures
import SearchSpaces
import Statistics
public import Studies

/// The best of a study beside known networks, or beside one another: all trained at the study's
/// proxy scale, for as long as its decisive trainings, and under the same seeds, which the search has
/// not used: the luck that made the best the best does not count twice.
public struct StudyComparison: Hashable, Sendable {
  /// One network.
  public struct Row: Hashable, Sendable {
    /// The network's name.
    public var name: String
    /// Costs at target scale.
    public var costs: Figures
    /// One score per seed.
    public var scores: [Double]
    /// The mean of ``scores``.
    public var mean: Double
    /// The standard error of the mean; `nil` for one seed.
    public var standardError: Double?
    /// What the study's objective makes of the mean and of the cost at target scale; `nil` where
    /// that cost is not known.
    public var reward: Double?
  }

  /// The study's best first, in the order of the search, then the others as they were named.
  public let rows: [Row]
  /// Networks left out, as one of their trainings failed.
  public let failed: [String]

  /// Trains the networks, in a folder `compared` of the study, going on where an earlier run stopped.
  ///
  /// - Parameters:
  ///   - study: the architecture search.
  ///   - best: how many of the study's best; of those that are one network at proxy scale the first
  ///     alone.
  ///   - others: networks at target scale.
  ///   - seeds: trainings of each.
  ///   - classes: classes of the data set.
  ///   - inputChannels: channels of its images.
  ///   - source: the command that asked for it.
  ///   - evaluator: that of the search.
  ///   - options: how to run; they don't change what comes out.
  /// - Throws: `SearchError` for a study that is no architecture search, has no best, or holds a
  ///   network of the same name as another, or what a network can't be built for.
  public init(
    _ study: Study, best: Int = 1, with others: [Architecture], seeds: Int, classes: Int,
    inputChannels: Int, source: String, evaluator: any Evaluator,
    options: RunOptions = RunOptions()
  ) async throws {
    let comparison = try ComparisonStudy(
      study, best: best, with: others, seeds: seeds, classes: classes,
      inputChannels: inputChannels)
    let output = try comparison.folder(in: study)
    let scores = try await comparison.run(
      output: output, source: source, evaluator: evaluator, options: options)
    try self.init(comparison, scores, in: Study.read(folder: output))
  }

  /// What a comparison has found.
  ///
  /// - Parameters:
  ///   - comparison: what was trained.
  ///   - scores: what it reached.
  ///   - study: where the definition was read.
  /// - Throws: `SearchError.earlierVersion(path:lacks:command:)` for a study that did not keep its
  ///   networks at target scale.
  public init(_ comparison: ComparisonStudy, _ scores: NetworkScores, in study: Study) throws {
    let kept = try comparison.comparison(in: study)
    let epochs = comparison.trainings.epochs[comparison.trainings.epochs.count - 1]
    var (rows, failed): ([Row], [String]) = ([], [])
    for (number, architecture) in try kept.architectures().enumerated() {
      guard let found = scores.scores(of: number, epochs: epochs) else {
        failed.append(architecture.name)
        continue
      }
      rows.append(try Row(of: architecture, scores: found, objective: kept.objective))
    }
    self.rows = rows
    self.failed = failed
  }
}

extension StudyComparison.Row {
  fileprivate init(
    of architecture: Architecture, scores: [Double], objective: SearchObjective
  ) throws {
    let sample = Sample(scores)
    name = architecture.name
    costs = try objective.figures(of: architecture)
    self.scores = scores
    mean = sample.mean
    standardError = sample.standardError
    reward = costs[objective.cost].map {
      objective.reward(score: sample.mean, cost: $0)
    }
  }
}
