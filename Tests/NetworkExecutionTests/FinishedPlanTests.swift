import ExecutionTestSupport
import Foundation
import Networks
import Testing

@testable import NetworkExecution

/// Plans of inference whose steps do more than one layer, beside the layers' formulas in double
/// precision.
@Suite struct FinishedPlanTests {
  /// An inverted residual block whose wide map is too large for the caches: it never stands in
  /// memory, and its squeeze comes from the sums that the depthwise convolution leaves.
  @Test(arguments: [1, 2])
  func aWideMapIsNeverWritten(stride: Int) throws {
    let network = try smallNetwork("wide", height: 56, width: 50) { b, x in
      let wide = try b.unit(x, "expand", channels: 70)
      let deep = try b.unit(
        wide, "depthwise", channels: 70, kernel: 5, stride: Extent(height: stride, width: stride),
        groups: 70, activation: .hardSwish)
      return try b.unit(b.squeeze(deep, "squeeze", hidden: 4), "project", channels: 9)
    }
    try expectTheFormula(network, steps: ["FinishedExpansion", "MeanOfSums"])
  }

  /// A residual block of 3×3 convolutions by Winograd's F(2×2, 3×3), on an odd number of pixels.
  @Test func shortcutsAreAddedToWinogradsResults() throws {
    let network = try smallNetwork("winograd", height: 9, width: 7, channels: 16) { b, x in
      let first = try b.unit(x, "a", channels: 24, kernel: 3, activation: .relu)
      let second = try b.normalize(b.convolve(first, "b", channels: 24), "b.norm")
      let sum = try b.add(.add, joining: [first, second], name: "sum")
      return try b.activate(sum, "sum.act", .relu6)
    }
    try expectTheFormula(network, steps: ["FinishedWinograd", "FinishedWinograd"])
  }

  private func expectTheFormula(_ network: Network, steps: [String]) throws {
    let plan = try InferencePlan(network, batch: 1)
    let kinds = plan.program.steps.map(\.kind)
    for step in Set(steps) {
      #expect(kinds.count { $0 == step } == steps.count { $0 == step })
    }
    let store = try randomEngine(network, batch: 1).parameters
    let image = randomBatch(network, batch: 1, seed: 9).images
    let expected = PlainNetwork(network, store).logits(of: image)
    var first: [Float]?
    for threads in 1...2 {
      let engine = try InferenceEngine(
        network, weights: store.weights, batch: 1, threads: threads)
      let logits = engine.logits(of: image)
      let largest = expected.map(abs).max() ?? 0
      for (found, expected) in zip(logits, expected) {
        #expect(abs(Double(found) - expected) < 1e-5 * largest)
      }
      if let first { #expect(first.map(\.bitPattern) == logits.map(\.bitPattern)) }
      first = logits
    }
  }

  /// Every row and channel is a part's, and one's alone.
  @Test(arguments: [(1, 7), (1, 49), (3, 196), (2, 3136)], [9, 32, 70, 1000])
  func cutsAreWhole(batchAndPixels: (Int, Int), channels: Int) throws {
    let (batch, pixels) = batchAndPixels
    for inputs in [3, 64, 2048] {
      let layer = ConvolutionLayer(
        layer: 0, parameters: 0,
        convolution: Convolution(outputChannels: channels, kernelSize: 1, padding: .valid),
        input: try TensorShape(height: 1, width: pixels, channels: inputs),
        output: try TensorShape(height: 1, width: pixels, channels: channels))
      let cut = InferenceCut(layer, batch: batch, rows: batch * pixels)
      var seen = [Int](repeating: 0, count: batch * pixels * channels)
      for unit in 0..<cut.parts {
        let (rows, columns) = cut.ranges(unit)
        #expect(columns.lowerBound % 32 == 0)
        for row in rows { for column in columns { seen[row * channels + column] += 1 } }
      }
      #expect(seen.allSatisfy { $0 == 1 })
    }
  }
}

/// A network's layers one by one, in double precision, as their definitions say.
private struct PlainNetwork {
  private let network: Network
  private let store: ParameterStore

  init(_ network: Network, _ store: ParameterStore) {
    (self.network, self.store) = (network, store)
  }

  func logits(of image: [Float]) -> [Double] {
    var maps: [[Double]] = []
    for index in network.layers.indices {
      let inputs = network.inputs(of: index).map { maps[$0] }
      maps.append(index == 0 ? image.map(Double.init) : map(of: index, inputs))
    }
    return maps[network.output]
  }

  private func parameters(_ role: Parameter.Role, _ layer: Int) -> [Double]? {
    store.layout.tensor(role, of: layer).map { store.values(of: $0).map(Double.init) }
  }

  private func map(of index: Int, _ inputs: [[Double]]) -> [Double] {
    let layer = network.layers[index]
    let x = inputs[0]
    switch layer.operation {
    case .convolution(let convolution):
      return convolve(convolution, index, x)
    case .fullyConnected(let connected):
      let (w, b) = (parameters(.weight, index) ?? [], parameters(.bias, index))
      return (0..<connected.outputs).map { output in
        x.indices.reduce(b?[output] ?? 0) { $0 + x[$1] * w[$1 * connected.outputs + output] }
      }
    case .batchNormalization(let settings):
      let roles: [Parameter.Role] = [.runningMean, .runningVariance, .scale, .offset]
      let values = roles.map { parameters($0, index) ?? [] }
      let channels = layer.output.channels
      return x.indices.map {
        let c = $0 % channels
        let normal = (x[$0] - values[0][c]) / (values[1][c] + settings.epsilon).squareRoot()
        return normal * values[2][c] + values[3][c]
      }
    case .activation(let activation): return x.map { activated($0, activation) }
    case .globalAveragePooling:
      let channels = layer.output.channels
      return (0..<channels).map { c in
        stride(from: c, to: x.count, by: channels).reduce(0) { $0 + x[$1] }
          / Double(x.count / channels)
      }
    case .add: return x.indices.map { x[$0] + inputs[1][$0] }
    case .multiply: return x.indices.map { x[$0] * inputs[1][$0 % inputs[1].count] }
    case .flatten: return x
    default: preconditionFailure("\(layer.operation) is not needed here")
    }
  }

  private func activated(_ u: Double, _ activation: Activation) -> Double {
    switch activation {
    case .relu: max(0, u)
    case .relu6: min(6, max(0, u))
    case .hardSwish: u * min(6, max(0, u + 3)) / 6
    case .sigmoid: 1 / (1 + exp(-u))
    default: u / (1 + exp(-u))
    }
  }

  private func convolve(_ convolution: Convolution, _ index: Int, _ x: [Double]) -> [Double] {
    let (input, output) = (network.inputShape(of: index), network.layers[index].output)
    let (kernel, stride) = (convolution.kernelSize, convolution.stride)
    let edges = convolution.padding.edges(input: input, kernel: kernel, stride: stride)
    let each = input.channels / convolution.groups
    let perGroup = output.channels / convolution.groups
    let (w, b) = (parameters(.weight, index) ?? [], parameters(.bias, index))
    var y = [Double](repeating: 0, count: output.elements)
    for row in 0..<output.pixels {
      for n in 0..<output.channels {
        var sum = b?[n] ?? 0
        for tap in 0..<kernel.area {
          let py = row / output.width * stride.height + tap / kernel.width - edges.top
          let px = row % output.width * stride.width + tap % kernel.width - edges.left
          guard (0..<input.height).contains(py), (0..<input.width).contains(px) else { continue }
          let from = (py * input.width + px) * input.channels + n / perGroup * each
          for i in 0..<each {
            sum += x[from + i] * w[(tap * each + i) * output.channels + n]
          }
        }
        y[row * output.channels + n] = sum
      }
    }
    return y
  }
}
