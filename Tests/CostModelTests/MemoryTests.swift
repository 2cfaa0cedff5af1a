import Architectures
import CostModel
import Networks
import Testing

@Suite struct InferenceMemoryTests {
  @Test func aChainHoldsTwoNeighbours() throws {
    var builder = NetworkBuilder(
      name: "chain", input: try TensorShape(height: 8, width: 8, channels: 3))
    var layer = builder.input
    for (index, channels) in [4, 10, 6].enumerated() {
      let convolution = Convolution(outputChannels: channels, kernelSize: 3, padding: .same)
      layer = try builder.add(.convolution(convolution), to: layer, name: "layer\(index)")
    }
    let network = try builder.finish(output: layer)
    let memory = try InferenceMemory(of: network, batch: 2)
    #expect(memory.featureBytes == [3, 3 + 4, 4 + 10, 10 + 6].map { $0 * 64 * 2 * 4 })
    #expect(memory.peakLayer == 3)
    #expect(memory.weightBytes == 9 * (3 * 4 + 4 * 10 + 10 * 6) * 4)
    #expect(memory.totalBytes == memory.weightBytes + 16 * 64 * 2 * 4)
    let half = try InferenceMemory(of: network, elementBytes: 2)
    #expect(4 * half.peakFeatureBytes == memory.peakFeatureBytes)
  }

  /// By hand: the second stage's depthwise convolution reads 112 × 112 × 96 and puts out 56 × 56 × 96.
  @Test func efficientNetB0PeaksInItsFirstWideBlock() throws {
    let network = try efficientNetB0().lowered()
    let memory = try InferenceMemory(of: network)
    #expect(memory.peakFeatureBytes == 4 * 96 * (112 * 112 + 56 * 56))
    #expect(network.name(of: memory.peakLayer) == "stage2.block1.depthwise")
    // 5,288,548 parameters, and a mean and a variance for each of 21,008 normalised channels.
    #expect(memory.weightBytes == 4 * (5_288_548 + 42_016))
    // Without computing in place, the expansion's normalisation holds its input and output.
    let separate = try InferenceMemory(of: network, policy: .none)
    #expect(separate.peakFeatureBytes == 4 * 2 * 96 * 112 * 112)
    #expect(network.name(of: separate.peakLayer) == "stage2.block1.expandNormalization")
  }

  @Test func aShortcutIsHeldUntilTheSum() throws {
    var builder = NetworkBuilder(
      name: "residual", input: try TensorShape(height: 1, width: 1, channels: 10))
    let convolution = Operation.convolution(
      Convolution(outputChannels: 10, kernelSize: 1, padding: .valid))
    let first = try builder.add(convolution, to: builder.input, name: "first")
    let second = try builder.add(convolution, to: first, name: "second")
    let third = try builder.add(convolution, to: second, name: "third")
    let sum = try builder.add(.add, joining: [first, third], name: "sum")
    let network = try builder.finish(output: sum)
    let inPlace = try InferenceMemory(of: network, elementBytes: 1)
    #expect(inPlace.featureBytes == [10, 20, 20, 30, 20])
    #expect(inPlace.buffers == [0, 1, 2, 3, 1])
    let separate = try InferenceMemory(of: network, elementBytes: 1, policy: .none)
    #expect(separate.featureBytes == [10, 20, 20, 30, 30])
  }

  /// Runs the plan with marks instead of numbers: a layer must find in each input's buffer what that
  /// layer left there, and no more buffers may be held than are.
  @Test(arguments: 0..<80, InPlacePolicy.allCases)
  func noBufferIsOverwrittenBeforeItsLastReader(seed: Int, policy: InPlacePolicy) throws {
    let network = try randomNetwork(seed: seed, layers: 30)
    let memory = try InferenceMemory(of: network, elementBytes: 1, policy: policy)
    // A view leaves its input's value in place, so that it is the same value.
    var values = Array(network.layers.indices)
    var contents: [Int: Int] = [:]
    for index in network.layers.indices {
      for input in network.inputs(of: index) {
        #expect(contents[memory.buffers[input]] == values[input])
      }
      if isView(network.layers[index]) { values[index] = values[network.inputs(of: index)[0]] }
      contents[memory.buffers[index]] = values[index]
    }
    #expect(contents[memory.buffers[network.output]] == values[network.output])

    for step in network.layers.indices {
      let held = Set(network.layers.indices.filter { isHeld($0, at: step, network) })
      let buffers = Set(held.map { memory.buffers[$0] })
      let elements = buffers.reduce(0) { sum, buffer in
        sum
          + (held.filter { memory.buffers[$0] == buffer }
            .map { network.layers[$0].output.elements }.max() ?? 0)
      }
      #expect(memory.featureBytes[step] == elements)
    }
    #expect(memory.peakFeatureBytes == memory.featureBytes.max())
  }

  @Test func workingInPlaceNeverNeedsMore() throws {
    for seed in 0..<80 {
      let network = try randomNetwork(seed: seed, layers: 40)
      let inPlace = try InferenceMemory(of: network)
      let separate = try InferenceMemory(of: network, policy: .none)
      #expect(inPlace.peakFeatureBytes <= separate.peakFeatureBytes)
      #expect(inPlace.weightBytes == separate.weightBytes)
    }
  }

  @Test func impossibleRequestsAreRefused() throws {
    let network = try randomNetwork(seed: 1, layers: 5)
    #expect(throws: CostError.self) { try InferenceMemory(of: network, batch: 0) }
    #expect(throws: CostError.self) { try InferenceMemory(of: network, elementBytes: 0) }
    #expect(throws: CostError.self) { try InferenceMemory(of: network, batch: .max) }
    #expect(throws: CostError.self) { try TrainingMemory(of: network, batch: .max) }
  }
}

/// Whether a layer's output must be there at a step: it was put out, and is read then or later (or
/// is put out at that very step, whoever reads it).
private func isHeld(_ layer: Int, at step: Int, _ network: Network) -> Bool {
  guard layer <= step else { return false }
  if layer == step || layer == network.output { return true }
  return network.layers.indices.contains { reader in
    guard network.inputs(of: reader).contains(layer) else { return false }
    // A view is the same memory: its readers are this layer's readers.
    return reader >= step || (isView(network.layers[reader]) && isHeld(reader, at: step, network))
  }
}

private func isView(_ layer: Layer) -> Bool {
  switch layer.operation {
  case .flatten, .dropout, .stochasticDepth: true
  default: false
  }
}

@Suite struct TrainingMemoryTests {
  @Test func aLineOfConvolutions() throws {
    // Input 10, convolutions to 20, 30, 40 elements.
    var builder = NetworkBuilder(
      name: "line", input: try TensorShape(height: 1, width: 1, channels: 10))
    var layer = builder.input
    for channels in [20, 30, 40] {
      let convolution = Convolution(outputChannels: channels, kernelSize: 1, padding: .valid)
      layer = try builder.add(.convolution(convolution), to: layer, name: "to\(channels)")
    }
    let network = try builder.finish(output: layer)
    let memory = try TrainingMemory(of: network, batch: 1, elementBytes: 1)
    // Inputs of all three are kept: 10 + 20 + 30. The backward pass of the last starts with them,
    // the gradient of its output and of its input: 60 + 40 + 30.
    #expect(memory.keptFeatureBytes == 60)
    #expect(memory.peakFeatureBytes == 130)
    #expect(memory.peakLayer == 3 && memory.peaksInBackwardPass)
    let parameters = 10 * 20 + 20 * 30 + 30 * 40
    #expect(memory.gradientBytes == parameters)
    #expect(memory.optimizerBytes == 3 * parameters)
    #expect(memory.totalBytes == 5 * parameters + 130)
    let plain = try TrainingMemory(
      of: network, batch: 4, optimizer: .none, averagesWeights: false, elementBytes: 2)
    #expect(plain.optimizerBytes == 0)
    #expect(plain.peakFeatureBytes == 130 * 8)
  }

  /// What is held at each of the 2n steps, found by asking for every tensor who needs it when.
  ///
  /// Losses read the outputs.
  @Test(arguments: 0..<80, [25, 14])
  func peakAgreesWithAskingForEachTensor(seed: Int, output: Int) throws {
    let network = try randomNetwork(seed: seed, layers: 25, output: output)
    let memory = try TrainingMemory(of: network, batch: 1, elementBytes: 1)
    let count = network.layers.count
    var uses = [Set<Int>](repeating: [], count: 2 * count)
    let ends = Set(network.outputs.map(\.layer))
    var reaches = ends
    for index in network.layers.indices.reversed() where reaches.contains(index) {
      reaches.formUnion(network.inputs(of: index))
    }
    // Tensors 0 ..< count are feature maps, the rest their gradients; the image has none.
    for index in network.layers.indices {
      let backward = 2 * count - 1 - index
      uses[index].insert(index)
      for input in network.inputs(of: index) { uses[input].insert(index) }
      guard reaches.contains(index), index != 0 else { continue }
      uses[count + index].insert(backward)
      if derivativeReadsOutput(network.layers[index]) { uses[index].insert(backward) }
      for input in network.inputs(of: index) {
        if input != 0 { uses[count + input].insert(backward) }
        if derivativeReadsInputs(network.layers[index]) { uses[input].insert(backward) }
      }
    }
    for end in ends {
      uses[end].insert(count - 1)
      uses[count + end].insert(count)
    }
    var peak = 0
    for step in 0..<2 * count {
      var held = 0
      for tensor in 0..<2 * count {
        guard let first = uses[tensor].min(), let last = uses[tensor].max() else { continue }
        if first <= step, step <= last {
          held += network.layers[tensor % count].output.elements
        }
      }
      peak = max(peak, held)
    }
    #expect(memory.peakFeatureBytes == peak)
  }
}

private func derivativeReadsInputs(_ layer: Layer) -> Bool {
  switch layer.operation {
  case .convolution, .fullyConnected, .batchNormalization, .layerNormalization, .channelScale,
    .multiply, .activation(.silu), .pooling:
    true
  default: false
  }
}

private func derivativeReadsOutput(_ layer: Layer) -> Bool {
  if case .pooling = layer.operation { true } else { false }
}
