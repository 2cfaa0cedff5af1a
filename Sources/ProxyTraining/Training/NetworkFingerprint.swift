import Networks

extension Network {
  /// A short text that is the same for networks whose layers compute the same, and in practice
  /// another for others: a checkpoint's tensors may fit a network that pads or normalises otherwise.
  var fingerprint: String {
    // FNV-1a, 64 bits: what the standard library's hashes give changes from run to run.
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for index in layers.indices {
      let text = "\(name(of: index)) \(Array(inputs(of: index))) \(Self.text(of: layers[index]))\n"
      for byte in text.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
    }
    let digits = String(hash, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }

  /// What of a layer its operation's description leaves out, added.
  private static func text(of layer: Layer) -> String {
    let text = "\(layer.operation) \(layer.output)"
    return switch layer.operation {
    case .convolution(let convolution): "\(text) \(convolution.padding) \(convolution.hasBias)"
    case .fullyConnected(let connected): "\(text) \(connected.hasBias)"
    case .batchNormalization(let settings):
      "\(text) \(settings.epsilon) \(settings.momentum) \(settings.hasScale) \(settings.hasOffset)"
    case .layerNormalization(let epsilon): "\(text) \(epsilon)"
    case .pooling(let pooling): "\(text) \(pooling.kind) \(pooling.padding)"
    case .input, .tokenEmbedding, .attention, .channelScale, .activation, .globalAveragePooling,
      .add, .multiply, .concatenate, .scale, .slice, .channelShuffle, .pad, .dropout,
      .stochasticDepth, .flatten:
      text
    }
  }
}
