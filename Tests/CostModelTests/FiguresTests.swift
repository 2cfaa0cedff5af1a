import Architectures
import CostModel
import Networks
import Testing

@Suite struct FiguresTests {
  @Test(arguments: 0..<20) func layersSumToStagesAndStagesToTheTotal(seed: Int) throws {
    let network = try randomNetwork(seed: seed, layers: 30)
    let figures = try NetworkBreakdown(
      of: network, batch: 3, convention: .named("fvcore"), device: .named("raspberry-pi-4"))
    #expect(figures.layers.count == network.layers.count)
    #expect(figures.stages.count == network.stages.count)
    for rows in [figures.layers, figures.stages] {
      #expect(rows.reduce(0) { $0 + $1.cost.multiplyAdds } == figures.total.cost.multiplyAdds)
      #expect(rows.reduce(0) { $0 + $1.operations } == figures.total.operations)
      #expect(rows.reduce(0) { $0 + $1.bytesMoved } == figures.total.bytesMoved)
      #expect(
        rows.reduce(0) { $0 + ($1.conventionOperations ?? 0) }
          == figures.total.conventionOperations)
      #expect(rows.map(\.peakFeatureBytes).max() == figures.inference.peakFeatureBytes)
      let seconds = try #require(figures.total.seconds)
      #expect(abs(rows.reduce(0) { $0 + ($1.seconds ?? 0) } / seconds - 1) < 1e-12)
    }
    #expect(figures.total.bytesMoved == (try Workload(of: network, batch: 3).bytesMoved))
  }

  /// One fully-connected layer from 1000 to 500 with bias, in closed form.
  @Test func oneLayerInClosedForm() throws {
    var builder = NetworkBuilder(
      name: "one", input: try TensorShape(height: 1, width: 1, channels: 1000))
    let layer = try builder.add(
      .fullyConnected(FullyConnected(outputs: 500)), to: builder.input, name: "layer")
    let network = try builder.finish(output: layer)
    let device = try Device(
      name: "half", operationsPerSecond: 1e12, bytesPerSecond: 1e9, launchSeconds: 0,
      elementBytes: 2, source: "made up")
    let figures = try NetworkBreakdown(of: network, batch: 2, device: device)
    #expect(figures.total.cost.flops == 2 * 2 * 500_000)
    #expect(figures.total.cost.normalizationParameters == 0)
    #expect(figures.total.operations == 2 * (2 * 500_000 + 500))
    #expect(figures.total.bytesMoved == 2 * (500_500 + 2 * 1500))
    #expect(figures.inference.weightBytes == 2 * 500_500)
    #expect(figures.inference.peakFeatureBytes == 2 * 2 * 1500)
    #expect(figures.total.bound == .memory)
    #expect(figures.total.conventionOperations == nil)
    #expect(throws: CostError.self) { try NetworkBreakdown(of: network, batch: 0) }
  }

  /// 4×4 pixels of six channels as 17 tokens, and attention of one head over two channels each.
  @Test func attentionInClosedForm() throws {
    var builder = NetworkBuilder(
      name: "attention", input: try TensorShape(height: 4, width: 4, channels: 6))
    let tokens = try builder.add(.tokenEmbedding, to: builder.input, name: "tokens")
    #expect(throws: NetworkError.self) {
      try builder.add(.attention(heads: 4), to: tokens, name: "heads")
    }
    let layer = try builder.add(.attention(heads: 1), to: tokens, name: "attention")
    let network = try builder.finish(output: layer)
    #expect(network.layers[tokens].output == (try TensorShape(height: 17, width: 1, channels: 6)))
    #expect(network.outputShape == (try TensorShape(height: 17, width: 1, channels: 2)))
    let figures = try NetworkBreakdown(of: network, convention: .exhaustive)
    #expect(figures.total.cost.parameters == 6 + 17 * 6)
    #expect(figures.total.cost.multiplyAdds == 0)
    // A position added to every element; two products of 17 × 17 × 2 multiply-adds.
    #expect(figures.total.conventionOperations == 17 * 6 + 2 * 2 * 17 * 17 * 2)
  }
}

@Suite struct ScalingChoiceTests {
  @Test func everyWayIsReadAsPeopleWriteIt() throws {
    let choices: [(String, ScalingChoice)] = [
      ("depth", .path(.depth)), ("width", .path(.width)), ("resolution", .path(.resolution)),
      ("compound", .path(.compound(.paper))), ("fast", .path(.fast(.recommended))),
      ("d1_w8_g8_r1", .path(.fast(.recommended))),
      ("fast:0.8", .path(.fast(try FastScaling(alpha: 0.8)))),
      ("dwr", .path(.fast(try FastScaling(depth: 1, width: 1, groupWidth: 0, resolution: 1)))),
      (
        "d=1.4,w=1.2,r=1.3",
        .coefficients(try ScalingCoefficients(depth: 1.4, width: 1.2, resolution: 1.3))
      ),
      ("g=2", .coefficients(try ScalingCoefficients(groupWidth: 2))),
    ]
    for (text, expected) in choices {
      #expect(try ScalingChoice(parsing: text) == expected, "\(text)")
    }
  }

  @Test(arguments: [
    "", "deep", "d=", "=2", "d=1,d=2", "d=0", "d=-1", "w=nan", "w=1e9", "x=2", "d=1;w=2", "fast:",
    "fast:2", "fast:nan", "d1_w", "rgb", "g", "d_d", "D=2",
  ])
  func nonsenseIsRefused(text: String) {
    #expect(throws: (any Error).self) { try ScalingChoice(parsing: text) }
  }

  /// Table 7's scalings of EfficientNet-B0, by an independent recount (shape arithmetic in Python).
  @Test(arguments: [
    ("d=4", 1_575_132_640), ("w=2", 1_449_958_848), ("r=2", 1_537_537_408),
  ])
  func coefficientsGiveTheirNetwork(text: String, multiplyAdds: Int) throws {
    guard case .coefficients(let coefficients) = try ScalingChoice(parsing: text) else {
      Issue.record("\(text) is no coefficients")
      return
    }
    let point = try efficientNetB0().point(at: coefficients)
    #expect(point.cost.multiplyAdds == multiplyAdds)
    #expect(point.askedMultiplyAdds == 4 * 385_814_752)
  }
}
