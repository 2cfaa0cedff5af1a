package import ModelZoo

/// Published figures beside what they come to.
package enum AuditTable {
  /// The rows of one audited table or figure.
  package static func table(_ audit: Audit, _ rows: [AuditRow]) -> Table {
    var table = Table(
      caption: audit.title,
      columns: [
        .text("item", "Item"),
        .text("quantity", "Quantity"),
        .text("published", "Published"),
        .number("computed", "Computed", .significant(4)),
        .number("exact", "Exact", .grouped),
        .number("deviation", "Deviation", .percent(decimals: 1)),
        .text("verdict", "Verdict"),
        .text("cause", "Cause"),
      ])
    var causes: [Discrepancy] = []
    for row in rows {
      var cause: Discrepancy?
      if case .explained(let discrepancy) = row.verdict {
        cause = discrepancy
        if !causes.contains(discrepancy) { causes.append(discrepancy) }
      }
      let unit = row.unit.isEmpty ? "" : " \(row.unit)"
      table.append([
        .text(row.item), .text(row.quantity), .text("\(row.published)\(unit)"),
        .number(row.computed), .optional(row.exact), .number(row.deviation),
        .text(row.verdict.text), .optional(cause?.id),
      ])
    }
    table.notes = causes.map { "\($0.id): \($0.explanation)" }
    return table
  }
}

extension AuditRow.Verdict {
  /// One word for a table.
  fileprivate var text: String {
    switch self {
    case .agrees: "agrees"
    case .explained: "explained"
    case .unexplained: "unexplained"
    }
  }
}
