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

extension [RoundingChange] {
  /// Keeps a note where rounding changed a size.
  ///
  /// - Returns: The rounded size.
  /// - Throws: ``ArchitectureError`` where it is below 1 or above `limit`.
  mutating func note(
    _ place: String, _ quantity: String, _ exact: Double, _ rounded: Int, limit: Int
  ) throws(ArchitectureError) -> Int {
    guard rounded >= 1, rounded <= limit else {
      throw ArchitectureError(
        place: place, key: quantity, found: "\(exact) after scaling, \(rounded) after rounding",
        expected: "1 to \(limit)")
    }
    if Double(rounded) != exact {
      append(RoundingChange(place: place, quantity: quantity, exact: exact, rounded: rounded))
    }
    return rounded
  }
}
