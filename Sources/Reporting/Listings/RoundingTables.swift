package import Architectures
package import CostModel

/// One scaling under several rounding profiles.
package enum RoundingTables {
  /// The sizes that are not the same under all profiles.
  package static func sizes(_ comparison: RoundingComparison, model: String) -> Table {
    var columns: [Column<RoundingComparison.Row>] = [
      .text("place", "Place") { $0.place },
      .text("quantity", "Quantity") { $0.quantity },
    ]
    for (index, profile) in comparison.profiles.enumerated() {
      columns.append(.integer(profile.name, profile.name) { $0.values[index] })
    }
    columns.append(.number("spread", "Spread", .percent(decimals: 1)) { $0.spread })
    return Table(
      caption: "Sizes of the scaled \(model) that rounding profiles disagree on",
      columns: columns, rows: comparison.rows,
      notes: comparison.rows.isEmpty ? ["All profiles give the same network."] : [])
  }

  /// What the network costs under each profile, against the first.
  package static func costs(_ comparison: RoundingComparison, costs: [Cost]) -> Table {
    let rows = zip(zip(comparison.profiles, comparison.architectures), costs).map {
      (rounding: $0.0.name, resolution: $0.1.resolution, cost: $1)
    }
    let deviation = { (value: Int, first: Int?) in
      Double(value) / Double(max(1, first ?? 1)) - 1
    }
    let first = costs.first
    return Table(
      caption: "What it costs",
      columns: [
        .text("rounding", "Rounding") { $0.rounding },
        .resolution { $0.resolution },
        .integer("parameters", "Parameters", .grouped) { $0.cost.parameters },
        .number("parametersDeviation", "Against the first", .percent(decimals: 2)) {
          deviation($0.cost.parameters, first?.parameters)
        },
        .integer("multiplyAdds", "Multiply-adds", .grouped) { $0.cost.multiplyAdds },
        .number("multiplyAddsDeviation", "Against the first", .percent(decimals: 2)) {
          deviation($0.cost.multiplyAdds, first?.multiplyAdds)
        },
      ],
      rows: rows, notes: [conventionNote])
  }
}
