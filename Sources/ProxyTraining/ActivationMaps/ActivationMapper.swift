import Foundation
import NetworkExecution
public import Networks
public import TrainingData

/// Finds out what a network with given weights looks at.
///
/// The network runs up to its last feature map in float32, as ``Predictor`` runs it; what follows, a
/// mean over the pixels or a flattening and layers on one vector, is computed in double precision,
/// with the gradient of one logit.
public final class ActivationMapper {
  private let network: Network
  private let engine: InferenceEngine
  private let gathering: ClassifierHead.Gathering
  private let map: TensorShape
  private let steps: [VectorStep]

  /// - Parameters:
  ///   - network: A classifier whose last feature map is averaged over all pixels or flattened.
  ///   - weights: A value for every parameter of the network.
  ///   - batch: Images at a time, 1 to 65536.
  ///   - threads: 1 to 1024; they do not change results.
  ///   - memoryLimit: Bytes that may be needed; more is refused before anything is allocated.
  /// - Throws: ``TrainingError`` naming the layer that keeps the network from having such a map, where
  ///   the map has one pixel only, where a weight is missing or has another number of values, or where
  ///   memory is not enough.
  public init(
    _ network: Network, weights: consuming WeightTable, batch: Int = 8, threads: Int = 2,
    memoryLimit: Int? = nil
  ) throws {
    guard (1...65_536).contains(batch), (1...1024).contains(threads) else {
      throw TrainingError(
        .invalidSetting, "batch \(batch), threads \(threads); expected 1 to 65536 and 1 to 1024")
    }
    let head = try Self.head(of: network)
    map = network.layers[head.mapLayer].output
    self.network = network
    gathering = head.gathering
    do {
      try ParameterLayout(network).check(weights)
      steps = head.steps(of: network, weights: weights)
      engine = try InferenceEngine(
        network, upTo: head.mapLayer, weights: weights, batch: batch, threads: threads,
        memoryLimit: memoryLimit)
    } catch let error as ExecutionError {
      throw TrainingError(error)
    }
  }

  /// Refuses a network that has no map, before it is trained for one.
  ///
  /// - Throws: ``TrainingError`` naming the layer that is in the way, or where the map has one pixel
  ///   only.
  public static func check(_ network: Network) throws(TrainingError) {
    _ = try head(of: network)
  }

  private static func head(of network: Network) throws(TrainingError) -> ClassifierHead {
    let head = try ClassifierHead(of: network)
    let map = network.layers[head.mapLayer].output
    guard map.pixels > 1 else {
      throw TrainingError(
        .unsuitableNetwork,
        "the last feature map of '\(network.name)' is \(map) for images of "
          + "\(network.inputShape.resolution): one pixel, which tells no place from another; use a "
          + "larger resolution")
    }
    return head
  }

  /// The maps of some of a source's images.
  ///
  /// - Parameters:
  ///   - source: The images.
  ///   - indices: Which of them, each `0 ..< source.count`.
  ///   - label: The class that maps speak for; `nil` for the likeliest of each image.
  ///   - normalization: What the network was trained with.
  /// - Returns: A map for each index.
  /// - Throws: ``TrainingError`` where an index or the class is out of range, where images have other
  ///   channels than the network reads, or a logit is not finite; `TrainingDataError` where an image
  ///   cannot be read.
  public func maps(
    of source: any ImageSource, at indices: [Int], label: Int? = nil,
    normalization: Normalization
  ) throws -> [ClassActivationMap] {
    try check(source, indices, label)
    let shape = network.inputShape
    let preparation = ImagePreparation(
      source, size: ImageSize(height: shape.height, width: shape.width),
      normalization: normalization)
    let executor = engine.executor
    var maps: [ClassActivationMap] = []
    for start in stride(from: 0, to: indices.count, by: executor.interface.batch) {
      let part = Array(indices[start..<min(indices.count, start + executor.interface.batch)])
      try PreparedBatch(executor).fill(part, epoch: 0, by: preparation, on: engine.pool)
      executor.run()
      let features = executor.logits
      for (position, index) in part.enumerated() {
        let image = features[position * map.elements..<(position + 1) * map.elements]
        maps.append(try self.map(image.map(Double.init), image: index, label))
      }
    }
    return maps
  }

  private func check(
    _ source: any ImageSource, _ indices: [Int], _ label: Int?
  ) throws(TrainingError) {
    guard source.channels == network.inputShape.channels else {
      throw TrainingError(
        .unsuitableNetwork,
        "the network reads \(network.inputShape.channels) channels; the images have "
          + "\(source.channels)")
    }
    if let index = indices.first(where: { !(0..<source.count).contains($0) }) {
      throw TrainingError(
        .invalidSetting, "image \(index); there are \(source.count), the first is 0")
    }
    let classes = network.outputShape.channels
    if let label, !(0..<classes).contains(label) {
      throw TrainingError(
        .invalidSetting,
        "class \(label); '\(network.name)' tells \(classes) apart, the first is 0")
    }
  }

  /// The map of one image's features, `[height, width, channels]`.
  private func map(
    _ features: [Double], image: Int, _ label: Int?
  ) throws(TrainingError) -> ClassActivationMap {
    var vectors = [gathered(features)]
    for step in steps { vectors.append(step(vectors[vectors.count - 1])) }
    let logits = vectors[vectors.count - 1]
    if let index = logits.firstIndex(where: { !$0.isFinite }) {
      throw TrainingError(
        .diverged,
        "the logit of image \(image) for class \(index) is \(logits[index]); expected finite "
          + "numbers: these weights do not suit the network or the images")
    }
    let best = logits.indices.max { (logits[$0], -$0) < (logits[$1], -$1) } ?? 0
    let chosen = label ?? best
    var gradient = [Double](repeating: 0, count: logits.count)
    gradient[chosen] = 1
    for (step, x) in zip(steps, vectors).reversed() { gradient = step.gradient(gradient, at: x) }
    let isWeighted = gathering == .mean && steps.allSatisfy(\.isAffine)
    let values = sums(of: features, times: isWeighted ? gradient : means(of: gradient))
    let total = logits.reduce(0) { $0 + exp($1 - logits[best]) }
    return ClassActivationMap(
      height: map.height, width: map.width,
      values: isWeighted ? values : values.map { max(0, $0) }, label: chosen, logits: logits,
      method: isWeighted ? .classifierWeights : .gradients,
      probability: exp(logits[chosen] - logits[best]) / total)
  }

  /// The vector that the head reads.
  private func gathered(_ features: [Double]) -> [Double] {
    switch gathering {
    case .flattening: return features
    case .mean: return pixelMeans(features)
    }
  }

  /// The mean over the pixels of the derivatives by the features, from those by the vector.
  private func means(of gradient: [Double]) -> [Double] {
    switch gathering {
    case .flattening: return pixelMeans(gradient)
    // Each pixel's derivative is the mean's over the number of pixels.
    case .mean: return gradient.map { $0 / Double(map.pixels) }
    }
  }

  private func pixelMeans(_ values: [Double]) -> [Double] {
    var means = [Double](repeating: 0, count: map.channels)
    for (index, value) in values.enumerated() { means[index % map.channels] += value }
    return means.map { $0 / Double(map.pixels) }
  }

  /// At every pixel the sum over the channels of factor times feature.
  private func sums(of features: [Double], times factors: [Double]) -> [Double] {
    (0..<map.pixels).map { pixel in
      factors.indices.reduce(0.0) { $0 + factors[$1] * features[pixel * map.channels + $1] }
    }
  }
}
