import Foundation

/// Decimal text of numbers, independent of the locale and correctly rounded.
///
/// `String(format:)` and `NumberFormatter` cost milliseconds on first use; a command that prints one
/// table has no time for that, so this calls C's formatter directly.
package enum NumberText {
  /// `value` with exactly `decimals` digits after the point, never "-0".
  ///
  /// - Parameters:
  ///   - value: any number; NaN and infinities give "nan", "inf", "-inf".
  ///   - decimals: digits after the point, 0 … 340.
  /// - Returns: the text, in ASCII.
  package static func fixed(_ value: Double, decimals: Int) -> String {
    guard value.isFinite else { return value.isNaN ? "nan" : value < 0 ? "-inf" : "inf" }
    if let text = plainFixed(value, decimals: decimals) { return text }
    let text = format("%.*f", min(max(decimals, 0), 340), value)
    return text.hasPrefix("-") && !text.contains(where: { ("1"..."9").contains($0) })
      ? String(text.dropFirst()) : text
  }

  /// `value` with at least `digits` significant digits.
  ///
  /// Decimals are added to reach them, but digits before the point are never rounded away (2 digits:
  /// 0.386 → 0.39, 5.29 → 5.3, 155.3 → 155). Where that would be mostly zeros, below a millionth and
  /// from 10¹⁵ on, the number has an exponent: 4.2e+39.
  package static func significant(_ value: Double, digits: Int) -> String {
    guard value.isFinite, value != 0 else { return fixed(value, decimals: 0) }
    if value.magnitude >= 1e15 || value.magnitude < 1e-6 {
      return format("%.*e", min(max(digits - 1, 0), 20), value)
    }
    let decimals = decimals(for: value, digits: digits)
    let text = fixed(value, decimals: decimals)
    // 9.96 rounds up to 10.0, which has a digit too many.
    guard decimals > 0, let rounded = Double(text), rounded != 0 else { return text }
    let needed = Self.decimals(for: rounded, digits: digits)
    return needed < decimals ? fixed(value, decimals: needed) : text
  }

  /// Decimal digits in groups of three, "5288548" as "5,288,548".
  ///
  /// A leading sign stays in front.
  package static func grouped(_ digits: String) -> String {
    let sign = digits.hasPrefix("-") ? "-" : ""
    let bare = Array(digits.dropFirst(sign.count))
    var text = sign
    for (index, digit) in bare.enumerated() {
      if index > 0, (bare.count - index).isMultiple(of: 3) { text.append(",") }
      text.append(digit)
    }
    return text
  }

  /// The shortest decimal that reads back as `value`, without a needless ".0".
  package static func shortest(_ value: Double) -> String {
    let text = value.description
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
  }

  /// The text of a number of ordinary size, by its digits as one integer; nil where that might round
  /// otherwise than C's formatter, which looks at all digits.
  private static func plainFixed(_ value: Double, decimals: Int) -> String? {
    guard (0..<powers.count).contains(decimals) else { return nil }
    let scaled = value.magnitude * powers[decimals]
    // So near to a tie, what the product has lost in its last bit could decide.
    guard scaled < 1e12, abs(scaled - scaled.rounded(.down) - 0.5) > 1e-3 else { return nil }
    let digits = Int(scaled.rounded())
    let sign = value < 0 && digits != 0 ? "-" : ""
    guard decimals > 0 else { return sign + String(digits) }
    let unit = Int(powers[decimals])
    let fraction = String(digits % unit)
    return sign + String(digits / unit) + "."
      + String(repeating: "0", count: decimals - fraction.utf8.count) + fraction
  }

  /// Powers of ten that are exact, as are their products with small numbers' leading bits.
  private static let powers: [Double] = [1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8]

  private static func format(_ format: String, _ decimals: Int, _ value: Double) -> String {
    // At most a sign, 309 digits, the point and 340 decimals.
    withUnsafeTemporaryAllocation(of: CChar.self, capacity: 660) { buffer in
      let length = withVaList([Int32(decimals), value]) {
        vsnprintf(buffer.baseAddress, buffer.count, format, $0)
      }
      return String(decoding: buffer.prefix(Int(length)).map(UInt8.init), as: UTF8.self)
    }
  }

  private static func decimals(for value: Double, digits: Int) -> Int {
    max(0, digits - 1 - Int(log10(value.magnitude).rounded(.down)))
  }
}
