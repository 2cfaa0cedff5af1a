import Networks

/// A layer that makes a vector of a vector, and its derivative.
enum VectorStep {
  /// `weights` are `[inputs, outputs]`, `bias` `[outputs]`, empty for none.
  case product(weights: [Float], bias: [Float], outputs: Int)
  case affine(scale: [Double], shift: [Double])
  case layerNormalization(epsilon: Double, scale: [Double], offset: [Double])
  case activation(Activation)

  /// A layer of a head, with its part of the network's weights; `nil` where inference passes the
  /// vector on as it is.
  init?(layer index: Int, of network: Network, weights: WeightTable) {
    let layer = network.layers[index]
    let channels = layer.output.channels
    func values(_ role: Parameter.Role) -> [Float]? {
      network.parameter(role, usedBy: index).flatMap { weights[$0.id] }
    }
    func doubles(_ role: Parameter.Role, else other: Double) -> [Double] {
      values(role)?.map(Double.init) ?? [Double](repeating: other, count: channels)
    }
    switch layer.operation {
    case .convolution, .fullyConnected:
      self = .product(
        weights: values(.weight) ?? [], bias: values(.bias) ?? [], outputs: channels)
    case .batchNormalization(let settings):
      let (mean, variance) = (doubles(.runningMean, else: 0), doubles(.runningVariance, else: 1))
      let (factor, offset) = (doubles(.scale, else: 1), doubles(.offset, else: 0))
      let scale = (0..<channels).map {
        factor[$0] / (variance[$0] + settings.epsilon).squareRoot()
      }
      self = .affine(
        scale: scale, shift: (0..<channels).map { offset[$0] - scale[$0] * mean[$0] })
    case .layerNormalization(let epsilon):
      self = .layerNormalization(
        epsilon: epsilon, scale: doubles(.scale, else: 1), offset: doubles(.offset, else: 0))
    case .channelScale:
      self = .affine(
        scale: doubles(.scale, else: 1), shift: [Double](repeating: 0, count: channels))
    case .scale(let factor):
      self = .affine(
        scale: [Double](repeating: factor, count: channels),
        shift: [Double](repeating: 0, count: channels))
    case .activation(let activation): self = .activation(activation)
    case .dropout, .stochasticDepth, .flatten: return nil
    case .input, .tokenEmbedding, .attention, .pooling, .adaptiveAveragePooling,
      .globalAveragePooling, .add, .multiply, .concatenate, .slice, .channelShuffle, .pad:
      preconditionFailure("a head has no \(layer.operation)")
    }
  }

  /// Whether the derivative is the same everywhere.
  var isAffine: Bool {
    switch self {
    case .product, .affine: true
    case .layerNormalization, .activation: false
    }
  }

  /// What the layer makes of a vector.
  func callAsFunction(_ x: [Double]) -> [Double] {
    switch self {
    case .product(let weights, let bias, let outputs):
      var y = bias.isEmpty ? [Double](repeating: 0, count: outputs) : bias.map(Double.init)
      weights.withUnsafeBufferPointer { weights in
        for input in x.indices {
          for output in 0..<outputs {
            y[output] += x[input] * Double(weights[input * outputs + output])
          }
        }
      }
      return y
    case .affine(let scale, let shift):
      return x.indices.map { x[$0] * scale[$0] + shift[$0] }
    case .layerNormalization(let epsilon, let scale, let offset):
      let normal = Self.normal(x, epsilon).values
      return x.indices.map { normal[$0] * scale[$0] + offset[$0] }
    case .activation(let activation): return x.map(activation.value)
    }
  }

  /// The gradient by the layer's input `x` of what has the gradient `dy` by its output.
  func gradient(_ dy: [Double], at x: [Double]) -> [Double] {
    switch self {
    case .product(let weights, _, let outputs):
      return weights.withUnsafeBufferPointer { weights in
        x.indices.map { input in
          (0..<outputs).reduce(0.0) { $0 + Double(weights[input * outputs + $1]) * dy[$1] }
        }
      }
    case .affine(let scale, _): return x.indices.map { dy[$0] * scale[$0] }
    case .layerNormalization(let epsilon, let scale, _):
      let (normal, deviation) = Self.normal(x, epsilon)
      let g = x.indices.map { dy[$0] * scale[$0] }
      let count = Double(x.count)
      let mean = g.reduce(0, +) / count
      let slope = zip(g, normal).reduce(0) { $0 + $1.0 * $1.1 } / count
      return x.indices.map { (g[$0] - mean - normal[$0] * slope) / deviation }
    case .activation(let activation): return x.indices.map { dy[$0] * activation.slope(x[$0]) }
    }
  }

  /// A vector with mean 0 and deviation 1, and what it was divided by.
  private static func normal(
    _ x: [Double], _ epsilon: Double
  ) -> (values: [Double], deviation: Double) {
    let mean = x.reduce(0, +) / Double(x.count)
    let variance = x.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(x.count)
    let deviation = (variance + epsilon).squareRoot()
    return (x.map { ($0 - mean) / deviation }, deviation)
  }
}
