import Statistics
public import Studies

/// The study behind a ``GrowthVerification``: the baseline and the ways to grow that a response
/// surface spoke of, each trained under seeds that the search has not used.
public struct GrowthVerificationStudy: NetworkStudyKind {
  public static let kind = "verification"
  public static let growing = NetworkStudy.growing
  public static let lacksBest: String? =
    "a verification asks whether a search chose rightly; `compound study best` of that search has its "
    + "choice"
  public static let lacksFront: String? =
    "a verification compares ways to grow at one cost, so it has no front of accuracy and cost; "
    + "`compound study show` lists them"

  public let trainings: NetworkStudy
  /// What the search said.
  let claim: Claim

  /// What is verified.
  struct Claim: Codable, Hashable, Sendable {
    /// The baseline's name.
    let model: String
    /// How far the choice can be behind the best way at most, in scores.
    let regretBound: Double
    /// For each network of the study the ways to grow that it stands for; none for the baseline.
    let ways: [[String]]
    /// What trained the search; nil for the proxy trainer.
    let evaluator: EvaluatorDefinition?
  }

  /// What trains the networks, as it trained the search's.
  public var evaluator: EvaluatorDefinition { claim.evaluator ?? .trainer }

  /// Takes the answer of a search: the baseline, the choice, the best single dimension beside it, the
  /// paper's point and what was left undecided, those that are one network at proxy scale once.
  ///
  /// - Parameters:
  ///   - study: a search by response surface.
  ///   - seeds: trainings of each network.
  ///   - epochs: how long each is trained; nil for as long as in the search.
  /// - Throws: `SearchError` where the search has no answer yet, or what scored it does not train by a
  ///   recipe.
  public init(_ study: Study, seeds: Int, epochs: Int? = nil) throws {
    let definition = try study.definition(as: SurfaceDefinition.self)
    guard definition.evaluator.trains else {
      throw SearchError.unanswerable(
        path: study.folder,
        reason: "its scores come from no training by a recipe, which is what a comparison is")
    }
    let design = try SurfaceDesign(definition, around: study.proxyBaseline())
    let report = try SurfaceReport(
      definition, base: study.baseline(), design: design, results: RecordedResults(study.records))
    guard !report.answer.isMisfit else {
      throw SearchError.unanswerable(
        path: study.folder, reason: "its surface is not quadratic, so that it has chosen nothing")
    }
    let lattice = design.lattice
    let ways = [report.answer.best] + report.answer.rivals.map(\.way)
    let surface = report.answer.surface
    let baseline = lattice.nearest(to: surface.lifted([0, 0, 0]))
    var names: [Int: [String]] = [baseline: []]
    var points = [baseline]
    for way in ways {
      let point = lattice.nearest(to: surface.lifted(report.answer.place(of: way)))
      if names[point] == nil { points.append(point) }
      names[point, default: []].append(way.name)
    }
    var training = definition.training
    training.seeds = seeds
    trainings = try NetworkStudy(
      members: points.map { point in
        try NetworkStudy.Member(
          name: lattice.points[point].label, group: names[point]?.first ?? "the baseline",
          architecture: lattice.points[point].architecture,
          learningRateFactor: lattice.points[point].rate)
      },
      epochs: [epochs ?? definition.training.epochs], training: training, seed: definition.seed,
      usedSeeds: report.trainings)
    claim = Claim(
      model: definition.model, regretBound: report.answer.regretBound,
      ways: points.map { names[$0] ?? [] },
      evaluator: definition.evaluator == .trainer ? nil : definition.evaluator)
  }

  private enum CodingKeys: String, CodingKey { case claim }

  public init(from decoder: any Decoder) throws {
    trainings = try NetworkStudy(from: decoder)
    claim = try decoder.container(keyedBy: CodingKeys.self).decode(Claim.self, forKey: .claim)
    try trainings.requireOneEach(claim.ways, place: "claim.ways")
  }

  public func encode(to encoder: any Encoder) throws {
    try trainings.encode(to: encoder)
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(claim, forKey: .claim)
  }

  public var subject: String { claim.model }

  /// Where the verifications of `study` lie; another answer, or another length, has another folder.
  public func folder(in study: Study) throws -> String {
    "\(study.folder)/compared/\(try trainings.digest())"
  }
}
