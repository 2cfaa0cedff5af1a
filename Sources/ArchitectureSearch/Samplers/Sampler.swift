public import CostModel

/// Proposes the next candidate of a search from what is known of earlier ones.
///
/// A proposal is a function of the seed, its number, and the results in `history`, and of nothing
/// else. The search hands over a fixed part of the history for each number, so proposals do not
/// depend on how many trainings run side by side, nor on interruptions.
public protocol Sampler: Sendable {
  /// The encoding to try as proposal `number`.
  ///
  /// - Parameter history: the finished trials that this proposal may see, in order; it only ever grows
  ///   from one call to the next.
  mutating func propose(_ number: Int, after history: [ScoredTrial]) -> Proposal
}

/// What a sampler proposes.
public struct Proposal: Hashable, Sendable {
  /// A canonical encoding within the space and its band.
  public var encoding: SearchSpace.Encoding
  /// Drafts outside the space or the band that were dropped before this one.
  public var refused: Int

  public init(_ encoding: SearchSpace.Encoding, refused: Int = 0) {
    self.encoding = encoding
    self.refused = refused
  }
}

/// A finished trial as samplers see it.
public struct ScoredTrial: Hashable, Sendable {
  public var number: Int
  public var encoding: SearchSpace.Encoding
  /// What the search maximises; nil when the trial failed.
  public var reward: Double?
  /// The objectives of the Pareto front, all to be minimised: negative accuracy and cost; nil when
  /// the trial failed.
  public var objectives: [Double]?

  public init(
    number: Int, encoding: SearchSpace.Encoding, reward: Double?, objectives: [Double]?
  ) {
    self.number = number
    self.encoding = encoding
    self.reward = reward
    self.objectives = objectives
  }
}

/// What samplers may know of the space: which encodings are allowed, and uniform draws from them.
public struct SearchDomain: Sendable {
  public let graph: SpaceGraph
  public let table: BandTable

  /// - Throws: ``SearchError/emptySearch(reason:)`` when nothing lies in the band,
  ///   ``SearchError/spaceTooLarge(reason:)`` when it can't be counted.
  public init(_ graph: SpaceGraph, band: Bounds) throws {
    self.graph = graph
    table = try BandTable(graph, band)
    guard table.count > 0 else {
      let range = graph.range(of: .multiplyAdds)
      throw SearchError.emptySearch(
        reason: "no architecture of \(graph.space.definition.name) lies within the budgets; its "
          + "multiply-adds go from \(range.lowerBound) to \(range.upperBound)")
    }
  }

  /// The decisions of an encoding.
  public var decisions: [SearchSpace.Decision] { graph.space.decisions }

  /// The canonical form of an encoding within the space and the band; nil outside.
  public func allowed(_ encoding: SearchSpace.Encoding) -> SearchSpace.Encoding? {
    guard let canonical = graph.space.canonical(encoding), let costs = graph.costs(of: canonical),
      table.band.contains(costs)
    else { return nil }
    return canonical
  }

  /// A uniform draw from the band.
  public func draw(using generator: inout CounterGenerator) -> SearchSpace.Encoding {
    graph.encoding(table[generator.number(below: table.count)])
  }

  /// The first allowed encoding that `draft` makes in a number of attempts, or a uniform draw; and how
  /// many drafts were refused.
  func firstAllowed(
    attempts: Int, using generator: inout CounterGenerator,
    _ draft: (inout CounterGenerator) -> SearchSpace.Encoding
  ) -> Proposal {
    for attempt in 0..<attempts {
      if let encoding = allowed(draft(&generator)) {
        return Proposal(encoding, refused: attempt)
      }
    }
    return Proposal(draw(using: &generator), refused: attempts)
  }
}
