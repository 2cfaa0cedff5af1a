import Architectures
package import CostModel
package import SearchSpaces

/// A search space in figures: its size, how it spreads over costs, draws from it, its front.
package enum SpaceTables {
  /// The size of the space, within bounds too, and the ranges of its costs.
  package static func summary(
    _ summary: SpaceSummary, of space: SearchSpace, band: Bounds
  ) -> Table {
    Table(
      caption: "The space \(space.definition.name)",
      columns: [
        .text("figure", "Figure") { $0.name },
        .cells("value", "Value", .grouped) { $0.value },
        .integer("least", "Least", .grouped) { $0.least },
        .integer("most", "Most", .grouped) { $0.most },
      ],
      rows: figures(summary, of: space, band: band),
      notes: [
        "Exact, at \(space.definition.resolution) pixels with \(space.definition.classes) classes. "
          + "Multiply-adds: one per multiply-accumulate of a convolution or fully-connected layer."
      ])
  }

  /// A figure of a space: a value, or a range.
  private struct Figure {
    let name: String
    var value: Cell = .empty
    var least: Int?
    var most: Int?
  }

  private static func figures(
    _ summary: SpaceSummary, of space: SearchSpace, band: Bounds
  ) -> [Figure] {
    var figures = [
      Figure(name: "stages", value: .integer(space.definition.stages.count)),
      Figure(name: "decisions", value: .integer(space.decisions.count)),
      Figure(name: "architectures", value: .digits("\(summary.count)")),
    ]
    if let count = summary.countInBand {
      figures.append(Figure(name: "architectures within bounds", value: .digits("\(count)")))
      for (name, bounds) in [
        ("bounds on multiply-adds", band.multiplyAdds), ("bounds on parameters", band.parameters),
        ("bounds on activations", band.activations),
      ] where !bounds.isOpen {
        figures.append(Figure(name: name, least: bounds.least, most: bounds.most))
      }
      if !band.latency.isOpen {
        figures.append(
          Figure(
            name: "bounds on latency, µs", least: band.latency.least.map(microseconds),
            most: band.latency.most.map(microseconds)))
      }
    }
    for (name, range) in [
      ("multiply-adds", summary.multiplyAdds), ("parameters", summary.parameters),
      ("activations", summary.activations),
    ] {
      figures.append(Figure(name: name, least: range.lowerBound, most: range.upperBound))
    }
    if let latency = summary.latency {
      figures.append(
        Figure(
          name: "latency, µs", least: microseconds(latency.lowerBound),
          most: microseconds(latency.upperBound)))
    }
    return figures
  }

  private static func microseconds(_ seconds: Double) -> Int { Int((seconds * 1e6).rounded()) }

  /// How the architectures spread over multiply-adds, with bars.
  package static func histogram(_ summary: SpaceSummary) -> Table {
    let most = summary.histogram.map(\.share).max() ?? 1
    return Table(
      caption: "Architectures by multiply-adds",
      columns: [
        .integer("from", "From", .si(significant: 3)) { $0.multiplyAdds.lowerBound },
        .integer("to", "To", .si(significant: 3)) { $0.multiplyAdds.upperBound },
        .number("share", "Share", .percent(decimals: 2)) { $0.share },
        .text("bar", "") { bin in
          let length = most > 0 ? Int((40 * bin.share / most).rounded()) : 0
          return String(repeating: "#", count: length)
        },
      ],
      rows: summary.histogram,
      notes: [
        summary.histogramDraws.map { "From \($0) uniform draws." } ?? "Every architecture counted."
      ])
  }

  /// Architectures with their exact costs and stages.
  ///
  /// - Throws: `SearchError` for a path outside the space.
  package static func architectures(
    _ paths: [SpacePath], of graph: SpaceGraph, _ caption: String, notes: [String] = []
  ) throws -> Table {
    let rows = try paths.map {
      (architecture: try graph.space.architecture(graph.encoding($0)), costs: $0.costs)
    }
    return Table(
      caption: caption,
      columns: [
        .text("architecture", "Architecture") { $0.architecture.name },
        .integer("multiplyAdds", "Multiply-adds", .grouped) { $0.costs.multiplyAdds },
        .integer("parameters", "Parameters", .grouped) { $0.costs.parameters },
        .integer("activations", "Activations", .grouped) { $0.costs.activations },
        .text("stages", "Stages") {
          $0.architecture.stages.map(\.shorthand).joined(separator: "; ")
        },
      ],
      rows: rows, notes: notes)
  }

  /// The front of two costs, at most `count` of its points.
  ///
  /// - Throws: `SearchError` for a path outside the space.
  package static func front(
    _ front: [SpacePath], of graph: SpaceGraph, objectives: String, count: Int
  ) throws -> Table {
    let shown =
      front.count <= count
      ? front : (0..<count).map { front[$0 * (front.count - 1) / max(1, count - 1)] }
    let note =
      shown.count == front.count
      ? "All \(front.count) points."
      : "\(shown.count) of \(front.count) points; --points shows more."
    return try architectures(
      shown, of: graph, "Exact Pareto front: \(objectives)", notes: [note])
  }
}
