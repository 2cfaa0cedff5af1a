public import Networks
import Randomness

/// The parameters of a network in one flat array, as its ``ParameterLayout`` says.
public final class ParameterStore {
  /// Where each parameter stands.
  public let layout: ParameterLayout
  package let block: FloatBlock

  /// A store of zeros.
  ///
  /// - Throws: ``ExecutionError`` where the system has not enough memory.
  public init(_ layout: ParameterLayout) throws(ExecutionError) {
    self.layout = layout
    block = try FloatBlock(floats: layout.count)
  }

  /// The values of a tensor, in the order of its shape.
  public func values(of tensor: ParameterTensor) -> [Float] {
    Array(UnsafeBufferPointer(start: block.base + tensor.offset, count: tensor.count))
  }

  /// Replaces the values of a tensor; their number is the tensor's `count`.
  public func set(_ values: [Float], of tensor: ParameterTensor) {
    precondition(values.count == tensor.count, "\(tensor.name): \(values.count) values")
    for (index, value) in values.enumerated() { block.base[tensor.offset + index] = value }
  }

  /// Takes over weights, all or none.
  ///
  /// - Parameters:
  ///   - weights: A value for every parameter.
  ///   - layers: Layers that keep their values.
  /// - Throws: ``ExecutionError`` with every parameter that is missing, unknown, or has another
  ///   number of values.
  public func load(_ weights: WeightTable, except layers: Set<Int> = []) throws(ExecutionError) {
    try layout.check(weights, except: layers)
    for tensor in layout.tensors where !layers.contains(tensor.layer) {
      if let values = weights[tensor.id] { set(values, of: tensor) }
    }
  }

  /// All tensors.
  public var weights: WeightTable {
    var weights = WeightTable()
    for tensor in layout.tensors { weights[tensor.id] = values(of: tensor) }
    return weights
  }

  /// Copies all values of another store of the same layout.
  func copy(_ other: FloatBlock) {
    block.base.update(from: other.base, count: layout.count)
  }
}

extension ParameterStore {
  /// Draws initial values.
  ///
  /// Each tensor has a stream of its own, so that two networks that share a layer's place and shape
  /// begin it alike.
  public func initialize(_ network: Network, _ rule: Initialization, seed: UInt64) {
    let silent = rule == .quickStart ? network.silentAtStart() : []
    for tensor in layout.tensors {
      Self.draw(
        tensor, of: network, rule, seed: seed, isSilent: silent.contains(tensor.layer),
        into: block.base + tensor.offset)
    }
  }

  /// The initial values of one tensor, as ``initialize(_:_:seed:)`` draws them.
  package static func initialValues(
    of tensor: ParameterTensor, in network: Network, _ rule: Initialization, seed: UInt64
  ) -> [Float] {
    let isSilent = rule == .quickStart && network.silentAtStart().contains(tensor.layer)
    return [Float](unsafeUninitializedCapacity: tensor.count) { buffer, initialized in
      guard let base = buffer.baseAddress else { return }
      draw(tensor, of: network, rule, seed: seed, isSilent: isSilent, into: base)
      initialized = tensor.count
    }
  }

  private static func draw(
    _ tensor: ParameterTensor, of network: Network, _ rule: Initialization, seed: UInt64,
    isSilent: Bool, into values: UnsafeMutablePointer<Float>
  ) {
    var generator = CounterGenerator(
      seed: seed, purpose: .initialization, index: UInt64(tensor.layer))
    switch tensor.role {
    case .weight:
      let spread = isSilent ? 0 : network.spread(of: tensor, rule)
      for index in 0..<tensor.count {
        values[index] =
          tensor.shape.count == 2
          ? generator.uniform(-spread...spread) : spread * Float(generator.normal())
      }
    case .scale:
      values.update(
        repeating: isSilent ? 0 : network.initialScale(of: tensor.layer, rule), count: tensor.count)
    case .runningVariance: values.update(repeating: 1, count: tensor.count)
    case .bias, .offset, .runningMean: values.update(repeating: 0, count: tensor.count)
    }
  }
}

private let quickStartScale: Float = 0.4

extension Network {
  /// The standard deviation of a convolution's weights, the bound of a fully-connected layer's.
  fileprivate func spread(of tensor: ParameterTensor, _ rule: Initialization) -> Float {
    guard tensor.shape.count == 4 else {
      return 1 / Float(rule != .fanIn ? tensor.shape[1] : tensor.shape[0]).squareRoot()
    }
    var groups = 1
    if case .convolution(let convolution) = layers[tensor.layer].operation {
      groups = convolution.groups
    }
    let channels = rule != .fanIn ? tensor.shape[3] / groups : tensor.shape[2]
    return (2 / Float(tensor.shape[0] * tensor.shape[1] * channels)).squareRoot()
  }

  /// The classifier, and the normalisations that end a residual branch: the last input of an addition,
  /// behind stochastic depth or not.
  fileprivate func silentAtStart() -> Set<Int> {
    var silent: Set<Int> = [output]
    for (index, layer) in layers.enumerated() {
      guard case .add = layer.operation, var last = inputs(of: index).last else { continue }
      if case .stochasticDepth = layers[last].operation { last = inputs(of: last)[0] }
      if case .batchNormalization = layers[last].operation { silent.insert(last) }
    }
    return silent
  }

  fileprivate func initialScale(of layer: Int, _ rule: Initialization) -> Float {
    if case .channelScale(let value) = layers[layer].operation { return Float(value) }
    if case .batchNormalization = layers[layer].operation, rule == .quickStart {
      return quickStartScale
    }
    return 1
  }
}
