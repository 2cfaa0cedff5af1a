/// Decimal numbers as texts.
package enum DecimalText {
  /// The finite number a text says: digits with an optional sign, point and exponent.
  ///
  /// Words such as `inf` and hexadecimal are not taken.
  package static func number(_ text: String) -> Double? {
    guard text.utf8.count <= 64, text.utf8.contains(where: { (0x30...0x39).contains($0) }),
      text.utf8.allSatisfy({ "0123456789.eE+-".utf8.contains($0) }),
      let value = Double(text), value.isFinite
    else { return nil }
    return value
  }

  /// Decimals after the point, an exponent counted in; at most 15.
  package static func decimals(_ text: String) -> Int {
    let parts = text.lowercased().split(separator: "e", maxSplits: 1)
    guard let mantissa = parts.first else { return 0 }
    let fraction = mantissa.split(separator: ".", omittingEmptySubsequences: false).dropFirst()
    let exponent = parts.count == 2 ? Int(parts[1]) ?? 0 : 0
    let digits = (fraction.first?.count ?? 0).subtractingReportingOverflow(exponent)
    return digits.overflow ? 15 : min(15, max(0, digits.partialValue))
  }
}
