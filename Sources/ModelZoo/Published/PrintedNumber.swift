/// A number as a publication prints it; its digits say how exact it is.
public struct PrintedNumber: Hashable, Sendable, ExpressibleByStringLiteral,
  CustomStringConvertible
{
  /// The digits as printed.
  public let text: String
  /// The digits read as a number, in the unit of their column.
  public let value: Double

  /// Digits that are no number make 0; the tables are tested for it.
  public init(stringLiteral text: String) {
    self.text = text
    value = Double(text) ?? 0
  }

  public var description: String { text }

  /// One unit of the last digit printed.
  var lastDigit: Double {
    guard let point = text.firstIndex(of: ".") else { return 1 }
    var unit = 1.0
    for _ in text[point...].dropFirst() { unit /= 10 }
    return unit
  }

  /// Whether `exact` rounds to the digits printed.
  public func isRounded(from exact: Double) -> Bool {
    // A hair more than half a unit, so that decimal halves held in binary count as halves.
    abs(exact - value) <= 0.5 * lastDigit * (1 + 1e-9)
  }

  /// Whether `exact` becomes the digits printed when further digits are cut.
  func isTruncated(from exact: Double) -> Bool {
    exact >= value && exact < value + lastDigit
  }
}
