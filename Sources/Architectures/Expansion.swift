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
