import ExecutionTestSupport
import NetworkExecution
import Networks
import Testing
import TrainingRecipes

@testable import ProxyTraining
@testable import TrainingData

@Suite struct PreciseStatisticsTests {
  private func training(
    precise: Int?, momentum: StatisticsMomentum = .network, epochs: Double = 2
  ) throws -> (Network, DataSet, TrainingRecipe) {
    let network = try smallNetwork("small") { try $0.unit($1, "a", channels: 6) }
    let batch = randomBatch(network, batch: 40, seed: 9)
    let data = try DataSet.tensors(
      name: "noise", input: batch.images, shape: [40, 3, 7, 6],
      labels: batch.labels.map { Int($0) }, classCount: 4)
    let recipe = TrainingRecipe(
      epochs: epochs, batchSize: 8, optimizer: .sgd(),
      schedule: LearningRateSchedule(peak: 0.05, decay: .cosine()), averageDecay: 0.99,
      statisticsMomentum: momentum, preciseStatistics: precise)
    return (network, data, recipe)
  }

  private func session(
    precise: Int?, momentum: StatisticsMomentum = .network, threads: Int = 1, epochs: Double = 2
  ) throws -> TrainingSession {
    let (network, data, recipe) = try training(
      precise: precise, momentum: momentum, epochs: epochs)
    return try TrainingSession(
      network, on: data, recipe: recipe, seed: 4, threads: threads, memoryLimit: nil)
  }

  /// Measuring leaves the training as it was: weights, running averages and losses on the way.
  @Test func trainingDoesNotChange() throws {
    let (plain, precise) = (try session(precise: nil), try session(precise: 16))
    let (first, second) = (try plain.run(), try precise.run())
    #expect(first.curve.map(\.trainingLoss) == second.curve.map(\.trainingLoss))
    #expect(first.curve.map(\.validationLoss) != second.curve.map(\.validationLoss))
    for block in [\TrainingSession.engine.parameters.block, \.optimizer.average!] {
      #expect(snapshot(plain[keyPath: block]) == snapshot(precise[keyPath: block]))
    }
  }

  /// Only running means and variances differ from the averaged weights; they no longer depend on how
  /// running averages follow; and they are the plain mean of the batches', which are measured one by
  /// one here: over n batches, n times it less (n − 1) times the mean of those before is the last's.
  @Test func statisticsAreMeansOverBatches() throws {
    let layout = try session(precise: 8).engine.parameters.layout
    var measured: [[Float]] = []
    for images in [8, 16, 24] {
      let session = try session(precise: images)
      _ = try session.run()
      measured.append(snapshot(try #require(session.precise).weights))
      let other = try self.session(precise: images, momentum: .warmedUp)
      _ = try other.run()
      #expect(snapshot(try #require(other.precise).weights) == measured.last)
      let average = snapshot(try #require(session.optimizer.average))
      for tensor in layout.tensors {
        let range = tensor.offset..<tensor.offset + tensor.count
        let isStatistic = [.runningMean, .runningVariance].contains(tensor.role)
        #expect((measured.last?[range] == average[range]) == !isStatistic, "\(tensor.name)")
      }
    }
    // The last of three batches alone, in a data set that has only its images.
    let whole = try session(precise: 24)
    _ = try whole.run()
    let alone = try PreciseStatistics(batches: 1, of: layout)
    let third = try BatchOrder(
      images: 8, TrainingRecipe(batchSize: 8, shuffles: false), seed: 0)
    let images = ImagePreparation(
      ImageSubset(source: whole.data.training, indices: whole.order.batch(2)),
      size: ImageSize(height: 7, width: 6), normalization: whole.data.normalization)
    try alone.measure(
      try #require(whole.optimizer.average), at: 0, order: third, on: whole.engine,
      images: images)
    let last = snapshot(alone.weights)
    for tensor in layout.tensors where tensor.role == .runningMean {
      for index in tensor.offset..<tensor.offset + tensor.count {
        let expected = 3 * measured[2][index] - 2 * measured[1][index]
        #expect(abs(last[index] - expected) < 1e-4)
      }
    }
  }

  /// More images than there are stand for all of them.
  @Test func anEpochIsTheMost() throws {
    let (some, all) = (try session(precise: 1_000_000), try session(precise: 40))
    #expect(try some.run().loss == all.run().loss)
  }

  @Test func threadsChangeNothing() throws {
    let (one, three) = (try session(precise: 24), try session(precise: 24, threads: 3))
    #expect(try one.run().curve == three.run().curve)
    let weights = try [one, three].map { snapshot(try #require($0.precise).weights) }
    #expect(weights[0] == weights[1])
  }

  /// What is saved is what was scored.
  @Test func theResultHasTheMeasuredStatistics() throws {
    let (network, data, recipe) = try training(precise: 24)
    var saved = WeightTable()
    let result = try Trainer.train(
      network, on: data, recipe: recipe,
      whenTrained: { trained in
        for parameter in network.parameters {
          saved[parameter.id] = trained.values(of: parameter.id)
        }
      })
    let predictor = try Predictor(network, weights: saved, batch: 40)
    let logits = try predictor.logits(
      of: data.validation, normalization: .identity(channels: 3))
    let labels = (0..<40).map { data.validation.label(at: $0) }
    let score = try #require(try PredictionResult(logits: logits, classes: 4, labels: labels).score)
    #expect(abs(score.loss - result.loss) < 1e-5)
  }
}
