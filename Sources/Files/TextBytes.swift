/// The text that bytes stand for, in the encodings that YAML and JSON allow.
///
/// Source: YAML 1.2.2, section 5.2: a byte order mark, or else where the zeros of a first character
/// from ASCII stand, decides; UTF-8 is what is left. The mark is no part of the text.
enum TextBytes {
  /// - Returns: `nil` where the bytes break the encoding that they begin in.
  static func text(_ bytes: [UInt8]) -> String? {
    func begins(_ pattern: UInt8?...) -> Bool {
      bytes.count >= pattern.count
        && zip(bytes, pattern).allSatisfy { byte, wanted in wanted.map { $0 == byte } ?? true }
    }
    if begins(0, 0, 0xFE, 0xFF) || begins(0, 0, 0, nil) { return wide(bytes, isLittle: false) }
    if begins(0xFF, 0xFE, 0, 0) || begins(nil, 0, 0, 0) { return wide(bytes, isLittle: true) }
    if begins(0xFE, 0xFF) || begins(0, nil) { return double(bytes, isLittle: false) }
    if begins(0xFF, 0xFE) || begins(nil, 0) { return double(bytes, isLittle: true) }
    return String(validating: bytes, as: UTF8.self).map(withoutMark)
  }

  /// `text` without a byte order mark at its beginning.
  static func withoutMark(_ text: String) -> String {
    guard text.unicodeScalars.first == "\u{FEFF}" else { return text }
    return String(text.unicodeScalars.dropFirst())
  }

  private static func double(_ bytes: [UInt8], isLittle: Bool) -> String? {
    guard bytes.count.isMultiple(of: 2) else { return nil }
    let units = stride(from: 0, to: bytes.count, by: 2).map { index in
      let (first, second) = (UInt16(bytes[index]), UInt16(bytes[index + 1]))
      return isLittle ? first | second << 8 : first << 8 | second
    }
    return String(validating: units, as: UTF16.self).map(withoutMark)
  }

  private static func wide(_ bytes: [UInt8], isLittle: Bool) -> String? {
    guard bytes.count.isMultiple(of: 4) else { return nil }
    let units = stride(from: 0, to: bytes.count, by: 4).map { index in
      let unit = bytes[index..<index + 4]
      return isLittle
        ? unit.reversed().reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
        : unit.reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
    }
    return String(validating: units, as: UTF32.self).map(withoutMark)
  }
}
