import Files
import Networks
import ONNX

extension GraphReader {
  /// Reads a node with one of the standard's operators.
  mutating func read(_ node: RunningNode) throws(FileError) {
    switch node.operatorName {
    case "Conv": try readConvolution(node)
    case "Gemm": try readProduct(node, isGemm: true)
    case "MatMul": try readProduct(node, isGemm: false)
    case "BatchNormalization": try readBatchNormalization(node)
    case "LayerNormalization": try readLayerNormalization(node)
    case "MaxPool": try readPooling(node, .maximum)
    case "AveragePool": try readPooling(node, .average)
    case "GlobalAveragePool", "ReduceMean": try readGlobalPooling(node, isMean: true)
    case "GlobalMaxPool", "ReduceMax": try readGlobalPooling(node, isMean: false)
    case "Add", "Sum", "Sub": try readSum(node)
    case "Mul", "Div": try readMultiplication(node)
    case "Concat": try readConcatenation(node)
    case "Split": try readSplit(node)
    case "Slice": try readSlice(node)
    case "Pad": try readPad(node)
    case "Reshape", "Flatten", "Squeeze", "Unsqueeze": try readReshaping(node)
    case "Transpose": try readTransposition(node)
    case "Identity", "Dropout":
      let input = try input(node)
      pass(node, input, as: input.form)
    case "Cast":
      let input = try input(node)
      guard ElementType(rawValue: node.view.integer("to") ?? 0).isFloat else {
        throw unknown(node, "a conversion to integers")
      }
      pass(node, input, as: input.form)
    case "Softmax", "LogSoftmax": try readLastSoftmax(node)
    default:
      guard let activation = try activation(node) else { throw unknown(node) }
      let input = try input(node)
      try add(.activation(activation), [input.layer], node, input.form)
    }
  }

  /// Reads the nodes of a pattern as one layer; `node` is the last.
  mutating func read(_ pattern: GraphPattern, _ node: RunningNode) throws(FileError) {
    let input = try layer(of: pattern.input, for: node)
    switch pattern.kind {
    case .silu: try add(.activation(.silu), [input.layer], node, input.form)
    case .hardSigmoid: try add(.activation(.hardSigmoid), [input.layer], node, input.form)
    case .hardSwish: try add(.activation(.hardSwish), [input.layer], node, input.form)
    case .gelu: try add(.activation(.gelu), [input.layer], node, input.form)
    case .layerNormalization:
      try addLayerNormalization(
        node, input, epsilon: Self.double(Float(pattern.epsilon ?? 0)), scale: pattern.scale,
        offset: pattern.offset)
    case .channelShuffle:
      try add(.channelShuffle(groups: pattern.groups ?? 1), [input.layer], node, .map)
    case .geluTanh, .squeezeAndExcitation, .attention: throw unknown(node, pattern.kind.rawValue)
    }
  }

  /// The activation that a node of its own is.
  private func activation(_ node: RunningNode) throws(FileError) -> Activation? {
    let view = node.view
    func number(_ name: String, default value: Float) -> Float {
      view.node.attributes[name]?.float ?? value
    }
    switch node.operatorName {
    case "Relu": return .relu
    case "Sigmoid": return .sigmoid
    case "Tanh": return .tanh
    case "HardSwish": return .hardSwish
    case "HardSigmoid":
      let (slope, offset) = (number("alpha", default: 0.2), number("beta", default: 0.5))
      guard abs(slope - 1.0 / 6) < 1e-6, abs(offset - 0.5) < 1e-6 else {
        throw unknown(node, "alpha \(slope) and beta \(offset); expected 1/6 and 0.5")
      }
      return .hardSigmoid
    case "Swish":
      guard number("alpha", default: 1) == 1 else { throw unknown(node, "alpha is not 1") }
      return .silu
    case "Gelu":
      guard view.text("approximate") ?? "none" == "none" else {
        throw unknown(node, "the approximation of GELU")
      }
      return .gelu
    case "Clip":
      switch bounds(view) {
      case (0, 6): return .relu6
      case (0, let most) where most >= Double(Float.greatestFiniteMagnitude): return .relu
      case (let least, let most): throw unknown(node, "bounds of \(least) and \(most)")
      }
    default: return nil
    }
  }

  private func bounds(_ view: NodeView) -> (least: Double, most: Double) {
    func bound(_ name: String, _ index: Int, _ value: Double) -> Double {
      view.node.attributes[name]?.float.map(Double.init)
        ?? view.input(index)?.elements?.doubles.first ?? value
    }
    return (bound("min", 1, -.infinity), bound("max", 2, .infinity))
  }

  /// Classes' shares, which training computes with its loss: what is put out are the logits.
  private mutating func readLastSoftmax(_ node: RunningNode) throws(FileError) {
    let input = try input(node)
    guard graph.outputs == [node.outputs[0]] else { throw unknown(node) }
    note(
      "\(node.view.label), which ends the network, is left out: what is put out are the logits "
        + "before it")
    pass(node, input, as: input.form)
  }
}
