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
    var table = Table(
      caption: "\(model) as '\(count.convention.name)' counts it: \(count.convention.summary)",
      columns: [
        .text("operator", "Operator"),
        .number("layers", "Layers"),
        .number("operations", "Operations (\(count.convention.unit.rawValue))", .grouped),
        .number("elements", "Elements put out", .grouped),
      ],
      notes: notes(count) + auxiliaryNotes(count),
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
    for kind in count.kinds {
      table.append([
        .text(kind.kind.rawValue), .integer(kind.layers), .integer(kind.operations),
        .integer(kind.elements),
      ])
    }
    table.beginGroup()
    table.append(
      [.text("Total"), .empty, .integer(count.total), .empty], role: .total)
    return table
  }

  /// Where two conventions part, by kind of operator.
  package static func difference(_ difference: ConventionDifference, model: String) -> Table {
    let (first, second) = (difference.first.convention.name, difference.second.convention.name)
    var table = Table(
      caption: "\(model): '\(first)' and '\(second)'",
      columns: [
        .text("operator", "Operator"),
        .number("layers", "Layers"),
        .number("first", first, .grouped),
        .number("second", second, .grouped),
        .number("difference", "Difference", .grouped),
      ],
      notes: [
        "\(first) counts in \(difference.first.convention.unit.rawValue), \(second) in "
          + "\(difference.second.convention.unit.rawValue)."
      ] + auxiliaryNotes(difference.first))
    for row in difference.rows {
      table.append([
        .text(row.kind.rawValue), .integer(row.layers), .integer(row.first), .integer(row.second),
        .integer(row.difference),
      ])
    }
    table.beginGroup()
    table.append(
      [
        .text("Total"), .empty, .integer(difference.first.total),
        .integer(difference.second.total), .integer(difference.difference),
      ], role: .total)
    return table
  }
}
