import Networks
public import CostModel

extension Table2 {
  /// A row of the table, published and computed.
  public struct Row: Hashable, Sendable {
    /// The row as printed.
    public let entry: Entry
    /// The exact cost of the zoo's network, for one image.
    public let cost: Cost
    /// Computed parameters ÷ those of the EfficientNet of the group; 1 in its own row.
    public let parametersRatio: Double
    /// Computed multiply-adds ÷ those of the EfficientNet of the group; 1 in its own row.
    public let multiplyAddsRatio: Double
    /// Why a printed figure is not what is computed, where one is not.
    public let notes: [Discrepancy]
  }

  /// The table's rows, group by group, each network costed at the resolution its printed FLOPs
  /// refer to.
  ///
  /// - Throws: An error of the cost model or of a builder; none is expected.
  public static func rows() throws -> [[Row]] {
    try groups.map { group in
      let base = try cost(of: group.efficientNet)
      return try group.entries.map { entry in
        let cost = entry == group.efficientNet ? base : try cost(of: entry)
        return Row(
          entry: entry, cost: cost,
          parametersRatio: Double(cost.parameters) / Double(base.parameters),
          multiplyAddsRatio: Double(cost.multiplyAdds) / Double(base.multiplyAdds),
          notes: notes(on: entry, cost))
      }
    }
  }

  static func cost(of entry: Entry) throws -> Cost {
    try NetworkCost.total(
      of: ModelZoo.model(named: entry.model).network(resolution: Resolution(entry.resolution)))
  }

  static func notes(on entry: Entry, _ cost: Cost) -> [Discrepancy] {
    let published = entry.published
    var notes: [Discrepancy] = []
    if let printed = published.parametersInMillions,
      !printed.isRounded(from: Double(cost.parameters) / 1e6),
      let cause = Discrepancy.table2(entry.label, .parameters)
    {
      notes.append(cause)
    }
    if let printed = published.multiplyAddsInBillions,
      !printed.isRounded(from: Double(cost.multiplyAdds) / 1e9),
      let cause = Discrepancy.table2(entry.label, .multiplyAdds), !notes.contains(cause)
    {
      notes.append(cause)
    }
    return notes
  }
}

extension ZooModel {
  /// Why figures that Table 2 prints for this network cannot be reproduced; empty where they can,
  /// or where the table does not have the network.
  ///
  /// - Throws: An error of the cost model or of a builder; none is expected.
  public func discrepancies() throws -> [Discrepancy] {
    let name = self.name.prefix { $0 != "@" }
    return try Table2.groups.flatMap(\.entries).filter { $0.model == name }.flatMap { entry in
      Table2.notes(on: entry, try Table2.cost(of: entry))
    }
  }
}
