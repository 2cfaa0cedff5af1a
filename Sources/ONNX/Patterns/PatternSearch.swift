/// Looks for patterns from their last node backwards.
///
/// Exporters write a product in any order and put its constant factors anywhere, so that activations
/// are told by the factors of a product and not by its nodes.
struct PatternSearch {
  let graph: RunningGraph
  private let readers: [[Int]]
  private let results: Set<Int>

  init(_ graph: RunningGraph) {
    self.graph = graph
    readers = graph.readers()
    results = Set(graph.outputs)
  }

  /// The patterns whose last node is `node`.
  func patterns(endingAt node: Int) -> [GraphPattern] {
    switch graph.nodes[node].operatorName {
    case "Mul":
      [activation(node), layerNormalization(node), squeezeAndExcitation(node)].compactMap(\.self)
    case "Div": [activation(node), layerNormalization(node)].compactMap(\.self)
    case "Add": [layerNormalization(node)].compactMap(\.self)
    case "MatMul": [attention(node)].compactMap(\.self)
    case "Reshape": [channelShuffle(node)].compactMap(\.self)
    default: []
    }
  }

  /// Whether nobody outside reads what is made inside, but for the result.
  func isClosed(_ pattern: GraphPattern) -> Bool {
    let nodes = Set(pattern.nodes)
    return pattern.nodes.dropLast().allSatisfy { node in
      graph.nodes[node].outputs.allSatisfy { value in
        !results.contains(value) && readers[value].allSatisfy(nodes.contains)
      }
    }
  }

  // MARK: Steps back

  /// The node that makes a value, where it has that operator.
  func maker(_ value: Int?, _ operators: String...) -> Int? {
    guard let value, let node = graph.values[value].maker,
      operators.contains(graph.nodes[node].operatorName)
    else { return nil }
    return node
  }

  func inputs(_ node: Int) -> [Int] { graph.nodes[node].inputs.compactMap(\.self) }

  func shape(_ value: Int) -> [Int]? { graph.values[value].facts?.shape }

  /// The number that a constant of one element is.
  func number(_ value: Int?) -> Double? {
    guard let value, let elements = graph.values[value].facts?.elements, elements.count == 1 else {
      return nil
    }
    return elements.doubles[0]
  }

  func isReadOnce(_ value: Int) -> Bool { readers[value].count == 1 && !results.contains(value) }

  /// The other operand of a node with two, where one is the number `wanted`.
  func operand(of node: Int?, besides wanted: Double) -> Int? {
    guard let node else { return nil }
    let inputs = inputs(node)
    guard inputs.count == 2 else { return nil }
    if let found = number(inputs[1]), near(found, wanted) { return inputs[0] }
    if let found = number(inputs[0]), near(found, wanted) { return inputs[1] }
    return nil
  }

  /// Whether two numbers are the same in half precision, or printed with few digits.
  func near(_ first: Double, _ second: Double) -> Bool {
    abs(first - second) <= 0x1p-11 * max(abs(first), abs(second))
  }
}

/// A product: a number, the values that it multiplies, and the nodes that do.
struct Factors {
  var scale = 1.0
  var values: [Int] = []
  var nodes: [Int] = []
}

// MARK: - Activations

extension PatternSearch {
  /// The factors of what `node` makes; products inside are taken apart where nobody else reads them.
  func factors(_ node: Int) -> Factors {
    var result = Factors()
    var rest: [(node: Int, inverts: Bool)] = [(node, false)]
    while let (node, inverts) = rest.popLast() {
      result.nodes.append(node)
      let divides = graph.nodes[node].operatorName == "Div"
      for (position, value) in inputs(node).enumerated() {
        let isBelow = (divides && position == 1) != inverts
        if let number = number(value) {
          result.scale *= isBelow ? 1 / number : number
        } else if let inner = maker(value, "Mul", "Div"), isReadOnce(value), result.nodes.count < 6
        {
          rest.append((inner, isBelow))
        } else if isBelow {
          // A quotient of values is no activation.
          return Factors()
        } else {
          result.values.append(value)
        }
      }
    }
    return result
  }

  /// The activation that a product is.
  func activation(_ node: Int) -> GraphPattern? {
    let product = factors(node)
    switch product.values.count {
    case 1:
      guard near(product.scale, 1.0 / 6), let clip = shiftedClip(product.values[0]) else {
        return nil
      }
      return GraphPattern(.hardSigmoid, nodes: product.nodes + clip.nodes, input: clip.input)
    case 2:
      let (first, second) = (product.values[0], product.values[1])
      return gated(product, input: first, gate: second)
        ?? gated(product, input: second, gate: first)
    default: return nil
    }
  }

  /// `input` times a gate that is made of it.
  private func gated(_ product: Factors, input: Int, gate: Int) -> GraphPattern? {
    if near(product.scale, 1) {
      if let node = maker(gate, "Sigmoid"), inputs(node) == [input] {
        return GraphPattern(.silu, nodes: product.nodes + [node], input: input)
      }
      if let node = maker(gate, "HardSigmoid"), inputs(node) == [input],
        near(Double(graph.nodes[node].view.node.attributes["alpha"]?.float ?? 0.2), 1.0 / 6)
      {
        return GraphPattern(.hardSwish, nodes: product.nodes + [node], input: input)
      }
    }
    if near(product.scale, 1.0 / 6), let clip = shiftedClip(gate), clip.input == input {
      return GraphPattern(.hardSwish, nodes: product.nodes + clip.nodes, input: input)
    }
    guard near(product.scale, 0.5), let sum = maker(gate, "Add"),
      let curve = operand(of: sum, besides: 1)
    else { return nil }
    if let node = maker(curve, "Erf"), let inner = scaled(inputs(node).first),
      inner.values == [input], near(inner.scale, 0.5.squareRoot())
    {
      return GraphPattern(
        .gelu, nodes: product.nodes + inner.nodes + [sum, node], input: input)
    }
    if let node = maker(curve, "Tanh"), let inner = cubic(inputs(node).first, of: input) {
      return GraphPattern(.geluTanh, nodes: product.nodes + inner + [sum, node], input: input)
    }
    return nil
  }

  /// A value as a product, also where it is none.
  private func scaled(_ value: Int?) -> Factors? {
    guard let value else { return nil }
    return maker(value, "Mul", "Div").map(factors) ?? Factors(values: [value])
  }

  /// min(max(x + 3, 0), 6).
  private func shiftedClip(_ value: Int) -> (input: Int, nodes: [Int])? {
    guard let clip = maker(value, "Clip"), isClip(clip, from: 0, to: 6),
      let sum = maker(inputs(clip).first, "Add"), let input = operand(of: sum, besides: 3)
    else { return nil }
    return (input, [clip, sum])
  }

  /// Whether a node clips between two numbers.
  func isClip(_ node: Int, from least: Double, to most: Double) -> Bool {
    let view = graph.nodes[node].view
    let bounds = ["min", "max"].enumerated().map { index, name in
      view.node.attributes[name]?.float.map(Double.init)
        ?? (view.has(index + 1) ? view.input(index + 1)?.elements?.doubles.first : nil)
    }
    return bounds == [least, most]
  }

  /// The nodes of √(2/π) · (x + 0.044715 · x³), or of x · (1 + 0.044715 · x²) times that.
  private func cubic(_ value: Int?, of input: Int) -> [Int]? {
    guard let product = scaled(value), near(product.scale, (2 / Double.pi).squareRoot()) else {
      return nil
    }
    let sum = product.values.first { $0 != input }
    let power = product.values.count { $0 != input } == 1 ? 3 - (product.values.count - 1) : 0
    guard let sum, (2...3).contains(power), let add = maker(sum, "Add") else { return nil }
    let terms = inputs(add)
    for (first, second) in [(terms.first, terms.last), (terms.last, terms.first)] {
      let isFirst = power == 3 ? first == input : number(first).map { near($0, 1) } ?? false
      guard isFirst, let term = scaled(second), near(term.scale, 0.044715) else { continue }
      if term.values == Array(repeating: input, count: power) {
        return product.nodes + term.nodes + [add]
      }
      if term.values.count == 1, let node = maker(term.values[0], "Pow"),
        inputs(node).first == input, number(inputs(node).last) == Double(power)
      {
        return product.nodes + term.nodes + [add, node]
      }
    }
    return nil
  }
}
