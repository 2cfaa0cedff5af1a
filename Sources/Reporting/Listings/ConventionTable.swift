package import CostModel

/// What a way of counting counts, and what it leaves out.
package enum ConventionTable {
  /// What a convention leaves out, a sentence for each kind of operator.
  static func notes(_ count: ConventionCount) -> [String] {
    let share = NumberStyle.percent(decimals: 1)
    return count.uncounted.map { left in
      "Not counted: \(left.layers) × \(left.kind.rawValue), "
        + "\(share.text(left.elementShare)) of all elements put out, "
        + "\(share.text(left.operationShare)) of all operations"
        + (left.reason.map { " (\($0))" } ?? "") + "."
    }
  }

  /// What no convention counts, as only training runs it.
  private static func auxiliaryNotes(_ count: ConventionCount) -> [String] {
    guard count.auxiliaryLayers > 0 else { return [] }
    return [
      "Not run in inference, and so in no row: \(count.auxiliaryLayers) auxiliary layers, which "
        + "are training's alone."
    ]
  }

  /// One row per kind of operator.
  package static func count(_ count: ConventionCount, model: String) -> Table {
    Table(
      caption: "\(model) as '\(count.convention.name)' counts it: \(count.convention.summary)",
      columns: [
        .text("operator", "Operator") { $0.kind.rawValue }.total("Total"),
        .integer("layers", "Layers") { $0.layers },
        .integer("operations", "Operations", unit: count.convention.unit.rawValue, .grouped) {
          $0.operations
        }.total(.integer(count.total)),
        .integer("elements", "Elements put out", .grouped) { $0.elements },
      ],
      rows: count.kinds, notes: notes(count) + auxiliaryNotes(count),
      envelope: Table.Envelope(
        leading: [
          .init("model", .string(model)), .init("convention", .string(count.convention.name)),
          .init("unit", .string(count.convention.unit.rawValue)),
        ],
        rowsKey: "operators",
        trailing: [
          .init(
            "total",
            .object([
              .init("operations", .integer(count.total)),
              .init("activations", .integer(count.activations)),
            ])),
          .init(
            "uncounted",
            .array(
              count.uncounted.map { left in
                .object([
                  .init("operator", .string(left.kind.rawValue)),
                  .init("layers", .integer(left.layers)),
                  .init("elementShare", .number(left.elementShare)),
                  .init("operationShare", .number(left.operationShare)),
                ])
              })),
          .init("auxiliaryLayers", .integer(count.auxiliaryLayers)),
        ]))
  }

  /// Where two conventions part, by kind of operator.
  package static func difference(_ difference: ConventionDifference, model: String) -> Table {
    let (first, second) = (difference.first.convention.name, difference.second.convention.name)
    return Table(
      caption: "\(model): '\(first)' and '\(second)'",
      columns: [
        .text("operator", "Operator") { $0.kind.rawValue }.total("Total"),
        .integer("layers", "Layers") { $0.layers },
        .integer("first", first, .grouped) { $0.first }.total(.integer(difference.first.total)),
        .integer("second", second, .grouped) { $0.second }
          .total(.integer(difference.second.total)),
        .integer("difference", "Difference", .grouped) { $0.difference }
          .total(.integer(difference.difference)),
      ],
      rows: difference.rows,
      notes: [
        "\(first) counts in \(difference.first.convention.unit.rawValue), \(second) in "
          + "\(difference.second.convention.unit.rawValue)."
      ] + auxiliaryNotes(difference.first))
  }
}
