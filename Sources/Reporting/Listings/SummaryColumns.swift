import CostModel

/// Which figures a summary shows beside parameters, multiply-adds and activations.
package struct SummaryColumns: OptionSet, Sendable {
  package let rawValue: Int

  package init(rawValue: Int) { self.rawValue = rawValue }

  /// FLOPs, and the parameters of normalisation and those used again.
  package static let counts = SummaryColumns(rawValue: 1)
  /// The most bytes of feature maps held.
  package static let memory = SummaryColumns(rawValue: 2)
  /// Operations of every kind, bytes moved, and their quotient.
  package static let traffic = SummaryColumns(rawValue: 4)

  package static let all: SummaryColumns = [.counts, .memory, .traffic]
}

/// The columns of costs in a summary, and their cells.
struct FigureColumns {
  let figures: NetworkBreakdown
  let shown: SummaryColumns

  var columns: [Column] {
    var columns: [Column] = [
      .number("parameters", "Parameters", .grouped),
      .number("multiplyAdds", "Multiply-adds", .grouped),
      .number("activations", "Activations", .grouped),
    ]
    if shown.contains(.counts) {
      columns += [
        .number("flops", "FLOPs at 2", .grouped),
        .number("normalizationParameters", "Of normalisation", .grouped),
        .number("reusedParameters", "Used again", .grouped),
      ]
    }
    if shown.contains(.memory) {
      columns.append(.number("peakFeatureBytes", "Feature maps held", .bytes(significant: 3)))
    }
    if shown.contains(.traffic) {
      columns += [
        .number("operations", "Operations", .grouped),
        .number("bytesMoved", "Bytes moved", .bytes(significant: 3)),
        .number("intensity", "Per byte", .significant(2)),
      ]
    }
    if let count = figures.convention {
      columns.append(
        .number("conventionOperations", "As \(count.convention.name) counts", .grouped))
    }
    if figures.latency != nil {
      columns += [
        .number("seconds", "Time", .seconds(significant: 3)), .text("bound", "Bound by"),
      ]
    }
    return columns
  }

  func cells(_ row: NetworkBreakdown.Row) -> [Cell] {
    let cost = row.cost
    var cells: [Cell] = [
      .integer(cost.parameters), .integer(cost.multiplyAdds), .integer(cost.activations),
    ]
    if shown.contains(.counts) {
      cells += [
        .optional(cost.flops), .integer(cost.normalizationParameters),
        .integer(cost.reusedParameters),
      ]
    }
    if shown.contains(.memory) { cells.append(.integer(row.peakFeatureBytes)) }
    if shown.contains(.traffic) {
      cells += [.integer(row.operations), .integer(row.bytesMoved), .number(row.intensity)]
    }
    if figures.convention != nil { cells.append(.optional(row.conventionOperations)) }
    if figures.latency != nil {
      cells += [.optional(row.seconds), .optional(row.bound?.rawValue)]
    }
    return cells
  }
}
