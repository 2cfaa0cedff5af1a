import Networks

extension Network {
  /// A short text that is the same for networks whose layers compute the same, and in practice
  /// another for others: a checkpoint's tensors may fit a network that pads or normalises otherwise.
  var fingerprint: String {
    // FNV-1a, 64 bits: what the standard library's hashes give changes from run to run.
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for index in layers.indices {
      let layer = layers[index]
      let parts =
        [name(of: index), "\(Array(inputs(of: index)))", "\(layer.operation)"]
        + ["\(layer.output)"] + layer.operation.details
      for byte in (parts.joined(separator: " ") + "\n").utf8 {
        hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3
      }
    }
    let digits = String(hash, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}
