public import Architectures
import CostModel
import Foundation
import Interchange
import SearchSpaces
public import Studies

/// The study behind a ``StudyComparison``: the best of an architecture search and known networks, all
/// at the search's proxy scale.
public struct ComparisonStudy: NetworkStudyKind {
  public static let kind = "comparison"
  public static let growing = NetworkStudy.growing.union(["comparison"])

  public let trainings: NetworkStudy
  /// What of the search it needs; nil in studies of earlier versions, which did not keep it.
  public let comparison: Comparison?

  /// What a comparison takes over from its search.
  public struct Comparison: Codable, Hashable, Sendable {
    /// How accuracy and cost become one number.
    public let objective: SearchObjective
    /// Where accuracies come from.
    public let evaluator: EvaluatorDefinition
    /// The scale of the trainings; nil in studies of earlier versions.
    public let proxy: ProxyScale?
    /// The networks at target scale as texts of architecture files, in the order of the trainings.
    public let networks: [String]
  }

  /// Puts the best of `study` beside `others`.
  ///
  /// - Parameters:
  ///   - study: a study of an architecture search.
  ///   - best: how many of the study's best; of those that are one network at proxy scale the first
  ///     alone.
  ///   - others: networks at target scale.
  ///   - seeds: trainings of each.
  ///   - epochs: how long each is trained; nil for as long as the search's decisive trainings.
  ///   - classes: classes of the data set.
  ///   - inputChannels: channels of its images.
  /// - Throws: `SearchError` for a study that is no architecture search, has no best, or holds a
  ///   network of the same name as another, or what a network can't be built for.
  public init(
    _ study: Study, best: Int, with others: [Architecture], seeds: Int, epochs: Int? = nil,
    classes: Int, inputChannels: Int
  ) throws {
    let definition = try study.definition(as: ArchitectureSearchDefinition.self)
    let space = try SearchSpace(definition.space)
    let ranked = try definition.report(of: study).ranked
    let found = try definition.first(best, of: ranked, in: space) { $0.choices ?? [] }
      .map { try space.architecture($0.choices ?? []) }
    guard !found.isEmpty else {
      throw SearchError.emptySearch(reason: "no trial of \(study.folder) is finished yet")
    }
    let networks = found + others
    var training = definition.training
    training.seeds = seeds
    trainings = try NetworkStudy(
      members: networks.enumerated().map { number, architecture in
        try NetworkStudy.Member(
          name: architecture.name, group: number < found.count ? "found" : "known",
          architecture: definition.proxy.apply(
            to: architecture, classes: classes, inputChannels: inputChannels,
            regularizes: definition.training.regularizes))
      },
      epochs: [epochs ?? definition.decisiveEpochs], training: training, seed: definition.seed,
      usedSeeds: definition.usedSeeds)
    comparison = Comparison(
      objective: definition.objective, evaluator: definition.evaluator,
      proxy: definition.proxy, networks: networks.map { ArchitectureFile.text(of: $0) })
  }

  private enum CodingKeys: String, CodingKey { case comparison }

  public init(from decoder: any Decoder) throws {
    trainings = try NetworkStudy(from: decoder)
    comparison = try decoder.container(keyedBy: CodingKeys.self)
      .decodeIfPresent(Comparison.self, forKey: .comparison)
    if let comparison {
      try trainings.requireOneEach(comparison.networks, place: "comparison.networks")
    }
  }

  public func encode(to encoder: any Encoder) throws {
    try trainings.encode(to: encoder)
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encodeIfPresent(comparison, forKey: .comparison)
  }

  public var subject: String { "\(trainings.members[0].name) and others" }

  /// Where the comparisons of `study` lie; networks of one are trained side by side, another has
  /// another folder.
  public func folder(in study: Study) throws -> String {
    "\(study.folder)/compared/\(try trainings.digest())"
  }

  /// What it takes over from its search.
  ///
  /// - Parameter study: where the definition was read.
  /// - Returns: the networks, the objective and how many seeds the search has used.
  /// - Throws: `SearchError.earlierVersion(path:lacks:command:)` for a study that did not keep it.
  public func comparison(in study: Study) throws -> Comparison {
    guard let comparison else {
      throw SearchError.earlierVersion(
        path: study.folder, lacks: "its networks at target scale", command: study.source)
    }
    return comparison
  }

  /// The networks as trials, at target scale where the study kept it.
  public func report(of study: Study) throws -> StudyReport {
    guard let comparison else {
      return trainedNetworks(study, scoreKind: Self.search(of: study)?.evaluator.scoreKind ?? .top1)
    }
    var records = study.records
    let costs = try comparison.architectures().map { try comparison.objective.figures(of: $0) }
    for index in records.indices where costs.indices.contains(records[index].trial) {
      records[index].costs = costs[records[index].trial]
    }
    let objective = comparison.objective
    return StudyReport(
      records: records, seeds: trainings.training.seeds,
      scoreKind: comparison.evaluator.scoreKind
    ) { score, costs in
      guard let cost = costs[objective.cost] else {
        return (nil, Double(costs.multiplyAdds))
      }
      return (objective.reward(score: score, cost: cost), cost)
    }
  }

  /// The search in whose folder `compared` the study lies: earlier versions kept with it alone what
  /// networks are scored by.
  private static func search(of study: Study) -> ArchitectureSearchDefinition? {
    let compared = URL(fileURLWithPath: study.folder).deletingLastPathComponent()
    return try? Study.read(folder: compared.deletingLastPathComponent().path).definition()
  }

  /// The network of a trial, at target scale where the study kept it.
  public func architecture(
    of row: StudyReport.Row, in study: Study, phi: Double?
  ) throws -> Architecture {
    let networks = try comparison?.architectures() ?? trainings.members.map(\.architecture)
    guard networks.indices.contains(row.trial) else {
      throw SearchError.emptySearch(reason: "the study has no network number \(row.trial)")
    }
    return networks[row.trial]
  }
}

extension ComparisonStudy.Comparison {
  /// The networks at target scale.
  func architectures() throws -> [Architecture] {
    try networks.map { try ArchitectureFile.parse($0, file: "definition.json") }
  }
}
