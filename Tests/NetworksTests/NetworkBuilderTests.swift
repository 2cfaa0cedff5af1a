import Networks
import Testing

@Suite struct NetworkBuilderTests {
  private func builder(channels: Int = 4) throws -> NetworkBuilder {
    NetworkBuilder(
      name: "test", input: try TensorShape(height: 8, width: 8, channels: channels))
  }

  private func pointwise(_ channels: Int) -> Operation {
    .convolution(Convolution(outputChannels: channels, kernelSize: 1, padding: .valid))
  }

  @Test func layersKeepStagesNamesAndInputs() throws {
    var builder = try builder()
    let first = try builder.add(pointwise(6), to: builder.input, name: .role(.convolution))
    builder.beginStage("stage1")
    let left = try builder.add(pointwise(6), to: first, name: .block(0, .expand))
    let sum = try builder.add(.add, joining: [first, left], name: "sum")
    let network = try builder.finish(output: sum)
    #expect(network.name(of: first) == "stem.convolution")
    #expect(network.name(of: left) == "stage1.block1.expand")
    #expect(network.name(of: sum) == "sum")
    #expect(Array(network.inputs(of: sum)) == [first, left])
    #expect(network.layers[sum].stage == 1)
    #expect(network.consumers() == [[1], [2, 3], [3], []])
    #expect(network.inputShape(of: left).channels == 6)
  }

  @Test func layersOfOtherOutputsAreAuxiliary() throws {
    var builder = try builder()
    let body = try builder.add(pointwise(6), to: builder.input, name: "body")
    let output = try builder.add(
      .fullyConnected(FullyConnected(outputs: 3)), to: body, name: "logits")
    let plain = try builder.finish(output: output)
    #expect(plain.auxiliaryLayers.isEmpty)
    #expect(plain.inferenceLayers.elementsEqual(0..<3))
    #expect(plain.outputs == [NetworkOutput(name: "logits", layer: output)])

    let head = try builder.add(
      .fullyConnected(FullyConnected(outputs: 3)), to: body, name: "head")
    let network = try builder.finish(outputs: [
      NetworkOutput(name: "logits", layer: output), NetworkOutput(name: "head", layer: head),
    ])
    #expect(network.auxiliaryLayers.elementsEqual(head..<4))
    #expect(network.inferenceLayers.elementsEqual(0..<3))
    #expect(network.layers.indices.filter(network.isAuxiliary) == [head])
    #expect(network.classifier == output)
    #expect(network.classifiers == [output, head])
    #expect(network.outputShape.channels == 3)
  }

  /// What inference runs follows from the graph: a head may stand before the output, and layers that
  /// no output depends on are nobody's.
  @Test func auxiliaryLayersMayStandAnywhere() throws {
    var builder = try builder()
    let body = try builder.add(pointwise(6), to: builder.input, name: "body")
    let early = try builder.add(pointwise(5), to: body, name: "early")
    let unread = try builder.add(pointwise(5), to: body, name: "unread")
    let output = try builder.add(pointwise(3), to: body, name: "output")
    let network = try builder.finish(outputs: [
      NetworkOutput(name: "main", layer: output), NetworkOutput(name: "early", layer: early),
    ])
    #expect(network.output == output)
    #expect(network.auxiliaryLayers == [early])
    #expect(network.inferenceLayers.elementsEqual([0, body, unread, output]))
    #expect(network.classifiers == [output, early])
    let trunk = try builder.finish(outputs: [
      NetworkOutput(name: "main", layer: output), NetworkOutput(name: "trunk", layer: body),
    ])
    #expect(trunk.auxiliaryLayers.isEmpty)
  }

  @Test func outputsThatDoNotFitAreRefused() throws {
    let builder = try builder()
    func message(_ outputs: [NetworkOutput]) -> String? {
      #expect(throws: NetworkError.self) { try builder.finish(outputs: outputs) }?.message
    }
    let first = NetworkOutput(name: "a", layer: 0)
    #expect(message([])?.contains("expected one at least") == true)
    #expect(message([first, first])?.contains("two outputs have the name 'a'") == true)
    #expect(
      message([first, NetworkOutput(name: "b", layer: 7)])?.contains("reads layer 7") == true)
  }

  @Test func joiningNeedsEqualShapes() throws {
    var builder = try builder()
    let wide = try builder.add(pointwise(6), to: 0, name: "wide")
    let error = #expect(throws: NetworkError.self) {
      try builder.add(.add, joining: [0, wide], name: "sum")
    }
    #expect(error?.reason == .inputsDisagree)
    #expect(error?.layer == "sum")
    #expect(
      error?.description == "layer 'sum': adds 8×8×4 and 8×8×6; expected equal shapes")
    #expect(throws: NetworkError.self) { try builder.add(.add, joining: [0], name: "one") }
    #expect(throws: NetworkError.self) { try builder.add(.relu, joining: [0, 0], name: "two") }
    let joined = try builder.add(.concatenate, joining: [0, wide, 0], name: "joined")
    #expect(builder.shape(of: joined).channels == 14)
  }

  @Test func aGateIsOnePixelOfTheSameChannels() throws {
    var builder = try builder()
    let pooled = try builder.add(.globalAveragePooling, to: 0, name: "pooled")
    let gated = try builder.add(.multiply, joining: [0, pooled], name: "gated")
    #expect(builder.shape(of: gated) == builder.shape(of: 0))
    let wrong = try builder.add(pointwise(3), to: pooled, name: "wrong")
    #expect(throws: NetworkError.self) {
      try builder.add(.multiply, joining: [0, wrong], name: "refused")
    }
  }

  @Test func layersThatAreNotThereCannotBeRead() throws {
    var builder = try builder()
    for missing in [1, -1, Int.max] {
      let error = #expect(throws: NetworkError.self) {
        try builder.add(pointwise(1), to: missing, name: "reader\(missing)")
      }
      #expect(error?.reason == .invalidGraph)
    }
    #expect(throws: NetworkError.self) { try builder.add(.input, to: 0, name: "again") }
  }

  @Test func sharingNeedsTheSameOperationAndChannels() throws {
    var builder = try builder()
    let first = try builder.add(pointwise(4), to: 0, name: "first")
    let second = try builder.add(pointwise(4), to: first, name: "second", sharing: first)
    #expect(try builder.finish(output: second).layers[second].weightSource == first)
    var other = try self.builder()
    let narrow = try other.add(pointwise(2), to: 0, name: "narrow")
    #expect(throws: NetworkError.self) {
      try other.add(pointwise(2), to: narrow, name: "third", sharing: narrow)
    }
    #expect(throws: NetworkError.self) {
      try other.add(pointwise(2), to: 0, name: "fourth", sharing: 0)
    }
  }

  @Test func labelsAreUnique() throws {
    var builder = try builder()
    try builder.add(.flatten, to: 0, name: "same")
    let last = try builder.add(.flatten, to: 0, name: "same")
    #expect(throws: NetworkError.self) { try builder.finish(output: last) }
  }

  @Test(arguments: [
    Operation.dropout(rate: 1), .dropout(rate: -0.1), .dropout(rate: .nan),
    .stochasticDepth(survivalProbability: 0), .stochasticDepth(survivalProbability: 1.5),
    .scale(.infinity), .layerNormalization(epsilon: -1),
    .batchNormalization(BatchNormalization(epsilon: .nan)),
    .batchNormalization(BatchNormalization(momentum: 2)),
  ])
  func ratesOutOfRangeAreRefused(operation: Operation) throws {
    var builder = try builder()
    let error = #expect(throws: NetworkError.self) {
      try builder.add(operation, to: 0, name: "refused")
    }
    #expect(error?.reason == .invalidParameter)
  }
}

extension Operation {
  fileprivate static let relu = Operation.activation(.relu)
}
