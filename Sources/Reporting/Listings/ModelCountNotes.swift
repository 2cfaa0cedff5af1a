import ONNX

/// What is said below a table of an ONNX model's costs: what is not counted, and whose file it is.
struct ModelCountNotes {
  let count: ModelCount
  let model: ModelMessage

  var notes: [String] {
    let recognised = patterns.map { "\($0.count) × \($0.name)" }.joined(separator: ", ")
    return [convention] + unknown.map(sentence)
      + (recognised.isEmpty ? [] : ["Recognised in the nodes: \(recognised)."]) + [origin]
  }

  /// What several nodes are together, and how often.
  private var patterns: [(name: String, count: Int)] {
    let found = GraphPatterns(in: count.graph).all.map(\.kind)
    return GraphPattern.Kind.allCases.compactMap { kind in
      let count = found.count { $0 == kind }
      return count > 0 ? (kind.rawValue, count) : nil
    }
  }

  var patternsJSON: JSONValue {
    .object(patterns.map { .init($0.name, .integer($0.count)) })
  }

  private var convention: String {
    "Multiply-adds: one per multiply-accumulate of a convolution or product of matrices, "
      + "attention's included; parameters: constants in floating point that are no setting or "
      + "running statistic, each once."
  }

  private var origin: String {
    let sets = model.operatorSets.sorted { $0.key < $1.key }.map {
      ($0.key.isEmpty ? "" : $0.key + " ") + String($0.value)
    }
    let producer = [model.producer, model.producerVersion].filter { !$0.isEmpty }
    return "ONNX with IR \(model.irVersion), operators of version "
      + sets.joined(separator: ", ")
      + (producer.isEmpty ? "." : ", written by \(producer.joined(separator: " ")).")
  }

  /// Operators with nodes that are not counted.
  private var unknown: [(name: String, knowledge: NodeCount.Knowledge, nodes: Int)] {
    [NodeCount.Knowledge.unknownOperator, .unknownShape].flatMap { knowledge in
      count.grouped { $0.operatorName }.compactMap { group in
        let nodes = group.nodes.count { $0.knowledge == knowledge }
        return nodes > 0 ? (group.key, knowledge, nodes) : nil
      }
    }
  }

  private func sentence(
    _ part: (name: String, knowledge: NodeCount.Knowledge, nodes: Int)
  ) -> String {
    "Not counted: \(part.nodes) × \(part.name), "
      + (part.knowledge == .unknownOperator
        ? "an operator whose cost is not known."
        : "whose shapes depend on data or on an unknown operator.")
  }

  var json: JSONValue {
    .array(
      unknown.map { part in
        .object([
          .init("operator", .string(part.name)), .init("nodes", .integer(part.nodes)),
          .init(
            "reason", .string(part.knowledge == .unknownOperator ? "operator" : "shape")),
        ])
      })
  }
}
