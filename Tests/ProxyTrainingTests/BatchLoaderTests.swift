import ExecutionTestSupport
import Foundation
import NetworkExecution
import Networks
import Randomness
import Synchronization
import Testing

@testable import ProxyTraining
@testable import TrainingData
import TrainingRecipes

/// Images that count how often they are read, take long where asked to, and fail where asked to.
private final class ProbedImages: ImageSource {
  let count = 20
  let channels = 3
  let nativeSize: ImageSize? = nil
  let reads = Atomic<Int>(0)
  private let broken: Set<Int>
  private let slow: Set<Int>

  init(broken: Set<Int> = [], slow: Set<Int> = []) {
    self.broken = broken
    self.slow = slow
  }

  func label(at index: Int) -> Int { index % 4 }

  func write(
    _ index: Int, window: ImageWindow, size: ImageSize,
    into pixels: UnsafeMutableBufferPointer<Float>
  ) throws(TrainingDataError) {
    reads.add(1, ordering: .relaxed)
    if slow.contains(index) { usleep(3000) }
    if broken.contains(index) { throw TrainingDataError(.corrupt, file: "\(index).png", "broken") }
    var random = CounterGenerator(
      seed: 1, purpose: RandomPurpose(rawValue: 9001), index: UInt64(index))
    for place in pixels.indices { pixels[place] = random.unit() }
  }
}

@Suite struct BatchLoaderTests {
  private let batch = 7
  private let seed: UInt64 = 11

  private func network() throws -> Network {
    try smallNetwork("small") { try $0.convolve($1, "a", channels: 6) }
  }

  private func data(_ source: ProbedImages) throws -> DataSet {
    try DataSet(
      name: "probe", classNames: ["a", "b", "c", "d"],
      normalization: Normalization(mean: [0.5, 0.4, 0.3], standardDeviation: [0.2, 0.3, 0.4]),
      flipPreservesLabels: true, training: source, validation: ProbedImages())
  }

  private func loader(
    _ source: ProbedImages, _ changes: String, steps: Range<Int>, threads: Int
  ) throws -> BatchLoader {
    let data = try data(source)
    let preparation = ImagePreparation(
      source, size: ImageSize(height: 7, width: 6), normalization: data.normalization,
      augmentation: try Augmentation(changes), seed: seed)
    return try BatchLoader(
      preparation,
      order: BatchOrder(images: source.count, TrainingRecipe(batchSize: batch), seed: seed),
      steps: steps, seed: seed, threads: threads)
  }

  /// What a plan's input holds.
  private struct Input: Equatable {
    let pixels: [Float]
    let labels, others: [Int32]
    let shares: [Float]

    init(_ executor: PlanExecutor) {
      let (plan, memory) = (executor.interface, executor.memory)
      guard let targets = plan.classTargets else { preconditionFailure("a training plan") }
      func array<Value>(_ start: UnsafeMutablePointer<Value>, _ count: Int) -> [Value] {
        Array(UnsafeBufferPointer(start: start, count: count))
      }
      pixels = array(memory.pointer(plan.input), plan.batch * plan.inputShape.elements)
      labels = array(memory.integers(targets.labels), plan.batch)
      others = array(memory.integers(targets.otherLabels), plan.batch)
      shares = array(memory.pointer(targets.shares), plan.batch)
    }
  }

  /// Batches over several epochs are the same bits whatever the threads on either side, and however
  /// far the loader's have come: at once, after a pause, held up by slow images.
  @Test(arguments: [
    "crop, flip, randaugment(2,9), cutout(0.5), mixup(0.4)", "autoaugment-cifar10", "samplepairing",
  ])
  func sameBits(changes: String) throws {
    let steps = 3..<12
    func inputs(threads: Int, loading: Int, pause: UInt32, slow: Set<Int>) throws -> [Input] {
      let engine = try TrainingEngine(try network(), batch: batch, threads: threads)
      let loader = try loader(ProbedImages(slow: slow), changes, steps: steps, threads: loading)
      return try steps.map { step in
        usleep(pause)
        try loader.load(step, for: engine.training, on: engine.pool)
        return Input(engine.training)
      }
    }
    let expected = try inputs(threads: 1, loading: 0, pause: 0, slow: [])
    #expect(Set(expected.map(\.pixels)).count == steps.count)
    for (threads, loading) in [(1, 1), (2, 1), (1, 3), (3, 2), (8, 8)] {
      for (pause, slow) in [(0, Set<Int>()), (2000, []), (0, [1, 5, 6, 12]), (1000, [3])] {
        let found = try inputs(threads: threads, loading: loading, pause: UInt32(pause), slow: slow)
        #expect(found == expected)
      }
    }
  }

  /// A loader left to itself reads its batches ahead, each image once, and no more than it may hold.
  @Test func readsAhead() throws {
    let source = ProbedImages()
    let engine = try TrainingEngine(try network(), batch: batch, threads: 2)
    let loader = try loader(source, "none", steps: 0..<100, threads: 2)
    for step in 0..<4 {
      let ahead = BatchLoader.depth * batch
      for _ in 0..<2000 where source.reads.load(ordering: .relaxed) < (step * batch) + ahead {
        usleep(1000)
      }
      usleep(20_000)
      #expect(source.reads.load(ordering: .relaxed) == step * batch + ahead)
      try loader.load(step, for: engine.training, on: engine.pool)
    }
  }

  /// No batch is prepared that no step will ask for.
  @Test func endsWithTheLastStep() throws {
    let source = ProbedImages()
    let engine = try TrainingEngine(try network(), batch: batch, threads: 1)
    let loader = try loader(source, "none", steps: 0..<3, threads: 2)
    for step in 0..<3 {
      usleep(20_000)
      try loader.load(step, for: engine.training, on: engine.pool)
    }
    usleep(20_000)
    #expect(source.reads.load(ordering: .relaxed) == 3 * batch)
  }

  /// A discarded loader reads nothing any more, be it in the middle of an image.
  @Test func stops() throws {
    let source = ProbedImages(slow: Set(0..<20))
    var loader: BatchLoader? = try loader(source, "none", steps: 0..<1000, threads: 3)
    usleep(5000)
    withExtendedLifetime(loader) {}
    loader = nil
    let reads = source.reads.load(ordering: .relaxed)
    usleep(20_000)
    #expect(reads > 0 && source.reads.load(ordering: .relaxed) == reads)
  }

  /// The error that reaches the caller is that of the batch's first broken image, on any threads; the
  /// same batch can be asked for again.
  @Test func errors() throws {
    let order = try BatchOrder(images: 20, TrainingRecipe(batchSize: batch), seed: seed)
    let broken = Set([order.batch(0)[2], order.batch(0)[5]])
    for (threads, loading) in [(1, 0), (2, 1), (3, 3)] {
      let engine = try TrainingEngine(try network(), batch: batch, threads: threads)
      let loader = try loader(
        ProbedImages(broken: broken), "none", steps: 0..<10, threads: loading)
      usleep(5000)
      for _ in 0..<2 {
        let error = #expect(throws: TrainingDataError.self) {
          try loader.load(0, for: engine.training, on: engine.pool)
        }
        #expect(error?.file == "\(order.batch(0)[2]).png")
      }
    }
  }

  /// A training ends with the image's error; with a step to stop after, it is cancelled in time.
  @Test func trainings() throws {
    let network = try network()
    let recipe = TrainingRecipe(epochs: 50, batchSize: batch)
    let error = #expect(throws: TrainingDataError.self) {
      try Trainer.train(network, on: data(ProbedImages(broken: [4])), recipe: recipe)
    }
    #expect(error?.file == "4.png")
    let source = ProbedImages()
    var steps = 0
    let cancelled = #expect(throws: TrainingError.self) {
      try Trainer.train(
        network, on: data(source), recipe: recipe, progress: { steps = $0.step },
        isCancelled: { steps == 3 })
    }
    #expect(cancelled?.reason == .cancelled && steps == 3)
    let reads = source.reads.load(ordering: .relaxed)
    usleep(20_000)
    #expect(source.reads.load(ordering: .relaxed) == reads && reads <= 3 * 2 * batch + 2 * batch)
  }

  /// Whole trainings give the same curve and weights with and without a loader.
  @Test func sameTraining() throws {
    func trained(threads: Int, loading: Int) throws -> ([TrainingResult.Point], [Float]) {
      let session = try TrainingSession(
        try network(), on: data(ProbedImages()),
        recipe: TrainingRecipe(
          epochs: 4, batchSize: batch, augmentation: try Augmentation("crop,flip,mixup(1)")),
        seed: 2, threads: threads, memoryLimit: nil, loaderThreads: loading)
      return (try session.run().curve, snapshot(session.engine.parameters.block))
    }
    let expected = try trained(threads: 1, loading: 0)
    for (threads, loading) in [(1, 1), (2, 0), (2, 3), (8, 1)] {
      let found = try trained(threads: threads, loading: loading)
      #expect(found.0 == expected.0)
      #expect(zip(found.1, expected.1).allSatisfy { $0.bitPattern == $1.bitPattern })
    }
  }

  /// Mixed images and labels are what the shares say, and so is the loss: the mean of
  /// −Σ targets · log softmax(logits).
  @Test func mixup() throws {
    let changes = "mixup(0.7)"
    let engine = try TrainingEngine(try network(), batch: batch, threads: 2)
    engine.parameters.initialize(engine.network, .fanOut, seed: 3)
    func input(_ changes: String) throws -> Input {
      let loader = try loader(ProbedImages(), changes, steps: 0..<1, threads: 0)
      try loader.load(0, for: engine.training, on: engine.pool)
      return Input(engine.training)
    }
    let (plain, mixed) = (try input("none"), try input(changes))
    let elements = plain.pixels.count / batch
    let mixing = Mixing.mixup(alpha: 0.7)
    engine.training.run()
    let logits = engine.training.logits.map { Double($0) }
    var expectedLoss = 0.0
    for position in 0..<batch {
      let other = batch - 1 - position
      let share =
        position == other ? 1 : mixing.share(seed: seed, step: 0, position: position)
      #expect(mixed.shares[position] == share)
      #expect(mixed.labels[position] == plain.labels[position])
      #expect(mixed.others[position] == plain.labels[other])
      for place in 0..<elements {
        let (own, foreign) = (
          plain.pixels[position * elements + place], plain.pixels[other * elements + place]
        )
        let expected = share * own + (1 - share) * foreign
        #expect(abs(mixed.pixels[position * elements + place] - expected) < 1e-6)
      }
      let row = logits[position * 4..<position * 4 + 4]
      let sum = log(row.reduce(0) { $0 + exp($1) })
      let own = sum - row[position * 4 + Int(plain.labels[position])]
      let foreign = sum - row[position * 4 + Int(plain.labels[other])]
      expectedLoss += (Double(share) * own + Double(1 - share) * foreign) / Double(batch)
    }
    #expect(abs(engine.training.score(count: batch).loss - expectedLoss) < 1e-5)
  }

  /// What batches take that are held ahead counts against the limit.
  @Test func memory() throws {
    func needed(loading: Int) throws -> Int {
      try TrainingSession(
        try network(), on: data(ProbedImages()), recipe: TrainingRecipe(batchSize: batch),
        seed: 0, threads: 1, memoryLimit: nil, loaderThreads: loading
      ).engine.memoryBytes
    }
    #expect(try needed(loading: 1) - needed(loading: 0) == 2 * batch * 7 * 6 * 3 * 4)
  }
}
