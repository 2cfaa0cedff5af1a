import CostModel
import Networks
import Testing

/// Networks with layers that only training runs.
@Suite struct AuxiliaryLayerTests {
  /// On 4×4×3 a convolution to 8 channels and a classifier of 5; on the convolution's output a head
  /// of a convolution to 6 channels, normalised and flattened, and a second classifier.
  private func network() throws -> Network {
    var builder = NetworkBuilder(
      name: "headed", input: try TensorShape(height: 4, width: 4, channels: 3))
    let body = try builder.add(
      .convolution(Convolution(outputChannels: 8, kernelSize: 3, padding: .same)),
      to: builder.input, name: "body")
    let pooled = try builder.add(.globalAveragePooling, to: body, name: "pooling")
    let logits = try builder.add(
      .fullyConnected(FullyConnected(outputs: 5)), to: pooled, name: "logits")
    builder.beginStage("auxiliary")
    var head = try builder.add(
      .convolution(Convolution(outputChannels: 6, kernelSize: 1, padding: .valid)),
      to: body, name: "head")
    head = try builder.add(
      .batchNormalization(BatchNormalization()), to: head, name: "head.normalization")
    head = try builder.add(.flatten, to: head, name: "head.flatten")
    head = try builder.add(
      .fullyConnected(FullyConnected(outputs: 5)), to: head, name: "head.logits")
    return try builder.finish(outputs: [
      NetworkOutput(name: "logits", layer: logits), NetworkOutput(name: "head", layer: head),
    ])
  }

  @Test func theirParametersCountAndTheirArithmeticDoesNot() throws {
    let network = try network()
    let cost = try NetworkCost(of: network, batch: 3)
    let run = Cost(
      parameters: 27 * 8 + 9 * 5, multiplyAdds: 3 * (27 * 8 * 16 + 40),
      activations: 3 * (128 + 5))
    let head = Cost(parameters: 8 * 6 + 12 + 97 * 5, normalizationParameters: 12)
    #expect(cost.stages == [run, head])
    #expect(cost.total.parameters == run.parameters + head.parameters)
    #expect(cost.total.multiplyAdds == run.multiplyAdds)
    #expect(cost.layers[4] == Cost(parameters: 48))
    #expect(cost.layers[7] == Cost(parameters: 97 * 5))
    #expect(try NetworkCost.total(of: network, batch: 3) == cost.total)
  }

  @Test func conventionsListThemApart() throws {
    let count = try ConventionCount(of: network(), convention: .exhaustive, isStrict: true)
    #expect(count.auxiliaryLayers == 4)
    #expect(count.layers.suffix(4) == [0, 0, 0, 0])
    #expect(
      count.kinds.map(\.kind) == [.input, .convolution, .fullyConnected, .globalAveragePooling])
    #expect(count.kinds.map(\.layers) == [1, 1, 1, 1])
    let paper = try ConventionCount(of: network(), convention: .paper)
    #expect(paper.total == 27 * 8 * 16 + 40)
    #expect(paper.uncounted.map(\.kind) == [.globalAveragePooling])
  }

  /// The layers put out 48, 128, 8, 5 and, in the head, 96, 96, 96 and 5 elements.
  @Test func inferenceHoldsNothingOfThem() throws {
    let memory = try InferenceMemory(of: network(), elementBytes: 1)
    #expect(memory.weightBytes == 27 * 8 + 9 * 5)
    #expect(memory.featureBytes == [48, 48 + 128, 128 + 8, 8 + 5, 0, 0, 0, 0])
    #expect(memory.buffers == [0, 1, 2, 3])
    #expect(memory.peakLayer == 1)
  }

  @Test func trainingRunsThemBothWays() throws {
    let memory = try TrainingMemory(of: network(), batch: 1, elementBytes: 1)
    let parameters = 27 * 8 + 9 * 5 + 8 * 6 + 12 + 97 * 5
    #expect(memory.gradientBytes == parameters)
    // The mean and variance of 6 channels.
    #expect(memory.weightBytes == parameters + 12)
    // Inputs of both convolutions, of both classifiers and of the normalisation.
    let kept = 48 + 128 + 8 + 96 + 96
    #expect(memory.keptFeatureBytes == kept)
    // The head's classifier runs backward first: both losses' gradients, and that of its input.
    #expect(memory.peakFeatureBytes == kept + 5 + 5 + 96)
    #expect(memory.peakLayer == 7 && memory.peaksInBackwardPass)
  }

  /// Whatever only other outputs depend on, inference is that of the network without what stands
  /// behind the main one.
  @Test(arguments: 0..<40, [17, 29])
  func inferenceIsThatOfTheNetworkWithoutThem(seed: Int, output: Int) throws {
    let whole = try randomNetwork(seed: seed, layers: 40, output: output)
    let alone = try randomNetwork(seed: seed, layers: output, output: output)
    let all = try randomNetwork(seed: seed, layers: 40)
    let device = try Device.named("raspberry-pi-4")
    for convention in [Convention.paper, .exhaustive, .pycls] {
      let (first, second) = (
        try NetworkBreakdown(of: whole, batch: 2, convention: convention, device: device),
        try NetworkBreakdown(of: alone, batch: 2, convention: convention, device: device)
      )
      #expect(first.convention?.total == second.convention?.total)
      #expect(first.convention?.activations == second.convention?.activations)
      #expect(first.convention?.kinds == second.convention?.kinds)
      #expect(first.convention?.uncounted == second.convention?.uncounted)
      #expect(first.total.operations == second.total.operations)
      #expect(first.total.bytesMoved == second.total.bytesMoved)
      #expect(first.total.seconds == second.total.seconds)
      #expect(first.total.cost.multiplyAdds == second.total.cost.multiplyAdds)
      #expect(first.total.cost.activations == second.total.cost.activations)
      #expect(first.total.cost.reusedParameters == second.total.cost.reusedParameters)
      #expect(first.inference.totalBytes == second.inference.totalBytes)
      #expect(first.inference.peakLayer == second.inference.peakLayer)
      #expect(first.inference.buffers == second.inference.buffers)
      #expect(first.total.cost.parameters == (try NetworkCost.total(of: all).parameters))
    }
  }
}
