import Networks

/// One batch as a plan takes it.
package struct BatchInput {
  /// `[batch, height, width, channels]`.
  var images: UnsafePointer<Float>
  var labels: UnsafePointer<Int32>
  /// The second label and the share of the first, where images are mixed.
  var mixing: (labels: UnsafePointer<Int32>, shares: UnsafePointer<Float>)?

  package init(images: UnsafePointer<Float>, labels: UnsafePointer<Int32>) {
    self.images = images
    self.labels = labels
  }
}

extension PlanExecutor {
  /// Copies a batch into the plan's input.
  package func load(_ input: BatchInput) {
    let count = interface.batch
    memory.pointer(interface.input).update(
      from: input.images, count: count * interface.inputShape.elements)
    guard let targets = interface.classTargets else { return }
    let (labels, others, shares) = (
      memory.integers(targets.labels), memory.integers(targets.otherLabels),
      memory.pointer(targets.shares)
    )
    labels.update(from: input.labels, count: count)
    others.update(from: input.mixing?.labels ?? input.labels, count: count)
    if let mixing = input.mixing {
      shares.update(from: mixing.shares, count: count)
    } else {
      shares.update(repeating: 1, count: count)
    }
  }

  /// The mean loss of the first `count` images, the weighted sum over the outputs, and how many of
  /// the images the first output has right; of a plan that compares its outputs with classes.
  package func score(count: Int) -> (loss: Double, correct: Int) {
    let results = interface.outputs.compactMap(\.loss)
    guard let first = results.first else { return (.nan, 0) }
    let correct = memory.bytes(first.correct)
    return (
      results.reduce(0) { $0 + $1.weight * mean(of: $1, count: count) },
      (0..<count).reduce(0) { $0 + Int(correct[$1]) }
    )
  }

  private func mean(of result: LossResult, count: Int) -> Double {
    let losses = memory.pointer(result.losses)
    return (0..<count).reduce(0.0) { $0 + Double(losses[$1]) } / Double(max(1, count))
  }

  /// What the first output holds: `[batch, classes]`, or a map `[batch, height, width, channels]`.
  package var logits: [Float] {
    let output = interface.outputs[0]
    return Array(
      UnsafeBufferPointer(
        start: memory.pointer(output.values), count: interface.batch * output.shape.elements))
  }
}
