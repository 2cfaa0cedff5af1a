import Foundation

/// A range with a step as people write it: `1.0...1.4:0.05`, `-1...2:0.5`; without a step, whole
/// steps: `0...7`.
///
/// The values are what the decimals say, not what repeated binary addition gives:
/// `1.0...1.4:0.05` holds 1.15 itself.
public struct NumberRange: Hashable, Sendable {
  /// The first value.
  public let lower: Double
  /// The bound that no value exceeds.
  public let upper: Double
  /// The distance from one value to the next.
  public let step: Double
  /// From lower to upper, both included where the steps meet it.
  public let values: [Double]

  /// More values than this are refused.
  public static let maximumCount = 10_000

  /// Why a text is no range.
  public struct ParsingError: Error, Hashable, Sendable, CustomStringConvertible {
    public let description: String
  }

  /// Reads `lower...upper` or `lower...upper:step`; two dots will do.
  ///
  /// - Throws: ``ParsingError`` where the text is no range, runs backwards, or holds more than
  ///   ``maximumCount`` values.
  public init(parsing text: String) throws(ParsingError) {
    guard let parts = Self.parts(of: text) else {
      throw ParsingError(
        description: "found '\(text.prefix(60))'; expected a range such as 1.0...1.4:0.05 or 0...7")
    }
    guard parts.step > 0 else {
      throw ParsingError(
        description: "the step of '\(text.prefix(60))' is \(parts.step); expected above 0")
    }
    guard parts.lower <= parts.upper else {
      throw ParsingError(
        description: "the range '\(text.prefix(60))' runs backwards; "
          + "expected the smaller number first")
    }
    // A share of a step is forgiven, so that 1.0...1.4:0.05 ends at 1.4 whatever binary64 makes of it.
    let steps = ((parts.upper - parts.lower) / parts.step + 1e-6).rounded(.down)
    guard steps < Double(Self.maximumCount) else {
      throw ParsingError(
        description: "the range '\(text.prefix(60))' holds more than \(Self.maximumCount) values; "
          + "use a larger step")
    }
    lower = parts.lower
    upper = parts.upper
    step = parts.step
    let unit = pow(10, Double(parts.decimals))
    values = (0...Int(steps)).map { index in
      let exact = parts.lower + Double(index) * parts.step
      let scaled = exact * unit
      return abs(scaled) < 9e15 ? scaled.rounded() / unit : exact
    }
  }

  private static func parts(
    of text: String
  ) -> (lower: Double, upper: Double, step: Double, decimals: Int)? {
    let halves = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    guard let dots = halves[0].range(of: "...") ?? halves[0].range(of: "..") else { return nil }
    let words =
      [halves[0][..<dots.lowerBound], halves[0][dots.upperBound...]]
      + halves.dropFirst()
    let trimmed = words.map { $0.trimmingCharacters(in: .whitespaces) }
    guard let lower = DecimalText.number(trimmed[0]), let upper = DecimalText.number(trimmed[1])
    else { return nil }
    var step = 1.0
    if trimmed.count == 3 {
      guard let given = DecimalText.number(trimmed[2]) else { return nil }
      step = given
    }
    return (lower, upper, step, trimmed.map(DecimalText.decimals).max() ?? 0)
  }
}
