package import CostModel
package import ModelZoo
package import Networks

/// Networks with their accuracies and costs in the form of Table 2 of arXiv:1905.11946.
package enum AccuracyTable {
  /// A network, and what its costs are compared with.
  package struct Row: Hashable, Sendable {
    package let model: String
    package let resolution: Resolution
    package let accuracy: PublishedAccuracy?
    package let cost: Cost
    /// The cost of the first of the group, which the ratios refer to; `nil` for no ratios.
    var reference: Cost?
    /// Whether others are compared with it.
    var isFirst = false

    package init(
      model: String, resolution: Resolution, accuracy: PublishedAccuracy?, cost: Cost
    ) {
      self.model = model
      self.resolution = resolution
      self.accuracy = accuracy
      self.cost = cost
    }
  }

  /// The paper's table, each figure recomputed: each EfficientNet with the networks of like accuracy.
  package static func paper(_ groups: [[Table2.Row]]) -> Table {
    let rows = groups.map { group in
      compared(
        group.map { row in
          Row(
            model: row.entry.model, resolution: Resolution(row.entry.resolution),
            accuracy: row.entry.published.top1.map {
              PublishedAccuracy(top1: $0, top5: row.entry.published.top5)
            }, cost: row.cost)
        })
    }
    return Table(
      caption: "EfficientNets and the networks they are compared with (Table 2)",
      columns: columns, groups: rows,
      notes: [
        "Top-1 and top-5: percent on ImageNet, published (version 5 of the paper). Parameters, "
          + "FLOPs and ratios: computed, at the resolution that the published FLOPs refer to.",
        conventionNote,
      ], isEmphasized: \.isFirst)
  }

  /// A table of any networks.
  ///
  /// - Parameters:
  ///   - rows: the networks.
  ///   - references: networks of known accuracy that each lead a group of those of like accuracy, as
  ///     the EfficientNets do in the paper: the least accurate one that is not worse, or the most
  ///     accurate where all are. Networks without an accuracy come last, without ratios. Without
  ///     references all rows are one group, whose first the ratios refer to.
  /// - Returns: a table with the keys of the paper's.
  package static func table(_ rows: [Row], beside references: [Row] = []) -> Table {
    Table(
      columns: columns,
      groups: references.isEmpty ? [compared(rows)] : groups(rows, beside: references),
      notes: [
        "Top-1 and top-5: percent, as stated: \(sources(references + rows)). Parameters, FLOPs and "
          + "ratios to the first of each group: computed.",
        conventionNote,
      ], isEmphasized: \.isFirst)
  }

  private static var columns: [Column<Row>] {
    [
      .text("model", "Model") { $0.model },
      .resolution { $0.resolution },
      .number("top1", "Top-1", .decimals(1)) { $0.accuracy?.top1 },
      .number("top5", "Top-5", .decimals(1)) { $0.accuracy?.top5 },
      .integer("parameters", "Parameters", .si(significant: 3)) { $0.cost.parameters },
      .number("parametersRatio", "Ratio", .ratio(significant: 2)) {
        ratio($0.cost.parameters, $0.reference?.parameters)
      },
      .integer("multiplyAdds", "FLOPs", .si(significant: 3)) { $0.cost.multiplyAdds },
      .number("multiplyAddsRatio", "Ratio", .ratio(significant: 2)) {
        ratio($0.cost.multiplyAdds, $0.reference?.multiplyAdds)
      },
    ]
  }

  private static func ratio(_ value: Int, _ reference: Int?) -> Double? {
    guard let reference, reference > 0 else { return nil }
    return Double(value) / Double(reference)
  }

  private static func groups(_ rows: [Row], beside references: [Row]) -> [[Row]] {
    let known = references.filter { $0.accuracy != nil }
    var groups = known.map { [$0] }
    var unknown = references.filter { $0.accuracy == nil }
    func top1(_ index: Int) -> Double { known[index].accuracy?.top1 ?? 0 }
    for row in rows {
      guard let accuracy = row.accuracy else {
        unknown.append(row)
        continue
      }
      let notWorse = known.indices.filter { top1($0) >= accuracy.top1 }
      let leader =
        notWorse.min { top1($0) < top1($1) } ?? known.indices.max { top1($0) < top1($1) }
      if let leader { groups[leader].append(row) } else { unknown.append(row) }
    }
    return groups.map(compared) + [unknown]
  }

  /// Rows with the first for their reference.
  private static func compared(_ group: [Row]) -> [Row] {
    group.enumerated().map { index, row in
      var row = row
      row.reference = group[0].cost
      row.isFirst = index == 0
      return row
    }
  }

  /// Each source, behind the networks whose accuracies are from there.
  private static func sources(_ rows: [Row]) -> String {
    var sources: [(source: String, models: [String])] = []
    for row in rows {
      guard let accuracy = row.accuracy else { continue }
      let source = accuracy.source ?? "no source is given"
      if let index = sources.firstIndex(where: { $0.source == source }) {
        sources[index].models.append(row.model)
      } else {
        sources.append((source, [row.model]))
      }
    }
    guard !sources.isEmpty else { return "none" }
    return sources.map { "\($0.models.joined(separator: ", ")): \($0.source)" }
      .joined(separator: "; ")
  }
}
