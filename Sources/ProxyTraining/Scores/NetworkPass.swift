import NetworkExecution
import Networks

/// One pass of a network forward in double precision, one layer after the other.
///
/// Where training fuses layers and keeps nothing that it can do without, this keeps every layer
/// apart, so that scores can look at each. Batch normalisation uses the batch's own moments.
struct NetworkPass {
  /// What is left out of the network, as scores define it.
  struct Changes: OptionSet {
    let rawValue: Int
    /// Normalisations pass their input on.
    static let withoutNormalization = Changes(rawValue: 1)
    /// Additions pass the branch on, their last input, and drop the shortcut.
    static let withoutShortcuts = Changes(rawValue: 2)
  }

  /// A layer's output and, where asked for, its derivative when all weights grow at the same rate.
  struct Output {
    var values: FeatureMap
    var growth: FeatureMap?
  }

  let network: Network
  let weights: ScoreWeights
  var changes: Changes = []
  /// Whether derivatives are carried along.
  var carriesGrowth = false
  /// Called with each layer's output and, for batch normalisations, the variances of the batch.
  var observe: (_ layer: Int, _ output: FeatureMap, _ variances: [Double]) -> Void = { _, _, _ in }

  /// Runs the layers up to `last`, or to the network's output.
  func run(_ input: FeatureMap, upTo last: Int? = nil) -> Output {
    let last = last ?? network.output
    var readers = [Int](repeating: 0, count: network.layers.count)
    for index in 0...last where !network.isAuxiliary(index) {
      for source in network.inputs(of: index) { readers[source] += 1 }
    }
    var outputs = [Output?](repeating: nil, count: network.layers.count)
    outputs[0] = Output(
      values: input,
      growth: carriesGrowth ? FeatureMap(zeros: input.shape, images: input.images) : nil)
    for index in 1..<max(1, last + 1) where !network.isAuxiliary(index) {
      let inputs = network.inputs(of: index).compactMap { outputs[$0] }
      let output = self.output(of: index, inputs)
      outputs[index] = output
      for source in network.inputs(of: index) {
        readers[source] -= 1
        if readers[source] == 0 { outputs[source] = nil }
      }
    }
    guard let result = outputs[last] else { preconditionFailure("the last layer was run") }
    return result
  }

  private func output(of index: Int, _ inputs: [Output]) -> Output {
    let layer = network.layers[index]
    var variances: [Double] = []
    let output: Output
    switch layer.operation {
    case .input, .dropout, .stochasticDepth:
      output = inputs[0]
    case .convolution(let convolution):
      output = weighted(index, inputs[0]) { $0.convolved(convolution, $1, output: layer.output) }
    case .fullyConnected:
      output = weighted(index, inputs[0]) { $0.multiplied(by: $1, output: layer.output) }
    case .batchNormalization(let settings):
      guard !changes.contains(.withoutNormalization) else {
        output = inputs[0]
        break
      }
      (output, variances) = normalized(index, inputs[0], settings)
    case .layerNormalization(let epsilon):
      output =
        changes.contains(.withoutNormalization)
        ? inputs[0] : Output(values: layerNormalized(index, inputs[0].values, epsilon))
    case .tokenEmbedding, .attention:
      preconditionFailure("refused before a network is scored")
    case .channelScale:
      let factors = weights[.scale, network, index]
      output = linear(inputs) { $0[0].scaled(by: factors) }
    case .activation(let activation):
      output = activated(inputs[0], activation)
    case .pooling(let pooling):
      output = pooled(inputs[0], pooling, layer.output)
    case .adaptiveAveragePooling: output = linear(inputs) { $0[0].adaptivelyAveraged(layer.output) }
    case .globalAveragePooling: output = linear(inputs) { $0[0].globallyAveraged(layer.output) }
    case .add:
      if changes.contains(.withoutShortcuts) {
        output = inputs[inputs.count - 1]
      } else {
        output = linear(inputs) { maps in maps.dropFirst().reduce(maps[0], +) }
      }
    case .multiply:
      output = multiplied(inputs[0], inputs[1])
    case .concatenate:
      output = linear(inputs) { FeatureMap.concatenated($0, layer.output) }
    case .scale(let factor):
      output = linear(inputs) { $0[0].map { $0 * factor } }
    case .slice(let start, _):
      output = linear(inputs) { $0[0].rearranged(layer.output) { $0 + start } }
    case .channelShuffle(let groups):
      let size = layer.output.channels / groups
      output = linear(inputs) {
        $0[0].rearranged(layer.output) { $0 % groups * size + $0 / groups }
      }
    case .pad(let top, let left, _, _):
      output = linear(inputs) { $0[0].shifted(layer.output, top: top, left: left) }
    case .flatten:
      output = linear(inputs) { FeatureMap(layer.output, images: $0[0].images, $0[0].values) }
    }
    observe(index, output.values, variances)
    return output
  }

  /// Applies what is linear to values and growths alike.
  private func linear(_ inputs: [Output], _ body: ([FeatureMap]) -> FeatureMap) -> Output {
    Output(
      values: body(inputs.map(\.values)),
      growth: carriesGrowth ? body(inputs.compactMap(\.growth)) : nil)
  }

  /// A layer with weights.
  ///
  /// With z = W·x, growing weights give z' = W·x' + W·x; biases stay as they are.
  private func weighted(
    _ index: Int, _ input: Output, _ product: (FeatureMap, [Double]) -> FeatureMap
  ) -> Output {
    let matrix = weights[.weight, network, index]
    var values = product(input.values, matrix)
    let growth = input.growth.map { product($0, matrix) + values }
    let bias = weights[.bias, network, index]
    if !bias.isEmpty { values = values.shifted(by: bias) }
    return Output(values: values, growth: growth)
  }

  private func activated(_ input: Output, _ activation: Activation) -> Output {
    var growth = input.growth
    if growth != nil {
      for index in input.values.values.indices {
        growth?.values[index] *= activation.slope(input.values.values[index])
      }
    }
    return Output(values: input.values.map(activation.value), growth: growth)
  }

  private func pooled(_ input: Output, _ pooling: Pooling, _ shape: TensorShape) -> Output {
    switch pooling.kind {
    case .average, .averageIncludingPadding:
      return linear([input]) { $0[0].averaged(pooling, output: shape) }
    case .maximum:
      let winners = input.values.maxima(pooling, output: shape)
      return linear([input]) { maps in
        FeatureMap(
          shape, images: maps[0].images, winners.map { $0 < 0 ? 0 : maps[0].values[$0] })
      }
    }
  }

  private func multiplied(_ left: Output, _ right: Output) -> Output {
    var growth: FeatureMap?
    if let a = left.growth, let b = right.growth {
      growth = a * right.values + left.values * b
    }
    return Output(values: left.values * right.values, growth: growth)
  }

  private func normalized(
    _ index: Int, _ input: Output, _ settings: BatchNormalization
  ) -> (Output, [Double]) {
    let map = input.values
    let channels = map.shape.channels
    let count = Double(map.values.count / channels)
    var (means, variances) = (
      [Double](repeating: 0, count: channels), [Double](repeating: 0, count: channels)
    )
    for (position, value) in map.values.enumerated() { means[position % channels] += value / count }
    for (position, value) in map.values.enumerated() {
      let difference = value - means[position % channels]
      variances[position % channels] += difference * difference / count
    }
    let scale = weights[.scale, network, index]
    let offset = weights[.offset, network, index]
    var result = map
    for position in result.values.indices {
      let c = position % channels
      let normal =
        (map.values[position] - means[c]) / (variances[c] + settings.epsilon).squareRoot()
      result.values[position] =
        normal * (scale.isEmpty ? 1 : scale[c]) + (offset.isEmpty ? 0 : offset[c])
    }
    return (Output(values: result), variances)
  }

  private func layerNormalized(
    _ index: Int, _ map: FeatureMap, _ epsilon: Double
  ) -> FeatureMap {
    let channels = map.shape.channels
    let (scale, offset) = (weights[.scale, network, index], weights[.offset, network, index])
    var result = map
    for start in stride(from: 0, to: map.values.count, by: channels) {
      let pixel = map.values[start..<(start + channels)]
      let mean = pixel.reduce(0, +) / Double(channels)
      let variance = pixel.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(channels)
      for c in 0..<channels {
        let normal = (map.values[start + c] - mean) / (variance + epsilon).squareRoot()
        result.values[start + c] = normal * scale[c] + offset[c]
      }
    }
    return result
  }
}

/// The parameters of a network in double precision.
struct ScoreWeights {
  private var values: [ParameterID: [Double]] = [:]

  init(_ weights: WeightTable) {
    for parameter in weights.parameters {
      values[parameter] = weights[parameter]?.map(Double.init)
    }
  }

  /// Every parameter replaced by its size.
  var magnitudes: ScoreWeights {
    var copy = self
    copy.values = values.mapValues { $0.map(abs) }
    return copy
  }

  /// A layer's tensor, or that of the layer whose weights it uses; empty where there is none.
  subscript(role: Parameter.Role, network: Network, layer: Int) -> [Double] {
    values[ParameterID(layer: network.owner(of: layer), role: role)] ?? []
  }
}
