import Architectures
public import Studies

/// The study behind a ``ScalingComparison``: a baseline, and for each ratio each way of scaling it.
public struct ScalingStudy: NetworkStudyKind {
  public static let kind = "scaling"
  public static let growing = NetworkStudy.growing.union(["scaling"])
  public static let lacksBest: String? =
    "a comparison of ways of scaling has a best way at each size, not one best network; "
    + "`compound study show` lists them"

  public let trainings: NetworkStudy
  /// How the networks are scaled; nil in studies of earlier versions, which did not keep it.
  public let scaling: Scaling?

  /// What is scaled, and how each network follows from it.
  public struct Scaling: Codable, Hashable, Sendable {
    /// The model's name, as it was asked for.
    public let model: String
    /// One entry for each network of the study, in their order.
    let networks: [ScalingComparison.Plan.Entry]
  }

  /// - Parameters:
  ///   - plan: the networks.
  ///   - model: the name of what is scaled.
  ///   - epochs: how long each is trained.
  ///   - training: data, recipe and the number of seeds.
  ///   - seed: what the trainings' seeds derive from.
  /// - Throws: `SearchError` for no seeds or epochs.
  public init(
    _ plan: ScalingComparison.Plan, model: String, epochs: Int, training: TrainingDefinition,
    seed: UInt64 = 0
  ) throws {
    trainings = try NetworkStudy(
      members: plan.members, epochs: [epochs], training: training, seed: seed)
    scaling = Scaling(model: model, networks: plan.entries)
  }

  private enum CodingKeys: String, CodingKey { case scaling }

  public init(from decoder: any Decoder) throws {
    trainings = try NetworkStudy(from: decoder)
    scaling = try decoder.container(keyedBy: CodingKeys.self)
      .decodeIfPresent(Scaling.self, forKey: .scaling)
    if let scaling { try trainings.requireOneEach(scaling.networks, place: "scaling.networks") }
  }

  public func encode(to encoder: any Encoder) throws {
    try trainings.encode(to: encoder)
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encodeIfPresent(scaling, forKey: .scaling)
  }

  public var subject: String { scaling?.model ?? trainings.members[0].name }

  /// What the networks were made by.
  ///
  /// - Parameter study: where the definition was read.
  /// - Returns: the plan, from the study's copy of the baseline and its ratios.
  /// - Throws: `SearchError.earlierVersion(path:lacks:command:)` for a study that did not keep it.
  public func plan(in study: Study) throws -> ScalingComparison.Plan {
    guard let scaling else {
      throw SearchError.earlierVersion(
        path: study.folder, lacks: "how its networks are scaled", command: study.source)
    }
    return ScalingComparison.Plan(members: trainings.members, entries: scaling.networks)
  }
}
