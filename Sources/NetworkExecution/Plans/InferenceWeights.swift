import Networks
import Synchronization

/// Where an inference plan finds a network's weights in one block, in the form that it computes
/// with: packed, copied, or folded into scale and shift.
///
/// Depends on the network alone.
struct InferenceLayout {
  /// One tensor of parameters, and the forms in which it is wanted.
  struct Weights {
    let tensor: ParameterTensor
    /// Packed for products; `nil` for a copy as it is.
    fileprivate(set) var forms: [(packing: WeightPacking?, offset: Int)]
  }

  /// A batch normalisation as scale and shift, `[channels]` each.
  struct Fold {
    let epsilon: Double
    let mean: ParameterTensor
    let variance: ParameterTensor
    let scale: ParameterTensor?
    let offset: ParameterTensor?
    let scaleOffset: Int
    let shiftOffset: Int
  }

  private(set) var weights: [Weights] = []
  /// One per normalisation of the graph.
  private(set) var folds: [Fold] = []
  /// Floats of the block.
  private(set) var floats = 0
  private let parameters: ParameterLayout
  private var indices: [ParameterTensor: Int] = [:]

  init(_ graph: PlanGraph, _ parameters: ParameterLayout) {
    self.parameters = parameters
    for node in graph.nodes {
      if let convolution = node.producer as? any ConvolutionOperator {
        let layer = convolution.layer
        add(
          .weight, of: layer.parameters,
          layer.isDepthwise && !layer.isPointwise
            ? nil : WeightPacking(layer: layer, direction: .forward))
      } else if let owner = node.producer.parameters {
        add(.scale, of: owner, nil)
        add(.offset, of: owner, nil)
      }
      switch node.affine {
      case .none, .constant, .normalization: break
      case .bias(let owner): add(.bias, of: owner, nil)
      case .channelScale(let owner): add(.scale, of: owner, nil)
      }
    }
    for normalization in graph.normalizations { fold(normalization) }
  }

  private mutating func add(
    _ role: Parameter.Role, of layer: Int, _ packing: WeightPacking?
  ) {
    guard let tensor = parameters.tensor(role, of: layer) else { return }
    if indices[tensor] == nil {
      indices[tensor] = weights.count
      weights.append(Weights(tensor: tensor, forms: []))
    }
    guard let index = indices[tensor], form(of: index, packing) == nil else { return }
    weights[index].forms.append((packing, allocate(packing?.floats ?? tensor.count)))
  }

  private func form(of index: Int, _ packing: WeightPacking?) -> Int? {
    weights[index].forms.first { form in
      guard let packing, let other = form.packing else {
        return packing == nil && form.packing == nil
      }
      return packing.isSame(as: other)
    }?.offset
  }

  private mutating func fold(_ normalization: NormalizationLayer) {
    func tensor(_ role: Parameter.Role) -> ParameterTensor? {
      parameters.tensor(role, of: normalization.parameters)
    }
    guard let mean = tensor(.runningMean), let variance = tensor(.runningVariance) else {
      preconditionFailure("a batch normalisation has running statistics")
    }
    folds.append(
      Fold(
        epsilon: normalization.settings.epsilon, mean: mean, variance: variance,
        scale: tensor(.scale), offset: tensor(.offset), scaleOffset: allocate(mean.count),
        shiftOffset: allocate(mean.count)))
  }

  private mutating func allocate(_ count: Int) -> Int {
    defer { floats += BufferPlacement.rounded(count) }
    return floats
  }

  /// Where a parameter stands as it is; `nil` where the layer has none of that role.
  func offset(of role: Parameter.Role, of layer: Int) -> Int? {
    parameters.tensor(role, of: layer).flatMap { indices[$0] }.flatMap { form(of: $0, nil) }
  }

  func offset(ofPackedWeightsOf layer: ConvolutionLayer) -> Int {
    let packing = WeightPacking(layer: layer, direction: .forward)
    guard let tensor = parameters.tensor(.weight, of: layer.parameters),
      let index = indices[tensor], let offset = form(of: index, packing)
    else { preconditionFailure("every convolution's weights are in the layout") }
    return offset
  }
}

/// A network's weights as its inference plan computes with them.
///
/// Weights that change must be bound again; the originals are not needed in between.
package final class InferenceWeights: Sendable {
  let block: FloatBlock
  private let layout: InferenceLayout
  private let kernels: Kernels

  /// Memory for the weights of a plan; nothing is bound yet.
  ///
  /// - Throws: ``ExecutionError`` where the system has not enough memory.
  init(_ layout: InferenceLayout, kernels: Kernels) throws(ExecutionError) {
    self.layout = layout
    self.kernels = kernels
    block = try FloatBlock(floats: layout.floats, isCleared: false)
  }

  /// Binds weights, one tensor after the other.
  ///
  /// - Parameter values: The values of a tensor, in the order of its shape. Asked once for each
  ///   tensor of weights, and at most once per use for those of a normalisation.
  package func bind(_ values: (ParameterTensor) throws -> [Float]) rethrows {
    for weights in layout.weights {
      let values = try values(weights.tensor)
      values.withUnsafeBufferPointer { buffer in
        if let base = buffer.baseAddress { bind(weights, base) }
      }
    }
    for fold in layout.folds {
      bind(
        fold, mean: try values(fold.mean), variance: try values(fold.variance),
        scale: try fold.scale.map(values), offset: try fold.offset.map(values))
    }
  }

  /// Binds the weights of a parameter store's block, on all threads of a pool.
  package func bind(_ parameters: FloatBlock, on pool: ThreadPool) {
    let next = Counter()
    pool.run { [self] _ in
      while true {
        let number = next.draw()
        if number < layout.weights.count {
          let weights = layout.weights[number]
          bind(weights, parameters.base + weights.tensor.offset)
        } else if number < layout.weights.count + layout.folds.count {
          let fold = layout.folds[number - layout.weights.count]
          bind(
            fold, mean: parameters.base + fold.mean.offset,
            variance: parameters.base + fold.variance.offset,
            scale: fold.scale.map { UnsafePointer(parameters.base + $0.offset) },
            offset: fold.offset.map { UnsafePointer(parameters.base + $0.offset) })
        } else {
          return
        }
      }
    }
  }

  private final class Counter: Sendable {
    private let next = Atomic<Int>(0)

    func draw() -> Int { next.add(1, ordering: .relaxed).oldValue }
  }

  private func bind(_ weights: InferenceLayout.Weights, _ values: UnsafePointer<Float>) {
    for form in weights.forms {
      let target = block.base + form.offset
      if let packing = form.packing {
        packing.pack(values, into: target, kernels)
      } else {
        target.update(from: values, count: weights.tensor.count)
      }
    }
  }

  private func bind(
    _ fold: InferenceLayout.Fold, mean: UnsafePointer<Float>, variance: UnsafePointer<Float>,
    scale: UnsafePointer<Float>?, offset: UnsafePointer<Float>?
  ) {
    Kernels.foldRunningStatistics(
      channels: fold.mean.count, mean: mean, variance: variance, epsilon: fold.epsilon,
      scale: scale, offset: offset,
      into: (block.base + fold.scaleOffset, block.base + fold.shiftOffset))
  }
}
