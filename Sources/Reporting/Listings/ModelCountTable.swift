package import ONNX

/// What an ONNX model takes: by module, by node, by operator.
package enum ModelCountTable {
  fileprivate typealias Costs = (parameters: Int, multiplyAdds: Int, activations: Int)

  /// One row per module of the code that the model was exported from.
  ///
  /// - Parameters:
  ///   - count: the model's cost.
  ///   - model: the model.
  ///   - depth: how many levels of modules inside modules are told apart.
  /// - Returns: a table whose JSON form is `{model, …, modules, total}`.
  package static func byModule(
    _ count: ModelCount, of model: ModelMessage, depth: Int = 1
  ) -> Table {
    let modules = count.grouped { node in
      node.scope.isEmpty ? "" : node.scope[min(depth, node.scope.count) - 1]
    }
    let columns: [Column<(key: String, nodes: [NodeCount], total: ModelCount.Totals)>] = [
      .text("module", "Module") { $0.key.isEmpty ? "(outside of modules)" : $0.key }
        .total("Total"),
      .integer("nodes", "Nodes") { $0.total.nodes }.minor.total(.integer(count.total.nodes)),
      .text("output", "Output") { $0.nodes.last { $0.output != nil }?.output?.joined },
    ]
    return table(
      count, model, rowsKey: "modules", columns + costs(count.total) { $0.total.costs }, modules)
  }

  /// One row per node.
  ///
  /// - Returns: a table whose JSON form is `{model, …, nodes, total}`.
  package static func byNode(_ count: ModelCount, of model: ModelMessage) -> Table {
    typealias Row = (node: NodeCount, pattern: String?)
    let patterns = GraphPatterns(in: count.graph).outermost
    let rows = count.nodes.enumerated().map { index, node in
      (node: node, pattern: patterns[index]?.kind.rawValue)
    }
    let columns: [Column<Row>] = [
      .text("node", "Node") { $0.node.name }.total("Total"),
      .text("module", "Module") { $0.node.scope.last },
      .text("operator", "Operator") { $0.node.operatorName },
      .text("pattern", "Part of") { $0.pattern }.minor,
      .text("output", "Output") { $0.node.output?.joined },
    ]
    let figures = costs(count.total) { (row: Row) in
      (row.node.parameters, row.node.multiplyAdds, row.node.activations)
    }
    return table(count, model, rowsKey: "nodes", columns + figures, rows)
  }

  /// One row per operator.
  ///
  /// - Returns: a table whose JSON form is `{model, …, operators, total}`.
  package static func byOperator(_ count: ModelCount, of model: ModelMessage) -> Table {
    let operators = count.grouped { $0.operatorName }
    let columns: [Column<(key: String, nodes: [NodeCount], total: ModelCount.Totals)>] = [
      .text("operator", "Operator") { $0.key }.total("Total"),
      .integer("nodes", "Nodes") { $0.total.nodes }.total(.integer(count.total.nodes)),
    ]
    let elements: [Column<(key: String, nodes: [NodeCount], total: ModelCount.Totals)>] = [
      .integer("elements", "Elements put out", .grouped) { $0.total.elements }
        .total(.integer(count.total.elements))
    ]
    return table(
      count, model, rowsKey: "operators",
      columns + costs(count.total) { $0.total.costs } + elements, operators)
  }

  private static func costs<Row>(
    _ total: ModelCount.Totals, _ costs: @escaping (Row) -> Costs
  ) -> [Column<Row>] {
    [
      .integer("parameters", "Parameters", .grouped) { costs($0).parameters }.essential
        .total(.integer(total.parameters)),
      .integer("multiplyAdds", "Multiply-adds", .grouped) { costs($0).multiplyAdds }.essential
        .total(.integer(total.multiplyAdds)),
      .integer("activations", "Activations", .grouped) { costs($0).activations }.minor
        .total(.integer(total.activations)),
    ]
  }

  private static func table<Row>(
    _ count: ModelCount, _ model: ModelMessage, rowsKey: String, _ columns: [Column<Row>],
    _ rows: [Row]
  ) -> Table {
    let inputs = count.inputs.map { "\($0.name) \($0.shape.joined)" }.joined(separator: ", ")
    let name = model.file.split(separator: "/").last ?? ""
    return Table(
      caption: "\(name) with \(inputs)", columns: columns, rows: rows,
      notes: ModelCountNotes(count: count, model: model).notes,
      envelope: Table.Envelope(
        leading: [
          .init("model", .string(model.file)),
          .init("graph", .string(model.graph.name)),
          .init("inputs", .array(count.inputs.map { value($0.name, $0.shape) })),
          .init("outputs", .array(count.outputs.map { value($0.name, $0.shape) })),
          .init("irVersion", .integer(model.irVersion)),
          .init(
            "operatorSets",
            .object(
              model.operatorSets.sorted { $0.key < $1.key }.map {
                .init($0.key.isEmpty ? "ai.onnx" : $0.key, .integer($0.value))
              })),
          .init("producer", .string(model.producer)),
          .init("producerVersion", .string(model.producerVersion)),
        ],
        rowsKey: rowsKey,
        trailing: [
          .init("total", total(count.total)),
          .init("patterns", ModelCountNotes(count: count, model: model).patternsJSON),
          .init("uncounted", ModelCountNotes(count: count, model: model).json),
        ]))
  }

  private static func value(_ name: String, _ shape: [Int]?) -> JSONValue {
    .object([
      .init("name", .string(name)),
      .init("shape", shape.map { .array($0.map(JSONValue.integer)) } ?? .null),
    ])
  }

  private static func total(_ total: ModelCount.Totals) -> JSONValue {
    .object([
      .init("nodes", .integer(total.nodes)),
      .init("parameters", .integer(total.parameters)),
      .init("multiplyAdds", .integer(total.multiplyAdds)),
      .init("activations", .integer(total.activations)),
      .init("elements", .integer(total.elements)),
    ])
  }
}

extension ModelCount.Totals {
  fileprivate var costs: ModelCountTable.Costs { (parameters, multiplyAdds, activations) }
}
