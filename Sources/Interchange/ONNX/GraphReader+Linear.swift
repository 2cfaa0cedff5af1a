import Files
import Networks
import ONNX

extension GraphReader {
  mutating func readConvolution(_ node: RunningNode) throws(FileError) {
    let input = try input(node)
    guard let weight = constant(node, 1) else { throw unknown(node, "weights that are computed") }
    let extents = constants.shape(weight)
    guard input.form == .map, extents.count == 4 else {
      throw unknown(node, "weights of shape \(extents)")
    }
    let window = try ReadWindow(node, kernel: Array(extents[2...]), input: shapes[input.layer])
    var weights: [Parameter.Role: ReadWeight] = [.weight: ReadWeight(constant: weight)]
    if node.view.has(2) {
      guard let bias = constant(node, 2) else { throw unknown(node, "a bias that is computed") }
      weights[.bias] = ReadWeight(constant: bias)
    }
    let convolution = Convolution(
      outputChannels: extents[0], kernelSize: window.kernel, stride: window.stride,
      dilation: window.dilation, groups: node.view.integer("group") ?? 1,
      padding: window.padding, hasBias: weights[.bias] != nil)
    try add(.convolution(convolution), [input.layer], node, .map, weights: weights)
  }

  /// A product with a matrix of the file.
  mutating func readProduct(_ node: RunningNode, isGemm: Bool) throws(FileError) {
    if !isGemm, constant(node, 0) != nil { return try readAdaptivePooling(node) }
    let input = try input(node)
    guard let weight = constant(node, 1), constants.shape(weight).count == 2 else {
      throw unknown(node, "a product of two that are computed")
    }
    let view = node.view
    let factors = ["alpha", "beta"].map { view.node.attributes[$0]?.float ?? 1 }
    guard factors == [1, 1], !view.flag("transA") else {
      throw unknown(node, "alpha \(factors[0]), beta \(factors[1]) or transA")
    }
    var flattening: TensorShape?
    switch input.form {
    case .map: throw unknown(node, "a product along the columns of a map")
    case .channelsLast: break
    case .flat(let map): flattening = map
    }
    let turns = isGemm && view.flag("transB")
    let outputs = constants.shape(weight)[turns ? 0 : 1]
    var weights: [Parameter.Role: ReadWeight] = [
      .weight: ReadWeight(constant: weight, isTransposed: !turns, flattening: flattening)
    ]
    if isGemm, view.has(2) {
      guard let bias = constant(node, 2),
        let values = try perChannel(bias, of: node, .flat(of: nil), channels: outputs)
      else { throw unknown(node, "a third input that is no bias") }
      weights[.bias] =
        constants.shape(bias) == [outputs] ? ReadWeight(constant: bias) : ReadWeight(values)
    }
    let form: Form = input.form == .channelsLast ? .channelsLast : .flat(of: nil)
    try add(
      .fullyConnected(FullyConnected(outputs: outputs, hasBias: weights[.bias] != nil)),
      [input.layer], node, form, weights: weights)
  }

  mutating func readBatchNormalization(_ node: RunningNode) throws(FileError) {
    let input = try input(node)
    var flattening: TensorShape?
    switch input.form {
    case .map: break
    case .flat(let map): flattening = map
    case .channelsLast: throw unknown(node, "a normalisation of rows")
    }
    let roles: [Parameter.Role] = [.scale, .offset, .runningMean, .runningVariance]
    var weights: [Parameter.Role: ReadWeight] = [:]
    for (index, role) in roles.enumerated() {
      guard let value = constant(node, index + 1) else {
        throw unknown(node, "scales or statistics that are computed")
      }
      weights[role] = ReadWeight(constant: value, flattening: flattening)
    }
    let momentum = node.view.node.attributes["momentum"]?.float.map(Self.double) ?? 0.9
    let normalization = BatchNormalization(
      epsilon: Self.epsilon(node, default: 1e-5), momentum: momentum)
    try add(
      .batchNormalization(normalization), [input.layer], node, input.form, weights: weights)
  }

  mutating func readLayerNormalization(_ node: RunningNode) throws(FileError) {
    let input = try input(node)
    let axis = node.view.integer("axis") ?? -1
    guard axis == -1 || axis == node.view.shape(0).map({ $0.count - 1 }) else {
      throw unknown(node, "a normalisation over more axes than the last")
    }
    try addLayerNormalization(
      node, input, epsilon: Self.epsilon(node, default: 1e-5), scale: constant(node, 1),
      offset: constant(node, 2))
  }

  /// Adds a normalisation of each pixel's channels; without a scale or offset, with ones or zeros.
  mutating func addLayerNormalization(
    _ node: RunningNode, _ input: Computed, epsilon: Double, scale: Int?, offset: Int?
  ) throws(FileError) {
    guard input.form == .channelsLast || input.form == .flat(of: nil) else {
      throw unknown(node, "a normalisation over the columns of a map")
    }
    let channels = shapes[input.layer].channels
    func weight(_ value: Int?, _ number: Float) -> ReadWeight {
      value.map { ReadWeight(constant: $0) }
        ?? ReadWeight([Float](repeating: number, count: channels))
    }
    try add(
      .layerNormalization(epsilon: epsilon), [input.layer], node, input.form,
      weights: [.scale: weight(scale, 1), .offset: weight(offset, 0)])
  }

  private static func epsilon(_ node: RunningNode, default value: Double) -> Double {
    node.view.node.attributes["epsilon"]?.float.map(double) ?? value
  }

  /// The number that a person wrote: 1e-5, and not the nearest of single precision.
  static func double(_ value: Float) -> Double { Double("\(value)") ?? Double(value) }
}

/// How a window slides over a map.
struct ReadWindow {
  let kernel: Extent
  let stride: Extent
  let dilation: Extent
  let padding: Padding

  init(_ node: RunningNode, kernel: [Int], input: TensorShape) throws(FileError) {
    let view = node.view
    func pair(_ name: String) throws(FileError) -> Extent {
      let values = view.integers(attribute: name) ?? []
      guard !values.isEmpty else { return 1 }
      guard values.count == 2 else { throw view.refused("\(name) \(values); expected two") }
      return Extent(height: values[0], width: values[1])
    }
    guard kernel.count == 2 else { throw view.refused("a window of \(kernel); expected two axes") }
    self.kernel = Extent(height: kernel[0], width: kernel[1])
    (stride, dilation) = (try pair("strides"), try pair("dilations"))
    switch view.text("auto_pad") ?? "NOTSET" {
    case "SAME_UPPER": padding = .same
    case "SAME_LOWER":
      let edges = Padding.same.edges(
        input: input, kernel: self.kernel, stride: stride, dilation: dilation)
      padding = .explicit(
        top: edges.bottom, left: edges.right, bottom: edges.top, right: edges.left)
    case "VALID": padding = .valid
    default:
      let pads = view.integers(attribute: "pads") ?? []
      guard pads.isEmpty || pads.count == 4 else {
        throw view.refused("pads \(pads); expected four")
      }
      padding =
        pads.isEmpty
        ? .valid
        : .explicit(top: pads[0], left: pads[1], bottom: pads[2], right: pads[3])
    }
  }
}
