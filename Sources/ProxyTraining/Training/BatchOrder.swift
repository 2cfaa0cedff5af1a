import Networks
import TrainingData

/// Which images make up a step: a permutation per epoch, the remainder of an epoch left out.
struct BatchOrder {
  let images: Int
  let batch: Int
  let seed: UInt64

  init(images: Int, batch: Int, seed: UInt64) throws {
    guard images >= batch else {
      throw TrainingError(
        .invalidSetting, "\(images) training images; a batch needs \(batch): use a smaller batch")
    }
    (self.images, self.batch, self.seed) = (images, batch, seed)
  }

  var batchesPerEpoch: Int { images / batch }

  func batch(_ step: Int) -> [Int] {
    let (epoch, number) = step.quotientAndRemainder(dividingBy: batchesPerEpoch)
    var generator = CounterGenerator(
      seed: seed, purpose: .order, index: UInt64(truncatingIfNeeded: epoch))
    let permutation = generator.permutation(images)
    return permutation[number * batch..<(number + 1) * batch].map { Int($0) }
  }
}

extension RandomPurpose {
  static let order = RandomPurpose(rawValue: 1003)
}

/// Where a batch is written.
struct PreparedBatch: @unchecked Sendable {
  // Every image has memory of its own.
  let images: UnsafeMutablePointer<Float>
  let labels: UnsafeMutablePointer<Int32>
  let others: UnsafeMutablePointer<Int32>
  let shares: UnsafeMutablePointer<Float>
  let elements: Int

  func fill(
    _ position: Int, _ index: Int, of source: any ImageSource, size: ImageSize,
    _ normalization: Normalization
  ) {
    let pixels = pixels(position)
    source.write(index, size: size, into: pixels)
    normalization.apply(to: pixels)
    labels[position] = Int32(source.label(at: index))
    others[position] = labels[position]
    shares[position] = 1
  }

  /// Where one image's pixels are, `[height, width, channels]`.
  func pixels(_ position: Int) -> UnsafeMutableBufferPointer<Float> {
    UnsafeMutableBufferPointer(start: images + position * elements, count: elements)
  }
}

extension PlanExecutor {
  /// Where this plan's input is written.
  var preparedBatch: PreparedBatch {
    PreparedBatch(
      images: memory.pointer(plan.input), labels: memory.integers(plan.labels),
      others: memory.integers(plan.otherLabels), shares: memory.pointer(plan.shares),
      elements: plan.inputShape.elements)
  }
}
