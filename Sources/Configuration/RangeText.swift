/// Ranges in the words of errors.
enum RangeText {
  static func text(_ range: ClosedRange<Int>) -> String {
    if range.lowerBound == range.upperBound { return "\(range.lowerBound)" }
    if range.upperBound == .max { return "\(range.lowerBound) or more" }
    if range.lowerBound == .min { return "\(range.upperBound) or less" }
    return "\(range.lowerBound) to \(range.upperBound)"
  }

  static func text(_ range: ClosedRange<Double>) -> String {
    if range.upperBound >= .greatestFiniteMagnitude { return "\(range.lowerBound) or more" }
    if range.lowerBound <= -.greatestFiniteMagnitude { return "\(range.upperBound) or less" }
    return "\(range.lowerBound) to \(range.upperBound)"
  }

  /// `, 1 to 8`, or nothing where there are no bounds.
  static func suffix(_ range: ClosedRange<Int>) -> String {
    range == Int.min...Int.max ? "" : ", \(text(range))"
  }

  static func suffix(_ range: ClosedRange<Double>) -> String {
    let isUnbounded =
      range.lowerBound <= -.greatestFiniteMagnitude && range.upperBound >= .greatestFiniteMagnitude
    return isUnbounded ? "" : ", \(text(range))"
  }
}
