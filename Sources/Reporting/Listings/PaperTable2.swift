import CostModel
package import ModelZoo

/// Table 2 of arXiv:1905.11946, each figure recomputed.
package enum PaperTable2 {
  /// Each EfficientNet with the networks of like accuracy, in the paper's order.
  package static func table(_ groups: [[Table2.Row]]) -> Table {
    var table = Table(
      caption: "EfficientNets and the networks they are compared with (Table 2)",
      columns: [
        .text("model", "Model"),
        .number("resolution", "Resolution"),
        .number("top1", "Top-1", .decimals(1)),
        .number("top5", "Top-5", .decimals(1)),
        .number("parameters", "Parameters", .si(significant: 3)),
        .number("parametersRatio", "Ratio", .ratio(significant: 2)),
        .number("multiplyAdds", "FLOPs", .si(significant: 3)),
        .number("multiplyAddsRatio", "Ratio", .ratio(significant: 2)),
      ],
      notes: [
        "Top-1 and top-5: percent on ImageNet, published (version 5 of the paper). Parameters, "
          + "FLOPs and ratios: computed, at the resolution that the published FLOPs refer to.",
        conventionNote,
      ])
    for group in groups {
      table.beginGroup()
      for (index, row) in group.enumerated() {
        table.append(
          [
            .text(row.entry.model), .integer(row.entry.resolution),
            .optional(row.entry.published.top1), .optional(row.entry.published.top5),
            .integer(row.cost.parameters), .number(row.parametersRatio),
            .integer(row.cost.multiplyAdds), .number(row.multiplyAddsRatio),
          ], role: index == 0 ? .emphasized : .ordinary)
      }
    }
    return table
  }
}
