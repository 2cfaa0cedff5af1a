import Networks
import Randomness

extension Network {
  /// A short text that is the same for networks whose layers compute the same, and in practice
  /// another for others: a checkpoint's tensors may fit a network that pads or normalises otherwise.
  var fingerprint: String {
    var hash = StableHash()
    for index in layers.indices {
      let layer = layers[index]
      let parts =
        [name(of: index), "\(Array(inputs(of: index)))", "\(layer.operation)"]
        + ["\(layer.output)"] + layer.operation.details
      hash.combine((parts.joined(separator: " ") + "\n").utf8)
    }
    for output in outputs.dropFirst() {
      hash.combine("output \(output.name) \(output.layer)\n".utf8)
    }
    return hash.hexadecimal
  }
}
