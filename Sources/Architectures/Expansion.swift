import Networks

/// The inner width of an MBConv block.
public enum Expansion: Hashable, Sendable {
  /// Inner channels ÷ block input channels; the product is rounded to a whole number.
  case ratio(Double)
  /// Inner channels as a number of their own (MobileNetV3, arXiv:1905.02244, Tables 1 and 2), scaled
  /// in width like a stage's channels.
  case channels(Int)

  /// Inner channels of a block with `input` channels.
  public func innerChannels(input: Int) -> Int {
    switch self {
    case .ratio(let ratio): max(1, Int((Double(input) * ratio).rounded()))
    case .channels(let channels): channels
    }
  }
}

extension Expansion {
  func validate() throws(ArchitectureError) {
    switch self {
    case .ratio(let ratio):
      guard ratio > 0, ratio <= 1024 else {
        throw ArchitectureError(
          key: "expansionRatio", found: "\(ratio)", expected: "above 0, up to 1024")
      }
    case .channels(let channels):
      try ArchitectureError.require(channels, in: 1...NetworkLimits.channels, "expansionChannels")
    }
  }
}
