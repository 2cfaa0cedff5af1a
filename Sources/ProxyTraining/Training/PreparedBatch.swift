import NetworkExecution
import Networks
import Synchronization
import TrainingData

/// Where a batch is written.
struct PreparedBatch: @unchecked Sendable {
  // Every image has memory of its own.
  private let images: UnsafeMutablePointer<Float>
  /// Where classes go; `nil` where the plan asks for none.
  private let targets: Targets?
  private let elements: Int

  private struct Targets {
    let labels: UnsafeMutablePointer<Int32>
    let others: UnsafeMutablePointer<Int32>
    let shares: UnsafeMutablePointer<Float>
  }

  init(_ executor: PlanExecutor) {
    let (interface, memory) = (executor.interface, executor.memory)
    images = memory.pointer(interface.input)
    targets = interface.classTargets.map {
      Targets(
        labels: memory.integers($0.labels), others: memory.integers($0.otherLabels),
        shares: memory.pointer($0.shares))
    }
    elements = interface.inputShape.elements
  }

  /// Where one image's pixels are, `[height, width, channels]`.
  func pixels(_ position: Int) -> UnsafeMutableBufferPointer<Float> {
    UnsafeMutableBufferPointer(start: images + position * elements, count: elements)
  }

  /// Sets an image's label, where the plan asks for one.
  func label(_ position: Int, _ label: Int) {
    targets?.labels[position] = Int32(label)
    targets?.others[position] = Int32(label)
    targets?.shares[position] = 1
  }

  /// Fills the batch on all threads, each image by whichever is free: images differ in their work.
  ///
  /// - Parameters:
  ///   - indices: Which images, in the order of the batch.
  ///   - epoch: The epoch, which decides how images are changed.
  ///   - preparation: Where images come from, and what is done to them.
  ///   - pool: The threads.
  ///   - ready: The pixels of an image that are prepared already, where they are.
  /// - Throws: The error of the first image that cannot be read, whichever thread met which.
  func fill(
    _ indices: [Int], epoch: Int, by preparation: ImagePreparation, on pool: ThreadPool,
    ready: @escaping @Sendable (Int) -> UnsafeMutableBufferPointer<Float>? = { _ in nil }
  ) throws {
    let progress = Progress()
    pool.run { _ in
      while true {
        let position = progress.next.add(1, ordering: .relaxed).oldValue
        guard position < indices.count else { return }
        label(position, preparation.source.label(at: indices[position]))
        if let pixels = ready(position) {
          _ = self.pixels(position).update(fromContentsOf: pixels)
          continue
        }
        do throws(TrainingDataError) {
          try preparation.write(indices[position], epoch: epoch, into: pixels(position))
        } catch {
          progress.failures.withLock { $0[position] = error }
        }
      }
    }
    let failures = progress.failures.withLock { $0 }
    if let first = failures.min(by: { $0.key < $1.key }) { throw first.value }
  }

  private final class Progress: Sendable {
    let next = Atomic<Int>(0)
    let failures = LockedValue<[Int: TrainingDataError]>([:])
  }

  /// Mixes the images of a whole batch in pairs, from the two ends to the middle, and their labels.
  func mix(_ mixing: Mixing, count: Int, seed: UInt64, step: Int, on pool: ThreadPool) {
    let threads = pool.threads
    pool.run { thread in
      for first in stride(from: thread, to: count / 2, by: threads) {
        let second = count - 1 - first
        let kept = [first, second].map { mixing.share(seed: seed, step: step, position: $0) }
        Mixing.mix(pixels(first), keeping: kept[0], pixels(second), keeping: kept[1])
        guard mixing.mixesLabels, let targets else { continue }
        targets.others[first] = targets.labels[second]
        targets.others[second] = targets.labels[first]
        (targets.shares[first], targets.shares[second]) = (kept[0], kept[1])
      }
    }
  }
}
