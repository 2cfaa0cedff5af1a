import Foundation
import NetworkExecution
public import Networks
import Randomness
public import TrainingData

/// Scores of a network at its initial weights, without training.
public enum NetworkScore: String, CaseIterable, Hashable, Sendable {
  /// The sum over convolutions and fully-connected layers of the Euclidean norm of the loss's gradient,
  /// on one batch (Abdelfattah et al., "Zero-Cost Proxies for Lightweight NAS", arXiv:2101.08134).
  case gradientNorm
  /// ln Σ |θ · ∂R/∂θ| over the weights of convolutions and fully-connected layers, where R is the sum of
  /// the outputs for an input of ones, all parameters replaced by their size, and no normalisation
  /// (Tanaka et al., arXiv:2006.05467; arXiv:2101.08134).
  case synflow
  /// ln |det K|, where K counts for each pair of images the units that are active for both or for
  /// neither (Mellor et al., "Neural Architecture Search without Training", arXiv:2006.04647).
  case naswot
  /// ln E‖f(x) − f(x + 0.01·ε)‖ plus, for each batch normalisation, the logarithm of its input's mean
  /// deviation; f ends before the last pooling, and has no shortcuts (Lin et al., "Zen-NAS",
  /// arXiv:2102.01063, Algorithm 1). All weights are standard normal.
  case zenScore
}

extension NetworkScore {
  /// Images of a batch.
  static let batch = 32

  /// The score of `network` for images of `data`.
  ///
  /// - Parameters:
  ///   - network: a classifier.
  ///   - data: gives the images, and the number of classes.
  ///   - seed: decides initial weights and random inputs.
  ///   - threads: of the gradient's computation; they do not change the score.
  /// - Returns: the score; not finite where the network leaves the range of numbers.
  /// - Throws: ``TrainingError`` for a network that does not fit the data or could not be trained,
  ///   and what reading images throws.
  public func score(
    _ network: Network, on data: DataSet, seed: UInt64, threads: Int = 1
  ) throws -> Double {
    guard data.channels == network.inputShape.channels,
      data.classCount == network.outputShape.elements
    else {
      throw TrainingError(
        .unsuitableNetwork,
        "the network maps \(network.inputShape) to \(network.outputShape); the data has "
          + "\(data.channels) channels and \(data.classCount) classes")
    }
    return try TrainingError.translating {
      try untranslatedScore(network, on: data, seed: seed, threads: threads)
    }
  }

  private func untranslatedScore(
    _ network: Network, on data: DataSet, seed: UInt64, threads: Int
  ) throws -> Double {
    try network.checkKernels()
    let store = try ParameterStore(ParameterLayout(network))
    store.initialize(network, .fanOut, seed: seed)
    switch self {
    case .gradientNorm:
      let batch = try Self.images(of: data, for: network)
      return try Self.gradientNorm(
        network, weights: store.weights, images: batch.images, labels: batch.labels,
        threads: threads)
    case .synflow:
      return Self.synflow(network, weights: store.weights)
    case .naswot:
      return Self.naswot(
        network, weights: store.weights, images: try Self.images(of: data, for: network).images)
    case .zenScore:
      return Self.zenScore(network, seed: seed)
    }
  }

  /// The first training images, normalised.
  private static func images(
    of data: DataSet, for network: Network
  ) throws -> (images: [Float], labels: [Int32]) {
    let size = ImageSize(height: network.inputShape.height, width: network.inputShape.width)
    let count = min(batch, data.training.count)
    var pixels: [Float] = []
    for index in 0..<count {
      var image = try data.training.image(at: index, size: size)
      image.withUnsafeMutableBufferPointer { data.normalization.apply(to: $0) }
      pixels += image
    }
    return (pixels, (0..<count).map { Int32(data.training.label(at: $0)) })
  }
}

extension NetworkScore {
  /// - Parameters:
  ///   - network: a classifier.
  ///   - weights: a value for every parameter.
  ///   - images: `[images, height, width, channels]`.
  ///   - labels: one class per image.
  ///   - threads: of the computation; they don't change the score.
  /// - Returns: the norm of the gradient over all weights.
  /// - Throws: ``TrainingError`` for a network that can't be trained.
  static func gradientNorm(
    _ network: Network, weights: WeightTable, images: [Float], labels: [Int32],
    threads: Int = 1
  ) throws -> Double {
    let engine = try TrainingEngine(network, batch: labels.count, threads: threads)
    try engine.parameters.load(weights)
    images.withUnsafeBufferPointer { pixels in
      labels.withUnsafeBufferPointer { labels in
        guard let pixels = pixels.baseAddress, let labels = labels.baseAddress else { return }
        engine.training.load(BatchInput(images: pixels, labels: labels))
      }
    }
    engine.training.run()
    return engine.parameters.layout.tensors.filter { $0.role == .weight }.reduce(0) { sum, tensor in
      let gradient = UnsafeBufferPointer(
        start: engine.gradients.base + tensor.offset, count: tensor.count)
      return sum + gradient.reduce(0) { $0 + Double($1) * Double($1) }.squareRoot()
    }
  }

  /// With ones as input and no negative parameter, every derivative of R is non-negative, also
  /// through gates.
  ///
  /// So the sum of |θ · ∂R/∂θ| is the derivative of R as all weights grow at the same rate, which
  /// one pass forward carries along.
  static func synflow(_ network: Network, weights: WeightTable) -> Double {
    let pass = NetworkPass(
      network: network, weights: ScoreWeights(weights).magnitudes,
      changes: .withoutNormalization, carriesGrowth: true)
    let ones = FeatureMap(zeros: network.inputShape, images: 1).map { _ in 1 }
    return log(pass.run(ones).growth?.values.reduce(0, +) ?? .nan)
  }

  /// - Parameters:
  ///   - network: a classifier.
  ///   - weights: a value for every parameter.
  ///   - images: `[images, height, width, channels]`.
  /// - Returns: the logarithm of the determinant.
  static func naswot(
    _ network: Network, weights: WeightTable, images: [Float]
  ) -> Double {
    let count = images.count / network.inputShape.elements
    var kernel = [[Double]](repeating: Array(repeating: 0, count: count), count: count)
    var pass = NetworkPass(
      network: network, weights: ScoreWeights(weights))
    pass.observe = { layer, output, _ in
      guard case .activation(let activation) = network.layers[layer].operation,
        activation.isUnit
      else { return }
      let codes = ActivationCodes(output)
      for i in 0..<count {
        for j in 0...i { kernel[i][j] += Double(codes.agreement(i, j)) }
      }
    }
    _ = pass.run(
      FeatureMap(network.inputShape, images: count, images.map(Double.init)))
    return logDeterminant(kernel)
  }

  /// The mean over four draws of weights and inputs, of 16 images each.
  static func zenScore(_ network: Network, seed: UInt64) -> Double {
    let draws = 4
    let images = 16
    var total = 0.0
    for draw in 0..<draws {
      let index = { (part: Int) in UInt64(draw * 2 + part) }
      var normals = CounterGenerator(seed: seed, purpose: .zenScore, index: index(0))
      var weights = WeightTable()
      for tensor in ParameterLayout(network).tensors {
        switch tensor.role {
        case .weight:
          weights[tensor.id] = (0..<tensor.count).map { _ in Float(normals.normal()) }
        case .scale, .runningVariance:
          weights[tensor.id] = [Float](repeating: 1, count: tensor.count)
        case .bias, .offset, .runningMean:
          weights[tensor.id] = [Float](repeating: 0, count: tensor.count)
        }
      }
      var inputs = CounterGenerator(seed: seed, purpose: .zenScore, index: index(1))
      let count = images * network.inputShape.elements
      let x = (0..<count).map { _ in Float(inputs.normal()) }
      let noise = (0..<count).map { _ in Float(inputs.normal()) }
      total += zenScore(network, weights: weights, images: x, noise: noise)
    }
    return total / Double(draws)
  }

  /// - Parameters:
  ///   - network: a classifier.
  ///   - weights: a value for every parameter.
  ///   - images: `[images, height, width, channels]`.
  ///   - noise: of the same shape; a hundredth of it is added.
  /// - Returns: the score.
  static func zenScore(
    _ network: Network, weights: WeightTable, images: [Float], noise: [Float]
  ) -> Double {
    let count = images.count / network.inputShape.elements
    let last = network.lastPoolingInput
    var deviations = 0.0
    var pass = NetworkPass(
      network: network, weights: ScoreWeights(weights),
      changes: .withoutShortcuts)
    pass.observe = { _, _, variances in
      guard !variances.isEmpty else { return }
      deviations += 0.5 * log(variances.reduce(0, +) / Double(variances.count))
    }
    let x = images.map(Double.init)
    let features = pass.run(FeatureMap(network.inputShape, images: count, x), upTo: last).values
    pass.observe = { _, _, _ in }
    let moved = zip(x, noise).map { $0 + 0.01 * Double($1) }
    let others = pass.run(FeatureMap(network.inputShape, images: count, moved), upTo: last).values
    var squares = [Double](repeating: 0, count: count)
    for index in features.values.indices {
      let difference = features.values[index] - others.values[index]
      squares[index / features.shape.elements] += difference * difference
    }
    return log(squares.reduce(0) { $0 + $1.squareRoot() } / Double(count)) + deviations
  }

  /// ln |det| of a symmetric matrix that is positive semi-definite, given by its lower half; −∞ where it
  /// is singular.
  static func logDeterminant(_ lower: [[Double]]) -> Double {
    // Cholesky's factors: the determinant is the product of the squared diagonal.
    var factor = lower
    var sum = 0.0
    for i in factor.indices {
      for j in 0...i {
        var rest = factor[i][j]
        for k in 0..<j { rest -= factor[i][k] * factor[j][k] }
        if i == j {
          guard rest > 0 else { return -.infinity }
          factor[i][i] = rest.squareRoot()
          sum += log(rest)
        } else {
          factor[i][j] = rest / factor[j][j]
        }
      }
    }
    return sum
  }
}

extension RandomPurpose {
  /// The weights and inputs of one draw.
  fileprivate static let zenScore = RandomPurpose(rawValue: 1010)
}

/// Which units are active, as bits, one row of words per image.
private struct ActivationCodes {
  private let words: [UInt64]
  private let wordsPerImage: Int
  private let units: Int

  init(_ map: FeatureMap) {
    units = map.shape.elements
    wordsPerImage = (units + 63) / 64
    var words = [UInt64](repeating: 0, count: map.images * wordsPerImage)
    for (index, value) in map.values.enumerated() where value > 0 {
      let (image, unit) = index.quotientAndRemainder(dividingBy: units)
      words[image * wordsPerImage + unit / 64] |= 1 << UInt64(unit % 64)
    }
    self.words = words
  }

  /// Units that are active for both images or for neither.
  func agreement(_ first: Int, _ second: Int) -> Int {
    var differing = 0
    for word in 0..<wordsPerImage {
      differing +=
        (words[first * wordsPerImage + word] ^ words[second * wordsPerImage + word]).nonzeroBitCount
    }
    return units - differing
  }
}

extension Activation {
  /// Whether it switches a unit on and off; gates only weigh.
  fileprivate var isUnit: Bool {
    switch self {
    case .relu, .relu6, .silu, .hardSwish, .gelu, .tanh: true
    case .sigmoid, .hardSigmoid: false
    }
  }
}

extension Network {
  /// The layer whose output the last global pooling reads, or the network's output.
  fileprivate var lastPoolingInput: Int {
    let pooling = layers.indices.last {
      if case .globalAveragePooling = layers[$0].operation { !isAuxiliary($0) } else { false }
    }
    return pooling.flatMap { inputs(of: $0).first } ?? output
  }
}
