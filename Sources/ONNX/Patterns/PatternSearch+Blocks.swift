// MARK: - Normalisation

extension PatternSearch {
  /// (x − mean) / √(variance + ε), perhaps scaled, perhaps moved, over the last axis.
  func layerNormalization(_ node: Int) -> GraphPattern? {
    switch graph.nodes[node].operatorName {
    case "Add":
      guard let (value, offset) = withConstant(node), let inner = maker(value, "Mul", "Div"),
        var pattern = layerNormalization(inner)
      else { return nil }
      pattern = extended(pattern, by: node)
      pattern.offset = offset
      return pattern
    case "Mul":
      guard let (value, scale) = withConstant(node), let inner = maker(value, "Div"),
        var pattern = layerNormalization(inner)
      else { return nil }
      pattern = extended(pattern, by: node)
      pattern.scale = scale
      return pattern
    default: return normalized(node)
    }
  }

  private func extended(_ pattern: GraphPattern, by node: Int) -> GraphPattern {
    var result = GraphPattern(
      .layerNormalization, nodes: pattern.nodes + [node], input: pattern.input)
    (result.epsilon, result.scale, result.offset) =
      (pattern.epsilon, pattern.scale, pattern.offset)
    return result
  }

  /// A node's operand that is computed, and that which is a vector of the file.
  private func withConstant(_ node: Int) -> (value: Int, constant: Int)? {
    let inputs = inputs(node)
    guard inputs.count == 2 else { return nil }
    func isVector(_ value: Int) -> Bool {
      graph.values[value].tensor != nil && shape(value)?.count == 1
    }
    if isVector(inputs[1]), !isVector(inputs[0]) { return (inputs[0], inputs[1]) }
    if isVector(inputs[0]), !isVector(inputs[1]) { return (inputs[1], inputs[0]) }
    return nil
  }

  private func normalized(_ node: Int) -> GraphPattern? {
    let operands = inputs(node)
    guard operands.count == 2, let difference = maker(operands[0], "Sub"),
      let root = maker(operands[1], "Sqrt"), let sum = maker(inputs(root).first, "Add"),
      let (variance, epsilon) = withNumber(sum),
      let mean = maker(inputs(difference).last, "ReduceMean"),
      let input = inputs(difference).first, inputs(mean).first == input, isOverLastAxis(mean),
      let outer = maker(variance, "ReduceMean"), isOverLastAxis(outer),
      let square = maker(inputs(outer).first, "Pow", "Mul")
    else { return nil }
    let factors = inputs(square)
    let isSquare =
      graph.nodes[square].operatorName == "Mul"
      ? factors.count == 2 && factors[0] == factors[1] : number(factors.last) == 2
    // Some exporters take the difference twice.
    guard isSquare, let base = factors.first, let other = maker(base, "Sub"),
      inputs(other) == inputs(difference)
        || (inputs(other).first == input && maker(inputs(other).last, "ReduceMean") != nil)
    else { return nil }
    let second = maker(inputs(other).last, "ReduceMean") ?? mean
    var pattern = GraphPattern(
      .layerNormalization,
      nodes: [node, difference, root, sum, mean, outer, square, other, second], input: input)
    pattern.epsilon = epsilon
    return pattern
  }

  /// A node's operand that is computed, and that which is a number.
  private func withNumber(_ node: Int) -> (value: Int, number: Double)? {
    let inputs = inputs(node)
    guard inputs.count == 2 else { return nil }
    return number(inputs[1]).map { (inputs[0], $0) } ?? number(inputs[0]).map { (inputs[1], $0) }
  }

  private func isOverLastAxis(_ node: Int) -> Bool {
    let view = graph.nodes[node].view
    guard let axes = view.setting("axes", orInput: 1)?.values, let rank = view.shape(0)?.count
    else { return false }
    return axes == [-1] || axes == [rank - 1]
  }
}

// MARK: - Blocks

extension PatternSearch {
  /// A map times what two products make of its mean (arXiv:1709.01507).
  func squeezeAndExcitation(_ node: Int) -> GraphPattern? {
    let operands = inputs(node)
    guard operands.count == 2, operands[0] != operands[1] else { return nil }
    return excitation(node, map: operands[0], gate: operands[1])
      ?? excitation(node, map: operands[1], gate: operands[0])
  }

  private static let excitationOperators: Set<String> = [
    "GlobalAveragePool", "ReduceMean", "Conv", "Gemm", "MatMul", "Add", "Mul", "Div", "Relu",
    "Clip", "Sigmoid", "HardSigmoid", "HardSwish", "Swish", "Gelu", "Erf", "Tanh", "Reshape",
    "Unsqueeze",
    "Squeeze", "Flatten", "Transpose", "BatchNormalization", "Identity",
  ]

  private func excitation(_ node: Int, map: Int, gate: Int) -> GraphPattern? {
    guard shape(gate) != shape(map) else { return nil }
    var nodes: Set<Int> = [node]
    var rest = [gate]
    var (pools, products) = (0, 0)
    while let value = rest.popLast() {
      if value == map || graph.values[value].facts?.elements != nil { continue }
      guard let maker = graph.values[value].maker else {
        guard graph.values[value].tensor != nil else { return nil }
        continue
      }
      guard nodes.insert(maker).inserted else { continue }
      let name = graph.nodes[maker].operatorName
      guard Self.excitationOperators.contains(name), nodes.count <= 24 else { return nil }
      if ["GlobalAveragePool", "ReduceMean"].contains(name) {
        guard inputs(maker).first == map else { return nil }
        pools += 1
      }
      if ["Conv", "Gemm", "MatMul"].contains(name) { products += 1 }
      rest += inputs(maker)
    }
    guard pools > 0, products == 2 else { return nil }
    return GraphPattern(.squeezeAndExcitation, nodes: nodes, input: map)
  }

  /// Weights that queries and keys come to, times values (arXiv:1706.03762).
  func attention(_ node: Int) -> GraphPattern? {
    let passing: Set<String> = [
      "Softmax", "Mul", "Div", "Add", "Where", "Dropout", "Cast", "Identity", "Reshape", "Sub",
    ]
    guard var value = inputs(node).first else { return nil }
    var nodes = [node]
    var hasSoftmax = false
    while nodes.count < 16, let maker = graph.values[value].maker {
      nodes.append(maker)
      let running = graph.nodes[maker]
      if running.operatorName == "MatMul" {
        guard hasSoftmax, let query = inputs(maker).first,
          inputs(maker).allSatisfy({ graph.values[$0].tensor == nil })
        else { return nil }
        return GraphPattern(.attention, nodes: nodes, input: query)
      }
      guard passing.contains(running.operatorName) else { return nil }
      if running.operatorName == "Softmax" { hasSoftmax = true }
      // Beside the scores stand masks, biases and scales, which are constants or smaller.
      let computed = inputs(maker).filter { graph.values[$0].maker != nil && number($0) == nil }
      guard let next = computed.max(by: { size($0) < size($1) }) else { return nil }
      value = next
    }
    return nil
  }

  private func size(_ value: Int) -> Int { shape(value)?.elementCount ?? 0 }

  /// Channels dealt out to groups: a reshaping, an exchange of two axes, a reshaping back.
  func channelShuffle(_ node: Int) -> GraphPattern? {
    guard let transpose = maker(inputs(node).first, "Transpose"),
      graph.nodes[transpose].view.integers(attribute: "perm") == [0, 2, 1, 3, 4],
      let before = maker(inputs(transpose).first, "Reshape"), let input = inputs(before).first,
      let apart = inputs(transpose).first.flatMap(shape), apart.count == 5,
      let map = shape(input), map.count == 4, let result = graph.nodes[node].outputs.first,
      shape(result) == map, map[1] == apart[1] * apart[2], Array(apart[3...]) == Array(map[2...])
    else { return nil }
    var pattern = GraphPattern(.channelShuffle, nodes: [node, transpose, before], input: input)
    pattern.groups = apart[1]
    return pattern
  }
}
