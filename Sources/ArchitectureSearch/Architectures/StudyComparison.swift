public import CostModel
public import Architectures

/// The best of a study beside known networks, or beside one another: all trained at the study's
/// proxy scale, for as long as its decisive trainings, and under the same seeds, which the search has
/// not used: the luck that made the best the best does not count twice.
public struct StudyComparison: Hashable, Sendable {
  /// One network.
  public struct Row: Hashable, Sendable {
    public var name: String
    /// Costs at target scale.
    public var costs: Figures
    /// One accuracy per seed.
    public var accuracies: [Double]
    public var mean: Double
    public var standardError: Double?
    public var reward: Double?
  }

  /// The study's best first, in the order of the search, then the others as they were named.
  public let rows: [Row]
  /// Networks left out, as one of their trainings failed.
  public let failed: [String]

  /// Trains the networks, in a folder `compared` of the study, going on where an earlier run stopped.
  ///
  /// - Parameters:
  ///   - best: how many of the study's best; of those that are one network at proxy scale the first
  ///     alone.
  ///   - others: networks at target scale.
  ///   - seeds: trainings of each.
  ///   - classes: classes of the data set.
  ///   - inputChannels: channels of its images.
  ///   - source: the command that asked for it.
  ///   - evaluator: that of the search.
  /// - Throws: ``SearchError`` for a study that is no architecture search, has no best, or holds a
  ///   network of the same name as another, or what a network can't be built for.
  public init(
    _ study: Study, best: Int = 1, with others: [Architecture], seeds: Int, classes: Int,
    inputChannels: Int, source: String, evaluator: any Evaluator,
    options: RunOptions = RunOptions()
  ) throws {
    guard case .architecture(let definition) = try StudyDefinition(study) else {
      throw SearchError.notAStudy(
        path: study.folder, reason: "it is no architecture search; its ranking has the baseline")
    }
    let space = try SearchSpace(definition.space)
    let ranked = try StudyReport(study).ranked
    let found = try definition.first(best, of: ranked, in: space) { $0.choices ?? [] }
      .map { try space.architecture($0.choices ?? []) }
    guard !found.isEmpty else {
      throw SearchError.emptySearch(reason: "no trial of \(study.folder) is finished yet")
    }
    let networks = found + others
    var training = definition.training
    training.seeds = seeds
    let trainings = try NetworkStudy(
      kind: "comparison",
      members: networks.enumerated().map { number, architecture in
        try NetworkStudy.Member(
          name: architecture.name, group: number < found.count ? "found" : "known",
          architecture: definition.proxy.apply(
            to: architecture, classes: classes, inputChannels: inputChannels))
      },
      epochs: [definition.decisiveEpochs], training: training, seed: definition.seed,
      usedSeeds: definition.usedSeeds)
    // Networks of one comparison are trained side by side; another comparison has another folder.
    let scores = try trainings.run(
      output: "\(study.folder)/compared/\(trainings.digest())", source: source,
      evaluator: evaluator, options: options)
    var (rows, failed): ([Row], [String]) = ([], [])
    for (number, architecture) in networks.enumerated() {
      guard let accuracies = scores.accuracies(of: number, epochs: definition.decisiveEpochs) else {
        failed.append(architecture.name)
        continue
      }
      rows.append(
        try Row(of: architecture, accuracies: accuracies, objective: definition.objective))
    }
    self.rows = rows
    self.failed = failed
  }
}

extension StudyComparison.Row {
  fileprivate init(
    of architecture: Architecture, accuracies: [Double], objective: SearchObjective
  ) throws {
    let sample = Sample(accuracies)
    name = architecture.name
    costs = try Figures(of: architecture)
    self.accuracies = accuracies
    mean = sample.mean
    standardError = sample.standardError
    reward = costs[objective.cost].map {
      objective.reward(accuracy: sample.mean, cost: $0)
    }
  }
}
