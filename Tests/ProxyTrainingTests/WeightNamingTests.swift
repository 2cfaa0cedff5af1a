import Architectures
import ExecutionTestSupport
import Interchange
import ModelZoo
import NetworkExecution
import Networks
import TestSupport
import Testing

@testable import ProxyTraining

/// Weights that PyTorch made, loaded by name into a network of the zoo.
@Suite struct WeightNamingTests {
  @Test(
    arguments: ["efficientnet-b0", "mobilenet-v2", "resnet-18", "resnet-50", "mnasnet-1.0"],
    [WeightNaming.torchvision, .timm, .compound])
  func everyParameterThatIsTrainedHasAName(model: String, naming: WeightNaming) throws {
    let architecture = try #require(try ModelZoo.model(named: model).architecture)
    let network = try architecture.lowered()
    let layout = ParameterLayout(network)
    let stored = Dictionary(uniqueKeysWithValues: layout.tensors.map { ($0.id, $0.shape) })
    let named = Dictionary(
      uniqueKeysWithValues: try naming.names(of: network, from: architecture)
        .map { ($0.parameter, $0.layout.ours) })
    #expect(named == stored)
  }

  /// timm's EfficientNet-B0 of a quarter of the width is the zoo's, narrowed by the rounding rules
  /// of TensorFlow and adapted to PyTorch's padding: its weights give its logits.
  @Test func theZoosNetworkComputesWhatTimmsDoes() throws {
    let fixture = try #require(
      try PyTorchFixture.all().first { $0.file.hasPrefix("efficientnet-b0") })
    let file = try fixture.tensors()
    let baseline = try #require(try ModelZoo.model(named: "efficientnet-b0").architecture)
    let narrow = try baseline.scaled(by: ScalingCoefficients(width: 0.25)).architecture
    let architecture = try WeightNaming.timm.adapted(
      try narrow.with(
        resolution: fixture.resolution, head: narrow.head.with(classes: 10)))
    let network = try architecture.lowered()
    let engine = try TrainingEngine(network, batch: fixture.batch, threads: 2)
    let names = Dictionary(
      uniqueKeysWithValues: try WeightNaming.timm.names(of: network, from: architecture)
        .map { ($0.parameter, $0) })
    for tensor in engine.parameters.layout.tensors {
      let name = try #require(names[tensor.id])
      let values = try file.floats("initial/\(name.tensor)")
      engine.parameters.set(name.layout.fromPyTorch(values), of: tensor)
    }
    let shape = [fixture.channels, fixture.resolution.pixels]
    let input = try file.floats("input")
    let images = (0..<input.count).map { index in
      let (pixel, channel) = (index / shape[0] % shape[1], index % shape[0])
      return input[(index / (shape[0] * shape[1]) * shape[0] + channel) * shape[1] + pixel]
    }
    let labels = try file.integers("labels").map { Int32($0) }
    let executor = try engine.inference(with: engine.parameters.block)
    load((images, labels), into: executor)
    executor.run()
    let expected = try file.floats("logits_eval")
    let deviation = zip(executor.logits, expected).map { abs($0 - $1) }.max() ?? .infinity
    #expect(executor.logits.count == expected.count)
    #expect(deviation < 1e-4, "logits deviate by \(deviation)")
  }
}
