import Architectures
import CostModel
import Files
import Foundation
import ModelZoo
import Networks
import Testing

@testable import Interchange

/// The tensors of a library's network: names and shapes of its `state_dict`, without the counters.
private struct StateDict: Decodable, CustomTestStringConvertible {
  struct Tensor: Decodable {
    let name: String
    let shape: [Int]

    init(from decoder: any Decoder) throws {
      var container = try decoder.unkeyedContainer()
      name = try container.decode(String.self)
      shape = try container.decode([Int].self)
    }
  }

  let model: String
  let library: WeightNaming
  let source: String
  let tensors: [Tensor]

  var testDescription: String { source }

  static let all: [StateDict] = {
    let folder = Bundle.module.url(forResource: "Fixtures", withExtension: nil)
    guard let url = folder?.appendingPathComponent("state-dicts.json"),
      let data = try? Data(contentsOf: url)
    else { return [] }
    return (try? JSONDecoder().decode([StateDict].self, from: data)) ?? []
  }()
}

extension WeightNaming: Decodable {}

private func architecture(_ name: String) throws -> Architecture {
  try #require(try ModelZoo.model(named: name).architecture)
}

private func withTemporaryPath(_ body: (String) throws -> Void) throws {
  let path = FileManager.default.temporaryDirectory
    .appendingPathComponent("\(UUID().uuidString).safetensors").path
  defer { try? FileManager.default.removeItem(atPath: path) }
  try body(path)
}

/// Distinct values for a parameter, which no transposition leaves alone.
private func values(_ name: WeightName) -> [Float] {
  let start = Float(name.tensor.utf8.reduce(0) { ($0 &* 31 &+ Int($1)) % 1009 })
  return (0..<name.shape.reduce(1, *)).map { start + Float($0) }
}

@Suite struct WeightNamingTests {
  @Test func theFixtureIsThere() {
    #expect(StateDict.all.count == 20)
  }

  @Test(arguments: StateDict.all)
  private func namesAndShapesAreTheLibrarys(stateDict: StateDict) throws {
    let architecture = try architecture(stateDict.model)
    let names = try stateDict.library.names(of: architecture.lowered(), from: architecture)
    let ours = Dictionary(uniqueKeysWithValues: names.map { ($0.tensor, $0.shape) })
    let theirs = Dictionary(
      uniqueKeysWithValues: stateDict.tensors.map { ($0.name, $0.shape) })
    #expect(Set(ours.keys).subtracting(theirs.keys).sorted() == [])
    #expect(Set(theirs.keys).subtracting(ours.keys).sorted() == [])
    for (name, shape) in theirs { #expect(ours[name] == shape, "\(name)") }
    #expect(Set(names.map(\.parameter)).count == names.count)
  }

  @Test func networksThatTheLibraryLacksAreRefused() throws {
    for (model, naming) in [
      ("mobilenet-v3-large", WeightNaming.efficientNetPyTorch), ("mobilenet-v1", .torchvision),
    ] {
      let architecture = try architecture(model)
      let error = #expect(throws: FileError.self) {
        try naming.names(of: architecture.lowered(), from: architecture)
      }
      #expect(error?.message.contains("has no name for layer 'stem.convolution'") == true)
    }
  }

  /// Graphs of which no library has a port with the same padding and normalisation.
  @Test(arguments: [
    "nasnet-a-large", "inception-v3/keras", "polynet", "resnet-50/keras", "vit-s-16",
  ])
  func graphsThatTheLibraryLacksAreRefused(model: String) throws {
    let network = try ModelZoo.model(named: model).network()
    for naming in WeightNaming.allCases where naming != .compound {
      #expect(throws: FileError.self) { try naming.names(of: network, from: nil) }
    }
  }

  @Test func adaptedArchitecturesPadAndNormalizeAsPyTorchDoes() throws {
    let adapted = try WeightNaming.torchvision.adapted(architecture("efficientnet-b0"))
    #expect(adapted.padding == .symmetric)
    #expect(adapted.normalization.epsilon == 1e-5)
    #expect(adapted.normalization.momentum == 0.9)
  }

  /// torchvision 0.28.0 `models/efficientnet.py`: `partial(nn.BatchNorm2d, eps=0.001, momentum=0.01)`
  /// for B5 to B7, `eps=1e-03` for V2, `mobilenetv3.py`: `eps=0.001, momentum=0.01`; timm 1.0.31 `_efficientnet_builder.py`: `BN_EPS_TF_DEFAULT`.
  @Test func exceptionsOfTheLibrariesAreKept() throws {
    let large = try WeightNaming.torchvision.adapted(architecture("efficientnet-b6")).normalization
    #expect(large.epsilon == 1e-3 && large.momentum == 0.99)
    let second = try WeightNaming.torchvision.adapted(architecture("efficientnetv2-s"))
    #expect(second.normalization.epsilon == 1e-3 && second.normalization.momentum == 0.9)
    let ported = try WeightNaming.timmTensorFlow.adapted(architecture("mobilenet-v2"))
    #expect(ported.normalization.epsilon == 1e-3 && ported.padding == .same)
    let third = try WeightNaming.torchvision.adapted(architecture("mobilenet-v3-small"))
    #expect(third.normalization.epsilon == 1e-3 && third.normalization.momentum == 0.99)
  }

  /// Our own names reach every parameter of graphs, too.
  @Test(arguments: ["nasnet-a-mobile", "densenet-121", "convnext-t", "inception-v3"])
  func ourNamesReachEveryNetwork(model: String) throws {
    let network = try ModelZoo.model(named: model).network()
    let names = try WeightNaming.compound.names(of: network, from: nil)
    #expect(Set(names.map(\.tensor)).count == names.count)
    let trained = names.filter { !$0.tensor.contains("running_") }
    #expect(
      trained.reduce(0) { $0 + $1.shape.reduce(1, *) }
        == (try NetworkCost.total(of: network)).parameters)
  }
}

@Suite struct WeightLayoutTests {
  private func layout(of operation: Networks.Operation, inputChannels: Int) throws -> WeightLayout {
    var builder = NetworkBuilder(
      name: "one", input: try TensorShape(height: 4, width: 4, channels: inputChannels))
    let layer = try builder.add(operation, to: builder.input, name: "layer")
    let network = try builder.finish(output: layer)
    return WeightLayout(try #require(network.parameter(.weight, usedBy: layer)).shape)
  }

  @Test func convolutionsTurnTheirOutputsOutermost() throws {
    let convolution = Convolution(
      outputChannels: 4, kernelSize: Extent(height: 2, width: 3), groups: 2, padding: .valid)
    let layout = try layout(of: .convolution(convolution), inputChannels: 10)
    #expect(layout.ours == [2, 3, 5, 4])
    #expect(layout.theirs == [4, 5, 2, 3])
    let ours = (0..<120).map { Float($0) }
    let theirs = layout.toPyTorch(ours)
    for (output, input, row, column) in [(0, 0, 0, 0), (3, 4, 1, 2), (1, 2, 0, 1), (2, 0, 1, 0)] {
      let expected = ours[((row * 3 + column) * 5 + input) * 4 + output]
      #expect(theirs[((output * 5 + input) * 2 + row) * 3 + column] == expected)
    }
    #expect(layout.fromPyTorch(theirs) == ours)
  }

  @Test func fullyConnectedLayersAreTransposed() throws {
    let layout = try layout(of: .fullyConnected(FullyConnected(outputs: 2)), inputChannels: 3)
    #expect(layout.toPyTorch([1, 2, 3, 4, 5, 6]) == [1, 3, 5, 2, 4, 6])
    #expect(layout.fromPyTorch([1, 3, 5, 2, 4, 6]) == [1, 2, 3, 4, 5, 6])
  }
}

@Suite struct WeightFileTests {
  private func narrow(_ name: String) throws -> (Architecture, Network) {
    let scaled = try architecture(name).scaled(
      by: ScalingCoefficients(width: 0.25, resolution: 0.25)
    ).architecture
    return (scaled, try scaled.lowered())
  }

  @Test(
    arguments: [
      ("efficientnet-b0", [.torchvision, .timm, .timmTensorFlow, .compound]),
      ("mobilenet-v2", [.torchvision, .timm, .timmTensorFlow, .compound]),
      ("resnet-18", [.torchvision, .timm, .compound]),
      ("resnet-50", [.torchvision, .timm, .compound]),
      ("regnety-400mf", [.timm, .compound]), ("mnasnet-1.0", [.torchvision, .timm, .compound]),
    ] as [(String, [WeightNaming])])
  func whatIsWrittenLoadsByItsNames(model: String, namings: [WeightNaming]) throws {
    for naming in namings { try expectRoundTrip(model, naming) }
  }

  private func expectRoundTrip(_ model: String, _ naming: WeightNaming) throws {
    let (architecture, network) = try narrow(model)
    let names = try naming.names(of: network, from: architecture)
    let byParameter = Dictionary(uniqueKeysWithValues: names.map { ($0.parameter, $0) })
    try withTemporaryPath { path in
      try WeightFile.write(network, from: architecture, naming: naming, to: path) { parameter in
        values(try #require(byParameter[parameter]))
      }
      let file = try SafetensorsFile(path: path)
      let first = try #require(names.first)
      #expect(file.entry(named: first.tensor)?.shape == first.shape)
      let loaded = try WeightFile(path: path, for: network, from: architecture)
      #expect(loaded.naming == naming)
      #expect(loaded.classes == 1000)
      let found = try loaded.values(for: network, from: architecture)
      #expect(found.count == names.count)
      for name in names { #expect(found[name.parameter] == values(name)) }
    }
  }

  /// Wrappers of PyTorch, trainers and averaged models put something before every name.
  @Test(arguments: [
    "module.", "model.", "_orig_mod.", "state_dict.", "state_dict_ema.", "ema.",
    "module._orig_mod.", "ema_model.module.", "backbone.encoder.net.",
  ])
  func whatStandsBeforeAllNamesIsTakenAway(prefix: String) throws {
    let (architecture, network) = try narrow("mobilenet-v2")
    for naming in [WeightNaming.torchvision, .timm, .compound] {
      let names = try naming.names(of: network, from: architecture)
      try withTemporaryPath { path in
        let counter = NamedTensor(name: "n_averaged", shape: [], elements: .int64([3]))
        try SafetensorsFile.write(
          names.map {
            NamedTensor(
              name: prefix + $0.tensor, shape: $0.shape, elements: .float32(values($0)))
          } + [counter], to: path)
        let loaded = try WeightFile(path: path, for: network, from: architecture)
        #expect(loaded.naming == naming)
        #expect(loaded.classes == 1000)
        #expect(loaded.notes.first?.hasPrefix("'\(prefix)' before the names is taken away") == true)
        let found = try loaded.values(for: network, from: architecture)
        for name in names {
          #expect(found[name.parameter] == name.layout.fromPyTorch(values(name)))
        }
      }
    }
  }

  @Test func ofTwoSetsOfWeightsTheAveragedOneIsTaken() throws {
    let (architecture, network) = try narrow("resnet-18")
    let names = try WeightNaming.timm.names(of: network, from: architecture)
    try withTemporaryPath { path in
      try SafetensorsFile.write(
        names.flatMap { name in
          ["state_dict.", "state_dict_ema."].map { prefix in
            NamedTensor(
              name: prefix + name.tensor, shape: name.shape,
              elements: .float32(values(name).map { prefix.contains("ema") ? $0 : -$0 }))
          }
        }, to: path)
      let loaded = try WeightFile(path: path, for: network, from: architecture)
      let found = try loaded.values(for: network, from: architecture)
      for name in names { #expect(found[name.parameter] == name.layout.fromPyTorch(values(name))) }
      #expect(loaded.notes.contains { $0.contains("'state_dict_ema.' is taken") })
    }
  }

  /// Names of other programs are called what they are.
  @Test(arguments: [
    (
      ["layer0.conv1.weight", "layer1.0.se_module.fc1.weight", "layer1.0.conv1.weight"], "legacy_se"
    ),
    (["conv1.weight", "layer1.0.conv1.weight", "last_linear.weight"], "'last_linear'"),
    (["resnet.embedder.embedder.convolution.weight"], "Hugging Face"),
    (["efficientnet-b0/stem/conv2d/kernel"], "TensorFlow's checkpoints"),
    (["s1.b1.conv1.conv.weight"], "timm's for a RegNet"),
    (["features.1.0.block.0.0.weight"], "torchvision's for an EfficientNet"),
  ])
  func foreignNamesAreNamed(tensors: [String], origin: String) throws {
    let (architecture, network) = try narrow("resnet-50")
    try withTemporaryPath { path in
      try SafetensorsFile.write(
        tensors.map { NamedTensor(name: $0, shape: [1], elements: .float32([0])) }, to: path)
      let error = #expect(throws: FileError.self) {
        try WeightFile(path: path, for: network, from: architecture)
      }
      #expect(error?.message.contains(origin) == true, "\(error?.message ?? "")")
    }
  }

  /// timm's `tf_` models have the names of its others: what was taken, and what else it may be, is said.
  @Test(arguments: ["efficientnet-b0", "efficientnetv2-s", "efficientnet-lite0"])
  func ambiguousConventionsAreSaid(model: String) throws {
    let (architecture, network) = try narrow(model)
    let names = try WeightNaming.timm.names(of: network, from: architecture)
    try withTemporaryPath { path in
      try SafetensorsFile.write(
        names.map { NamedTensor(name: $0.tensor, shape: $0.shape, elements: .float32(values($0))) },
        to: path)
      let guessed = try WeightFile(path: path, for: network, from: architecture).notes
      #expect(guessed.count == 2)
      #expect(
        guessed.first
          == "the names are those of timm, so the network pads symmetrically and normalises with "
          + "epsilon 1e-05")
      #expect(guessed.last?.contains("say --naming timm-tf") == true)
      let stated = try WeightFile(
        path: path, for: network, from: architecture, naming: .timmTensorFlow
      ).notes
      #expect(
        stated == [
          "the names are those of timm-tf, so the network pads as TensorFlow does and normalises with "
            + "epsilon 0.001"
        ])
    }
  }

  @Test func everyMisfitIsListedAndNothingLoaded() throws {
    let (architecture, network) = try narrow("resnet-18")
    let names = try WeightNaming.timm.names(of: network, from: architecture)
    try withTemporaryPath { path in
      var tensors = names.map {
        NamedTensor(name: $0.tensor, shape: $0.shape, elements: .float32(values($0)))
      }
      tensors.removeAll { $0.name == "layer2.0.downsample.0.weight" || $0.name == "bn1.bias" }
      tensors.removeAll { $0.name == "fc.weight" }
      tensors.append(
        NamedTensor(name: "fc.weight", shape: [2, 2], elements: .float32([1, 2, 3, 4])))
      tensors.append(NamedTensor(name: "layer9.weight", shape: [1], elements: .float32([1])))
      tensors.append(
        NamedTensor(name: "bn1.num_batches_tracked", shape: [], elements: .int64([7])))
      try SafetensorsFile.write(tensors, to: path)
      let error = #expect(throws: FileError.self) {
        try WeightFile(path: path, for: network, from: architecture)
          .values(for: network, from: architecture)
      }
      let message = error?.message ?? ""
      #expect(message.hasPrefix("4 tensors do not fit the network"))
      #expect(message.contains("missing: layer2.0.downsample.0.weight [32, 16, 1, 1], for stage2"))
      #expect(message.contains("missing: bn1.bias [16], for stem.convolutionNormalization.offset"))
      #expect(message.contains("of another shape: fc.weight is [2, 2], head.logits.weight needs"))
      #expect(message.contains("unexpected: layer9.weight [1]"))
    }
  }

  @Test func aNewClassifierLeavesTheOldOneAside() throws {
    let (architecture, network) = try narrow("mobilenet-v2")
    let other = try architecture.with(head: architecture.head.with(classes: 7))
    let names = try WeightNaming.timm.names(of: network, from: architecture)
    try withTemporaryPath { path in
      try SafetensorsFile.write(
        names.map { NamedTensor(name: $0.tensor, shape: $0.shape, elements: .float32(values($0))) },
        to: path)
      let otherNetwork = try other.lowered()
      let loaded = try WeightFile(path: path, for: otherNetwork, from: other)
      #expect(loaded.naming == .timm)
      #expect(loaded.classes == 1000)
      #expect(throws: FileError.self) { try loaded.values(for: otherNetwork, from: other) }
      let kept = try loaded.values(for: otherNetwork, from: other, replacesClassifier: true)
      #expect(kept.count == names.count - 2)
      let classifier = try #require(otherNetwork.classifier)
      #expect(kept[ParameterID(layer: classifier, role: .weight)] == nil)
    }
  }
}
