import Files
import Foundation

extension OperatorRule {
  /// Operators that compute element by element, and normalisations.
  static let elementwise: [String: OperatorRule] = {
    var rules: [String: OperatorRule] = [:]
    for name in likeFirst { rules[name] = OperatorRule { node throws(FileError) in first(node) } }
    for (name, function) in foldedUnary {
      rules[name] = OperatorRule { node throws(FileError) in
        first(node).map { [folded($0[0], input: node.input(0), function)] }
      }
    }
    for name in broadcasting {
      rules[name] = OperatorRule { node throws(FileError) in try broadcastResult(node) }
    }
    for name in withMoments {
      rules[name] = OperatorRule { node throws(FileError) in try normalized(node) }
    }
    rules["Clip"] = OperatorRule { node throws(FileError) in clipped(node) }
    rules["BatchNormalization"] = OperatorRule { node throws(FileError) in
      try batchNormalized(node)
    }
    return rules
  }()

  /// Put out what has the shape of their first input, and nothing that shapes are computed from.
  private static let likeFirst = [
    "Acos", "Acosh", "Asin", "Asinh", "Atan", "Atanh", "Bernoulli", "BitwiseNot",
    "Celu", "Cos", "Cosh", "CumSum", "CumProd", "DequantizeLinear", "Elu", "Erf",
    "EyeLike", "Gelu", "GroupNormalization", "HardSigmoid", "HardSwish", "Hardmax",
    "InstanceNormalization", "IsInf", "IsNaN", "LRN", "LeakyRelu", "LogSoftmax",
    "LpNormalization", "MeanVarianceNormalization", "Mish", "PRelu", "QuantizeLinear",
    "RandomNormalLike", "RandomUniformLike", "RotaryEmbedding", "Scatter", "ScatterElements",
    "ScatterND", "Selu", "Shrink", "Sigmoid", "Sign", "Sin", "Sinh", "Softmax", "Softplus",
    "Softsign", "Swish", "Tan", "Tanh", "ThresholdedRelu", "Trilu",
  ]

  private static let withMoments = ["LayerNormalization", "RMSNormalization"]

  private static let broadcasting = [
    "Add", "And", "BitShift", "BitwiseAnd", "BitwiseOr", "BitwiseXor", "Div", "Equal", "Greater",
    "GreaterOrEqual", "Less", "LessOrEqual", "Max", "Mean", "Min", "Mod", "Mul", "Or", "Pow",
    "Sub", "Sum", "Where", "Xor",
  ]

  private static let foldedUnary: [String: @Sendable (Double) -> Double] = [
    "Abs": { abs($0) }, "Ceil": { $0.rounded(.up) }, "Exp": { exp($0) },
    "Floor": { $0.rounded(.down) }, "Log": { log($0) }, "Neg": { -$0 },
    "Not": { $0 == 0 ? 1 : 0 }, "Reciprocal": { 1 / $0 }, "Relu": { max($0, 0) },
    "Round": { $0.rounded(.toNearestOrEven) }, "Sqrt": { sqrt($0) },
  ]

  private static func first(_ node: NodeView) -> [ValueFacts]? {
    node.shape(0).map { [ValueFacts($0)] }
  }

  /// `result` with the contents that `function` makes of the input's.
  private static func folded(
    _ result: ValueFacts, input: ValueFacts?, _ function: (Double) -> Double
  ) -> ValueFacts {
    switch input?.elements {
    case .floats(let values): ValueFacts(result.shape, .floats(values.map(function)))
    case .integers(let values):
      ValueFacts(
        result.shape,
        TensorElements.wholes(values.map { function(Double($0)) }, ifExact: values))
    case nil: result
    }
  }

  private static func normalized(_ node: NodeView) throws(FileError) -> [ValueFacts]? {
    guard let shape = node.shape(0) else { return nil }
    let axis = try node.axis(node.integer("axis") ?? -1, of: shape.count)
    let moments = shape.indices.map { $0 < axis ? shape[$0] : 1 }
    return [ValueFacts(shape), ValueFacts(moments), ValueFacts(moments)]
  }

  private static func clipped(_ node: NodeView) -> [ValueFacts]? {
    guard let input = node.input(0) else { return nil }
    var elements = input.elements
    for (index, name, function) in [(1, "min", "Max"), (2, "max", "Min")] {
      let attribute = node.node.attributes[name]?.float.map { TensorElements.floats([Double($0)]) }
      guard let bound = attribute ?? (node.has(index) ? node.input(index)?.elements : nil) else {
        if node.has(index) { elements = nil }
        continue
      }
      elements = elements.flatMap { elements in
        guard bound.count == 1 else { return nil }
        let bounds = bound.picking(Array(repeating: 0, count: elements.count))
        return Arithmetic.result(of: function, [elements, bounds])
      }
    }
    return [ValueFacts(input.shape, elements)]
  }

  /// In a training's form it also puts out the new statistics.
  private static func batchNormalized(_ node: NodeView) throws(FileError) -> [ValueFacts]? {
    guard let shape = node.shape(0) else { return nil }
    guard shape.count >= 2 else { throw node.refused("shape \(shape) has no channels") }
    let channels = ValueFacts([shape[1]])
    return [ValueFacts(shape)] + Array(repeating: channels, count: 4)
  }

  private static func broadcastResult(_ node: NodeView) throws(FileError) -> [ValueFacts]? {
    let facts = node.inputs.compactMap(\.self)
    guard facts.count == node.inputs.count, !facts.isEmpty else { return nil }
    let shape = try node.broadcast(facts.map(\.shape))
    let elements = facts.compactMap(\.elements)
    guard elements.count == facts.count, let count = shape.elementCount,
      count <= TensorElements.greatestCount
    else { return [ValueFacts(shape)] }
    let operands = zip(facts, elements).map { facts, elements in
      elements.picking(Broadcasting.places(in: facts.shape, for: shape))
    }
    return [ValueFacts(shape, Arithmetic.result(of: node.node.operatorName, operands))]
  }
}
