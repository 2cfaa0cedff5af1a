import CostModel
import ModelZoo
import Networks
import Testing

@Suite struct ModelZooTests {
  @Test func listedNamesAreUniqueAndInLowerCase() {
    let names = ModelZoo.names
    #expect(Set(names).count == names.count)
    #expect(names.allSatisfy { $0 == $0.lowercased() })
  }

  /// Each builds at its own resolution into a classifier, and names every layer once.
  @Test(arguments: ModelZoo.names)
  func listedModelsBuild(_ name: String) throws {
    let model = try ModelZoo.model(named: name)
    #expect(model.name == name)
    let network = try model.network()
    #expect(network.inputShape.resolution == model.resolution)
    #expect(network.outputShape.pixels == 1)
    #expect(network.outputShape.channels == model.classes)
    let layerNames = Set(network.layers.indices.map(network.name(of:)))
    #expect(layerNames.count == network.layers.count)
  }

  /// A layer that nothing reads would be counted and never run; an auxiliary head ends in one.
  @Test(arguments: ModelZoo.names)
  func everyLayerIsRead(_ name: String) throws {
    let network = try ModelZoo.model(named: name).network()
    let unread = network.consumers().enumerated().filter {
      $0.element.isEmpty && $0.offset != network.output
    }
    let head = name.contains("-with-aux") ? ["auxiliary.logits"] : []
    #expect(unread.map { network.name(of: $0.offset) } == head)
    #expect(network.auxiliaryLayers.isEmpty == head.isEmpty)
    #expect(network.outputs.map(\.name) == ["logits"] + head.map { _ in "auxiliary" })
  }

  @Test(arguments: ModelZoo.names)
  func classesAndInputChannelsAreTheCallers(_ name: String) throws {
    let network = try ModelZoo.model(named: name).network(classes: 7, inputChannels: 1)
    #expect(network.outputShape.channels == 7)
    #expect(network.inputShape.channels == 1)
  }

  /// TF-slim's head on 17×17×1024: pooled to 5×5, 1×1 to 128, 5×5 to 768, each normalised by offsets
  /// alone, then 1001 classes with biases.
  @Test func theAuxiliaryHeadHasParametersAndNoArithmetic() throws {
    let network = try ModelZoo.model(named: "inception-v4-with-aux/tf-slim").network()
    let cost = try NetworkCost(of: network)
    let plain = try NetworkCost(of: ModelZoo.model(named: "inception-v4/tf-slim").network())
    let convolutions = 1024 * 128 + 5 * 5 * 128 * 768
    let head = Cost(
      parameters: convolutions + 128 + 768 + 769 * 1001, normalizationParameters: 128 + 768)
    #expect(network.stages.last == "auxiliary")
    #expect(cost.stages.last == head)
    #expect(cost.total.parameters == plain.total.parameters + head.parameters)
    #expect(cost.total.multiplyAdds == 12_253_976_160)
    #expect(cost.total.activations == 15_089_184 + 1001)
  }

  /// torchvision 0.28.0: `Inception_V3_Weights.IMAGENET1K_V1` states `num_params` 27161264, of a
  /// network with its auxiliary head; without it, it has 23834568.
  @Test func inceptionV3HasTorchvisionsParameters() throws {
    let network = try ModelZoo.model(named: "inception-v3-with-aux").network()
    let plain = try ModelZoo.model(named: "inception-v3").network()
    #expect(try NetworkCost(of: network).total.parameters == 27_161_264)
    #expect(try NetworkCost(of: plain).total.parameters == 23_834_568)
    #expect(
      try NetworkCost(of: network).total.multiplyAdds == NetworkCost(of: plain).total.multiplyAdds)
    // The same layers, and the head's behind them.
    #expect(network.layers.prefix(plain.layers.count) == plain.layers[...])
    #expect(network.auxiliaryLayers.elementsEqual(plain.layers.count..<network.layers.count))
    let shapes = network.auxiliaryLayers.map { network.layers[$0].output.description }
    #expect(
      shapes == ["5×5×768", "5×5×128", "5×5×128", "5×5×128"]
        + [String](repeating: "1×1×768", count: 5) + ["1×1×1000"])
  }

  @Test func unknownNamesSuggestTheNearest() {
    #expect(throws: ZooError.unknownModel("efficientnet-b9", nearest: "efficientnet-b0")) {
      try ModelZoo.model(named: "EfficientNet-B9")
    }
    let error = #expect(throws: ZooError.self) { try ModelZoo.model(named: "polynett") }
    #expect(error.map { "\($0)" } == "unknown model 'polynett'; did you mean 'polynet'?")
  }

  @Test(arguments: [
    "", "-", "@", "efficientnet-b0@", "efficientnet-b0@0", "efficientnet-b0@99999999999999999999",
    "densenet", "densenet-122", "densenet-121-k0", "densenet-121-kk", "densenet-1-", "vgg-17",
    "amoebanet-a-6", "amoebanet-a-0-190", "amoebanet-d-17-512", "amoebanet-e-6-190",
    "nasnet-a-6-4033", "nasnet-a-99999-4032", "mobilenet-v2-0", "mobilenet-v2-nan",
    "mobilenet-v2-inf", "mobilenet-v2--1", "resnext-50-4d", "resnext-18-32x4d", "wide-resnet-18-2",
    "regnetx:", "regnetx:wa=1", "regnetx:wa=1,w0=8,wm=1,d=5,g=8", "shufflenet-v2-0.7",
    "regnety:wa=nan,w0=8,wm=2,d=5,g=8", "resnet-50/unknown", "mnasnet-a1-0.5-0.5",
  ])
  func nonsenseIsRefused(_ name: String) {
    #expect(throws: ZooError.self) { try ModelZoo.model(named: name) }
  }

  @Test func aResolutionThatVanishesIsRefusedWithTheLayer() throws {
    let error = #expect(throws: NetworkError.self) {
      try ModelZoo.model(named: "inception-v3").network(resolution: 32)
    }
    #expect(error?.reason == .resolutionVanishes)
  }

  @Test func machinesAreMeasuredWithNetworksThatBuild() throws {
    var operations: [String: Int] = [:]
    for example in CalibrationNetworks.all {
      let network = try ModelZoo.model(named: example.model).network(
        resolution: Resolution(example.resolution))
      operations["\(network.name) \(example.resolution)"] =
        try NetworkCost.total(of: network, batch: example.batch).multiplyAdds
    }
    #expect(operations.count == CalibrationNetworks.all.count)
    // A second at most on a machine of ten billion operations a second.
    #expect(operations.values.allSatisfy { $0 < 5_000_000_000 })
    #expect(CalibrationNetworks.all.count { $0.isHeldOut } >= 4)
  }

  /// The products of ViT-B/16's attention, which the reference counts apart from its layers.
  @Test func attentionIsListedAsNotCounted() throws {
    let network = try ModelZoo.model(named: "vit-b-16").network()
    let exhaustive = try ConventionCount(of: network, convention: .exhaustive)
    let attention = try #require(exhaustive.kinds.first { $0.kind == .attention })
    #expect(attention.layers == 12)
    #expect(attention.operations == 2 * 715_327_488)
    let paper = try ConventionCount(of: network, convention: .paper)
    #expect(paper.total == 16_848_500_736)
    #expect(paper.uncounted.contains { $0.kind == .attention && $0.operationShare > 0.03 })
    #expect(throws: CostError.self) {
      try ConventionCount(of: network, convention: .paper, isStrict: true)
    }
    // Counters' own reports of the same network.
    #expect(try ConventionCount(of: network, convention: .fvcore).total == 16_867_412_736)
    #expect(try ConventionCount(of: network, convention: .ptflopsAten).total == 16_864_992_232)
  }
}
