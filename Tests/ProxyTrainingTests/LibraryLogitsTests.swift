import Architectures
import ExecutionTestSupport
import Files
import Foundation
import Interchange
import ModelZoo
import NetworkExecution
import Networks
import TestSupport
import Testing
import TrainingData
import TrainingRecipes

@testable import ProxyTraining

/// What a network of a PyTorch library computes with weights of a closed form, which
/// `Fixtures/library-logits.py` states and has run.
private struct LibraryLogits: Decodable, CustomTestStringConvertible {
  let model: String
  /// An architecture file that says it, where `model` is no known name.
  let file: String?
  let library: String
  let source: String
  let resolution: Int
  let logits: [Float]
  /// Of three steps of training on four images, where there is one.
  let losses: [Double]?
  /// What `model` is narrowed and shortened by.
  let width: Double?
  let repeats: Int?
  /// Channels of a stem that is not narrowed.
  let stem: Int?

  var testDescription: String { source }

  static let all: [LibraryLogits] =
    (try? fixture("library-logits", as: [LibraryLogits].self, in: .module)) ?? []

  func architecture() throws -> Architecture {
    var architecture =
      try file.map { try ArchitectureFile.parse($0, file: "\(model).yaml") }
      ?? #require(try ModelZoo.model(named: model).architecture)
    if let width {
      architecture = try architecture.scaled(by: ScalingCoefficients(width: width)).architecture
    }
    if let repeats {
      architecture = try architecture.with(
        stages: architecture.stages.map { try $0.with(repeats: repeats) })
    }
    if let stem {
      architecture = try architecture.with(
        stem: Stem(channels: stem, kernelSize: 7, hasPooling: true))
    }
    return try architecture.with(
      name: model, resolution: Resolution(resolution), head: architecture.head.with(classes: 5))
  }
}

@Suite struct LibraryLogitsTests {
  @Test func theFixtureIsThere() {
    #expect(LibraryLogits.all.count == 18)
  }

  @Test(arguments: LibraryLogits.all)
  private func aFilesNamesDecideTheNetwork(row: LibraryLogits) throws {
    let architecture = try row.architecture()
    let naming = try #require(WeightNaming(rawValue: row.library))
    let adapted = try naming.adapted(architecture)
    let network = try adapted.lowered()
    let folder = try TemporaryFolder()
    let path = "\(folder.path)/weights.safetensors"
    try SafetensorsFile.write(
      naming.names(of: network, from: adapted).map {
        NamedTensor(name: $0.tensor, shape: $0.shape, elements: .float32(ClosedForm.values($0)))
      }, to: path)
    let stored = try StartingWeights(
      path: path, for: architecture.lowered(), from: architecture,
      naming: naming == .timmTensorFlow ? naming : nil)
    #expect(stored.naming == naming)
    let engine = try InferenceEngine(
      network,
      weights: try stored.values(for: network, from: adapted, replacesClassifier: false),
      batch: 1, threads: 2)
    let logits = engine.logits(of: ClosedForm.images("input", count: 1, row.resolution))
    let largest = row.logits.map(abs).max() ?? 0
    let deviation = zip(logits, row.logits).map { abs($0 - $1) }.max() ?? .infinity
    #expect(logits.count == row.logits.count)
    // Single precision on both sides.
    #expect(deviation < 2e-5 * largest, "logits deviate by \(deviation) of \(largest)")
  }

  /// Blocks of timm's strings train as there: forward and backward, three steps.
  @Test(arguments: LibraryLogits.all.filter { $0.losses != nil })
  private func blocksTrainAsInTheLibrary(row: LibraryLogits) throws {
    let expected = try #require(row.losses)
    let architecture = try WeightNaming.timm.adapted(row.architecture())
    let network = try architecture.lowered()
    let engine = try TrainingEngine(network, batch: 4, threads: 2)
    let names = try WeightNaming.timm.names(of: network, from: architecture)
    for tensor in engine.parameters.layout.tensors {
      let name = try #require(names.first { $0.parameter == tensor.id })
      engine.parameters.set(name.layout.fromPyTorch(ClosedForm.values(name)), of: tensor)
    }
    let state = try OptimizerState(
      .sgd(), weightDecay: 0, layout: engine.parameters.layout, keepsAverage: false)
    load(
      (ClosedForm.images("images", count: 4, row.resolution), [0, 1, 2, 3]), into: engine.training)
    for (step, expected) in expected.enumerated() {
      engine.training.run()
      let loss = engine.training.score(count: 4).loss
      #expect(abs(loss - expected) < 1e-3 * expected, "step \(step): loss \(loss) for \(expected)")
      state.apply(
        step: step, rate: 0.01, averageDecay: 0, values: engine.parameters.block,
        gradients: engine.gradients, ranges: [0..<engine.parameters.layout.trainedCount],
        kernels: engine.kernels, pool: engine.pool)
    }
  }

  /// Without the variant whose strides and pooling are timm's, the same files are refused.
  @Test(arguments: ["se-resnet-50", "se-resnext-50-32x4d", "se-resnet-101"])
  func anotherNetworkOfTheSameNamesIsRefused(model: String) throws {
    let theirs = try #require(try ModelZoo.model(named: "\(model)/timm-v1.5").architecture)
    let ours = try #require(try ModelZoo.model(named: model).architecture)
    let folder = try TemporaryFolder()
    let path = "\(folder.path)/weights.safetensors"
    // The names alone decide it.
    try SafetensorsFile.write(
      WeightNaming.timm.names(of: theirs.lowered(), from: theirs)
        .map { NamedTensor(name: $0.tensor, shape: [0], elements: .float32([])) },
      to: path)
    let error = #expect(throws: FileError.self) {
      try StartingWeights(path: path, for: ours.lowered(), from: ours)
    }
    #expect(
      error?.message.contains("use '\(model)/timm-v1.5', which is timm's") == true,
      "\(error as Any)")
  }

  /// A flattened map is in the order C, H, W in a file under our own names, too: PyTorch's weights
  /// of such a network load as they are.
  @Test func flattenedMapsAreOrderedAsInPyTorch() throws {
    let fixture = try #require(
      try PyTorchFixture.all().first { $0.file.hasPrefix("plain-flattened") })
    let (network, theirs) = try fixture.network()
    let tensors = try fixture.tensors()
    let folder = try TemporaryFolder()
    let path = "\(folder.path)/weights.safetensors"
    let names = try WeightNaming.compound.names(of: network, from: nil)
    let renamed = try names.map { name in
      let text = try #require(theirs[network.name(of: name.parameter)]).text
      return NamedTensor(
        name: name.tensor, shape: name.shape,
        elements: .float32(try tensors.floats("initial/\(text)")))
    }
    try SafetensorsFile.write(renamed, to: path)
    let stored = try StartingWeights(path: path, for: network, from: nil)
    let table = try stored.values(for: network, from: nil, replacesClassifier: false)
    let data = try DataSet.safetensors(path: tensors.path)
    let logits = try Predictor(network, weights: table, batch: fixture.batch)
      .logits(of: data.validation, normalization: data.normalization)
    let expected = try tensors.floats("logits_eval")
    let deviation = zip(logits, expected).map { abs($0 - $1) }.max() ?? .infinity
    #expect(logits.count == expected.count)
    #expect(deviation < 1e-5 * (expected.map(abs).max() ?? 0))

    // What is written is what was read; a file of ours without its order is an old one.
    try WeightFile.write(network, from: nil, naming: .compound, to: path) {
      try #require(table[$0])
    }
    let written = try SafetensorsFile(path: path)
    for tensor in renamed {
      #expect(.float32(try written.floats(tensor.name)) == tensor.elements, "\(tensor.name)")
    }
    try SafetensorsFile.write(renamed, metadata: ["naming": "compound"], to: path)
    let error = #expect(throws: FileError.self) {
      try StartingWeights(path: path, for: network, from: nil)
        .values(for: network, from: nil, replacesClassifier: false)
    }
    #expect(error?.message.contains("expected CHW, as in PyTorch") == true)
  }
}
