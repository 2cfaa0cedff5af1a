public import CostModel
public import Architectures
import Interchange

/// A list of networks, all trained under the same seeds, for each of some numbers of epochs.
///
/// Every (network, epochs, seed) training is one record of the study, so an interrupted one loses at
/// most the trainings that were running.
public struct NetworkStudy: Sendable {
  /// One network to train, at proxy scale.
  public struct Member: Hashable, Sendable {
    /// Unique in the study.
    public let name: String
    /// What it has in common with others: its family, or its way of scaling.
    public let group: String
    public let architecture: Architecture
    public let costs: Figures

    /// - Throws: `NetworkError` where the network cannot be built.
    public init(name: String, group: String, architecture: Architecture) throws {
      self.name = name
      self.group = group
      self.architecture = architecture
      costs = try Figures(of: architecture)
    }
  }

  public let members: [Member]
  /// Ascending.
  public let epochs: [Int]
  public let training: TrainingRecipe
  public let seed: UInt64
  /// Training seeds of `seed` that are left to an earlier study.
  public let usedSeeds: Int
  private let kind: String

  /// - Parameters:
  ///   - kind: What the study is for; stands in its header.
  ///   - epochs: How long to train; each network is trained anew for each.
  ///   - training: The recipe, with the number of seeds; its epochs do not count.
  ///   - usedSeeds: How many of the training seeds that `seed` gives are left out at the start.
  /// - Throws: ``SearchError`` for no networks, seeds or epochs, or a name that stands twice.
  public init(
    kind: String, members: [Member], epochs: [Int], training: TrainingRecipe, seed: UInt64 = 0,
    usedSeeds: Int = 0
  ) throws {
    guard let longest = epochs.max(), (epochs.min() ?? 0) > 0, training.seeds > 0 else {
      throw SearchError.invalidDefinition(
        place: "training",
        message: "found epochs \(epochs) and \(training.seeds) seeds, expected 1 or more of each")
    }
    guard !members.isEmpty, Set(members.map(\.name)).count == members.count else {
      throw SearchError.invalidDefinition(
        place: "networks",
        message: "found \(members.map(\.name)), expected one or more, each name once")
    }
    self.kind = kind
    self.members = members
    self.epochs = Set(epochs).sorted()
    var training = training
    training.epochs = longest
    self.training = training
    self.seed = seed
    self.usedSeeds = usedSeeds
  }

  /// The seeds, the same for every network.
  public var seeds: [UInt64] {
    CounterGenerator.trainingSeeds(count: training.seeds, after: usedSeeds, seed: seed)
  }

  /// How many trainings there are.
  public var trainingCount: Int { members.count * epochs.count * training.seeds }

  /// Trains in the study folder `output`, going on where an earlier run stopped. A study may grow by
  /// seeds; whatever else changes is refused.
  ///
  /// - Parameter source: The command that asked for it.
  /// - Throws: ``SearchError``; whatever was finished before stays in the study.
  public func run(
    output: String, source: String, evaluator: any Evaluator, options: RunOptions = RunOptions()
  ) throws -> NetworkScores {
    let study = try Study.open(
      folder: output, kind: kind, definition: definition, growing: Self.growing, seed: seed,
      source: source)
    var plan = NetworkStudyPlan(self, checkpoints: study.checkpointFolder)
    var runner = StudyRunner(study: study, evaluator: evaluator, options: options)
    return NetworkScores(self, try runner.run(&plan))
  }

  private var definition: Definition {
    Definition(
      networks: members.map {
        Definition.Network(
          name: $0.name, group: $0.group, architecture: ArchitectureFile.text(of: $0.architecture))
      }, epochs: epochs, training: training, seed: seed, usedSeeds: usedSeeds > 0 ? usedSeeds : nil)
  }

  /// Sixteen hexadecimal digits that differ for studies that cannot go on with one another.
  func digest() throws -> String {
    try DefinitionSnapshot(definition, ignoring: Self.growing).digest
  }

  /// Key paths of the definition that may change when a study goes on.
  private static let growing: Set<String> = ["training.seeds"]

  /// The study as it ran, for its folder.
  private struct Definition: Encodable {
    struct Network: Encodable {
      let name: String
      let group: String
      let architecture: String
    }

    let networks: [Network]
    let epochs: [Int]
    let training: TrainingRecipe
    let seed: UInt64
    let usedSeeds: Int?
  }
}

/// All networks under the first seed, the short trainings first, then under the second.
private struct NetworkStudyPlan: WorkPlan {
  private let study: NetworkStudy
  private let work: [PlannedWork]
  private var position = 0

  init(_ study: NetworkStudy, checkpoints: String) {
    self.study = study
    var work: [PlannedWork] = []
    for seed in study.seeds {
      for epochs in study.epochs {
        for (trial, member) in study.members.enumerated() {
          let request = EvaluationRequest(
            trial: trial, candidate: member.name, architecture: member.architecture,
            epochs: epochs, seed: seed, checkpoints: checkpoints)
          var record = TrialRecord(trial: trial, status: .finished, candidate: member.name)
          record.costs = member.costs
          work.append(.train(request, record: record))
        }
      }
    }
    self.work = work
  }

  mutating func next(_ results: RecordedResults) -> PlannedWork {
    guard position < work.count else { return .done }
    defer { position += 1 }
    return work[position]
  }

  func expectedTrainings(_ results: RecordedResults) -> Int { study.trainingCount }

  func leader(_ results: RecordedResults) -> LeadingCandidate? { nil }
}

/// What the networks of a study reached.
public struct NetworkScores: Sendable {
  public let study: NetworkStudy
  private let accuracies: [TrainingKey: Double]

  init(_ study: NetworkStudy, _ results: RecordedResults) {
    self.study = study
    accuracies = results.trainings.compactMapValues { $0.accuracy }
  }

  /// The accuracies of a member after so many epochs, one per seed in their order; `nil` where one of
  /// its trainings failed.
  public func accuracies(of member: Int, epochs: Int) -> [Double]? {
    let found = study.seeds.compactMap {
      accuracies[TrainingKey(trial: member, epochs: epochs, seed: $0)]
    }
    return found.count == study.seeds.count ? found : nil
  }
}
