import Networks
import Synchronization

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
  ///   tensor of weights, and at most once per use for what scales them.
  package func bind(_ values: (ParameterTensor) throws -> [Float]) rethrows {
    for fold in layout.folds {
      bind(
        fold, mean: try values(fold.mean), variance: try values(fold.variance),
        scale: try fold.scale.map(values), offset: try fold.offset.map(values))
    }
    for weights in layout.weights {
      let values = (own: try values(weights.tensor), scales: try scales(of: weights, values))
      values.own.withUnsafeBufferPointer { buffer in
        if let base = buffer.baseAddress { bind(weights, base, values.scales) }
      }
    }
  }

  /// Binds the weights of a parameter store's block, on all threads of a pool.
  package func bind(_ parameters: FloatBlock, on pool: ThreadPool) {
    for fold in layout.folds {
      bind(
        fold, mean: parameters.values(fold.mean), variance: parameters.values(fold.variance),
        scale: fold.scale.map(parameters.values), offset: fold.offset.map(parameters.values))
    }
    let next = Counter()
    pool.run { [self] _ in
      while true {
        let number = next.draw()
        if number >= layout.weights.count { return }
        let weights = layout.weights[number]
        let scales = scales(of: weights) { tensor in
          Array(UnsafeBufferPointer(start: parameters.values(tensor), count: tensor.count))
        }
        bind(weights, parameters.values(weights.tensor), scales)
      }
    }
  }

  private final class Counter: Sendable {
    private let next = Atomic<Int>(0)

    func draw() -> Int { next.add(1, ordering: .relaxed).oldValue }
  }

  /// What each form of some weights is multiplied by, `[channels]`; `nil` for ones.
  private func scales(
    of weights: InferenceLayout.Weights, _ values: (ParameterTensor) throws -> [Float]
  ) rethrows -> [[Float]?] {
    try weights.entries.map { entry in
      switch entry.scaling {
      case .none: nil
      case .fold(let index):
        Array(
          UnsafeBufferPointer(
            start: block.base + layout.folds[index].scaleOffset,
            count: layout.folds[index].mean.count))
      case .channels(let tensor): try values(tensor)
      case .constant(let factor): [factor]
      }
    }
  }

  private func bind(
    _ weights: InferenceLayout.Weights, _ values: UnsafePointer<Float>, _ scales: [[Float]?]
  ) {
    for (entry, scale) in zip(weights.entries, scales) {
      guard let scale else {
        bind(entry, values, count: weights.tensor.count)
        continue
      }
      // Output channels are innermost.
      let scaled = (0..<weights.tensor.count).map { values[$0] * scale[$0 % scale.count] }
      scaled.withUnsafeBufferPointer { buffer in
        if let base = buffer.baseAddress { bind(entry, base, count: buffer.count) }
      }
    }
  }

  private func bind(
    _ entry: InferenceLayout.Weights.Entry, _ values: UnsafePointer<Float>, count: Int
  ) {
    let target = block.base + entry.offset
    switch entry.form {
    case .plain: target.update(from: values, count: count)
    case .packed(let packing): packing.pack(values, into: target, kernels)
    case .winograd(let inputs, let outputs):
      let filters = WinogradFilters(values, inputs: inputs, outputs: outputs)
      let floats = WeightPacking.floats(rows: inputs, columns: outputs)
      for (number, matrix) in filters.matrices.enumerated() {
        kernels.pack(matrix, rows: inputs, columns: outputs, into: target + number * floats)
      }
    case .padded(let channels):
      let padded = WeightForm.rowFloats(channels: channels)
      for row in 0..<count / channels {
        (target + row * padded).update(from: values + row * channels, count: channels)
        (target + row * padded + channels).update(repeating: 0, count: padded - channels)
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

extension FloatBlock {
  /// Where a tensor stands in a parameter store's block.
  fileprivate func values(_ tensor: ParameterTensor) -> UnsafePointer<Float> {
    UnsafePointer(base + tensor.offset)
  }
}
