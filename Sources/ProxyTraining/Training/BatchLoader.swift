import Foundation
import NetworkExecution
import Networks
import TrainingData

/// Prepares the images of coming steps on threads of its own, while the present step runs.
///
/// What a batch holds does not depend on how far ahead these threads are: each image is a function of
/// its index. Whatever they have not finished when a step needs it, the step's own threads prepare, so
/// that on a machine without idle processors nothing waits for them. That holds for images that
/// cannot be read, too: the step meets the error itself.
final class BatchLoader {
  private let shared: Shared
  private let order: BatchOrder
  private let preparation: ImagePreparation
  private let seed: UInt64

  /// Batches held ahead of the step.
  static let depth = 2

  /// Bytes that a loader holds for images of so many elements.
  static func bytes(batch: Int, elements: Int) -> Int {
    depth * batch * elements * MemoryLayout<Float>.stride
  }

  /// - Parameters:
  ///   - preparation: Where images come from, and what is done to them.
  ///   - order: Which images a step takes.
  ///   - steps: The steps that will be asked for, in this order.
  ///   - seed: The training's.
  ///   - threads: Threads beside those of the step; 0 to prepare everything between steps.
  /// - Throws: ``TrainingError`` where the system has not enough memory.
  init(
    _ preparation: ImagePreparation, order: BatchOrder, steps: Range<Int>, seed: UInt64,
    threads: Int
  ) throws {
    self.preparation = preparation
    self.order = order
    self.seed = seed
    shared = try Shared(preparation, order: order, steps: steps, threads: threads)
    for number in 0..<threads {
      let shared = shared
      let thread = Thread { shared.work() }
      thread.name = "batch-loader-\(number)"
      thread.stackSize = 4 << 20
      thread.start()
    }
  }

  /// How many threads suit a training that runs on `threads`: as many as would be idle without; one
  /// where none is, for the times when a step's threads wait for each other.
  static func idleThreads(beside threads: Int) -> Int {
    max(1, min(threads, ProcessInfo.processInfo.activeProcessorCount - threads))
  }

  deinit { shared.stop() }

  /// Writes the batch of a step into a plan's input, on the threads of `pool`.
  ///
  /// - Throws: `TrainingDataError` where an image cannot be read.
  func load(_ step: Int, for executor: PlanExecutor, on pool: ThreadPool) throws {
    let indices = order.batch(step)
    let target = PreparedBatch(executor)
    let slot = shared.take(step)
    defer { shared.release(slot) }
    try target.fill(
      indices, epoch: order.epoch(step), by: preparation, on: pool,
      ready: { position in slot?.pixels(position) })
    if let mixing = preparation.augmentation?.mixing {
      target.mix(mixing, count: indices.count, seed: seed, step: step, on: pool)
    }
  }
}

extension BatchLoader {
  /// What a step takes: which images of its batch are ready.
  struct Taken: @unchecked Sendable {
    // Nobody writes the images of a taken batch that are ready.
    fileprivate let number: Int
    private let isReady: [Bool]
    private let base: UnsafeMutablePointer<Float>
    private let elements: Int

    fileprivate init(_ number: Int, _ batch: Batch, elements: Int) {
      self.number = number
      isReady = batch.isReady
      base = batch.memory.base
      self.elements = elements
    }

    func pixels(_ position: Int) -> UnsafeMutableBufferPointer<Float>? {
      guard isReady[position] else { return nil }
      return UnsafeMutableBufferPointer(start: base + position * elements, count: elements)
    }
  }

  /// A batch that is being prepared.
  fileprivate struct Batch {
    let memory: FloatBlock
    /// The step that it is for; `nil` where no step is left.
    var step: Int?
    var indices: [Int] = []
    var isReady: [Bool] = []
    /// The first image that no thread has begun.
    var next = 0
    /// Images that threads are at.
    var running = 0
    /// Whether its step has come, or gone.
    var isTaken = false
  }

  /// The batches, and the lock that guards all but their pixels.
  fileprivate final class Shared: @unchecked Sendable {
    private let preparation: ImagePreparation
    private let order: BatchOrder
    private let condition = NSCondition()
    // All of these only under the condition's lock.
    private var batches: [Batch] = []
    private var coming: Range<Int>
    private var isStopped = false
    private var threads: Int

    init(
      _ preparation: ImagePreparation, order: BatchOrder, steps: Range<Int>, threads: Int
    ) throws {
      self.preparation = preparation
      self.order = order
      self.threads = threads
      coming = steps
      guard threads > 0 else { return }
      for _ in 0..<BatchLoader.depth {
        let memory = try FloatBlock(floats: order.batch * preparation.elements)
        batches.append(Batch(memory: memory))
        begin(batches.count - 1)
      }
    }

    /// Gives a batch to the next step that has none.
    private func begin(_ number: Int) {
      batches[number].isTaken = false
      batches[number].step = coming.popFirst()
      batches[number].indices = batches[number].step.map(order.batch) ?? []
      batches[number].isReady = batches[number].indices.map { _ in false }
      batches[number].next = 0
    }

    /// Closes the batch of a step.
    func take(_ step: Int) -> Taken? {
      condition.withLock {
        // Of a batch that was late, the threads may still hold an image when its turn comes again.
        while let first = coming.first, first <= step { coming.removeFirst() }
        guard let number = batches.firstIndex(where: { $0.step == step }) else { return nil }
        batches[number].isTaken = true
        return Taken(number, batches[number], elements: preparation.elements)
      }
    }

    /// Lets a batch go on to another step.
    func release(_ taken: Taken?) {
      guard let taken else { return }
      condition.withLock {
        batches[taken.number].step = nil
        if batches[taken.number].running == 0 { begin(taken.number) }
        condition.broadcast()
      }
    }

    /// A thread's work: one image after another, those of the nearest step first.
    func work() {
      condition.lock()
      while !isStopped {
        let open = batches.indices.filter {
          !batches[$0].isTaken && batches[$0].next < batches[$0].indices.count
        }
        guard let number = open.min(by: { batches[$0].step ?? 0 < batches[$1].step ?? 0 }) else {
          condition.wait()
          continue
        }
        prepareNext(of: number)
      }
      threads -= 1
      condition.broadcast()
      condition.unlock()
    }

    /// Called, and left, with the lock held.
    private func prepareNext(of number: Int) {
      let (position, step) = (batches[number].next, batches[number].step ?? 0)
      let (index, elements) = (batches[number].indices[position], preparation.elements)
      let pixels = UnsafeMutableBufferPointer(
        start: batches[number].memory.base + position * elements, count: elements)
      batches[number].next += 1
      batches[number].running += 1
      condition.unlock()
      // What fails here fails again for the step's own threads, which say so.
      let isWritten =
        (try? preparation.write(index, epoch: order.epoch(step), into: pixels)) != nil
      condition.lock()
      batches[number].running -= 1
      batches[number].isReady[position] = isWritten
      let isOver = batches[number].isTaken && batches[number].step == nil
      if isOver && batches[number].running == 0 { begin(number) }
    }

    /// Ends the threads, and waits for their last image.
    func stop() {
      condition.lock()
      isStopped = true
      condition.broadcast()
      while threads > 0 { condition.wait() }
      condition.unlock()
    }
  }
}
