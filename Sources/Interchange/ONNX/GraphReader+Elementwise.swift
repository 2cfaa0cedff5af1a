import Files
import Networks
import ONNX

extension GraphReader {
  /// A node's operands that are computed, and the one that is a constant.
  private func operands(
    _ node: RunningNode
  ) throws(FileError) -> (computed: [Computed], constant: Int?, constantIsFirst: Bool) {
    var found: [Computed] = []
    var constant: Int?
    var isFirst = false
    for index in node.inputs.indices {
      if let value = self.constant(node, index) {
        guard constant == nil else { throw unknown(node, "two constants and a map") }
        (constant, isFirst) = (value, index == 0)
      } else {
        found.append(try input(node, index))
      }
    }
    return (found, constant, isFirst)
  }

  /// Sums and differences: of maps, or of a map and a constant.
  mutating func readSum(_ node: RunningNode) throws(FileError) {
    let (inputs, constant, constantIsFirst) = try operands(node)
    let subtracts = node.operatorName == "Sub"
    guard let first = inputs.first else { throw unknown(node) }
    guard let constant else {
      guard !subtracts else { throw unknown(node, "a difference of two maps") }
      guard inputs.count > 1 else { return pass(node, first, as: first.form) }
      try checkAlike(inputs, node)
      return try add(.add, inputs.map(\.layer), node, first.form)
    }
    guard inputs.count == 1, !(subtracts && constantIsFirst) else {
      throw unknown(node, "a constant from which a map is subtracted")
    }
    try addOffset(node, first, constant, sign: subtracts ? -1 : 1)
  }

  private func checkAlike(_ inputs: [Computed], _ node: RunningNode) throws(FileError) {
    guard inputs.allSatisfy({ $0.form == inputs[0].form }) else {
      throw unknown(node, "maps with their axes in different orders")
    }
    let first = shapes[inputs[0].layer]
    if let other = inputs.first(where: { shapes[$0.layer] != first }) {
      throw unknown(node, "maps of \(first) and \(shapes[other.layer])")
    }
  }

  /// A number per channel becomes the bias of the layer before where that has none and nobody else
  /// reads it, and otherwise that of a convolution of 1×1 pixels that multiplies each channel by 1.
  private mutating func addOffset(
    _ node: RunningNode, _ input: Computed, _ constant: Int, sign: Float
  ) throws(FileError) {
    let channels = shapes[input.layer].channels
    guard let values = try perChannel(constant, of: node, input.form, channels: channels) else {
      throw unknown(node, "a constant of shape \(constants.shape(constant)) added to a map")
    }
    let bias =
      sign == 1 && constants.shape(constant) == [channels]
      ? ReadWeight(constant: constant) : ReadWeight(values.map { sign * $0 })
    let value = node.inputs.compactMap(\.self).first { $0 != constant }
    if let value, readerCount(value) == 1, layers[input.layer].inputs.count == 1,
      addBias(bias, to: input.layer)
    {
      return pass(node, input, as: input.form)
    }
    let convolution = Convolution(
      outputChannels: channels, kernelSize: 1, groups: channels, padding: .valid, hasBias: true)
    try add(
      .convolution(convolution), [input.layer], node, input.form,
      weights: [
        .weight: ReadWeight([Float](repeating: 1, count: channels)), .bias: bias,
      ])
  }

  /// Products and quotients: of two maps, of a map and a gate per channel, of a map and a constant.
  mutating func readMultiplication(_ node: RunningNode) throws(FileError) {
    let (inputs, constant, constantIsFirst) = try operands(node)
    let divides = node.operatorName == "Div"
    guard let first = inputs.first else { throw unknown(node) }
    if let constant {
      guard !(divides && constantIsFirst) else { throw unknown(node, "a quotient by a map") }
      return try addFactor(node, first, constant, inverts: divides)
    }
    guard inputs.count == 2, !divides else { throw unknown(node, "a quotient of maps") }
    let second = inputs[1]
    guard first.form == second.form else {
      throw unknown(node, "maps with their axes in different orders")
    }
    let (left, right) = (shapes[first.layer], shapes[second.layer])
    // The gate stands second here.
    let turns = left != right && left.pixels == 1
    let (map, gate) = turns ? (right, left) : (left, right)
    guard map == gate || (gate.pixels == 1 && gate.channels == map.channels) else {
      throw unknown(node, "maps of \(left) and \(right)")
    }
    let layers = turns ? [second.layer, first.layer] : [first.layer, second.layer]
    try add(.multiply, layers, node, first.form)
  }

  private mutating func addFactor(
    _ node: RunningNode, _ input: Computed, _ constant: Int, inverts: Bool
  ) throws(FileError) {
    func factor(_ value: Float) -> Float { inverts ? 1 / value : value }
    if constants.shape(constant).allSatisfy({ $0 == 1 }) {
      guard let value = try constants.floats(constant)?.first, factor(value).isFinite else {
        throw unknown(node, "a factor that is no number")
      }
      if value == 1 { return pass(node, input, as: input.form) }
      let exact = inverts ? 1 / Double(value) : Double(value)
      return try add(.scale(exact), [input.layer], node, input.form)
    }
    let channels = shapes[input.layer].channels
    guard let values = try perChannel(constant, of: node, input.form, channels: channels) else {
      throw unknown(node, "a map times a constant of shape \(constants.shape(constant))")
    }
    let scale =
      !inverts && constants.shape(constant).count == 1
      ? ReadWeight(constant: constant) : ReadWeight(values.map(factor))
    try add(
      .channelScale(initialValue: 1), [input.layer], node, input.form, weights: [.scale: scale])
  }

  /// A number for each channel, where a constant says one.
  ///
  /// - Returns: as many as `channels`; `nil` where the constant differs along other axes.
  func perChannel(
    _ constant: Int, of node: RunningNode, _ form: Form, channels: Int
  ) throws(FileError) -> [Float]? {
    let rank = try outputShape(node).count
    let shape = constants.shape(constant)
    guard shape.count <= rank, let values = try constants.floats(constant) else { return nil }
    if values.count == 1 { return Array(repeating: values[0], count: channels) }
    let axis = channelAxis(form) - (rank - shape.count)
    guard axis >= 0, shape[axis] == channels, values.count == channels else { return nil }
    if case .flat(_?) = form { return nil }
    return values
  }

  /// Which axis the channels are.
  func channelAxis(_ form: Form) -> Int { form == .channelsLast ? 3 : 1 }
}
