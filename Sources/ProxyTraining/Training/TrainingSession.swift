import Foundation
import Networks
import TrainingData

/// One training: engine, optimizer and data, and how far it is.
final class TrainingSession {
  let engine: TrainingEngine
  let optimizer: OptimizerState
  let settings: TrainingSettings
  let seed: UInt64
  private let data: DataSet
  private let order: BatchOrder
  private let loaderThreads: Int
  private lazy var loader = Result { try makeLoader() }
  /// The stretches of the parameters that the optimizer changes.
  private let trainedRanges: [Range<Int>]
  /// Steps done.
  var step = 0
  var curve: [TrainingResult.Point] = []
  /// Sums since the last validation.
  var running = RunningScore()
  private var stepSeconds = 0.0

  struct RunningScore {
    var (loss, images, correct, batches) = (0.0, 0, 0, 0)
  }

  init(
    _ network: Network, on data: DataSet, settings: TrainingSettings, seed: UInt64, threads: Int,
    memoryLimit: Int?, start: TrainingStart = .scratch, loaderThreads: Int? = nil
  ) throws {
    try settings.validate()
    guard (1...1024).contains(threads) else {
      throw TrainingError(.invalidSetting, "\(threads) threads; expected 1 to 1024")
    }
    try Self.check(network, data)
    var settings = settings
    settings.augmentation = try settings.augmentation?.suited(to: data)
    self.settings = settings
    self.seed = seed
    self.data = data
    self.loaderThreads = loaderThreads ?? BatchLoader.idleThreads(beside: threads)
    order = try BatchOrder(
      images: min(settings.trainingImages ?? .max, data.training.count),
      batch: settings.batchSize, seed: seed)
    let head = network.classifier
    var trainsHeadOnly = false
    if case .weights(_, _, training: .head) = start { trainsHeadOnly = true }
    engine = try TrainingEngine(
      network, batch: settings.batchSize, threads: threads, memoryLimit: memoryLimit,
      stateVectors: settings.optimizer.slots + (settings.averageDecay == nil ? 0 : 1),
      loadedBytes: self.loaderThreads == 0
        ? 0
        : BatchLoader.bytes(batch: settings.batchSize, elements: network.inputShape.elements),
      isTrainable: { !trainsHeadOnly || $0 == head })
    trainedRanges = engine.parameters.layout.trainedRanges {
      !trainsHeadOnly || $0.layer == head
    }
    optimizer = try OptimizerState(
      settings.optimizer, weightDecay: settings.weightDecay, layout: engine.parameters.layout,
      keepsAverage: settings.averageDecay != nil)
    engine.training.labelSmoothing = settings.labelSmoothing
    engine.training.statisticsMomentum = settings.statisticsMomentum
    try begin(start)
  }

  private func begin(_ start: TrainingStart) throws {
    engine.parameters.initialize(engine.network, settings.initialization, seed: seed)
    switch start {
    case .scratch: break
    case .checkpoint(let path): return try restore(path)
    case .weights(let weights, let newHead, _):
      try engine.parameters.load(
        weights, except: newHead ? engine.network.classifier : nil)
    }
    optimizer.beginAverage(at: engine.parameters.block)
  }

  private static func check(_ network: Network, _ data: DataSet) throws {
    guard network.inputShape.channels == data.channels else {
      throw TrainingError(
        .unsuitableNetwork,
        "the network reads \(network.inputShape.channels) channels; the images of '\(data.name)' "
          + "have \(data.channels)")
    }
    guard network.outputShape.channels == data.classCount else {
      throw TrainingError(
        .unsuitableNetwork,
        "the network has \(network.outputShape.channels) classes; '\(data.name)' has "
          + "\(data.classCount)")
    }
  }

  /// Steps of the whole training.
  var steps: Int {
    max(1, Int((settings.epochs * Double(order.batchesPerEpoch)).rounded()))
  }

  func run(
    checkpoint: String? = nil, progress: (TrainingProgress) -> Void = { _ in },
    isCancelled: () -> Bool = { false }
  ) throws -> TrainingResult {
    let start = DispatchTime.now().uptimeNanoseconds
    let first = step
    let interval = max(
      1, Int((settings.validationInterval * Double(order.batchesPerEpoch)).rounded()))
    while step < steps, !hasStalled {
      let loss = try trainStep()
      var point: TrainingResult.Point?
      if step == steps || step % interval == 0 {
        point = try validate()
        if let checkpoint { try save(checkpoint) }
      }
      progress(
        TrainingProgress(
          step: step, steps: steps, epoch: epoch, loss: loss, point: point))
      if isCancelled(), step < steps {
        if let checkpoint, point == nil { try save(checkpoint) }
        throw TrainingError(.cancelled, "stopped after step \(step) of \(steps)")
      }
    }
    let seconds = Double(DispatchTime.now().uptimeNanoseconds - start) / 1e9
    return result(seconds: seconds, stepsNow: step - first)
  }

  /// Whether the validation loss has not fallen for as many validations as the settings allow.
  private var hasStalled: Bool {
    guard let patience = settings.patience,
      let best = curve.indices.min(by: {
        (curve[$0].validationLoss, $0) < (curve[$1].validationLoss, $1)
      })
    else { return false }
    return curve.count - 1 - best >= patience
  }

  private var epoch: Double { Double(step) / Double(order.batchesPerEpoch) }

  private func rate(_ step: Int) -> Double {
    settings.schedule.rate(
      step: step, of: steps, stepsPerEpoch: Double(order.batchesPerEpoch))
  }

  /// One step; returns its loss.
  private func trainStep() throws -> Double {
    let executor = engine.training
    let start = DispatchTime.now().uptimeNanoseconds
    try loader.get().load(step, for: executor, on: engine.pool)
    executor.randomness = StepRandomness(seed: seed, step: step)
    executor.run()
    let (loss, correct) = executor.score(count: settings.batchSize)
    guard loss.isFinite else {
      let last =
        running.batches > 0 ? running.loss / Double(running.batches) : curve.last?.trainingLoss
      throw TrainingError(
        .diverged,
        "the loss is \(loss) at step \(step + 1) of \(steps)"
          + (last.map { ", after a mean of \($0) since the last validation" } ?? "")
          + "; use a lower learning rate than \(settings.schedule.peak)")
    }
    let count = Double(step)
    optimizer.apply(
      step: step, rate: Float(rate(step)),
      averageDecay: Float(min(settings.averageDecay ?? 0, (1 + count) / (10 + count))),
      values: engine.parameters.block, gradients: engine.gradients,
      ranges: trainedRanges, kernels: engine.kernels,
      pool: engine.pool)
    step += 1
    running.loss += loss
    running.batches += 1
    running.images += settings.batchSize
    running.correct += correct
    stepSeconds += Double(DispatchTime.now().uptimeNanoseconds - start) / 1e9
    return loss
  }

  private func makeLoader() throws -> BatchLoader {
    try BatchLoader(
      preparation(of: data.training, augmentation: settings.augmentation), order: order,
      steps: step..<steps, seed: seed, threads: loaderThreads)
  }

  private func preparation(
    of source: any ImageSource, augmentation: Augmentation? = nil
  ) -> ImagePreparation {
    let shape = engine.network.inputShape
    return ImagePreparation(
      source, size: ImageSize(height: shape.height, width: shape.width),
      normalization: data.normalization, augmentation: augmentation, seed: seed)
  }

  /// Loss and top-1 of the validation images, with averaged weights where there are any.
  private func validate() throws -> TrainingResult.Point {
    let executor = try engine.inferenceExecutor()
    executor.memory.read(values: optimizer.average ?? engine.parameters.block)
    let source = data.validation
    let preparation = preparation(of: source)
    let count = min(settings.validationImages ?? .max, source.count)
    var (loss, correct, done) = (0.0, 0, 0)
    while done < count {
      let images = Array(done..<min(done + settings.batchSize, count))
      try PreparedBatch(executor).fill(images, epoch: 0, by: preparation, on: engine.pool)
      executor.run()
      let score = executor.score(count: images.count)
      loss += score.loss * Double(images.count)
      correct += score.correct
      done += images.count
    }
    let point = TrainingResult.Point(
      step: step, epoch: epoch, learningRate: rate(step - 1),
      trainingLoss: running.loss / Double(max(1, running.batches)),
      trainingTop1: Double(running.correct) / Double(max(1, running.images)),
      validationLoss: loss / Double(count), top1: Double(correct) / Double(count))
    running = RunningScore()
    curve.append(point)
    return point
  }

  private func result(seconds: Double, stepsNow: Int) -> TrainingResult {
    TrainingResult(
      curve: curve, top1: curve.last?.top1 ?? 0, loss: curve.last?.validationLoss ?? .nan,
      steps: step, seconds: seconds,
      imagesPerSecond: Double(stepsNow * settings.batchSize) / max(1e-9, stepSeconds),
      parameters: engine.parameters.layout.parameters, memoryBytes: engine.memoryBytes,
      variant: engine.variant, threads: engine.pool.threads)
  }
}
