import ExecutionTestSupport
import Interchange
import NetworkExecution
import Networks
import Testing
import TrainingRecipes

@testable import ProxyTraining

/// Our numbers against PyTorch's, for networks of different structure, on squares and rectangles.
@Suite struct PyTorchTests {
  @Test(arguments: try PyTorchFixture.all())
  func agrees(_ fixture: PyTorchFixture) throws {
    let run = try FixtureRun(fixture)
    try run.checkInference()
    try run.checkFirstStep()
    try run.checkLaterSteps()
  }
}

/// One fixture loaded into an engine.
private struct FixtureRun {
  let fixture: PyTorchFixture
  let file: SafetensorsFile
  let engine: TrainingEngine
  let names: [String: PyTorchFixture.Name]
  let images: [Float]
  let labels: [Int32]

  init(_ fixture: PyTorchFixture) throws {
    self.fixture = fixture
    file = try fixture.tensors()
    let (network, names) = try fixture.network()
    self.names = names
    engine = try TrainingEngine(network, batch: fixture.batch, threads: 2)
    labels = try file.integers("labels").map { Int32($0) }
    let input = try file.floats("input")
    let (channels, area) = (fixture.channels, fixture.resolution.pixels)
    var images = [Float](repeating: 0, count: input.count)
    for image in 0..<fixture.batch {
      for channel in 0..<channels {
        for pixel in 0..<area {
          images[(image * area + pixel) * channels + channel] =
            input[(image * channels + channel) * area + pixel]
        }
      }
    }
    self.images = images
    for tensor in engine.parameters.layout.tensors {
      engine.parameters.set(try expected("initial", tensor), of: tensor)
    }
  }

  /// A tensor of the file in our order.
  func expected(_ prefix: String, _ tensor: ParameterTensor) throws -> [Float] {
    let name = try #require(names[tensor.name], "\(tensor.name) has no name in the file")
    return name.arranged(try file.floats("\(prefix)/\(name.text)"), as: tensor)
  }

  func checkInference() throws {
    let executor = try engine.inference(with: engine.parameters.block)
    load((images, labels), into: executor)
    executor.run()
    try expectClose(executor.logits, file.floats("logits_eval"), 1e-4, "logits in inference")
  }

  func checkFirstStep() throws {
    load((images, labels), into: engine.training)
    engine.training.run()
    try expectClose(engine.training.logits, file.floats("logits_train"), 1e-4, "logits")
    let loss = try file.floats("loss")[0]
    #expect(abs(engine.training.score(count: fixture.batch).loss - Double(loss)) < 1e-4)
    let trained = engine.parameters.layout.tensors.filter(\.isTrained)
    let all = try trained.map { try expected("grad", $0) }
    // Gradients that are zero but for rounding (a shift before a normalisation) have no relative
    // error; they are measured by a thousandth of the network's largest.
    let floor = 1e-3 * (all.joined().map(abs).max() ?? 0)
    for (tensor, expected) in zip(trained, all) {
      let found = (0..<tensor.count).map { engine.gradients.base[tensor.offset + $0] }
      expectClose(found, expected, 1e-3, "gradient of \(tensor.name)", floor: floor)
    }
  }

  /// The rest of the optimizer's steps, from the gradients that the first left behind.
  func checkLaterSteps() throws {
    let optimizer: Optimizer =
      switch fixture.optimizer {
      case "rmsprop": .rmsProp()
      case "adamw": .adamW()
      default: .sgd()
      }
    let state = try OptimizerState(
      optimizer, weightDecay: 0, layout: engine.parameters.layout, keepsAverage: false)
    var losses = [Float(engine.training.score(count: fixture.batch).loss)]
    for step in 0..<fixture.steps {
      if step > 0 {
        engine.training.run()
        losses.append(Float(engine.training.score(count: fixture.batch).loss))
      }
      state.apply(
        step: step, rate: Float(fixture.lr), averageDecay: 0, values: engine.parameters.block,
        gradients: engine.gradients, ranges: [0..<engine.parameters.layout.trainedCount],
        kernels: engine.kernels, pool: engine.pool)
    }
    try expectClose(losses, file.floats("losses"), 1e-3, "losses")
    let tensors = engine.parameters.layout.tensors
    let all = try tensors.map { try expected("after", $0) }
    let floor = 1e-3 * (all.joined().map(abs).max() ?? 0)
    for (tensor, expected) in zip(tensors, all) {
      expectClose(
        engine.parameters.values(of: tensor), expected, 1e-3, "\(tensor.name) after the steps",
        floor: floor)
    }
  }

  /// Every element within `tolerance` of the tensor's largest, or of `floor` where that is more.
  private func expectClose(
    _ found: [Float], _ expected: [Float], _ tolerance: Float, _ what: String, floor: Float = 0
  ) {
    let scale = max(expected.map(abs).max() ?? 0, floor)
    let deviation = zip(found, expected).map { abs($0 - $1) }.max() ?? .infinity
    #expect(
      found.count == expected.count && deviation <= tolerance * scale,
      "\(fixture.file): \(what) deviates by \(deviation / scale) of \(scale)")
  }
}
