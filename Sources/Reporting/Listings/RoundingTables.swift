package import Architectures
package import CostModel

/// One scaling under several rounding profiles.
package enum RoundingTables {
  /// The sizes that are not the same under all profiles.
  package static func sizes(_ comparison: RoundingComparison, model: String) -> Table {
    var table = Table(
      caption: "Sizes of the scaled \(model) that rounding profiles disagree on",
      columns: [.text("place", "Place"), .text("quantity", "Quantity")]
        + comparison.profiles.map { .number($0.name, $0.name) }
        + [.number("spread", "Spread", .percent(decimals: 1))],
      notes: comparison.rows.isEmpty ? ["All profiles give the same network."] : [])
    for row in comparison.rows {
      table.append(
        [.text(row.place), .text(row.quantity)] + row.values.map { .integer($0) }
          + [.number(row.spread)])
    }
    return table
  }

  /// What the network costs under each profile, against the first.
  package static func costs(_ comparison: RoundingComparison, costs: [Cost]) -> Table {
    var table = Table(
      caption: "What it costs",
      columns: [
        .text("rounding", "Rounding"),
        .number("resolution", "Resolution"),
        .number("parameters", "Parameters", .grouped),
        .number("parametersDeviation", "Against the first", .percent(decimals: 2)),
        .number("multiplyAdds", "Multiply-adds", .grouped),
        .number("multiplyAddsDeviation", "Against the first", .percent(decimals: 2)),
      ],
      notes: [conventionNote])
    guard let first = costs.first else { return table }
    for (index, cost) in costs.enumerated() {
      table.append([
        .text(comparison.profiles[index].name),
        .integer(comparison.architectures[index].resolution), .integer(cost.parameters),
        .number(Double(cost.parameters) / Double(max(1, first.parameters)) - 1),
        .integer(cost.multiplyAdds),
        .number(Double(cost.multiplyAdds) / Double(max(1, first.multiplyAdds)) - 1),
      ])
    }
    return table
  }
}
