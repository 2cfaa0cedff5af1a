import Architectures
package import CostModel
package import SearchSpaces

/// A search space in figures: its size, how it spreads over costs, draws from it, its front.
package enum SpaceTables {
  /// The size of the space, within bounds too, and the ranges of its costs.
  package static func summary(
    _ summary: SpaceSummary, of space: SearchSpace, band: Bounds
  ) -> Table {
    var table = Table(
      caption: "The space \(space.definition.name)",
      columns: [
        .text("figure", "Figure"), .number("value", "Value", .grouped),
        .number("least", "Least", .grouped), .number("most", "Most", .grouped),
      ],
      notes: [
        "Exact, at \(space.definition.resolution) pixels with \(space.definition.classes) classes. "
          + "Multiply-adds: one per multiply-accumulate of a convolution or fully-connected layer."
      ])
    table.append([.text("stages"), .integer(space.definition.stages.count), .empty, .empty])
    table.append([.text("decisions"), .integer(space.decisions.count), .empty, .empty])
    table.append([.text("architectures"), .digits("\(summary.count)"), .empty, .empty])
    if let count = summary.countInBand {
      table.append([.text("architectures within bounds"), .digits("\(count)"), .empty, .empty])
      for (name, bounds) in [
        ("multiply-adds", band.multiplyAdds), ("parameters", band.parameters),
        ("activations", band.activations),
      ] where !bounds.isOpen {
        table.append([
          .text("bounds on \(name)"), .empty, .optional(bounds.least), .optional(bounds.most),
        ])
      }
    }
    for (name, range) in [
      ("multiply-adds", summary.multiplyAdds), ("parameters", summary.parameters),
      ("activations", summary.activations),
    ] {
      table.append([
        .text(name), .empty, .integer(range.lowerBound), .integer(range.upperBound),
      ])
    }
    return table
  }

  /// How the architectures spread over multiply-adds, with bars.
  package static func histogram(_ summary: SpaceSummary) -> Table {
    var table = Table(
      caption: "Architectures by multiply-adds",
      columns: [
        .number("from", "From", .si(significant: 3)), .number("to", "To", .si(significant: 3)),
        .number("share", "Share", .percent(decimals: 2)), .text("bar", ""),
      ],
      notes: [
        summary.histogramDraws.map { "From \($0) uniform draws." } ?? "Every architecture counted."
      ])
    let most = summary.histogram.map(\.share).max() ?? 1
    for bin in summary.histogram {
      let length = most > 0 ? Int((40 * bin.share / most).rounded()) : 0
      table.append([
        .integer(bin.multiplyAdds.lowerBound), .integer(bin.multiplyAdds.upperBound),
        .number(bin.share), .text(String(repeating: "#", count: length)),
      ])
    }
    return table
  }

  /// Architectures with their exact costs and stages.
  ///
  /// - Throws: `SearchError` for a path outside the space.
  package static func architectures(
    _ paths: [SpacePath], of graph: SpaceGraph, _ caption: String, notes: [String] = []
  ) throws -> Table {
    var table = Table(
      caption: caption,
      columns: [
        .text("architecture", "Architecture"),
        .number("multiplyAdds", "Multiply-adds", .grouped),
        .number("parameters", "Parameters", .grouped),
        .number("activations", "Activations", .grouped), .text("stages", "Stages"),
      ], notes: notes)
    for path in paths {
      let architecture = try graph.space.architecture(graph.encoding(path))
      table.append([
        .text(architecture.name), .integer(path.costs.multiplyAdds),
        .integer(path.costs.parameters), .integer(path.costs.activations),
        .text(architecture.stages.map(\.shorthand).joined(separator: "; ")),
      ])
    }
    return table
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
