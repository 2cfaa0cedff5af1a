/// What rounding did to one size of a scaled architecture.
public struct RoundingChange: Hashable, Sendable {
  /// `stem`, `stage 3`, `head` or `input`.
  public let place: String
  /// `channels`, `innerChannels`, `groupWidth`, `repeats`, or `resolution`; of a rectangle
  /// `height` and `width`.
  public let quantity: String
  /// The scaled size before rounding.
  public let exact: Double
  /// The whole number used.
  public let rounded: Int

  /// rounded ÷ exact − 1.
  public var relativeChange: Double { Double(rounded) / exact - 1 }
}
