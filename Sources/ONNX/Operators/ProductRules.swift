import Files

extension OperatorRule {
  /// Products of matrices.
  static let products: [String: OperatorRule] = [
    "Gemm": OperatorRule(
      { node throws(FileError) in
        guard let (rows, _, columns) = try gemm(node) else { return nil }
        return [ValueFacts([rows, columns])]
      },
      work: { node, _ throws(FileError) in
        guard let (rows, inner, columns) = try gemm(node) else { return nil }
        return try node.product([rows, inner, columns])
      }),
    "MatMul": OperatorRule(
      { node throws(FileError) in try multiplied(node) },
      work: { node, output throws(FileError) in
        guard let inner = node.shape(0)?.last else { return nil }
        return try node.product(output + [inner])
      }),
    "Einsum": OperatorRule(
      { node throws(FileError) in
        try EinsteinSum(node).map { [ValueFacts($0.outputShape)] }
      },
      work: { node, _ throws(FileError) in try EinsteinSum(node)?.multiplyAdds(node) }),
    "Attention": OperatorRule(
      { node throws(FileError) in try AttentionShapes(node).map { $0.outputs } },
      work: { node, _ throws(FileError) in try AttentionShapes(node)?.multiplyAdds(node) }),
  ]

  private static func gemm(
    _ node: NodeView
  ) throws(FileError) -> (rows: Int, inner: Int, columns: Int)? {
    guard let first = node.shape(0), let second = node.shape(1) else { return nil }
    guard first.count == 2, second.count == 2 else {
      throw node.refused("shapes \(first) and \(second); expected two matrices")
    }
    let left = node.flag("transA") ? [first[1], first[0]] : first
    let right = node.flag("transB") ? [second[1], second[0]] : second
    guard left[1] == right[0] else {
      throw node.refused("shapes \(first) and \(second) do not fit")
    }
    return (left[0], left[1], right[1])
  }

  private static func multiplied(_ node: NodeView) throws(FileError) -> [ValueFacts]? {
    guard let first = node.shape(0), let second = node.shape(1) else { return nil }
    guard let inner = first.last, !second.isEmpty else {
      throw node.refused("a number; expected vectors, matrices or stacks of them")
    }
    let isVector = (first.count == 1, second.count == 1)
    guard inner == (isVector.1 ? second[0] : second[second.count - 2]) else {
      throw node.refused("shapes \(first) and \(second) do not fit")
    }
    let stack = try node.broadcast([Array(first.dropLast(2)), Array(second.dropLast(2))])
    let rows = isVector.0 ? [] : [first[first.count - 2]]
    let columns = isVector.1 ? [] : [second[second.count - 1]]
    return [ValueFacts(stack + rows + columns)]
  }
}

/// Lengths of the parts of a scaled dot-product attention (ONNX's `Attention`, from version 23).
struct AttentionShapes {
  private let query: [Int]
  private let keys: Int
  private let values: Int
  /// Rank-three inputs have their heads side by side in the last axis.
  private let isFlat: Bool
  private let keyHeads: Int
  private let keyExtent: Int

  init?(_ node: NodeView) throws(FileError) {
    guard let query = node.shape(0), let key = node.shape(1), let value = node.shape(2) else {
      return nil
    }
    let past = node.has(4) ? node.shape(4) : [0, 0, 0, 0]
    guard let past else { return nil }
    guard query.count == key.count, key.count == value.count, [3, 4].contains(query.count),
      past.count == 4
    else { throw node.refused("shapes \(query), \(key), \(value); expected three or four axes") }
    isFlat = query.count == 3
    if isFlat {
      let heads = node.integer("q_num_heads") ?? 0
      let keyHeads = node.integer("kv_num_heads") ?? 0
      guard heads > 0, keyHeads > 0, query[2] % heads == 0, key[2] % keyHeads == 0,
        value[2] % keyHeads == 0
      else { throw node.refused("\(heads) and \(keyHeads) heads do not divide \(query)") }
      self.query = [query[0], heads, query[1], query[2] / heads]
      (keys, values, self.keyHeads) = (key[1] + past[2], value[2] / keyHeads, keyHeads)
      keyExtent = key[2] / keyHeads
    } else {
      self.query = query
      (keys, values, keyHeads, keyExtent) = (key[2] + past[2], value[3], key[1], key[3])
    }
    guard keyExtent == self.query[3] else {
      throw node.refused("queries of \(self.query[3]) numbers, keys of \(keyExtent)")
    }
  }

  var outputs: [ValueFacts] {
    let (batch, heads, length) = (query[0], query[1], query[2])
    let (width, overflows) = heads.multipliedReportingOverflow(by: values)
    let result =
      isFlat
      ? [batch, length, overflows ? -1 : width] : [batch, heads, length, values]
    return [
      ValueFacts(result), ValueFacts([batch, keyHeads, keys, keyExtent]),
      ValueFacts([batch, keyHeads, keys, values]), ValueFacts([batch, heads, length, keys]),
    ]
  }

  /// Queries by keys, and the weights so found by values.
  func multiplyAdds(_ node: NodeView) throws(FileError) -> Int {
    let (sum, overflows) = query[3].addingReportingOverflow(values)
    return try node.product(query.prefix(3) + [keys, overflows ? Int.max : sum])
  }
}
