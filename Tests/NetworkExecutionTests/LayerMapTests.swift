import ExecutionTestSupport
import Networks
import Testing

@testable import NetworkExecution

@Suite struct LayerMapTests {
  /// The map that a network's classifier averages, put out by an engine that ends there: its mean
  /// times the classifier's weights gives the logits of the whole network.
  @Test(arguments: OperatorCase.allCases)
  func theMapBeforeTheClassifier(_ operatorCase: OperatorCase) throws {
    let network = try operatorCase.network()
    let store = try randomEngine(network, batch: 3).parameters
    let images = randomBatch(network, batch: 3, seed: 5).images
    // Pooling, where there is more than a pixel; flatten; logits.
    let flatten = network.inputs(of: network.output)[0]
    var last = network.inputs(of: flatten)[0]
    if case .globalAveragePooling = network.layers[last].operation {
      last = network.inputs(of: last)[0]
    }
    let shape = network.layers[last].output
    let map = try InferenceEngine(
      network, upTo: last, weights: store.weights, batch: 3, threads: 2
    ).logits(of: images)
    #expect(map.count == 3 * shape.elements)
    let logits = try InferenceEngine(network, weights: store.weights, batch: 3, threads: 1)
      .logits(of: images)
    let weights = try #require(store.weights[ParameterID(layer: network.output, role: .weight)])
    let bias = try #require(store.weights[ParameterID(layer: network.output, role: .bias)])
    for (index, logit) in logits.enumerated() {
      let (image, label) = index.quotientAndRemainder(dividingBy: bias.count)
      var sum = Double(bias[label])
      for element in 0..<shape.elements {
        let weight = Double(weights[element % shape.channels * bias.count + label])
        sum += weight * Double(map[image * shape.elements + element]) / Double(shape.pixels)
      }
      #expect(abs(Double(logit) - sum) < 1e-4 * max(1, abs(sum)), "image \(image), \(label)")
    }
  }
}
