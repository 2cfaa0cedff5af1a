import Foundation
import Interchange
import NetworkExecution
import Networks
import TrainingData
import TrainingRecipes

/// One training: engine, optimizer and data, and how far it is.
final class TrainingSession {
  let engine: TrainingEngine
  let optimizer: OptimizerState
  let recipe: TrainingRecipe
  let seed: UInt64
  let data: DataSet
  let order: BatchOrder
  private let loaderThreads: Int
  private lazy var loader = Result { try makeLoader() }
  /// The weights with the lowest loss on the minival so far, where images are held out for one.
  let best: FloatBlock?
  /// The latest weights with statistics of their own, where the recipe has them measured.
  let precise: PreciseStatistics?
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
    _ network: Network, on data: DataSet, recipe: TrainingRecipe, seed: UInt64, threads: Int,
    memoryLimit: Int?, start: TrainingStart = .scratch, loaderThreads: Int? = nil
  ) throws {
    try TrainingError.translating { try recipe.validate() }
    guard (1...1024).contains(threads) else {
      throw TrainingError(.invalidSetting, "\(threads) threads; expected 1 to 1024")
    }
    try Self.check(network, data)
    var recipe = recipe
    recipe.augmentation = try recipe.augmentation?.suited(to: data)
    self.recipe = recipe
    self.seed = seed
    self.data = data
    self.loaderThreads = loaderThreads ?? BatchLoader.idleThreads(beside: threads)
    order = try BatchOrder(
      images: min(recipe.trainingImages ?? .max, data.training.count), recipe, seed: seed)
    let heads = network.classifiers
    let trainsHeadOnly = recipe.trainedPart == .head
    engine = try TrainingEngine(
      network, batch: recipe.batchSize, threads: threads, memoryLimit: memoryLimit,
      stateVectors: recipe.optimizer.slots + (recipe.averageDecay == nil ? 0 : 1)
        + (order.minival.isEmpty ? 0 : 1) + (recipe.preciseStatistics == nil ? 0 : 1),
      loadedBytes: self.loaderThreads == 0
        ? 0
        : BatchLoader.bytes(batch: recipe.batchSize, elements: network.inputShape.elements),
      isTrainable: { !trainsHeadOnly || heads.contains($0) })
    trainedRanges = engine.parameters.layout.trainedRanges {
      !trainsHeadOnly || heads.contains($0.layer)
    }
    optimizer = try OptimizerState(
      recipe.optimizer, weightDecay: Float(recipe.weightDecay), layout: engine.parameters.layout,
      keepsAverage: recipe.averageDecay != nil)
    precise = try recipe.preciseStatistics.map { [engine, order] images in
      try PreciseStatistics(
        batches: min((images - 1) / order.batch + 1, order.batchesPerEpoch),
        of: engine.parameters.layout)
    }
    best = order.minival.isEmpty ? nil : try FloatBlock(floats: engine.parameters.layout.count)
    engine.training.settings.labelSmoothing = Float(recipe.labelSmoothing)
    engine.training.settings.statisticsMomentum = recipe.statisticsMomentum
    try begin(start)
  }

  private func begin(_ start: TrainingStart) throws {
    engine.parameters.initialize(engine.network, recipe.initialization, seed: seed)
    switch start {
    case .scratch: break
    case .checkpoint(let path): return try restore(path)
    case .weights(let weights, let newHead):
      try engine.parameters.load(
        weights, except: newHead ? engine.network.classifiers : [])
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
    guard data.training.count > 0, data.validation.count > 0 else {
      throw TrainingError(
        .invalidSetting,
        "'\(data.name)' has \(data.training.count) training and \(data.validation.count) validation "
          + "images; expected some of both")
    }
    for output in network.outputs {
      let classes = network.layers[output.layer].output.channels
      guard classes == data.classCount else {
        let name = network.outputs.count == 1 ? "" : "'s output '\(output.name)'"
        throw TrainingError(
          .unsuitableNetwork,
          "the network\(name) has \(classes) classes; '\(data.name)' has \(data.classCount)")
      }
    }
  }

  /// Steps of the whole training.
  var steps: Int {
    recipe.steps ?? max(1, Int((recipe.epochs * Double(order.batchesPerEpoch)).rounded()))
  }

  func run(
    checkpoint: String? = nil, checkpointInterval: Duration? = nil,
    progress: (TrainingProgress) -> Void = { _ in },
    isCancelled: () -> Bool = { false }
  ) throws -> TrainingResult {
    let start = DispatchTime.now().uptimeNanoseconds
    let first = step
    var lastSave = ContinuousClock.now
    let interval = recipe.validationInterval.steps(batchesPerEpoch: order.batchesPerEpoch)
    while step < steps, !hasStalled {
      let loss = try trainStep()
      var point: TrainingResult.Point?
      if step == steps || interval.map({ step % $0 == 0 }) == true {
        point = try validate()
        if let checkpoint, checkpointInterval == nil { try save(checkpoint) }
      }
      if let checkpoint, let checkpointInterval, step < steps,
        ContinuousClock.now - lastSave >= checkpointInterval
      {
        try save(checkpoint)
        lastSave = .now
      }
      progress(self.progress(loss: loss, since: first))
      if isCancelled(), step < steps {
        if let checkpoint, point == nil || checkpointInterval != nil { try save(checkpoint) }
        throw TrainingError(.cancelled, "stopped after step \(step) of \(steps)")
      }
    }
    if curve.isEmpty { _ = try validate() }
    _ = try weightsToScore()
    return try result(stepsNow: step - first) {
      Double(DispatchTime.now().uptimeNanoseconds - start) / 1e9
    }
  }

  /// What is told after a step of a run that began at step `first`.
  private func progress(loss: Double, since first: Int) -> TrainingProgress {
    let perEpoch = Double(order.batchesPerEpoch)
    return TrainingProgress(
      step: step, steps: steps, epoch: epoch, epochs: Double(steps) / perEpoch, loss: loss,
      curve: curve, fraction: Double(effort(at: step)) / Double(max(1, effort(at: steps))),
      imagesPerSecond: Double((step - first) * recipe.batchSize) / max(1e-9, stepSeconds),
      scoredImages: scoredImages)
  }

  /// The passes of images through the network by `step`: a trained image takes three, forward, and
  /// backward for weights and for maps; a validated one takes one.
  private func effort(at step: Int) -> Int {
    let interval = recipe.validationInterval.steps(batchesPerEpoch: order.batchesPerEpoch)
    let last = step == steps && interval.map { step % $0 != 0 } != false ? 1 : 0
    let validations = (interval.map { step / $0 } ?? 0) + last
    return 3 * step * recipe.batchSize + validations * scoredImages
  }

  /// The images that a validation scores.
  private var scoredImages: Int {
    order.minival.isEmpty
      ? min(recipe.validationImages ?? .max, data.validation.count) : order.minival.count
  }

  /// Whether the loss on the minival has not fallen for as many validations as the recipe allows.
  private var hasStalled: Bool {
    guard let patience = recipe.patience, let best = bestPoint else { return false }
    return curve.count - 1 - best >= patience
  }

  /// The place in the curve of the lowest loss.
  private var bestPoint: Int? {
    curve.indices.min {
      (curve[$0].validationLoss, $0) < (curve[$1].validationLoss, $1)
    }
  }

  private var epoch: Double { Double(step) / Double(order.batchesPerEpoch) }

  private func rate(_ step: Int) -> Double {
    recipe.schedule.rate(
      step: step, of: steps, stepsPerEpoch: Double(order.batchesPerEpoch))
  }

  /// What the moving average keeps of itself at a step: little at first, so that it soon forgets the
  /// initial weights.
  static func averageDecay(_ decay: Double, step: Int) -> Double {
    min(decay, Double(1 + step) / Double(10 + step))
  }

  /// One step; returns its loss.
  private func trainStep() throws -> Double {
    let executor = engine.training
    let start = DispatchTime.now().uptimeNanoseconds
    try loader.get().load(step, for: executor, on: engine.pool)
    executor.settings.randomness = StepRandomness(seed: seed, step: step)
    executor.run()
    let (loss, correct) = executor.score(count: recipe.batchSize)
    guard loss.isFinite else {
      let last =
        running.batches > 0 ? running.loss / Double(running.batches) : curve.last?.trainingLoss
      throw TrainingError(
        .diverged,
        "the loss is \(loss.messageText) at step \(step + 1) of \(steps)"
          + (last.map { ", after a mean of \($0) since the last validation" } ?? "")
          + "; use a lower learning rate than \(recipe.schedule.peak)")
    }
    optimizer.apply(
      step: step, rate: Float(rate(step)),
      averageDecay: Float(Self.averageDecay(recipe.averageDecay ?? 0, step: step)),
      values: engine.parameters.block, gradients: engine.gradients,
      ranges: trainedRanges, kernels: engine.kernels,
      pool: engine.pool)
    step += 1
    running.loss += loss
    running.batches += 1
    running.images += recipe.batchSize
    running.correct += correct
    stepSeconds += Double(DispatchTime.now().uptimeNanoseconds - start) / 1e9
    return loss
  }

  private func makeLoader() throws -> BatchLoader {
    try BatchLoader(
      preparation(of: data.training, augmentation: recipe.augmentation), order: order,
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

  /// A point of the curve: loss and top-1 of the minival, or of the validation images where none is
  /// held out, with averaged weights where there are any.
  private func validate() throws -> TrainingResult.Point {
    let weights = try weightsToScore()
    let score =
      order.minival.isEmpty
      ? try validationScore(weights)
      : try score(of: order.minival, from: data.training, weights)
    let point = TrainingResult.Point(
      step: step, epoch: epoch, learningRate: rate(max(0, step - 1)),
      trainingLoss: running.loss / Double(max(1, running.batches)),
      trainingTop1: Double(running.correct) / Double(max(1, running.images)),
      validationLoss: score.loss, top1: score.top1)
    running = RunningScore()
    curve.append(point)
    if bestPoint == curve.count - 1 { best?.base.update(from: weights.base, count: weights.floats) }
    return point
  }

  /// The weights as they are now, averaged where an average is kept.
  private var weights: FloatBlock { optimizer.average ?? engine.parameters.block }

  /// The weights as they are now, with statistics of their own where the recipe has them measured.
  private func weightsToScore() throws -> FloatBlock {
    guard let precise else { return weights }
    try precise.measure(
      weights, at: step, order: order, on: engine,
      images: preparation(of: data.training, augmentation: recipe.augmentation))
    return precise.weights
  }

  /// The weights that the training has come to.
  var trainedWeights: TrainedWeights {
    TrainedWeights(layout: engine.parameters.layout, block: best ?? precise?.weights ?? weights)
  }

  private func validationScore(_ values: FloatBlock) throws -> (loss: Double, top1: Double) {
    let count = min(recipe.validationImages ?? .max, data.validation.count)
    return try score(of: 0..<count, from: data.validation, values)
  }

  /// Mean loss and top-1 of some images.
  private func score(
    of images: some RandomAccessCollection<Int>, from source: any ImageSource,
    _ values: FloatBlock
  ) throws -> (loss: Double, top1: Double) {
    let executor = try engine.inference(with: values)
    let preparation = preparation(of: source)
    var (loss, correct) = (0.0, 0)
    var rest = images[...]
    while !rest.isEmpty {
      let batch = Array(rest.prefix(recipe.batchSize))
      rest = rest.dropFirst(batch.count)
      try PreparedBatch(executor).fill(batch, epoch: 0, by: preparation, on: engine.pool)
      executor.run()
      let score = executor.score(count: batch.count)
      loss += score.loss * Double(batch.count)
      correct += score.correct
    }
    let count = Double(images.count)
    // Such a network ranks nothing: its first class would be right by luck.
    guard loss.isFinite else {
      throw TrainingError(
        .diverged,
        "the validation loss is \(loss.messageText) after step \(step) of \(steps); use a lower learning rate "
          + "than \(recipe.schedule.peak)")
    }
    return (loss / count, Double(correct) / count)
  }

  private func result(stepsNow: Int, seconds: () -> Double) throws -> TrainingResult {
    let chosen = best == nil ? nil : bestPoint.map { curve[$0] }
    let final = try best.map { try validationScore($0) }
    return TrainingResult(
      curve: curve, minival: chosen, top1: final?.top1 ?? curve.last?.top1 ?? 0,
      loss: final?.loss ?? curve.last?.validationLoss ?? .nan, steps: step, seconds: seconds(),
      imagesPerSecond: Double(stepsNow * recipe.batchSize) / max(1e-9, stepSeconds),
      parameters: engine.parameters.layout.parameters, memoryBytes: engine.memoryBytes,
      variant: engine.kernels.variant.rawValue, threads: engine.pool.threads)
  }
}
