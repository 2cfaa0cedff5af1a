import Networks
import Randomness

extension Network {
  /// A short text that is the same for networks whose layers compute the same, and in practice
  /// another for others: a checkpoint's tensors may fit a network that pads or normalises otherwise.
  var fingerprint: String {
    var hash = StableHash()
    for index in layers.indices {
      let text = "\(name(of: index)) \(Array(inputs(of: index))) \(Self.text(of: layers[index]))\n"
      hash.combine(text.utf8)
    }
    return hash.hexadecimal
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
