package import CostModel

/// Models side by side, ratios to the first.
package enum CompareTable {
  /// One model with its cost and, where published, its accuracy.
  package struct Row: Hashable, Sendable {
    package let model: String
    package let resolution: Int
    package let cost: Cost
    /// Published ImageNet accuracies as fractions.
    package let top1: Double?
    package let top5: Double?

    package init(
      model: String, resolution: Int, cost: Cost, top1: Double? = nil, top5: Double? = nil
    ) {
      self.model = model
      self.resolution = resolution
      self.cost = cost
      self.top1 = top1
      self.top5 = top5
    }
  }

  /// The listing of a comparison.
  package static func table(_ rows: [Row]) -> Table {
    var table = Table(
      columns: [
        .text("model", "Model"),
        .number("resolution", "Resolution"),
        .number("parameters", "Parameters", .grouped),
        .number("multiplyAdds", "Multiply-adds", .grouped),
        .number("activations", "Activations", .grouped),
        .number("top1", "Top-1", .percent(decimals: 1)),
        .number("parametersRatio", "Params ratio", .ratio(significant: 3)),
        .number("multiplyAddsRatio", "Multiply-adds ratio", .ratio(significant: 3)),
        .number("activationsRatio", "Activations ratio", .ratio(significant: 3)),
      ],
      notes: ["Ratios to the first model. Top-1: published, ImageNet.", conventionNote])
    guard let first = rows.first?.cost else { return table }
    for row in rows {
      table.append([
        .text(row.model), .integer(row.resolution), .integer(row.cost.parameters),
        .integer(row.cost.multiplyAdds), .integer(row.cost.activations), .optional(row.top1),
        ratio(row.cost.parameters, first.parameters),
        ratio(row.cost.multiplyAdds, first.multiplyAdds),
        ratio(row.cost.activations, first.activations),
      ])
    }
    return table
  }

  private static func ratio(_ value: Int, _ reference: Int) -> Cell {
    reference > 0 ? .number(Double(value) / Double(reference)) : .empty
  }
}
