public import Architectures

/// The best of a study beside known networks, or beside one another: all trained at the study's
/// proxy scale, for as long as its decisive trainings, and under the same seeds, which the search has
/// not used: the luck that made the best the best does not count twice.
public struct StudyComparison: Hashable, Sendable {
  /// One network.
  public struct Row: Hashable, Sendable {
    public var name: String
    /// Costs at target scale.
    public var costs: CandidateCosts
    /// One accuracy per seed.
    public var accuracies: [Double]
    public var mean: Double
    public var standardError: Double?
    public var reward: Double?
  }

  /// The study's best first, in the order of the search, then the others as they were named.
  public let rows: [Row]

  /// Trains the networks one after the other.
  ///
  /// - Parameters:
  ///   - best: how many of the study's best; of those that are one network at proxy scale the first
  ///     alone.
  ///   - others: networks at target scale.
  ///   - seeds: trainings of each.
  ///   - classes: classes of the data set.
  ///   - inputChannels: channels of its images.
  ///   - evaluator: that of the search.
  ///   - control: carries progress up and a wish to stop down.
  ///   - finished: called after each training with the number of those that are done, and of all.
  /// - Throws: ``SearchError`` for a study that is no architecture search or has no best,
  ///   ``EvaluationFailure`` for a training that failed, or what a network can't be built for.
  public init(
    _ study: Study, best: Int = 1, with others: [Architecture], seeds: Int, classes: Int,
    inputChannels: Int, evaluator: any Evaluator, control: EvaluationControl = EvaluationControl(),
    finished: (Int, Int) -> Void = { _, _ in }
  ) throws {
    guard case .architecture(let definition) = try StudyDefinition(study) else {
      throw SearchError.notAStudy(
        path: study.folder, reason: "it is no architecture search; its ranking has the baseline")
    }
    let found = try StudyReport(study).ranked.lazy
      .map { try StudyDefinition.architecture(definition).architecture(of: $0, in: study) }
      .first(best, differingIn: definition.proxyNetwork)
    guard !found.isEmpty else {
      throw SearchError.emptySearch(reason: "no trial of \(study.folder) is finished yet")
    }
    let unused = definition.unusedSeeds(count: seeds)
    let networks = found + others
    var done = 0
    rows = try networks.enumerated().map { number, architecture in
      let proxy = try definition.proxy.apply(
        to: architecture, classes: classes, inputChannels: inputChannels)
      let accuracies = try unused.map { seed in
        let request = EvaluationRequest(
          trial: number, candidate: architecture.name, architecture: proxy,
          epochs: definition.decisiveEpochs, seed: seed,
          checkpoints: study.checkpointFolder + "/compared")
        let accuracy = try evaluator.evaluate(request, control: control).accuracy
        done += 1
        finished(done, networks.count * unused.count)
        return accuracy
      }
      let costs = try CandidateCosts(of: architecture)
      let sample = Sample(accuracies)
      return Row(
        name: architecture.name, costs: costs, accuracies: accuracies, mean: sample.mean,
        standardError: sample.standardError,
        reward: definition.objective.cost.value(in: costs).map {
          definition.objective.reward(accuracy: sample.mean, cost: $0)
        })
    }
  }
}
