package import ModelZoo

/// Published figures beside what they come to.
package enum AuditTable {
  /// The rows of one audited table or figure.
  package static func table(_ audit: Audit, _ rows: [AuditRow]) -> Table {
    var causes: [Discrepancy] = []
    for cause in rows.compactMap(\.cause) where !causes.contains(cause) { causes.append(cause) }
    let columns: [Column<AuditRow>] = [
      .text("item", "Item") { $0.item },
      .text("quantity", "Quantity") { $0.quantity },
      .text("published", "Published") { "\($0.published)\($0.unit.isEmpty ? "" : " \($0.unit)")" },
      .number("computed", "Computed", .significant(4)) { $0.computed },
      .integer("exact", "Exact", .grouped) { $0.exact }.minor,
      .number("deviation", "Deviation", .percent(decimals: 1)) { $0.deviation },
      .text("verdict", "Verdict") { $0.verdict.text }.essential,
      .text("cause", "Cause") { $0.cause?.id },
    ]
    return Table(
      caption: audit.title, columns: columns, rows: rows,
      notes: causes.map { "\($0.id): \($0.explanation)" } + (audit.remark.map { [$0] } ?? []))
  }
}

extension AuditRow {
  /// The known cause of a deviation.
  fileprivate var cause: Discrepancy? {
    if case .explained(let discrepancy) = verdict { discrepancy } else { nil }
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
