public import Architectures
public import CostModel
public import Networks
public import Statistics
public import Studies

/// One network scaled in depth, in width, in resolution and in all three, at equal multiply-adds: the
/// comparison of the paper's Figures 3 and 8 (arXiv:1905.11946).
public struct ScalingComparison: Hashable, Sendable {
  /// A way to scale, by the name that tables and charts show.
  public enum Way: String, Codable, Hashable, Sendable, CaseIterable {
    /// Not scaled.
    case baseline
    /// More blocks alone.
    case depth
    /// More channels alone.
    case width
    /// Larger images alone.
    case resolution
    /// All three by the constants of compound scaling.
    case compound
  }

  /// One network of a curve.
  public struct Point: Hashable, Sendable {
    /// How the network was scaled.
    public let way: Way
    /// Multiply-adds asked for ÷ the baseline's.
    public let ratio: Double
    /// Depth, width and resolution as multiples of the baseline's, before rounding.
    public let coefficients: ScalingCoefficients
    /// Height and width of the input in pixels.
    public let resolution: Resolution
    /// Costs of the network as it was trained.
    public let costs: Figures
    /// Realised multiply-adds ÷ the baseline's.
    public let realisedRatio: Double
    /// Top-1, one per seed.
    public let accuracy: Sample
  }

  /// The networks at one ratio, compared under common seeds.
  public struct Contest: Hashable, Sendable {
    /// Multiply-adds asked for ÷ the baseline's.
    public let ratio: Double
    /// The way with the highest mean accuracy.
    public let best: Way
    /// How far the best is ahead of the next.
    public let lead: Double
    /// How far it would have to be for 95 % confidence; `nil` for one seed.
    public let margin: Double?
    /// The ways that are not worse than the best with that confidence.
    public let notWorse: [Way]
  }

  /// The baseline first, then by ratio and way.
  public let points: [Point]
  /// One contest per ratio, ascending.
  public let contests: [Contest]
  /// Networks left out, as one of their trainings failed.
  public let failed: [String]

  /// The curve of one way of scaling, the baseline first.
  public func curve(_ way: Way) -> [Point] {
    points.filter { $0.way == .baseline || $0.way == way }
  }
}

extension ScalingComparison {
  /// What to train: the baseline, and for each ratio each way.
  public struct Plan: Hashable, Sendable {
    /// How one network follows from the baseline.
    struct Entry: Hashable, Sendable {
      let way: Way
      let ratio: Double
      let coefficients: ScalingCoefficients
    }

    /// The networks to train, the baseline first.
    public let members: [NetworkStudy.Member]
    let entries: [Entry]

    init(members: [NetworkStudy.Member], entries: [Entry]) {
      self.members = members
      self.entries = entries
    }

    /// - Parameters:
    ///   - baseline: At proxy scale.
    ///   - ratios: Multiply-adds ÷ the baseline's, above 1.
    ///   - compound: The constants of compound scaling; φ is what gives the ratio.
    ///   - rounding: How scaled channels, repeats and pixels become whole.
    /// - Throws: `SearchError` for a ratio that is not above 1, `CostError` where a way does not
    ///   lead to one.
    public init(
      _ baseline: Architecture, ratios: [Double], compound: CompoundScaling = .paper,
      rounding: RoundingRules
    ) throws {
      guard !ratios.isEmpty, ratios.allSatisfy({ $0 > 1 && $0 <= 1e4 }) else {
        throw SearchError.invalidDefinition(
          place: "ratios", message: "found \(ratios), expected one or more above 1, up to 10000")
      }
      let costs = try Figures(of: baseline)
      var members = [
        try NetworkStudy.Member(name: "baseline", group: "baseline", architecture: baseline)
      ]
      var entries = [Entry(way: .baseline, ratio: 1, coefficients: .identity)]
      let ways: [(Way, ScalingPath)] = [
        (.depth, .depth), (.width, .width), (.resolution, .resolution),
        (.compound, .compound(compound)),
      ]
      for ratio in Set(ratios).sorted() {
        for (way, path) in ways {
          let point = try baseline.scaled(
            along: path, toMultiplyAdds: Int(ratio * Double(costs.multiplyAdds)),
            rounding: rounding)
          let name = "\(way.rawValue) × \(ratio)"
          members.append(
            try NetworkStudy.Member(
              name: name, group: way.rawValue,
              architecture: point.scaled.architecture.with(name: name)))
          entries.append(Entry(way: way, ratio: ratio, coefficients: point.scaled.coefficients))
        }
      }
      self.members = members
      self.entries = entries
    }
  }

  /// - Parameters:
  ///   - plan: What the study's members were made by.
  ///   - scores: What the members reached.
  /// - Throws: `SearchError.emptySearch(reason:)` where the baseline was not trained.
  public init(_ plan: Plan, _ scores: NetworkScores) throws {
    let epochs = scores.study.epochs[scores.study.epochs.count - 1]
    guard scores.scores(of: 0, epochs: epochs) != nil else {
      throw SearchError.emptySearch(reason: "the baseline's training failed")
    }
    let base = Double(plan.members[0].costs.multiplyAdds)
    var points: [Point] = []
    var failed: [String] = []
    for (index, (member, entry)) in zip(plan.members, plan.entries).enumerated() {
      guard let accuracies = scores.scores(of: index, epochs: epochs) else {
        failed.append(member.name)
        continue
      }
      points.append(
        Point(
          way: entry.way, ratio: entry.ratio, coefficients: entry.coefficients,
          resolution: member.architecture.resolution, costs: member.costs,
          realisedRatio: Double(member.costs.multiplyAdds) / base, accuracy: Sample(accuracies)))
    }
    self.points = points
    self.failed = failed
    contests = Set(points.map(\.ratio)).subtracting([1]).sorted().compactMap { ratio in
      let rivals = points.filter { $0.ratio == ratio }
      guard rivals.count > 1 else { return nil }
      let comparison = BlockComparison(rivals.map(\.accuracy.values))
      return Contest(
        ratio: ratio, best: rivals[comparison.best].way, lead: comparison.lead ?? 0,
        margin: comparison.margin(), notWorse: comparison.notWorse().map { rivals[$0].way })
    }
  }
}

extension ScalingComparison.Plan.Entry: Codable {
  private enum CodingKeys: String, CodingKey {
    case way, ratio, depth, width, resolution, groupWidth
  }

  init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    way = try container.decode(ScalingComparison.Way.self, forKey: .way)
    ratio = try container.decode(Double.self, forKey: .ratio)
    coefficients = try ScalingCoefficients(
      depth: container.decode(Double.self, forKey: .depth),
      width: container.decode(Double.self, forKey: .width),
      resolution: container.decode(Double.self, forKey: .resolution),
      groupWidth: container.decode(Double.self, forKey: .groupWidth))
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(way, forKey: .way)
    try container.encode(ratio, forKey: .ratio)
    try container.encode(coefficients.depth, forKey: .depth)
    try container.encode(coefficients.width, forKey: .width)
    try container.encode(coefficients.resolution, forKey: .resolution)
    try container.encode(coefficients.groupWidth, forKey: .groupWidth)
  }
}
