package import CostModel
package import ModelZoo
package import Networks

/// Models side by side, ratios to the first.
package enum CompareTable {
  /// One model with its cost and, where published, its accuracy.
  package struct Row: Hashable, Sendable {
    package let model: String
    package let resolution: Resolution
    package let cost: Cost
    package let accuracy: PublishedAccuracy?

    package init(
      model: String, resolution: Resolution, cost: Cost, accuracy: PublishedAccuracy? = nil
    ) {
      self.model = model
      self.resolution = resolution
      self.cost = cost
      self.accuracy = accuracy
    }
  }

  /// The listing of a comparison.
  package static func table(_ rows: [Row]) -> Table {
    let first = rows.first?.cost
    let columns: [Column<Row>] = [
      .text("model", "Model") { $0.model },
      .resolution { $0.resolution }.minor,
      .integer("parameters", "Parameters", .grouped) { $0.cost.parameters }.essential,
      .integer("multiplyAdds", "Multiply-adds", .grouped) { $0.cost.multiplyAdds }.essential,
      .integer("activations", "Activations", .grouped) { $0.cost.activations }.minor,
      .number("top1", "Top-1", .percent(decimals: 1)) { $0.accuracy?.top1.fraction },
      .number("top5", "Top-5", .percent(decimals: 1)) { $0.accuracy?.top5?.fraction }.minor,
      .number("parametersRatio", "Params ratio", .ratio(significant: 3)) {
        ratio($0.cost.parameters, first?.parameters)
      },
      .number("multiplyAddsRatio", "Multiply-adds ratio", .ratio(significant: 3)) {
        ratio($0.cost.multiplyAdds, first?.multiplyAdds)
      },
      .number("activationsRatio", "Activations ratio", .ratio(significant: 3)) {
        ratio($0.cost.activations, first?.activations)
      }.minor,
    ]
    return Table(
      columns: columns, rows: rows,
      notes: ["Ratios to the first model. Top-1 and top-5: published, ImageNet.", conventionNote])
  }

  private static func ratio(_ value: Int, _ reference: Int?) -> Double? {
    guard let reference, reference > 0 else { return nil }
    return Double(value) / Double(reference)
  }
}

extension Double {
  /// A printed percentage as the fraction of the same digits.
  var fraction: Double { (self * 1e6).rounded() / 1e8 }
}
