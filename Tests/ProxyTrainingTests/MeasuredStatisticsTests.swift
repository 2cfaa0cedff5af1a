import ExecutionTestSupport
import Foundation
import Interchange
import NetworkExecution
import Networks
import Testing
import TrainingData
import TrainingRecipes

@testable import ProxyTraining

/// Statistics of batch normalisations that are measured anew with the weights as they are.
@Suite struct MeasuredStatisticsTests {
  /// The means over batches of their means and unbiased variances, by the formulas in double
  /// precision; of one batch, those of all images.
  @Test(arguments: [40, 20, 8])
  func agreeWithTheFormulas(_ batch: Int) throws {
    let (network, data, recipe) = try training(batch: batch) { $0.steps = 0 }
    let session = try session(network, data, recipe)
    _ = try session.run()
    let order = try BatchOrder(images: 40, recipe, seed: 4)
    try expectStatistics(
      of: session.trainedWeights, in: network,
      batches: (0..<40 / recipe.batchSize).map { order.batch($0) })
  }

  /// Averaged weights have the statistics of their own activations, which are no averages of the
  /// running ones.
  @Test func averagesHaveTheirOwn() throws {
    let (network, data, recipe) = try training()
    let session = try session(network, data, recipe)
    _ = try session.run()
    let order = try BatchOrder(images: 40, recipe, seed: 4)
    try expectStatistics(
      of: session.trainedWeights, in: network,
      batches: (0..<40 / recipe.batchSize).map { order.batch($0) })
  }

  /// The result does not depend on when else the training was validated.
  @Test(arguments: [nil, 0.99])
  func validationsOnTheWayChangeNothing(_ averageDecay: Double?) throws {
    var (network, data, recipe) = try training { $0.averageDecay = averageDecay }
    let often = try session(network, data, recipe)
    let first = try often.run()
    recipe.validationInterval = .atEnd
    network = try self.network()
    let once = try session(network, data, recipe)
    let second = try once.run()
    #expect(first.curve.count > 2 && second.curve.count == 1)
    #expect(first.loss == second.loss && first.top1 == second.top1)
    #expect(values(often.trainedWeights, network) == values(once.trainedWeights, network))
  }

  @Test(arguments: [OperatorCase.mbConvStage, .stochasticDepth, .dropout, .normalizationOfPooling])
  func threadsChangeNothing(_ operatorCase: OperatorCase) throws {
    let network = try operatorCase.network()
    let batch = randomBatch(network, batch: 1200, seed: 9)
    let shape = network.inputShape
    let data = try DataSet.tensors(
      name: "noise", input: batch.images, shape: [1200, shape.channels, shape.height, shape.width],
      labels: batch.labels.map { Int($0) }, classCount: network.outputShape.channels)
    let recipe = TrainingRecipe(
      epochs: 1, batchSize: 600, preciseStatistics: 1200, initialization: .fanOut)
    var results: [[Float]] = []
    for threads in [1, 2, 5] {
      let session = try TrainingSession(
        network, on: data, recipe: recipe, seed: 4, threads: threads, memoryLimit: nil)
      _ = try session.run()
      results.append(values(session.trainedWeights, network))
    }
    for other in results.dropFirst() {
      #expect(results[0].elementsEqual(other) { $0.bitPattern == $1.bitPattern })
    }
  }

  /// Stopped between two validations and resumed, a training ends with the same bits; the
  /// checkpoint of its end has the statistics that were scored.
  @Test func resumingChangesNothing() throws {
    let path = FileManager.default.temporaryDirectory
      .appendingPathComponent("measured-\(UUID().uuidString).safetensors").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    let (network, data, recipe) = try training()
    let whole = try session(network, data, recipe)
    let expected = try whole.run()
    var steps = 0
    #expect(throws: TrainingError.self) {
      try Trainer.train(
        network, on: data, recipe: recipe, seed: 4, threads: 1, checkpoint: path,
        progress: { _ in steps += 1 }, isCancelled: { steps == 7 })
    }
    let resumed = try TrainingSession(
      network, on: data, recipe: recipe, seed: 4, threads: 2, memoryLimit: nil,
      start: .checkpoint(path: path))
    #expect(resumed.step == 7)
    let found = try resumed.run(checkpoint: path)
    #expect(found.curve == expected.curve)
    #expect(values(resumed.trainedWeights, network) == values(whole.trainedWeights, network))
    let saved = try Checkpoint.weights(path: path, for: network)
    for parameter in network.parameters {
      #expect(saved[parameter.id] == whole.trainedWeights.values(of: parameter.id))
    }
  }

  /// Resumed where it had ended, a training has nothing left to do but to measure again: the same,
  /// though some of the network is dropped at random.
  @Test(arguments: [OperatorCase.dropout, .stochasticDepth])
  func resumedAtItsEnd(_ operatorCase: OperatorCase) throws {
    let path = FileManager.default.temporaryDirectory
      .appendingPathComponent("measured-\(UUID().uuidString).safetensors").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    let network = try operatorCase.network()
    let (_, data, recipe) = try training()
    let whole = try session(network, data, recipe)
    _ = try whole.run(checkpoint: path)
    let resumed = try TrainingSession(
      network, on: data, recipe: recipe, seed: 4, threads: 1, memoryLimit: nil,
      start: .checkpoint(path: path))
    _ = try resumed.run()
    #expect(values(resumed.trainedWeights, network) == values(whole.trainedWeights, network))
  }
}

extension MeasuredStatisticsTests {
  private func network() throws -> Network {
    try smallNetwork("two") {
      try $0.unit($0.unit($1, "a", channels: 6), "b", channels: 5, activation: .relu)
    }
  }

  private func training(
    batch: Int = 8, _ change: (inout TrainingRecipe) -> Void = { _ in }
  ) throws -> (Network, DataSet, TrainingRecipe) {
    let network = try network()
    let images = randomBatch(network, batch: 40, seed: 9)
    let data = try DataSet.tensors(
      name: "noise", input: images.images, shape: [40, 3, 7, 6],
      labels: images.labels.map { Int($0) }, classCount: 4)
    var recipe = TrainingRecipe(
      epochs: 3, batchSize: batch, optimizer: .sgd(),
      schedule: LearningRateSchedule(peak: 0.05, decay: .cosine()), preciseStatistics: 40,
      initialization: .fanOut)
    change(&recipe)
    return (network, data, recipe)
  }

  private func session(
    _ network: Network, _ data: DataSet, _ recipe: TrainingRecipe
  ) throws -> TrainingSession {
    try TrainingSession(network, on: data, recipe: recipe, seed: 4, threads: 2, memoryLimit: nil)
  }

  private func values(_ weights: TrainedWeights, _ network: Network) -> [Float] {
    weights.layout.tensors.flatMap { weights.values(of: $0.id) ?? [] }
  }

  /// Compares the statistics of both normalisations with those that the weights give.
  private func expectStatistics(
    of weights: TrainedWeights, in network: Network, batches: [[Int]]
  ) throws {
    let images = randomBatch(network, batch: 40, seed: 9).images
    func values(_ name: String) throws -> [Double] {
      let tensor = try #require(weights.layout.tensors.first { $0.name == name })
      return try #require(weights.values(of: tensor.id)).map(Double.init)
    }
    var sums: [String: [Moments]] = [:]
    for batch in batches {
      var rows = batch.flatMap { pixels(of: $0, images) }
      for (layer, activation) in [("a", silu), ("b", relu)] {
        let matrix = try values("\(layer).weight")
        rows = rows.map { product($0, matrix) }
        let moments = Moments(rows)
        sums[layer, default: []].append(moments)
        let (scale, offset) = (
          try values("\(layer).norm.scale"), try values("\(layer).norm.offset")
        )
        rows = rows.map { row in
          row.indices.map { channel in
            let spread = (moments.variance[channel] + BatchNormalization().epsilon).squareRoot()
            return activation(
              (row[channel] - moments.mean[channel]) / spread * scale[channel] + offset[channel])
          }
        }
      }
    }
    for layer in ["a", "b"] {
      let moments = try #require(sums[layer])
      let (mean, variance) = (
        try values("\(layer).norm.runningMean"), try values("\(layer).norm.runningVariance")
      )
      for channel in mean.indices {
        let count = Double(moments.count)
        let expectedMean = moments.reduce(0) { $0 + $1.mean[channel] } / count
        let expectedVariance = moments.reduce(0) { $0 + $1.unbiased(channel) } / count
        #expect(abs(mean[channel] - expectedMean) < 1e-5, "\(layer) \(channel)")
        #expect(
          abs(variance[channel] - expectedVariance) < 1e-5 * (1 + expectedVariance),
          "\(layer) \(channel)")
      }
    }
  }

  /// The 7×6 pixels of an image of `images`, three channels each.
  private func pixels(of image: Int, _ images: [Float]) -> [[Double]] {
    (0..<42).map { pixel in (0..<3).map { Double(images[(image * 3 + $0) * 42 + pixel]) } }
  }

  private func product(_ row: [Double], _ matrix: [Double]) -> [Double] {
    let outputs = matrix.count / row.count
    return (0..<outputs).map { output in
      row.indices.reduce(0) { $0 + row[$1] * matrix[$1 * outputs + output] }
    }
  }

  private func silu(_ x: Double) -> Double { x / (1 + exp(-x)) }
  private func relu(_ x: Double) -> Double { max(0, x) }
}

/// Mean and variance of each channel over the rows of a batch.
private struct Moments {
  let count: Double
  let mean: [Double]
  let variance: [Double]

  init(_ rows: [[Double]]) {
    let count = Double(rows.count)
    let mean = rows[0].indices.map { channel in rows.reduce(0) { $0 + $1[channel] } / count }
    variance = mean.indices.map { channel in
      rows.reduce(0) { $0 + ($1[channel] - mean[channel]) * ($1[channel] - mean[channel]) } / count
    }
    (self.count, self.mean) = (count, mean)
  }

  func unbiased(_ channel: Int) -> Double { variance[channel] * count / (count - 1) }
}
