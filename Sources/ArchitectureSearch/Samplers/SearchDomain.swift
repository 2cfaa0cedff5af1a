public import CostModel
public import Randomness
public import SearchSpaces
import Studies

/// What samplers may know of the space: which encodings are allowed, and uniform draws from them.
public struct SearchDomain: Sendable {
  /// The space, as paths whose costs are known.
  public let graph: SpaceGraph
  /// The architectures within the band.
  public let table: BandTable

  /// - Throws: `SearchError.emptySearch(reason:)` when nothing lies in the band,
  ///   `SpaceError.tooLarge(reason:)` when it can't be counted.
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
      table.contains(costs)
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
