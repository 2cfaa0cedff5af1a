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
    // 309 digits before the point, up to 340 after it, sign and point.
    let text = withUnsafeTemporaryAllocation(of: CChar.self, capacity: 660) { buffer in
      let length = withVaList([Int32(clamping: min(max(decimals, 0), 340)), value]) {
        vsnprintf(buffer.baseAddress, buffer.count, "%.*f", $0)
      }
      return String(decoding: buffer.prefix(Int(length)).map(UInt8.init), as: UTF8.self)
    }
    return text.hasPrefix("-") && !text.contains(where: { ("1"..."9").contains($0) })
      ? String(text.dropFirst()) : text
  }

  /// `value` with at least `digits` significant digits: decimals are added to reach them, but digits
  /// before the point are never rounded away (2 digits: 0.386 → 0.39, 5.29 → 5.3, 155.3 → 155).
  package static func significant(_ value: Double, digits: Int) -> String {
    guard value.isFinite, value != 0 else { return fixed(value, decimals: 0) }
    let decimals = decimals(for: value, digits: digits)
    let text = fixed(value, decimals: decimals)
    // 9.96 rounds up to 10.0, which has a digit too many.
    guard decimals > 0, let rounded = Double(text), rounded != 0 else { return text }
    let needed = Self.decimals(for: rounded, digits: digits)
    return needed < decimals ? fixed(value, decimals: needed) : text
  }

  /// Decimal digits in groups of three: "5288548" → "5,288,548". A leading sign stays in front.
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

  private static func decimals(for value: Double, digits: Int) -> Int {
    max(0, digits - 1 - Int(log10(value.magnitude).rounded(.down)))
  }
}
