package import NetworkExecution
package import Networks
import Randomness

/// The contents of a block.
package func snapshot(_ block: FloatBlock) -> [Float] {
  Array(UnsafeBufferPointer(start: block.base, count: block.floats))
}

/// An engine with a random batch and parameters off their special initial values.
package func randomEngine(
  _ network: Network, batch: Int, threads: Int = 1, variant: KernelVariant = .best,
  seed: UInt64 = 3
) throws -> TrainingEngine {
  let engine = try TrainingEngine(network, batch: batch, threads: threads, variant: variant)
  engine.parameters.initialize(network, .fanIn, seed: seed)
  for tensor in engine.parameters.layout.tensors where tensor.role != .weight {
    var generator = CounterGenerator(
      seed: seed, purpose: RandomPurpose(rawValue: 5001), index: UInt64(tensor.offset))
    let values = engine.parameters.values(of: tensor).map { value in
      tensor.role == .runningVariance
        ? generator.uniform(0.5...1.5) : value + 0.2 * Float(generator.normal())
    }
    engine.parameters.set(values, of: tensor)
  }
  load(randomBatch(network, batch: batch, seed: seed), into: engine.training)
  return engine
}

/// Images and labels from a counter.
package func randomBatch(
  _ network: Network, batch: Int, seed: UInt64
) -> (images: [Float], labels: [Int32]) {
  var generator = CounterGenerator(
    seed: seed, purpose: RandomPurpose(rawValue: 5002), index: 0)
  let images = (0..<batch * network.inputShape.elements).map { _ in Float(generator.normal()) }
  let classes = network.outputShape.channels
  return (images, (0..<batch).map { _ in Int32(generator.index(below: classes)) })
}

package func load(_ batch: (images: [Float], labels: [Int32]), into executor: PlanExecutor) {
  batch.images.withUnsafeBufferPointer { images in
    batch.labels.withUnsafeBufferPointer { labels in
      guard let images = images.baseAddress, let labels = labels.baseAddress else { return }
      executor.load(BatchInput(images: images, labels: labels))
    }
  }
}
