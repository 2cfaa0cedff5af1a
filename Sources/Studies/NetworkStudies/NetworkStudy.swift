public import Architectures
public import CostModel
import Interchange
import Randomness

/// A list of networks, all trained under the same seeds, for each of some numbers of epochs.
///
/// Every (network, epochs, seed) training is one record of the study, so an interrupted one loses at
/// most the trainings that were running.
public struct NetworkStudy: Hashable, Sendable {
  /// One network to train, at proxy scale.
  public struct Member: Hashable, Sendable {
    /// Unique in the study.
    public let name: String
    /// What it has in common with others: its family, or its way of scaling.
    public let group: String
    /// The network as it is trained.
    public let architecture: Architecture
    /// Its costs at that scale.
    public let costs: Figures
    /// By what its learning rate is multiplied.
    public let learningRateFactor: Double

    /// - Throws: `NetworkError` where the network cannot be built.
    public init(
      name: String, group: String, architecture: Architecture, learningRateFactor: Double = 1
    ) throws {
      self.name = name
      self.group = group
      self.architecture = architecture
      self.learningRateFactor = learningRateFactor
      costs = try Figures(of: architecture)
    }
  }

  /// The networks, in the order in which they are trained.
  public let members: [Member]
  /// Ascending.
  public let epochs: [Int]
  /// Data, recipe and the number of seeds; its epochs do not count.
  public let training: TrainingDefinition
  /// The seed that the trainings' seeds derive from.
  public let seed: UInt64
  /// Training seeds of `seed` that are left to an earlier study.
  public let usedSeeds: Int

  /// - Parameters:
  ///   - members: The networks, each under a name of its own.
  ///   - epochs: How long to train; each network is trained anew for each.
  ///   - training: Data, recipe and the number of seeds; its epochs do not count.
  ///   - seed: What the trainings' seeds derive from.
  ///   - usedSeeds: How many of the training seeds that `seed` gives are left out at the start.
  /// - Throws: ``SearchError`` for no networks, seeds or epochs, or a name that stands twice.
  public init(
    members: [Member], epochs: [Int], training: TrainingDefinition, seed: UInt64 = 0,
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

  /// Refuses a list kept beside the study that does not have an entry for each of its networks.
  package func requireOneEach(_ entries: [some Any], place: String) throws {
    guard entries.count == members.count else {
      throw SearchError.invalidDefinition(
        place: place,
        message: "found \(entries.count), expected one for each of the \(members.count) networks")
    }
  }

  /// Sixteen hexadecimal digits that differ for studies that cannot go on with one another.
  package func digest() throws -> String {
    try DefinitionSnapshot(self, ignoring: Self.growing).digest
  }

  /// Key paths that may change when a study goes on.
  public static let growing: Set<String> = ["training.seeds"]
}

extension NetworkStudy: Codable {
  /// The study as it stands in its folder.
  private struct Definition: Codable {
    struct Network: Codable {
      let name: String
      let group: String
      /// The text of an architecture file.
      let architecture: String
      /// Nil for 1.
      let learningRateFactor: Double?
    }

    let networks: [Network]
    let epochs: [Int]
    let training: TrainingDefinition
    let seed: UInt64
    let usedSeeds: Int?
  }

  public init(from decoder: any Decoder) throws {
    let definition = try Definition(from: decoder)
    try self.init(
      members: definition.networks.map {
        try Member(
          name: $0.name, group: $0.group,
          architecture: ArchitectureFile.parse($0.architecture, file: "definition.json"),
          learningRateFactor: $0.learningRateFactor ?? 1)
      },
      epochs: definition.epochs, training: definition.training, seed: definition.seed,
      usedSeeds: definition.usedSeeds ?? 0)
  }

  public func encode(to encoder: any Encoder) throws {
    let definition = Definition(
      networks: members.map {
        Definition.Network(
          name: $0.name, group: $0.group, architecture: ArchitectureFile.text(of: $0.architecture),
          learningRateFactor: $0.learningRateFactor == 1 ? nil : $0.learningRateFactor)
      },
      epochs: epochs, training: training, seed: seed, usedSeeds: usedSeeds > 0 ? usedSeeds : nil)
    try definition.encode(to: encoder)
  }
}
