import CostModel
package import ModelZoo

/// Table 2 of arXiv:1905.11946, each figure recomputed.
package enum PaperTable2 {
  /// Each EfficientNet with the networks of like accuracy, in the paper's order.
  package static func table(_ groups: [[Table2.Row]]) -> Table {
    let rows = groups.map { group in
      group.enumerated().map { ComparedRow(row: $0.element, isFirst: $0.offset == 0) }
    }
    let columns: [Column<Table2.Row>] = [
      .text("model", "Model") { $0.entry.model },
      .integer("resolution", "Resolution") { $0.entry.resolution },
      .number("top1", "Top-1", .decimals(1)) { $0.entry.published.top1 },
      .number("top5", "Top-5", .decimals(1)) { $0.entry.published.top5 },
      .integer("parameters", "Parameters", .si(significant: 3)) { $0.cost.parameters },
      .number("parametersRatio", "Ratio", .ratio(significant: 2)) { $0.parametersRatio },
      .integer("multiplyAdds", "FLOPs", .si(significant: 3)) { $0.cost.multiplyAdds },
      .number("multiplyAddsRatio", "Ratio", .ratio(significant: 2)) { $0.multiplyAddsRatio },
    ]
    return Table(
      caption: "EfficientNets and the networks they are compared with (Table 2)",
      columns: columns.map { column in column.of { (compared: ComparedRow) in compared.row } },
      groups: rows,
      notes: [
        "Top-1 and top-5: percent on ImageNet, published (version 5 of the paper). Parameters, "
          + "FLOPs and ratios: computed, at the resolution that the published FLOPs refer to.",
        conventionNote,
      ], isEmphasized: { $0.isFirst })
  }

  /// A row with its place: an EfficientNet comes before the networks that it is compared with.
  private struct ComparedRow {
    let row: Table2.Row
    let isFirst: Bool
  }
}
