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
    guard let targets = interface.outputs[0].targets else { return }
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

  /// The mean loss of the first `count` images, and how many of them were right; of a plan that
  /// compares its output with classes.
  package func score(count: Int) -> (loss: Double, correct: Int) {
    guard let targets = interface.outputs[0].targets else { return (.nan, 0) }
    let (losses, correct) = (memory.pointer(targets.losses), memory.bytes(targets.correct))
    var (loss, right) = (0.0, 0)
    for image in 0..<count {
      loss += Double(losses[image])
      right += Int(correct[image])
    }
    return (loss / Double(max(1, count)), right)
  }

  /// `[batch, classes]`.
  package var logits: [Float] {
    let output = interface.outputs[0]
    return Array(
      UnsafeBufferPointer(
        start: memory.pointer(output.logits), count: interface.batch * output.classes))
  }
}
