import Networks

/// A generator that gives the same numbers everywhere (SplitMix64), for random test cases.
struct SplitMix: RandomNumberGenerator {
  private var state: UInt64

  init(seed: Int) { state = UInt64(bitPattern: Int64(seed)) }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}

/// A random graph of `layers` layers over several stages, with branches, sums, gates, weights used
/// twice and dead ends; it puts out its last layer's output, or that of `output`.
func randomNetwork(seed: Int, layers: Int, output: Int? = nil) throws -> Network {
  var random = SplitMix(seed: seed)
  let side = Int.random(in: 4...9, using: &random)
  let input = try TensorShape(
    height: side, width: side, channels: 2 * Int.random(in: 1...3, using: &random))
  var builder = RandomNetworkBuilder(NetworkBuilder(name: "random", input: input))
  for index in 1...layers {
    if index % 7 == 0 { builder.builder.beginStage("stage\(index / 7)") }
    try builder.addLayer(index, using: &random)
  }
  guard let output else { return try builder.builder.finish(output: layers) }
  let network = try builder.builder.finish(output: output)
  let ends = network.consumers().enumerated().filter { $0.element.isEmpty && $0.offset != output }
  return try builder.builder.finish(
    outputs: ([output] + ends.map(\.offset)).map { NetworkOutput(name: "\($0)", layer: $0) })
}

private struct RandomNetworkBuilder {
  var builder: NetworkBuilder
  /// A convolution and the input it reads, to be used again with the same weights.
  var reusable: (layer: Int, operation: Operation, input: Int)?

  init(_ builder: NetworkBuilder) { self.builder = builder }

  mutating func addLayer(_ index: Int, using random: inout SplitMix) throws {
    let isChained = Int.random(in: 0..<3, using: &random) > 0
    let source = isChained ? index - 1 : Int.random(in: 0..<index, using: &random)
    let shape = builder.shape(of: source)
    let name = "layer\(index)"
    switch Int.random(in: 0..<9, using: &random) {
    case 0:
      if let reusable, Bool.random(using: &random) {
        let weights = reusable.layer
        try builder.add(reusable.operation, to: reusable.input, name: name, sharing: weights)
      } else {
        let operation = convolution(using: &random)
        reusable = (try builder.add(operation, to: source, name: name), operation, source)
      }
    case 1:
      let linear = FullyConnected(outputs: 2 * Int.random(in: 1...4, using: &random))
      try builder.add(.fullyConnected(linear), to: source, name: name)
    case 2:
      let normalization = BatchNormalization(hasScale: Bool.random(using: &random))
      try builder.add(.batchNormalization(normalization), to: source, name: name)
    case 3: try builder.add(.activation(.silu), to: source, name: name)
    case 4:
      let pooling = Pooling(.maximum, kernelSize: 3, stride: 1, padding: .same)
      try builder.add(.pooling(pooling), to: source, name: name)
    case 5: try builder.add(.layerNormalization(epsilon: 1e-6), to: source, name: name)
    case 6 where shape.channels <= 32:
      try builder.add(.concatenate, joining: [source, source], name: name)
    case 6, 7:
      let others = (0..<index).filter { builder.shape(of: $0) == shape }
      let other = others.randomElement(using: &random) ?? source
      let operation: Operation = Bool.random(using: &random) ? .add : .multiply
      try builder.add(operation, joining: [source, other], name: name)
    default: try builder.add(.channelScale(initialValue: 1e-6), to: source, name: name)
    }
  }

  private func convolution(using random: inout SplitMix) -> Operation {
    .convolution(
      Convolution(
        outputChannels: 2 * Int.random(in: 1...4, using: &random), kernelSize: 3,
        stride: Extent(Int.random(in: 1...2, using: &random)),
        groups: Bool.random(using: &random) ? 1 : 2, padding: .same,
        hasBias: Bool.random(using: &random)))
  }
}
