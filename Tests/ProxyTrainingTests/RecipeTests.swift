import Architectures
import ExecutionTestSupport
import Foundation
import ModelZoo
import NetworkExecution
import Networks
import Testing
import TrainingData
import TrainingRecipes

@testable import ProxyTraining

@Suite struct RegularizationTests {
  /// Dropout rates of `efficientnet_params` in the released code; survival 0.8 in the paper.
  @Test func dropoutRisesOverTheFamily() throws {
    for (member, rate) in zip(0..., [0.2, 0.2, 0.3, 0.3, 0.4, 0.4, 0.5, 0.5]) {
      let model = try ModelZoo.model(named: "efficientnet-b\(member)")
      let architecture = try #require(model.architecture)
      #expect(architecture.head.dropoutRate == rate)
      #expect(architecture.survivalProbability == 0.8)
      // The rule of the released code: drop rate 0.2 · block / blocks.
      let blocks = architecture.blockCount
      #expect(architecture.survivalProbability(block: 0) == 1)
      let last = architecture.survivalProbability(block: blocks - 1)
      #expect(abs(last - (1 - 0.2 * Double(blocks - 1) / Double(blocks))) < 1e-12)
    }
  }
}

@Suite struct LearningRateScheduleTests {
  @Test func stairsFallEvery2point4Epochs() {
    let schedule = LearningRateSchedule(peak: 0.016, decay: .exponential(), warmUpEpochs: 0)
    for (epoch, falls) in [(0.0, 0), (2.3, 0), (2.5, 1), (4.7, 1), (4.9, 2), (24.1, 10)] {
      let rate = schedule.rate(step: Int(epoch * 100), of: 35_000, stepsPerEpoch: 100)
      #expect(abs(rate - 0.016 * pow(0.97, Double(falls))) < 1e-15, "epoch \(epoch)")
    }
  }

  @Test func smoothDecayPassesThroughTheStairs() {
    let schedule = LearningRateSchedule(
      peak: 1, decay: .exponential(factor: 0.5, epochs: 2, stairs: false))
    #expect(abs(schedule.rate(step: 20, of: 100, stepsPerEpoch: 10) - 0.5) < 1e-12)
    #expect(abs(schedule.rate(step: 10, of: 100, stepsPerEpoch: 10) - 0.5.squareRoot()) < 1e-12)
  }

  @Test func cosineEndsAtItsFloor() {
    let schedule = LearningRateSchedule(peak: 2, decay: .cosine(floor: 0.1), warmUpEpochs: 1)
    #expect(schedule.rate(step: 10, of: 110, stepsPerEpoch: 10) == 2)
    #expect(abs(schedule.rate(step: 60, of: 110, stepsPerEpoch: 10) - 1.1) < 1e-12)
    #expect(abs(schedule.rate(step: 110, of: 110, stepsPerEpoch: 10) - 0.2) < 1e-12)
  }

  @Test func warmUpRisesLinearly() {
    let schedule = LearningRateSchedule(peak: 1, decay: .constant, warmUpEpochs: 0.9)
    for step in 0..<9 {
      let rate = schedule.rate(step: step, of: 100, stepsPerEpoch: 10)
      #expect(abs(rate - Double(step + 1) / 10) < 1e-12)
    }
    #expect(schedule.rate(step: 9, of: 100, stepsPerEpoch: 10) == 1)
  }
}

@Suite struct OptimizerStateTests {
  /// With no gradient, weights shrink by rate · decay and nothing else moves.
  @Test func normalizationsDoNotDecay() throws {
    let network = try smallNetwork("small") { try $0.unit($1, "a", channels: 6) }
    let engine = try randomEngine(network, batch: 4)
    let layout = engine.parameters.layout
    let state = try OptimizerState(
      .sgd(momentum: 0), weightDecay: 0.25, layout: layout, keepsAverage: false)
    let before = layout.tensors.map { engine.parameters.values(of: $0) }
    let gradients = try FloatBlock(floats: layout.count)
    state.apply(
      step: 0, rate: 1, averageDecay: 0, values: engine.parameters.block, gradients: gradients,
      ranges: [0..<layout.trainedCount], kernels: engine.kernels, pool: engine.pool)
    for (tensor, before) in zip(layout.tensors, before) {
      let factor: Float = tensor.role == .weight ? 0.75 : 1
      #expect(engine.parameters.values(of: tensor) == before.map { $0 * factor }, "\(tensor.name)")
    }
  }

  /// The average keeps min(0.9999, (1 + t) / (10 + t)) of itself at step t.
  ///
  /// With a constant gradient of 1 and a rate of 1 the parameters are p₀ − t, so the average
  /// follows by hand.
  @Test func averageWarmsUp() throws {
    let network = try smallNetwork("small") { try $0.unit($1, "a", channels: 6) }
    let engine = try randomEngine(network, batch: 4)
    let layout = engine.parameters.layout
    let state = try OptimizerState(
      .sgd(momentum: 0), weightDecay: 0, layout: layout, keepsAverage: true)
    state.beginAverage(at: engine.parameters.block)
    let start = Double(engine.parameters.block.base[0])
    let gradients = try FloatBlock(floats: layout.count)
    gradients.base.update(repeating: 1, count: layout.trainedCount)
    var expected = start
    for (step, decay) in [1.0 / 10, 2.0 / 11, 3.0 / 12, 4.0 / 13, 5.0 / 14].enumerated() {
      #expect(TrainingSession.averageDecay(0.9999, step: step) == decay)
      state.apply(
        step: step, rate: 1, averageDecay: Float(decay), values: engine.parameters.block,
        gradients: gradients, ranges: [0..<layout.trainedCount], kernels: engine.kernels,
        pool: engine.pool)
      expected = decay * expected + (1 - decay) * (start - Double(step + 1))
    }
    let found = Double(try #require(state.average).base[0])
    #expect(abs(found - expected) < 1e-5)
    #expect(TrainingSession.averageDecay(0.9999, step: 1_000_000) == 0.9999)
  }
}
